"""What a POST with a client-made id was answered, so that the same id again is answered the same."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update

from server.db.driver import fetch
from server.db.tables import calls

KEPT_MS = 30 * 86_400_000  # nobody repeats a call for longer
CHUNK = 500
FORGET = "DELETE FROM calls WHERE id IN (SELECT id FROM calls WHERE at < ? ORDER BY id LIMIT ?) RETURNING id"


class Call(msgspec.Struct, frozen=True):
    person_id: UUID | None
    path: str
    answer: bytes


def begin_call(conn: Connection, call_id: UUID, person_id: UUID | None, path: str, now: int) -> Call | None:
    """Take the id, waiting for another transaction that is just taking it. The stored call if it was taken before."""
    taken = fetch(
        conn,
        "INSERT INTO calls (id, person_id, path, answer, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING path",
        call_id,
        person_id,
        path,
        b"",
        now,
    )
    if taken:
        return None
    row = conn.execute(select(calls.c.person_id, calls.c.path, calls.c.answer).where(calls.c.id == call_id)).one()
    return Call(row.person_id, row.path, row.answer)


def finish_call(conn: Connection, call_id: UUID, answer: bytes) -> None:
    conn.execute(update(calls).where(calls.c.id == call_id).values(answer=answer))


def forget_calls(conn: Connection, now: int) -> bool:
    """Of those kept long enough, one transaction's worth. True: there may be more."""
    return len(fetch(conn, FORGET, now - KEPT_MS, CHUNK)) == CHUNK
