"""What stands on cards and must be decided: two values of one field, and closings that are only proposed."""

from collections.abc import Iterator
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection

from server.areas.naming import buildings_in
from server.attention.found import READ, Found, Value
from server.db.driver import fetch
from sync.card import StoredBody, decode_body, field_key
from sync.protocol import CardConflict

UNDECIDED = "SELECT u.household_id, h.body FROM undecided u JOIN households h ON h.id = u.household_id ORDER BY u.household_id DESC LIMIT ?"
ARRIVED = """
SELECT household_id, subject, person_id, MAX(arrived_at) FROM field_writes WHERE household_id IN (??) AND outcome <> 'undone'
GROUP BY household_id, subject, person_id
"""
Arrived = dict[tuple[UUID, str, UUID], int]


def list_undecided(conn: Connection) -> list[Found]:
    bodies = {row[0]: decode_body(bytes(row[1])) for row in fetch(conn, UNDECIDED, READ)}
    with_two = sorted(door_id for door_id, body in bodies.items() if body.conflicts)
    arrived: Arrived = {(row[0], row[1], row[2]): row[3] for row in fetch(conn, ARRIVED, with_two)} if with_two else {}
    return [found for door_id, body in bodies.items() for found in _of_card(door_id, body, arrived)]


def _of_card(door_id: UUID, body: StoredBody, arrived: Arrived) -> Iterator[Found]:
    for conflict in body.conflicts:
        yield _conflict(door_id, conflict, arrived)
    closed = body.household.closed
    if closed is not None and not closed.confirmed:
        yield Found(
            id=door_id,
            kind="close_proposed",
            at=closed.at,
            person_id=closed.by,
            reason=closed.reason,
            door_id=door_id,
            made_at=closed.at,
            for_author=False,
        )


def _conflict(door_id: UUID, conflict: CardConflict, arrived: Arrived) -> Found:
    resident = None if conflict.resident_id is msgspec.UNSET else conflict.resident_id
    key = field_key("" if resident is None else str(resident), conflict.field)
    kept, other = (
        Value(value, by, at, arrived.get((door_id, key, by)))
        for value, by, at in (
            (conflict.kept, conflict.kept_by, conflict.kept_at),
            (conflict.other, conflict.other_by, conflict.other_at),
        )
    )
    body = {"field": conflict.field, "kept": conflict.kept, "other": conflict.other}
    return Found(
        id=uuid5(door_id, f"{key} {conflict.other_by} {conflict.other_at}"),
        kind="conflict",
        at=max(side.arrived_at or side.at for side in (kept, other)),
        person_id=conflict.other_by,
        reason=conflict.field,
        door_id=door_id,
        body=body if resident is None else {**body, "resident_id": resident},
        made_at=conflict.other_at,
        kept=kept,
        other=other,
        building_ids=buildings_in(conflict.kept, conflict.other),
        for_author=False,
    )
