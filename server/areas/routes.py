"""Areas and buildings: of a coordinator's own areas, and for others of their teams' doors."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, QueryParameter
from sqlalchemy import Connection

from server.areas.buildings import areas_of_teams, list_buildings
from server.areas.schemas import AreaBody, Areas, Buildings
from server.areas.store import ancestors, list_areas, subtree
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import Scope, need_campaign, scope_of

LIMIT = 2_000
Query = Annotated[str, QueryParameter(max_length=100)]


@get("/api/areas", operation_id="list_areas")
async def areas(caller: NamedDependency[Caller], parent_id: FromQuery[UUID | None] = None, q: Query = "") -> Areas:
    """Those below a parent, or whose name holds `q`; without either all that the caller may see."""

    def read(conn: Connection, actor: Actor) -> Areas:
        within = _areas_seen(conn, scope_of(conn, actor))
        found = list_areas(conn, parent_id=parent_id, query=q.strip(), within=within, limit=LIMIT)
        return Areas([AreaBody(row.id, row.parent_id, row.level, row.name) for row in found])

    return await caller.read(read)


def _areas_seen(conn: Connection, scope: Scope) -> frozenset[UUID] | None:
    """A coordinator's own areas; of the teams' doors also what lies above, to say where they are."""
    if scope.everywhere:
        return None
    return scope.area_ids | ancestors(conn, areas_of_teams(conn, scope.own | scope.managed))


@get("/api/buildings", operation_id="list_buildings")
async def buildings(
    caller: NamedDependency[Caller],
    area_id: FromQuery[UUID | None] = None,
    campaign_id: FromQuery[UUID | None] = None,
    team_id: FromQuery[UUID | None] = None,
) -> Buildings:
    """The buildings of an area with what lies below it, of a campaign, or of a team's doors."""

    def read(conn: Connection, actor: Actor) -> Buildings:
        scope = scope_of(conn, actor)
        if campaign_id is not None:
            need_campaign(conn, scope, campaign_id)
        if team_id is not None and not scope.sees(team_id):
            raise NotFound("no such team")
        teams = {team_id} if team_id is not None else None if scope.is_coordinator else scope.own
        within = None if area_id is None else subtree(conn, [area_id])
        if team_id is None and scope.is_coordinator and not scope.everywhere:
            within = scope.area_ids if within is None else within & scope.area_ids
        return Buildings(list_buildings(conn, area_ids=within, campaign_id=campaign_id, team_ids=teams, limit=LIMIT))

    return await caller.read(read)


ROUTES: tuple[BaseRouteHandler, ...] = (areas, buildings)
