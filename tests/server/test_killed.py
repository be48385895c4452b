"""An acknowledged command is on disk: the server may be killed in the moment after its answer."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from server.db.engine import Store, open_store
from tests.browser.served import Served, make_demo, running_server


@pytest.mark.program
async def test_what_was_acknowledged_is_there_after_the_server_was_killed(tmp_path: Path) -> None:
    store = make_demo(tmp_path)
    async with running_server(store) as served:
        door = (await served.untried(served.team, 1))[0]["id"]
        body = await a_push(served, door)
        before = await served.post("/api/sync/push", served.volunteers(served.team)[0], body)
        served.process.kill()

    assert [receipt["outcome"] for receipt in before["receipts"]] == ["applied"]
    async with running_server(store) as served:
        assert [visit["id"] for visit in (await served.household(door))["visits"]] == [body["commands"][0]["id"]]
        again = await served.post("/api/sync/push", served.volunteers(served.team)[0], body)
        assert again["receipts"] == before["receipts"]


async def a_push(served: Served, door: str) -> dict[str, Any]:
    now = (await served.post("/api/sync/pull", served.volunteers(served.team)[0], {"protocol": 1, "replica": str(uuid4()), "cursors": {}}))[
        "server_time"
    ]
    visit = {"id": str(uuid4()), "n": 1, "type": "record_visit", "household_id": door, "seen": None, "at": now}
    visit |= {"campaign_id": served.campaign, "outcome": "met"}
    return {"protocol": 1, "replica": str(uuid4()), "sent_at": now, "commands": [visit]}


async def test_every_connection_to_sqlite_syncs_each_commit_to_disk(sqlite_database_url: str) -> None:
    store: Store = open_store(sqlite_database_url)
    modes = [
        await run(lambda conn: (conn.execute(text("pragma synchronous")).scalar(), conn.execute(text("pragma journal_mode")).scalar()))
        for run in (store.write, store.read)
    ]
    await store.close()

    assert modes == [(2, "wal"), (2, "wal")]  # 2 is FULL
