"""The one write path. Everything that changes a household, from a phone, a desk, an import or a job, comes through here.

Read what the commands name, let sync/judge.py decide, write it in bulk: histories, cards, counters, and last the feeds.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from server.audit.actions import Action
from server.audit.store import record_action
from server.db.driver import Row, execute_many, execute_set, fetch
from server.replication.authors import as_sent, find_authors, find_losses
from server.replication.doors import write_doors
from server.replication.histories import write_histories
from server.replication.joining import VERSION_BASE, end_places, join_equal, remember_names, store_parted
from server.replication.notices import items_of
from server.replication.reading import add_keys, load_world
from server.replication.slices import NewId
from sync.card import Door
from sync.clock import Moment
from sync.commands import AddHousehold, AnyCommand, UndoCorrection
from sync.joining import Parted
from sync.judge import Judged, fold
from sync.protocol import Receipt
from sync.records import DoorEvent, FieldWrite, Notice
from sync.rulings.case import Ruling
from sync.values import gives_address
from sync.world import Incoming, World

PUT_RECEIPT = """
INSERT INTO receipts (command_id, replica_id, n, outcome, reason, version, household_id, arrived_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
HOLD = """
INSERT INTO held (command_id, replica_id, n, person_id, needs_id, body, moment, arrived_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
PARK = """
INSERT INTO parked (command_id, replica_id, n, person_id, household_id, reason, body, arrived_at, moment, push_offset)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (command_id) DO UPDATE SET reason = excluded.reason, household_id = excluded.household_id, moment = excluded.moment,
    settled_at = NULL, settled_as = NULL
"""  # parked again, it keeps the bytes it came with
WAITING = "SELECT command_id, replica_id, n, person_id, body, moment, arrived_at FROM held WHERE needs_id IN (??) {lock}"
RELEASE = "DELETE FROM held WHERE command_id = ?"

_encode = msgspec.json.Encoder().encode
_command: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_moment = msgspec.json.Decoder(Moment)


def write_commands(conn: Connection, incoming: Sequence[Incoming], *, now: int, new_id: NewId, releasing: bool = True) -> list[Receipt]:
    """Judge commands that are in custody for the first time, and write everything that follows. One receipt each, in order.

    The caller owns the transaction, has locked the replica, and has answered what it already held. `now`: their arrival, ms.
    Not `releasing`: what waited for them waits on, for the sweep.
    """
    if not incoming:
        return []
    judged = _judge_and_write(conn, incoming, now, new_id, releasing=releasing)
    receipts = [judged[each.command.id].receipt for each in incoming]
    _store_receipts(conn, incoming, receipts, now)
    return receipts


def replay(conn: Connection, rows: Sequence[Row], *, now: int, new_id: NewId, releasing: bool = True) -> None:
    """Judge held commands (rows as WAITING reads them) again: what they named has come. Their receipts stay as they were given."""
    _judge_and_write(conn, _replays(conn, rows), now, new_id, releasing=releasing)


def judge_again(conn: Connection, incoming: Sequence[Incoming], *, now: int, new_id: NewId) -> dict[UUID, Judged]:
    """Judge parked commands again, each replica's in the order of n; by id. What is parked or held again is written down as such.

    The caller owns the transaction and has marked them as `is_retry`. Their receipts stay as they were given.
    """
    return _judge_and_write(conn, sorted(incoming, key=lambda each: (each.replica_id, each.command.n)), now, new_id)


def _judge_and_write(
    conn: Connection, incoming: Sequence[Incoming], now: int, new_id: NewId, *, releasing: bool = True
) -> dict[UUID, Judged]:
    """These commands, in order, and after them the ones that they release, by id."""
    base: int = fetch(conn, VERSION_BASE)[0][0]
    world = World(arrival_ms=now, version_base=base, doors={})
    before: dict[UUID, Door] = {}  # as loaded; a door that is made here has none
    judged: dict[UUID, Judged] = {}
    changed: dict[UUID, Door] = {}
    parted: list[Parted] = []
    waiting = incoming
    while waiting:  # what this makes known may release what was held for it
        world = load_world(conn, waiting, world)
        if judged:
            before |= {door_id: door for door_id, door in world.doors.items() if door_id not in before and door_id not in changed}
        else:
            before = dict(world.doors)
        judgement = fold(waiting, world)
        for one in judgement.judged:
            judged.pop(one.incoming.command.id, None)  # held a moment ago: its place is where it was judged
            judged[one.incoming.command.id] = one
        changed |= judgement.doors
        parted += judgement.parted
        doors = {**world.doors, **judgement.doors}
        world = replace(world, doors=doors, aliases=judgement.aliases, old_requests=judgement.old_requests)
        made = {made for each in judgement.judged for made in each.ruling.made} if releasing else set()
        released = [*_released(conn, sorted(made, key=lambda each: each.int)), *_held_for(made, judged)] if made else []
        waiting = sorted(released, key=lambda each: (each.replica_id, each.command.n))
    for each in parted:
        end_places(conn, each)
    _write(conn, list(judged.values()), before, changed, world.doors, now, new_id)
    if world.aliases or parted:  # names first: by them each goes back to the household that it was sent to
        remember_names(conn, _named(judged.values()))
    for each in parted:
        store_parted(conn, each, by=each.by, now=now, new_id=new_id)
    told_by = _readdressed(judged.values(), before, changed) | {each.restored.id: each.by for each in parted}
    return _joined(conn, judged, told_by, now, new_id)


def _readdressed(judged: Iterable[Judged], before: Mapping[UUID, Door], changed: Mapping[UUID, Door]) -> dict[UUID, UUID]:
    """The doors that people added, or of whose address they said or took back something, and those that were opened again; with who did."""
    found: dict[UUID, UUID] = {}
    for each in judged:
        door, author, command = each.ruling.door, each.incoming.author, each.incoming.command
        if door is None:
            continue
        was, now = before.get(door.id), changed[door.id]
        is_opened = was is not None and was.is_closed and not now.is_closed
        may_tell = not author.is_system and (isinstance(command, AddHousehold | UndoCorrection) or gives_address(command))
        if is_opened or (may_tell and _address_of(was) != _address_of(now)):
            found[door.id] = author.person_id
    return found


def _address_of(door: Door | None) -> Any:
    return None if door is None else (door.merge.writes.get("address"), door.building_id)


def _named(judged: Iterable[Judged]) -> dict[UUID, UUID]:
    """The commands that reached their household under another id of it, also those that only left a line there. What stands again by one is of
    whoever had said it."""
    found: dict[UUID, UUID] = {}
    for each in judged:
        if any(isinstance(record, FieldWrite) and record.outcome == "undone" for record in each.ruling.records):
            continue
        command, door = each.incoming.command, each.ruling.door or (each.reached if each.ruling.records else None)
        if door is not None and command.household_id is not None and door.id != command.household_id:
            lines = (record.id for record in each.ruling.records if isinstance(record, DoorEvent))
            found |= dict.fromkeys((command.id, *lines), command.household_id)
    return found


def _joined(conn: Connection, judged: dict[UUID, Judged], told_by: Mapping[UUID, UUID], now: int, new_id: NewId) -> dict[UUID, Judged]:
    """Doors whose address is new become one with those that are the same; receipts name the household that was reached."""
    survivors = join_equal(conn, told_by, now=now, new_id=new_id) if told_by else {}
    if not survivors:
        return judged
    return {
        id_: replace(each, reached=survivors[each.reached.id]) if each.reached and each.reached.id in survivors else each
        for id_, each in judged.items()
    }


def _held_for(made: Collection[UUID], judged: Mapping[UUID, Judged]) -> list[Incoming]:
    """Commands that were held a moment ago, in this transaction, for what has come since."""
    return [each.incoming for each in judged.values() if each.ruling.outcome == "held" and each.ruling.needs in made]


def _write(
    conn: Connection,
    judged: Sequence[Judged],
    before: Mapping[UUID, Door],
    changed: Mapping[UUID, Door],
    doors: Mapping[UUID, Door],
    now: int,
    new_id: NewId,
) -> None:
    write_histories(conn, (record for each in judged for record in each.ruling.records), now)
    _note_settled(conn, judged, now)
    _hold(conn, judged, now)
    _park(conn, judged, now)
    pairs = [(before.get(door.id), door) for door in sorted(changed.values(), key=lambda door: door.id.int)]
    write_doors(conn, pairs, items_of(conn, _notices(judged), doors, now, new_id), now)


def _note_settled(conn: Connection, judged: Sequence[Judged], now: int) -> None:
    """A disagreement or a proposed closing that somebody ended, and what was taken back, on a phone or at a desk: a line of the audit."""
    for each in judged:
        command, door = each.incoming.command, each.ruling.door
        if door is None or each.incoming.author.is_system:
            continue
        if (action := _settled_as(each)) is not None:
            record_action(conn, command.id, each.incoming.author.person_id, action, "household", door.id, now=now)


def _settled_as(judged: Judged) -> Action | None:
    ruling = judged.ruling
    if isinstance(judged.incoming.command, UndoCorrection):
        is_closing = any(isinstance(record, DoorEvent) for record in ruling.records)
        return None if ruling.outcome != "applied" else "closing_undone" if is_closing else "correction_undone"
    told = {notice.what for notice in ruling.notices}
    return "value_settled" if "settled" in told else "closing_settled" if told & {"closed", "reopened"} else None


def _hold(conn: Connection, judged: Sequence[Judged], now: int) -> None:
    held = [each for each in judged if each.ruling.outcome == "held"]
    if not held:
        return
    add_keys(conn, sorted({each.ruling.needs for each in held if each.ruling.needs is not None and _is_door(each)}))
    execute_many(conn, HOLD, [_held_row(each, now) for each in held])


def _is_door(each: Judged) -> bool:
    return each.ruling.needs == each.incoming.command.household_id


def _held_row(each: Judged, now: int) -> tuple[Any, ...]:
    """Held again, it goes on waiting since it came first: after five days it is a person's, whatever it names by then."""
    incoming, command = each.incoming, each.incoming.command
    who = (command.id, incoming.replica_id, command.n, incoming.author.person_id)
    since = now if incoming.held_since is None else incoming.held_since
    return (*who, each.ruling.needs, _encode(command), _encode(incoming.moment), since)


def _park(conn: Connection, judged: Sequence[Judged], now: int) -> None:
    parked = [each for each in judged if each.ruling.outcome == "parked"]
    execute_many(conn, PARK, [park_row(each.incoming, each.ruling.reason or "", now) for each in parked])


def park_row(incoming: Incoming, reason: str, now: int) -> tuple[Any, ...]:
    command = incoming.command
    person_id = incoming.author.person_id
    where = (command.id, incoming.replica_id, command.n, person_id, command.household_id, reason)
    return (*where, _encode(command), now, _encode(incoming.moment), None)


def _released(conn: Connection, made: Sequence[UUID]) -> list[Incoming]:
    """The commands that waited for one of these ids. Locks no replica row."""
    rows = fetch(conn, WAITING, list(made)) if made else ()
    return _replays(conn, rows) if rows else []


def _replays(conn: Connection, rows: Sequence[Row]) -> list[Incoming]:
    """Held commands taken out of the waiting room, each replica's in the order of n."""
    execute_many(conn, RELEASE, [(row[0],) for row in rows])
    authors = find_authors(conn, {(row[3], row[1]) for row in rows})
    lost_at = find_losses(conn, {row[1] for row in rows})
    return [
        Incoming(
            command=_command.decode(body),
            replica_id=replica_id,
            author=as_sent(authors[person_id, replica_id], held_since, lost_at.get(replica_id)),
            moment=_moment.decode(moment),
            is_replay=True,
            held_since=held_since,
        )
        for _, replica_id, _, person_id, body, moment, held_since in sorted(rows, key=lambda row: (row[1], row[2]))
    ]


def _notices(judged: Sequence[Judged]) -> list[Notice]:
    """Those of the rulings, and to each author what became of work that waited or needs a person."""
    notices = [notice for each in judged for notice in each.ruling.notices]
    for each in judged:
        if each.incoming.is_replay and each.ruling.outcome != "held":
            notices.append(_became(each, "parked" if each.ruling.outcome == "parked" else f"held_{counts_as(each.ruling)}"))
        elif each.incoming.is_retry and each.ruling.outcome not in ("held", "parked"):
            notices.append(_became(each, f"parked_{counts_as(each.ruling)}"))
    return notices


def counts_as(ruling: Ruling) -> str:
    """applied | superseded | noop: what stands beside another value counts, too."""
    return "applied" if ruling.outcome == "merged" else ruling.outcome


def _became(each: Judged, what: str) -> Notice:
    command, person, settler = each.incoming.command, each.incoming.author.person_id, each.incoming.vouched_by
    return Notice(
        to=person,
        what=what,
        household_id=each.reached.id if each.reached else command.household_id or command.id,
        command_id=command.id,
        by=settler.person_id if settler else person,
        reason=each.ruling.reason or each.ruling.outcome,
    )


def _store_receipts(conn: Connection, incoming: Sequence[Incoming], receipts: Sequence[Receipt], now: int) -> None:
    execute_set(conn, PUT_RECEIPT, [receipt_row(one, receipt, now) for one, receipt in zip(incoming, receipts, strict=True)])


def receipt_row(incoming: Incoming, receipt: Receipt, now: int) -> tuple[Any, ...]:
    told = [None if value is msgspec.UNSET else value for value in (receipt.reason, receipt.version, receipt.household_id)]
    return (incoming.command.id, incoming.replica_id, incoming.command.n, receipt.outcome, *told, now)
