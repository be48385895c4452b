"""Coverage counters change in the writing transaction, by the difference of what each door adds before and after."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import execute_many, fetch
from server.db.tables import COUNTS
from sync.coverage import Counts, Work
from sync.effect import Key


def _add_sql(table: str, keys: tuple[str, ...], counts: list[str]) -> str:
    names, marks = ", ".join((*keys, *counts)), ", ".join("?" * (len(keys) + len(counts)))
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in counts)
    return f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}"


ADD_CELL = _add_sql("coverage_cells", ("campaign_id", "team_id", "building_id"), COUNTS)
ADD_AREA = _add_sql("coverage_areas", ("campaign_id", "team_id", "area_id"), COUNTS)
ADD_PERSON = _add_sql("coverage_people", ("campaign_id", "team_id", "person_id"), COUNTS)
ADD_WORK = _add_sql("coverage_work", ("campaign_id", "team_id", "person_id"), ["visits", "doors"])
CELLS = f"""
SELECT c.campaign_id, c.team_id, {", ".join(f"c.{name}" for name in COUNTS)}
FROM campaigns k JOIN coverage_cells c ON c.campaign_id = k.id WHERE c.building_id = ?
"""
AREAS = "SELECT id, area_id FROM buildings WHERE id IN (??)"
_SCALARS = [name for name in COUNTS if not name.startswith("tries_")]


def add_coverage(conn: Connection, cells: Mapping[Key, Counts], people: Mapping[Key, Counts]) -> None:
    """Rows in the order of their keys, so that two transactions never wait for each other."""
    rows = [_row(key, cells[key]) for key in sorted(cells)]
    execute_many(conn, ADD_CELL, rows)
    execute_many(conn, ADD_PERSON, [_row(key, people[key]) for key in sorted(people)])
    if rows:
        execute_many(conn, ADD_AREA, _by_area(conn, rows))


def _by_area(conn: Connection, cells: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The cells' rows added up by (campaign, team, area of the building)."""
    area_of = {row[0]: row[1] for row in fetch(conn, AREAS, sorted({row[2] for row in cells}))}
    parts: dict[tuple[UUID, UUID, UUID], list[tuple[int, ...]]] = {}
    for campaign_id, team_id, building_id, *counts in cells:
        if building_id in area_of:
            parts.setdefault((campaign_id, team_id, area_of[building_id]), []).append(tuple(counts))
    return [(*key, *(sum(column) for column in zip(*parts[key], strict=True))) for key in sorted(parts)]


def move_counts(conn: Connection, building_id: UUID, from_id: UUID, to_id: UUID) -> None:
    """The sums by area of a building that goes from one to another. The caller holds the building and its doors."""
    cells = fetch(conn, CELLS, building_id)
    sums: dict[Key, tuple[int, ...]] = {}
    for campaign_id, team_id, *counts in cells:
        sums[campaign_id, team_id, from_id] = tuple(-count for count in counts)
        sums[campaign_id, team_id, to_id] = tuple(counts)
    execute_many(conn, ADD_AREA, [(*key, *sums[key]) for key in sorted(sums)])


def add_work(conn: Connection, work: Mapping[Key, Work]) -> None:
    execute_many(conn, ADD_WORK, [(*key, work[key].visits, work[key].doors) for key in sorted(work)])


def _row(key: tuple[UUID, UUID, UUID], counts: Counts) -> tuple[object, ...]:
    return (*key, *(getattr(counts, name) for name in _SCALARS), *counts.tries)
