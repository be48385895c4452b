"""Mutated sync bodies: 4xx with a code, or custody; never 5xx. DOORSTEP_BODIES says how many, in all."""

import os

import pytest

from tests.hostile.bodies import BATCH, Tally, report, try_bodies
from tests.hostile.kept import kept_seeds
from tests.simulator.server import Server

SHARES = 4
BATCHES = -(-int(os.environ.get("DOORSTEP_BODIES", "20000")) // BATCH // SHARES)  # of each share
CODES = {"bad_encoding", "bad_json", "bad_request", "too_deep", "unsupported_protocol"}
PARKED = {
    "lone_surrogate",
    "no_id",
    "not_an_object",
    "not_yours",
    "nul",
    "number_out_of_range",
    "unknown_field",
    "unknown_type",
    "wrong_value",
}


async def test_bodies_that_once_failed(server: Server) -> None:
    tally = Tally()
    for seed in kept_seeds("bodies"):
        await try_bodies(server, seed, tally)

    assert tally.wrong == []


@pytest.mark.parametrize("share", range(SHARES))
async def test_no_mutated_sync_body_makes_the_server_fail(server: Server, share: int) -> None:
    tally = Tally()
    for seed in range(share * 1_000, share * 1_000 + BATCHES):
        await try_bodies(server, seed, tally)
    print(report(tally))

    assert tally.wrong == []
    assert CODES - tally.answers.keys() == set()
    assert {f"receipt parked {reason}" for reason in PARKED} - tally.answers.keys() == set()
    assert tally.answers["200"] > tally.bodies / 4  # most of what is wrong is inside one command, and spoils nothing else
