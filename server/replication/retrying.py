"""Parked work judged again: because a person vouches for it, or because a newer version may be able to read it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.attempt import failing
from server.db.driver import Row, execute, execute_many, fetch
from server.replication.authors import as_sent, find_authors_then, find_losses
from server.replication.slices import NewId
from server.replication.write import judge_again
from sync.clock import Moment, effective_at
from sync.commands import AnyCommand
from sync.envelope import Unreadable
from sync.judge import Judged
from sync.parked import UNREAD, may_apply, read_parked
from sync.protocol import PROTOCOL
from sync.version import FINGERPRINTS
from sync.world import Author, Incoming

CHUNK = 200
COLUMNS = "command_id, replica_id, n, person_id, reason, body, arrived_at, moment, push_offset"
ONE = f"SELECT {COLUMNS} FROM parked WHERE command_id = ? AND settled_at IS NULL {{lock}}"
READ_BY = "SELECT read_by FROM organization"
SET_READ_BY = "UPDATE organization SET read_by = ?"
MARKS = ", ".join(f"'{reason}'" for reason in UNREAD)
AFTER = f"""
SELECT {COLUMNS} FROM parked WHERE settled_at IS NULL AND reason IN ({MARKS}) AND command_id > ? ORDER BY command_id LIMIT ? {{lock}}
"""
SETTLE = """
UPDATE parked SET settled_at = ?, settled_as = ?, settled_by = ?, household_id = COALESCE(?, household_id) WHERE command_id = ?
"""  # and at which household: with its people it is erased, whichever one it named
FIRST = UUID(int=0)
_moment = msgspec.json.Decoder(Moment)


class Parked(msgspec.Struct, frozen=True):
    """Work that waits for a person, as it is kept. `command`: what it says, if this version can read it."""

    id: UUID
    replica_id: UUID | None
    person_id: UUID
    command: AnyCommand | Unreadable
    moment: Moment | None
    arrived_at: int


def read_row(row: Row, household_id: UUID | None = None) -> Parked:
    """A row of `COLUMNS`, as work at the household it names or, if one is given, at that one."""
    command_id, replica_id, n, person_id, _, body, arrived_at, moment, offset = row
    command = read_parked(bytes(body), command_id, n, household_id)
    at = _moment.decode(moment) if moment else None
    if at is None and not isinstance(command, Unreadable):
        at = effective_at(
            command.at,
            own_offset_ms=command.offset,
            push_offset_ms=offset,
            heard_ms=command.heard,
            arrival_ms=arrived_at,
            replica=str(replica_id),
        )
    return Parked(command_id, replica_id, person_id, command, at, arrived_at)


def find_parked(conn: Connection, command_id: UUID, household_id: UUID | None = None) -> Parked | None:
    """One that nobody has settled, locked."""
    rows = fetch(conn, ONE, command_id)
    return read_row(rows[0], household_id) if rows else None


def apply_parked(conn: Connection, parked: Parked, settler: Author, *, now: int, new_id: NewId) -> Judged | None:
    """Judge it as its author's work of the moment it was made, for which `settler` vouches.

    None: this version cannot read it. Where the ruling parks or holds it, nothing of the transaction may stay.
    """
    incoming = _incoming(conn, [parked], settler)
    if not incoming:
        return None
    judged = judge_again(conn, incoming, now=now, new_id=new_id)[parked.id]
    execute(conn, SETTLE, now, judged.ruling.outcome, settler.person_id, incoming[0].command.household_id, parked.id)
    return judged


def try_again(conn: Connection, now: int, new_id: NewId) -> None:
    """What an older version could not read, once for each wire. Its author's rights are those of when it arrived."""
    wire = FINGERPRINTS[PROTOCOL]
    for sql in (READ_BY, f"{READ_BY} {{lock}}"):  # nearly always the first says that there is nothing to do
        read_by = fetch(conn, sql)
        if not read_by or read_by[0][0] == wire:
            return
    after = FIRST
    while rows := fetch(conn, AFTER, after, CHUNK):
        after = rows[-1][0]
        failing(conn, "trying parked work again", rows, lambda some, _: _retry(conn, some, now, new_id))  # those stay parked
    execute(conn, SET_READ_BY, wire)


def _retry(conn: Connection, rows: Sequence[Row], now: int, new_id: NewId) -> None:
    incoming = _incoming(conn, [read_row(row) for row in rows])
    if not incoming:
        return
    judged = judge_again(conn, incoming, now=now, new_id=new_id)
    over = [judged[each.command.id] for each in incoming if judged[each.command.id].ruling.outcome != "parked"]
    execute_many(conn, SETTLE, [(now, each.ruling.outcome, None, None, each.incoming.command.id) for each in over])


def _incoming(conn: Connection, parked: Sequence[Parked], settler: Author | None = None) -> list[Incoming]:
    """Those that can be read, with their authors as they were then."""
    authors = find_authors_then(conn, {(each.person_id, each.replica_id, each.arrived_at) for each in parked if each.replica_id})
    lost_at = find_losses(conn, {each.replica_id for each in parked if each.replica_id})
    return [
        Incoming(
            command=each.command,
            replica_id=each.replica_id,
            author=as_sent(authors[each.person_id, each.replica_id, each.arrived_at], each.arrived_at, lost_at.get(each.replica_id)),
            moment=each.moment,
            is_retry=True,
            vouched_by=settler,
        )
        for each in parked
        if may_apply(each.command) and each.replica_id and each.moment
    ]
