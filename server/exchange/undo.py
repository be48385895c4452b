"""An import taken back: what nobody touched since goes back to what it was, and the rest is listed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from server.exchange.elsewhere import whereabouts
from server.exchange.importer import CHUNK, Means
from server.exchange.lines import line_key
from server.exchange.made import TakenBack, Taking, take_places_back
from server.exchange.places import buildings_for, meant_by
from server.exchange.plan import chunks_of
from server.exchange.rows import RollError
from server.exchange.sample import spoken
from server.exchange.schemas import LeftDoor, UndoneBody
from server.exchange.store import (
    ImportRow,
    decode_lines,
    drop_lines,
    find_import,
    lines_after,
    mark_undone,
    put_lines,
    some_lines,
    versions_now,
    written_by,
)
from server.exchange.three_way import TOUCHED, Last
from server.exchange.turns import Turns, write_some
from server.replication.jobs import write_own
from server.replication.replicas import claim_replica
from sync.commands import AnyCommand, CloseHousehold, CorrectResident, ResidentFields, UndoCorrection
from sync.protocol import Receipt

Note = Callable[[Connection, TakenBack, int, int], None]  # what is taken back by then; doors done, of how many
End = Callable[[Connection, UndoneBody], None]


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
        work = partial(_chunk, found=found, lines=lines, means=means, taken=taken, note=note)
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
    written = written_by(conn, found, [last.household_id for last in mine if not last.is_added])
    numbers = count(replica.held.highest + 1)
    commands = [command for last in mine for command in _commands(last, written.get(last.household_id, ()), numbers, now, means)]
    receipts = write_own(conn, replica, commands, now=now, new_id=means.new_id)
    _put_back(conn, found, mine, receipts)
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


def _commands(last: Last, written: Iterable[UUID], numbers: Iterator[int], now: int, means: Means) -> Iterator[AnyCommand]:
    """A door that the import brought in is closed. At others each of its words is taken back by name, as if nobody had said it: a former
    value, said anew, would stand beside what others have said since. Whom it had listed there was a mistake."""
    home = last.household_id
    if last.is_added:
        yield CloseHousehold(id=means.new_id(), n=next(numbers), at=now, household_id=home, reason="no_such_door")
        return
    before = {each.id for each in last.before.people} if last.before else set()
    listed = [each.id for each in last.said.people if not each.is_met]
    for command_id in written:
        if command_id not in listed:
            yield UndoCorrection(id=means.new_id(), n=next(numbers), at=now, household_id=home, correction_id=command_id)
    for resident_id in listed:
        if resident_id not in before:
            fields = ResidentFields(status="mistake")
            yield CorrectResident(id=means.new_id(), n=next(numbers), at=last.at, household_id=home, resident_id=resident_id, fields=fields)


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
