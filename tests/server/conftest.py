"""The application over a community's store, on each database.

Most tests begin with the same community, so a store with it is made once for each number of doors and copied; and the application's
routes are put together once: each test gives it a state of its own.
"""

import asyncio
import copy
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path

import pytest
from litestar import Litestar
from sqlalchemy import select

from server.app import create_app, parts_of
from server.db.engine import Store, open_store
from server.db.tables import organization
from server.settings import Settings
from tests.clock import FakeClock
from tests.postgres import Postgres
from tests.server.bureau import Bureau
from tests.server.community import Community, found, found_in
from tests.server.office import Office

PROXY = "198.51.100.9"
_communities: dict[int, Community] = {}  # by the doors of each team, as they are in the stores that are copied


@pytest.fixture
def doors() -> int:
    """How many each team has; a test may ask for others by `parametrize`."""
    return 4


@pytest.fixture(scope="session")
def founded_sqlite(sqlite_template: Path) -> Callable[[int], Path]:
    """SQLite files with a community of so many doors a team, to copy."""

    @lru_cache
    def of(doors: int) -> Path:
        path = sqlite_template.with_name(f"founded_{doors}.sqlite")
        shutil.copy(sqlite_template, path)
        _found(f"sqlite:///{path}", doors)
        return path

    return of


@pytest.fixture(scope="session")
def founded_postgres(postgres: Postgres, postgres_template: str) -> Callable[[int], str]:
    """Names of databases with a community of so many doors a team, to create others from."""

    @lru_cache
    def of(doors: int) -> str:
        name = f"founded_{doors}"
        postgres.copy(postgres_template, name)
        _found(postgres.url(name), doors)
        return name

    return of


def _found(url: str, doors: int) -> None:
    with ThreadPoolExecutor(1) as pool:
        _communities[doors] = pool.submit(_found_apart, url, doors).result()


def _found_apart(url: str, doors: int) -> Community:
    async def made() -> Community:
        store = open_store(url)
        community = await store.write(lambda conn: found_in(conn, FakeClock(), doors))
        await store.close()
        return community

    return asyncio.run(made())


@pytest.fixture
def template(request: pytest.FixtureRequest) -> Callable[[str], Path | str]:
    """What a test's store is a copy of."""
    if "community" not in request.fixturenames:
        return lambda dialect: request.getfixturevalue(f"{dialect}_template")
    doors = request.getfixturevalue("doors")
    return lambda dialect: request.getfixturevalue(f"founded_{dialect}")(doors)


@pytest.fixture
async def community(store: Store, clock: FakeClock, doors: int) -> Community:
    """Who and what is in the store, made now if it is not a copy of one."""
    is_copy = await store.read(lambda conn: conn.execute(select(organization.c.id)).first() is not None)
    return copy.deepcopy(_communities[doors]) if is_copy else await found(store, clock, doors=doors)


class Serve:
    """The one application of a run, over one store after another."""

    app: Litestar | None = None

    @asynccontextmanager
    async def __call__(self, settings: Settings, clock: FakeClock) -> AsyncIterator[Litestar]:
        if self.app is None:
            self.app = create_app(settings, clock=clock)
        else:
            self.app.state.update(parts_of(settings, clock=clock))
        yield self.app
        await self.app.state.store.close()


@pytest.fixture(scope="session")
def serve() -> Serve:
    return Serve()


@pytest.fixture
async def office(database_url: str, clock: FakeClock, store: Store, community: Community, serve: Serve) -> AsyncIterator[Office]:
    async with serve(Settings(database=database_url, trusted_proxies=(ip_network(PROXY),)), clock) as app:
        office = Office(app, store, community, clock)
        yield office
        await office.http.aclose()


@pytest.fixture
def bureau(database_url: str, clock: FakeClock) -> Iterator[Bureau]:
    """An office that keeps rolls, with a store of its own."""
    opened = open_store(database_url)
    yield Bureau(opened, clock)
    asyncio.run(opened.close())
