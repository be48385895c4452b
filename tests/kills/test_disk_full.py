"""A full disk: everybody is asked to come again, nothing acknowledged is lost, and it goes on once there is room."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from server.db.driver import fetch
from server.db.engine import Store
from server.db.refusals import StoreFull
from server.settings import Settings
from tests.clock import FakeClock
from tests.kills.kill import Killing, Tally, filled
from tests.server.community import found
from tests.server.conftest import Serve
from tests.server.office import Office

FILE_BYTES = 3_000_000  # what a process may write into one file at most
LONG = "聊了暖气" * 400


@pytest.fixture
async def office(sqlite_database_url: str, clock: FakeClock) -> Any:
    async with Serve()(Settings(database=sqlite_database_url), clock) as app:
        office = Office(app, app.state.store, await found(app.state.store, clock), clock)
        yield office
        await office.http.aclose()


async def allow_pages(office: Office, more: int) -> None:
    """At most so many pages beyond those there are."""
    await office.store.write(lambda conn: _allow(conn, more))


def _allow(conn: Any, more: int) -> None:
    count = conn.execute(text("PRAGMA page_count")).scalar()
    conn.execute(text(f"PRAGMA max_page_count = {count + more}"))


async def test_a_full_store_asks_to_come_again_and_goes_on_where_it_was(office: Office) -> None:
    phone = office.phone("ann")
    await allow_pages(office, 3)
    taken: list[str] = []
    while True:
        visit = phone.visit(office.team.doors[0], office.campaign, note=LONG)
        body = {"protocol": 1, "replica": str(phone.replica), "sent_at": office.clock(), "commands": [visit]}
        reply = await phone.post("/api/sync/push", body)
        if reply.status_code != 200:
            break
        taken.append(visit["id"])
    desk = await office.ask("cora", "POST", f"/api/campaigns/{office.campaign}", {"name": LONG[:100]})

    for refused in [reply, desk] if desk.status_code != 200 else [reply]:
        told = (refused.status_code, refused.headers["content-type"], refused.json()["code"])
        assert told == (503, "application/problem+json", "store_full")
        assert int(refused.headers["retry-after"]) > 0
    assert (await office.ask("ann", "GET", "/api/me")).status_code == 200

    await allow_pages(office, 1_000)
    again = await phone.post("/api/sync/push", body)
    assert [receipt["outcome"] for receipt in again.json()["receipts"]] == ["applied"]
    assert sorted(str(row[0]) for row in await office.rows("SELECT id FROM visits")) == sorted([*taken, visit["id"]])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_disk_that_is_full_below_postgresql_is_said_alike(store: Store) -> None:
    def write(conn: Any) -> None:
        fetch(conn, "DO $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$")

    with pytest.raises(StoreFull):
        await store.write(write)
    assert await store.read(lambda conn: fetch(conn, "SELECT 1")[0][0]) == 1


@pytest.mark.program
async def test_nothing_acknowledged_is_lost_where_files_grow_no_further(tmp_path: Path) -> None:
    store = await filled(f"sqlite:///{tmp_path / 'doorstep.sqlite'}", tmp_path)
    killing = Killing(store, 1, Tally())
    killing.process = store.serve(FILE_BYTES)
    await store.until_ready(killing.process)

    async def until_full() -> None:
        async with asyncio.timeout(60):
            while sum(len(each.refused) for each in killing.senders) < 20:
                await asyncio.sleep(0.02)
        await killing.kill_server()

    await killing.strike(until_full)
    await killing.end()

    assert killing.tally.wrong == []
    assert killing.tally.acknowledged > 20
    assert killing.tally.refused >= 20
