"""Something that waits, before rights and names are looked up."""

from typing import Any
from uuid import UUID

import msgspec

from server.attention.schemas import Kind

READ = 5_000  # rows of each kind looked at, of those that may be somebody's


class Value(msgspec.Struct, frozen=True):
    """`also`: the same, written by others."""

    value: Any
    person_id: UUID
    at: int
    arrived_at: int | None
    also: "tuple[Value, ...]" = ()

    @property
    def everybody(self) -> "tuple[Value, ...]":
        """Whoever said it, each with their own time."""
        return (self, *self.also)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """`for_author`: it is also shown to whoever looks after its author, not only to those who see the door.

    `building_ids`: what its values name. `settled`: by whom and when, of what waits no more. `version`: of the card that it was read
    from. `counts_from`: a mark made since then settles it (None: since `at`). `part_of`: of a command that is several items, its id and
    which of them this is. `of_door`: what of the body is not its author's word but the door's, and told only to who sees that.
    """

    id: UUID
    kind: Kind
    at: int
    person_id: UUID | None
    reason: str | None = None
    door_id: UUID | None = None
    body: Any = None
    made_at: int | None = None
    kept: Value | None = None
    other: Value | None = None
    can_apply: bool = False
    can_rehome: bool = False
    for_author: bool = True
    building_ids: frozenset[UUID] = frozenset()
    settled: tuple[UUID, int] | None = None
    version: int | None = None
    counts_from: int | None = None
    part_of: tuple[UUID, str] | None = None
    of_door: frozenset[str] = frozenset()

    @property
    def mark(self) -> tuple[UUID, str]:
        """By what id, and as what, it is marked as looked at."""
        return (self.id, "settled") if self.part_of is None else (self.part_of[0], f"settled {self.part_of[1]}")

    @property
    def marks(self) -> tuple[tuple[UUID, str], ...]:
        """As it may be marked: what was marked by an older version was the command, with all its parts."""
        return (self.mark,) if self.part_of is None else (self.mark, (self.part_of[0], "settled"))
