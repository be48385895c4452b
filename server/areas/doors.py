"""The doors of a building, made or taken back in one go: commands of the coordinator, through the one write path, some hundred a transaction."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection

from server.areas.buildings import as_drawn
from server.areas.schemas import NewDoor
from server.db.driver import fetch
from server.db.turns import in_turn
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_coordinator, scope_of
from server.journal.deeds import DoorsDrawn, DoorsTakenBack
from server.journal.file import note
from server.replication.authors import author_of
from server.replication.reading import rolls_among
from server.replication.replicas import claim_replica, store_numbers
from server.replication.slices import NewId
from server.replication.write import write_commands
from sync.addresses import address_key
from sync.card import decode_body
from sync.clock import effective_at
from sync.commands import AddHousehold, AnyCommand, CloseHousehold, ReopenHousehold
from sync.merge import decode_merge
from sync.ranges import receive
from sync.world import Incoming

DOORS_A_TRANSACTION = 100
Address = tuple[str | None, int | None, str | None]
Numbered = Callable[[int], AnyCommand]  # a command, given its n

THERE = """
SELECT entrance, floor, door, id, CASE WHEN is_closed THEN body END FROM households
WHERE building_id = ? AND is_known AND root_id IS NULL ORDER BY id
"""
AGAIN = "the desk draws it again"
UNTOUCHED = """
SELECT h.id, h.body, h.merge FROM households h WHERE h.building_id = ? AND h.is_known AND h.root_id IS NULL AND NOT h.is_closed
  AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.household_id = h.id)
  AND NOT EXISTS (SELECT 1 FROM field_writes w WHERE w.household_id = h.id)
  AND NOT EXISTS (SELECT 1 FROM requests r WHERE r.household_id = h.id)
  AND NOT EXISTS (SELECT 1 FROM wishes d WHERE d.household_id = h.id)
ORDER BY h.id
"""
OPEN_DOORS = "SELECT COUNT(*) FROM households WHERE building_id = ? AND is_known AND root_id IS NULL AND NOT is_closed"


async def make_doors(caller: Caller, building_id: UUID, doors: Sequence[NewDoor]) -> int:
    """Add those whose address the building has not yet, to no team, and open those that the undo of an import closed; how many these were.
    Broken off, it may be done again."""
    made = 0
    for start in range(0, len(doors), DOORS_A_TRANSACTION):
        made += await _step(caller, partial(_add, building_id, doors[start : start + DOORS_A_TRANSACTION], caller))
    return made


async def close_doors(caller: Caller, building_id: UUID) -> int:
    """Close every door that was only listed: nothing was done there, no phone found it, and its card is empty. How many these were."""
    closed = 0
    while some := await _step(caller, partial(_close, building_id, caller)):
        closed += some
    return closed


def is_standing(conn: Connection, building_id: UUID) -> bool:
    """False: it was taken back."""
    return bool(fetch(conn, "SELECT 1 FROM buildings WHERE id = ? AND removed_at IS NULL", building_id))


def count_open(conn: Connection, building_id: UUID) -> int:
    count: int = fetch(conn, OPEN_DOORS, building_id)[0][0]
    return count


async def _step(caller: Caller, work: Callable[[Connection, Actor], int]) -> int:
    async with in_turn():
        return await caller.write(work)


def _add(building_id: UUID, doors: Sequence[NewDoor], caller: Caller, conn: Connection, actor: Actor) -> int:
    _need(conn, actor, building_id)
    asked = [(door.entrance, door.floor, door.door) for door in as_drawn(conn, building_id, doors)]
    return add_doors(conn, actor, building_id, _lacking(conn, building_id, asked), caller.now, caller.new_id)


def _lacking(conn: Connection, building_id: UUID, asked: Iterable[Address]) -> list[Address]:
    """Those that are no door of the building, nor one that was asked for before them, in another spelling; of doors that an undo closed their own."""
    there = _there(conn, building_id)
    taken = {address_key(*door) for door, closed_id in there.items() if closed_id is None}
    closed = {address_key(*door): door for door, closed_id in there.items() if closed_id is not None}
    lacking: list[Address] = []
    for door in asked:
        key = address_key(*door)
        if key is None or key not in taken:
            lacking.append(closed.get(key, door) if key else door)
        taken.add(key)
    return lacking


def _there(conn: Connection, building_id: UUID) -> dict[Address, UUID | None]:
    """The addresses of a building; of each whose only door the undo of an import closed the id of that. What a person closed stays as it is."""
    rows = fetch(conn, THERE, building_id)
    closings = [(row[3], decode_body(row[4]).household.closed) for row in rows if row[4] is not None]
    closers = {door_id: closing.by for door_id, closing in closings if closing is not None}
    rolls = rolls_among(conn, set(closers.values()))
    there: dict[Address, UUID | None] = {}
    for entrance, floor, door, door_id, _ in rows:
        if closers.get(door_id) in rolls:
            there.setdefault((entrance, floor, door), door_id)
        else:
            there[entrance, floor, door] = None
    return there


def add_doors(conn: Connection, actor: Actor, building_id: UUID, doors: Sequence[Address], now: int, new_id: NewId) -> int:
    """Those whose address the building has not yet, letter by letter, or has of a door that an undo closed, which is opened again; in the actor's
    name; how many these were. One transaction's worth."""
    there = _there(conn, building_id)
    new = tuple(door for door in doors if door not in there or there[door] is not None)
    closed = {door: closed_id for door in new if (closed_id := there.get(door)) is not None}
    commands = [
        partial(_opened, closed[door], new_id(), now) if door in closed else partial(_added, building_id, door, now) for door in new
    ]
    made = _write(conn, actor, building_id, commands, now, new_id)
    if new:
        note(conn, DoorsDrawn(at=now, building_id=building_id, person_id=actor.person_id, doors=new))
    return made


