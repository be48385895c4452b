"""Who did what at the desks, for coordinators."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, QueryParameter
from sqlalchemy import Connection

from server.audit.listing import Filter, Mark, list_audit
from server.audit.schemas import AuditPage
from server.errors import BadRequest
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_coordinator, scope_of

LINES = 50
Text = Annotated[str | None, QueryParameter(max_length=60)]


@get("/api/audit", operation_id="list_audit")
async def audit(
    caller: NamedDependency[Caller],
    before: Text = None,
    person_id: FromQuery[UUID | None] = None,
    action: Text = None,
    subject_id: FromQuery[UUID | None] = None,
) -> AuditPage:
    """A page of the audit, the latest first; coordinators of a part get what reached that part."""
    mark = None if before is None else _mark(before)

    def read(conn: Connection, actor: Actor) -> AuditPage:
        scope = scope_of(conn, actor)
        need_coordinator(scope)
        lines = list_audit(conn, scope, Filter(person_id, action, subject_id), mark, LINES + 1)
        shown = lines[:LINES]
        return AuditPage(shown, f"{shown[-1].at}.{shown[-1].id}" if len(lines) > LINES else None)

    return await caller.read(read)


def _mark(before: str) -> Mark:
    at, _, line = before.partition(".")
    try:
        return int(at), UUID(line)
    except ValueError:
        raise BadRequest("before is none of ours") from None


ROUTES: tuple[BaseRouteHandler, ...] = (audit,)
