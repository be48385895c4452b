"""The test of the test: each planted bug is caught, within a fixed number of seeds."""

import pytest

from tests.simulator.bugs import BUGS, planted
from tests.simulator.order import differences_of_order
from tests.simulator.run import Report, run_seed
from tests.simulator.server import Server

MOST_SEEDS = 12
FIRST = {}  # where the search begins, for those that need a rare turn of events


@pytest.mark.parametrize("name", sorted(BUGS))
async def test_a_planted_bug_is_caught(server: Server, name: str) -> None:
    first = FIRST.get(name, 1000)

    with planted(name):
        caught = [seed async for seed in _failing(server, range(first, first + MOST_SEEDS))]

    assert caught, f"{name} went through {MOST_SEEDS} histories unseen"


async def test_a_merge_in_the_order_of_arrival_is_caught_by_other_orders(server: Server) -> None:
    with planted("the_last_to_arrive_wins"):
        found = [seed for seed in range(1, 9) if await differences_of_order(server, seed)]

    assert found


async def _failing(server: Server, seeds: range):  # type: ignore[no-untyped-def]
    """The first seed that fails, if any does."""
    for seed in seeds:
        if await run_seed(server, seed, Report()):
            yield seed
            return
