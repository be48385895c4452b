"""Histories in which links go one by one and come back in another order, and requests are cut on their way."""

import os

from tests.simulator.links import BRANCHES, SEEDS
from tests.simulator.run import run_until_reached
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_LINK_HISTORIES", "40"))


async def test_nothing_is_lost_or_hidden_where_links_go_one_by_one_and_requests_are_cut(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, HISTORIES, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []
