"""Doors for the boards: lists, a building's grid, one household with its history, and what waits for a person."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Struct
from sqlalchemy import Connection

from server.campaigns.store import list_campaigns
from server.db.driver import fetch
from server.errors import BadRequest, NotFound
from server.households.attention import list_attention
from server.households.card import find_household, read_household
from server.households.rules import place_to_show, sees_door
from server.households.schemas import AttentionItems, DoorPage, Grid, Household
from server.households.store import DoorFilter, count_doors, list_doors, read_grid
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import Scope, campaigns_in, need_campaign, need_leader, scope_of
from sync.protocol import State

LIMIT = 500
NOTICES = """
SELECT i.body, i.version FROM items i JOIN slices s ON s.id = i.slice_id
WHERE s.kind = 'notices' AND s.person_id = ? AND NOT i.is_removed ORDER BY i.seq DESC LIMIT ?
"""
Query = Annotated[str, QueryParameter(max_length=100)]
Tries = Annotated[int | None, QueryParameter(ge=0, le=1000)]
StateQuery = Annotated[State | None, QueryParameter(name="state")]
Limit = Annotated[int, QueryParameter(ge=1, le=LIMIT)]


class Notices(Struct, frozen=True):
    notices: list[dict[str, Any]]


@get("/api/households", operation_id="list_households")
async def households(
    caller: NamedDependency[Caller],
    campaign_id: FromQuery[UUID | None] = None,
    team_id: FromQuery[UUID | None] = None,
    building_id: FromQuery[UUID | None] = None,
    person_id: FromQuery[UUID | None] = None,
    door_state: StateQuery = None,
    tries: Tries = None,
    unvisited: FromQuery[bool] = False,
    unassigned: FromQuery[bool] = False,
    q: Query = "",
    cursor: Query = "",
    limit: Limit = 100,
) -> DoorPage:
    """The doors of a campaign (left out: the latest) that the caller may see, by page."""

    def read(conn: Connection, actor: Actor) -> DoorPage:
        scope = scope_of(conn, actor)
        if team_id is not None and not scope.sees(team_id):
            raise NotFound("no such team")
        wanted = msgspec.structs.replace(
            _filter(conn, scope, campaign_id),
            team_id=team_id,
            building_id=building_id,
            person_id=person_id,
            states=() if door_state is None else (door_state,),
            tries=tries,
            is_unvisited=unvisited,
            is_unassigned=unassigned,
            query=q.strip(),
        )
        rows, following = list_doors(conn, wanted, cursor or None, limit)
        return DoorPage(rows, following, count_doors(conn, wanted))

    return await caller.read(read)


def _filter(conn: Connection, scope: Scope, campaign_id: UUID | None) -> DoorFilter:
    """What the caller may see of a campaign. Raises NotFound."""
    if campaign_id is None:
        latest = list_campaigns(conn, campaigns_in(conn, scope))
        if not latest:
            raise BadRequest("there is no campaign yet")
        campaign_id = latest[0].id
    need_campaign(conn, scope, campaign_id)
    areas = None if scope.everywhere else scope.area_ids
    return DoorFilter(campaign_id=campaign_id, seen_team_ids=scope.own | scope.managed, seen_area_ids=areas)


@get("/api/campaigns/{campaign_id:uuid}/grid", operation_id="grid")
async def grid(campaign_id: FromPath[UUID], building_id: FromQuery[UUID], caller: NamedDependency[Caller]) -> Grid:
    """A building with its doors in a campaign, each with its state."""

    def read(conn: Connection, actor: Actor) -> Grid:
        scope = scope_of(conn, actor)
        wanted = _filter(conn, scope, campaign_id)
        building, cells = read_grid(conn, wanted, building_id)
        if building is None or not (cells or scope.covers(building.area_id)):
            raise NotFound("no such building")
        return Grid(building, cells)

    return await caller.read(read)


@get("/api/households/{household_id:uuid}", operation_id="get_household")
async def household(household_id: FromPath[UUID], caller: NamedDependency[Caller], campaign_id: FromQuery[UUID | None] = None) -> Household:
    """One household's card, with all that was done there and who held it. Somebody else's does not exist."""

    def read(conn: Connection, actor: Actor) -> Household:
        scope = scope_of(conn, actor)
        found = find_household(conn, household_id)
        if found is None or not sees_door(scope, found.area_id, (place.team_id for place in found.places)):
            raise NotFound("no such household")
        return read_household(conn, found, place_to_show(scope, found, campaign_id))

    return await caller.read(read)


@get("/api/attention", operation_id="list_attention")
async def attention(caller: NamedDependency[Caller]) -> AttentionItems:
    """What waits for a person: parked and held work, conflicts, proposed closings."""

    def read(conn: Connection, actor: Actor) -> AttentionItems:
        scope = scope_of(conn, actor)
        need_leader(scope)
        return AttentionItems(list_attention(conn, scope))

    return await caller.read(read)


@get("/api/notices", operation_id="list_notices")
async def notices(caller: NamedDependency[Caller]) -> Notices:
    """The caller's own notices, the latest first: the same items as their slice carries."""

    def read(conn: Connection, actor: Actor) -> Notices:
        rows = fetch(conn, NOTICES, actor.person_id, LIMIT)
        return Notices([{**msgspec.json.decode(bytes(body)), "version": version} for body, version in rows])

    return await caller.read(read)


ROUTES: tuple[BaseRouteHandler, ...] = (households, grid, household, attention, notices)
