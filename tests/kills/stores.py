"""A community's store on a real disk, which outlives the processes that serve it."""

import asyncio
import resource
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from sqlalchemy import text

from server.cli import main
from server.db.engine import open_store
from server.db.migrate import ready_schema
from tests.clock import FakeClock
from tests.postgres import free_port
from tests.readied import Program, start
from tests.server.community import Community, found_in

START_S = 40
DOORS = 6  # of each team


class Kept:
    """A store by its address. What is in it is read past the application."""

    def __init__(self, url: str, log: Path) -> None:
        self.url, self.log, self.port = url, log, free_port()
        self.dialect = url.partition(":")[0]
        self.of: Community

    def fill(self) -> None:
        """A community whose campaign goes on all the time. Outside any event loop."""
        store = open_store(self.url)
        ready_schema(store)
        clock = FakeClock(int(time.time() * 1000))
        self.of = store.write_now(lambda conn: found_in(conn, clock, DOORS))
        store.write_now(lambda conn: conn.execute(text("UPDATE campaigns SET starts_on = '2020-01-01', ends_on = '2120-01-01'")) and None)
        asyncio.run(store.close())

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if self.dialect == "sqlite":
            return await asyncio.to_thread(self._rows_of_file, sql)
        connection = await self._connect()
        try:
            return [tuple(_plain(value) for value in row) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    async def _connect(self) -> asyncpg.Connection:
        """Once a database that was killed has recovered."""
        async with asyncio.timeout(START_S):
            while True:
                try:
                    return await asyncpg.connect(self.url)
                except (asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, OSError):
                    await asyncio.sleep(0.1)

    def _rows_of_file(self, sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.url.removeprefix("sqlite:///"))
        try:
            return [tuple(_plain(value) for value in row) for row in connection.execute(sql)]
        finally:
            connection.close()

    def serve(self, most_bytes: int | None = None) -> Program:
        """A server process. `most_bytes`: what it may write into one file at most."""
        command = ["serve", "--database", self.url, "--host", "127.0.0.1", "--port", str(self.port)]
        if most_bytes is None:
            return start("server.cli:main", command, self.log)
        return start("tests.kills.stores:main_within", [str(most_bytes), *command], self.log)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=30) as client:
            yield client

    async def until_ready(self, process: Program) -> None:
        deadline = time.monotonic() + START_S
        async with self.client() as client:
            while time.monotonic() < deadline:
                assert process.is_running(), self.log.read_text()[-2_000:]
                try:
                    if (await client.get("/health/ready")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.02)
        raise AssertionError(f"the server did not become ready:\n{self.log.read_text()[-2_000:]}")


def main_within(arguments: Sequence[str]) -> int:
    """The command line in a process that may write only so many bytes into one file."""
    most = int(arguments[0])
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return main(arguments[1:])


def _plain(value: Any) -> Any:
    """An id as text, whichever way a database keeps it."""
    if isinstance(value, bytes) and len(value) == 16:
        return str(UUID(bytes=value))
    return str(value) if isinstance(value, UUID) else value
