"""Opens the parts of a sealed file, and says of each what it is, or why it cannot be taken."""

from typing import Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Raw, Struct
from sqlalchemy import Connection, select

from server.db.tables import organization
from server.identity.people import find_replica
from server.identity.seal import get_seal_key
from server.replication.push import Batch, read_batch
from sync.envelope import Unreadable, kept_text, read_apart, read_push
from sync.errors import SyncError, UnsupportedProtocol
from sync.protocol import PROTOCOL, Push
from sync.sealed import SealedPart, bound_to

Trouble = Literal["bad_seal", "other_organization", "newer_app", "other_person"]
UNNAMED = "?"


class Opened(Struct, frozen=True):
    """One part. Either `trouble` says why nothing of it can be taken, or `batch` is what it holds."""

    person_id: UUID
    replica_id: UUID
    trouble: Trouble | None = None
    batch: Batch | None = None
    name: str = UNNAMED  # the person's, as their own phone has it
    saved_at: int | None = None  # by the phone's clock


class _Named(Struct, frozen=True):
    """What is read beside the push, however wrong the commands are."""

    name: str = UNNAMED
    protocol: int = PROTOCOL
    sent_at: int | None = None


_named = msgspec.json.Decoder(_Named)


def open_part(conn: Connection, part: SealedPart, now: int) -> Opened:
    """A good seal says that the part is that person's, from that phone, as it was written."""
    found = Opened(part.person, part.replica)
    if part.organization != conn.execute(select(organization.c.id)).scalar():
        return msgspec.structs.replace(found, trouble="other_organization")
    try:
        plain = AESGCM(get_seal_key(conn, part.replica, part.person)).decrypt(part.nonce, part.sealed, bound_to(part))
    except InvalidTag:
        return msgspec.structs.replace(found, trouble="bad_seal")
    return _placed(conn, _read(found, plain, now))


def _read(found: Opened, plain: bytes, now: int) -> Opened:
    try:
        said = _named.decode(plain)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        said = _Named()
    try:
        batch = read_batch(read_push(plain), now, is_handed_in=True)
    except UnsupportedProtocol:
        return msgspec.structs.replace(found, trouble="newer_app")
    except SyncError:
        batch = _apart(found, plain, now)
    name = kept_text(said.name.encode("utf-8", "backslashreplace"))[:200].strip() or UNNAMED
    return msgspec.structs.replace(found, batch=batch, name=name, saved_at=said.sent_at)


def _apart(found: Opened, plain: bytes, now: int) -> Batch:
    """A phone would find the command that spoils the rest by halves. What nobody can read as a push at all is one piece, for a person."""
    try:
        push, commands = read_apart(plain)
        return Batch(push=push, commands=tuple(commands), arrived_at=now, is_handed_in=True)
    except SyncError:
        pass
    push = Push(protocol=PROTOCOL, replica=found.replica_id, sent_at=now, commands=[Raw(plain)])
    return Batch(push=push, commands=(Unreadable("wrong_value", plain),), arrived_at=now, is_handed_in=True)


def _placed(conn: Connection, opened: Opened) -> Opened:
    """A replica is one person's for ever: work under another's name is taken by nobody (S-24)."""
    if opened.batch is None:
        return opened
    owners = {find_replica(conn, each) for each in (opened.replica_id, opened.batch.push.replica)}
    if owners <= {None, opened.person_id}:
        return opened
    return msgspec.structs.replace(opened, trouble="other_person", batch=None)
