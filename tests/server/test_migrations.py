"""The migrations make the tables that the code declares, and take them away again."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from server.app import create_app
from server.db.driver import execute, execute_many, fetch
from server.db.engine import Store, open_store
from server.db.migrate import OldSchemaError, migrate, ready_schema, scripts
from server.db.tables import metadata
from server.settings import Settings
from tests.postgres import Postgres

DOORSTEP = Path(sys.executable).parent / "doorstep"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store without any table."""
    if request.param == "sqlite":
        store = open_store(f"sqlite:///{tmp_path / 'new.sqlite'}")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        postgres.do("drop database if exists migrated")
        postgres.do("create database migrated")
        store = open_store(postgres.url("migrated"))
    yield store
    asyncio.run(store.close())


def names(conn: Connection) -> set[str]:
    return set(inspect(conn).get_table_names())


def test_a_new_store_gets_exactly_the_declared_tables(empty_store: Store) -> None:
    ready_schema(empty_store)

    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn, opts={"compare_type": False}), metadata))

    assert empty_store.read_now(names) == {*metadata.tables, "alembic_version"}
    assert empty_store.read_now(differences) == []


def test_a_ready_store_is_left_as_it_is(empty_store: Store) -> None:
    ready_schema(empty_store)

    ready_schema(empty_store)

    assert migrate(empty_store, "head") == (scripts().get_current_head(), scripts().get_current_head())


def test_every_version_can_be_taken_back(empty_store: Store) -> None:
    ready_schema(empty_store)

    migrate(empty_store, "base")

    assert empty_store.read_now(names) == {"alembic_version"}
    assert migrate(empty_store, "head")[1] == scripts().get_current_head()


def test_an_older_store_says_what_to_run(empty_store: Store) -> None:
    empty_store.write_now(metadata.create_all)  # tables without a version

    with pytest.raises(OldSchemaError, match="doorstep migrate"):
        ready_schema(empty_store)


