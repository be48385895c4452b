"""Requests: events append, the state is their fold, and what is not taken stays in the timeline."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from sync.card import requests_of, shown_and_left, with_requests
from sync.commands import AdvanceRequest, CommentRequest, RaiseRequest
from sync.merge import Merge, fold_of, with_fold
from sync.protocol import CardEvent, CardRequest
from sync.records import Request, RequestEvent
from sync.requests import RequestFold, Step, Taken, advance, raise_request
from sync.rulings.case import Case, Ruling, changed, held


def raise_(case: Case[RaiseRequest]) -> Ruling:
    command = case.command
    fold = raise_request()
    request = CardRequest(
        id=command.id,
        category=command.category,
        text=command.text,
        urgency=command.urgency,
        state=fold.state,
        round=fold.round,
        raised_by=case.person_id,
        raised_at=case.made_at,
        attachments=command.attachments,
    )
    record = Request(
        id=command.id,
        household_id=case.door.id,
        person_id=case.person_id,
        team_id=case.credit.team_id,
        category=command.category,
        text=command.text,
        urgency=command.urgency,
        at=case.made_at,
        attachments=command.attachments,
    )
    merge = replace(case.door.merge, request_total=case.door.merge.request_total + 1)
    return _changed(case, request, fold, merge, records=(record,), made=(command.id,))


def advance_(case: Case[AdvanceRequest]) -> Ruling:
    """Applied, noop, or superseded: kept in the timeline with the reason why it changed nothing."""
    command = case.command
    request = _find(case, command.request_id)
    if request is None:
        return held(command.request_id)
    before = _fold_of(case, request)
    made = (case.incoming.moment, command.n, case.version, _content(command), str(case.person_id))
    step = Step(command.event, command.seen, *made, of=case.of)
    after, taken = advance(before, step)
    if taken.outcome == "noop":
        return Ruling(outcome="noop")
    event = CardEvent(
        id=command.id,
        event=command.event,
        at=case.made_at,
        by=case.person_id,
        taken=taken.outcome == "applied",
        text=command.text,
        rating=command.rating,
        to=command.to,
        due_on=command.due_on,
    )
    shown = _with_event(replace(request, state=after.state, round=after.round), event)
    record = _record(case, command, after, taken)
    return _changed(case, shown, after, case.door.merge, outcome=taken.outcome, reason=taken.reason, records=(record,))


def comment(case: Case[CommentRequest]) -> Ruling:
    """Attaches always, whatever the request's state."""
    request = _find(case, case.command.request_id)
    if request is None:
        return held(case.command.request_id)
    fold = _fold_of(case, request)
    event = CardEvent(id=case.command.id, event="comment", at=case.made_at, by=case.person_id, taken=True, text=case.command.text)
    record = _record(case, case.command, fold, Taken("applied"))
    return _changed(case, _with_event(request, event), fold, case.door.merge, records=(record,))


def _find(case: Case[AdvanceRequest] | Case[CommentRequest], request_id: UUID) -> CardRequest | None:
    on_card = next((each for each in requests_of(case.door.body) if each.id == request_id), None)
    return on_card or (case.world.old_requests.get(request_id) if str(request_id) in case.door.merge.requests else None)


def _fold_of(case: Case[AdvanceRequest] | Case[CommentRequest], request: CardRequest) -> RequestFold:
    return fold_of(case.door.merge, str(request.id)) or RequestFold(state=request.state, round=request.round)


def _content(command: AdvanceRequest) -> str:
    told = {"text": command.text, "rating": command.rating, "to": command.to, "into_id": command.into_id, "due_on": command.due_on}
    return msgspec.json.encode({name: value for name, value in told.items() if value is not None}).decode()


def _with_event(request: CardRequest, event: CardEvent) -> CardRequest:
    return replace(request, events=[*request.events, event], event_count=request.event_count + 1)


def _changed(case: Case[Any], request: CardRequest, fold: RequestFold, merge: Merge, **ruling: object) -> Ruling:
    """The door with this request as it is now; what its card has no room for stays known to what comes after it."""
    requests = [request, *(each for each in requests_of(case.door.body) if each.id != request.id)]
    door = with_requests(replace(case.door, merge=with_fold(merge, str(request.id), fold)), requests)
    return changed(case, door, left=tuple(shown_and_left(requests)[1]), **ruling)


def _record(
    case: Case[AdvanceRequest] | Case[CommentRequest], command: AdvanceRequest | CommentRequest, fold: RequestFold, taken: Taken
) -> RequestEvent:
    said = command if isinstance(command, AdvanceRequest) else None
    return RequestEvent(
        id=command.id,
        request_id=command.request_id,
        household_id=case.door.id,
        event=said.event if said else "comment",
        text=command.text,
        rating=said.rating if said else None,
        to=said.to if said else None,
        due_on=said.due_on if said else None,
        into_id=said.into_id if said else None,
        person_id=case.person_id,
        replica_id=case.incoming.replica_id,
        at=case.made_at,
        seen=case.seen,
        round=fold.round,
        is_taken=taken.outcome == "applied",
        state=fold.state,
    )
