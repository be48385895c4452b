"""An import, carried out: the places first, then the doors in chunks, so that no push waits for longer than one of them."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from server.areas.buildings import note_buildings
from server.areas.names import spelling
from server.campaigns.reference import refresh_buildings
from server.db.driver import fetch
from server.exchange.address import DoorAddress
from server.exchange.doubles import say_beside
from server.exchange.lines import Problem, line_key
from server.exchange.made import note_made
from server.exchange.maps import remember_maps
from server.exchange.orders import NewId, Order, orders_for
from server.exchange.persons import known_after
from server.exchange.places import buildings_for, ensure_buildings, find_area, lacking, make_area, meant_by
from server.exchange.plan import Plan, chunks_of
from server.exchange.report import Counts, Report, report_of
from server.exchange.rows import RollError
from server.exchange.store import (
    RollRow,
    close_import,
    drop_lines,
    find_import,
    find_roll,
    is_overtaken,
    make_roll,
    note_import,
    put_lines,
    some_lines,
)
from server.exchange.three_way import TOUCHED, Add, Change, Decision, Last, brings_in, laid_under, said_now
from server.exchange.turns import Turns, write_some
from server.identity.setup import make_organization
from server.journal.deeds import RollBrought
from server.journal.file import note
from server.replication.jobs import write_own
from server.replication.replicas import claim_replica
from sync.commands import ReopenHousehold
from sync.protocol import Receipt

CHUNK = 100  # doors, and people beside their householders, in one transaction
BUILDINGS = 50  # in one transaction
ONE_AT_A_TIME = "SELECT id FROM organization {lock}"  # no area, building or roll is made twice
TIME_ZONE = "Asia/Shanghai"  # of an organization that an import has to make


class Means(msgspec.Struct, frozen=True):
    """What an import needs from outside. `pause` is told how many seconds a chunk took, and gives others as long."""

    clock: Callable[[], int]
    new_id: NewId
    pause: Callable[[float], None] = time.sleep
    random_bytes: Callable[[int], bytes] = os.urandom


class Ready(msgspec.Struct, frozen=True):
    """The roll with its places; `buildings` are ids by name."""

    import_id: UUID
    roll: RollRow
    buildings: Mapping[str, UUID]


class Tally(msgspec.Struct, frozen=True):
    """What has been done so far; `done` doors. `new_flagged` count as new and as flagged. `refused`: lines whose door the store would not take."""

    done: int = 0
    new: int = 0
    changed: int = 0
    flagged: int = 0
    new_flagged: int = 0
    refused: tuple[Problem, ...] = ()

    def plus(self, other: "Tally") -> "Tally":
        """Of two runs that the store refused one line it is told once."""
        sums = Tally(*(getattr(self, name) + getattr(other, name) for name in Tally.__struct_fields__))
        return replace(sums, refused=tuple(dict.fromkeys(sums.refused)))


class Course(msgspec.Struct, frozen=True):
    """One run of an import. `begun` what an earlier run of it did, before its process ended; `note` is told in each piece's transaction."""

    import_id: UUID
    begun: Tally = Tally()
    note: Callable[[Connection, Tally], None] = lambda conn, tally: None
    person_id: UUID | None = None
    file: str = ""  # what it is called


def run_plan(turns: Turns, plan: Plan, means: Means, course: Course | None = None) -> Report:
    """Write what the plan says. Nothing is written where nothing changed. Raises RollError if somebody imports the same roll."""
    course = course or Course(means.new_id())
    if not plan.to_write and not turns.read_now(lambda conn: find_import(conn, course.import_id)):
        turns.write_now(lambda conn: remember_maps(conn, plan.roll.headings, means.clock()))
        return report_of(plan.roll, plan.counts, sample=plan.sample)
    spelling(plan.area.name)  # loads a dictionary the first time: not while others wait to write
    ready = prepare(turns, plan, means, course)
    done = course.begun
    for decisions in chunks_of(plan.to_write, CHUNK, sayings):
        work = partial(_chunk, plan=plan, ready=ready, decisions=decisions, so_far=done, means=means, course=course)
        done = write_some(turns, work, means.pause)
    report = _report(plan, ready, done)
    turns.write_now(lambda conn: close_import(conn, ready.import_id, msgspec.json.encode(replace(report, sample=msgspec.UNSET))))
    return report


