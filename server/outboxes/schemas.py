"""The wire of sealed files: what one holds, and what became of it."""

from uuid import UUID

from msgspec import Struct

from server.identity.schemas import Named
from sync.protocol import ReceiptOutcome


class DayBody(Struct, frozen=True):
    """How many pieces of work were made on a local day."""

    on: str
    pieces: int


class HandedIn(Struct, frozen=True):
    """One phone of one person. `trouble`: why nothing of it can be read; then nothing else is known either.

    `here`: pieces that the server had before. `became`: of the others, by outcome; empty in a preview. `days`: of those that say when.
    """

    person: Named | None
    replica: UUID
    trouble: str | None
    device: str | None = None
    saved_at: int | None = None
    pieces: int = 0
    here: int = 0
    days: list[DayBody] = []
    is_known: bool = True  # the person is
    is_lost: bool = False  # the phone was reported so
    is_ended: bool = False  # the person's access has
    became: dict[ReceiptOutcome, int] = {}


class OutboxFile(Struct, frozen=True):
    phones: list[HandedIn]
