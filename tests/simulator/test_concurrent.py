"""Phones and a coordinator truly at once, over PostgreSQL: not replayable, judged by the same checker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest

from tests.postgres import Postgres
from tests.simulator.bugs import SEQUENCE, places_from_a_sequence
from tests.simulator.checker import check
from tests.simulator.history import History
from tests.simulator.people import Person
from tests.simulator.postgres_server import PostgresServer

ACTS = 12  # of each person
CROWDS = 8


class Crowd(History):
    """A history in which nobody waits for anybody."""

    async def run(self) -> "Crowd":
        self.is_concurrent = self.watch.is_concurrent = True
        self.is_newer_server = False
        for phone in self.phones:
            await self.sync_now(phone)
        await asyncio.gather(*(self._live(person) for person in self.people), self._coordinate(), self._sweep())
        self.server.stumbles.share, self.server.stumbles.left = 0, 0
        await self._quieten()
        await check(self)
        return self

    async def _live(self, person: Person) -> None:
        for _ in range(ACTS):
            self.clock.advance(seconds=40)
            person.act()
            if self.rng.random() < 0.7:
                await self.sync_now(person.phone)
            await asyncio.sleep(0)

    async def _coordinate(self) -> None:
        for _ in range(ACTS):
            await self.desk.work(self)
            await self.sync_now(self.desk.phone)

    async def _sweep(self) -> None:
        for _ in range(3):
            await self.server.sweep()
            await asyncio.sleep(0.05)


@asynccontextmanager
async def serving_a_crowd(postgres: Postgres, template: str) -> AsyncIterator[PostgresServer]:
    postgres.copy(template, "doorstep_crowd")
    server = await PostgresServer(postgres.url("doorstep_crowd")).fill()
    yield server
    await server.app.state.store.close()
    postgres.drop("doorstep_crowd")


@pytest.fixture
async def crowded(postgres: Postgres, postgres_template: str) -> AsyncIterator[PostgresServer]:
    async with serving_a_crowd(postgres, postgres_template) as server:
        yield server


@pytest.mark.parametrize("seed", [1, 2, 3], ids=lambda seed: f"postgresql-{seed}")
async def test_phones_that_push_and_pull_at_once_lose_and_hide_nothing(crowded: PostgresServer, seed: int) -> None:
    crowd = await Crowd(crowded, seed).run()  # type: ignore[arg-type]

    assert not crowd.wrong, "\n".join(crowd.wrong)
    assert len(crowd.saved) > ACTS


async def test_what_a_database_refuses_at_any_moment_is_done_again_or_told_as_busy_on_postgresql(crowded: PostgresServer) -> None:
    """Deadlocks and serialization failures that PostgreSQL itself raises, at any statement and at any commit."""
    crowded.stumbles.rng, crowded.stumbles.share = Random(4), 0.004
    crowd = Crowd(crowded, 4)  # type: ignore[arg-type]
    crowd.watch.may_be_busy = True

    await crowd.run()

    assert not crowd.wrong, "\n".join(crowd.wrong)
    assert {f"fault refused at a {place}" for place in ("begin", "statement", "commit")} <= crowded.stumbles.told.keys()


async def test_places_drawn_from_a_sequence_are_caught_on_postgresql(postgres: Postgres, postgres_template: str) -> None:
    """Whether two transactions overlap is the machine's to decide: of some crowds one meets it."""
    for seed in range(1, CROWDS + 1):
        async with serving_a_crowd(postgres, postgres_template) as server:
            await server.rows(SEQUENCE)
            with places_from_a_sequence():
                crowd = await Crowd(server, seed).run()  # type: ignore[arg-type]
        if any("lacks" in text or "differ" in text or "cards of sum" in text for text in crowd.wrong):
            return
    pytest.fail(f"not seen in {CROWDS} crowds")
