"""The one queue: everything that waits for a person and is this person's to look at, the latest first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from server.areas.naming import name_buildings
from server.attention.differing import list_undecided
from server.attention.found import READ, Found, Value
from server.attention.lately import list_decided, list_dismissed
from server.attention.schemas import AttentionItem, Mark, Said, Side
from server.attention.sight import Sight, look
from server.attention.signs import SEEN_MS, find_signs, list_seen, list_signs
from server.attention.waiting import find_waiting, list_waiting
from server.db.driver import execute, fetch
from server.identity.schemas import Named
from server.identity.scope import Scope

LIMIT = 500  # of each kind: what a roll doubled hides nothing that phones left waiting
PEOPLE = "SELECT id, name, is_system, ended_at FROM people WHERE id IN (??)"
MARKS = "SELECT kind, item_id, mark, person_id, at, COALESCE(up_to, at) FROM attention_marks WHERE item_id IN (??)"
PUT_MARK = """
INSERT INTO attention_marks (kind, item_id, mark, person_id, at, up_to) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, item_id, mark) DO UPDATE SET person_id = excluded.person_id, at = excluded.at, up_to = excluded.up_to
"""
TAKE_MARK = "DELETE FROM attention_marks WHERE kind = ? AND item_id = ? AND mark = ?"


class Marked(NamedTuple):
    """Who made a mark, when, and up to when what had come in was shown to them."""

    person_id: UUID
    at: int
    up_to: int


Marks = Mapping[tuple[str, UUID, str], Marked]


class Listed(NamedTuple):
    """`more`: the kinds of which there may be more than are listed."""

    items: list[AttentionItem]
    more: list[str]


def list_attention(conn: Connection, scope: Scope, now: int) -> Listed:
    found = [*list_waiting(conn, scope), *list_undecided(conn, scope), *list_signs(conn, scope, now)]
    return _listed(found, *_shown(conn, scope, *_unsettled(conn, found)))


def _unsettled(conn: Connection, found: Sequence[Found]) -> tuple[list[Found], Marks]:
    marks = _marks(conn, found)
    return [each for each in found if _settled(each, marks) is None], marks


def list_settled(conn: Connection, scope: Scope, now: int) -> Listed:
    """What somebody settled in the last days and this person may settle otherwise, the latest first."""
    signs = list_seen(conn, scope, now)
    marks = _marks(conn, signs)
    seen = [replace(each, settled=mark[:2]) for each in signs if (mark := _settled(each, marks))]
    found = [each for each in seen if each.settled and each.settled[1] > now - SEEN_MS]
    others = [*list_dismissed(conn, scope, now), *list_decided(conn, scope, now)]
    shown, cut = _shown(conn, scope, [*found, *others], marks)
    mine = [item for item in shown if not item.needs_coordinator]
    return _listed([*signs, *others], sorted(mine, key=lambda item: item.settled.at if item.settled else 0, reverse=True), cut)


def _listed(found: Sequence[Found], shown: list[AttentionItem], cut: frozenset[str]) -> Listed:
    """With the kinds that were cut for being many, or of which so many were read that rights may have left out some behind them."""
    read = Counter(each.kind for each in found)
    on_cards = read["conflict"] + read["close_proposed"]  # one reading finds both
    full = {kind for kind, count in read.items() if (on_cards if kind in ("conflict", "close_proposed") else count) >= READ}
    return Listed(shown, sorted(cut | full))


def _settler(found: Found) -> UUID | None:
    return found.settled[0] if found.settled else None


def _marks(conn: Connection, found: Sequence[Found]) -> Marks:
    rows = fetch(conn, MARKS, sorted({id_ for each in found for id_ in (each.id, each.mark[0])}))
    return {(row[0], row[1], row[2]): Marked(*row[3:]) for row in rows}


def _shown(conn: Connection, scope: Scope, waiting: Sequence[Found], marks: Marks) -> tuple[list[AttentionItem], frozenset[str]]:
    """Those that are this person's to look at, the latest first, and the kinds of which not all are among them."""
    doors = {each.door_id for each in waiting if each.door_id}
    sight = look(conn, scope, doors, {each.person_id for each in waiting if each.person_id and each.for_author})
    seen = [each for each in waiting if sight.may_look(each.door_id, each.person_id if each.for_author else None)]
    shown, cut = _latest(seen)
    people = _people(conn, shown, marks)
    buildings = name_buildings(conn, chain.from_iterable(each.building_ids for each in shown))
    asked = _last_asked(marks)
    return [
        _item(each, sight, people, buildings, asked.get((each.kind, each.id)) or asked.get((each.kind, each.mark[0]))) for each in shown
    ], cut


def _last_asked(marks: Marks) -> dict[tuple[str, UUID], tuple[UUID, int]]:
    """By whom and when of each the last question was put that nobody has taken back."""
    asked = sorted((made.at, kind, item_id, made.person_id) for (kind, item_id, mark), made in marks.items() if mark.startswith("asked"))
    return {(kind, item_id): (person, at) for at, kind, item_id, person in asked}


