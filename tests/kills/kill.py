"""Kills what serves phones in the middle of their work, starts it again, and compares what was acknowledged with what is there."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx

from tests.kills.load import Mover, Sender
from tests.kills.stores import Kept
from tests.postgres import Postgres
from tests.readied import Program
from tests.simulator.checker import check_slices
from tests.simulator.facts import read_facts
from tests.simulator.recount import check_counters

PEOPLE = ["ann", "ben", "cai", "dan", "lea"]
LONGEST_S = 0.6  # of work before a blow
END_S = 40
OTHER_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}  # a PostgreSQL that keeps its word as one in service does

Blow = Callable[[], Awaitable[None]]


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    unanswered: int = 0  # commands that were under way when the blow came
    refused: int = 0  # asked to come again
    wrong: list[str] = field(default_factory=list)


class Killing:
    """One store through many kills. The phones go on with what they had."""

    def __init__(self, store: Kept, seed: int, tally: Tally) -> None:
        self.store, self.rng, self.tally = store, Random(f"kills {seed}"), tally
        self.process: Program | None = None
        self.senders: list[Sender] = []
        self.mover = Mover(store.of, self.rng)

    async def serve(self) -> None:
        if self.process is None:
            self.process = self.store.serve()
            await self.store.until_ready(self.process)

    async def kill_server(self) -> None:
        assert self.process is not None
        await self.process.ends(END_S, by=signal.SIGKILL)
        self.process = None

    async def strike(self, blow: Blow) -> None:
        """Phones work; somewhere in between the blow falls; once all runs again, everything acknowledged is looked for."""
        await self.serve()
        self.senders = [Sender(name, self.store.of, self.rng) for name in PEOPLE]
        self.mover = Mover(self.store.of, self.rng)
        stop = asyncio.Event()
        async with self.store.client() as client:
            working = [asyncio.create_task(each.keep_sending(client, stop)) for each in self.senders]
            working.append(asyncio.create_task(self.mover.keep_moving(client, stop)))
            await self._until_answered()
            await asyncio.sleep(self.rng.uniform(0, LONGEST_S))
            await blow()
            stop.set()
            await asyncio.gather(*working)
        await self.serve()
        self.tally.kills += 1
        self.tally.acknowledged += sum(len(each.acknowledged) for each in (*self.senders, self.mover))
        self.tally.unanswered += sum(len(each.outbox) for each in self.senders)
        async with self.store.client() as client:
            await self._compare(client)

    async def _until_answered(self) -> None:
        while not all(each.acknowledged for each in self.senders):
            await asyncio.sleep(0.005)

    async def _compare(self, client: httpx.AsyncClient) -> None:
        wrong = self.tally.wrong
        kept = {row[0] for row in await self.store.rows("SELECT command_id FROM receipts")}
        for sender in self.senders:
            lost = [command["id"] for command, _ in sender.acknowledged if command["id"] not in kept]
            wrong += [f"{sender.name}: {each} was acknowledged and is nowhere" for each in lost]
            wrong += await sender.repeat(client)
            await sender.send(client)
            wrong += [f"{sender.name}: {each['id']} is still not taken" for each in sender.outbox]
        wrong += await self.mover.repeat(client)
        facts = await read_facts(self.store)
        wrong += [*check_slices(facts), *check_counters(facts)]
        for each in (*self.senders, self.mover):
            wrong += [text for text in each.refused if text]
            self.tally.refused += sum(not text for text in each.refused)

    async def end(self) -> None:
        if self.process is not None:
            await self.process.ends(END_S)


async def kill_over_sqlite(folder: Path, seed: int, count: int) -> Tally:
    """`count` kills of a server over a file in `folder`."""
    killing = Killing(await filled(f"sqlite:///{folder / 'doorstep.sqlite'}", folder), seed, Tally())
    for _ in range(count):
        await killing.strike(killing.kill_server)
    await killing.end()
    return killing.tally


async def kill_over_postgres(postgres: Postgres, folder: Path, seed: int, count: int) -> Tally:
    """Kills of a server, of its PostgreSQL and of single backends, `count` in all, in a database that is made for it."""
    postgres.do(f"create database doorstep_{seed}")
    killing = Killing(await filled(postgres.url(f"doorstep_{seed}"), folder), seed, Tally())

    async def kill_database() -> None:
        await asyncio.to_thread(postgres.kill)
        await asyncio.sleep(0.1)
        await asyncio.to_thread(postgres.start)

    async def kill_backend() -> None:
        """PostgreSQL then throws all others out and recovers by itself."""
        pids = [row[0] for row in await killing.store.rows(OTHER_BACKENDS)]
        os.kill(killing.rng.choice(pids), signal.SIGKILL)
        await asyncio.sleep(0.5)

    blows = [killing.kill_server, kill_database, killing.kill_server, kill_backend]
    for number in range(count):
        await killing.strike(blows[number % len(blows)])
    await killing.end()
    return killing.tally


async def filled(url: str, folder: Path) -> Kept:
    store = Kept(url, folder / "log")
    await asyncio.to_thread(store.fill)
    return store
