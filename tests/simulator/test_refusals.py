"""Histories in which the database refuses now and then because others write: no call is half done, and none is answered 500."""

import os

from tests.simulator.refusals import BRANCHES, SEEDS
from tests.simulator.run import run_until_reached
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_REFUSAL_HISTORIES", "40"))


async def test_what_a_database_refuses_at_any_moment_is_done_again_or_told_as_busy(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, HISTORIES, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []
