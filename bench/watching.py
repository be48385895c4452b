"""What a store reads to answer: the rows in PostgreSQL's plans, the steps of SQLite's machine."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import asyncpg
import msgspec
from sqlalchemy import event

from server.db.engine import PostgresStore, SqliteStore, Store

LARGE = ("households", "feed", "visits", "receipts", "field_writes")  # tables that grow with doors
STEP = 10  # of SQLite's machine, between two looks


class Read(msgspec.Struct, frozen=True):
    """`amount`: rows on PostgreSQL, steps on SQLite; `scanned`: large tables that were read from end to end."""

    amount: int
    scanned: tuple[str, ...]


class Watch:
    """Remembers the statements of a store that were run while it looks, and then runs each again, explained."""

    def __init__(self, store: Store) -> None:
        self._asked: list[tuple[str, Sequence[Any]]] = []
        self._is_looking = False
        if isinstance(store, SqliteStore):
            event.listen(store.engine, "connect", self._follow_sqlite)
        elif isinstance(store, PostgresStore):
            event.listen(store.engine.sync_engine, "connect", self._follow_postgres)
            event.listen(store.engine.sync_engine, "before_cursor_execute", self._follow_sqlalchemy)

    def _follow_sqlite(self, connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(lambda sql: self._note(sql, ()))

    def _follow_postgres(self, connection: Any, _: object) -> None:
        connection.driver_connection.add_query_logger(lambda query: self._note(query.query, query.args))

    def _follow_sqlalchemy(self, _conn: Any, _cursor: Any, sql: str, args: Sequence[Any], _context: Any, _many: bool) -> None:
        """What SQLAlchemy prepares by itself, the driver's own log does not tell."""
        self._note(sql, args)

    def _note(self, sql: str, args: Sequence[Any]) -> None:
        if self._is_looking and sql.lstrip().upper().startswith(("SELECT", "WITH")):
            self._asked.append((sql, args))

    @contextmanager
    def looking(self) -> Iterator[list[tuple[str, Sequence[Any]]]]:
        self._asked = asked = []
        self._is_looking = True
        try:
            yield asked
        finally:
            self._is_looking = False


def read_by_sqlite(path: str, asked: Sequence[tuple[str, Sequence[Any]]]) -> Read:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += STEP
        return 0

    scanned: set[str] = set()
    connection = sqlite3.connect(path)
    for sql, _ in asked:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        scanned |= {name for name in LARGE for line in plan if line.startswith(f"SCAN {name}") and "INDEX" not in line}
        connection.set_progress_handler(count, STEP)
        connection.execute(sql).fetchall()
        connection.set_progress_handler(None, STEP)
    connection.close()
    return Read(steps, tuple(sorted(scanned)))


async def read_by_postgres(url: str, settings: dict[str, str], asked: Sequence[tuple[str, Sequence[Any]]]) -> Read:
    connection = await asyncpg.connect(url, server_settings=settings)
    rows, scanned = 0, set[str]()
    for sql, args in asked:
        told = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *args)
        for node in _nodes(msgspec.json.decode(told)[0]["Plan"]):
            rows += _rows_of(node)
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
                scanned.add(node["Relation Name"])
    await connection.close()
    return Read(rows, tuple(sorted(scanned)))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _rows_of(node: dict[str, Any]) -> int:
    """What a node takes from a table or an index, with what it then throws away."""
    if "Relation Name" not in node and "Index Name" not in node:
        return 0
    if node["Node Type"] == "Bitmap Heap Scan":
        return 0  # its rows were counted in the index
    each = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round(each * node["Actual Loops"])
