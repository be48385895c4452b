"""Reads requests from their histories, with all their events, as a card shows them that has room for all."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import Row, fetch
from server.replication.histories import EventDoc
from sync.protocol import CardEvent, CardRequest

REQUESTS = "SELECT id, category, text, urgency, state, person_id, raised_at, doc FROM requests"
OF_HOUSEHOLD = f"{REQUESTS} WHERE household_id = ?"
BY_ID = f"{REQUESTS} WHERE id IN (??)"
EVENTS = """
SELECT e.request_id, e.id, e.event, e.at, e.person_id, e.is_taken, e.text, e.doc
FROM request_events e LEFT JOIN receipts r ON r.command_id = e.id WHERE e.request_id IN (??)
ORDER BY e.arrived_at, CASE WHEN r.arrived_at < e.arrived_at THEN 1 ELSE 0 END, e.replica_id, r.n, e.id
"""  # as they were judged: of one moment first what came in it, and then what had waited


def requests_at(conn: Connection, household_id: UUID) -> dict[UUID, CardRequest]:
    """All of a household, by id. In which round each is, its card's fold knows."""
    return _with_events(conn, fetch(conn, OF_HOUSEHOLD, household_id))


def requests_by_id(conn: Connection, ids: Collection[UUID]) -> dict[UUID, CardRequest]:
    """These, likewise."""
    return _with_events(conn, fetch(conn, BY_ID, sorted(ids)))


def _with_events(conn: Connection, rows: Sequence[Row]) -> dict[UUID, CardRequest]:
    events: dict[UUID, list[CardEvent]] = defaultdict(list)
    for request_id, *row in fetch(conn, EVENTS, [row[0] for row in rows]) if rows else ():
        events[request_id].append(_event(row))
    return {row[0]: _request(row, events[row[0]]) for row in rows}


def _request(row: Row, events: list[CardEvent]) -> CardRequest:
    id_, category, text, urgency, state, person_id, raised_at, doc = row
    told = {"id": id_, "category": category, "text": text, "urgency": urgency, "state": state, "round": 1}
    asked = {**told, "raised_by": person_id, "raised_at": raised_at, "attachments": msgspec.json.decode(doc) if doc else []}
    return msgspec.convert({**asked, "events": events, "event_count": len(events)}, CardRequest)


def _event(row: Row) -> CardEvent:
    id_, event, at, person_id, is_taken, text, doc = row
    more = msgspec.json.decode(doc, type=EventDoc) if doc else EventDoc()
    said = {"text": text, "rating": more.rating, "to": more.to, "due_on": more.due_on}
    return CardEvent(id=id_, event=event, at=at, by=person_id, taken=bool(is_taken), **said)
