"""Histories in which the database refuses now and then because others write: no call is half done, and none is answered 500."""

import os

import pytest

from tests.simulator.refusals import SEEDS
from tests.simulator.run import Report, run_seeds
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_REFUSAL_HISTORIES", "40"))
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
async def test_what_a_database_refuses_at_any_moment_is_done_again_or_told_as_busy(server: Server, part: int) -> None:
    report = await run_seeds(server, SEEDS[part:HISTORIES:PARTS], Report())

    assert not report.failures, str(report)
