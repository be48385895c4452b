"""The wire of moves: who gets which doors."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from server.identity.schemas import Named
from sync.protocol import State

Tries = Annotated[int, Meta(ge=0, le=1000)]


class From(Struct, frozen=True, forbid_unknown_fields=True):
    """The doors of a team now (null: of nobody), of one building, in some states, tried so many times."""

    team_id: UUID | None
    building_id: UUID | None = None
    state: State | Annotated[list[State], Meta(max_length=9)] | None = None
    tries: Tries | Annotated[list[Tries], Meta(max_length=20)] | None = None
    person_id: UUID | None = None


class AssignBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Either doors by name or a filter. `team_id` null takes them away from everybody; `person_id`: one of that team's people."""

    team_id: UUID | None
    id: UUID | None = None
    household_ids: Annotated[list[UUID], Meta(max_length=20_000)] | None = None
    from_: From | None = msgspec.field(default=None, name="from")
    person_id: UUID | None = None
    only_if: Literal["unvisited"] | None = None
    dry_run: bool = False


class UndoBody(Struct, frozen=True, forbid_unknown_fields=True):
    undo_id: UUID
    id: UUID | None = None


class SkippedDoor(Struct, frozen=True):
    household_id: UUID
    reason: str


class Holder(Struct, frozen=True):
    """A phone that had the doors when they moved."""

    replica: UUID
    person: Named
    last_seen_at: int | None
    unsent: int | None
    unsent_at: int | None


class MoveReply(Struct, frozen=True):
    """`undo_id` is null where nothing was moved (a trial)."""

    moved: int
    skipped: list[SkippedDoor]
    holders: list[Holder]
    undo_id: UUID | None


class MoveBody(Struct, frozen=True):
    id: UUID
    at: int
    by: Named
    to_team: Named | None
    moved: int
    skipped: int
    undone_at: int | None


class Moves(Struct, frozen=True):
    moves: list[MoveBody]
