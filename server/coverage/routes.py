"""How far a campaign has come, with the bases of its numbers and how fresh they are."""

from typing import Literal
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from msgspec.structs import asdict, replace
from sqlalchemy import Connection

from server.areas.store import subtree
from server.campaigns.teams import phones_by_team, team_ids_of
from server.coverage.schemas import Coverage, Row, Silent, Times
from server.coverage.store import Reach, by_area, by_building, by_person, by_team, is_counting, total
from server.coverage.times import read_times, teams_in
from server.db.driver import fetch
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import Scope, need_campaign, need_leader, scope_of
from sync.card import NOBODY

ZONE = "SELECT time_zone, counted_zone IS NOT NULL FROM organization"
ROWS = {"team": by_team, "area": by_area, "building": by_building, "person": by_person}


@get("/api/campaigns/{campaign_id:uuid}/coverage", operation_id="coverage")
async def coverage(
    campaign_id: FromPath[UUID],
    caller: NamedDependency[Caller],
    by: FromQuery[Literal["team", "area", "building", "person"]] = "team",
    team_id: FromQuery[UUID | None] = None,
    building_id: FromQuery[UUID | None] = None,
    area_id: FromQuery[UUID | None] = None,
) -> Coverage:
    """Counts of doors in rows, and in all. Of the teams the caller sees; a coordinator's of the own areas.

    Nobody's doors are counted by area: by person, an area's rows are the people of the teams that have doors in it, with all their doors
    wherever these lie, so they do not add up to the area's. What teams did is told where neither an area nor a building is asked for.
    """

    def read(conn: Connection, actor: Actor) -> Coverage:
        scope = scope_of(conn, actor)
        need_campaign(conn, scope, campaign_id)
        if by == "person":
            need_leader(scope)
        if team_id is not None and not (scope.leads(team_id) if by == "person" else scope.sees(team_id)):
            raise NotFound("no such team")
        reach = _reach(conn, scope, campaign_id, team_id, building_id, area_id, led=by == "person")
        silent = _silent(conn, scope, reach, caller.now)
        rows = _people_in(conn, scope, reach) if by == "person" and area_id is not None else ROWS[by](conn, reach)
        sums = asdict(total(conn, reach))
        return Coverage(**sums, as_of=caller.now, is_counting=is_counting(conn, campaign_id), silent=silent, rows=rows)

    return await caller.read(read)


@get("/api/campaigns/{campaign_id:uuid}/times", operation_id="times")
async def times(
    campaign_id: FromPath[UUID],
    caller: NamedDependency[Caller],
    team_id: FromQuery[UUID | None] = None,
    area_id: FromQuery[UUID | None] = None,
) -> Times:
    """Visits by local day and by hour of the week, of the teams the caller sees. With an area: of the teams that have doors in it."""

    def read(conn: Connection, actor: Actor) -> Times:
        scope = scope_of(conn, actor)
        need_campaign(conn, scope, campaign_id)
        if team_id is not None and not scope.sees(team_id):
            raise NotFound("no such team")
        reach = _reach(conn, scope, campaign_id, team_id, None, area_id, led=False)
        teams = None if scope.everywhere else scope.managed | scope.own
        if team_id is not None or area_id is not None:
            teams = frozenset([team_id]) if team_id is not None else teams_in(conn, reach)
        known = total(conn, reach).known
        zone, is_shifting = fetch(conn, ZONE)[0]
        return Times(caller.now, zone, bool(is_shifting) or is_counting(conn, campaign_id), known, *read_times(conn, campaign_id, teams))

    return await caller.read(read)


def _reach(
    conn: Connection, scope: Scope, campaign_id: UUID, team_id: UUID | None, building_id: UUID | None, area_id: UUID | None, *, led: bool
) -> Reach:
    areas = frozenset[UUID]() if area_id is None else subtree(conn, [area_id])
    if area_id is not None and not scope.covers(area_id):
        raise NotFound("no such area")
    if area_id is not None:
        return Reach(campaign_id=campaign_id, team_ids=(), area_ids=areas, team_id=team_id, building_id=building_id)
    teams = None if scope.everywhere else scope.managed | (scope.led if led else scope.own)
    return Reach(campaign_id=campaign_id, team_ids=teams, area_ids=scope.area_ids, team_id=team_id, building_id=building_id)


def _people_in(conn: Connection, scope: Scope, reach: Reach) -> list[Row]:
    """The people of an area's teams. Doors given to a whole team are told only of a team that was chosen."""
    teams = frozenset(team_id for team_id in teams_in(conn, reach) if scope.manages(team_id))
    rows = by_person(conn, replace(reach, team_ids=teams, area_ids=()))
    return rows if reach.team_id is not None else [row for row in rows if row.id != NOBODY]


def _silent(conn: Connection, scope: Scope, reach: Reach, now: int) -> Silent:
    """Of the phones of the teams shown: how many have not been heard of for long."""
    shown = [reach.team_id] if reach.team_id is not None else [team for team in team_ids_of(conn, reach.campaign_id) if scope.sees(team)]
    phones = phones_by_team(conn, shown, now).values()
    return Silent(sum(each.silent for each in phones), sum(each.of for each in phones))


ROUTES: tuple[BaseRouteHandler, ...] = (coverage, times)