def sayings(decision: Decision) -> int:
    """How much there is to write of a door: itself, and those who live there."""
    return 1 + len(decision.people)


def prepare(turns: Turns, plan: Plan, means: Means, course: Course) -> Ready:
    """The area, the roll and, some at a time, the buildings, made where they are missing."""
    roll = turns.write_now(lambda conn: _begin(conn, plan, means, course))
    known = turns.read_now(lambda conn: buildings_for(conn, roll.area_id, roll.id))
    meant = meant_by(known)
    named = dict(meant)
    for some in chunks_of(lacking(known, (door.address for door in plan.roll.doors)).items(), BUILDINGS):
        work = partial(_build, roll=roll, doors_of=dict(some), meant=meant, means=means, course=course)
        named |= write_some(turns, work, means.pause)
    return Ready(course.import_id, roll, named)


def _begin(conn: Connection, plan: Plan, means: Means, course: Course) -> RollRow:
    """All but the buildings. The caller owns the transaction."""
    now = means.clock()
    make_organization(conn, plan.area.name, TIME_ZONE, now, means.new_id, means.random_bytes)  # where the roll is the first there is
    fetch(conn, ONE_AT_A_TIME)
    known_id = find_area(conn, str(plan.area.id or plan.area.name)).id
    area_id = known_id or make_area(conn, plan.area, means.new_id, now)
    roll = find_roll(conn, area_id, plan.roll_name) or make_roll(conn, area_id, plan.roll_name, now, means.new_id)
    note(conn, RollBrought(at=now, import_id=course.import_id, file=course.file or plan.roll_name, area_id=area_id))
    note_import(conn, course.import_id, roll.id, course.person_id, now)
    if is_overtaken(conn, course.import_id):
        raise RollError("roll_is_busy", "Another import of this roll came after this one broke off. Take this one back.")
    note_made(conn, course.import_id, None if known_id else area_id, ())
    remember_maps(conn, plan.roll.headings, now)
    course.note(conn, course.begun)
    return roll


def _build(
    conn: Connection, roll: RollRow, doors_of: Mapping[str, Sequence[DoorAddress]], meant: Mapping[str, UUID], means: Means, course: Course
) -> dict[str, UUID]:
    """Some buildings; their ids by the names that the doors give them. The caller owns the transaction."""
    fetch(conn, ONE_AT_A_TIME)
    places = ensure_buildings(conn, roll.area_id, doors_of, means.new_id, meant)
    if places.grown:
        refresh_buildings(conn, places.grown)
    note_buildings(conn, [*places.made, *places.grown], means.clock())
    note_made(conn, course.import_id, None, places.made)
    course.note(conn, course.begun)
    return {name: building.id for name, building in places.named.items()}


def _chunk(conn: Connection, plan: Plan, ready: Ready, decisions: Sequence[Decision], so_far: Tally, means: Means, course: Course) -> Tally:
    done = so_far.plus(write_chunk(conn, plan, ready, decisions, means))
    course.note(conn, done)
    return done


def write_chunk(conn: Connection, plan: Plan, ready: Ready, decisions: Sequence[Decision], means: Means) -> Tally:
    """Some doors through the one write path, as the roll's replicas. The caller owns the transaction."""
    now = means.clock()
    replica = claim_replica(conn, ready.roll.replica_id, ready.roll.person_id, now)
    _refuse_if_overtaken(conn, plan, ready, decisions)
    orders = orders_for(decisions, ready.buildings, first_n=replica.held.highest + 1, read_at=plan.read_at, new_id=means.new_id)
    commands = [command for order in orders for command in order.commands]
    receipts = write_own(conn, replica, commands, now=now, new_id=means.new_id)
    answered = {receipt.id: receipt for receipt in receipts}
    answered |= say_beside(conn, ready.roll, plan.roll_name, [each for order in orders for each in order.beside], now, means.new_id)
    return _note(conn, plan, ready, [(order, _answers(order, answered)) for order in orders])


def _answers(order: Order, answered: Mapping[UUID | None, Receipt]) -> list[Receipt]:
    return [answered[command.id] for command in (*order.commands, *(each.command for each in order.beside))]


