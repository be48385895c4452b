"""PostgreSQL is restarted while phones are sending: each is asked to come again, and none is told of a bug."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from server.db.driver import fetch
from server.db.engine import open_store
from server.db.refusals import StoreBusy
from tests.conftest import make_schema
from tests.postgres import Postgres, running_postgres
from tests.server.office import Office


@pytest.fixture(scope="module")
def restarted() -> Iterator[Postgres]:
    """A server of this file's own."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def database_url(restarted: Postgres) -> str:
    restarted.do("create database doorstep")
    make_schema(restarted.url("doorstep"))
    return restarted.url("doorstep")


async def test_a_push_in_flight_while_postgresql_restarts_is_asked_to_come_again(office: Office, restarted: Postgres) -> None:
    sent: list[dict[str, Any]] = []
    restarting = asyncio.create_task(asyncio.to_thread(restart, restarted))
    refused = [each for phone in await asyncio.gather(*(keep_sending(office, restarting, sent) for _ in range(4))) for each in phone]
    await restarting

    assert {(status, code) for status, code, _ in refused} == {(503, "busy")}
    assert all(int(after) > 0 for _, _, after in refused)
    assert await office.rows("SELECT COUNT(*) FROM visits") == [(len(sent),)]


def restart(server: Postgres) -> None:
    server.stop(signal.SIGINT)
    server.start()


async def keep_sending(office: Office, restarting: asyncio.Task[None], sent: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    """Visits by one phone, the same until it is answered, for as long as the restart takes and once after. What was refused."""
    phone, refused = office.phone("ann"), []
    while True:
        is_last = restarting.done()
        visit = phone.visit(office.team.doors[0], office.campaign)
        sent.append(visit)
        body = {"protocol": 1, "replica": str(phone.replica), "sent_at": office.clock(), "commands": [visit]}
        while (reply := await phone.post("/api/sync/push", msgspec.json.encode(body))).status_code != 200:
            refused.append((reply.status_code, reply.json()["code"], reply.headers.get("retry-after", "0")))
        if is_last:
            return refused


GOODBYE = b"SFATAL\0VFATAL\0C57P02\0Mterminating connection because of crash of another server process\0\0"


async def test_a_connection_that_was_told_goodbye_but_not_closed_is_asked_to_come_again(postgres: Postgres, postgres_template: str) -> None:
    """What a database that crashed says last may be read before its end of the connection is."""
    writers: list[asyncio.StreamWriter] = []

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", postgres.port)
        writers.append(writer)
        await asyncio.gather(_pass_on(reader, upstream), _pass_on(upstream_reader, writer))

    proxy = await asyncio.start_server(forward, "127.0.0.1", 0)
    port = proxy.sockets[0].getsockname()[1]
    store = open_store(postgres.url(postgres_template).replace(f":{postgres.port}/", f":{port}/"))
    assert await store.read(lambda conn: fetch(conn, "SELECT 1")[0][0]) == 1

    writers[0].write(b"E" + (len(GOODBYE) + 4).to_bytes(4, "big") + GOODBYE)
    await asyncio.sleep(0.05)

    with pytest.raises(StoreBusy):
        await store.read(lambda conn: fetch(conn, "SELECT 1"))
    assert await store.read(lambda conn: fetch(conn, "SELECT 2")[0][0]) == 2
    await store.close()
    proxy.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    writer.close()