def _latest(seen: Sequence[Found]) -> tuple[list[Found], frozenset[str]]:
    """As many of each kind as are listed, and the kinds that have more."""
    told: Counter[str] = Counter()
    shown = []
    for each in sorted(seen, key=lambda each: each.at, reverse=True):
        told[each.kind] += 1
        if told[each.kind] <= LIMIT:
            shown.append(each)
    return shown, frozenset(kind for kind, count in told.items() if count > LIMIT)


def find_item(
    conn: Connection, scope: Scope, kind: str, item_id: UUID, now: int, *, settled: bool = False
) -> tuple[AttentionItem, Found] | None:
    """If it waits (or, if `settled`, also if somebody has looked at it), and is this person's to look at. With the door that it is about,
    which they may not see."""
    these = [each for each in _found(conn, scope, kind, item_id, now) if (each.kind, each.id) == (kind, item_id)]
    waiting, marks = _unsettled(conn, these)
    wanted = these if settled else waiting
    items, _ = _shown(conn, scope, wanted, marks)
    return (items[0], wanted[0]) if items else None


def _found(conn: Connection, scope: Scope, kind: str, item_id: UUID, now: int) -> list[Found]:
    """It, and perhaps others."""
    if kind in ("parked", "held"):
        return find_waiting(conn, item_id)
    return list_undecided(conn, scope) if kind in ("conflict", "close_proposed") else find_signs(conn, scope, now, kind, item_id)


def put_mark(conn: Connection, kind: str, item_id: UUID, mark: str, person_id: UUID, now: int, up_to: int | None = None) -> None:
    execute(conn, PUT_MARK, kind, item_id, mark, person_id, now, up_to)


def take_mark(conn: Connection, kind: str, item_id: UUID, mark: str) -> None:
    execute(conn, TAKE_MARK, kind, item_id, mark)


def _settled(found: Found, marks: Marks) -> Marked | None:
    """The mark that settles it. What came in after somebody looked is shown again."""
    since = found.at if found.counts_from is None else found.counts_from
    made = (marks.get((found.kind, *each)) for each in found.marks)
    return next((mark for mark in made if mark is not None and mark.up_to >= since), None)


class _Known(msgspec.Struct, frozen=True):
    """`can_be_asked`: somebody with a phone, neither a roll nor gone."""

    named: Named
    can_be_asked: bool


_People = Mapping[UUID, _Known]


def _people(conn: Connection, shown: Sequence[Found], marks: Marks) -> _People:
    ids = {each.person_id for each in shown} | {made.person_id for made in marks.values()}
    ids |= {said.person_id for each in shown for side in (each.kept, each.other) if side for said in side.everybody}
    ids |= {_settler(each) for each in shown}
    rows = fetch(conn, PEOPLE, sorted(each for each in ids if each))
    return {id: _Known(Named(id, name), not is_system and ended_at is None) for id, name, is_system, ended_at in rows}


def _item(found: Found, sight: Sight, people: _People, buildings: Mapping[UUID, Named], asked: tuple[UUID, int] | None) -> AttentionItem:
    known = sight.doors.get(found.door_id) if found.door_id else None
    door = known if sight.sees(found.door_id) else None
    body = (
        found.body if door or not found.of_door else {name: told for name, told in (found.body or {}).items() if name not in found.of_door}
    )
    return AttentionItem(
        found.id,
        found.kind,
        found.at,
        _named(found.person_id, people),
        found.reason,
        door.id if door else None,
        door.label if door else None,
        body,
        found.made_at,
        _side(found.kept, people),
        _side(found.other, people),
        found.can_apply,
        found.can_rehome,
        Mark(_named(asked[0], people), asked[1]) if asked else None,
        [buildings[each] for each in found.building_ids if each in buildings],
        _authors(found, people),
        Mark(_named(found.settled[0], people), found.settled[1]) if found.settled else None,
        known is not None and door is None,
        found.kind == "close_proposed" and known is not None and not sight.scope.covers(known.area_id),
        found.version if door else None,
    )


def _authors(found: Found, people: _People) -> tuple[Named, ...]:
    """Whom a question would reach, each once: of two values first those who wrote the one that is not shown. A silent phone hears nothing."""
    wrote = [said.person_id for side in (found.other, found.kept) if side for said in side.everybody] + [found.person_id]
    known = [people[each] for each in dict.fromkeys(wrote) if each and each in people and found.kind != "silent"]
    return tuple(each.named for each in known if each.can_be_asked)


def _side(value: Value | None, people: _People) -> Side | None:
    if value is None:
        return None
    first, *also = (Said(_named(said.person_id, people), said.at, said.arrived_at) for said in value.everybody)
    return Side(value.value, first.person, first.at, first.arrived_at, tuple(also))


def _named(person_id: UUID | None, people: _People) -> Named | None:
    return people[person_id].named if person_id and person_id in people else None
