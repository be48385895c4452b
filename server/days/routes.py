"""A leader's day: who was at how many doors, what is left, whom nobody has heard of."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from sqlalchemy import Connection

from server.days.board import read_day
from server.days.schemas import TeamDay
from server.days.store import takes_part
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_campaign, need_team, scope_of


@get("/api/campaigns/{campaign_id:uuid}/teams/{team_id:uuid}/day", operation_id="team_day")
async def team_day(
    campaign_id: FromPath[UUID], team_id: FromPath[UUID], caller: NamedDependency[Caller], on: FromQuery[date | None] = None
) -> TeamDay:
    """One local day of a team (today's if none is named), for its leaders and coordinators."""

    def read(conn: Connection, actor: Actor) -> TeamDay:
        scope = scope_of(conn, actor)
        need_campaign(conn, scope, campaign_id)
        need_team(scope, team_id)
        if not takes_part(conn, campaign_id, team_id):
            raise NotFound("no such team in this campaign")
        return read_day(conn, campaign_id, team_id, on, caller.now)

    return await caller.read(read)


ROUTES: tuple[BaseRouteHandler, ...] = (team_day,)
