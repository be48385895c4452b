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
from server.households.asking import Asked as Doors
from server.households.asking import filter_of
from server.households.filters import DoorFilter
from server.households.knocks import named_doors
from server.identity.scope import Scope, campaigns_in, need_campaign, need_leader

ANYWHERE = ("campaign_id", "area_id", "building_id")  # what may be asked of a door that is in no campaign, too


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """The doors of `area_ids` (None: of every area) and those that the teams have in the campaign, narrowed by what was asked.

    `campaign_id` is None where there is no campaign yet. `wanted`: what must hold of a door's place in the campaign, None: nothing;
    `named` the doors that the log of visits or their needs single out.
    """

    campaign_id: UUID | None
    area_ids: frozenset[UUID] | None
    team_ids: frozenset[UUID]
    asked: Asked
    wanted: DoorFilter | None = None
    named: frozenset[UUID] | None = None

    @property
    def with_closed(self) -> bool:
        """What was done or asked for at a door that was closed since is told all the same."""
        return self.asked.kind in ("visits", "requests")


class Place(msgspec.Struct, frozen=True):
    """A building with the name of its area."""

    id: UUID
    name: str
    area_id: UUID
    area: str


def reach_of(conn: Connection, scope: Scope, asked: Asked, now: int) -> Reach:
    """Raises Forbidden for volunteers, NotFound for what is not this person's."""
    need_leader(scope)
    doors = asked.doors
    campaign_id = doors.campaign_id
    if campaign_id is None:
        latest = list_campaigns(conn, campaigns_in(conn, scope))
        campaign_id = latest[0].id if latest else None
    else:
        need_campaign(conn, scope, campaign_id)
    if doors.team_id is not None and not scope.leads(doors.team_id):
        raise NotFound("no such team")
    within = None if scope.everywhere else scope.area_ids
    if doors.area_id is not None:
        if not scope.covers(doors.area_id):
            raise NotFound("no such area")
        within = subtree(conn, [doors.area_id])
    teams = frozenset[UUID]() if doors.area_id is not None else scope.led | scope.managed
    reach = Reach(campaign_id=campaign_id, area_ids=within, team_ids=teams, asked=asked)
    return _narrowed(conn, scope, reach, now) if _is_of_campaign(doors) else reach


def _is_of_campaign(doors: Doors) -> bool:
    plain = Doors()
    return any(getattr(doors, name) != getattr(plain, name) for name in doors.__struct_fields__ if name not in ANYWHERE)


def _narrowed(conn: Connection, scope: Scope, reach: Reach, now: int) -> Reach:
    wanted = filter_of(conn, scope, msgspec.structs.replace(reach.asked.doors, campaign_id=reach.campaign_id), now)
    named = named_doors(conn, wanted)
    return msgspec.structs.replace(reach, wanted=wanted, named=None if named is None else frozenset(named.doors))


def places_in(conn: Connection, reach: Reach) -> list[Place]:
    """The buildings that may have doors in reach, as a person would walk them: by area and name, 9号楼 before 10号楼."""
    stmt = select(buildings.c.id, buildings.c.name, areas.c.id, areas.c.name).join(areas, areas.c.id == buildings.c.area_id)
    if reach.asked.doors.building_id is not None:
        stmt = stmt.where(buildings.c.id == reach.asked.doors.building_id)
    if reach.asked.doors.team_id is not None:
        stmt = stmt.where(buildings.c.id.in_(_held_by(reach, [reach.asked.doors.team_id])))
    stmt = stmt.where(or_(_in_areas(reach), buildings.c.id.in_(_held_by(reach, reach.team_ids))))
    return sorted((Place(*row) for row in conn.execute(stmt)), key=lambda place: (natural(place.area), natural(place.name), place.id))


def _in_areas(reach: Reach) -> ColumnElement[bool]:
    if reach.area_ids is None:
        return true()
    return buildings.c.area_id.in_(reach.area_ids) if reach.area_ids else false()


def _held_by(reach: Reach, team_ids: Collection[UUID]) -> Select[tuple[UUID]]:
    cell = coverage_cells.c
    held = select(cell.building_id).where(cell.campaign_id == reach.campaign_id, cell.team_id.in_(team_ids))
    return held if reach.with_closed else held.where(cell.known > 0)  # of a building whose doors were all closed none is known
