"""What became of what people asked for: every step is a legal one, and nobody's of an earlier round. Shares no code with sync/ or server/."""

from collections.abc import Iterator, Mapping

from tests.simulator.facts import Facts, Row, grouped

LEADS_TO = {
    "triaged": "triaged", "assigned": "assigned", "in_progress": "in_progress", "answered": "answered", "closed": "closed",
    "reopened": "reopened", "withdrawn": "withdrawn", "merged": "merged", "satisfied": "closed", "not_satisfied": "reopened",
}  # fmt: skip
NEVER = {  # what no event may do, said the other way round than the engine says it
    "raised": {"closed", "reopened", "not_satisfied"},
    "triaged": {"reopened", "not_satisfied"},
    "assigned": {"triaged", "reopened", "not_satisfied"},
    "in_progress": {"triaged", "reopened", "not_satisfied"},
    "answered": {"triaged", "assigned", "in_progress"},
    "closed": set(LEADS_TO) - {"reopened", "not_satisfied"},
    "reopened": {"reopened", "not_satisfied"},
    "withdrawn": set(LEADS_TO) - {"reopened"},
    "merged": set(LEADS_TO),
}


def check_requests(facts: Facts, *, in_order: bool) -> Iterator[str]:
    """The state is what the taken events make, one legal step after another. `in_order`: events are listed as they came."""
    events = grouped(facts.request_events, "request_id")
    for request in facts.requests:
        state = "raised"
        for event in events[request.id]:
            if event.event == "comment" or not event.is_taken:
                continue
            if in_order and event.event in NEVER[state]:
                yield f"request {request.id}: {event.event} was taken while it was {state}"
            state = LEADS_TO[event.event]
        card = next((each for each in facts.cards[facts.root[request.household_id]]["requests"] if each["id"] == request.id), None)
        if in_order and state != request.state:
            yield f"request {request.id} is {request.state}, its events make {state}"
        if card is not None and (card["state"], card["event_count"]) != (request.state, len(events[request.id])):
            yield f"request {request.id} shows {card['state']} of {card['event_count']} events, stored {request.state} of {len(events[request.id])}"


def check_rounds(facts: Facts, seen: Mapping[str, int | None]) -> Iterator[str]:
    """An event is taken if the step is a legal one and its author knew of the round that is running; and only then.

    `seen`: what the author of each command saw. Of requests whose every event was judged as it came, at doors that were never joined.
    """
    receipts = {row.command_id: row for row in facts.receipts}
    events = grouped(facts.request_events, "request_id")
    for request in facts.requests:
        of = [row for row in events[request.id] if row.event != "comment"]
        is_plain = all(row.id in seen and receipts[row.id].outcome in ("applied", "superseded") for row in of if row.id in receipts)
        if not facts.ever_joined.get(request.household_id) and is_plain and all(row.id in receipts for row in of):
            yield from _wrong_of_rounds(request, of, receipts, seen)


def _wrong_of_rounds(request: Row, events: list[Row], receipts: Mapping[str, Row], seen: Mapping[str, int | None]) -> Iterator[str]:
    state, began, closed, began_by = "raised", None, None, None
    for row in events:
        mark, shown = receipts[row.id], seen[row.id]
        is_answer_to_close = row.event == "not_satisfied" and state == "closed"
        since = closed if is_answer_to_close else began
        knew = since is None or (mark.replica_id == since.replica_id and mark.n > since.n) or (shown is not None and shown >= since.version)
        may_be_by_time = not knew and (is_answer_to_close or row.person_id == began_by)
        should_be_taken = knew and row.event not in NEVER[state]
        if bool(row.is_taken) != should_be_taken and not may_be_by_time:
            yield f"request {request.id}: {row.event} of {row.id}, while it was {state}, taken: {bool(row.is_taken)}, its author knew: {knew}"
        if row.is_taken:
            state = LEADS_TO[row.event]
            began, began_by = (mark, row.person_id) if state == "reopened" else (began, began_by)
            closed = mark if state == "closed" else closed