def run(*args: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([str(DOORSTEP), *args], capture_output=True, text=True, check=False, env=env, timeout=60)


@pytest.mark.program
def test_several_processes_on_sqlite_are_refused_in_words(tmp_path: Path) -> None:
    done = run("serve", "--database", f"sqlite:///{tmp_path / 's.sqlite'}", "--workers", "2")

    assert done.returncode == 1
    assert "PostgreSQL" in done.stderr
    assert not (tmp_path / "s.sqlite").exists()


@pytest.mark.program
def test_a_token_of_the_command_line_opens_the_api(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 's.sqlite'}"

    nobody = run("token", "--database", database, "--person", "nobody")
    invited = run("invite", "--database", database, "--name", "陈晓明", "--role", "coordinator")
    token = run("token", "--database", database)

    assert (nobody.returncode, invited.returncode, token.returncode) == (1, 0, 0), invited.stderr
    assert "/enrol#" in invited.stdout
    assert len(token.stdout.strip()) == 43


async def test_a_server_over_another_versions_store_is_not_ready(sqlite_database_url: str) -> None:
    app = create_app(Settings(database=sqlite_database_url))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        ready = await client.get("/health/ready")
        app.state.store.write_now(lambda conn: _pretend(conn, "0000"))
        other = await client.get("/health/ready")
    await app.state.store.close()

    assert (ready.status_code, other.status_code) == (200, 503)
    assert "doorstep migrate" in other.json()["detail"]


def _pretend(conn: Connection, version: str) -> None:
    conn.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_a_store_of_before_is_written_anew_once(tmp_path: Path) -> None:
    file, word = tmp_path / "old.sqlite", "从前删掉的一句话"
    store = open_store(f"sqlite:///{file}")
    migrate(store, "0015")
    asyncio.run(store.close())
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("PRAGMA secure_delete=OFF")
        raw.executemany("INSERT INTO teams (id, name, made_at) VALUES (?, ?, 0)", [(bytes([n] * 16), word * 200) for n in range(60)])
        raw.execute("DELETE FROM teams")
    assert word.encode() in file.read_bytes()

    store = open_store(f"sqlite:///{file}")
    migrate(store, "head")
    asyncio.run(store.close())

    assert [each.name for each in tmp_path.glob("old*") if word.encode() in each.read_bytes()] == []


def test_a_store_of_before_gets_a_secret_that_no_phone_was_told(empty_store: Store) -> None:
    migrate(empty_store, "0017")
    made = "INSERT INTO organization (id, name, time_zone, epoch, version_base, seal_key, journal_n, made_at) VALUES (?, '祥和', 'Asia/Shanghai', ?, 0, ?, 0, 0)"
    empty_store.write_now(lambda conn: execute(conn, made, uuid4(), uuid4(), b"k" * 32))

    migrate(empty_store, "head")

    secret = empty_store.read_now(lambda conn: bytes(fetch(conn, "SELECT file_secret FROM organization")[0][0]))
    assert (len(secret), secret == b"k" * 32) == (32, False)


def test_files_of_rolls_that_wait_are_kept_by_a_new_version_and_by_the_one_before(empty_store: Store) -> None:
    migrate(empty_store, "0025")
    made = "INSERT INTO roll_uploads (id, name, size, data, look, state, made_at) VALUES (?, 'roll.csv', ?, ?, ?, 'previewed', 0)"
    waits, is_in = uuid4(), uuid4()
    for upload_id, data in ((waits, b"file"), (is_in, None)):
        empty_store.write_now(lambda conn, of=upload_id, data=data: execute(conn, made, of, 4, data, b""))  # type: ignore[misc]

    migrate(empty_store, "head")
    files = empty_store.read_now(lambda conn: [(row[0], bytes(row[1])) for row in fetch(conn, "SELECT upload_id, data FROM roll_files")])
    migrate(empty_store, "0025")
    back = empty_store.read_now(lambda conn: {row[0]: row[1] for row in fetch(conn, "SELECT id, data FROM roll_uploads")})

    assert files == [(waits, b"file")]
    assert (bytes(back[waits]), back[is_in]) == (b"file", None)


def test_phones_of_before_are_known_by_the_names_that_they_forked_to(empty_store: Store) -> None:
    migrate(empty_store, "0029")
    person, other, first, second, third, strange = [uuid4() for _ in range(6)]
    made = "INSERT INTO replicas (id, person_id, kind, forked_from, first_n, highest_n, missing, lost, made_at) VALUES (?, ?, 'phone', ?, 1, 0, ?, ?, 0)"
    rows = [(first, person, None), (second, person, first), (third, person, second), (strange, other, first)]
    empty_store.write_now(lambda conn: execute_many(conn, made, [(*row, b"[]", b"[]") for row in rows]))

    migrate(empty_store, "head")

    of = empty_store.read_now(lambda conn: {row[0]: row[1] for row in fetch(conn, "SELECT id, phone_id FROM replicas")})
    assert of == {first: None, second: first, third: first, strange: None}


def test_a_phone_of_before_that_forked_often_is_one_under_all_its_names(empty_store: Store) -> None:
    migrate(empty_store, "0029")
    person, chain, circle = uuid4(), [uuid4() for _ in range(60)], [uuid4() for _ in range(3)]
    made = "INSERT INTO replicas (id, person_id, kind, forked_from, first_n, highest_n, missing, lost, made_at) VALUES (?, ?, 'phone', ?, 1, 0, ?, ?, 0)"
    forks = [*zip(chain, [None, *chain], strict=False), *zip(circle, [circle[-1], *circle], strict=False)]
    rows = [(name, person, former, b"[]", b"[]") for name, former in forks]
    empty_store.write_now(lambda conn: execute_many(conn, made, rows))

    migrate(empty_store, "head")

    of = empty_store.read_now(lambda conn: {row[0]: row[1] for row in fetch(conn, "SELECT id, phone_id FROM replicas")})
    assert [of[name] for name in chain] == [None] + chain[:1] * 59
