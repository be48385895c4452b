"""`kill -9` of the server and of its database at chance moments under load: nothing acknowledged is lost. DOORSTEP_KILLS says how many."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import apart
from tests.kills.kill import Killing, Tally
from tests.kills.stores import Kept
from tests.postgres import Postgres, running_postgres

KILLS = int(os.environ.get("DOORSTEP_KILLS", "20"))

pytestmark = pytest.mark.program


@pytest.fixture(scope="module")
def durable() -> Iterator[Postgres]:
    """A PostgreSQL that keeps its word as one in service does."""
    with running_postgres(fsync="on", synchronous_commit="on", full_page_writes="on") as server:
        yield server


async def test_nothing_acknowledged_is_lost_when_the_server_over_sqlite_is_killed(tmp_path: Path) -> None:
    store = Kept(f"sqlite:///{tmp_path / 'doorstep.sqlite'}", tmp_path / "log")
    await asyncio.to_thread(store.fill)
    killing = Killing(store, 1, Tally())

    for _ in range(KILLS // 2):
        await killing.strike(killing.kill_server)
    await killing.end()

    judge(killing.tally, KILLS // 2)


async def test_nothing_acknowledged_is_lost_when_the_server_or_postgresql_is_killed(tmp_path: Path, durable: Postgres) -> None:
    apart(durable.run("create database doorstep"))
    store = Kept(durable.url("doorstep"), tmp_path / "log")
    await asyncio.to_thread(store.fill)
    killing = Killing(store, 2, Tally())

    async def kill_database() -> None:
        await asyncio.to_thread(durable.kill)
        await asyncio.sleep(0.1)
        await asyncio.to_thread(durable.start)

    async def kill_backend() -> None:
        """PostgreSQL then throws all others out and recovers by itself."""
        pids = [
            row[0] for row in await store.rows("SELECT pid FROM pg_stat_activity WHERE datname = 'doorstep' AND pid <> pg_backend_pid()")
        ]
        os.kill(killing.rng.choice(pids), signal.SIGKILL)
        await asyncio.sleep(0.5)

    for blow in [killing.kill_server, kill_database, killing.kill_server, kill_backend] * -(-KILLS // 8):
        await killing.strike(blow)
    await killing.end()

    judge(killing.tally, KILLS // 2)


def judge(tally: Tally, kills: int) -> None:
    print(tally)
    assert tally.wrong == []
    assert tally.kills >= kills
    assert tally.acknowledged > 20 * kills
