"""What a history asks of a server, over PostgreSQL with connections of its own: for calls that truly overlap."""

from contextlib import nullcontext, suppress
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from server.app import create_app
from server.db.engine import open_store
from server.db.refusals import StoreBusy
from server.settings import Settings
from tests.clock import FakeClock
from tests.server.community import found
from tests.simulator.server import TRIES, Answer, Ids, Rows, call_app, sweep_all
from tests.stumbling import Stumbles, stumble


class PostgresServer:
    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self.url, self.clock = url, FakeClock()
        self.ids = Ids(self.clock, 1)
        self.stumbles = Stumbles(Random(0), 0)  # when the database refuses

    async def fill(self) -> "PostgresServer":
        store = open_store(self.url)
        self.of = await found(store, self.clock)
        await store.close()
        self.app = create_app(Settings(database=self.url), clock=self.clock, new_id=self.ids)
        stumble(self.app.state.store, self.stumbles)
        second = {"id": str(self.ids()), "person_id": str(self.of.people["lea"]), "role": "member"}
        joined = await self.call("POST", f"/api/teams/{self.of.teams[1].id}/members", second, "cora")
        assert joined.status == 200, joined.body
        return self

    def begin(self, seed: int) -> None:
        self.clock.advance(hours=1)

    async def call(self, method: str, path: str, body: Any, token: str) -> Answer:
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        answer = await call_app(self.app, method, path, raw, token)
        for _ in range(TRIES if self.stumbles.is_asked and not path.startswith("/api/sync/") else 0):
            if answer.status != 503:
                break
            answer = await call_app(self.app, method, path, raw, token)  # at a desk somebody tries again
        return answer

    async def sweep(self) -> None:
        with suppress(StoreBusy) if self.stumbles.is_asked else nullcontext():  # then at its next turn
            await sweep_all(self.app.state.store, self.clock, self.ids)

    async def rows(self, sql: str, *params: Any) -> Rows:
        connection = await asyncpg.connect(self.url)
        try:
            found_rows = await connection.fetch(sql, *params)
        finally:
            await connection.close()
        return [tuple(str(value) if isinstance(value, UUID) else value for value in row) for row in found_rows]