def _refuse_if_overtaken(conn: Connection, plan: Plan, ready: Ready, decisions: Iterable[Decision]) -> None:
    """The decisions were taken from what the roll had said; somebody may have imported it since."""
    keys = [line_key(decision.door.address) for decision in decisions]
    if some_lines(conn, ready.roll.id, keys) != {key: plan.last[key] for key in keys if key in plan.last}:
        raise RollError("roll_is_busy", "Another import of this roll is running. Import again when it is done: what is in already stays.")


def _note(conn: Connection, plan: Plan, ready: Ready, judged: Sequence[tuple[Order, list[Receipt]]]) -> Tally:
    taken = [(order, receipts) for order, receipts in judged if not _is_refused(receipts)]
    told = [(order, receipts) for order, receipts in judged if not _is_lost(order, receipts)]
    said = [_last(plan, ready, order, receipts) for order, receipts in told]
    known = {line_key(before.said.address) for order, _ in told if (before := _before(order)) is not None}
    drop_lines(conn, ready.roll.id, known - {line_key(each.said.address) for each in said})
    put_lines(conn, ready.roll.id, said)
    refused = tuple(Problem(order.decision.door.line, "not_taken") for order, receipts in judged if _is_refused(receipts))
    new = [receipts for order, receipts in taken if _has_brought_in(order, receipts)]
    changes = [receipts for order, receipts in taken if isinstance(order.decision, Change) and not _has_brought_in(order, receipts)]
    flagged = sum(map(_is_merged, changes))
    new_flagged = sum(map(_is_merged, new))
    return Tally(len(judged), len(new), len(changes) - flagged, flagged + new_flagged, new_flagged, refused)


def _has_brought_in(order: Order, receipts: Sequence[Receipt]) -> bool:
    """Whether the door was not there before: nobody has opened it meanwhile, or closed it for another reason."""
    opened = [receipt for command, receipt in zip(order.commands, receipts, strict=False) if isinstance(command, ReopenHousehold)]
    return brings_in(order.decision) and all(receipt.outcome == "applied" for receipt in opened)


def _is_refused(receipts: Sequence[Receipt]) -> bool:
    return any(receipt.outcome in ("parked", "held") or receipt.reason == "erased" for receipt in receipts)


def _is_lost(order: Order, receipts: Sequence[Receipt]) -> bool:
    """Whether nobody has the roll's word. One that waits for a person is said: the next import does not say it once more."""
    return _is_refused(receipts) and (isinstance(order.decision, Add) or any(receipt.reason == "erased" for receipt in receipts))


def _is_merged(receipts: Sequence[Receipt]) -> bool:
    return any(receipt.outcome == "merged" for receipt in receipts)


def _before(order: Order) -> Last | None:
    return None if isinstance(order.decision, Add) else order.decision.before


def _last(plan: Plan, ready: Ready, order: Order, receipts: Sequence[Receipt]) -> Last:
    decision = order.decision
    before = _before(order)
    is_added = _has_brought_in(order, receipts)
    if before is not None and before.is_undone and not is_added:
        before = replace(before, is_undone=False)  # somebody has opened the door: what was said there stands
    versions = [receipt.version for receipt in receipts if isinstance(receipt.version, int)]
    people = known_after(before.said.people if before else (), order.people, plan.roll.fields)
    last = Last(
        household_id=order.household_id,
        said=said_now(decision.door, plan.roll.fields - decision.door.silent, before, people),
        at=order.at,
        import_id=ready.import_id,
        code=decision.door.code,
        version=max(versions, default=None),
        is_added=is_added,
        under=laid_under(before) if before is not None else None,
    )
    return last if before is None or before.import_id != ready.import_id else _with_earlier_run(last, before, versions)


def _with_earlier_run(last: Last, before: Last, versions: Sequence[int]) -> Last:
    """What both runs of an import said, that broke off between them: its undo takes back both, unless somebody wrote there before the second."""
    if not versions or before.version is None:
        return replace(last, is_added=last.is_added or before.is_added, version=last.version or before.version, under=before.under)
    version = last.version if min(versions) == before.version + 1 else TOUCHED
    return replace(last, is_added=last.is_added or before.is_added, version=version, under=before.under)


def _report(plan: Plan, ready: Ready, done: Tally) -> Report:
    unchanged = len(plan.roll.doors) - done.new - done.changed - len(done.refused) - (done.flagged - done.new_flagged)
    counts = Counts(done.new, done.changed, unchanged, done.flagged)
    return report_of(plan.roll, counts, str(ready.import_id), done.refused, plan.sample)
