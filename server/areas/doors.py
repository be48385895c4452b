"""The doors of a building, made or taken back in one go: commands of the coordinator, through the one write path, some hundred a transaction."""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection

from server.areas.schemas import NewDoor
from server.db.driver import fetch
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_coordinator, scope_of
from server.replication.authors import author_of
from server.replication.replicas import claim_replica, store_numbers
from server.replication.write import write_commands
from sync.clock import effective_at
from sync.protocol import AddHousehold, AnyCommand, CloseHousehold
from sync.ranges import receive
from sync.world import Incoming

DOORS_A_TRANSACTION = 100
Address = tuple[str | None, int | None, str | None]
Numbered = Callable[[int], AnyCommand]  # a command, given its n

THERE = "SELECT entrance, floor, door FROM households WHERE building_id = ? AND is_known AND root_id IS NULL"
UNTOUCHED = """
SELECT h.id FROM households h WHERE h.building_id = ? AND h.is_known AND h.root_id IS NULL AND NOT h.is_closed
  AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.household_id = h.id)
  AND NOT EXISTS (SELECT 1 FROM field_writes w WHERE w.household_id = h.id)
  AND NOT EXISTS (SELECT 1 FROM requests r WHERE r.household_id = h.id)
  AND NOT EXISTS (SELECT 1 FROM wishes d WHERE d.household_id = h.id)
ORDER BY h.id
"""
OPEN_DOORS = "SELECT COUNT(*) FROM households WHERE building_id = ? AND is_known AND root_id IS NULL AND NOT is_closed"


async def make_doors(caller: Caller, building_id: UUID, doors: Sequence[NewDoor]) -> int:
    """Add those whose address the building has not yet, to no team; how many these were. Broken off, it may be done again."""
    made = 0
    for start in range(0, len(doors), DOORS_A_TRANSACTION):
        made += await _step(caller, partial(_add, building_id, doors[start : start + DOORS_A_TRANSACTION], caller))
    return made


async def close_doors(caller: Caller, building_id: UUID) -> int:
    """Close every door at which nothing was done. How many these were."""
    closed = 0
    while some := await _step(caller, partial(_close, building_id, caller)):
        closed += some
    return closed


def count_open(conn: Connection, building_id: UUID) -> int:
    count: int = fetch(conn, OPEN_DOORS, building_id)[0][0]
    return count


async def _step(caller: Caller, work: Callable[[Connection, Actor], int]) -> int:
    """One transaction; then others may write for as long as it took."""
    begun = time.monotonic()
    count = await caller.write(work)
    await asyncio.sleep(time.monotonic() - begun)
    return count


def _add(building_id: UUID, doors: Sequence[NewDoor], caller: Caller, conn: Connection, actor: Actor) -> int:
    _need(conn, actor, building_id)
    there: set[Address] = {(row[0], row[1], row[2]) for row in fetch(conn, THERE, building_id)}
    new = [door for door in doors if (door.entrance, door.floor, door.door) not in there]
    commands = [partial(_added, building_id, door, caller.now) for door in new]
    return _write(conn, actor, uuid5(building_id, f"doors {actor.person_id}"), commands, caller)


def _added(building_id: UUID, door: NewDoor, now: int, n: int) -> AddHousehold:
    """The same door of the same building has the same id, however often it is asked for."""
    household_id = uuid5(building_id, msgspec.json.encode([door.entrance, door.floor, door.door]).decode())
    place: dict[str, Any] = {"building_id": building_id, "entrance": door.entrance, "floor": door.floor, "door": door.door}
    return AddHousehold(id=uuid5(household_id, "added"), n=n, at=now, seen=None, household_id=household_id, **place)


def _close(building_id: UUID, caller: Caller, conn: Connection, actor: Actor) -> int:
    _need(conn, actor, building_id)
    doors = [row[0] for row in fetch(conn, UNTOUCHED, building_id)][:DOORS_A_TRANSACTION]
    commands = [partial(_closed, door_id, caller) for door_id in doors]
    return _write(conn, actor, uuid5(building_id, f"doors {actor.person_id}"), commands, caller)


def _closed(door_id: UUID, caller: Caller, n: int) -> CloseHousehold:
    return CloseHousehold(id=caller.new_id(), n=n, at=caller.now, seen=None, household_id=door_id, reason="no_such_door")


def _need(conn: Connection, actor: Actor, building_id: UUID) -> None:
    scope = scope_of(conn, actor)
    need_coordinator(scope)
    rows = fetch(conn, "SELECT area_id FROM buildings WHERE id = ? AND removed_at IS NULL", building_id)
    if not rows or not scope.covers(rows[0][0]):
        raise NotFound("no such building")


def _write(conn: Connection, actor: Actor, replica_id: UUID, commands: Sequence[Numbered], caller: Caller) -> int:
    """As a desk of this person. Being in a team, too, does not make the doors that team's."""
    if not commands:
        return 0
    replica = claim_replica(conn, replica_id, actor.person_id, caller.now, kind="desk")
    author = msgspec.structs.replace(author_of(conn, actor, is_phone_lost=False), teams=())
    first = replica.held.highest + 1
    incoming = [_incoming(command(first + step), replica_id, author, caller.now) for step, command in enumerate(commands)]
    receipts = write_commands(conn, incoming, now=caller.now, new_id=caller.new_id)
    store_numbers(conn, replica, receive(replica.held, [each.command.n for each in incoming]))
    return sum(receipt.outcome == "applied" for receipt in receipts)


def _incoming(command: AnyCommand, replica_id: UUID, author: Any, now: int) -> Incoming:
    moment = effective_at(command.at, own_offset_ms=None, push_offset_ms=0, heard_ms=None, arrival_ms=now, replica=str(replica_id))
    return Incoming(command=command, replica_id=replica_id, author=author, moment=moment)
