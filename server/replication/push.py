"""Push: custody first, judgement second. One transaction takes a batch in and answers one receipt for each command."""

import logging
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlalchemy import Connection

from server.db.driver import execute_many, fetch
from server.db.engine import CONCURRENCY
from server.identity.actor import Actor
from server.replication.authors import author_of
from server.replication.replicas import Replica, claim_replica, store_heard, store_numbers
from server.replication.slices import NewId
from server.replication.write import PARK, PUT_RECEIPT, park_row, receipt_row, write_commands
from sync.clock import effective_at
from sync.envelope import Unreadable, kept_text, read_command
from sync.protocol import Access, AnyCommand, Push, PushReply, Receipt
from sync.ranges import Held, lose, receive
from sync.world import Author, Incoming

logger = logging.getLogger(__name__)

KNOWN = "SELECT command_id, outcome, reason, version, household_id FROM receipts WHERE command_id IN (??)"


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A push as it was read. `arrived_at`: when its body had come, before any queue or lock."""

    push: Push
    commands: tuple[AnyCommand | Unreadable, ...]
    arrived_at: int


def read_batch(push: Push, arrived_at: int) -> Batch:
    return Batch(push=push, commands=tuple(read_command(raw) for raw in push.commands), arrived_at=arrived_at)


def take_custody(conn: Connection, batch: Batch, actor: Actor, new_id: NewId, *, singly: bool = False) -> PushReply:
    """Judge what is new, answer what is known. `singly`: the database refused the bulk write, so each command has a savepoint.

    Raises OtherPerson.
    """
    push = batch.push
    replica = claim_replica(conn, push.replica, actor.person_id, batch.arrived_at, forked_from=push.forked_from)
    held = lose(_begun(replica, batch), push.lost)
    known = _known_receipts(conn, batch)
    if _is_fork(batch, held, known):
        return _reply(batch, replica, actor, held, fork=True, receipts=[])
    author = author_of(conn, actor, is_phone_lost=replica.lost_at is not None)
    receipts = _judge(conn, batch, author, known, new_id, singly)
    held = receive(held, [each.n for each in batch.commands if each.n is not None])
    store_numbers(conn, replica, held)
    store_heard(conn, replica.id, push.status, batch.arrived_at)
    return _reply(batch, replica, actor, held, fork=False, receipts=receipts)


def _begun(replica: Replica, batch: Batch) -> Held:
    """A replica that goes on from another starts at its first pushed n; nothing below is missing."""
    numbers = [each.n for each in batch.commands if each.n is not None]
    if batch.push.forked_from is None or not numbers or replica.held.highest >= replica.held.first:
        return replica.held
    return Held(min(numbers), min(numbers) - 1)


def _id_of(batch: Batch, command: AnyCommand | Unreadable) -> UUID:
    """A command without a readable id is known by its bytes, so that sending it twice parks it once."""
    if command.id is not None:
        return command.id
    raw = command.raw if isinstance(command, Unreadable) else b""
    return UUID(bytes=blake2b(batch.push.replica.bytes + raw, digest_size=16).digest())


def _known_receipts(conn: Connection, batch: Batch) -> dict[UUID, Receipt]:
    ids = [_id_of(batch, each) for each in batch.commands]
    rows = fetch(conn, KNOWN, ids) if ids else ()
    return {
        id_: Receipt(id=id_, outcome=outcome, reason=_told(reason), version=_told(version), household_id=_told(household_id))
        for id_, outcome, reason, version, household_id in rows
    }


def _told(value: Any) -> Any:
    return UNSET if value is None else value


def _is_fork(batch: Batch, held: Held, known: dict[UUID, Receipt]) -> bool:
    """Whether a number of this replica was already used for another command: two phones write under one name."""
    return any(each.n is not None and held.holds(each.n) and _id_of(batch, each) not in known for each in batch.commands)


def _judge(conn: Connection, batch: Batch, author: Author, known: dict[UUID, Receipt], new_id: NewId, singly: bool) -> list[Receipt]:
    """Receipts in the order sent. New commands are judged in the order of n; a second one with the same n is parked."""
    new: dict[UUID, AnyCommand] = {}
    parked: dict[UUID, tuple[str, bytes, AnyCommand | Unreadable]] = {}
    numbers: set[int] = set()
    for command in batch.commands:
        id_ = _id_of(batch, command)
        if id_ in known or id_ in new or id_ in parked:
            continue
        if isinstance(command, Unreadable):
            parked[id_] = (command.reason, kept_text(command.raw).encode(), command)
        elif command.n in numbers:
            parked[id_] = ("n_repeated", msgspec.json.encode(command), command)
        else:
            new[id_] = command
        if command.n is not None:
            numbers.add(command.n)
    ordered = sorted(new.values(), key=lambda command: command.n)
    incoming = [_incoming(batch, command, author) for command in ordered]
    write = _write_singly if singly else write_commands
    receipts = write(conn, incoming, now=batch.arrived_at, new_id=new_id)
    known = {**known, **{receipt.id: receipt for receipt in receipts if receipt.id is not None}}
    known |= _park_unread(conn, batch, author, parked)
    return [_with_own_id(known[_id_of(batch, command)], command) for command in batch.commands]


def _with_own_id(receipt: Receipt, command: AnyCommand | Unreadable) -> Receipt:
    return receipt if command.id is not None else msgspec.structs.replace(receipt, id=None)


def _incoming(batch: Batch, command: AnyCommand, author: Author) -> Incoming:
    moment = effective_at(
        command.at,
        own_offset_ms=command.offset,
        push_offset_ms=batch.arrived_at - batch.push.sent_at,
        heard_ms=command.heard,
        arrival_ms=batch.arrived_at,
        replica=str(batch.push.replica),
    )
    return Incoming(command=command, replica_id=batch.push.replica, author=author, moment=moment)


def _park_unread(
    conn: Connection, batch: Batch, author: Author, parked: dict[UUID, tuple[str, bytes, AnyCommand | Unreadable]]
) -> dict[UUID, Receipt]:
    """Into custody as bytes, for a person or a newer version to read."""
    rows = [
        (id_, batch.push.replica, each.n, author.person_id, each.household_id, reason, body, batch.arrived_at)
        for id_, (reason, body, each) in parked.items()
    ]
    execute_many(conn, PARK, rows)
    receipts = {id_: Receipt(id=id_, outcome="parked", reason=reason) for id_, (reason, _, _) in parked.items()}
    answered = [
        (id_, batch.push.replica, each.n or 0, "parked", reason, None, None, batch.arrived_at) for id_, (reason, _, each) in parked.items()
    ]
    execute_many(conn, PUT_RECEIPT, answered)
    return receipts


def _write_singly(conn: Connection, incoming: Sequence[Incoming], *, now: int, new_id: NewId) -> list[Receipt]:
    """Each command under a savepoint of its own; the one that the database refuses is parked."""
    receipts: list[Receipt] = []
    for each in incoming:
        fetch(conn, "SAVEPOINT command")
        try:
            receipts += write_commands(conn, [each], now=now, new_id=new_id)
        except CONCURRENCY:
            raise
        except Exception as error:  # the savepoint undoes it, whatever it was; custody comes first
            logger.error("a command was refused by the store: %s", type(error).__name__)
            fetch(conn, "ROLLBACK TO SAVEPOINT command")
            receipts.append(_park_refused(conn, each, now))
        fetch(conn, "RELEASE SAVEPOINT command")
    return receipts


def _park_refused(conn: Connection, incoming: Incoming, now: int) -> Receipt:
    receipt = Receipt(id=incoming.command.id, outcome="parked", reason="refused_by_store")
    execute_many(conn, PARK, [park_row(incoming, "refused_by_store", now)])
    execute_many(conn, PUT_RECEIPT, [receipt_row(incoming, receipt, now)])
    return receipt


def _reply(batch: Batch, replica: Replica, actor: Actor, held: Held, *, fork: bool, receipts: list[Receipt]) -> PushReply:
    access: Access = "wipe" if replica.lost_at is not None else "full" if actor.access == "full" else "push_only"
    return PushReply(server_time=batch.arrived_at, fork=fork, receipts=receipts, missing=list(held.missing), access=access)
