"""Histories in which desks set up areas, buildings and campaigns, and the store is put back from a copy of before."""

import os
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from server.journal import replay
from server.journal.deeds import BuildingMade, DoorsDrawn
from tests.simulator.run import is_caught, run_until_reached
from tests.simulator.server import Server
from tests.simulator.set_up import BRANCHES, SEEDS

HISTORIES = int(os.environ.get("DOORSTEP_SET_UP_HISTORIES", "20"))
BUGS: dict[str, Callable[[], Any]] = {
    "buildings_that_a_restore_forgets": lambda: patch.dict(replay.HANDLERS, {BuildingMade: lambda conn, deed, new_id: True}),
    "doors_that_a_restore_forgets": lambda: patch.dict(replay.HANDLERS, {DoorsDrawn: lambda conn, deed, new_id: True}),
}


async def test_what_desks_set_up_stands_in_a_store_that_was_put_back(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, HISTORIES, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []


@pytest.mark.parametrize("name", sorted(BUGS))
async def test_a_bug_planted_where_a_desk_set_up_what_a_copy_lacks_is_caught(server: Server, name: str) -> None:
    with BUGS[name]():
        assert await is_caught(server, SEEDS[:20])
