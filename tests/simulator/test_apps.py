"""Histories in which the app itself, its store and its sync, is the phone of some: the same truth is asked of it as of the model."""

import os

import pytest

from tests.simulator.history import APPS
from tests.simulator.restores import WITH_APP
from tests.simulator.run import Report, is_caught, run_seeds
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_APP_HISTORIES", "45"))
PARTS = 4  # so that workers share them
RESTORED = HISTORIES // 3  # of them, those whose store is put back from a copy
ENOUGH = 5  # in fewer histories of a part what must be reached may not be
MOST_SEEDS = 8
pytestmark = pytest.mark.program
BUGS = ["a_page_taken_for_applied", "cards_kept_without_a_slice", "receipts_thrown_away"]


@pytest.mark.parametrize("part", range(PARTS))
async def test_the_app_loses_and_hides_nothing_in_any_history(server: Server, part: int) -> None:
    report = await run_seeds(server, APPS[part : HISTORIES - RESTORED : PARTS], Report())
    print(report)

    assert not report.failures, str(report)
    if report.histories >= ENOUGH:
        assert report.branches["answer 200 to the app"] > 0


async def test_the_app_dies_in_the_middle_of_a_step_in_some_of_them(server: Server) -> None:
    report = Report()
    for seed in APPS[: 2 * MOST_SEEDS]:
        report = await run_seeds(server, [seed], report)
        if report.branches["the app died in the middle of a step"]:
            return
    pytest.fail(str(report))


@pytest.mark.parametrize("part", range(PARTS))
async def test_the_app_sends_again_what_a_store_lost_that_was_put_back_from_a_copy(server: Server, part: int) -> None:
    report = await run_seeds(server, WITH_APP[part:RESTORED:PARTS], Report())

    assert not report.failures, str(report)
    if report.histories >= ENOUGH:
        assert report.branches["sent again by the app"] > 0


async def test_an_app_that_sends_nothing_again_is_caught(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.apps, "planted", "nothing_sent_again")

    assert await is_caught(server, WITH_APP[:MOST_SEEDS])


@pytest.mark.parametrize("bug", BUGS)
async def test_a_bug_in_the_app_is_caught(server: Server, bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.apps, "planted", bug)

    assert await is_caught(server, APPS[:MOST_SEEDS])
