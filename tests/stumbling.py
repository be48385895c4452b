"""Drivers that refuse now and then as databases do under load: the real errors of each, raised by the real driver, before a statement or at a commit.

A `Stumbles` says when. PostgreSQL itself raises what it is asked to, so that its transaction is broken off as after a real deadlock; SQLite's
connection says that the file is locked.
"""

import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import asyncpg
from sqlalchemy import event

from server.db.engine import ATTEMPTS, PostgresStore, SqliteStore, Store

CODES = ["40P01", "40001"]  # a deadlock, a serialization failure
RAISE = "DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '{}'; END $$"
FREE = ("ROLLBACK", "PRAGMA", "DO $$", "RELEASE", "SAVEPOINT")  # never refused: what ends or prepares, and what is ours


@dataclass
class Stumbles:
    """`share`: of the statements; of beginnings and commits, which are fewer, eight times as many. One refusal in four goes on until a transaction has been refused more often than it is tried."""

    rng: Random
    share: float
    left: int = 0  # transactions that are refused from their beginning
    told: Counter[str] = field(default_factory=Counter)

    @property
    def is_asked(self) -> bool:
        """Whether anybody may be refused: who is while this says no has met a fault of ours."""
        return self.share > 0

    def refuses(self, sql: str) -> bool:
        if not self.is_asked or sql.lstrip().startswith(FREE):
            return False
        kind = sql.split(maxsplit=1)[0] if sql.startswith(("BEGIN", "COMMIT")) else "statement"
        if kind == "BEGIN" and self.left:
            self.left -= 1
        elif self.rng.random() >= self.share * (1 if kind == "statement" else 8):
            return False
        elif self.rng.random() < 0.25:
            self.left = ATTEMPTS
        self.told[f"fault refused at a {kind.lower()}"] += 1
        return True


class At(Stumbles):
    """Refuses the next statements that begin so, `often` in all."""

    def __init__(self, beginning: str, often: int = 0) -> None:
        super().__init__(Random(1), 0.0)
        self.beginning, self.often = beginning, often

    def refuses(self, sql: str) -> bool:
        is_it = self.often > 0 and sql.lstrip().startswith(self.beginning)
        self.often -= is_it
        return is_it


def stumble(store: Store, stumbles: Stumbles) -> None:
    """From its next connection on."""
    assert isinstance(store, SqliteStore | PostgresStore)
    is_sqlite = isinstance(store, SqliteStore)
    if isinstance(store, SqliteStore):
        store.patience_ms = 0  # who was refused has waited
    engine = store.engine if isinstance(store, SqliteStore) else store.engine.sync_engine

    @event.listens_for(engine, "do_connect")
    def connect(_: object, __: object, ___: object, options: dict[str, Any]) -> None:
        options["factory" if is_sqlite else "connection_class"] = _sqlite_class(stumbles) if is_sqlite else _postgres_class(stumbles)


def _sqlite_class(stumbles: Stumbles) -> type[sqlite3.Connection]:
    class Refusing:
        def execute(self, sql: str, *params: Any) -> Any:
            _refuse(sql)
            return super().execute(sql, *params)  # type: ignore[misc]

        def executemany(self, sql: str, *params: Any) -> Any:
            _refuse(sql)
            return super().executemany(sql, *params)  # type: ignore[misc]

    class Cursor(Refusing, sqlite3.Cursor):
        pass

    class Connection(Refusing, sqlite3.Connection):
        def cursor(self, factory: Any = None) -> Any:
            return super().cursor(factory or Cursor)

    def _refuse(sql: str) -> None:
        if stumbles.refuses(sql):
            busy = sqlite3.OperationalError("database is locked")
            busy.sqlite_errorcode, busy.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
            raise busy

    return Connection


def _postgres_class(stumbles: Stumbles) -> "type[asyncpg.Connection[asyncpg.Record]]":
    async def refuse(raw: Any, sql: str) -> None:
        if stumbles.refuses(sql):
            await asyncpg.Connection.execute(raw, RAISE.format(stumbles.rng.choice(CODES)))

    return hooked(refuse)


def hooked(before: Callable[[Any, str], Awaitable[None]]) -> "type[asyncpg.Connection[asyncpg.Record]]":
    """A connection to PostgreSQL that asks `before` each statement, however it gets to the driver: SQLAlchemy's too."""

    class Connection(asyncpg.Connection):  # type: ignore[misc,type-arg]
        async def execute(self, sql: str, *params: Any, **more: Any) -> Any:
            await before(self, sql)
            return await super().execute(sql, *params, **more)

        async def executemany(self, sql: str, *params: Any, **more: Any) -> Any:
            await before(self, sql)
            return await super().executemany(sql, *params, **more)

        async def fetch(self, sql: str, *params: Any, **more: Any) -> Any:
            await before(self, sql)
            return await super().fetch(sql, *params, **more)

        async def prepare(self, sql: str, **more: Any) -> Any:
            await before(self, sql)
            return await super().prepare(sql, **more)

    return Connection
