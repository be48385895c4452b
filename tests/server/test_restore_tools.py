"""A store put back with the programs that people really have, and a restore that is broken off and begun again."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from server.cli import main
from server.db.engine import open_store
from tests.postgres import Postgres, find_binaries
from tests.server.office import Office

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
RESTORE = [sys.executable, "-m", "server.cli", "restore"]
LONGEST_S = 1.6  # a restore of a small store takes about as long


async def closed(office: Office) -> None:
    await office.store.close()
    await office.app.state.store.close()


@pytest.fixture
def tools() -> Path:
    """The folder of pg_dump and pg_restore beside the server's own programs."""
    folder = find_binaries()
    if folder is None or not (folder / "pg_dump").exists() or not (folder / "pg_restore").exists():
        pytest.skip("this PostgreSQL came without pg_dump and pg_restore")
    return folder


@pytest.fixture
def empty_database(postgres: Postgres) -> Iterator[str]:
    postgres.do("create database put_back")
    yield postgres.url("put_back")
    postgres.drop("put_back")


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


async def counts(office: Office) -> dict[str, int]:
    tables = [name for (name,) in await office.rows(TABLES)]
    return {name: (await office.rows(f'SELECT count(*) FROM "{name}"'))[0][0] for name in tables}


@pytest.mark.program
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_dump_taken_while_served_is_put_back_by_postgresqls_own_programs(
    office: Office, database_url: str, empty_database: str, tools: Path, tmp_path: Path
) -> None:
    ann, dump = office.phone("ann"), tmp_path / "dump"
    kept, later = (ann.visit(office.team.doors[at], office.campaign) for at in (0, 1))
    await ann.push(kept)
    await ann.pull()
    versions = {door: card["version"] for door, card in ann.cards.items()}
    before = await counts(office)
    await asyncio.to_thread(run, tools / "pg_dump", "--format=custom", f"--file={dump}", database_url)
    await ann.push(later)
    await closed(office)

    await asyncio.to_thread(run, tools / "pg_restore", "--exit-on-error", f"--dbname={empty_database}", dump)
    assert await asyncio.to_thread(main, ("restore", "--database", empty_database)) == 0
    office.app.state.store = office.store = open_store(empty_database)
    after = await counts(office)
    again = await ann.push(kept, later)
    await ann.pull()

    assert after == before
    assert before["visits"] == 1
    assert [receipt["outcome"] for receipt in again["receipts"]] == ["applied", "applied"]
    assert await office.rows("SELECT count(*) FROM visits") == [(2,)]
    assert all(card["version"] > versions[door] for door, card in ann.cards.items())
    await office.store.close()


@pytest.fixture
async def older(office: Office, sqlite_database_url: str, tmp_path: Path) -> Path:
    """A copy; what came after it is one visit."""
    assert await asyncio.to_thread(main, ("backup", str(tmp_path / "copy"), "--database", sqlite_database_url)) == 0
    ann = office.phone("ann")
    await ann.push(ann.visit(office.team.doors[0], office.campaign))
    await closed(office)
    return tmp_path / "copy"


def read(url: str, sql: str) -> object:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as found:
        return found.execute(sql).fetchone()[0]


@pytest.mark.program
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_restore_that_was_killed_was_done_or_was_not_and_can_be_done_again(sqlite_database_url: str, older: Path) -> None:
    rng, epoch = Random("restores"), read(sqlite_database_url, "SELECT hex(epoch) FROM organization")
    seen = set()
    for _ in range(8):
        begun = subprocess.Popen(
            [*RESTORE, str(older), "--database", sqlite_database_url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            await asyncio.to_thread(begun.wait, rng.uniform(0, LONGEST_S))
        except subprocess.TimeoutExpired:
            begun.kill()
            await asyncio.to_thread(begun.wait)

        assert read(sqlite_database_url, "PRAGMA integrity_check") == "ok"
        is_new = read(sqlite_database_url, "SELECT hex(epoch) FROM organization") != epoch
        seen.add((read(sqlite_database_url, "SELECT count(*) FROM visits"), is_new))

    done = await asyncio.to_thread(subprocess.run, [*RESTORE, str(older), "--database", sqlite_database_url], capture_output=True)
    left = [path.name for path in Path(older.parent).glob("*.restoring*")]

    assert seen <= {(1, False), (0, True)}
    assert (done.returncode, done.stderr, left) == (0, b"", [])
    assert read(sqlite_database_url, "SELECT count(*) FROM visits") == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_a_killed_restore_left_beside_the_store_does_not_get_into_the_next(
    sqlite_database_url: str, older: Path, tmp_path: Path
) -> None:
    store = Path(sqlite_database_url.removeprefix("sqlite:///"))
    half = Path(shutil.copy(older, store.with_name(f"{store.name}.restoring")))
    with closing(sqlite3.connect(half, isolation_level=None)) as killed:
        killed.execute("PRAGMA journal_mode=WAL")
        killed.execute("UPDATE organization SET name = 'of another copy'")
        shutil.copy(f"{half}-wal", tmp_path / "wal")
    shutil.copy(tmp_path / "wal", f"{half}-wal")

    assert await asyncio.to_thread(main, ("restore", str(older), "--database", sqlite_database_url)) == 0

    assert read(sqlite_database_url, "SELECT name FROM organization") == "祥和社区"
