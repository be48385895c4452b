"""Doors as a campaign's slices hold them now. Boards never read cards: state and tries stand in the feed's rows."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, func, literal, select, tuple_

from server.areas.buildings import get_building
from server.areas.schemas import BuildingBody
from server.db.tables import buildings, feed, households, people, slices, teams
from server.db.types import Id
from server.errors import BadRequest
from server.households.schemas import Cell, DoorRow

HOLDING = ("team", "unassigned")


class DoorFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which doors of a campaign. Whoever asks sees those of `team_ids` and of the areas (None: all of them)."""

    campaign_id: UUID
    seen_team_ids: Collection[UUID]
    seen_area_ids: Collection[UUID] | None
    team_id: UUID | None = None
    is_unassigned: bool = False
    building_id: UUID | None = None
    person_id: UUID | None = None
    states: tuple[str, ...] = ()
    tries: int | None = None
    is_unvisited: bool = False
    query: str = ""


def list_doors(conn: Connection, wanted: DoorFilter, cursor: str | None, limit: int) -> tuple[list[DoorRow], str | None]:
    """A page in the order of buildings and of how doors became known, and where the next one begins. Raises BadRequest."""
    chosen = _matching(wanted, feed.c.household_id, feed.c.slice_id).order_by(households.c.building_id, households.c.id).limit(limit + 1)
    if cursor is not None:
        after = [literal(part, Id) for part in read_cursor(cursor)]
        chosen = chosen.where(tuple_(households.c.building_id, households.c.id) > tuple_(*after))
    rows = _rows(conn, chosen)
    return rows[:limit], make_cursor(rows[limit - 1]) if len(rows) > limit else None


def count_doors(conn: Connection, wanted: DoorFilter) -> int:
    found: int = conn.execute(_matching(wanted, func.count())).scalar_one()
    return found


def read_grid(conn: Connection, wanted: DoorFilter, building_id: UUID) -> tuple[BuildingBody | None, list[Cell]]:
    wanted = msgspec.structs.replace(wanted, building_id=building_id)
    cells = [
        Cell(row.id, row.entrance, row.floor, row.door, row.name, row.state, row.tries, row.team_id, row.person_id, row.last_visit_at)
        for row in _rows(conn, _matching(wanted, feed.c.household_id, feed.c.slice_id))
    ]
    return get_building(conn, building_id), cells


def make_cursor(row: DoorRow) -> str:
    return urlsafe_b64encode(row.building_id.bytes + row.id.bytes).decode()


def read_cursor(cursor: str) -> tuple[UUID, UUID]:
    try:
        raw = urlsafe_b64decode(cursor)
        return UUID(bytes=raw[:16]), UUID(bytes=raw[16:])
    except ValueError:
        raise BadRequest("not a cursor") from None


def _rows(conn: Connection, chosen: Select[Any]) -> list[DoorRow]:
    """Names are looked up for the chosen rows only."""
    page, door, at = chosen.subquery(), households.c, feed.c
    stmt = (
        select(door.id, door.building_id, buildings.c.name, door.entrance, door.floor, door.door, door.name, at.state, at.tries)
        .add_columns(slices.c.team_id, teams.c.name, at.person_id, people.c.name, at.last_visit_at)
        .join_from(page, feed, (at.household_id == page.c.household_id) & (at.slice_id == page.c.slice_id))
        .join(slices, slices.c.id == at.slice_id)
        .join(households, door.id == at.household_id)
        .join(buildings, buildings.c.id == door.building_id)
        .outerjoin(teams, teams.c.id == slices.c.team_id)
        .outerjoin(people, people.c.id == at.person_id)
        .order_by(door.building_id, door.id)
    )
    return [DoorRow(*row) for row in conn.execute(stmt)]


def _matching(wanted: DoorFilter, *columns: Any) -> Select[Any]:
    stmt = (
        select(*columns)
        .select_from(feed)
        .join(slices, slices.c.id == feed.c.slice_id)
        .join(households, households.c.id == feed.c.household_id)
        .where(feed.c.gone_reason.is_(None), *_where(wanted))
    )
    return stmt if wanted.seen_area_ids is None else stmt.join(buildings, buildings.c.id == households.c.building_id)


def _where(wanted: DoorFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [slices.c.campaign_id == wanted.campaign_id, slices.c.kind.in_(HOLDING)]
    if wanted.seen_area_ids is not None:
        where.append(slices.c.team_id.in_(wanted.seen_team_ids) | buildings.c.area_id.in_(wanted.seen_area_ids))
    if wanted.team_id is not None:
        where.append(slices.c.team_id == wanted.team_id)
    if wanted.is_unassigned:
        where.append(slices.c.kind == "unassigned")
    if wanted.building_id is not None:
        where.append(households.c.building_id == wanted.building_id)
    if wanted.person_id is not None:
        where.append(feed.c.person_id == wanted.person_id)
    if wanted.states:
        where.append(feed.c.state.in_(wanted.states))
    if wanted.tries is not None:
        where.append(feed.c.tries == wanted.tries)
    if wanted.is_unvisited:
        where.append(feed.c.is_visited.is_(False))
    if wanted.query:
        where.append(households.c.name.contains(wanted.query, autoescape=True) | households.c.door.contains(wanted.query, autoescape=True))
    return where
