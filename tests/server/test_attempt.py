"""A part of a transaction that fails leaves the rest, and what the store itself says is for the whole of it."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from server.db.attempt import attempt, failing
from server.db.driver import execute, fetch
from server.db.engine import Store, open_store
from server.db.refusals import StoreFull
from server.journal.deeds import BuildingRemoved
from server.journal.file import Journal, note, read_lines
from tests.server.community import Community

NO_ROOM = "DO $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$"


async def test_what_failed_is_undone_with_what_it_noted_and_the_rest_stays(
    store: Store, community: Community, database_url: str, tmp_path: Path
) -> None:
    await store.write(lambda conn: execute(conn, "CREATE TABLE numbers (n INTEGER PRIMARY KEY)"))
    kept = open_store(database_url, journal=Journal(tmp_path / "journal"))
    done, undone = (BuildingRemoved(at=1, building_id=uuid4()) for _ in range(2))

    def put(conn: Connection, numbers: list[int], deed: BuildingRemoved) -> str:
        note(conn, deed)
        for number in numbers:
            execute(conn, "INSERT INTO numbers VALUES (?)", number)
        return "put"

    def work(conn: Connection) -> None:
        assert attempt(conn, "one", lambda: put(conn, [1], done)) == "put"
        assert attempt(conn, "two", lambda: put(conn, [2, 1], undone)) is None
        assert failing(conn, "three", [3, 1, 4], lambda rows, _: put(conn, list(rows), done)) == [1]

    await kept.write(work)
    await kept.close()

    assert await store.read(lambda conn: [row[0] for row in fetch(conn, "SELECT n FROM numbers ORDER BY n")]) == [1, 3, 4]
    entries = read_lines(tmp_path / "journal").entries
    assert [entry.deeds for entry in entries] == [(done, done, done)]


async def test_no_room_is_no_failure_of_the_work(store: Store) -> None:
    """Else what waits would be given up because a disk was full for a minute."""

    def fills(conn: Connection) -> None:
        if store.dialect == "postgresql":
            conn.exec_driver_sql(NO_ROOM)
        else:
            pages = fetch(conn, "PRAGMA page_count")[0][0]
            fetch(conn, f"PRAGMA max_page_count = {pages}")
            conn.exec_driver_sql("CREATE TABLE large AS SELECT zeroblob(10000000) AS it")

    with pytest.raises(StoreFull):
        await store.write(lambda conn: attempt(conn, "filling the disk", lambda: fills(conn)))
