"""What every test may ask for: an empty store on each database, and a clock that only tests move."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from server.collector import calm_collector
from server.db.engine import Store, open_store
from server.db.migrate import ready_schema
from tests.clock import FakeClock
from tests.postgres import Postgres, running_postgres

TESTS = Path(__file__).parent
_numbers = itertools.count(1)

settings.register_profile("default", deadline=None, print_blob=True)
settings.register_profile("quick", deadline=None, print_blob=True, max_examples=25)
settings.register_profile(
    "mutants", deadline=None, derandomize=True, database=None, max_examples=25, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("default")

LONGEST_FIRST = ["kills/test_server_killed", "simulator/test_histories", "simulator", "kills", "hostile", "mutants"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest is begun first: at the end no worker is alone with a long test."""
    items.sort(key=lambda item: _place_in_line(os.path.relpath(item.path, TESTS)))


def _place_in_line(path: str) -> int:
    return next((place for place, name in enumerate(LONGEST_FIRST) if path.startswith(name)), len(LONGEST_FIRST))


def pytest_collection_finish() -> None:
    """As in a server: what was read to get here stays, and is not gone through again and again."""
    calm_collector()


def make_schema(url: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_make_schema, url).result()


def _make_schema(url: str) -> None:
    store = open_store(url)
    ready_schema(store)
    asyncio.run(store.close())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of this run (of this worker, under xdist)."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema and nothing else, to copy."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    make_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a database with the schema and nothing else, to create others from."""
    postgres.do("create database doorstep_template")
    make_schema(postgres.url("doorstep_template"))
    return "doorstep_template"


@pytest.fixture
def template(request: pytest.FixtureRequest) -> Callable[[str], Path | str]:
    """What a test's store is a copy of, on `sqlite` or `postgres`: the schema and no rows."""
    return lambda dialect: request.getfixturevalue(f"{dialect}_template")


@pytest.fixture
def sqlite_database_url(template: Callable[[str], Path | str], tmp_path: Path) -> str:
    """The address of a test's own SQLite store."""
    return f"sqlite:///{shutil.copy(template('sqlite'), tmp_path / 'doorstep.sqlite')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, template: Callable[[str], Path | str]) -> Iterator[str]:
    """The address of a test's own store, one on each database we support."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database_url")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"doorstep_{next(_numbers)}"
    postgres.copy(template("postgres"), name)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An empty store on each database."""
    opened = open_store(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
