"""An import taken back: what nobody touched since goes back to what it was, and the rest is listed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from server.exchange.doubles import say_beside
from server.exchange.elsewhere import whereabouts
from server.exchange.importer import CHUNK, Means
from server.exchange.lines import Given, line_key
from server.exchange.made import TakenBack, Taking, take_places_back
from server.exchange.orders import Beside, address_at, values_of
from server.exchange.persons import values_before
from server.exchange.places import buildings_for, meant_by
from server.exchange.plan import chunks_of
from server.exchange.rows import RollError
from server.exchange.sample import spoken
from server.exchange.schemas import LeftDoor, UndoneBody
from server.exchange.store import (
    ImportRow,
    bodies_now,
    decode_lines,
    drop_lines,
    find_import,
    given_of,
    lines_after,
    mark_undone,
    put_lines,
    some_lines,
    versions_now,
)
from server.exchange.three_way import NAMES, NOTHING, Last
from server.exchange.turns import Turns, write_some
from server.replication.jobs import write_own
from server.replication.replicas import claim_replica
from sync.commands import AnyCommand, CloseHousehold, CorrectHousehold, CorrectResident, HouseholdFields, ResidentFields
from sync.protocol import CardBody, Receipt

Note = Callable[[Connection, TakenBack, int, int], None]  # what is taken back by then; doors done, of how many
End = Callable[[Connection, UndoneBody], None]
TOUCHED = 0  # a version that no household has: what lies under an undone import may have been touched before it


class UndoCourse(msgspec.Struct, frozen=True):
    """One run of an undo. `begun`: what earlier runs took back, before their process ended. `note` is told in each piece's transaction, `end` in
    the last. `areas`: where it takes anything back; None: everywhere."""

    begun: TakenBack = TakenBack()
    note: Note = lambda conn, taken, done, doors: None
    end: End = lambda conn, undone: None
    areas: frozenset[UUID] | None = None


def undo_import(turns: Turns, import_id: UUID, means: Means, course: UndoCourse | None = None) -> UndoneBody:
    """What all runs took back, and what this one left. Raises RollError for an import that there is not, or that was taken back."""
    course = course or UndoCourse()
    found = turns.read_now(lambda conn: find_import(conn, import_id))
    if found is None:
        raise RollError("no_such_import", "No import has this id.")
    if found.undone_at is not None:
        raise RollError("already_undone", "This import was taken back already.")
    mine, left = _lines_of(turns, found)
    known = meant_by(turns.read_now(lambda conn: buildings_for(conn, found.roll.area_id, found.roll.id)))
    mine, beyond = _within(turns, mine, known, course.areas)
    left += [_left(last, "elsewhere") for last in beyond]
    taken, done = course.begun, course.begun.doors
    doors = done + len(mine)
    for lines in chunks_of(mine, CHUNK, _sayings):
        done += len(lines)
        note = _noting(course, done, doors)
        work = partial(_chunk, found=found, lines=lines, buildings=known, means=means, taken=taken, note=note)
        taken, stay = write_some(turns, work, means.pause)
        left += stay
    taking = Taking(turns, means.clock, means.pause, _noting(course, doors, doors), course.areas)
    taken, places = take_places_back(taking, import_id, taken)
    undone = UndoneBody(taken.doors, left, taken.buildings, taken.area, places)

    def close(conn: Connection) -> None:
        mark_undone(conn, found, means.clock())
        course.end(conn, undone)

    turns.write_now(close)
    return undone


def _noting(course: UndoCourse, done: int, doors: int) -> Callable[[Connection, TakenBack], None]:
    return lambda conn, taken: course.note(conn, taken, done, doors)


def _sayings(last: Last) -> int:
    """How much there is to write of a door: itself, and those who live there."""
    return 1 + len(last.said.people)


def _lines_of(turns: Turns, found: ImportRow) -> tuple[list[Last], list[LeftDoor]]:
    """What the import said last of each door; and the doors of which a later import has said something since."""
    mine: list[Last] = []
    later: list[LeftDoor] = []
    after = ""
    while rows := turns.read_now(partial(lines_after, roll_id=found.roll.id, after=after)):
        after = rows[-1][0]
        for last in decode_lines(rows).values():
            if last.import_id == found.id and last.version is not None and not last.is_undone:
                mine.append(last)
            elif any(each.import_id == found.id and not each.is_undone for each in _below(last)):
                later.append(_left(last, "imported_since"))
    return mine, later


def _within(turns: Turns, lines: Sequence[Last], known: Mapping[str, UUID], areas: frozenset[UUID] | None) -> tuple[list[Last], list[Last]]:
    """Those whose doors lie in these areas, and the others."""
    if areas is None:
        return list(lines), []
    where = whereabouts(turns, (last.household_id for last in lines), known)
    mine: list[Last] = []
    beyond: list[Last] = []
    for last in lines:
        names = [said.address.building for said in (last.said, last.before) if said is not None]
        (mine if where.is_within(areas, last.household_id, names) else beyond).append(last)
    return mine, beyond


def _below(last: Last) -> Iterator[Last]:
    while last.under is not None:
        last = last.under
        yield last


def _left(last: Last, reason: str) -> LeftDoor:
    return LeftDoor(last.household_id, spoken(last.said.address), reason)


def _chunk(
    conn: Connection,
    found: ImportRow,
    lines: Sequence[Last],
    buildings: Mapping[str, UUID],
    means: Means,
    taken: TakenBack,
    note: Callable[[Connection, TakenBack], None],
) -> tuple[TakenBack, list[LeftDoor]]:
    now = means.clock()
    replica = claim_replica(conn, found.roll.replica_id, found.roll.person_id, now)
    versions = versions_now(conn, [last.household_id for last in lines])
    held = some_lines(conn, found.roll.id, [line_key(last.said.address) for last in lines])
    reasons = {last.household_id: _reason(last, versions, held) for last in lines}
    mine = [last for last in lines if reasons[last.household_id] is None]
    shown = bodies_now(conn, [last.household_id for last in mine if not last.is_added and (last.before is None or last.said.people)])
    numbers = count(replica.held.highest + 1)
    commands: list[AnyCommand] = []
    beside: list[Beside] = []
    for last in mine:
        body = shown.get(last.household_id)
        now_shown = given_of(body.household) if body else NOTHING
        commands += _commands(last, now_shown, buildings, numbers, now, means)
        commands += _of_people(last, body, numbers, means) if not last.is_added else ()
        beside += _beside(last, now_shown, means) if not last.is_added else []
    receipts = write_own(conn, replica, commands, now=now, new_id=means.new_id)
    answers = say_beside(conn, found.roll, found.roll_name, beside, now, means.new_id)
    _put_back(conn, found, mine, [*receipts, *answers.values()])
    taken = replace(taken, doors=taken.doors + len(mine))
    note(conn, taken)
    return taken, [_left(last, reason) for last in lines if (reason := reasons[last.household_id]) is not None]


def _reason(last: Last, versions: Mapping[UUID, int], held: Mapping[str, Last]) -> str | None:
    """Why a door stays as it is; None: nobody touched it."""
    if last.household_id not in versions:
        return "gone"
    if held.get(line_key(last.said.address)) != last:
        return "imported_since"
    return None if versions[last.household_id] == last.version else "touched_since"


def _commands(
    last: Last, shown: Given, buildings: Mapping[str, UUID], numbers: Iterator[int], now: int, means: Means
) -> Iterator[AnyCommand]:
    if last.is_added:
        yield CloseHousehold(id=means.new_id(), n=next(numbers), at=now, household_id=last.household_id, reason="no_such_door")
        return
    values = _values_before(last, shown)
    if last.before is not None and last.before.address != last.said.address:
        values["address"] = address_at(last.before.address, buildings)
    if values:
        fields = HouseholdFields(**values)
        yield CorrectHousehold(id=means.new_id(), n=next(numbers), at=last.at, household_id=last.household_id, fields=fields)


def _of_people(last: Last, body: CardBody | None, numbers: Iterator[int], means: Means) -> Iterator[AnyCommand]:
    before = {each.id: each for each in last.before.people} if last.before else {}
    residents = {each.id: each for each in body.residents} if body else {}
    for known in last.said.people:
        if values := values_before(known, before, residents):
            fields = ResidentFields(**values)
            yield CorrectResident(
                id=means.new_id(), n=next(numbers), at=last.at, household_id=last.household_id, resident_id=known.id, fields=fields
            )


def _values_before(last: Last, shown: Given) -> dict[str, Any]:
    """What the roll said before; where it had said nothing, that a field is empty if it filled it, and what the others say if it differed."""
    said = last.said.given
    if last.before is not None:
        return values_of(last.before.given, [name for name in NAMES if getattr(last.before.given, name) != getattr(said, name)])
    differed = [name for name in NAMES if name not in last.filled and getattr(said, name) and getattr(said, name) != getattr(shown, name)]
    return {**values_of(NOTHING, last.filled), **values_of(shown, differed)}


def _beside(last: Last, shown: Given, means: Means) -> Iterator[Beside]:
    """The word of further lines: what they said before, or what the first line says, with which nothing is left to settle."""
    before, stands = (last.before.others, last.before.given) if last.before is not None else ((), shown)
    for place, now in enumerate(last.said.others, start=1):
        old = before[place - 1] if place <= len(before) else NOTHING
        names = [name for name in NAMES if getattr(now, name) and getattr(now, name) != getattr(old, name)]
        values = {name: values_of(old if getattr(old, name) else stands, [name])[name] for name in names}
        if values:
            fields = HouseholdFields(**values)
            made = max(last.at - place, 0)
            yield Beside(place, CorrectHousehold(id=means.new_id(), n=0, at=made, household_id=last.household_id, fields=fields))


def _put_back(conn: Connection, found: ImportRow, mine: Sequence[Last], receipts: Sequence[Receipt]) -> None:
    versions: dict[Any, int] = {}
    for receipt in receipts:
        if isinstance(receipt.version, int):
            versions[receipt.household_id] = max(receipt.version, versions.get(receipt.household_id, 0))
    drop_lines(conn, found.roll.id, [line_key(last.said.address) for last in mine])
    back = [_back(last, versions.get(last.household_id)) for last in mine]
    put_lines(conn, found.roll.id, [last for last in back if last is not None])


def _back(last: Last, version: int | None) -> Last | None:
    """What the roll has said of the door from now on."""
    if last.is_added:
        return replace(last, is_undone=True, version=version, under=None)
    if last.under is None:
        return None
    return replace(last.under, version=None if last.under.version is None else TOUCHED)
