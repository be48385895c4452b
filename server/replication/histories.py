"""Writes the rows of histories that a judgement leaves: visits, values, requests, wishes, closings. One statement a table."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import execute_many, execute_set, fetch
from sync import records
from sync.protocol import Window

Row = tuple[Any, ...]
_encode = msgspec.json.Encoder().encode


class VisitDoc(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a visit has no column of its own, as JSON."""

    appointment: Window | None = None
    answers: dict[str, Any] | None = None


class EventDoc(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a request's event has no column of its own, as JSON."""

    rating: int | None = None
    to: str | None = None
    due_on: str | None = None
    into_id: UUID | None = None


def _visit(each: records.Visit, now: int) -> Row:
    doc = None if each.appointment is None and each.answers is None else _encode(VisitDoc(each.appointment, each.answers))
    made = (each.id, each.household_id, each.campaign_id, each.team_id, each.person_id, each.replica_id, each.n, each.outcome)
    flags = (each.is_counted, each.is_late, each.is_doubtful, each.is_after_wish)
    return (*made, each.at, now, each.seen, each.note, doc, *flags, now if each.is_after_wish else None, each.typed_by)


def _after_wish(each: records.AfterWish, now: int) -> Row:
    return (each.is_after, now if each.is_after else None, each.visit_id)


def _void(each: records.Void, now: int) -> Row:
    return (each.at, each.by, each.reason, each.visit_id)


def _field(each: records.FieldWrite, now: int) -> Row:
    by = (each.person_id, each.replica_id, each.n, each.version, each.seen)
    return (each.command_id, each.subject, each.household_id, _encode(each.value), *by, each.at, now, each.outcome, each.named_id)


def _first(each: records.FirstValue, now: int) -> Row:
    by = (each.person_id, each.replica_id, each.n, each.version)
    made = (each.command_id, each.at, each.command_id, now)
    return (each.command_id, each.subject, each.household_id, _encode(each.value), *by, *made)


def _request(each: records.Request, now: int) -> Row:
    doc = _encode(each.attachments) if each.attachments else None
    asked = (each.category, each.text, each.urgency, "raised", each.at, now, doc)
    return (each.id, each.household_id, each.person_id, each.team_id, *asked)


def _request_event(each: records.RequestEvent, now: int) -> Row:
    told = EventDoc(each.rating, each.to, each.due_on, each.into_id)
    doc = None if told == EventDoc() else _encode(told)
    by = (each.person_id, each.replica_id, each.at, now, each.seen, each.round, each.is_taken)
    return (each.id, each.request_id, each.household_id, each.event, each.text, doc, *by)


def _wish(each: records.Wish, now: int) -> Row:
    return (each.id, each.household_id, each.resident_id, each.reason, each.review_on, each.person_id, each.at, now)


def _lift(each: records.Lift, now: int) -> Row:
    return (each.at, each.by, each.reason, each.wish_id, each.household_id)


def _door_event(each: records.DoorEvent, now: int) -> Row:
    return (each.id, each.household_id, each.what, each.reason, each.person_id, each.at, now)


def _insert(table: str, columns: str) -> str:
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * (columns.count(',') + 1))})"


FIRST_VALUE = """INSERT INTO field_writes (command_id, subject, household_id, value, person_id, replica_id, n, version, at, arrived_at, outcome)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, COALESCE((SELECT e.at FROM household_events e WHERE e.id = ?), ?),
    COALESCE((SELECT e.arrived_at FROM household_events e WHERE e.id = ?), ?), 'added')
ON CONFLICT (command_id, subject) DO NOTHING
"""  # joined and parted again, or corrected after that, a household says it again
WRITERS: dict[type[Any], tuple[str, Callable[[Any, int], Row]]] = {
    records.Visit: (
        _insert(
            "visits",
            "id, household_id, campaign_id, team_id, person_id, replica_id, n, outcome, at, arrived_at, seen, note, doc,"
            " is_counted, is_late, is_doubtful, is_after_wish, after_wish_at, typed_by",
        ),
        _visit,
    ),
    records.AfterWish: ("UPDATE visits SET is_after_wish = ?, after_wish_at = ? WHERE id = ?", _after_wish),
    records.Void: ("UPDATE visits SET voided_at = ?, voided_by = ?, void_reason = ? WHERE id = ?", _void),
    records.FieldWrite: (
        _insert(
            "field_writes",
            "command_id, subject, household_id, value, person_id, replica_id, n, version, seen, at, arrived_at, outcome, named_id",
        ),
        _field,
    ),
    records.Request: (
        _insert("requests", "id, household_id, person_id, team_id, category, text, urgency, state, raised_at, arrived_at, doc"),
        _request,
    ),
    records.RequestEvent: (
        _insert(
            "request_events",
            "id, request_id, household_id, event, text, doc, person_id, replica_id, at, arrived_at, seen, round, is_taken",
        ),
        _request_event,
    ),
    records.Wish: (_insert("wishes", "id, household_id, resident_id, reason, review_on, person_id, at, arrived_at"), _wish),
    records.Lift: ("UPDATE wishes SET lifted_at = ?, lifted_by = ?, lift_reason = ? WHERE id = ? AND household_id = ?", _lift),
    records.DoorEvent: (_insert("household_events", "id, household_id, what, reason, person_id, at, arrived_at"), _door_event),
    records.FirstValue: (FIRST_VALUE, _first),
}
TOLD_AT = "SELECT id, household_id FROM wishes WHERE id IN (??)"
SET_STATE = "UPDATE requests SET state = ? WHERE id = ?"


def write_histories(conn: Connection, made: Iterable[records.Record], now: int) -> None:
    """`now`: when the server got them."""
    by_kind: dict[type[Any], list[Any]] = defaultdict(list)
    for each in made:
        by_kind[type(each)].append(each)
    by_kind[records.DoorEvent] += _lifts_elsewhere(conn, by_kind[records.Lift])
    for kind, (sql, row) in WRITERS.items():  # what is made comes before what changes it
        is_set = sql.startswith("INSERT") and sql is not FIRST_VALUE  # two may change, or say, the same row
        write = execute_set if is_set else execute_many
        write(conn, sql, [row(each, now) for each in by_kind.get(kind, ())])
    states = {each.request_id: each.state for each in by_kind.get(records.RequestEvent, ())}
    execute_many(conn, SET_STATE, [(state, request_id) for request_id, state in states.items()])


def _lifts_elsewhere(conn: Connection, lifts: Sequence[records.Lift]) -> list[records.DoorEvent]:
    """Of wishes that stayed on two households, and are told at the other: that is where they go on, and here a line says that they do not."""
    if not lifts:
        return []
    told_at = {row[0]: row[1] for row in fetch(conn, TOLD_AT, sorted({each.wish_id for each in lifts}))}
    elsewhere = {each.id: each for each in lifts if told_at.get(each.wish_id, each.household_id) != each.household_id}
    return [
        records.DoorEvent(id=id_, household_id=each.household_id, what="lift_contact", reason=each.reason, person_id=each.by, at=each.at)
        for id_, each in elsewhere.items()
    ]
