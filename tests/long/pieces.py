"""What the long run is made of: one piece of one kind from one seed, in a process of its own."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import msgspec

from tests.browser.killing import kill_browsers
from tests.hostile import bodies, cases
from tests.hostile import kept as hostile
from tests.kills.kill import DURABLE, kill_over_postgres, kill_over_sqlite
from tests.long.properties import try_properties
from tests.postgres import running_postgres
from tests.simulator import endings, order, stage
from tests.simulator.at_once import SCENES
from tests.simulator.kinds import MODEL, WITH_APP
from tests.simulator.run import Report, a_server, describe, keep_seed, kept_seeds, run_seed
from tests.simulator.shrink import told_and_kept


class Found(msgspec.Struct):
    """What a piece came to: how many of its kind were tried, and what was wrong with them."""

    reached: int = 0
    wrong: list[str] = []


class Kind(msgspec.Struct, frozen=True):
    """`target`: how many a run of forty minutes reaches on an idle machine of two processors. `run` adds to what its piece has found,
    which counts wherever it is stopped.
    """

    name: str
    target: int
    run: Callable[[int, Path, Found], None]


def histories(piece: int, _: Path, found: Found) -> None:
    """Of the Python model's kinds in turn."""
    asyncio.run(_histories(some_of(MODEL, piece, 40), found))


def histories_with_the_app(piece: int, _: Path, found: Found) -> None:
    asyncio.run(_histories(some_of(WITH_APP, piece, 10), found))


def some_of(kinds: list[range], piece: int, count: int) -> range:
    """So many seeds of the kind whose turn it is, others for each piece until all were taken."""
    turn, which = divmod(piece, len(kinds))
    seeds = kinds[which]
    first = turn * count % (len(seeds) - count)
    return seeds[first : first + count]


def kept_histories(_: int, __: Path, found: Found) -> None:
    asyncio.run(_histories(kept_seeds(), found))


async def _histories(seeds: list[int] | range, found: Found) -> None:
    """The first that fails is made shorter, which takes a while; of others the seed is told."""
    async with a_server() as server:
        for each in seeds:
            wrong = await run_seed(server, each, Report())
            found.reached += 1
            if wrong:
                keep_seed(each, wrong[0])
                found.wrong.append(describe(each, wrong))
                if len(found.wrong) == 1:
                    found.wrong = [await told_and_kept(server, each, wrong)]


def orders_of_return(piece: int, _: Path, found: Found) -> None:
    """Of the phones of plain histories, and of those with faults before."""
    asyncio.run(_orders_of_return(some_of([range(1, endings.FROM)], piece, 5), found))


async def _orders_of_return(seeds: range, found: Found) -> None:
    async with a_server() as server:
        for seed, kind in product(seeds, order.KINDS):
            wrong = await order.what_differs(server, seed, kind)
            found.reached += 1
            if wrong:
                hostile.keep_seed(kind, seed, wrong[0], order.KEPT)
                found.wrong.append(order.describe(seed, kind, wrong))


def stepped_orders(piece: int, _: Path, found: Found) -> None:
    """Of the statements of each scene, on PostgreSQL."""
    asyncio.run(_stepped_orders(range(piece * 2, piece * 2 + 2), found))


async def _stepped_orders(seeds: range, found: Found) -> None:
    async with stage.a_stage_alone() as ready:
        for seed, scene in product(seeds, SCENES):
            met = await ready.play(scene, seed)
            found.reached += 1
            if met.wrong:
                hostile.keep_seed(scene.__name__, seed, met.wrong[0], stage.KEPT)
                found.wrong.append(stage.describe(scene, seed, met))


def mutated_bodies(piece: int, _: Path, found: Found) -> None:
    asyncio.run(_mutated_bodies(range(piece * 20, piece * 20 + 20), found))


async def _mutated_bodies(seeds: range, found: Found) -> None:
    async with a_server() as server:
        for each in seeds:
            tally = bodies.Tally()
            await bodies.try_bodies(server, each, tally)
            found.reached += tally.bodies
            found.wrong += tally.wrong
            if tally.wrong:
                hostile.keep_seed("bodies", each, tally.wrong[0])


def properties(piece: int, _: Path, found: Found) -> None:
    def tell(examples: int, wrong: Sequence[str]) -> None:
        found.reached += examples
        found.wrong += wrong

    try_properties(piece, tell)


def calls(piece: int, folder: Path, found: Found) -> None:
    tally = cases.try_many(folder, [piece], 1)
    found.reached += tally.cases
    found.wrong += tally.wrong
    if tally.wrong:
        hostile.keep_seed("calls", piece, tally.wrong[0])


def server_kills(piece: int, folder: Path, found: Found) -> None:
    """In turn over SQLite and PostgreSQL. When a kill falls is the machine's to decide: what is wrong names ids, not a seed."""
    if piece % 2:
        tally = asyncio.run(kill_over_sqlite(folder, piece, 10))
    else:
        with running_postgres(**DURABLE) as postgres:
            tally = asyncio.run(kill_over_postgres(postgres, folder, piece, 10))
    found.reached += tally.kills
    found.wrong += tally.wrong


def browser_kills(piece: int, folder: Path, found: Found) -> None:
    tally = asyncio.run(kill_browsers(folder, piece, 6))
    found.reached += tally.kills
    found.wrong += tally.wrong


KINDS = [
    Kind("histories", 10_000, histories),
    Kind("histories, app", 500, histories_with_the_app),
    Kind("orders of return", 300, orders_of_return),
    Kind("orders on PostgreSQL", 200, stepped_orders),
    Kind("examples of rules", 20_000, properties),
    Kind("mutated bodies", 100_000, mutated_bodies),
    Kind("calls of the API", 1_500, calls),
    Kind("server kills", 200, server_kills),
    Kind("browser kills", 60, browser_kills),
]
FIRST = Kind("histories that once failed", 0, kept_histories)
BY_NAME = {kind.name: kind for kind in [*KINDS, FIRST]}
