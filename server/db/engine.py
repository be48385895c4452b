"""The store: the one place that knows how a synchronous store function is run on each database.

`Store.write` runs a function of a Connection in one transaction (SQLite: BEGIN IMMEDIATE in the one writer's executor; PostgreSQL: READ
COMMITTED on asyncpg), `Store.read` in one snapshot. A deadlock, a serialization failure or a file that another process holds, at any statement
or at the commit, runs the whole function again, five times; then, and where a database went away (it is being restarted), it is StoreBusy; one
whose disk is full raises StoreFull.
"""

import asyncio
import os
import random
import sqlite3
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol, TypeVar

import asyncpg
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.db.blanking import Unknown, blank, dirty_pages, shape_of
from server.db.refusals import (
    AWAY,
    FULL,
    FULL_FILE,
    HELD_ELSEWHERE,
    HELD_FILE,
    NO_ANSWER,
    NO_ROOM,
    StoreBusy,
    StoreFull,
    as_ours,
    cause_of,
    is_passing,
    says,
)
from server.db.turns import in_turn

T = TypeVar("T")
Work = Callable[[Connection], T]

ATTEMPTS = 5
HELD_PEOPLE = "households, visits, field_writes, requests, request_events, wishes, held, parked, items, calls, roll_lines, imports"
CACHE_KIB = 16 * 1024
LOG_PAGES = 4_000  # of the write-ahead log, 16 MiB: a page that changes at every push is copied into the file less often
TO_WRITE = "BEGIN IMMEDIATE"
PATIENCE_MS = 20_000  # with another process that holds the file
LOOK_S = 0.002  # how often it is looked whether it is free
STATEMENTS = 1_000  # kept prepared by a connection: one with a list of ids is another for each length of it
READERS = 2
PAGES_AT_ONCE = 256  # of a file that is searched for what was deleted, or rid of it
WAIT_S = 0.05  # for who still reads from the log
# PostgreSQL keeps a plan that it made while a table was small; such a plan must not read the whole table when it has grown.
PLANS = {"enable_seqscan": "off", "jit": "off"}


class Store(ABC):
    """One organization's store. No Protocol: the framework asks at every request whether it has one, and a Protocol answers slowly."""

    dialect: str

    @abstractmethod
    async def write(self, work: Work[T]) -> T: ...
    @abstractmethod
    async def read(self, work: Work[T]) -> T: ...
    @abstractmethod
    def write_now(self, work: Work[T]) -> T:
        """The same from plain synchronous code (the command line, tests); never inside an event loop."""

    @abstractmethod
    def read_now(self, work: Work[T]) -> T: ...
    def rebuild_now(self) -> None:  # noqa: B027 - nothing to do where the database keeps no such remains in a file of ours
        """Write the whole store anew, without what earlier versions left in freed space."""

    @abstractmethod
    async def scrub(self) -> None:
        """After something was deleted for good: let nothing of it lie in what the database has freed."""

    @abstractmethod
    async def close(self) -> None: ...


class Witness(Protocol):
    """Told of each writing transaction: before its work and, if that went well, before its commit, which does not come if `end` raises."""

    def begin(self, conn: Connection) -> None: ...
    def end(self, conn: Connection) -> None: ...


