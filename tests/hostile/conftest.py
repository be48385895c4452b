"""One simulated server for all tests of this room: its store is filled anew for each batch."""

from collections.abc import AsyncIterator

import pytest

from tests.simulator.run import a_server
from tests.simulator.server import Server


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[Server]:
    async with a_server() as running:
        yield running
