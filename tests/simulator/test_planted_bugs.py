"""The test of the test: each planted bug is caught, within a fixed number of seeds."""

from collections.abc import AsyncIterator

import pytest

from tests.simulator import join_bugs, pairs, restores
from tests.simulator.bugs import BUGS, OF_RESTORES, planted
from tests.simulator.order import differences_of_order
from tests.simulator.run import Report, run_seed
from tests.simulator.server import Server

MOST_SEEDS = 60
BEGINS = {  # at the first seed of a kind of histories, for what only those can reach
    "doors_found_without_the_numbers_typed_for_them": pairs.SEEDS[0],
    **dict.fromkeys(join_bugs.OF_JOINS, pairs.SEEDS[0]),
    **dict.fromkeys(join_bugs.OF_ADDRESSES, pairs.ADDRESSES[0]),
    **dict.fromkeys(OF_RESTORES, restores.SEEDS[0]),
}
BEGIN = 1000  # for all others
PASSED_OVER = {  # of those seeds, for what so few histories show that the first of them would be run in vain each time
    "a_cell_missed_on_a_void": 7,
    "a_household_taken_out_at_the_version_it_went_in_with": 29,
    "a_join_taken_back_that_keeps_the_visits": 5,
    "a_lift_of_every_wish": 38,
    "a_walk_that_empties_the_phone_first": 21,
    "awaited_doors_that_nobody_gives": 38,
    "events_taken_from_any_state": 5,
    "seen_taken_from_the_newest_card": 14,
    "the_card_of_an_alias_taken_for_its_roots": 6,
}


@pytest.mark.parametrize("name", sorted(BUGS.keys() - {"the_last_to_arrive_wins"}))
async def test_a_planted_bug_is_caught(server: Server, name: str) -> None:
    first = BEGINS.get(name, BEGIN) + PASSED_OVER.get(name, 0)

    with planted(name):
        caught = [seed async for seed in _failing(server, range(first, first + MOST_SEEDS))]

    assert caught, f"{name} went through {MOST_SEEDS} histories unseen"


async def test_a_merge_in_the_order_of_arrival_is_caught_by_other_orders(server: Server) -> None:
    with planted("the_last_to_arrive_wins"):
        found = [seed for seed in range(1, 9) if await differences_of_order(server, seed)]

    assert found


async def _failing(server: Server, seeds: range) -> AsyncIterator[int]:
    """The first seed that fails, if any does."""
    for seed in seeds:
        if await run_seed(server, seed, Report()):
            yield seed
            return
