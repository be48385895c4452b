"""Real transactions on PostgreSQL, run a statement at a time in an order that a seed gives.

Each lane is a call of the application. It is held before every statement that it gives to the driver; one lane goes on at a time, until it is held
again, has ended, or waits in PostgreSQL for another's lock. What the lanes do is decided by the order alone, so a seed replays it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextvars import ContextVar
from random import Random
from typing import Any

import asyncpg
from sqlalchemy import event

from server.db.engine import PostgresStore, Store
from tests.stumbling import hooked

WAITING = "SELECT pid FROM unnest($1::int[]) AS each(pid) WHERE cardinality(pg_blocking_pids(pid)) > 0"
LOOK_S = 0.002
LONGEST_S = 300  # on a machine that has much else to do
Work = Callable[[], Coroutine[Any, Any, Any]]


class Lane:
    """`gate`: what it is held at; None: it runs, waits for another, or has ended. `pid`: PostgreSQL's process for its connection."""

    def __init__(self, name: str) -> None:
        self.name, self.pid, self.sql = name, 0, ""
        self.gate: asyncio.Future[None] | None = None
        self.task: asyncio.Task[Any]


_lane: ContextVar[Lane | None] = ContextVar("lane", default=None)


class Stepper:
    """`order`: the lanes in the order in which they went on. `waited`: how often one had to wait for another."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.stays = rng, rng.choice([0.0, 0.5, 0.8, 0.95])
        self.order: list[str] = []
        self.waited = 0
        self._arrived = asyncio.Event()

    def watch(self, store: Store) -> None:
        """From its next connection on."""
        assert isinstance(store, PostgresStore)

        @event.listens_for(store.engine.sync_engine, "do_connect")
        def connect(_: object, __: object, ___: object, options: dict[str, Any]) -> None:
            options["connection_class"] = hooked(self._hold)

    async def _hold(self, raw: Any, sql: str) -> None:
        lane = _lane.get()
        if lane is None:
            return
        lane.pid, lane.sql = raw.get_server_pid(), sql
        lane.gate = asyncio.get_running_loop().create_future()
        self._arrived.set()
        await lane.gate

    async def run(self, url: str, works: Mapping[str, Work]) -> dict[str, Any]:
        """What each work came to."""
        monitor = await asyncpg.connect(url)
        lanes = [self._begin(name, work) for name, work in works.items()]
        try:
            async with asyncio.timeout(LONGEST_S):
                await self._settle(monitor, lanes)
                while held := [lane for lane in lanes if lane.gate is not None]:
                    self._go_on(held)
                    await self._settle(monitor, lanes)
        finally:
            await monitor.close()
        return {lane.name: lane.task.result() for lane in lanes}

    def _begin(self, name: str, work: Work) -> Lane:
        lane = Lane(name)

        async def within() -> Any:
            _lane.set(lane)
            try:
                return await work()
            finally:
                self._arrived.set()

        lane.task = asyncio.create_task(within())
        return lane

    def _go_on(self, held: list[Lane]) -> None:
        """Mostly with the one that went before, or with any: both find what the other would not."""
        same = [lane for lane in held if self.order and lane.name == self.order[-1]]
        lane = same[0] if same and self.rng.random() < self.stays else self.rng.choice(held)
        self.order.append(lane.name)
        gate, lane.gate = lane.gate, None
        assert gate is not None
        gate.set_result(None)

    async def _settle(self, monitor: "asyncpg.Connection[asyncpg.Record]", lanes: list[Lane]) -> None:
        """Until nobody runs: each is held, has ended, or waits for one that is held. Two that wait for each other PostgreSQL parts."""
        while running := [lane for lane in lanes if lane.gate is None and not lane.task.done()]:
            self._arrived.clear()
            waiting = {row[0] for row in await monitor.fetch(WAITING, [lane.pid for lane in running])}
            is_still = waiting.issuperset(lane.pid for lane in running) and not self._arrived.is_set()
            if is_still and any(lane.gate is not None for lane in lanes):
                self.waited += 1
                return
            try:
                await asyncio.wait_for(self._arrived.wait(), LOOK_S)
            except TimeoutError:
                continue
