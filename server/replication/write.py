"""The one write path. Everything that changes a household, from a phone, a desk, an import or a job, comes through here.

Read what the commands name, let sync/judge.py decide, write it in bulk: histories, cards, counters, and last the feeds.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.campaigns.reference import brought_with
from server.db.driver import Row, execute_many, execute_set, fetch
from server.replication.authors import find_authors
from server.replication.counters import add_coverage, add_work
from server.replication.feed import changes_of, write_changes
from server.replication.histories import write_histories
from server.replication.needs import note_needs
from server.replication.notices import items_of
from server.replication.reading import add_keys, load_world
from server.replication.slices import NewId
from server.replication.times import count_times
from server.replication.undecided import mark_undecided
from sync.card import Door, encode_body
from sync.clock import Moment
from sync.digest import body_hash
from sync.effect import coverage_change, visit_changes, work_change
from sync.judge import Judged, fold
from sync.merge import encode_merge
from sync.protocol import AnyCommand, Receipt
from sync.records import Notice
from sync.world import Incoming, World

UPDATE_CARD = "UPDATE households SET version = ?, body = ?, body_hash = ?, merge = ? WHERE id = ?"
PUT_HOUSEHOLD = """
INSERT INTO households (version, body, body_hash, merge, is_known, building_id, entrance, floor, door, name, is_closed, added_in,
    made_at, id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, body_hash = excluded.body_hash,
    merge = excluded.merge, is_known = excluded.is_known, building_id = excluded.building_id, entrance = excluded.entrance,
    floor = excluded.floor, door = excluded.door, name = excluded.name, is_closed = excluded.is_closed,
    added_in = excluded.added_in, made_at = COALESCE(households.made_at, excluded.made_at)
"""
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
WAITING = "SELECT command_id, replica_id, n, person_id, body, moment FROM held WHERE needs_id IN (??) {lock}"
RELEASE = "DELETE FROM held WHERE command_id = ?"
VERSION_BASE = "SELECT version_base FROM organization"

_encode = msgspec.json.Encoder().encode
_command: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_moment = msgspec.json.Decoder(Moment)


def write_commands(conn: Connection, incoming: Sequence[Incoming], *, now: int, new_id: NewId) -> list[Receipt]:
    """Judge commands that are in custody for the first time, and write everything that follows. One receipt each, in order.

    The caller owns the transaction, has locked the replica, and has answered what it already held. `now`: their arrival, ms.
    """
    if not incoming:
        return []
    judged = _judge_and_write(conn, incoming, now, new_id)
    receipts = [judged[each.command.id].receipt for each in incoming]
    _store_receipts(conn, incoming, receipts, now)
    return receipts


def rewrite_doors(conn: Connection, pairs: Sequence[tuple[Door, Door]], *, now: int, new_id: NewId) -> None:
    """Write doors, (before, after), that were judged anew without a command: their campaign's rules have changed.

    The caller owns the transaction and read them under their locks.
    """
    before, after = ({door.id: door for door in side} for side in zip(*pairs, strict=True)) if pairs else ({}, {})
    _write(conn, [], before, after, after, now, new_id)


def replay(conn: Connection, rows: Sequence[Row], *, now: int, new_id: NewId) -> None:
    """Judge held commands (rows as WAITING reads them) again: what they named has come. Their receipts stay as they were given."""
    _judge_and_write(conn, _replays(conn, rows), now, new_id)


def judge_again(conn: Connection, incoming: Sequence[Incoming], *, now: int, new_id: NewId) -> dict[UUID, Judged]:
    """Judge parked commands again, each replica's in the order of n; by id. What is parked or held again is written down as such.

    The caller owns the transaction and has marked them as `is_retry`. Their receipts stay as they were given.
    """
    return _judge_and_write(conn, sorted(incoming, key=lambda each: (each.replica_id, each.command.n)), now, new_id)


def _judge_and_write(conn: Connection, incoming: Sequence[Incoming], now: int, new_id: NewId) -> dict[UUID, Judged]:
    """These commands, in order, and after them the ones that they release, by id."""
    base: int = fetch(conn, VERSION_BASE)[0][0]
    world = World(arrival_ms=now, version_base=base, doors={})
    before: dict[UUID, Door] = {}  # as loaded; a door that is made here has none
    judged: dict[UUID, Judged] = {}
    changed: dict[UUID, Door] = {}
    waiting = incoming
    while waiting:  # what this makes known may release what was held for it
        world = load_world(conn, waiting, world)
        if judged:
            before |= {door_id: door for door_id, door in world.doors.items() if door_id not in before and door_id not in changed}
        else:
            before = dict(world.doors)
        judgement = fold(waiting, world)
        judged |= {each.incoming.command.id: each for each in judgement.judged}
        changed |= judgement.doors
        world = msgspec.structs.replace(world, doors={**world.doors, **judgement.doors})
        made = {made for each in judgement.judged for made in each.ruling.made}
        released = [*_released(conn, sorted(made, key=lambda each: each.int)), *_held_for(made, judged)] if made else []
        waiting = sorted(released, key=lambda each: (each.replica_id, each.command.n))
    _write(conn, list(judged.values()), before, changed, world.doors, now, new_id)
    return judged


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
    _hold(conn, judged, now)
    _park(conn, judged, now)
    pairs = [(before.get(door.id), door) for door in sorted(changed.values(), key=lambda door: door.id.int)]
    hashes = _write_cards(conn, pairs, now)
    mark_undecided(conn, pairs)
    note_needs(conn, pairs)
    cells, people = coverage_change(pairs)
    add_coverage(conn, cells, people)
    visits = visit_changes(pairs)
    add_work(conn, work_change(visits))
    count_times(conn, visits)
    items = items_of(conn, _notices(judged), doors, now, new_id) | brought_with(conn, _entering(pairs))
    write_changes(conn, changes_of(((old, door, hashes[door.id]) for old, door in pairs), items), now)


def _entering(pairs: Sequence[tuple[Door | None, Door]]) -> set[tuple[UUID, UUID, UUID]]:
    """(campaign, team, building) of doors that are new, or have moved to another building."""
    return {
        (place.campaign_id, place.team_id, door.building_id)
        for before, door in pairs
        if before is None or before.building_id != door.building_id
        for place in door.placements
        if place.campaign_id is not None and place.team_id is not None and place.gone is None
    }


def _write_cards(conn: Connection, pairs: Sequence[tuple[Door | None, Door]], now: int) -> dict[UUID, bytes]:
    """Cards as encoded bodies; the columns beside them only where the address, the name or the closing changed."""
    hashes: dict[UUID, bytes] = {}
    same, other = [], []
    for before, door in pairs:
        body = encode_body(door.body)
        hashes[door.id] = body_hash(body)
        row = (door.version, body, hashes[door.id], encode_merge(door.merge))
        if before is not None and (before.body.household is door.body.household or _beside(before) == _beside(door)):
            same.append((*row, door.id))
        else:
            other.append((*row, True, *_beside(door), now, door.id))
    execute_set(conn, UPDATE_CARD, same)
    execute_many(conn, PUT_HOUSEHOLD, other)
    return hashes


def _beside(door: Door) -> tuple[Any, ...]:
    """What of a card has columns of its own, for those who search."""
    home = door.body.household
    return (home.building_id, home.entrance, home.floor, home.door, home.name, door.is_closed, home.added_in)


def _hold(conn: Connection, judged: Sequence[Judged], now: int) -> None:
    held = [each for each in judged if each.ruling.outcome == "held"]
    if not held:
        return
    add_keys(conn, sorted({each.ruling.needs for each in held if each.ruling.needs is not None and _is_door(each)}))
    execute_many(conn, HOLD, [_held_row(each, now) for each in held])


def _is_door(each: Judged) -> bool:
    return each.ruling.needs == each.incoming.command.household_id


def _held_row(each: Judged, now: int) -> tuple[Any, ...]:
    incoming, command = each.incoming, each.incoming.command
    person_id = incoming.author.person_id
    return (command.id, incoming.replica_id, command.n, person_id, each.ruling.needs, _encode(command), _encode(incoming.moment), now)


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
    return [
        Incoming(
            command=_command.decode(body),
            replica_id=replica_id,
            author=authors[person_id, replica_id],
            moment=_moment.decode(moment),
            is_replay=True,
        )
        for _, replica_id, _, person_id, body, moment in sorted(rows, key=lambda row: (row[1], row[2]))
    ]


def _notices(judged: Sequence[Judged]) -> list[Notice]:
    """Those of the rulings, and to each author what became of work that waited or needs a person."""
    notices = [notice for each in judged for notice in each.ruling.notices]
    for each in judged:
        if each.incoming.is_replay and each.ruling.outcome != "held":
            notices.append(_became(each, "parked" if each.ruling.outcome == "parked" else "held_applied"))
        elif each.incoming.is_retry and each.ruling.outcome not in ("held", "parked"):
            notices.append(_became(each, "parked_applied"))
    return notices


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
