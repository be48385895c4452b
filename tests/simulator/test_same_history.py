"""A seed is one history, whichever process runs it: else what a seed has shown could not be seen again."""

import asyncio
import os
import sys

import pytest

from tests.simulator.kinds import MODEL, WITH_APP
from tests.simulator.run import digest_of
from tests.simulator.server import Server

SEEDS = [kind[3] for kind in [*MODEL, *WITH_APP]]


@pytest.mark.program
async def test_one_seed_of_each_kind_is_one_history_also_in_another_process(server: Server) -> None:
    """Where sets have another order."""
    command = [sys.executable, "-m", "tests.simulator", "--digest", *map(str, SEEDS)]
    environment = os.environ | {"PYTHONPATH": ".", "PYTHONHASHSEED": "1"}

    other = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    here = {seed: await digest_of(server, seed) for seed in SEEDS}
    told, _ = await other.communicate()

    assert {int(seed): digest for seed, digest in (line.split() for line in told.decode().splitlines())} == here
