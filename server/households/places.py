"""Buildings in their order, as far as they have doors that are asked for: the counters know, no door is looked at."""

from collections.abc import Iterator
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import fetch
from server.households.filters import DoorFilter, Where, counted_as, hints
from sync.card import NOBODY

FEW, MANY = 4, 256  # buildings looked through at a time
TEAMS_OF = "SELECT p.team_id FROM coverage_people p WHERE p.campaign_id = ? AND p.person_id = ? AND p.known > 0"


class Place(msgspec.Struct, frozen=True):
    """A building; `order` is how buildings come one after the other: by area, by name as people count, by id."""

    id: UUID
    name: str
    area_id: UUID
    sort_key: str

    @property
    def order(self) -> tuple[str, str, str]:
        return (self.area_id.hex, self.sort_key, self.id.hex)


def places_from(conn: Connection, wanted: DoorFilter, start: tuple[str, str, str] | None) -> Iterator[list[Place]]:
    """The buildings from one on, a few at first and then more."""
    size, at, is_after = FEW, start, False
    while True:
        rows = _next(conn, wanted, at, size, is_after=is_after)
        if rows:
            yield rows
        if len(rows) < size:
            return
        size, at, is_after = min(size * 2, MANY), rows[-1].order, True


def _next(conn: Connection, wanted: DoorFilter, at: tuple[str, str, str] | None, limit: int, *, is_after: bool) -> list[Place]:
    where = _buildings_where(wanted)
    if at is not None:
        where.add(f"(b.area_id, b.sort_key, b.id) {'>' if is_after else '>='} (?, ?, ?)", UUID(at[0]), at[1], UUID(at[2]))
    sql = f"SELECT b.id, b.name, b.area_id, b.sort_key FROM buildings b WHERE {where.sql} ORDER BY b.area_id, b.sort_key, b.id LIMIT ?"
    return [Place(*row) for row in fetch(conn, sql, *where.params, limit)]


def _buildings_where(wanted: DoorFilter) -> Where:
    """Of buildings `b` with cells that have such doors."""
    cells = cells_where(wanted)
    for column in hints(wanted):
        cells.add(f"{column} > 0")
    if wanted.person_id is not None:
        cells.add(f"c.team_id IN ({TEAMS_OF})", wanted.campaign_id, wanted.person_id)
    where = Where([], [])
    if wanted.building_id is not None:
        where.add("b.id = ?", wanted.building_id)
    if wanted.area_ids is not None:
        where.add("b.area_id IN (??)", list(wanted.area_ids))
    if any((wanted.team_id, wanted.person_id, wanted.is_unassigned, wanted.seen_area_ids is not None)):
        where.add(f"b.id IN (SELECT c.building_id FROM coverage_cells c JOIN buildings b ON b.id = c.building_id WHERE {cells.sql})")
    else:
        where.add(f"EXISTS (SELECT 1 FROM coverage_cells c WHERE c.building_id = b.id AND {cells.sql})")
    where.params.extend(cells.params)
    return where


def cells_where(wanted: DoorFilter, area: str = "b.area_id") -> Where:
    """Of counters `c`: those that the caller may see and that lie where it was asked. `area` says where a row's area stands."""
    where = Where([], [])
    where.add("c.campaign_id = ?", wanted.campaign_id)
    if wanted.is_unassigned or wanted.team_id is not None:
        where.add("c.team_id = ?", NOBODY if wanted.is_unassigned else wanted.team_id)
    if wanted.building_id is not None:
        where.add("c.building_id = ?", wanted.building_id)
    if wanted.area_ids is not None:
        where.add(f"{area} IN (??)", list(wanted.area_ids))
    if wanted.seen_area_ids is not None:
        where.add(f"(c.team_id IN (??) OR {area} IN (??))", list(wanted.seen_team_ids), list(wanted.seen_area_ids))
    return where


def place_at(conn: Connection, wanted: DoorFilter, skip: int) -> tuple[tuple[str, str, str] | None, int]:
    """The building in which door number `skip` stands, and how many doors come before it there: first the area, then the building."""
    column = counted_as(wanted)
    if column is None or wanted.person_id is not None or skip == 0:
        return None, skip
    where, before = cells_where(wanted, "c.area_id") if wanted.building_id is None else Where([], []), skip
    sql = f"SELECT c.area_id, SUM({column}) FROM coverage_areas c WHERE {where.sql} GROUP BY c.area_id ORDER BY c.area_id"
    for area_id, count in fetch(conn, sql, *where.params) if wanted.building_id is None else ():
        if skip < count:
            return _place_in(conn, wanted, area_id, column, skip)
        skip -= count
    return None, before


def _place_in(conn: Connection, wanted: DoorFilter, area_id: UUID, column: str, skip: int) -> tuple[tuple[str, str, str] | None, int]:
    where = cells_where(wanted)
    sql = f"""SELECT b.id, b.name, b.area_id, b.sort_key, SUM({column}) FROM buildings b CROSS JOIN coverage_cells c
        WHERE b.area_id = ? AND c.building_id = b.id AND {where.sql}
        GROUP BY b.id, b.name, b.area_id, b.sort_key ORDER BY b.sort_key, b.id"""
    order = None
    for *place, count in fetch(conn, sql, area_id, *where.params):
        order = Place(*place).order
        if skip < count:
            break
        skip -= count
    return order, skip


def total_of(conn: Connection, wanted: DoorFilter) -> int:
    """How many doors that is, by the counters; only where they tell."""
    table, join, area = "coverage_areas", "", "c.area_id"
    if wanted.person_id is not None:
        table = "coverage_people"
    elif wanted.building_id is not None:
        table, join, area = "coverage_cells", "JOIN buildings b ON b.id = c.building_id", "b.area_id"
    where = cells_where(wanted, area)
    if wanted.person_id is not None:
        where.add("c.person_id = ?", wanted.person_id)
    sql = f"SELECT COALESCE(SUM({counted_as(wanted)}), 0) FROM {table} c {join} WHERE {where.sql}"
    return int(fetch(conn, sql, *where.params)[0][0])


def can_count(wanted: DoorFilter) -> bool:
    """Whether counters tell how many doors these are: a person's are counted without their buildings."""
    by_place = wanted.building_id is not None or wanted.area_ids is not None or wanted.seen_area_ids is not None
    return counted_as(wanted) is not None and not (wanted.person_id is not None and by_place)
