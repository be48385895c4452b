"""`kill -9` of the server and of its database at chance moments under load: nothing acknowledged is lost. DOORSTEP_KILLS says how many."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kills.kill import DURABLE, Tally, kill_over_postgres, kill_over_sqlite
from tests.postgres import Postgres, running_postgres

KILLS = int(os.environ.get("DOORSTEP_KILLS", "20")) // 2  # of each

pytestmark = pytest.mark.program


@pytest.fixture(scope="module")
def durable() -> Iterator[Postgres]:
    with running_postgres(**DURABLE) as server:
        yield server


async def test_nothing_acknowledged_is_lost_when_the_server_over_sqlite_is_killed(tmp_path: Path) -> None:
    judge(await kill_over_sqlite(tmp_path, 1, KILLS))


async def test_nothing_acknowledged_is_lost_when_the_server_or_postgresql_is_killed(tmp_path: Path, durable: Postgres) -> None:
    judge(await kill_over_postgres(durable, tmp_path, 2, KILLS))


def judge(tally: Tally) -> None:
    print(tally)
    assert tally.wrong == []
    assert tally.kills == KILLS
    assert tally.acknowledged > 20 * KILLS
