"""Work in custody: what could not be applied, and what waits for something that is not known yet."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.areas.naming import buildings_in
from server.attention.found import READ, Found
from server.attention.sight import within
from server.db.driver import Row, fetch
from server.identity.scope import Scope
from server.replication.retrying import COLUMNS, read_row
from sync.clock import Moment
from sync.envelope import Unreadable
from sync.parked import may_apply

PARKED_COLUMNS = f"{COLUMNS}, household_id"
PARKED = f"SELECT {PARKED_COLUMNS} FROM parked WHERE settled_at IS NULL AND {{which}} ORDER BY arrived_at DESC LIMIT ?"
HELD = "SELECT command_id, person_id, body, moment, arrived_at FROM held WHERE {which} ORDER BY arrived_at DESC LIMIT ?"


class _Named(msgspec.Struct):
    household_id: UUID | None = None


NAMED = msgspec.json.Decoder(_Named)
ANYTHING = msgspec.json.Decoder()
_moment = msgspec.json.Decoder(Moment)


def list_waiting(conn: Connection, scope: Scope) -> list[Found]:
    """Which door they are for may stand only in what was sent."""
    own, of_scope = within(scope, door="parked.household_id", author="parked.person_id")
    parked = PARKED.format(which=f"(household_id IS NULL OR {own})")
    return [*map(parked_found, fetch(conn, parked, *of_scope, READ)), *map(_held, fetch(conn, HELD.format(which="1 = 1"), READ))]


def find_waiting(conn: Connection, command_id: UUID) -> list[Found]:
    parked, held = (fetch(conn, sql.format(which="command_id = ?"), command_id, READ) for sql in (PARKED, HELD))
    return [*map(parked_found, parked), *map(_held, held)]


def parked_found(row: Row) -> Found:
    """`row`: as PARKED_COLUMNS reads it."""
    *kept, household_id = row
    read, body = read_row(kept), row[5]
    return Found(
        id=read.id,
        kind="parked",
        at=row[6],
        person_id=read.person_id,
        reason=row[4],
        door_id=household_id or _door_in(body),
        body=_text(body),
        made_at=read.moment.at.millis if read.moment else None,
        can_apply=may_apply(read.command),
        can_rehome=isinstance(read.command, Unreadable) and read.command.reason == "no_household",
        building_ids=_buildings_in(body),
    )


def _held(row: Row) -> Found:
    command_id, person_id, body, moment, arrived_at = row
    made_at = _moment.decode(moment).at.millis
    return Found(
        id=command_id,
        kind="held",
        at=arrived_at,
        person_id=person_id,
        door_id=_door_in(body),
        body=_text(body),
        made_at=made_at,
        building_ids=_buildings_in(body),
    )


def _text(body: Any) -> str:
    return bytes(body).decode("utf-8", "replace")


def _door_in(body: Any) -> UUID | None:
    """The door that kept bytes name, if they can be read."""
    try:
        return NAMED.decode(bytes(body)).household_id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _buildings_in(body: Any) -> frozenset[UUID]:
    """The buildings that kept bytes name: of a door that was added, or of an address, whole or in parts; also of work that was sent as text."""
    command = _read(bytes(body))
    if command.get("type") == "park" and isinstance(sent := command.get("body"), str):
        command = _read(sent.encode())
    fields = command.get("fields")
    address = fields.get("address") if isinstance(fields, dict) else None
    return buildings_in(command, fields, address)


def _read(body: bytes) -> dict[str, Any]:
    try:
        read = ANYTHING.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
