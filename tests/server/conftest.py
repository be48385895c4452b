"""The application over a community's store, on each database."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_network

import pytest

from server.app import create_app
from server.db.engine import Store, open_store
from server.settings import Settings
from tests.clock import FakeClock
from tests.server.bureau import Bureau
from tests.server.community import found
from tests.server.office import Office

PROXY = "198.51.100.9"


@pytest.fixture
def doors() -> int:
    """How many each team has; a test may ask for others by `parametrize`."""
    return 4


@pytest.fixture
async def office(database_url: str, clock: FakeClock, store: Store, doors: int) -> AsyncIterator[Office]:
    community = await found(store, clock, doors=doors)
    app = create_app(Settings(database=database_url, trusted_proxies=(ip_network(PROXY),)), clock=clock)
    office = Office(app, store, community, clock)
    yield office
    await office.http.aclose()
    await app.state.store.close()


@pytest.fixture
def bureau(database_url: str, clock: FakeClock) -> Iterator[Bureau]:
    """An office that keeps rolls, with a store of its own."""
    opened = open_store(database_url)
    yield Bureau(opened, clock)
    asyncio.run(opened.close())
