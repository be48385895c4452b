"""Coverage counters change in the writing transaction, by the difference of what each door adds before and after."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import execute_many
from server.db.tables import COUNTS
from sync.coverage import Counts, Work
from sync.effect import Key


def _add_sql(table: str, keys: tuple[str, ...], counts: list[str]) -> str:
    names, marks = ", ".join((*keys, *counts)), ", ".join("?" * (len(keys) + len(counts)))
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in counts)
    return f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}"


ADD_CELL = _add_sql("coverage_cells", ("campaign_id", "team_id", "building_id"), COUNTS)
ADD_PERSON = _add_sql("coverage_people", ("campaign_id", "team_id", "person_id"), COUNTS)
ADD_WORK = _add_sql("coverage_work", ("campaign_id", "team_id", "person_id"), ["visits", "doors"])
_SCALARS = [name for name in COUNTS if not name.startswith("tries_")]


def add_coverage(conn: Connection, cells: Mapping[Key, Counts], people: Mapping[Key, Counts]) -> None:
    """Rows in the order of their keys, so that two transactions never wait for each other."""
    execute_many(conn, ADD_CELL, [_row(key, cells[key]) for key in sorted(cells)])
    execute_many(conn, ADD_PERSON, [_row(key, people[key]) for key in sorted(people)])


def add_work(conn: Connection, work: Mapping[Key, Work]) -> None:
    execute_many(conn, ADD_WORK, [(*key, work[key].visits, work[key].doors) for key in sorted(work)])


def _row(key: tuple[UUID, UUID, UUID], counts: Counts) -> tuple[object, ...]:
    return (*key, *(getattr(counts, name) for name in _SCALARS), *counts.tries)
