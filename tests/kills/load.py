"""Phones and a desk that send as fast as they are answered, and remember what they were told."""

import asyncio
import time
from random import Random
from typing import Any

import httpx

from server.ids import uuid7
from tests.server.community import Community

Json = dict[str, Any]
MOST = 3  # commands of one push
OUTCOMES = ["met", "not_home", "call_back", "refused"]


def now_ms() -> int:
    return int(time.time() * 1000)


class Sender:
    """One replica. What is not acknowledged stays in its outbox and is sent again, first and unchanged."""

    def __init__(self, name: str, of: Community, rng: Random) -> None:
        self.name, self.of, self.rng = name, of, rng
        self.replica, self.n = self._id(), 0
        self.outbox: list[Json] = []
        self.acknowledged: list[tuple[Json, Json]] = []  # a command and its receipt
        self.refused: list[str] = []

    def _id(self) -> str:
        return str(uuid7(now_ms(), self.rng.randbytes(10)))

    async def keep_sending(self, client: httpx.AsyncClient, until: asyncio.Event) -> None:
        """Until nobody answers any more, or it is told to stop. A 503 is tried again."""
        while not until.is_set():
            if not self.outbox:
                self.outbox = [self._command() for _ in range(self.rng.randint(1, MOST))]
            try:
                await self.send(client)
            except httpx.TransportError:
                return

    async def send(self, client: httpx.AsyncClient) -> None:
        """The outbox, once."""
        reply = await self._push(client, self.outbox)
        if reply.status_code != 200:
            self.refused.append(_wrong_refusal(reply))
            await asyncio.sleep(0.05)
            return
        self.acknowledged += zip(self.outbox, reply.json()["receipts"], strict=True)
        self.outbox = []

    async def repeat(self, client: httpx.AsyncClient) -> list[str]:
        """Send again all that was acknowledged: whatever is answered otherwise."""
        wrong = []
        for start in range(0, len(self.acknowledged), 400):
            part = self.acknowledged[start : start + 400]
            reply = await self._push(client, [command for command, _ in part])
            told = reply.json()["receipts"] if reply.status_code == 200 else [reply.text] * len(part)
            wrong += [f"{self.name}: {was} is now {now}" for (_, was), now in zip(part, told, strict=True) if was != now]
        return wrong

    async def _push(self, client: httpx.AsyncClient, commands: list[Json]) -> httpx.Response:
        body = {"protocol": 1, "replica": self.replica, "sent_at": now_ms(), "commands": commands}
        return await client.post("/api/sync/push", json=body, headers={"Authorization": f"Bearer {self.name}"})

    def _command(self) -> Json:
        self.n += 1
        team = self.of.teams[0] if self.name in ("ann", "ben", "lea") else self.of.teams[1]
        kind, more = self.rng.choice(
            [
                ("record_visit", {"campaign_id": str(self.of.campaign), "outcome": self.rng.choice(OUTCOMES), "note": "聊了暖气"}),
                ("record_visit", {"campaign_id": str(self.of.campaign), "outcome": self.rng.choice(OUTCOMES)}),
                ("correct_household", {"fields": {"name": f"户{self.n}", "note": self.name}}),
                ("raise_request", {"category": "facilities", "text": "楼道灯坏了"}),
            ]
        )
        head = {"id": self._id(), "n": self.n, "type": kind, "at": now_ms(), "seen": None}
        return {**head, "household_id": str(self.rng.choice(team.doors)), **more}


class Mover:
    """A coordinator who gives doors from one team to the other and back."""

    def __init__(self, of: Community, rng: Random) -> None:
        self.of, self.rng = of, rng
        self.asked: Json | None = None
        self.acknowledged: list[tuple[Json, Json]] = []
        self.refused: list[str] = []

    async def keep_moving(self, client: httpx.AsyncClient, until: asyncio.Event) -> None:
        while not until.is_set():
            try:
                await self.move(client)
            except httpx.TransportError:
                return
            await asyncio.sleep(0.02)

    async def move(self, client: httpx.AsyncClient) -> None:
        if self.asked is None:
            doors = self.rng.sample([door for team in self.of.teams for door in team.doors], 2)
            team = self.rng.choice(self.of.teams).id
            made = str(uuid7(now_ms(), self.rng.randbytes(10)))
            self.asked = {"id": made, "household_ids": [str(door) for door in doors], "team_id": str(team)}
        reply = await self._post(client, self.asked)
        if reply.status_code == 200:
            self.acknowledged.append((self.asked, reply.json()))
            self.asked = None
        elif reply.status_code == 409:  # another of its own is under way since before the kill
            self.asked = None
        else:
            self.refused.append(_wrong_refusal(reply))

    async def repeat(self, client: httpx.AsyncClient) -> list[str]:
        wrong = []
        for asked, was in self.acknowledged:
            now = await self._post(client, asked)
            if now.status_code != 200 or now.json() != was:
                wrong.append(f"the move {asked['id']} was answered {was} and is now {now.text[:300]}")
        return wrong

    async def _post(self, client: httpx.AsyncClient, body: Json) -> httpx.Response:
        path = f"/api/campaigns/{self.of.campaign}/assignments"
        return await client.post(path, json=body, headers={"Authorization": "Bearer cora"})


def _wrong_refusal(reply: httpx.Response) -> str:
    """Empty for a refusal that asks to come again, as one should while a store is away or full."""
    is_right = reply.status_code == 503 and reply.headers["content-type"] == "application/problem+json" and "retry-after" in reply.headers
    return "" if is_right else f"{reply.status_code} {reply.text[:200]}"