def open_store(url: str, *, executor: Executor | None = None, journal: Witness | None = None) -> Store:
    """`sqlite:///path` (a file, made if missing) or `postgresql://user@host/name`. `executor` runs SQLite's work: a simulator gives an inline one."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteStore(url, executor, journal)
    return PostgresStore(parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False), journal)


def _witnessed(work: Work[T], journal: Witness | None) -> Work[T]:
    """The work, and before its commit what the journal says of it."""
    if journal is None:
        return work

    def run(conn: Connection) -> T:
        journal.begin(conn)
        result = work(conn)
        journal.end(conn)
        return result

    return run


class SqliteStore(Store):
    dialect = "sqlite"

    def __init__(self, url: str, executor: Executor | None, journal: Witness | None) -> None:
        self.patience_ms = PATIENCE_MS
        self._journal = journal
        self.engine = sqlite_engine(url)
        self._writer = executor or ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = executor or ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._local = threading.local()
        self._open: list[Connection] = []
        self._raw: int | None = None  # kept: closing the file would let go of every lock that this process has on it

    async def write(self, work: Work[T]) -> T:
        return await asyncio.wrap_future(self._writer.submit(self._run, TO_WRITE, _witnessed(work, self._journal)))

    async def read(self, work: Work[T]) -> T:
        return await asyncio.wrap_future(self._readers.submit(self._run, "BEGIN", work))

    async def scrub(self) -> None:
        """What is deleted is overwritten at once (secure_delete), but not what stayed behind in a page when a row moved to another: that is
        overwritten in the file, some hundred pages at a time. The log that still has it is written back and cut to nothing.

        Raises StoreBusy where others keep reading from the log, and StoreFull: then it is to be done again.
        """
        await self._in_turn(self._cut_log)
        if self._raw is None:
            self._raw = os.open(str(self.engine.url.database), os.O_RDWR)
        try:
            pages = await self._find_dirty(self._raw)
            for start in range(0, len(pages), PAGES_AT_ONCE):
                await self._in_turn(partial(self._blank, self._raw, pages[start : start + PAGES_AT_ONCE]))
        except Unknown:
            await self._in_turn(self._rebuild)
        await self._in_turn(self._cut_log)

    async def _find_dirty(self, file: int) -> list[int]:
        """After the log was written back: later none gets any of what was deleted before. Others read and write meanwhile."""
        shape = shape_of(file)
        found: list[int] = []
        for first in range(1, shape.pages + 1, PAGES_AT_ONCE):
            async with in_turn():
                found += await asyncio.wrap_future(self._readers.submit(dirty_pages, file, shape, first, PAGES_AT_ONCE))
        return found

    async def _in_turn(self, work: Callable[[], None]) -> None:
        """In the writer's thread, and then others for as long as it took."""
        async with in_turn():
            await asyncio.wrap_future(self._writer.submit(work))

    def _blank(self, file: int, pages: Sequence[int]) -> None:
        """Behind the lock of who writes, with all of the log written back. The commit tells every connection to forget the pages it knows."""
        with self.engine.connect() as other:
            lock: Any = other.connection.driver_connection
            for _ in range(ATTEMPTS):
                with as_ours():
                    lock.execute(TO_WRITE)
                if self._is_log_written_back():
                    break
                lock.execute("ROLLBACK")
                time.sleep(WAIT_S)
            else:
                raise StoreBusy(HELD_ELSEWHERE)
            with as_ours():
                shape = shape_of(file)
                for number in pages:
                    blank(file, shape, number)
                os.fsync(file)
                lock.execute(f"PRAGMA user_version = {lock.execute('PRAGMA user_version').fetchone()[0]}")
                lock.execute("COMMIT")

    def _is_log_written_back(self) -> bool:
        raw: Any = self._connection().connection.driver_connection
        is_busy, pages, written = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return bool(not is_busy and pages == written)

    def rebuild_now(self) -> None:
        self._writer.submit(self._rebuild).result()

    def _rebuild(self) -> None:
        raw: Any = self._connection().connection.driver_connection
        with as_ours():
            raw.execute("PRAGMA temp_store = FILE")  # as large as the store
            try:
                raw.execute("VACUUM")
            finally:
                raw.execute("PRAGMA temp_store = MEMORY")
        self._cut_log()

    def _cut_log(self) -> None:
        raw: Any = self._connection().connection.driver_connection
        for _ in range(ATTEMPTS):
            with as_ours():
                if raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
                    return  # else somebody reads from it; the driver has waited already
        raise StoreBusy(HELD_ELSEWHERE)

    def write_now(self, work: Work[T]) -> T:
        return self._writer.submit(self._run, TO_WRITE, _witnessed(work, self._journal)).result()

    def read_now(self, work: Work[T]) -> T:
        return self._readers.submit(self._run, "BEGIN", work).result()

    def _run(self, begin: str, work: Work[T]) -> T:
        conn = self._connection()
        raw: Any = conn.connection.driver_connection
        for _ in range(ATTEMPTS):
            try:
                self._begin(raw, begin)
                result = work(conn)
                raw.execute("COMMIT")
                return result
            except BaseException as error:
                if raw.in_transaction:
                    raw.execute("ROLLBACK")
                if says(error, FULL_FILE):
                    raise StoreFull(NO_ROOM) from error
                if not is_passing(error):
                    raise  # else another process writes; it was waited for already
        raise StoreBusy(HELD_ELSEWHERE)

    def _begin(self, raw: Any, begin: str) -> None:
        """SQLite's own waiter looks ever more seldom, in the end 100 ms apart, and misses the pauses that a long work makes for others."""
        if begin != TO_WRITE:  # in a log nobody waits for those who write
            raw.execute(begin)
            return
        deadline = time.monotonic() + self.patience_ms / 1000
        raw.execute("PRAGMA busy_timeout = 0")
        try:
            while not _is_begun(raw, begin, is_last=time.monotonic() >= deadline):
                time.sleep(LOOK_S)
        finally:
            raw.execute(f"PRAGMA busy_timeout = {self.patience_ms}")

    def _connection(self) -> Connection:
        conn: Connection | None = getattr(self._local, "conn", None)
        if conn is None:
            conn = self._local.conn = self.engine.connect()
            self._open.append(conn)
        return conn

    async def close(self) -> None:
        for pool in (self._writer, self._readers):
            pool.shutdown(wait=True)
        for conn in self._open:
            conn.close()
        if self._raw is not None:
            os.close(self._raw)
            self._raw = None
        self.engine.dispose()


