"""What was taken in and still should be looked at: overruled work, visits after a wish, doubtful clocks, gaps, and silent phones."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection

from server.areas.naming import buildings_in
from server.attention.found import READ, Found
from server.attention.schemas import Kind
from server.attention.sight import within
from server.db.driver import Row, fetch
from server.identity.scope import Scope

DAY_MS = 86_400_000
SEEN_MS = 60 * DAY_MS  # for so long what was left as it is can be taken up again
SILENT_MS = DAY_MS  # a phone that said it had unsent work, and was not heard of for so long
VISITS = """
SELECT v.id, v.household_id, v.person_id, v.at, v.after_wish_at, v.outcome, v.note FROM visits v WHERE v.is_after_wish AND v.voided_at IS NULL
"""
CLOCKS = """
SELECT v.replica_id, q.person_id, MAX(v.at), MAX(v.arrived_at) AS latest, COUNT(*) FROM visits v JOIN replicas q ON q.id = v.replica_id
WHERE v.is_doubtful AND v.voided_at IS NULL
"""
EVENTS = """
SELECT e.id, e.household_id, e.person_id, e.at, e.arrived_at, e.event, e.text, r.text, r.state
FROM request_events e JOIN requests r ON r.id = e.request_id WHERE NOT e.is_taken
"""
WRITES = """
SELECT w.command_id, w.household_id, w.person_id, w.at, w.arrived_at, w.subject, w.value FROM field_writes w
WHERE w.outcome = 'superseded' AND w.person_id NOT IN (SELECT id FROM people WHERE is_system)
"""
GAPS = """
SELECT id, person_id, device, last_seen_at, missing, evicted_at, evicted_unsent FROM replicas
WHERE kind = 'phone' AND lost_at IS NULL AND (missing <> ? OR (evicted_at IS NOT NULL AND COALESCE(evicted_unsent, 0) = 0)) AND {own}
ORDER BY last_seen_at DESC LIMIT ?
"""
SILENT = """
SELECT p.id, p.person_id, p.device, p.last_seen_at, p.unsent, p.oldest_at,
    (SELECT MAX(a.at) FROM audit a WHERE a.subject_id = p.id AND a.action = 'work_handed_in' AND a.at > p.last_seen_at)
