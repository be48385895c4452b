"""The organization: its name and its time zone."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import JSONBody
from sqlalchemy import Connection

from server.audit.store import record_action
from server.errors import Forbidden
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.organization.recounts import Recounts
from server.organization.schemas import ChangedOrganization, Organization
from server.organization.store import change_organization, read_organization


@get("/api/organization", operation_id="get_organization")
async def organization(caller: NamedDependency[Caller]) -> Organization:
    """For who coordinates everything."""

    def read(conn: Connection, actor: Actor) -> Organization:
        _need_everything(actor)
        return read_organization(conn)

    return await caller.read(read)


@post("/api/organization", status_code=200, operation_id="change_organization")
async def edit_organization(
    data: JSONBody[ChangedOrganization], caller: NamedDependency[Caller], recounts: NamedDependency[Recounts]
) -> Organization:
    """Another name, or another zone: then every campaign's visits are counted again by its days there, by and by (`is_counting`)."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Organization:
        _need_everything(actor)
        change_organization(conn, data, caller.now)
        now = read_organization(conn)
        record_action(conn, key, actor.person_id, "organization_changed", "organization", now.id, now=caller.now)
        return now

    changed = await caller.once(data.id, Organization, work)
    if isinstance(data.time_zone, str):
        recounts.start()
    return changed


def _need_everything(actor: Actor) -> None:
    if not actor.everywhere:
        raise Forbidden("for who coordinates everything")


ROUTES: tuple[BaseRouteHandler, ...] = (organization, edit_organization)
