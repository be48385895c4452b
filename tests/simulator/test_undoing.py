"""Histories in which desks settle disagreements, and corrections are taken back, in a store that is put back and at joined doors, too."""

import os

import pytest

from tests.simulator.run import run_until_reached
from tests.simulator.server import Server
from tests.simulator.undoing import BRANCHES, DOUBLES, RESTORED, SEEDS

HISTORIES = int(os.environ.get("DOORSTEP_UNDOING_HISTORIES", "12"))  # of each
KINDS = {"as they are": (SEEDS, BRANCHES), "put back": (RESTORED, ()), "joined": (DOUBLES, ())}


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_taken_back_is_as_if_nobody_had_written_it_whatever_befell(server: Server, kind: str) -> None:
    seeds, branches = KINDS[kind]

    report = await run_until_reached(server, seeds, HISTORIES, branches)

    assert not report.failures, str(report)
    assert report.unreached == []