def _is_begun(raw: Any, begin: str, *, is_last: bool) -> bool:
    """False: somebody holds the file. Raises what SQLite says of that once `is_last`."""
    try:
        raw.execute(begin)
    except sqlite3.OperationalError as error:
        if is_last or not says(error, HELD_FILE):
            raise
        return False
    return True


def _spare_lookups() -> None:
    """The driver looks at each NULL, blob and boolean for a way to adapt it, in vain and at the cost of writing it. This is one."""
    nothing: Any = {}.get
    sqlite3.register_adapter(type(None), nothing)
    sqlite3.register_adapter(bytes, bytes.__bytes__)
    sqlite3.register_adapter(bool, int.__index__)


def sqlite_engine(url: str) -> Engine:
    """An engine whose connections write in WAL with every commit synced to disk, and never begin by themselves."""
    _spare_lookups()
    options = {
        "check_same_thread": False,
        "detect_types": sqlite3.PARSE_DECLTYPES,
        "isolation_level": None,
        "timeout": PATIENCE_MS / 1000,
        "cached_statements": STATEMENTS,
    }
    engine = create_engine(url, connect_args=options, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            f"wal_autocheckpoint={LOG_PAGES}",
            "foreign_keys=ON",
            f"cache_size=-{CACHE_KIB}",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


class PostgresStore(Store):
    dialect = "postgresql"

    def __init__(self, url: str, journal: Witness | None) -> None:
        self._url, self._journal = url, journal
        self.engine = _postgres_engine(url)

    async def write(self, work: Work[T]) -> T:
        return await _attempt(self.engine, "BEGIN", _witnessed(work, self._journal))

    async def read(self, work: Work[T]) -> T:
        return await _attempt(self.engine, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)

    def write_now(self, work: Work[T]) -> T:
        return asyncio.run(self._once("BEGIN", _witnessed(work, self._journal)))

    def read_now(self, work: Work[T]) -> T:
        return asyncio.run(self._once("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work))

    async def scrub(self) -> None:
        """The dead rows go; what the server keeps of them elsewhere (its log, its archives) is its own matter."""
        async with self.engine.connect() as conn:
            await (await _driver(conn)).execute(f"VACUUM {HELD_PEOPLE}")

    async def _once(self, begin: str, work: Work[T]) -> T:
        engine = _postgres_engine(self._url, NullPool)  # a pool belongs to one event loop
        try:
            return await _attempt(engine, begin, work)
        finally:
            await engine.dispose()

    async def close(self) -> None:
        await self.engine.dispose()


def _postgres_engine(url: str, poolclass: type[NullPool] | None = None) -> AsyncEngine:
    sizes: dict[str, Any] = {"poolclass": poolclass} if poolclass else {"pool_size": 8, "max_overflow": 8}
    return create_async_engine(url, isolation_level="AUTOCOMMIT", connect_args={"server_settings": PLANS}, **sizes)


async def _attempt(engine: AsyncEngine, begin: str, work: Work[T]) -> T:
    """Run `work` between our own BEGIN and COMMIT: statements given to the driver and through SQLAlchemy share the transaction."""
    for attempt in range(ATTEMPTS):
        try:
            async with engine.connect() as conn:
                return await _in_transaction(conn, begin, work)
        except NoConnectionLeft as error:
            raise StoreBusy("all connections to the database are in use") from error
        except Exception as error:
            cause = cause_of(error)
            if isinstance(cause, AWAY):
                raise StoreBusy(NO_ANSWER) from error
            if isinstance(cause, FULL):
                raise StoreFull(NO_ROOM) from error
            if not is_passing(error):
                raise
        await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))
    raise StoreBusy("deadlock or serialization failure, five times")


async def _in_transaction(conn: AsyncConnection, begin: str, work: Work[T]) -> T:
    raw = await _driver(conn)
    try:
        await raw.execute(begin)
        result = await conn.run_sync(work)
        await raw.execute("COMMIT")
        return result
    except BaseException as error:
        cause = cause_of(error)
        if isinstance(cause, asyncpg.InternalClientError):  # the database said goodbye, and the connection is not closed yet
            raw.terminate()
        if raw.is_closed() and isinstance(cause, (asyncpg.InterfaceError, asyncpg.InternalClientError)):
            raise StoreBusy(NO_ANSWER) from error
        if raw.is_in_transaction() and not raw.is_closed():
            await raw.execute("ROLLBACK")
        raise


async def _driver(conn: AsyncConnection) -> asyncpg.Connection:
    """The driver's connection; one that the database closed while it lay in the pool (it was restarted) is replaced."""
    raw: asyncpg.Connection = (await conn.get_raw_connection()).driver_connection
    while raw.is_closed():
        await conn.invalidate()
        raw = (await conn.get_raw_connection()).driver_connection
    return raw
