"""The attention desk: one queue for leaders and coordinators, and what they do about each thing in it."""

from collections.abc import Callable
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection

from server.attention import settling
from server.attention.found import Found
from server.attention.lately import find_dismissed
from server.attention.listing import Listed, find_item, list_attention, list_settled, put_mark, take_mark
from server.attention.questions import find_question, take_question
from server.attention.schemas import Apply, AskBack, AttentionItem, AttentionItems, Dismiss, Seen, Settled, TakeBackQuestion
from server.attention.settling import Deed
from server.audit.store import record_action
from server.errors import NotFound
from server.households.card import find_household
from server.households.rules import sees_door
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.schemas import CallBody, Done
from server.identity.scope import Scope, need_leader, scope_of
from server.replication.notices import tell
from sync.records import Notice


@get("/api/attention", operation_id="list_attention")
async def attention(caller: NamedDependency[Caller]) -> AttentionItems:
    """What waits for a person, the latest first: of each kind at most some hundred things."""
    return await _listed(caller, list_attention)


@get("/api/attention/settled", operation_id="list_settled")
async def settled(caller: NamedDependency[Caller]) -> AttentionItems:
    """What was left as it is, dismissed or chosen in the last days, and can still be settled otherwise."""
    return await _listed(caller, list_settled)


@post("/api/parked/{command_id:uuid}/apply", status_code=200, operation_id="apply_parked")
async def apply(command_id: FromPath[UUID], data: JSONBody[Apply], caller: NamedDependency[Caller]) -> Settled:
    """Parked work is judged as its author's, of the moment it was made; at another household, if one is named."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Settled:
        scope = _scope(conn, actor)
        _need_item(conn, scope, "parked", command_id, caller.now)
        if data.household_id is not None:
            _need_door(conn, scope, data.household_id)
        settled = settling.apply(conn, Deed(command_id, actor, caller.now, caller.new_id), scope, data.household_id)
        record_action(conn, key, actor.person_id, "parked_settled", "household", settled.household_id, now=caller.now)
        return settled

    return await caller.once(data.id, Settled, work)


@post("/api/parked/{command_id:uuid}/dismiss", status_code=200, operation_id="dismiss_parked")
async def dismiss(command_id: FromPath[UUID], data: JSONBody[Dismiss], caller: NamedDependency[Caller]) -> Settled:
    """Parked work is not applied. It stays readable, and its author hears why."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Settled:
        item, _ = _need_item(conn, _scope(conn, actor), "parked", command_id, caller.now)
        record_action(conn, key, actor.person_id, "parked_dismissed", "household", item.household_id, now=caller.now)
        return settling.dismiss(conn, Deed(command_id, actor, caller.now, caller.new_id), data.reason)

    return await caller.once(data.id, Settled, work)


@post("/api/parked/{command_id:uuid}/reopen", status_code=200, operation_id="reopen_parked")
async def reopen(command_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller]) -> Settled:
    """A dismissal is taken back: by whoever gave it, or whoever looks after the door."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Settled:
        if find_dismissed(conn, _scope(conn, actor), command_id) is None:
            raise NotFound("nothing dismissed here")
        record_action(conn, key, actor.person_id, "parked_reopened", "household", None, now=caller.now)
        return settling.reopen(conn, Deed(command_id, actor, caller.now, caller.new_id))

    return await caller.once(data.id, Settled, work)


@post("/api/attention/seen", status_code=200, operation_id="settle_attention")
async def seen(data: JSONBody[Seen], caller: NamedDependency[Caller]) -> Done:
    """Somebody has looked at it and it stays as it is; what comes in later is shown again."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        scope = _scope(conn, actor)
        item, found = _need_item(conn, scope, data.kind, data.item_id, caller.now, settled=data.undo)
        if data.undo:
            for item_id, mark in found.marks:
                take_mark(conn, data.kind, item_id, mark)
        else:
            item_id, mark = found.mark
            put_mark(conn, data.kind, item_id, mark, actor.person_id, caller.now, min(data.at or caller.now, caller.now))
        record_action(conn, key, actor.person_id, "attention_seen", "household", found.door_id, now=caller.now)
        if found.door_id is not None:
            deed = Deed(found.mark[0], actor, caller.now, caller.new_id)
            settling.tell_seen(conn, deed, item, found.door_id, is_undone=data.undo)
        return Done(data.item_id)

    return await caller.once(data.id, Done, work)


@post("/api/attention/ask", status_code=200, operation_id="ask_back")
async def ask(data: JSONBody[AskBack], caller: NamedDependency[Caller]) -> Done:
    """A question to the volunteer whose work it is; it reaches their phone as a notice."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        item, found = _need_item(conn, _scope(conn, actor), data.kind, data.item_id, caller.now)
        to = _whom(item, data.person_id)
        put_mark(conn, data.kind, data.item_id, f"asked {key}", actor.person_id, caller.now)
        record_action(conn, key, actor.person_id, "asked_back", "person", to, now=caller.now)
        about = item.household_id or item.id
        notice = Notice(to=to, what="asked", household_id=about, command_id=item.id, by=actor.person_id, reason=data.text)
        tell(conn, [notice], caller.now, lambda: key, found.door_id)
        return Done(data.item_id)

    return await caller.once(data.id, Done, work)


@post("/api/attention/ask/undo", status_code=200, operation_id="undo_ask_back")
async def unask(data: JSONBody[TakeBackQuestion], caller: NamedDependency[Caller]) -> Done:
    """A question leaves the phone again that it was sent to: for whoever asked."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        _scope(conn, actor)  # leaders' and coordinators'
        question = find_question(conn, data.question_id, data.item_id, actor.person_id)
        if question is None:
            raise NotFound("no question of yours")
        take_mark(conn, data.kind, data.item_id, f"asked {data.question_id}")
        record_action(conn, key, actor.person_id, "question_taken_back", "person", question.person_id, now=caller.now)
        take_question(conn, question)
        return Done(data.item_id)

    return await caller.once(data.id, Done, work)


def _whom(item: AttentionItem, wanted: UUID | None) -> UUID:
    ids = [person.id for person in item.authors]
    if not ids or (wanted is not None and wanted not in ids):
        raise NotFound("nobody to ask")
    return wanted or ids[0]


def _scope(conn: Connection, actor: Actor) -> Scope:
    scope = scope_of(conn, actor)
    need_leader(scope)
    return scope


def _need_item(conn: Connection, scope: Scope, kind: str, item_id: UUID, now: int, *, settled: bool = False) -> tuple[AttentionItem, Found]:
    found = find_item(conn, scope, kind, item_id, now, settled=settled)
    if found is None:
        raise NotFound("nothing of this waits here")
    return found


def _need_door(conn: Connection, scope: Scope, household_id: UUID) -> None:
    found = find_household(conn, household_id)
    if found is None or not sees_door(scope, found.area_id, (place.team_id for place in found.places)):
        raise NotFound("no such household")


ROUTES: tuple[BaseRouteHandler, ...] = (attention, settled, apply, dismiss, reopen, seen, ask, unask)


async def _listed(caller: Caller, items_of: Callable[[Connection, Scope, int], Listed]) -> AttentionItems:
    def read(conn: Connection, actor: Actor) -> AttentionItems:
        scope = scope_of(conn, actor)
        need_leader(scope)
        return AttentionItems(*items_of(conn, scope, caller.now))

    return await caller.read(read)