FROM replicas p WHERE p.kind = 'phone' AND p.lost_at IS NULL AND p.evicted_at IS NULL AND p.unsent > 0 AND p.last_seen_at < ?
"""
MARK = "SELECT 1 FROM attention_marks m WHERE m.kind = '{kind}' AND m.item_id = {key} AND m.mark IN ({marks})"


class Sign(NamedTuple):
    """Rows of one kind. `select`: up to its conditions. `key` and `at`: what marks know an item by, and when it came in."""

    kind: Kind
    select: str
    key: str
    at: str
    found: Callable[[Row], Found]
    author: str
    door: str | None = None
    group: str = ""
    latest: str = ""  # where several rows are one item: when the last of them came in
    silent_ms: int | None = None
    part: str | None = None  # where a key has several items: which of them this is

    def waiting(self, conn: Connection, scope: Scope, now: int) -> Iterator[Found]:
        """Those that nobody has looked at since they came in, however long ago that was."""
        return self._read(conn, scope, now, f"NOT EXISTS ({self._mark} AND COALESCE(m.up_to, m.at) >= {self.at})")

    def seen(self, conn: Connection, scope: Scope, now: int) -> Iterator[Found]:
        """Those that somebody has looked at lately. They may have come again since."""
        return self._read(conn, scope, now, f"EXISTS ({self._mark} AND m.at > ?)", now - SEEN_MS)

    def named(self, conn: Connection, scope: Scope, now: int, item_id: UUID) -> Iterator[Found]:
        """The item of this id, and perhaps others."""
        if self.part is not None:
            return chain(self.waiting(conn, scope, now), self.seen(conn, scope, now))
        return self._read(conn, scope, now, f"{self.key} = ?", item_id)

    @property
    def _mark(self) -> str:
        marks = "'settled'" if self.part is None else f"'settled', 'settled ' || {self.part}"
        return MARK.format(kind=self.kind, key=self.key, marks=marks)

    def _read(self, conn: Connection, scope: Scope, now: int, condition: str, *params: Any) -> Iterator[Found]:
        own, of_scope = within(scope, door=self.door, author=self.author)
        before = () if self.silent_ms is None else (now - self.silent_ms,)
        sql = f"{self.select} AND {condition} AND {own} {self.group} ORDER BY {self.latest or self.at} DESC LIMIT ?"
        return map(self.found, fetch(conn, sql, *before, *params, *of_scope, READ))


def list_signs(conn: Connection, scope: Scope, now: int) -> list[Found]:
    """What nobody has looked at, and every gap."""
    return [*(found for sign in SIGNS for found in sign.waiting(conn, scope, now)), *_gaps(conn, scope)]


def list_seen(conn: Connection, scope: Scope, now: int) -> list[Found]:
    """What somebody has looked at lately, and every gap. It may have come again since."""
    return [*(found for sign in SIGNS for found in sign.seen(conn, scope, now)), *_gaps(conn, scope)]


def find_signs(conn: Connection, scope: Scope, now: int, kind: str, item_id: UUID) -> list[Found]:
    """That of this kind and id, whether somebody has looked at it or not, and perhaps others."""
    found = [found for sign in SIGNS if sign.kind == kind for found in sign.named(conn, scope, now, item_id)]
    return [*found, *_gaps(conn, scope)] if kind == "missing" else found


def _visit(row: Row) -> Found:
    visit_id, door_id, person_id, at, marked_at, outcome, note = row
    body = {"outcome": outcome, "note": note}
    return Found(id=visit_id, kind="after_wish", at=marked_at, person_id=person_id, door_id=door_id, body=body, made_at=at)


def _clock(row: Row) -> Found:
    """One clock, one item, however many visits."""
    replica_id, person_id, at, arrived_at, visits = row
    body = {"visits": visits, "replica": replica_id}
    return Found(id=replica_id, kind="doubtful", at=arrived_at, person_id=person_id, body=body, made_at=at)


def _event(row: Row) -> Found:
    event_id, door_id, person_id, at, arrived_at, event, text, request, state = row
    body = {"event": event, "text": text, "request": request, "state": state}
    return Found(
        id=event_id,
        kind="superseded",
        at=arrived_at,
        person_id=person_id,
        door_id=door_id,
        body=body,
        made_at=at,
        of_door=frozenset({"request", "state"}),
    )


def _write(row: Row) -> Found:
    command_id, door_id, person_id, at, arrived_at, subject, value = row
    written = msgspec.json.decode(bytes(value))
    return Found(
        id=uuid5(command_id, subject),
        kind="superseded",
        at=arrived_at,
        person_id=person_id,
        door_id=door_id,
        body={"field": subject.rpartition("/")[2], "value": written},
        made_at=at,
        building_ids=buildings_in(written),
        part_of=(command_id, subject),
    )


def _silence(row: Row) -> Found:
    replica_id, person_id, device, seen_at, unsent, oldest_at, handed_in_at = row
    body = {"device": device, "unsent": unsent, "oldest_at": oldest_at, "replica": replica_id, "handed_in_at": handed_in_at}
    return Found(id=replica_id, kind="silent", at=seen_at, person_id=person_id, body=body)


SIGNS = (
    Sign("after_wish", VISITS, "v.id", "v.after_wish_at", _visit, "v.person_id", "v.household_id"),
    Sign(
        "doubtful",
        CLOCKS,
        "v.replica_id",
        "v.arrived_at",
        _clock,
        "q.person_id",
        group="GROUP BY v.replica_id, q.person_id",
        latest="latest",
    ),
    Sign("superseded", EVENTS, "e.id", "e.arrived_at", _event, "e.person_id", "e.household_id"),
    Sign("superseded", WRITES, "w.command_id", "w.arrived_at", _write, "w.person_id", "w.household_id", part="w.subject"),
    Sign("silent", SILENT, "p.id", "p.last_seen_at", _silence, "p.person_id", silent_ms=SILENT_MS),
)


def _gaps(conn: Connection, scope: Scope) -> Iterator[Found]:
    own, of_scope = within(scope, author="replicas.person_id")
    for replica_id, person_id, device, seen_at, missing, evicted_at, unsent in fetch(conn, GAPS.format(own=own), b"[]", *of_scope, READ):
        body = {"device": device, "missing": msgspec.json.decode(bytes(missing)), "replica": replica_id}
        body |= {"evicted_at": evicted_at, "is_known": evicted_at is None or bool(unsent)}
        item_id = uuid5(replica_id, bytes(missing).decode())  # another gap is another item
        at = max(seen_at, evicted_at or 0)
        yield Found(id=item_id, kind="missing", at=at, person_id=person_id, body=body, counts_from=evicted_at or 0)
