"""What was taken in and still should be looked at: overruled work, visits after a wish, doubtful clocks, gaps, and silent phones."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection

from server.areas.naming import buildings_in
from server.attention.found import READ, Found
from server.db.driver import fetch

DAY_MS = 86_400_000
LOOK_BACK_MS = 60 * DAY_MS
SILENT_MS = DAY_MS  # a phone that said it had unsent work, and was not heard of for so long
VISITS = """
SELECT v.id, v.household_id, v.person_id, v.at, v.arrived_at, v.outcome, v.note, v.is_after_wish, v.is_doubtful, v.replica_id
FROM visits v WHERE (v.is_after_wish OR v.is_doubtful) AND v.voided_at IS NULL AND v.arrived_at > ? ORDER BY v.arrived_at DESC LIMIT ?
"""
EVENTS = """
SELECT e.id, e.household_id, e.person_id, e.at, e.arrived_at, e.event, e.text, r.text, r.state
FROM request_events e JOIN requests r ON r.id = e.request_id
WHERE NOT e.is_taken AND e.arrived_at > ? ORDER BY e.arrived_at DESC LIMIT ?
"""
WRITES = """
SELECT w.command_id, w.household_id, w.person_id, w.at, w.arrived_at, w.subject, w.value FROM field_writes w
JOIN people p ON p.id = w.person_id
WHERE w.outcome = 'superseded' AND NOT p.is_system AND w.arrived_at > ? ORDER BY w.arrived_at DESC LIMIT ?
"""
GAPS = """
SELECT id, person_id, device, last_seen_at, missing, evicted_at, evicted_unsent FROM replicas
WHERE kind = 'phone' AND lost_at IS NULL AND last_seen_at > ? AND (missing <> ? OR (evicted_at IS NOT NULL AND COALESCE(evicted_unsent, 0) = 0))
ORDER BY last_seen_at DESC LIMIT ?
"""
SILENT = """
SELECT id, person_id, device, last_seen_at, unsent, oldest_at,
    (SELECT MAX(a.at) FROM audit a WHERE a.subject_id = replicas.id AND a.action = 'work_handed_in' AND a.at > last_seen_at)
FROM replicas WHERE kind = 'phone' AND lost_at IS NULL AND evicted_at IS NULL AND unsent > 0 AND last_seen_at < ? AND last_seen_at > ?
ORDER BY last_seen_at LIMIT ?
"""


def list_signs(conn: Connection, now: int) -> list[Found]:
    since = now - LOOK_BACK_MS
    return [*_visits(conn, since), *_superseded(conn, since), *_gaps(conn, since), *_silent(conn, now)]


def _visits(conn: Connection, since: int) -> Iterator[Found]:
    clocks: dict[UUID, list[Any]] = {}
    for row in fetch(conn, VISITS, since, READ):
        visit_id, door_id, person_id, at, arrived_at, outcome, note, after_wish, doubtful, replica_id = row
        if after_wish:
            body = {"outcome": outcome, "note": note}
            yield Found(id=visit_id, kind="after_wish", at=arrived_at, person_id=person_id, door_id=door_id, body=body, made_at=at)
        if doubtful:
            clocks.setdefault(replica_id, []).append(row)
    for replica_id, rows in clocks.items():  # one clock, one item, however many visits
        body = {"visits": len(rows), "replica": replica_id}
        yield Found(id=replica_id, kind="doubtful", at=rows[0][4], person_id=rows[0][2], body=body, made_at=rows[0][3])


def _superseded(conn: Connection, since: int) -> Iterator[Found]:
    for event_id, door_id, person_id, at, arrived_at, event, text, request, state in fetch(conn, EVENTS, since, READ):
        body = {"event": event, "text": text, "request": request, "state": state}
        yield Found(id=event_id, kind="superseded", at=arrived_at, person_id=person_id, door_id=door_id, body=body, made_at=at)
    for command_id, door_id, person_id, at, arrived_at, subject, value in fetch(conn, WRITES, since, READ):
        written = msgspec.json.decode(bytes(value))
        body = {"field": subject.rpartition("/")[2], "value": written}
        yield Found(
            id=command_id,
            kind="superseded",
            at=arrived_at,
            person_id=person_id,
            door_id=door_id,
            body=body,
            made_at=at,
            building_ids=buildings_in(written),
        )


def _gaps(conn: Connection, since: int) -> Iterator[Found]:
    for replica_id, person_id, device, seen_at, missing, evicted_at, unsent in fetch(conn, GAPS, since, b"[]", READ):
        body = {"device": device, "missing": msgspec.json.decode(bytes(missing)), "replica": replica_id}
        body |= {"evicted_at": evicted_at, "is_known": evicted_at is None or bool(unsent)}
        item_id = uuid5(replica_id, bytes(missing).decode())  # another gap is another item
        yield Found(id=item_id, kind="missing", at=seen_at, person_id=person_id, body=body)


def _silent(conn: Connection, now: int) -> Iterator[Found]:
    for replica_id, person_id, device, seen_at, unsent, oldest_at, handed_in_at in fetch(
        conn, SILENT, now - SILENT_MS, now - LOOK_BACK_MS, READ
    ):
        body = {"device": device, "unsent": unsent, "oldest_at": oldest_at, "replica": replica_id, "handed_in_at": handed_in_at}
        yield Found(id=replica_id, kind="silent", at=seen_at, person_id=person_id, body=body)
