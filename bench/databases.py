"""The databases, raw: what the floors are written and read with, and how a store is copied."""

import re
import shutil
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import asyncpg
import uvloop

from bench.process import parent_of, tree_cpu_s
from server.db.engine import PLANS

Rows = Sequence[Sequence[Any]]
Statement = tuple[str, Rows]  # SQL with ? for values, and a row of values for each time it is executed
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16384", "temp_store=MEMORY")


class Database(Protocol):
    """One kind of database; stores are known by short names."""

    name: str
    pid: int | None  # of a server of its own

    def url(self, store: str) -> str: ...
    def copy(self, store: str, to: str) -> None: ...
    def rows(self, store: str, sql: str, *params: Any) -> list[Any]: ...
    def play(self, store: str, batches: Sequence[Sequence[Statement]]) -> float:
        """CPU seconds of writing each batch in a transaction of its own, with executemany."""
        ...

    def read(self, store: str, queries: Sequence[tuple[str, tuple[Any, ...]]], times: int) -> float:
        """CPU seconds of reading these queries' rows, each time in one snapshot."""
        ...


class Sqlite:
    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.pid: int | None = None
        self._connections: dict[str, sqlite3.Connection] = {}
        self._folder = folder

    def url(self, store: str) -> str:
        return f"sqlite:///{self._path(store)}"

    def _path(self, store: str) -> Path:
        return self._folder / f"{store}.sqlite"

    def copy(self, store: str, to: str) -> None:
        with sqlite3.connect(self._path(store)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self._path(store), self._path(to))

    def _kept(self, store: str) -> sqlite3.Connection:
        """One connection a store, so that what it prepared and cached stays."""
        if store not in self._connections:
            self._connections[store] = connection = sqlite3.connect(self._path(store), isolation_level=None)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        return self._connections[store]

    def rows(self, store: str, sql: str, *params: Any) -> list[Any]:
        with closing(sqlite3.connect(self._path(store))) as connection:
            return connection.execute(sql, params).fetchall()

    def play(self, store: str, batches: Sequence[Sequence[Statement]]) -> float:
        connection = self._kept(store)
        began = time.process_time()
        for batch in batches:
            connection.execute("BEGIN IMMEDIATE")
            for sql, rows in batch:
                connection.executemany(sql, rows)
            connection.execute("COMMIT")
        return time.process_time() - began

    def read(self, store: str, queries: Sequence[tuple[str, tuple[Any, ...]]], times: int) -> float:
        connection = self._kept(store)
        began = time.process_time()
        for _ in range(times):
            connection.execute("BEGIN")
            for sql, params in queries:
                connection.execute(sql, params).fetchall()
            connection.execute("COMMIT")
        return time.process_time() - began


class Postgresql:
    name = "PostgreSQL"

    def __init__(self, port: int) -> None:
        self._port = port
        self._loop = uvloop.new_event_loop()  # as the server has
        self._connections: dict[str, asyncpg.Connection] = {}
        self.pid: int | None = self._loop.run_until_complete(self._first_process())

    async def _first_process(self) -> int:
        connection = await asyncpg.connect(self.url("postgres"))
        first = parent_of(connection.get_server_pid())
        await connection.close()
        return first

    def url(self, store: str) -> str:
        return f"postgresql://doorstep@127.0.0.1:{self._port}/{store}"

    def make(self, store: str) -> None:
        self.rows("postgres", f"CREATE DATABASE {store}")

    def copy(self, store: str, to: str) -> None:
        self.rows("postgres", f"CREATE DATABASE {to} TEMPLATE {store}")

    def rows(self, store: str, sql: str, *params: Any) -> list[Any]:
        async def ask() -> list[Any]:
            connection = await asyncpg.connect(self.url(store))
            found: list[Any] = await connection.fetch(_numbered(sql), *params)
            await connection.close()
            return found

        return self._loop.run_until_complete(ask())

    def play(self, store: str, batches: Sequence[Sequence[Statement]]) -> float:
        async def write(connection: asyncpg.Connection) -> None:
            for batch in batches:
                async with connection.transaction():
                    for sql, rows in batch:
                        await connection.executemany(_numbered(sql), rows)

        return self._loop.run_until_complete(self._measured(store, write))

    def read(self, store: str, queries: Sequence[tuple[str, tuple[Any, ...]]], times: int) -> float:
        async def ask(connection: asyncpg.Connection) -> None:
            for _ in range(times):
                async with connection.transaction(isolation="repeatable_read", readonly=True):
                    for sql, params in queries:
                        await connection.fetch(_numbered(sql), *params)

        return self._loop.run_until_complete(self._measured(store, ask))

    async def _measured(self, store: str, work: Any) -> float:
        """CPU of this process and of the database's. One connection a store is kept, with what it prepared and cached."""
        connection = self._connections.get(store)
        if connection is None:
            connection = self._connections[store] = await asyncpg.connect(self.url(store), server_settings=PLANS)
        database, began = self._database_s(), time.process_time()  # looking at /proc costs, and is no part of it
        await work(connection)
        spent = time.process_time() - began
        return spent + self._database_s() - database

    def _database_s(self) -> float:
        return tree_cpu_s(self.pid) if self.pid else 0.0


def _numbered(sql: str) -> str:
    numbers = iter(range(1, 1_000))
    return re.sub(r"\?", lambda _: f"${next(numbers)}", sql)
