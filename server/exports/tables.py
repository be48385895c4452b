"""What a row of each exported file says. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from server.exchange.grid import natural
from server.exports.cells import Cell, mask_phone
from server.exports.schemas import Asked
from server.exports.store import DoorRecord, Page
from server.exports.words import Words
from server.replication.histories import VisitDoc
from sync.card import decode_body
from sync.protocol import CardBody, CardHousehold, Window

ADDRESS = ("area", "building", "entrance", "floor", "door")
COLUMNS: Mapping[str, Sequence[str]] = {
    "households": (
        *(*ADDRESS, "name", "phones", "people_count", "residents", "needs", "vacant", "note"),
        *("state", "tries", "last_visit_at", "team", "person", "household_id"),
    ),
    "visits": (
        *(
            *ADDRESS,
            "closed",
            "at",
            "outcome",
            "by",
            "typed_by",
            "team",
            "note",
            "appointment",
            "late",
            "doubtful",
            "voided",
            "household_id",
            "visit_id",
        ),
    ),
    "requests": (
        *(
            *ADDRESS,
            "closed",
            "category",
            "text",
            "urgency",
            "request_state",
            "raised_at",
            "raised_by",
            "team",
            "last_event_at",
            "last_event",
        ),
        *("household_id", "request_id"),
    ),
    "coverage": (
        *("what", "known", "base", "visited", "base_visited", "base_met", "strict_rate", "adjusted_rate"),
        *("never_tried", "met", "not_home", "call_back", "refused", "do_not_contact", "vacant", "given_up", "inaccessible"),
        "added_on_the_way",
    ),
}


_visit_doc = msgspec.json.Decoder(VisitDoc)


class Layout(msgspec.Struct, frozen=True):
    """How a file is written: in which words, in which zone's time, and in which areas phones are whole (None: in all)."""

    asked: Asked
    words: Words
    zone: ZoneInfo
    categories: Mapping[str, str]
    whole_in: frozenset[UUID] | None

    @property
    def headings(self) -> list[str]:
        """A masked column has a heading that no import takes for phones."""
        states = self.words.values.state if self.asked.kind == "coverage" else {}
        named = {**self.words.headings, **states}
        hidden = {} if self.asked.with_phones else {"phones": named["masked_phones"]}
        return [hidden.get(column) or named[column] for column in COLUMNS[self.asked.kind]]

    def local(self, at: int | None) -> Cell:
        """An instant as the organization's clocks show it, to the minute."""
        if at is None:
            return None
        return datetime.fromtimestamp(at / 1000, self.zone).replace(tzinfo=None, second=0, microsecond=0)


def rows_of(page: Page, layout: Layout) -> Iterator[list[Cell]]:
    """The page's rows in the order in which a person walks: building, entrance, floor, door."""
    doors = sorted(page.doors, key=walk_key)
    if layout.asked.kind == "households":
        yield from (_household(door, page, layout) for door in doors)
        return
    told: dict[UUID, list[Sequence[Any]]] = {}
    for row in page.told:
        told.setdefault(row[0], []).append(row)
    tell = _visit if layout.asked.kind == "visits" else _request
    for door in doors:
        yield from (tell(door, row, page, layout) for row in told.get(door.id, ()))


def walk_key(door: DoorRecord) -> tuple[Any, ...]:
    place = door.place
    floor = -1_000 if door.floor is None else door.floor
    return natural(place.area), natural(place.name), place.id, natural(door.entrance or ""), floor, natural(door.door or ""), door.id


def _address(door: DoorRecord) -> list[Cell]:
    return [door.place.area, door.place.name, door.entrance, door.floor, door.door]


def _household(door: DoorRecord, page: Page, layout: Layout) -> list[Cell]:
    body, stand, words = decode_body(door.body), door.stand, layout.words
    home = body.household
    placed: list[Cell] = [None] * 5
    if stand is not None:
        team = words.values.nobody if stand.team_id is None else page.names.teams.get(stand.team_id)
        person = None if stand.person_id is None else page.names.people.get(stand.person_id)
        placed = [words.values.state.get(stand.state, stand.state), stand.tries, layout.local(stand.last_visit_at), team, person]
    return [
        *_address(door),
        home.name,
        _phones(home, door.place.area_id, layout),
        home.people_count,
        words.list.join(_residents(body)) or None,
        words.list.join(home.needs) or None,
        words.values.vacant if home.roll_vacant else None,
        home.note,
        *placed,
        str(door.id),
    ]


def _residents(body: CardBody) -> Iterator[str]:
    """Who lives there beside the householder, but for those who asked not to be contacted."""
    hidden = {wish.resident_id for wish in body.do_not_contact}
    for each in body.residents:
        if each.status is None and each.id not in hidden and (each.name or each.relation):
            yield f"{each.name}（{each.relation}）" if each.name and each.relation else each.name or each.relation or ""


def _phones(home: CardHousehold, area_id: UUID, layout: Layout) -> Cell:
    whole = layout.asked.with_phones and (layout.whole_in is None or area_id in layout.whole_in)
    shown = home.phones if whole else [mask_phone(phone) for phone in home.phones]
    return layout.words.list.join(shown) or None


def _visit(door: DoorRecord, row: Sequence[Any], page: Page, layout: Layout) -> list[Cell]:
    _, visit_id, at, outcome, person_id, team_id, note, doc, is_late, is_doubtful, voided_at, reason, typed_by = row
    values = layout.words.values
    agreed = _visit_doc.decode(bytes(doc)).appointment if doc else None
    return [
        *_address(door),
        values.yes if door.is_closed else None,
        layout.local(at),
        values.outcome.get(outcome, outcome),
        page.names.people.get(person_id),
        None if typed_by is None else page.names.people.get(typed_by),
        page.names.teams.get(team_id),
        note,
        None if agreed is None else _window(agreed),
        values.yes if is_late else None,
        values.yes if is_doubtful else None,
        None if voided_at is None else reason or values.yes,
        str(door.id),
        str(visit_id),
    ]


def _window(agreed: Window) -> str:
    return " ".join(part for part in (str(agreed.on), "–".join(str(each) for each in (agreed.from_, agreed.to) if each)) if part)


def _request(door: DoorRecord, row: Sequence[Any], page: Page, layout: Layout) -> list[Cell]:
    _, request_id, raised_at, person_id, team_id, category, text, urgency, state = row
    values, last = layout.words.values, page.last.get(request_id)
    return [
        *_address(door),
        values.yes if door.is_closed else None,
        layout.categories.get(category, category),
        text,
        values.urgency.get(urgency, urgency),
        values.request_state.get(state, state),
        layout.local(raised_at),
        page.names.people.get(person_id),
        page.names.teams.get(team_id),
        None if last is None else layout.local(last[1]),
        None if last is None else last[2],
        str(door.id),
        str(request_id),
    ]
