"""Cursors: where a replica is in a slice. Opaque to phones; one that does not fit the slice begins a new walk."""

from uuid import UUID

import msgspec


class Cursor(msgspec.Struct, frozen=True):
    """`walk`: the head when a walk from the beginning started, until the walk has ended (H0 in SPEC.md)."""

    epoch: UUID
    seq: int
    walk: int | None = None

    def __str__(self) -> str:
        return f"1.{self.epoch.hex}.{self.seq:x}.{'' if self.walk is None else format(self.walk, 'x')}"


def parse_cursor(text: str | None) -> Cursor | None:
    """None for what was never one of ours: the slice is then walked from its beginning."""
    try:
        version, epoch, seq, walk = (text or "").split(".")
        return Cursor(UUID(hex=epoch), int(seq, 16), int(walk, 16) if walk else None) if version == "1" else None
    except ValueError:
        return None


def is_stale(cursor: Cursor, epoch: UUID, head: int, floor: int) -> bool:
    """Whether what lies between the cursor and the head may have been pruned, or was never this slice's."""
    began = cursor.seq if cursor.walk is None else cursor.walk
    return cursor.epoch != epoch or not 0 <= cursor.seq <= head or began > head or began < floor
