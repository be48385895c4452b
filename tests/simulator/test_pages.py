"""Two pages of the app over one store: neither loses, doubles or hides anything, whatever befalls their lock, their handles and the disk."""

import os

import pytest

from tests.simulator.pages import BRANCHES, SEEDS
from tests.simulator.run import Report, is_caught, run_seed
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_PAGE_HISTORIES", "15"))
MOST_SEEDS = 60
pytestmark = pytest.mark.program
BUGS = [
    "robbed_and_going_on",
    "saved_twice",
    "saved_without_waiting_for_the_disk",
    "deaf_to_other_pages",
    "deaf_to_the_end_of_access",
    "a_door_that_stays",
]


async def test_two_pages_lose_and_hide_nothing_in_any_history_and_every_branch_is_reached(server: Server) -> None:
    report = Report()
    for seed in SEEDS[: max(HISTORIES, MOST_SEEDS)]:
        await run_seed(server, seed, report)
        if report.histories >= HISTORIES and all(report.branches[name] for name in BRANCHES):
            break

    assert not report.failures, str(report)
    assert [name for name in BRANCHES if not report.branches[name]] == []


@pytest.mark.parametrize("bug", BUGS)
async def test_a_bug_in_one_of_two_pages_is_caught(server: Server, bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.apps, "planted", bug)

    assert await is_caught(server, SEEDS[:MOST_SEEDS])
