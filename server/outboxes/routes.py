"""Unsent work that comes as a file: look whose it is, then take it in. For whoever leads or coordinates."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter
from sqlalchemy import Connection

from server.errors import Unreadable
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_leader, scope_of
from server.outboxes.schemas import OutboxFile
from server.outboxes.taking import By, preview, take_in
from sync.sealed import MAX_FILE, SealedFile, read_file

CallId = Annotated[UUID | None, QueryParameter()]
AnyRequest = Request[Any, Any, Any]


@post("/api/outboxes/preview", status_code=200, operation_id="preview_outbox", request_max_body_size=MAX_FILE)
async def look(request: AnyRequest, caller: NamedDependency[Caller]) -> OutboxFile:
    """The file itself as the body. Whose work it is, how much and of which days; nothing is written."""
    file = await _file(request, caller)
    return _usable(await caller.read(lambda conn, _: preview(conn, file, caller.now)))


@post("/api/outboxes", status_code=200, operation_id="hand_in_outbox", request_max_body_size=MAX_FILE)
async def hand_in(request: AnyRequest, caller: NamedDependency[Caller], id: CallId = None) -> OutboxFile:
    """The file itself as the body. Every piece is judged as if its phone had sent it; what the server has already changes nothing."""
    file = await _file(request, caller)
    person_id = await caller.read(lambda _, actor: actor.person_id)
    told = _usable(await take_in(caller.store, file, By(person_id, caller.now, caller.new_id)))
    return await caller.once(id, OutboxFile, lambda *_: told)


async def _file(request: AnyRequest, caller: Caller) -> SealedFile:
    """Raises Forbidden for who neither leads nor coordinates, and what read_file raises."""

    def allow(conn: Connection, actor: Actor) -> None:
        need_leader(scope_of(conn, actor))

    await caller.read(allow)
    return read_file(await request.body())


def _usable(told: OutboxFile) -> OutboxFile:
    """Where nothing in it can be taken, the reason is the answer."""
    troubles = [each.trouble for each in told.phones]
    if troubles[0] is not None and None not in troubles:
        raise Unreadable(troubles[0], "nothing in this file can be read here; the phone still has it")
    return told


ROUTES: tuple[BaseRouteHandler, ...] = (look, hand_in)
