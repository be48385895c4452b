"""Histories where clocks are set twice a year: days, hours and what counts are those of the place, also then."""

import os

import pytest

from tests.simulator.run import Report, run_seeds
from tests.simulator.server import Server
from tests.simulator.zones import SEEDS

HISTORIES = int(os.environ.get("DOORSTEP_ZONE_HISTORIES", "40"))
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_visit_is_of_its_local_day_and_hour_where_clocks_are_set(server: Server, part: int) -> None:
    report = await run_seeds(server, SEEDS[part:HISTORIES:PARTS], Report())

    assert not report.failures, str(report)
