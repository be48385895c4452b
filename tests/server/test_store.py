"""The store itself, on each database: transactions are whole or not at all."""

import pytest
from sqlalchemy import Connection, text

from server.db.engine import Store


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
