"""Areas: of a coordinator's own areas, and for others of their teams' doors."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET
from sqlalchemy import Connection

from server.areas.building_routes import ROUTES as BUILDINGS
from server.areas.buildings import areas_of_teams
from server.areas.changing import all_areas, change_area, lock_tree, make_area, remove_area, write_plan
from server.areas.file_routes import ROUTES as FILES
from server.areas.listing import read_list
from server.areas.names import spelling
from server.areas.points import ROUTES as POINTS
from server.areas.schemas import AreaBody, AreaList, Areas, ChangedArea, ListedAreas, NewArea
from server.areas.store import ancestors, list_areas, names_above
from server.areas.tree import Line, Plan, plan_areas
from server.audit.store import record_action
from server.campaigns.reference import refresh_area
from server.errors import Forbidden, NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.schemas import CallBody, Done
from server.identity.scope import Scope, need_coordinator, scope_of

LIMIT = 2_000
FOUND = 60
Query = Annotated[str, QueryParameter(max_length=100)]


@get("/api/areas", operation_id="list_areas")
async def areas(
    caller: NamedDependency[Caller],
    parent_id: FromQuery[UUID | None] = None,
    q: Query = "",
    tops: FromQuery[bool] = False,
    id: FromQuery[UUID | None] = None,
) -> Areas:
    """Those below a parent; the tops of what the caller may see; one by its `id`; or those that `q` finds, by name or pinyin. Else all."""

    def read(conn: Connection, actor: Actor) -> Areas:
        scope = scope_of(conn, actor)
        own = actor.area_ids if tops and not scope.everywhere else frozenset[UUID]()
        chosen = {id} if id is not None else own if tops else None
        limit = FOUND if q.strip() else LIMIT
        found = list_areas(conn, parent_id=parent_id, query=q, tops=chosen, within=_areas_seen(conn, scope), limit=limit)
        above = names_above(conn, [row.id for row in found]) if q.strip() or chosen is not None else {}
        return Areas([_area(row, above.get(row.id, [])) for row in found])

    return await caller.read(read)


def _area(row: Any, above: list[str]) -> AreaBody:
    area_id, parent_id, level, name, code, children, standing = row
    return AreaBody(area_id, parent_id, level, name, code, children, standing, above)


def _areas_seen(conn: Connection, scope: Scope) -> frozenset[UUID] | None:
    """A coordinator's own areas; of the teams' doors also what lies above, to say where they are."""
    if scope.everywhere:
        return None
    return scope.area_ids | ancestors(conn, areas_of_teams(conn, scope.own | scope.managed))


@post("/api/areas", status_code=200, operation_id="make_area")
async def add_area(data: JSONBody[NewArea], caller: NamedDependency[Caller]) -> AreaBody:
    """One more area, below one of the caller's own; a top is made by who coordinates everything."""

    def work(conn: Connection, actor: Actor, key: UUID) -> AreaBody:
        _need_area(scope_of(conn, actor), data.parent_id)
        make_area(conn, key, data.parent_id, data.level, data.name.strip(), data.code, caller.now)
        record_action(conn, key, actor.person_id, "area_made", "area", key, now=caller.now, area_id=key)
        return AreaBody(key, data.parent_id, data.level, data.name.strip(), data.code)

    await _load_spelling(data.name)
    return await caller.once(data.id, AreaBody, work)


@post("/api/areas/{area_id:uuid}", status_code=200, operation_id="change_area")
async def edit_area(area_id: FromPath[UUID], data: JSONBody[ChangedArea], caller: NamedDependency[Caller]) -> Done:
    """Rename an area or hang it elsewhere. Never below itself: `area_loop`."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        scope = scope_of(conn, actor)
        _need_area(scope, area_id)
        if data.parent_id is not UNSET:
            _need_area(scope, data.parent_id)
        given = {name: getattr(data, name) for name in ("parent_id", "level", "name", "code") if getattr(data, name) is not UNSET}
        values: dict[str, Any] = {**given, **({"name": data.name.strip()} if isinstance(data.name, str) else {})}
        change_area(conn, area_id, values, caller.now)
        record_action(conn, key, actor.person_id, "area_changed", "area", area_id, now=caller.now, area_id=area_id)
        return Done(area_id)

    if isinstance(data.name, str):
        await _load_spelling(data.name)
    return await caller.once(data.id, Done, work)


@post("/api/areas/{area_id:uuid}/remove", status_code=200, operation_id="remove_area")
async def take_area_away(area_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller]) -> Done:
    """Only one that nothing stands in."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        _need_area(scope_of(conn, actor), area_id)
        remove_area(conn, area_id, caller.now)
        record_action(conn, key, actor.person_id, "area_removed", "area", area_id, now=caller.now)
        return Done(area_id)

    return await caller.once(data.id, Done, work)


@post("/api/areas/list", status_code=200, operation_id="import_areas")
async def bring_areas(data: JSONBody[AreaList], caller: NamedDependency[Caller]) -> ListedAreas:
    """A whole tree as a list. With any mistake in it nothing is written, and each mistake is told with its line."""
    lines = read_list(data.text)
    if data.dry_run:
        return await caller.read(lambda conn, actor: _told(lines, _planned(conn, actor, lines), is_written=False))
    plan = await caller.read(lambda conn, actor: _planned(conn, actor, lines))
    spellings = await asyncio.to_thread(lambda: {each.name: spelling(each.name) for each in plan.areas})  # slow: not while others wait

    def work(conn: Connection, actor: Actor, key: UUID) -> ListedAreas:
        lock_tree(conn)
        plan = _planned(conn, actor, lines)
        for area_id in write_plan(conn, plan.areas, spellings, caller.new_id, caller.now):
            refresh_area(conn, area_id)
        told = _told(lines, plan, is_written=not plan.problems)
        if plan.areas:
            record_action(
                conn, key, actor.person_id, "areas_imported", "organization", None, now=caller.now, made=told.new, changed=told.changed
            )
        return told

    return await caller.once(data.id, ListedAreas, work)


async def _load_spelling(name: str) -> None:
    """Its dictionary takes a while to load, the first time: not while others wait to write."""
    await asyncio.to_thread(spelling, name)


def _planned(conn: Connection, actor: Actor, lines: tuple[Line, ...]) -> Plan:
    if not scope_of(conn, actor).everywhere:
        raise Forbidden("for who coordinates everything")
    return plan_areas(lines, all_areas(conn))


def _told(lines: tuple[Line, ...], plan: Plan, *, is_written: bool) -> ListedAreas:
    new = sum(each.was is None for each in plan.areas)
    return ListedAreas(len(lines), new, len(plan.areas) - new, plan.unchanged, [*plan.problems], is_written)


def _need_area(scope: Scope, area_id: UUID | None) -> None:
    """Others' areas do not exist; the tops are for who coordinates everything."""
    need_coordinator(scope)
    if area_id is None and not scope.everywhere:
        raise Forbidden("for who coordinates everything")
    if area_id is not None and not scope.covers(area_id):
        raise NotFound("no such area")


ROUTES: tuple[BaseRouteHandler, ...] = (areas, add_area, edit_area, take_area_away, bring_areas, *FILES, *BUILDINGS, *POINTS)
