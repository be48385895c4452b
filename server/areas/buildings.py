"""Buildings: by area, by campaign, by team."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, select

from server.areas.schemas import BuildingBody
from server.campaigns.reference import ENTRANCES
from server.db.tables import buildings, coverage_cells


def list_buildings(
    conn: Connection,
    *,
    area_ids: Collection[UUID] | None,
    campaign_id: UUID | None,
    team_ids: Collection[UUID] | None,
    limit: int,
) -> list[BuildingBody]:
    """Those in the areas (None: anywhere) with doors in the campaign, or of the teams (None: of any or none)."""
    stmt = select(buildings).order_by(buildings.c.area_id, buildings.c.id)
    if area_ids is not None:
        stmt = stmt.where(buildings.c.area_id.in_(area_ids))
    if campaign_id is not None or team_ids is not None:
        cells = select(coverage_cells.c.building_id).where(coverage_cells.c.known > 0)
        if campaign_id is not None:
            cells = cells.where(coverage_cells.c.campaign_id == campaign_id)
        if team_ids is not None:
            cells = cells.where(coverage_cells.c.team_id.in_(team_ids))
        stmt = stmt.where(buildings.c.id.in_(cells))
    return [BuildingBody(row.id, row.area_id, row.name, row.kind, ENTRANCES.decode(row.doc)) for row in conn.execute(stmt.limit(limit))]


def get_building(conn: Connection, building_id: UUID) -> BuildingBody | None:
    row = conn.execute(select(buildings).where(buildings.c.id == building_id)).first()
    return BuildingBody(row.id, row.area_id, row.name, row.kind, ENTRANCES.decode(row.doc)) if row else None


def areas_of_teams(conn: Connection, team_ids: Collection[UUID]) -> frozenset[UUID]:
    """The areas in which teams have doors."""
    cells = select(coverage_cells.c.building_id).where(coverage_cells.c.team_id.in_(team_ids), coverage_cells.c.known > 0)
    return frozenset(conn.execute(select(buildings.c.area_id).where(buildings.c.id.in_(cells)).distinct()).scalars())
