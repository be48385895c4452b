"""A team's name."""

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection

from server.audit.store import record_action
from server.campaigns.schemas import RenameTeam
from server.campaigns.teams import campaigns_of, need_own_name, rename_team
from server.errors import Forbidden, NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.schemas import Named
from server.identity.scope import scope_of


@post("/api/teams/{team_id:uuid}", status_code=200, operation_id="rename_team")
async def rename(team_id: FromPath[UUID], data: JSONBody[RenameTeam], caller: NamedDependency[Caller]) -> Named:
    """Another name; phones read it at their next pull. Raises Unfit (team_name_taken)."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Named:
        scope = scope_of(conn, actor)
        if not scope.manages(team_id):
            raise Forbidden("for coordinators") if scope.sees(team_id) else NotFound("no such team")
        name = data.name.strip()
        need_own_name(conn, scope, team_id, name, campaigns_of(conn, team_id))
        if not rename_team(conn, team_id, name, caller.now):
            raise NotFound("no such team")
        record_action(conn, key, actor.person_id, "team_changed", "team", team_id, now=caller.now, team_id=team_id)
        return Named(team_id, name)

    return await caller.once(data.id, Named, work)


ROUTES: tuple[BaseRouteHandler, ...] = (rename,)
