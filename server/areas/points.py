"""Where an area's buildings stand on the map: told by name, for many at once."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct
from sqlalchemy import Connection

from server.audit.store import record_action
from server.db.driver import execute_many, fetch
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_coordinator, scope_of
from server.journal.deeds import BuildingsPlaced
from server.journal.file import note

NAMED = "SELECT name, id FROM buildings WHERE area_id = ? AND removed_at IS NULL"
PUT = """
INSERT INTO building_points (building_id, longitude, latitude, person_id, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (building_id) DO UPDATE SET longitude = excluded.longitude, latitude = excluded.latitude,
    person_id = excluded.person_id, at = excluded.at
"""
FIND = "SELECT building_id, longitude, latitude FROM building_points WHERE building_id IN (??)"
Point = tuple[float, float]  # longitude and latitude in degrees, WGS 84, as GeoJSON has them


class BuildingPoint(Struct, frozen=True, forbid_unknown_fields=True):
    building: Annotated[str, Meta(min_length=1, max_length=200)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    latitude: Annotated[float, Meta(ge=-90, le=90)]


class NewPoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID | None = None
    points: Annotated[list[BuildingPoint], Meta(min_length=1, max_length=2_000)]


class Placed(Struct, frozen=True):
    """How many buildings were placed, and the names that no building of the area has."""

    placed: int
    unknown: list[str]


@post("/api/areas/{area_id:uuid}/points", status_code=200, operation_id="place_buildings")
async def place_buildings(area_id: FromPath[UUID], data: JSONBody[NewPoints], caller: NamedDependency[Caller]) -> Placed:
    """Say where buildings stand; a later word replaces an earlier one."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Placed:
        scope = scope_of(conn, actor)
        need_coordinator(scope)
        if not scope.covers(area_id) or not fetch(conn, "SELECT 1 FROM areas WHERE id = ?", area_id):
            raise NotFound("no such area")
        known = {row[0]: row[1] for row in fetch(conn, NAMED, area_id)}
        found = {known[each.building]: each for each in data.points if each.building in known}
        now = caller.now
        put_points(conn, actor.person_id, [(each_id, each.longitude, each.latitude) for each_id, each in sorted(found.items())], now)
        record_action(conn, key, actor.person_id, "building_changed", "area", area_id, now=now, area_id=area_id, placed=len(found))
        return Placed(len(found), [each.building for each in data.points if each.building not in known])

    return await caller.once(data.id, Placed, work)


def put_points(conn: Connection, person_id: UUID, points: Sequence[tuple[UUID, float, float]], now: int) -> None:
    """Buildings with their longitude and latitude."""
    execute_many(conn, PUT, [(*point, person_id, now) for point in points])
    if points:
        note(conn, BuildingsPlaced(at=now, person_id=person_id, points=tuple(points)))


def points_of(conn: Connection, building_ids: Collection[UUID]) -> Mapping[UUID, Point]:
    """Of those buildings that have one."""
    return {row[0]: (row[1], row[2]) for row in fetch(conn, FIND, list(building_ids))}


ROUTES: tuple[BaseRouteHandler, ...] = (place_buildings,)
