"""How far an export reaches: never further than the rights of whoever asks."""

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, false, or_, select, true

from server.areas.store import subtree
from server.campaigns.store import list_campaigns
from server.db.tables import areas, buildings, coverage_cells
from server.errors import NotFound
from server.exchange.grid import natural
from server.exports.schemas import Asked
from server.identity.scope import Scope, campaigns_in, need_campaign, need_leader


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """The doors of `area_ids` (None: of every area) and those that the teams have in the campaign, narrowed by what was asked.

    `campaign_id` is None where there is no campaign yet.
    """

    campaign_id: UUID | None
    area_ids: frozenset[UUID] | None
    team_ids: frozenset[UUID]
    asked: Asked

    @property
    def needs_place(self) -> bool:
        """Whether only doors that stand in the campaign were asked for."""
        asked = self.asked
        return bool(asked.team_id or asked.person_id or asked.state or asked.unvisited or asked.unassigned or asked.tries is not None)


class Place(msgspec.Struct, frozen=True):
    """A building with the name of its area."""

    id: UUID
    name: str
    area_id: UUID
    area: str


def reach_of(conn: Connection, scope: Scope, asked: Asked) -> Reach:
    """Raises Forbidden for volunteers, NotFound for what is not this person's."""
    need_leader(scope)
    campaign_id = asked.campaign_id
    if campaign_id is None:
        latest = list_campaigns(conn, campaigns_in(conn, scope))
        campaign_id = latest[0].id if latest else None
    else:
        need_campaign(conn, scope, campaign_id)
    if asked.team_id is not None and not scope.leads(asked.team_id):
        raise NotFound("no such team")
    within = None if scope.everywhere else scope.area_ids
    if asked.area_id is not None:
        if not scope.covers(asked.area_id):
            raise NotFound("no such area")
        within = subtree(conn, [asked.area_id])
    teams = frozenset[UUID]() if asked.area_id is not None else scope.led | scope.managed
    return Reach(campaign_id=campaign_id, area_ids=within, team_ids=teams, asked=asked)


def places_in(conn: Connection, reach: Reach) -> list[Place]:
    """The buildings that may have doors in reach, as a person would walk them: by area and name, 9号楼 before 10号楼."""
    stmt = select(buildings.c.id, buildings.c.name, areas.c.id, areas.c.name).join(areas, areas.c.id == buildings.c.area_id)
    if reach.asked.building_id is not None:
        stmt = stmt.where(buildings.c.id == reach.asked.building_id)
    if reach.asked.team_id is not None:
        stmt = stmt.where(buildings.c.id.in_(_held_by(reach, [reach.asked.team_id])))
    stmt = stmt.where(or_(_in_areas(reach), buildings.c.id.in_(_held_by(reach, reach.team_ids))))
    return sorted((Place(*row) for row in conn.execute(stmt)), key=lambda place: (natural(place.area), natural(place.name), place.id))


def _in_areas(reach: Reach) -> ColumnElement[bool]:
    if reach.area_ids is None:
        return true()
    return buildings.c.area_id.in_(reach.area_ids) if reach.area_ids else false()


def _held_by(reach: Reach, team_ids: Collection[UUID]) -> Select[tuple[UUID]]:
    cell = coverage_cells.c
    return select(cell.building_id).where(cell.campaign_id == reach.campaign_id, cell.team_id.in_(team_ids), cell.known > 0)
