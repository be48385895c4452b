"""Simulated histories: nothing is lost, hidden or sent to the wrong phone, whatever the network, the phones and the people do."""

import os
from typing import Any
from unittest.mock import patch

import pytest

from sync import judge
from sync.world import Absorbed, Incoming, World
from tests.hostile.kept import kept_seeds as kept_of
from tests.simulator import endings, order, pairs, restores
from tests.simulator.branches import REQUIRED
from tests.simulator.bugs import planted
from tests.simulator.history import History
from tests.simulator.run import Report, describe, kept_seeds, numbers_in, ranges_of, run_seed, run_seeds, run_until_reached
from tests.simulator.server import Server
from tests.simulator.shrink import shrink

HISTORIES = int(
    os.environ.get("DOORSTEP_HISTORIES", "1000")
)  # of 25: four plain, five with endings, five with pairs, one with addresses, two with restores; the rest in the other files
PARTS = range(max(1, HISTORIES // 250))  # so that workers share them


def part_of(first: int, part: int, count: int) -> range:
    return range(first + part, first + count, len(PARTS))


@pytest.mark.volume
async def test_histories_that_once_failed(server: Server) -> None:
    report = await run_seeds(server, kept_seeds(), Report())

    assert not report.failures, str(report)


async def test_nothing_is_lost_or_hidden_in_any_history(server: Server) -> None:
    report = await run_until_reached(server, range(1, endings.FROM), HISTORIES * 4 // 25, REQUIRED)
    print(report)

    assert not report.failures, str(report)
    assert report.unreached == []
    assert (report.commands / report.histories >= 40, report.faults / report.histories >= 3) == (True, True)  # as big as they claim


@pytest.mark.parametrize("part", PARTS)
async def test_nothing_is_lost_or_hidden_where_campaigns_and_teams_end(server: Server, part: int) -> None:
    report = await run_seeds(server, part_of(endings.FROM, part, HISTORIES * 5 // 25), Report())
    print(report)

    assert not report.failures, str(report)
    ends = ["campaign ended", "campaign reopened", "team ended", "team reopened", "campaign changed"]
    wanted = [*ends, "told campaign_ended", "told team_ended", "move refused: it has ended"]
    assert [name for name in wanted if not report.branches[name]] == []


async def test_nothing_is_lost_or_hidden_where_a_person_joins_doors_and_takes_joins_back(server: Server) -> None:
    report = await run_until_reached(server, pairs.SEEDS, HISTORIES // 5, pairs.BRANCHES)
    print(report)

    assert not report.failures, str(report)
    assert report.unreached == []


async def test_nothing_is_lost_or_hidden_where_addresses_of_joined_doors_are_corrected(server: Server) -> None:
    report = await run_until_reached(server, pairs.ADDRESSES, HISTORIES // 25, pairs.ADDRESS_BRANCHES)
    print(report)

    assert not report.failures, str(report)
    assert report.unreached == []


async def test_nothing_is_lost_or_hidden_where_such_a_correction_is_taken_back(server: Server) -> None:
    report = await run_until_reached(server, pairs.TAKEN_BACK, HISTORIES // 50, ["address taken back", "parted by an address"])
    print(report)

    assert not report.failures, str(report)
    assert report.unreached == []


async def test_nothing_is_lost_or_hidden_where_a_store_is_put_back_from_a_copy(server: Server) -> None:
    report = await run_until_reached(server, restores.SEEDS, HISTORIES * 2 // 25, restores.BRANCHES)
    print(report)

    assert not report.failures, str(report)
    assert report.unreached == []


@pytest.mark.volume
@pytest.mark.parametrize("kind", order.KINDS)
async def test_the_order_in_which_phones_return_changes_nothing(server: Server, kind: str) -> None:
    for seed in [*kept_of(kind, order.KEPT), *range(126, 132)]:
        wrong = await order.what_differs(server, seed, kind)

        assert not wrong, order.describe(seed, kind, wrong)


@pytest.mark.volume
def by_its_finder(incoming: Incoming, world: World) -> Absorbed | None:
    given = judge_given_back(incoming, world)
    return given if given is not None and judge._has_found(incoming.author, given.door) else None


judge_part, judge_given_back = judge.part, judge._given_back
BUGS_OF_ORDER: list[tuple[str, Any, str, int]] = [
    ("sync.judge.part", lambda *given, since: judge_part(*given), "after_faults", 57),  # wishes stay on both
    ("sync.judge._given_back", by_its_finder, "after_faults", 268),
    ("sync.fields._is_own", lambda old, writer: old.at.replica == writer.replica, "after_faults", 390),
]


@pytest.mark.parametrize(("place", "bug", "kind", "seed"), BUGS_OF_ORDER)
async def test_a_bug_by_which_the_order_of_return_matters_is_caught(server: Server, place: str, bug: Any, kind: str, seed: int) -> None:
    with patch(place, bug):
        assert await order.what_differs(server, seed, kind)


async def test_a_failure_is_shrunk_to_the_events_it_needs_and_told_as_a_command(server: Server) -> None:
    with planted("any_answer_taken_for_custody"):
        seed, wrong = await first_failing(server, range(1000, 1012))
        without, shorter = await shrink(server, seed, wrong, longest_s=6.0)
        again = await History(server, seed, without=numbers_in(ranges_of(without))).run()

    assert len(without) > 20
    assert again.wrong == shorter != []
    assert f"python -m tests.simulator {seed} --without {ranges_of(without)}" in describe(seed, shorter, without)


async def test_a_failure_says_its_seed_and_how_to_see_it_again() -> None:
    told = describe(17, ["a wish has gone"])

    assert "seed 17 at commit" in told
    assert "python -m tests.simulator 17" in told


async def first_failing(server: Server, seeds: range) -> tuple[int, list[str]]:
    for seed in seeds:
        if wrong := await run_seed(server, seed, Report()):
            return seed, wrong
    raise AssertionError("none of them failed")