def _added(building_id: UUID, door: Address, now: int, n: int) -> AddHousehold:
    """The same door of the same building has the same id, however often it is asked for."""
    household_id = uuid5(building_id, msgspec.json.encode(door).decode())
    place: dict[str, Any] = {"building_id": building_id, "entrance": door[0], "floor": door[1], "door": door[2]}
    return AddHousehold(id=uuid5(household_id, "added"), n=n, at=now, seen=None, household_id=household_id, **place)


def _opened(door_id: UUID, command_id: UUID, now: int, n: int) -> ReopenHousehold:
    return ReopenHousehold(id=command_id, n=n, at=now, seen=None, household_id=door_id, reason=AGAIN)


def _close(building_id: UUID, caller: Caller, conn: Connection, actor: Actor) -> int:
    _need(conn, actor, building_id)
    doors = [row[0] for row in fetch(conn, UNTOUCHED, building_id) if _is_only_listed(row[1], row[2])][:DOORS_A_TRANSACTION]
    return take_doors_back(conn, actor, building_id, doors, caller.now, caller.new_id)


def _is_only_listed(body: bytes, merge: bytes) -> bool:
    card = decode_body(body)
    home = card.household
    said = (home.name, home.phones, home.people_count, home.note, home.needs, home.roll_vacant, home.aliases, card.residents)
    return not any(said) and not decode_merge(merge).found


def take_doors_back(conn: Connection, actor: Actor, building_id: UUID, doors: Sequence[UUID], now: int, new_id: NewId) -> int:
    """Close these, in the actor's name; how many were open. One transaction's worth."""
    closed = _write(conn, actor, building_id, [partial(_closed, door_id, new_id(), now) for door_id in doors], now, new_id)
    if doors:
        note(conn, DoorsTakenBack(at=now, building_id=building_id, person_id=actor.person_id, household_ids=tuple(doors)))
    return closed


def _closed(door_id: UUID, command_id: UUID, now: int, n: int) -> CloseHousehold:
    return CloseHousehold(id=command_id, n=n, at=now, seen=None, household_id=door_id, reason="no_such_door")


def _need(conn: Connection, actor: Actor, building_id: UUID) -> None:
    scope = scope_of(conn, actor)
    need_coordinator(scope)
    rows = fetch(conn, "SELECT area_id FROM buildings WHERE id = ? AND removed_at IS NULL", building_id)
    if not rows or not scope.covers(rows[0][0]):
        raise NotFound("no such building")


def desk_of(building_id: UUID, person_id: UUID) -> UUID:
    """The replica as which this person makes a building's doors and takes them back, and writes nothing else."""
    return uuid5(building_id, f"doors {person_id}")


def _write(conn: Connection, actor: Actor, building_id: UUID, commands: Sequence[Numbered], now: int, new_id: NewId) -> int:
    """As a desk of this person. Being in a team, too, does not make the doors that team's."""
    if not commands:
        return 0
    replica_id = desk_of(building_id, actor.person_id)
    replica = claim_replica(conn, replica_id, actor.person_id, now, kind="desk")
    author = msgspec.structs.replace(author_of(conn, actor, is_phone_lost=False), teams=())
    first = replica.held.highest + 1
    incoming = [_incoming(command(first + step), replica_id, author, now) for step, command in enumerate(commands)]
    receipts = write_commands(conn, incoming, now=now, new_id=new_id)
    store_numbers(conn, replica, receive(replica.held, [each.command.n for each in incoming]))
    return sum(receipt.outcome == "applied" for receipt in receipts)


def _incoming(command: AnyCommand, replica_id: UUID, author: Any, now: int) -> Incoming:
    moment = effective_at(command.at, own_offset_ms=None, push_offset_ms=0, heard_ms=None, arrival_ms=now, replica=str(replica_id))
    return Incoming(command=command, replica_id=replica_id, author=author, moment=moment)
