"""A sealed file: what phones had not sent, to be handed in by somebody else. Only its frame is read here; opening seals is the server's.

Each part is one person's push, as JSON, sealed with AES-256-GCM under the key of the replica and person that its frame names.
"""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from sync.errors import FileCutOff, NotAnOutbox, OtherFileVersion, TooLarge
from sync.protocol import MAX_BODY

VERSION = 1
LABEL = "doorstep outbox 1"
MAX_FILE = 8 * MAX_BODY  # bytes
MAX_PARTS = 64
TAG = 16  # bytes that GCM adds

Nonce = Annotated[bytes, Meta(min_length=12, max_length=12)]
Sealed = Annotated[bytes, Meta(min_length=TAG, max_length=MAX_BODY + TAG)]


class SealedPart(Struct, frozen=True):
    """What one person had not sent. The ids are clear and sealed in: changing one breaks the seal."""

    organization: UUID
    person: UUID
    replica: UUID  # whose key it is; the commands may be of a later one, after a fork
    nonce: Nonce
    sealed: Sealed


class SealedFile(Struct, frozen=True):
    doorstep: Literal["outbox"]
    version: int
    parts: Annotated[list[SealedPart], Meta(min_length=1, max_length=MAX_PARTS)]


class _Frame(Struct, frozen=True):
    """What every version of the file says of itself."""

    doorstep: Literal["outbox"]
    version: int


_FILE = msgspec.json.Decoder(SealedFile)
_FRAME = msgspec.json.Decoder(_Frame)
_BEGINNING = b'{"doorstep":"outbox"'


def read_file(raw: bytes) -> SealedFile:
    """Raises TooLarge, NotAnOutbox, FileCutOff, OtherFileVersion, and nothing else."""
    if len(raw) > MAX_FILE:
        raise TooLarge(f"more than {MAX_FILE} bytes")
    raw = raw.removeprefix(b"\xef\xbb\xbf")  # some programs that pass files on put it there
    try:
        return _checked(_FILE.decode(raw))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _why_not(raw) from error


def bound_to(part: SealedPart) -> bytes:
    """What the seal holds beside its content: the associated data."""
    return f"{LABEL}\n{part.organization}\n{part.person}\n{part.replica}".encode()


def _checked(file: SealedFile) -> SealedFile:
    if file.version != VERSION:
        raise OtherFileVersion(f"this server reads version {VERSION}")
    return file


def _why_not(raw: bytes) -> NotAnOutbox | FileCutOff | OtherFileVersion:
    try:
        frame = _FRAME.decode(raw)
    except msgspec.ValidationError:
        return NotAnOutbox("not a file of unsent work")
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return FileCutOff("not whole") if raw.startswith(_BEGINNING) else NotAnOutbox("not a file of unsent work")
    return NotAnOutbox("its parts are not what they should be") if frame.version == VERSION else OtherFileVersion("another version")
