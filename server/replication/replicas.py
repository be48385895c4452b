"""Replicas: whose they are, which numbers of theirs the server holds, and what they last said of themselves."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import execute, execute_many, fetch
from sync.errors import OtherPerson
from sync.protocol import Status
from sync.ranges import Held, Range

HEARD_MS = 60_000  # last_seen_at is written at most this often by pulls

FIND = """
SELECT person_id, first_n, highest_n, missing, lost, lost_at, last_seen_at, unsent, attention, wipe_asked_at, wiped_at, phone_id
FROM replicas WHERE id = ? {lock}
"""
NEW = """
INSERT INTO replicas (id, person_id, kind, device, forked_from, first_n, highest_n, missing, lost, made_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
"""
HEARD_SET = """last_seen_at = ?, unsent = COALESCE(?, unsent), unsent_at = COALESCE(?, unsent_at),
    oldest_at = CASE WHEN ? THEN ? ELSE oldest_at END, attention = COALESCE(?, attention),
    persisted = COALESCE(?, persisted), app = COALESCE(?, app)"""
NUMBERS_SET = "first_n = ?, highest_n = ?, missing = ?, lost = ?"
HEARD = f"UPDATE replicas SET {HEARD_SET} WHERE id = ?"
NUMBERS = f"UPDATE replicas SET {NUMBERS_SET} WHERE id = ?"
PUSHED = f"UPDATE replicas SET {NUMBERS_SET}, {HEARD_SET} WHERE id = ?"
WIPED = """
UPDATE replicas SET wipe_asked_at = COALESCE(wipe_asked_at, ?), wiped_at = CASE WHEN ? THEN COALESCE(wiped_at, ?) ELSE wiped_at END
WHERE id = ?
"""
FORKED = "UPDATE replicas SET forked_from = ? WHERE id = ? AND forked_from IS NULL AND highest_n < first_n"

FIRST_NAME = "SELECT COALESCE(phone_id, id), lost_at FROM replicas WHERE id = ? AND person_id = ?"
GOES_ON = "UPDATE replicas SET phone_id = ? WHERE person_id = ? AND (id = ? OR phone_id = ?)"
NAMES = """
SELECT o.id FROM replicas r JOIN replicas o ON o.person_id = r.person_id AND COALESCE(o.phone_id, o.id) = COALESCE(r.phone_id, r.id)
WHERE r.id = ? ORDER BY o.id
"""
LOSE = "UPDATE replicas SET lost_at = ? WHERE lost_at IS NULL AND id = ?"
LOST = "SELECT lost_at FROM replicas WHERE id IN (??)"

_encode = msgspec.json.Encoder().encode
_ranges = msgspec.json.Decoder(tuple[Range, ...])


class Replica(msgspec.Struct, frozen=True):
    """One installed copy of the app (or a desk, a roll, a job) as the server knows it."""

    id: UUID
    person_id: UUID
    held: Held
    lost_at: int | None = None
    last_seen_at: int | None = None
    unsent: int | None = None
    attention: int | None = None
    wipe_asked_at: int | None = None
    wiped_at: int | None = None
    phone_id: UUID | None = None


def find_replica(conn: Connection, replica_id: UUID, *, lock: bool) -> Replica | None:
    rows = fetch(conn, FIND if lock else FIND.replace("{lock}", ""), replica_id)
    return _replica(replica_id, rows[0]) if rows else None


def _replica(replica_id: UUID, row: Any) -> Replica:
    person_id, first, highest, missing, lost, lost_at, seen_at, unsent, attention, asked_at, wiped_at, phone_id = row
    held = Held(first, highest, _ranges.decode(missing), _ranges.decode(lost))
    return Replica(replica_id, person_id, held, lost_at, seen_at, unsent, attention, asked_at, wiped_at, phone_id)


def claim_replica(
    conn: Connection,
    replica_id: UUID,
    person_id: UUID,
    now: int,
    *,
    kind: str = "phone",
    device: str | None = None,
    forked_from: UUID | None = None,
    signed_in_as: UUID | None = None,
) -> Replica:
    """The replica, locked; one not seen before is this person's for ever. Raises OtherPerson for somebody else's.

    `signed_in_as`: whose sign-in it came by. A cookie is of one phone, whatever that calls itself; without one it is believed what it forked from.
    """
    replica = find_replica(conn, replica_id, lock=True)
    if replica is None:
        row = (replica_id, person_id, kind, device, forked_from, 1, 0, b"[]", b"[]", now)
        execute_many(conn, NEW, [row])
        replica = find_replica(conn, replica_id, lock=True)
    elif forked_from is not None and replica.held.highest < replica.held.first:
        execute(conn, FORKED, forked_from, replica_id)  # it was heard by a pull before its first push arrived
    if replica is None or replica.person_id != person_id:
        raise OtherPerson("this replica belongs to somebody else")
    former_id = signed_in_as or forked_from
    if former_id is None or former_id == replica_id or replica.held.highest >= replica.held.first:
        return replica
    return go_on_as(conn, replica, former_id)


def go_on_as(conn: Connection, replica: Replica, former_id: UUID) -> Replica:
    """One phone has both names: lost under either, it is lost under all."""
    rows = fetch(conn, FIRST_NAME, former_id, replica.person_id) if replica.phone_id is None else ()
    if not rows or rows[0][0] == replica.id:
        return replica
    phone_id, lost_at = rows[0]
    execute(conn, GOES_ON, phone_id, replica.person_id, replica.id, replica.id)
    lost_at = lost_at or replica.lost_at
    if lost_at is not None:
        mark_lost(conn, names_of(conn, replica.id), lost_at)
    return msgspec.structs.replace(replica, phone_id=phone_id, lost_at=lost_at)


def names_of(conn: Connection, replica_id: UUID) -> list[UUID]:
    """All the names of its phone."""
    return [row[0] for row in fetch(conn, NAMES, replica_id)]


def mark_lost(conn: Connection, names: Collection[UUID], now: int) -> None:
    execute_many(conn, LOSE, [(now, name) for name in names])


def losses_of(conn: Connection, names: Collection[UUID]) -> list[int | None]:
    """When each of them was reported lost."""
    return [row[0] for row in fetch(conn, LOST, names)]


def store_numbers(conn: Connection, replica: Replica, held: Held) -> None:
    if held != replica.held:
        execute(conn, NUMBERS, *_numbers(held), replica.id)


def _numbers(held: Held) -> tuple[Any, ...]:
    return (held.first, held.highest, _encode(held.missing), _encode(held.lost))


def store_pushed(conn: Connection, replica: Replica, held: Held, status: Status | None, now: int) -> None:
    """Which numbers of it the server holds after a push, and what the phone said of itself."""
    execute(conn, PUSHED, *_numbers(held), now, *_told(status, now), replica.id)


def is_news(replica: Replica, status: Status | None, now: int) -> bool:
    """Whether a pull must write down that the phone was heard."""
    if replica.last_seen_at is None or now - replica.last_seen_at >= HEARD_MS:
        return True
    return status is not None and (status.unsent, status.attention) != (replica.unsent, replica.attention)


def is_wipe_news(replica: Replica, status: Status | None) -> bool:
    """Whether a phone that is told to wipe itself was not told before, or says for the first time that it has."""
    return replica.wipe_asked_at is None or (replica.wiped_at is None and status is not None and status.wiped is True)


def store_wipe(conn: Connection, replica: Replica, status: Status | None, now: int) -> None:
    """It is being told to wipe itself; or it says that it has done so: of this name alone, since under another a copy of it may be in other hands."""
    if is_wipe_news(replica, status):
        execute(conn, WIPED, now, status is not None and status.wiped is True, now, replica.id)


def store_heard(conn: Connection, replica_id: UUID, status: Status | None, now: int) -> None:
    """When the phone was last heard, and what it said was unsent then."""
    execute(conn, HEARD, now, *_told(status, now), replica_id)


def _told(status: Status | None, now: int) -> tuple[Any, ...]:
    if status is None:
        return (None, None, False, None, None, None, None)
    return (status.unsent, now, True, status.oldest_at, status.attention, status.persisted, status.app)
