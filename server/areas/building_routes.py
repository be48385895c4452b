"""Buildings and their doors."""

from collections import Counter
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec.structs import replace
from sqlalchemy import Connection

from server.areas.buildings import draw_doors, get_building, list_buildings, make_building, place_building, remove_building, rename_building
from server.areas.doors import close_doors, count_open, is_standing, make_doors
from server.areas.schemas import BuildingBody, Buildings, ChangedBuilding, MadeDoors, MoreDoors, NewBuilding, NewDoor, RemovedBuilding
from server.areas.store import subtree
from server.audit.actions import Action
from server.audit.store import record_action
from server.campaigns.entering import begin_entering, reaching
from server.errors import BadRequest, NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.schemas import CallBody, Done
from server.identity.scope import need_campaign, need_coordinator, scope_of
from server.organization.recounts import Recounts

LIMIT = 2_000


@get("/api/buildings", operation_id="list_buildings")
async def buildings(
    caller: NamedDependency[Caller],
    area_id: FromQuery[UUID | None] = None,
    campaign_id: FromQuery[UUID | None] = None,
    team_id: FromQuery[UUID | None] = None,
    doors: FromQuery[bool] = False,
) -> Buildings:
    """The buildings of an area with what lies below it, of a campaign, or of a team's doors. `doors`: say how many each has."""

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
        return Buildings(list_buildings(conn, area_ids=within, campaign_id=campaign_id, team_ids=teams, limit=LIMIT, with_doors=doors))

    return await caller.read(read)


@post("/api/buildings", status_code=200, operation_id="make_building")
async def add_building(data: JSONBody[NewBuilding], caller: NamedDependency[Caller]) -> MadeDoors:
    """A building with its doors, which belong to no team yet. The doors enter the running campaigns that reach there."""
    _need_different(data.doors)

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        scope = scope_of(conn, actor)
        need_coordinator(scope)
        if not scope.covers(data.area_id) or not subtree(conn, [data.area_id]):
            raise NotFound("no such area")
        make_building(conn, key, data, caller.now)
        doors = len(data.doors)
        record_action(conn, key, actor.person_id, "building_made", "building", key, now=caller.now, area_id=data.area_id, doors=doors)
        return Done(key)

    made = await caller.once(data.id, Done, work)
    return await _with_doors(caller, made.id, data.doors)


@post("/api/buildings/{building_id:uuid}/doors", status_code=200, operation_id="make_doors")
async def add_doors(building_id: FromPath[UUID], data: JSONBody[MoreDoors], caller: NamedDependency[Caller]) -> MadeDoors:
    """More doors in a building that is there. An address that it has already is left as it is."""
    _need_different(data.doors)

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        building = _own(conn, actor, building_id)
        draw_doors(conn, building_id, data.doors, caller.now)
        area_id, doors = building.area_id, len(data.doors)
        record_action(conn, key, actor.person_id, "doors_made", "building", building_id, now=caller.now, area_id=area_id, doors=doors)
        return Done(building_id)

    await caller.once(data.id, Done, work)
    return await _with_doors(caller, building_id, data.doors)


@post("/api/buildings/{building_id:uuid}", status_code=200, operation_id="change_building")
async def edit_building(
    building_id: FromPath[UUID], data: JSONBody[ChangedBuilding], caller: NamedDependency[Caller], recounts: NamedDependency[Recounts]
) -> Done:
    """Of a building that goes to another area the doors stay with their teams, and enter the running campaigns that reach there."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        area_id = _own(conn, actor, building_id).area_id
        if isinstance(data.name, str):
            rename_building(conn, building_id, data.name.strip(), caller.now)
        if isinstance(data.area_id, UUID):
            if not scope_of(conn, actor).covers(data.area_id) or not subtree(conn, [data.area_id]):
                raise NotFound("no such area")
            place_building(conn, building_id, area_id := data.area_id, caller.now)
            begin_entering(conn, reaching(conn, building_id), caller.now)
        record_action(conn, key, actor.person_id, "building_changed", "building", building_id, now=caller.now, area_id=area_id)
        return Done(building_id)

    done = await caller.once(data.id, Done, work)
    if isinstance(data.area_id, UUID):
        await recounts.let_enter(await caller.store.read(lambda conn: reaching(conn, building_id)))
    return done


@post("/api/buildings/{building_id:uuid}/remove", status_code=200, operation_id="remove_building")
async def take_building_away(building_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller]) -> RemovedBuilding:
    """Take back a building made by mistake: doors that were only listed are closed, and without others it goes."""

    def look(conn: Connection, actor: Actor) -> bool:
        _own(conn, actor, building_id)
        return is_standing(conn, building_id)

    closed = await close_doors(caller, building_id) if await caller.read(look) else 0

    def work(conn: Connection, actor: Actor, key: UUID) -> RemovedBuilding:
        if not is_standing(conn, building_id):
            raise NotFound("no such building")
        area_id, kept = _own(conn, actor, building_id).area_id, count_open(conn, building_id)
        if kept == 0:
            remove_building(conn, building_id, caller.now)
        action: Action = "building_changed" if kept else "building_removed"
        by, now = actor.person_id, caller.now
        record_action(conn, key, by, action, "building", building_id, now=now, area_id=area_id, doors=closed, kept=kept)
        return RemovedBuilding(building_id, closed, kept)

    return await caller.once(data.id, RemovedBuilding, work)


def _own(conn: Connection, actor: Actor, building_id: UUID) -> BuildingBody:
    """One in the caller's areas; others do not exist."""
    scope = scope_of(conn, actor)
    need_coordinator(scope)
    building = get_building(conn, building_id)
    if building is None or not scope.covers(building.area_id):
        raise NotFound("no such building")
    return building


def _need_different(doors: list[NewDoor]) -> None:
    counts = Counter((door.entrance, door.floor, door.door) for door in doors)
    if any(count > 1 for count in counts.values()):
        raise BadRequest("two doors have one address")


async def _with_doors(caller: Caller, building_id: UUID, doors: list[NewDoor]) -> MadeDoors:
    made = await make_doors(caller, building_id, doors)

    def read(conn: Connection, actor: Actor) -> MadeDoors:
        building = replace(_own(conn, actor, building_id), doors=count_open(conn, building_id))
        return MadeDoors(building, made, len(doors) - made)

    return await caller.read(read)


ROUTES: tuple[BaseRouteHandler, ...] = (buildings, add_building, add_doors, edit_building, take_building_away)
