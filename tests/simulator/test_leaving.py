"""Histories in which areas leave a running campaign and come back: their doors go and come with them, and nobody's work is refused or hidden."""

import os
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from server.assignments import leaving as orders
from server.journal import replay
from server.journal.deeds import AreaAdded, AreaLeft
from tests.simulator.leaving import BRANCHES, RESTORED, SEEDS
from tests.simulator.run import Report, is_caught, run_seeds, run_until_reached
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_LEAVING_HISTORIES", "40"))
give_back = orders.return_doors
BUGS: dict[str, Callable[[], Any]] = {
    "doors_that_stay_although_their_area_left": lambda: patch.object(
        orders, "STANDING", orders.STANDING.replace("b.area_id IN", "f.person_id IS NULL AND NOT f.is_visited AND b.area_id IN")
    ),
    "doors_that_come_back_to_nobody": lambda: patch.object(
        orders, "return_doors", lambda conn, campaign, epochs, team, person, **more: give_back(conn, campaign, epochs, None, None, **more)
    ),
}
BUGS_OF_RESTORES: dict[str, Callable[[], Any]] = {
    "an_area_that_stays_after_a_restore": lambda: patch.dict(replay.HANDLERS, {AreaLeft: lambda conn, deed, new_id: True}),
    "an_area_added_again_that_a_restore_takes_out": lambda: patch.dict(replay.HANDLERS, {AreaAdded: lambda conn, deed, new_id: True}),
}


async def test_nothing_is_lost_or_hidden_where_areas_leave_a_campaign_and_come_back(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, HISTORIES // 2, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []


async def test_nothing_is_lost_or_hidden_where_areas_leave_before_a_store_is_put_back(server: Server) -> None:
    report = await run_seeds(server, RESTORED[: HISTORIES // 2], Report())

    assert not report.failures, str(report)


@pytest.mark.parametrize("name", sorted(BUGS))
async def test_a_bug_planted_where_areas_leave_is_caught(server: Server, name: str) -> None:
    with BUGS[name]():
        assert await is_caught(server, SEEDS[:20])


@pytest.mark.parametrize("name", sorted(BUGS_OF_RESTORES))
async def test_a_bug_planted_where_areas_leave_before_a_restore_is_caught(server: Server, name: str) -> None:
    with BUGS_OF_RESTORES[name]():
        assert await is_caught(server, RESTORED[:20])
