"""Histories where clocks are set twice a year: days, hours and what counts are those of the place, also then."""

import os

from tests.simulator.run import run_until_reached
from tests.simulator.server import Server
from tests.simulator.zones import BRANCHES, SEEDS

HISTORIES = int(os.environ.get("DOORSTEP_ZONE_HISTORIES", "40"))


async def test_every_visit_is_of_its_local_day_and_hour_where_clocks_are_set(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, HISTORIES, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []
