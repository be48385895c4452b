"""What stands on cards and must be decided: two values of one field, and closings that are only proposed."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from server.areas.naming import buildings_in
from server.attention.found import READ, Found, Value
from server.attention.sight import within
from server.db.driver import fetch
from server.identity.scope import Scope
from sync.card import StoredBody, decode_body, field_key
from sync.protocol import CardConflict

UNDECIDED = """
SELECT u.household_id, h.body, h.version FROM undecided u JOIN households h ON h.id = u.household_id WHERE {own}
ORDER BY u.household_id DESC LIMIT ?
"""
ARRIVED = """
SELECT household_id, subject, person_id, MAX(arrived_at) FROM field_writes WHERE household_id IN (??) AND outcome <> 'undone'
GROUP BY household_id, subject, person_id
"""
Arrived = dict[tuple[UUID, str, UUID], int]


def list_undecided(conn: Connection, scope: Scope) -> list[Found]:
    own, of_scope = within(scope, door="u.household_id")
    rows = fetch(conn, UNDECIDED.format(own=own), *of_scope, READ)
    bodies = {row[0]: decode_body(bytes(row[1])) for row in rows}
    versions = {row[0]: row[2] for row in rows}
    with_two = sorted(door_id for door_id, body in bodies.items() if body.conflicts)
    arrived: Arrived = {(row[0], row[1], row[2]): row[3] for row in fetch(conn, ARRIVED, with_two)} if with_two else {}
    return [replace(found, version=versions[door_id]) for door_id, body in bodies.items() for found in _of_card(door_id, body, arrived)]


def _of_card(door_id: UUID, body: StoredBody, arrived: Arrived) -> Iterator[Found]:
    for same in _by_what_they_say(body.conflicts):
        yield _conflict(door_id, same, arrived)
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


def _by_what_they_say(conflicts: Sequence[CardConflict]) -> list[list[CardConflict]]:
    """Those in which several people say the same of one field together."""
    same: dict[bytes, list[CardConflict]] = {}
    for each in conflicts:
        same.setdefault(msgspec.json.encode((_resident(each), each.field, each.other), order="deterministic"), []).append(each)
    return list(same.values())


def _resident(conflict: CardConflict) -> UUID | None:
    return None if conflict.resident_id is msgspec.UNSET else conflict.resident_id


def _conflict(door_id: UUID, same: Sequence[CardConflict], arrived: Arrived) -> Found:
    """`same`: the latest word first. The item is known by the first that was said, so that it stays the same where others join in."""
    conflict, earliest = same[0], same[-1]
    resident = _resident(conflict)
    key = field_key("" if resident is None else str(resident), conflict.field)

    def value(said: Any, by: UUID, at: int) -> Value:
        return Value(said, by, at, arrived.get((door_id, key, by)))

    kept = value(conflict.kept, conflict.kept_by, conflict.kept_at)
    other, *also = (value(each.other, each.other_by, each.other_at) for each in same)
    body = {"field": conflict.field, "kept": conflict.kept, "other": conflict.other}
    return Found(
        id=uuid5(door_id, f"{key} {earliest.other_by} {earliest.other_at}"),
        kind="conflict",
        at=max(side.arrived_at or side.at for side in (kept, other, *also)),
        person_id=conflict.other_by,
        reason=conflict.field,
        door_id=door_id,
        body=body if resident is None else {**body, "resident_id": resident},
        made_at=conflict.other_at,
        kept=kept,
        other=replace(other, also=tuple(also)),
        building_ids=buildings_in(conflict.kept, conflict.other),
        for_author=False,
    )
