"""Histories in which links go one by one and come back in another order, and requests are cut on their way."""

import os

import pytest

from tests.simulator.links import SEEDS
from tests.simulator.run import Report, run_seeds
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_LINK_HISTORIES", "40"))
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
async def test_nothing_is_lost_or_hidden_where_links_go_one_by_one_and_requests_are_cut(server: Server, part: int) -> None:
    report = await run_seeds(server, SEEDS[part:HISTORIES:PARTS], Report())

    assert not report.failures, str(report)
