"""An import, carried out: the places first, then the doors in chunks, so that no push waits for longer than one of them."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.campaigns.reference import refresh_buildings
from server.db.driver import fetch
from server.db.engine import Store
from server.exchange.lines import Problem
from server.exchange.orders import NewId, Order, orders_for
from server.exchange.places import buildings_of, ensure_buildings, find_area, make_area
from server.exchange.plan import Plan, chunks_of
from server.exchange.report import Counts, Report, report_of
from server.exchange.rows import RollError
from server.exchange.store import RollRow, close_import, drop_lines, find_roll, make_roll, note_import, put_lines, some_lines
from server.exchange.three_way import Add, Change, Decision, Last, line_key, said_now
from server.identity.setup import make_organization
from server.replication.jobs import write_own
from server.replication.replicas import claim_replica
from sync.protocol import Receipt

CHUNK = 250  # doors in one transaction
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


class Chunk(msgspec.Struct, frozen=True):
    """What one transaction did. `refused`: lines whose door the store would not take."""

    new: int
    changed: int
    flagged: int
    refused: tuple[Problem, ...]


def run_plan(store: Store, plan: Plan, means: Means) -> Report:
    """Write what the plan says. Nothing is written where nothing changed. Raises RollError if somebody imports the same roll."""
    if not plan.to_write:
        return report_of(plan.roll, plan.counts)
    ready = store.write_now(lambda conn: prepare(conn, plan, means))
    done: list[Chunk] = []
    for decisions in chunks_of(plan.to_write, CHUNK):
        began = time.monotonic()
        done.append(_write(store, plan, ready, decisions, means))
        means.pause(time.monotonic() - began)
    report = _report(plan, ready, done)
    store.write_now(lambda conn: close_import(conn, ready.import_id, msgspec.json.encode(report)))
    return report


def _write(store: Store, plan: Plan, ready: Ready, decisions: Sequence[Decision], means: Means) -> Chunk:
    return store.write_now(lambda conn: write_chunk(conn, plan, ready, decisions, means))


def prepare(conn: Connection, plan: Plan, means: Means) -> Ready:
    """The area, the buildings and the roll, made where they are missing. The caller owns the transaction."""
    now = means.clock()
    make_organization(conn, plan.area.name, TIME_ZONE, now, means.new_id, means.random_bytes)  # where the roll is the first there is
    fetch(conn, "SELECT id FROM organization {lock}")  # one at a time: no area, building or roll is made twice
    area_id = find_area(conn, str(plan.area.id or plan.area.name)).id or make_area(conn, plan.area.name, means.new_id)
    before = buildings_of(conn, area_id)
    after = ensure_buildings(conn, area_id, [door.address for door in plan.roll.doors], means.new_id)
    grown = [building.id for name, building in after.items() if name in before and building != before[name]]
    if grown:
        refresh_buildings(conn, grown)
    roll = find_roll(conn, area_id, plan.roll_name) or make_roll(conn, area_id, plan.roll_name, now, means.new_id)
    import_id = means.new_id()
    note_import(conn, import_id, roll.id, now)
    return Ready(import_id, roll, {building.name: building.id for building in after.values()})


def write_chunk(conn: Connection, plan: Plan, ready: Ready, decisions: Sequence[Decision], means: Means) -> Chunk:
    """Some doors through the one write path, as the roll's replica. The caller owns the transaction."""
    now = means.clock()
    replica = claim_replica(conn, ready.roll.replica_id, ready.roll.person_id, now)
    _refuse_if_overtaken(conn, plan, ready, decisions)
    orders = orders_for(decisions, ready.buildings, first_n=replica.held.highest + 1, read_at=plan.read_at, new_id=means.new_id)
    commands = [command for order in orders for command in order.commands]
    receipts = write_own(conn, replica, commands, now=now, new_id=means.new_id)
    answered = {receipt.id: receipt for receipt in receipts}
    return _note(conn, plan, ready, [(order, [answered[command.id] for command in order.commands]) for order in orders])


def _refuse_if_overtaken(conn: Connection, plan: Plan, ready: Ready, decisions: Iterable[Decision]) -> None:
    """The decisions were taken from what the roll had said; somebody may have imported it since."""
    keys = [line_key(decision.door.address) for decision in decisions]
    if some_lines(conn, ready.roll.id, keys) != {key: plan.last[key] for key in keys if key in plan.last}:
        raise RollError("roll_is_busy", "Another import of this roll is running. Import again when it is done: what is in already stays.")


def _note(conn: Connection, plan: Plan, ready: Ready, judged: Sequence[tuple[Order, list[Receipt]]]) -> Chunk:
    taken = [(order, receipts) for order, receipts in judged if not _is_refused(receipts)]
    said = [_last(plan, ready, order, receipts) for order, receipts in taken]
    moved = [line_key(each.before.address) for each in said if each.before and line_key(each.before.address) != line_key(each.said.address)]
    drop_lines(conn, ready.roll.id, moved)
    put_lines(conn, ready.roll.id, said)
    refused = tuple(Problem(order.decision.door.line, "not_taken") for order, receipts in judged if _is_refused(receipts))
    changes = [receipts for order, receipts in taken if isinstance(order.decision, Change)]
    flagged = sum(any(receipt.outcome == "merged" for receipt in receipts) for receipts in changes)
    return Chunk(sum(isinstance(order.decision, Add) for order, _ in taken), len(changes) - flagged, flagged, refused)


def _is_refused(receipts: Sequence[Receipt]) -> bool:
    return any(receipt.outcome in ("parked", "held") for receipt in receipts)


def _last(plan: Plan, ready: Ready, order: Order, receipts: Sequence[Receipt]) -> Last:
    decision = order.decision
    before = decision.before if isinstance(decision, Change) else None
    version = next((receipt.version for receipt in reversed(receipts) if isinstance(receipt.version, int)), None)
    return Last(
        household_id=order.household_id,
        said=said_now(decision.door, plan.roll.fields, before),
        at=order.at,
        import_id=ready.import_id,
        code=decision.door.code,
        before=before.said if before else None,
        version=version,
    )


def _report(plan: Plan, ready: Ready, done: Sequence[Chunk]) -> Report:
    new, changed, flagged = (sum(getattr(chunk, name) for chunk in done) for name in ("new", "changed", "flagged"))
    refused = tuple(problem for chunk in done for problem in chunk.refused)
    unchanged = len(plan.roll.doors) - new - changed - flagged - len(refused)
    return report_of(plan.roll, Counts(new, changed, unchanged, flagged), str(ready.import_id), refused)
