"""An office that keeps a journal, and copies of its store."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from server.settings import Settings
from tests.clock import FakeClock
from tests.postgres import Postgres
from tests.server.community import Community
from tests.server.conftest import Serve
from tests.server.journal.copies import Copies
from tests.server.office import Office


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "desk.journal"


@pytest.fixture
async def office(
    database_url: str, clock: FakeClock, store: Any, community: Community, serve: Serve, journal: Path
) -> AsyncIterator[Office]:
    async with serve(Settings(database=database_url, journal=journal), clock) as app:
        office = Office(app, store, community, clock)
        yield office
        await office.http.aclose()


@pytest.fixture
def older(request: pytest.FixtureRequest, database_url: str, template: Callable[[str], Path | str], tmp_path: Path) -> Iterator[str]:
    """Another store as the office's was at first: a copy that was taken then."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{shutil.copy(template('sqlite'), tmp_path / 'older.sqlite')}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"older_{uuid4().hex}"
    postgres.copy(template("postgres"), name)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def copies(request: pytest.FixtureRequest, office: Office, database_url: str, journal: Path) -> Iterator[Copies]:
    made = Copies(office, database_url, journal, lambda: request.getfixturevalue("postgres"))
    yield made
    made.drop()
