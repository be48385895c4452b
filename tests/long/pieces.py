"""What the long run is made of: one piece of one kind from one seed, in a process of its own."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec

from tests.browser.killing import kill_browsers
from tests.hostile import bodies, cases
from tests.hostile.kept import keep_seed
from tests.kills.kill import DURABLE, kill_over_postgres, kill_over_sqlite
from tests.postgres import running_postgres
from tests.simulator.kinds import MODEL, WITH_APP
from tests.simulator.run import Report, a_server, kept_seeds, run_seed
from tests.simulator.shrink import told_and_kept


class Found(msgspec.Struct):
    """What a piece came to: how many of its kind were tried, and what was wrong with them."""

    reached: int
    wrong: list[str] = []


class Kind(msgspec.Struct, frozen=True):
    """`target`: how many a run of forty minutes reaches on an idle machine of two processors."""

    name: str
    target: int
    run: Callable[[int, Path], Found]


def histories(seed: int, _: Path) -> Found:
    """Of the Python model's kinds in turn."""
    return asyncio.run(_histories(some_of(MODEL[seed % len(MODEL)], seed, 25)))


def histories_with_the_app(seed: int, _: Path) -> Found:
    return asyncio.run(_histories(some_of(WITH_APP[seed % len(WITH_APP)], seed, 10)))


def some_of(seeds: range, piece: int, count: int) -> range:
    """So many of them, others for each piece until all were taken."""
    first = piece * count % (len(seeds) - count)
    return seeds[first : first + count]


def kept_histories(_: int, __: Path) -> Found:
    return asyncio.run(_histories(kept_seeds()))


async def _histories(seeds: list[int] | range) -> Found:
    found, report = Found(0), Report()
    async with a_server() as server:
        for each in seeds:
            wrong = await run_seed(server, each, report)
            found.reached += 1
            if wrong:
                found.wrong.append(await told_and_kept(server, each, wrong))
    return found


def mutated_bodies(seed: int, _: Path) -> Found:
    return asyncio.run(_mutated_bodies(range(seed * 5, seed * 5 + 5)))


async def _mutated_bodies(seeds: range) -> Found:
    found = Found(0)
    async with a_server() as server:
        for each in seeds:
            tally = bodies.Tally()
            await bodies.try_bodies(server, each, tally)
            found.reached += tally.bodies
            found.wrong += tally.wrong
            if tally.wrong:
                keep_seed("bodies", each, tally.wrong[0])
    return found


def calls(seed: int, folder: Path) -> Found:
    tally = cases.try_many(folder, [seed], 1)
    if tally.wrong:
        keep_seed("calls", seed, tally.wrong[0])
    return Found(tally.cases, tally.wrong)


def server_kills(seed: int, folder: Path) -> Found:
    """In turn over SQLite and PostgreSQL. When a kill falls is the machine's to decide: what is wrong names ids, not a seed."""
    if seed % 2:
        tally = asyncio.run(kill_over_sqlite(folder, seed, 10))
    else:
        with running_postgres(**DURABLE) as postgres:
            tally = asyncio.run(kill_over_postgres(postgres, folder, seed, 10))
    return Found(tally.kills, tally.wrong)


def browser_kills(seed: int, folder: Path) -> Found:
    tally = asyncio.run(kill_browsers(folder, seed, 6))
    return Found(tally.kills, tally.wrong)


KINDS = [
    Kind("histories", 10_000, histories),
    Kind("histories, app", 500, histories_with_the_app),
    Kind("mutated bodies", 100_000, mutated_bodies),
    Kind("calls of the API", 1_500, calls),
    Kind("server kills", 200, server_kills),
    Kind("browser kills", 60, browser_kills),
]
FIRST = Kind("histories that once failed", 0, kept_histories)
BY_NAME = {kind.name: kind for kind in [*KINDS, FIRST]}
