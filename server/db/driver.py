"""Statements handed straight to the driver: the hot path's reads and bulk writes, one text for SQLite and PostgreSQL.

SQL here is written with `?` for a value, `(??)` for a list of ids (`id IN (??)`, `id NOT IN (??)`), and `{lock}` where PostgreSQL locks the rows read
(`{lock_free}`: those that nobody else holds; `{lock_shared}`: so that nobody changes them meanwhile).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.util import await_only

Row = Sequence[Any]
LOCKS = {"{lock}": "FOR UPDATE", "{lock_free}": "FOR UPDATE SKIP LOCKED", "{lock_shared}": "FOR SHARE"}
AS_ARRAY = {"IN (??)": "= ANY({})", "NOT IN (??)": "<> ALL({})"}
ROWS_AT_ONCE = 1_000
ARRAYS_FROM = 8  # rows; for fewer PostgreSQL gains nothing


def fetch(conn: Connection, sql: str, *params: Any) -> Sequence[Row]:
    """All rows of one statement. A list parameter fills one `(??)`; nothing is in an empty list."""
    raw: Any = conn.connection.driver_connection
    if conn.dialect.name == "sqlite":
        rows: Sequence[Row] = raw.execute(*_spread(sql, params)).fetchall()
        return rows
    found: Sequence[Row] = await_only(raw.fetch(_for_postgresql(sql), *params))
    return found


def fetch_some(conn: Connection, sql: str, *params: Any) -> Iterator[Row]:
    """As `fetch`, for rows by the ten thousand: read some at a time, and who waits for the process goes on in between. To be read to its end."""
    raw: Any = conn.connection.driver_connection
    if conn.dialect.name == "sqlite":
        cursor = raw.execute(*_spread(sql, params))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
        return
    cursor = await_only(_opened(raw, _for_postgresql(sql), params))
    while rows := await_only(cursor.fetch(ROWS_AT_ONCE)):
        yield from rows


def _spread(sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """A statement and its parameters as SQLite takes them: each of a list by itself."""
    lists = tuple(len(param) for param in params if isinstance(param, list))
    return _for_sqlite(sql, lists), [part for param in params for part in (param if isinstance(param, list) else (param,))]


async def _opened(raw: Any, sql: str, params: Sequence[Any]) -> Any:
    return await raw.cursor(sql, *params)


def execute_many(conn: Connection, sql: str, rows: Iterable[Row]) -> None:
    """One statement for many rows of parameters; nothing for none."""
    many = rows if isinstance(rows, list) else list(rows)
    if not many:
        return
    raw: Any = conn.connection.driver_connection
    if conn.dialect.name == "sqlite":
        raw.executemany(_for_sqlite(sql, ()), many)
    else:
        await_only(raw.executemany(_for_postgresql(sql), many))


def execute_set(conn: Connection, sql: str, rows: Iterable[Row]) -> None:
    """As `execute_many`, where no two rows meet the same row of the table: PostgreSQL gets them all in one statement of arrays.

    `sql` is an INSERT … VALUES (…) or an UPDATE … WHERE …, with each `?` a value by itself.
    """
    many = rows if isinstance(rows, list) else list(rows)
    if conn.dialect.name == "sqlite" or len(many) < ARRAYS_FROM:
        execute_many(conn, sql, many)
        return
    raw: Any = conn.connection.driver_connection
    await_only(raw.execute(await_only(_with_arrays(raw, sql)), *(list(column) for column in zip(*many, strict=True))))


async def _with_arrays(raw: Any, sql: str) -> str:
    """The statement over `unnest($1::type[], …)`; PostgreSQL says itself, once, what type each value has."""
    known = _array_sql.get(sql)
    if known is None:
        types = [f"{parameter.name}[]" for parameter in (await raw.prepare(_for_postgresql(sql))).get_parameters()]
        known = _array_sql[sql] = arrays_sql(sql, types)
    return known


_array_sql: dict[str, str] = {}


def arrays_sql(sql: str, types: Sequence[str]) -> str:
    """`sql` with its values taken from arrays of these types."""
    names = iter(range(1, len(types) + 1))
    told = re.sub(r"\?", lambda _: f"u.c{next(names)}", sql)
    given = ", ".join(f"${place}::{type_}" for place, type_ in enumerate(types, 1))
    source = f"FROM unnest({given}) AS u({', '.join(f'c{place}' for place in range(1, len(types) + 1))})"
    if told.lstrip().startswith("INSERT"):
        return re.sub(r"\bVALUES\s*\(([^()]*)\)", lambda found: f"SELECT {found[1]} {source}", told, count=1)
    return re.sub(r"\bWHERE\b", f"{source} WHERE", told, count=1)


def execute(conn: Connection, sql: str, *params: Any) -> None:
    """One statement whose rows nobody reads."""
    raw: Any = conn.connection.driver_connection
    if conn.dialect.name == "sqlite":
        raw.execute(_for_sqlite(sql, ()), params)
    else:
        await_only(raw.execute(_for_postgresql(sql), *params))


@lru_cache(maxsize=512)
def _for_sqlite(sql: str, lists: tuple[int, ...]) -> str:
    sizes = iter(lists)
    return re.sub(r"\(\?\?\)", lambda _: "(" + ",".join("?" * next(sizes)) + ")", re.sub(r"\{lock\w*\}", "", sql))


@lru_cache(maxsize=512)
def _for_postgresql(sql: str) -> str:
    count = 0

    def number(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return AS_ARRAY.get(match[0], "{}").format(f"${count}")

    return re.sub(r"(?:NOT )?IN \(\?\?\)|\?", number, re.sub(r"\{lock\w*\}", lambda found: LOCKS[found[0]], sql))
