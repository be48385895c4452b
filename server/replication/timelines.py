"""Reads requests from their histories, with their events, as a card shows them that has room for all."""

from collections import defaultdict
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import Row, fetch
from sync.protocol import CardEvent, CardRequest

REQUESTS = "SELECT id, category, text, urgency, state, person_id, raised_at, doc FROM requests WHERE household_id = ?"
EVENTS = """
SELECT request_id, id, event, at, person_id, is_taken, text, doc FROM request_events WHERE request_id IN (??) ORDER BY arrived_at, at, id
"""


def requests_at(conn: Connection, household_id: UUID) -> dict[UUID, CardRequest]:
    """All of a household, by id. In which round each is its card's fold knows."""
    rows = fetch(conn, REQUESTS, household_id)
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
    more = msgspec.json.decode(doc) if doc else {}
    told = {name: more.get(name) for name in ("rating", "to", "due_on")}
    return CardEvent(id=id_, event=event, at=at, by=person_id, taken=bool(is_taken), text=text, **told)
