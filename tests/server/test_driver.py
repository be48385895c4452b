"""Bulk writes do the same on each database, however many rows there are."""

import asyncio
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import Connection

from server.db.driver import ROWS_AT_ONCE, arrays_sql, execute_set, fetch, fetch_some
from server.db.engine import Store, open_store

PUT = "INSERT INTO households (id, is_known, version, body, is_closed, made_at) VALUES (?, ?, ?, ?, ?, NULL)"
CHANGE = "UPDATE households SET version = ?, body = ? WHERE id = ? AND is_known"


@pytest.fixture
def empty(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    yield store
    asyncio.run(store.close())


@pytest.mark.parametrize("count", [0, 1, 7, 8, 200])
def test_a_set_of_rows_is_inserted_and_changed_row_by_row(empty: Store, count: int) -> None:
    ids = [UUID(int=number) for number in range(1, count + 1)]
    rows = [(each, True, 1, b"card", False) for each in ids]
    changes = [(each.int, None if each.int % 2 else b"new", each) for each in ids]

    empty.write_now(lambda conn: execute_set(conn, PUT, rows))
    empty.write_now(lambda conn: execute_set(conn, CHANGE, changes))

    found = empty.read_now(lambda conn: fetch(conn, "SELECT id, version, body, made_at FROM households ORDER BY version"))
    assert [tuple(row) for row in found] == [(id_, version, body, None) for version, body, id_ in changes]


@pytest.mark.parametrize("count", [0, 1, ROWS_AT_ONCE, 2 * ROWS_AT_ONCE + 1])
def test_many_rows_come_some_at_a_time(empty: Store, count: int) -> None:
    ids = [UUID(int=number) for number in range(1, count + 2)]
    empty.write_now(lambda conn: execute_set(conn, PUT, [(each, True, 1, b"card", False) for each in ids]))

    wanted = "SELECT id FROM households WHERE id <> ? AND id IN (??) ORDER BY id"
    found = empty.read_now(lambda conn: list(fetch_some(conn, wanted, ids[-1], ids[-30_000:])))

    assert [row[0] for row in found] == ids[:-1]


@pytest.mark.parametrize("among", [0, 1, 3])
def test_a_list_says_which_ids_are_meant_or_are_not(empty: Store, among: int) -> None:
    ids = [UUID(int=number) for number in range(1, 5)]
    empty.write_now(lambda conn: execute_set(conn, PUT, [(each, True, 1, b"card", False) for each in ids]))

    def found(conn: Connection) -> list[list[UUID]]:
        asked = [fetch(conn, f"SELECT id FROM households WHERE id {word} (??) ORDER BY id", ids[:among]) for word in ("IN", "NOT IN")]
        return [[row[0] for row in rows] for rows in asked]

    assert empty.read_now(found) == [ids[:among], ids[among:]]


def test_values_are_taken_from_arrays_of_their_types() -> None:
    assert arrays_sql("INSERT INTO t (a, b, c) VALUES (?, NULL, ?) ON CONFLICT (a) DO NOTHING", ["uuid[]", "text[]"]) == (
        "INSERT INTO t (a, b, c) SELECT u.c1, NULL, u.c2 FROM unnest($1::uuid[], $2::text[]) AS u(c1, c2) ON CONFLICT (a) DO NOTHING"
    )
    assert arrays_sql("UPDATE t SET a = ? WHERE b = ? AND c", ["int8[]", "uuid[]"]) == (
        "UPDATE t SET a = u.c1 FROM unnest($1::int8[], $2::uuid[]) AS u(c1, c2) WHERE b = u.c2 AND c"
    )
