"""The store itself, on each database: transactions are whole or not at all."""

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random

import asyncpg
import pytest
from sqlalchemy import Connection, text

from server.db.driver import execute, execute_many, fetch
from server.db.engine import ATTEMPTS, PostgresStore, SqliteStore, Store, open_store
from server.db.refusals import StoreBusy
from tests.server.test_backup import path_of
from tests.stumbling import At, stumble


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


def add_in_three_ways(conn: Connection) -> None:
    execute(conn, "INSERT INTO sample VALUES (?)", 1)
    execute_many(conn, "INSERT INTO sample VALUES (?)", [(2,), (3,)])
    conn.execute(text("/* through SQLAlchemy */ insert into sample values (4)"))


STATEMENTS = ["BEGIN", "INSERT", "/* through SQLAlchemy */", "COMMIT"]


@pytest.mark.parametrize("beginning", STATEMENTS)
async def test_what_was_refused_because_others_write_is_done_again_whole(store: Store, beginning: str) -> None:
    await store.write(make_table)
    again = open_store(store.engine.url.render_as_string(hide_password=False).replace("+asyncpg", ""))
    stumbles = At(beginning, often=ATTEMPTS - 1)
    stumble(again, stumbles)

    await again.write(add_in_three_ways)

    assert (await again.read(count), stumbles.often) == (4, 0)
    await again.close()


@pytest.mark.parametrize("beginning", STATEMENTS)
async def test_what_is_refused_again_and_again_is_told_as_busy_and_leaves_nothing_behind(store: Store, beginning: str) -> None:
    await store.write(make_table)
    again = open_store(store.engine.url.render_as_string(hide_password=False).replace("+asyncpg", ""))
    stumble(again, At(beginning, often=ATTEMPTS))

    with pytest.raises(StoreBusy):
        await again.write(add_in_three_ways)

    assert await again.read(count) == 0
    await again.write(add_in_three_ways)
    await again.close()


async def test_every_connection_to_sqlite_syncs_each_commit_to_disk(sqlite_database_url: str) -> None:
    store = open_store(sqlite_database_url)
    modes = [
        await run(lambda conn: (conn.execute(text("pragma synchronous")).scalar(), conn.execute(text("pragma journal_mode")).scalar()))
        for run in (store.write, store.read)
    ]
    await store.close()

    assert modes == [(2, "wal"), (2, "wal")]  # 2 is FULL


async def sampled(store: Store, chance: Random) -> None:
    """Rows of many lengths, with an index, that come, grow and shrink; then two of three are deleted."""
    await store.write(lambda conn: execute(conn, "CREATE TABLE sample (n integer primary key, body text)"))
    await store.write(lambda conn: execute(conn, "CREATE INDEX sample_body ON sample (body, n)"))
    for key in [key for key in chance.sample(range(1000), 300) for _ in range(2)]:
        length = chance.choice([chance.randint(1, 200), chance.randint(1, 20), chance.randint(1000, 5000)])
        row = (key, ("从前" if key % 3 else "如今") * length)
        await store.write(lambda conn, row=row: execute(conn, "INSERT OR REPLACE INTO sample VALUES (?, ?)", *row))  # type: ignore[misc]
    await store.write(lambda conn: execute(conn, "DELETE FROM sample WHERE n % 3 > 0"))


def holding(file: Path, word: str) -> list[str]:
    return [each.name for each in file.parent.glob(f"{file.name}*") if word.encode() in each.read_bytes()]


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_that_was_deleted_is_left_in_the_file_once_it_is_scrubbed(sqlite_database_url: str, seed: int) -> None:
    """SQLite overwrites what it frees, but not what stays behind in a page when a row moves to the next one."""
    store, file = open_store(sqlite_database_url), path_of(sqlite_database_url)
    await sampled(store, Random(seed))
    assert holding(file, "从前") != []
    kept = await store.read(lambda conn: fetch(conn, "SELECT n, body FROM sample ORDER BY n"))

    await store.scrub()

    assert holding(file, "从前") == []
    await store.write(lambda conn: execute(conn, "UPDATE sample SET body = substr(body, 1, 10) || n"))  # pages that were known before
    await store.close()
    assert holding(file, "从前") == []
    assert facts_of(file) == ("ok", [(n, body[:10] + str(n)) for n, body in kept])


def facts_of(file: Path) -> tuple[str, list[tuple[int, str]]]:
    with closing(sqlite3.connect(file)) as raw:
        return raw.execute("PRAGMA integrity_check").fetchone()[0], raw.execute("SELECT n, body FROM sample ORDER BY n").fetchall()


def test_who_waits_for_another_process_gets_in_soon_after_it_is_done(sqlite_database_url: str) -> None:
    """SQLite's own waiter, which looks after 228 and then after 328 ms, would come 90 ms late."""
    store, other = open_store(sqlite_database_url), open_store(sqlite_database_url)

    def late_s() -> float:
        is_held, left = threading.Event(), [0.0]

        def hold(_: Connection) -> None:
            is_held.set()
            time.sleep(0.24)
            left[0] = time.monotonic()

        with ThreadPoolExecutor(1) as pool:
            holding = pool.submit(other.write_now, hold)
            is_held.wait()
            entered = store.write_now(lambda _: time.monotonic())
            holding.result()
        return entered - left[0]

    late = [late_s() for _ in range(3)]

    assert 0 < min(late) < 0.04
    for each in (store, other):
        asyncio.run(each.close())


async def test_others_read_and_write_while_a_store_is_scrubbed(sqlite_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.db.engine.PAGES_AT_ONCE", 5)
    store, file, other = open_store(sqlite_database_url), path_of(sqlite_database_url), open_store(sqlite_database_url)
    await sampled(store, Random(7))

    def add(conn: Connection, key: int) -> None:
        execute(conn, "INSERT INTO sample VALUES (?, ?)", key, "往后" * (key % 300))

    writes = [each.write(lambda conn, key=key: add(conn, key)) for key in range(1000, 1100) for each in [store if key % 2 else other]]  # type: ignore[misc]
    reads = [store.read(lambda conn: fetch(conn, "SELECT COUNT(*), SUM(length(body)) FROM sample")) for _ in range(50)]
    await asyncio.gather(store.scrub(), store.scrub(), *writes, *reads)

    for each in (store, other):
        await each.close()
    told, rows = facts_of(file)
    assert (holding(file, "从前"), told, sum(n >= 1000 for n, _ in rows)) == ([], "ok", 100)


async def test_a_log_that_somebody_keeps_reading_is_told_and_scrubbed_later(sqlite_database_url: str) -> None:
    store, file = open_store(sqlite_database_url), path_of(sqlite_database_url)
    assert isinstance(store, SqliteStore)
    store.patience_ms = 1
    await sampled(store, Random(1))
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM sample").fetchone()
        await store.write(lambda conn: execute(conn, "DELETE FROM sample WHERE n = 0"))
        with pytest.raises(StoreBusy):
            await store.scrub()

    await store.scrub()

    await store.close()
    assert holding(file, "从前") == []


async def test_a_file_with_pages_of_another_sort_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("PRAGMA auto_vacuum = FULL")
        raw.execute("CREATE TABLE first (n)")
    store = open_store(f"sqlite:///{file}")
    await sampled(store, Random(1))

    await store.scrub()

    await store.close()
    assert (holding(file, "从前"), facts_of(file)[0]) == ([], "ok")
