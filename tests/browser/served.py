"""The real server process over a store of its own, and what a script may ask it."""

import asyncio
import json
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from tests.postgres import free_port
from tests.readied import Program, start

DOORSTEP = Path(sys.executable).parent / "doorstep"
SENT_S = 15
START_S = 30


class DemoStore(NamedTuple):
    """An SQLite store with the demo community, and what `doorstep demo --json` told about it."""

    file: Path
    told: dict[str, Any]

    def copy_to(self, folder: Path) -> "DemoStore":
        return DemoStore(Path(shutil.copy(self.file, folder / "doorstep.sqlite")), self.told)


def make_demo(folder: Path) -> DemoStore:
    file = folder / "demo.sqlite"
    command = [str(DOORSTEP), "demo", "--database", f"sqlite:///{file}", "--json"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return DemoStore(file, json.loads(made.stdout))


class Served(NamedTuple):
    """A running server. `port` speaks plain http on 127.0.0.1."""

    port: int
    demo: dict[str, Any]
    client: httpx.AsyncClient
    process: Program

    @property
    def team(self) -> str:
        """The id of the demo's first team."""
        return str(self.demo["teams"][0]["id"])

    @property
    def other_team(self) -> str:
        return str(self.demo["teams"][1]["id"])

    @property
    def campaign(self) -> str:
        return str(self.demo["campaign_id"])

    @property
    def coordinator(self) -> str:
        return str(self.demo["tokens"]["coordinator"])

    def leader(self, team_id: str) -> str:
        return str(self.demo["tokens"]["leaders"][team_id])

    def volunteers(self, team_id: str) -> list[str]:
        """The tokens of a team's volunteers."""
        return [each["token"] for each in self.demo["tokens"]["volunteers"] if each["team_id"] == team_id]

    async def get(self, path: str, token: str, **query: str) -> dict[str, Any]:
        reply = await self.client.get(path, params=query, headers={"Authorization": f"Bearer {token}"})
        assert reply.status_code == 200, reply.text
        told: dict[str, Any] = reply.json()
        return told

    async def post(self, path: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = await self.client.post(path, json=body, headers={"Authorization": f"Bearer {token}"})
        assert reply.status_code in (200, 201), reply.text
        told: dict[str, Any] = reply.json()
        return told

    async def push(self, token: str, commands: Sequence[dict[str, Any]]) -> None:
        """As a script does, all at this moment."""
        now = int(time.time() * 1000)
        numbered = [{"id": str(uuid4()), "n": n, "seen": None, "at": now, **command} for n, command in enumerate(commands, 1)]
        await self.post("/api/sync/push", token, {"protocol": 1, "replica": str(uuid4()), "sent_at": now, "commands": numbered})

    async def person(self, token: str) -> dict[str, str]:
        """Whose token this is: id and name."""
        person: dict[str, str] = (await self.get("/api/me", token))["person"]
        return person

    async def invite(self, role: str, person_id: str, team_id: str | None = None) -> str:
        """A fresh code for somebody known."""
        wish = {"person_id": person_id, "role": role} | ({"team_id": team_id} if team_id else {})
        return str((await self.post("/api/invitations", self.coordinator, wish))["code"])

    async def untried(self, team_id: str, count: int) -> list[dict[str, Any]]:
        """Doors of a team that nobody has tried."""
        found = await self.get("/api/households", self.coordinator, team_id=team_id, state="never_tried", limit=str(count))
        assert len(found["households"]) == count
        return list(found["households"])

    async def household(self, household_id: str) -> dict[str, Any]:
        return await self.get(f"/api/households/{household_id}", self.coordinator)

    async def comes_to(self, household_id: str, state: str) -> None:
        """Wait until what was saved on some device has made this the household's state. Raises TimeoutError."""
        async with asyncio.timeout(SENT_S):
            while (await self.household(household_id))["state"] != state:
                await asyncio.sleep(0.1)


@asynccontextmanager
async def running_server(store: DemoStore, *extra: str) -> AsyncIterator[Served]:
    """`doorstep serve` on a free port until the block ends."""
    port = free_port()
    arguments = ["serve", "--database", f"sqlite:///{store.file}", "--host", "127.0.0.1", "--port", str(port), *extra]
    async with running_program(store, "server.cli:main", arguments, port) as served:
        yield served


@asynccontextmanager
async def running_program(store: DemoStore, main: str, arguments: Sequence[str], port: int) -> AsyncIterator[Served]:
    """A `module:function` that serves the store on a port, until the block ends; its output goes beside the store."""
    log = store.file.with_suffix(".log")
    process = start(main, arguments, log)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            await _until_ready(client, process, log)
            yield Served(port, store.told, client, process)
    finally:
        await process.ends(15)


async def _until_ready(client: httpx.AsyncClient, process: Program, log: Path) -> None:
    for _ in range(START_S * 20):
        assert process.is_running(), log.read_text()
        try:
            if (await client.get("/health/ready")).status_code == 200:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.05)
    raise AssertionError(f"the server did not become ready:\n{log.read_text()}")
