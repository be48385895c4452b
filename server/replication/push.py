"""Push: custody first, judgement second. One transaction takes a batch in and answers one receipt for each command."""

from collections.abc import Sequence
from functools import partial
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from msgspec.structs import replace
from sqlalchemy import Connection

from server.db.attempt import attempt
from server.db.driver import execute_many, fetch
from server.identity.actor import Actor
from server.replication.authors import author_of
from server.replication.reading import erased_of
from server.replication.replicas import Replica, claim_replica, store_numbers, store_pushed, store_wipe
from server.replication.slices import NewId
from server.replication.write import PARK, PUT_RECEIPT, park_row, receipt_row, write_commands
from sync.clock import effective_at
from sync.commands import AnyCommand
from sync.envelope import Unreadable, kept_text, read_command
from sync.parked import ids_in
from sync.protocol import Access, Push, PushReply, Receipt
from sync.ranges import Held, lose, receive
from sync.world import Author, Incoming

KNOWN = """
SELECT c.command_id, c.outcome, c.reason, c.version, c.household_id, r.person_id
FROM receipts c JOIN replicas r ON r.id = c.replica_id WHERE c.command_id IN (??)
"""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A push as it was read. `arrived_at`: when its body had come, before any queue or lock.

    `is_handed_in`: it came as a file. Its phone was not heard, and its clock was not measured.
    """

    push: Push
    commands: tuple[AnyCommand | Unreadable, ...]
    arrived_at: int
    is_handed_in: bool = False

    @property
    def offset_ms(self) -> int | None:
        return None if self.is_handed_in else self.arrived_at - self.push.sent_at


class Sent(msgspec.Struct, frozen=True, gc=False):
    """A command of a batch: the id it is stored by, and the one it named (None: none that could be read)."""

    id: UUID
    command: AnyCommand | Unreadable
    named: UUID | None


def read_batch(push: Push, arrived_at: int, *, is_handed_in: bool = False) -> Batch:
    commands = tuple(read_command(raw) for raw in push.commands)
    return Batch(push=push, commands=commands, arrived_at=arrived_at, is_handed_in=is_handed_in)


def kept_as(conn: Connection, batch: Batch, person_id: UUID) -> list[tuple[UUID, bool]]:
    """The id by which each command of a batch is kept, and whether that person's replicas were given a receipt for it."""
    sent, known = _identify(conn, batch, person_id)
    return [(each.id, each.id in known) for each in sent]


def take_custody(conn: Connection, batch: Batch, actor: Actor, new_id: NewId, *, singly: bool = False) -> PushReply:
    """Judge what is new, answer what is known. `singly`: the database refused the bulk write, so each command has a savepoint.

    Raises OtherPerson.
    """
    push = batch.push
    replica = claim_replica(
        conn, push.replica, actor.person_id, batch.arrived_at, forked_from=push.forked_from, signed_in_as=actor.replica_id
    )
    held = lose(_begun(replica, batch), push.lost)
    sent, known = _identify(conn, batch, actor.person_id)
    if _is_fork(sent, held, known):
        return _reply(batch, replica, actor, held, fork=True, receipts=[])
    author = author_of(conn, actor, is_phone_lost=_is_lost(replica, actor))
    receipts = _judge(conn, batch, author, sent, known, new_id, singly)
    held = receive(held, [each.n for each in batch.commands if each.n is not None])
    _note_numbers(conn, replica, held, batch)
    return _reply(batch, replica, actor, held, fork=False, receipts=receipts)


def _note_numbers(conn: Connection, replica: Replica, held: Held, batch: Batch) -> None:
    """Which numbers came; and, where the phone itself sent them, that it was heard."""
    if batch.is_handed_in:
        store_numbers(conn, replica, held)
        return
    store_pushed(conn, replica, held, batch.push.status, batch.arrived_at)
    if replica.lost_at is not None:
        store_wipe(conn, replica, None, batch.arrived_at)


def _begun(replica: Replica, batch: Batch) -> Held:
    """A replica that goes on from another starts at its first pushed n; nothing below is missing."""
    numbers = [each.n for each in batch.commands if each.n is not None]
    if batch.push.forked_from is None or not numbers or replica.held.highest >= replica.held.first:
        return replica.held
    return Held(min(numbers), min(numbers) - 1)


def _own_id(person_id: UUID, raw: bytes) -> UUID:
    """A name for what cannot be stored under its own: the same bytes sent twice are parked once, a fork in between or not."""
    return UUID(bytes=blake2b(person_id.bytes + raw, digest_size=16).digest())


def _identify(conn: Connection, batch: Batch, person_id: UUID) -> tuple[list[Sent], dict[UUID, Receipt]]:
    """Each command under the id it is stored by, and the receipts that this person's replicas were already given.

    A command without a readable id, or with one that another person's command has, is known by its bytes.
    """
    commands, raws = batch.commands, batch.push.commands
    own = [each.id or _own_id(person_id, bytes(raw)) for each, raw in zip(commands, raws, strict=True)]
    known, foreign = _receipts(conn, own, person_id)
    if not foreign:
        return [Sent(id_, each, each.id) for id_, each in zip(own, commands, strict=True)], known
    sent = [_apart(person_id, each, raw, id_, foreign) for id_, raw, each in zip(own, raws, commands, strict=True)]
    return sent, _receipts(conn, [each.id for each in sent], person_id)[0]


def _apart(person_id: UUID, command: AnyCommand | Unreadable, raw: msgspec.Raw, own: UUID, foreign: set[UUID]) -> Sent:
    """What names an id that is another person's is stored under one of its own, to be parked."""
    if own not in foreign:
        return Sent(own, command, command.id)
    taken = Unreadable("id_taken", bytes(raw), None, command.n, None, command.household_id)
    return Sent(_own_id(person_id, bytes(raw)), taken, command.id)


