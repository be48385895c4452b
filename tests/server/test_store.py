"""The store itself, on each database: transactions are whole or not at all."""

import asyncio
from random import Random

import asyncpg
import pytest
from sqlalchemy import Connection, text

from server.db.driver import execute, fetch
from server.db.engine import PostgresStore, Store, open_store
from tests.server.test_backup import path_of


def make_table(conn: Connection) -> None:
    conn.execute(text("create table sample (n integer primary key)"))


def count(conn: Connection) -> int:
    return int(conn.execute(text("select count(*) from sample")).scalar_one())


async def test_what_was_written_is_read_again(store: Store) -> None:
    await store.write(make_table)
    await store.write(lambda conn: conn.execute(text("insert into sample values (1), (2)")) and None)

    assert await store.read(count) == 2


async def test_a_write_that_raises_leaves_nothing_behind(store: Store) -> None:
    def fail(conn: Connection) -> None:
        conn.execute(text("insert into sample values (1)"))
        raise ValueError("after the first row")

    await store.write(make_table)

    with pytest.raises(ValueError, match="after the first row"):
        await store.write(fail)
    assert await store.read(count) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has no server to restart
async def test_a_database_that_was_restarted_answers_again(store: Store) -> None:
    assert isinstance(store, PostgresStore)
    await asyncio.gather(*(store.read(lambda conn: fetch(conn, "SELECT pg_sleep(0.05)")) for _ in range(4)))  # a pool of several
    outside = await asyncpg.connect(store.engine.url.set(drivername="postgresql").render_as_string())
    await outside.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await outside.close()

    for _ in range(8):
        assert await store.read(lambda conn: fetch(conn, "SELECT 1")[0][0]) == 1


async def test_every_connection_to_sqlite_syncs_each_commit_to_disk(sqlite_database_url: str) -> None:
    store = open_store(sqlite_database_url)
    modes = [
        await run(lambda conn: (conn.execute(text("pragma synchronous")).scalar(), conn.execute(text("pragma journal_mode")).scalar()))
        for run in (store.write, store.read)
    ]
    await store.close()

    assert modes == [(2, "wal"), (2, "wal")]  # 2 is FULL


async def test_nothing_that_was_deleted_is_left_in_the_file_once_it_is_scrubbed(sqlite_database_url: str) -> None:
    """SQLite overwrites what it frees, but not what stays behind in a page when a row moves to the next one."""
    store, file, chance = open_store(sqlite_database_url), path_of(sqlite_database_url), Random(4)
    keys = chance.sample(range(1000), 200)
    await store.write(lambda conn: execute(conn, "CREATE TABLE sample (n integer primary key, body text)"))
    for key in keys:
        row = (key, ("从前" if key % 3 else "如今") * chance.randint(1, 200))
        await store.write(lambda conn, row=row: execute(conn, "INSERT INTO sample VALUES (?, ?)", *row))

    await store.write(lambda conn: execute(conn, "DELETE FROM sample WHERE n % 3 > 0"))
    await store.scrub()

    left = [each.name for each in file.parent.glob(f"{file.name}*") if "从前".encode() in each.read_bytes()]
    await store.close()
    assert left == []