def _receipts(conn: Connection, ids: list[UUID], person_id: UUID) -> tuple[dict[UUID, Receipt], set[UUID]]:
    known, foreign = {}, set()
    for id_, outcome, reason, version, household_id, owner in fetch(conn, KNOWN, ids) if ids else ():
        if owner == person_id:
            known[id_] = Receipt(id=id_, outcome=outcome, reason=_told(reason), version=_told(version), household_id=_told(household_id))
        else:
            foreign.add(id_)
    return known, foreign


def _told(value: Any) -> Any:
    return UNSET if value is None else value


def _is_fork(sent: Sequence[Sent], held: Held, known: dict[UUID, Receipt]) -> bool:
    """Whether a number of this replica was already used for another command: two phones write under one name."""
    return any(each.command.n is not None and held.holds(each.command.n) and each.id not in known for each in sent)


def _judge(
    conn: Connection, batch: Batch, author: Author, sent: Sequence[Sent], known: dict[UUID, Receipt], new_id: NewId, singly: bool
) -> list[Receipt]:
    """Receipts in the order sent. New commands are judged in the order of n; a second one with the same n is parked."""
    new: dict[UUID, AnyCommand] = {}
    unread: dict[UUID, Unreadable] = {}
    numbers: set[int] = set()
    for each in sent:
        if (known and each.id in known) or each.id in new or (unread and each.id in unread):
            continue
        if isinstance(each.command, Unreadable):
            unread[each.id] = each.command
        elif each.command.n in numbers:
            unread[each.id] = _repeated(each.command)
        else:
            new[each.id] = each.command
        numbers.add(each.command.n or 0)
    replica = str(batch.push.replica)
    incoming = [_incoming(batch, command, author, replica) for command in sorted(new.values(), key=lambda command: command.n)]
    write = _write_singly if singly else write_commands
    receipts = write(conn, incoming, now=batch.arrived_at, new_id=new_id)
    answered = known | {receipt.id: receipt for receipt in receipts if receipt.id is not None}
    answered |= _park_unread(conn, batch, author, unread)
    return [answered[each.id] if each.named == each.id else replace(answered[each.id], id=each.named) for each in sent]


def _repeated(command: AnyCommand) -> Unreadable:
    return Unreadable("n_repeated", msgspec.json.encode(command), command.id, command.n, None, command.household_id)


def _incoming(batch: Batch, command: AnyCommand, author: Author, replica: str) -> Incoming:
    moment = effective_at(
        command.at,
        own_offset_ms=command.offset,
        push_offset_ms=batch.offset_ms,
        heard_ms=command.heard,
        arrival_ms=batch.arrived_at,
        replica=replica,
    )
    return Incoming(command=command, replica_id=batch.push.replica, author=author, moment=moment)


def _park_unread(conn: Connection, batch: Batch, author: Author, unread: dict[UUID, Unreadable]) -> dict[UUID, Receipt]:
    """Into custody as bytes, for a person or a newer version to read. Of a phone that was reported lost for a person alone."""
    replica, now = batch.push.replica, batch.arrived_at
    if author.is_phone_lost:
        unread = {id_: replace(each, reason="lost_phone") for id_, each in unread.items()}
    named = {id_: ids_in(kept_text(each.raw)) for id_, each in unread.items()}
    over = erased_of(conn, frozenset().union(*named.values()))
    kept = {id_: each for id_, each in unread.items() if not named[id_] & over}
    rows = [
        (id_, replica, each.n, author.person_id, each.household_id, each.reason, kept_text(each.raw).encode(), now, None, batch.offset_ms)
        for id_, each in kept.items()
    ]
    execute_many(conn, PARK, rows)
    receipts = {
        id_: Receipt(id=id_, outcome="parked", reason=each.reason)
        if id_ in kept
        else Receipt(id=id_, outcome="superseded", reason="erased")
        for id_, each in unread.items()
    }
    answers = [(id_, replica, unread[id_].n or 0, told.outcome, told.reason, None, None, now) for id_, told in receipts.items()]
    execute_many(conn, PUT_RECEIPT, answers)
    return receipts


def _write_singly(conn: Connection, incoming: Sequence[Incoming], *, now: int, new_id: NewId) -> list[Receipt]:
    """Each command as an attempt of its own: with what it releases, or else without that (the sweep looks at it), or else parked."""
    receipts: list[Receipt] = []
    for each in incoming:
        for releasing in (True, False):
            write = partial(write_commands, conn, [each], now=now, new_id=new_id, releasing=releasing)
            if written := attempt(conn, "writing a command", write):
                break
        receipts += written or [_park_refused(conn, each, now)]
    return receipts


def _park_refused(conn: Connection, incoming: Incoming, now: int) -> Receipt:
    receipt = Receipt(id=incoming.command.id, outcome="parked", reason="refused_by_store")
    execute_many(conn, PARK, [park_row(incoming, "refused_by_store", now)])
    execute_many(conn, PUT_RECEIPT, [receipt_row(incoming, receipt, now)])
    return receipt


def _is_lost(replica: Replica, actor: Actor) -> bool:
    """Also a lost phone's sign-in under a fresh name: whoever found it could make one up."""
    return actor.is_phone_lost or replica.lost_at is not None


def _reply(batch: Batch, replica: Replica, actor: Actor, held: Held, *, fork: bool, receipts: list[Receipt]) -> PushReply:
    access: Access = "wipe" if _is_lost(replica, actor) else "full" if actor.access == "full" else "push_only"
    return PushReply(server_time=batch.arrived_at, fork=fork, receipts=receipts, missing=list(held.missing), access=access)
