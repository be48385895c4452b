"""The wire of the attention desk."""

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from server.identity.schemas import Named
from sync.protocol import ReceiptOutcome

Kind = Literal["conflict", "close_proposed", "parked", "held", "superseded", "after_wish", "doubtful", "missing", "silent"]
Words = Annotated[str, Meta(min_length=1, max_length=500)]


class Said(Struct, frozen=True):
    """By whom a value was written, when, and when it came in (null: with the door itself)."""

    person: Named | None
    at: int
    arrived_at: int | None


class Side(Struct, frozen=True, omit_defaults=True):
    """One of two values: whose, when it was written, and when it came in (null: with the door itself). `also`: who else said the same."""

    value: Any
    person: Named | None
    at: int
    arrived_at: int | None
    also: tuple[Said, ...] = ()


class Mark(Struct, frozen=True):
    person: Named | None
    at: int


class AttentionItem(Struct, frozen=True, omit_defaults=True):
    """`at`: when it came in; `made_at`: when it was made, as far as that can be told. `can_apply`: parked work that can be judged;
    `can_rehome`: only at a household that a person names. `asked`: one of its authors was last asked about it. `authors`: whom a question
    would reach, the likeliest first; a roll that says otherwise is nobody to ask. `buildings`: those that its values name. `settled`: of what
    waits no more; a conflict or a proposed closing has then the id of the command that settled it. `is_elsewhere`: it names a door that
    is not this person's. `needs_coordinator`: its closing is for a coordinator of its area to decide, and this person is none. `version`: of
    the card that its values, or its closing, stand on: what whoever settles it has seen.
    """

    id: UUID
    kind: Kind
    at: int
    person: Named | None
    reason: str | None
    household_id: UUID | None = None
    label: str | None = None
    body: Any = None
    made_at: int | None = None
    kept: Side | None = None
    other: Side | None = None
    can_apply: bool = False
    can_rehome: bool = False
    asked: Mark | None = None
    buildings: list[Named] = []
    authors: tuple[Named, ...] = ()
    settled: Mark | None = None
    is_elsewhere: bool = False
    needs_coordinator: bool = False
    version: int | None = None


class AttentionItems(Struct, frozen=True):
    """`more`: the kinds of which only the latest are listed."""

    items: list[AttentionItem]
    more: list[str] = []


class Apply(Struct, frozen=True, forbid_unknown_fields=True):
    """`household_id`: the household it belongs to, if not the one it names."""

    id: UUID | None = None
    household_id: UUID | None = None


class Dismiss(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Words
    id: UUID | None = None


class Settled(Struct, frozen=True):
    """What became of parked work. `type`: of its command."""

    id: UUID
    outcome: ReceiptOutcome | Literal["dismissed", "waiting"]
    reason: str | None = None
    household_id: UUID | None = None
    version: int | None = None
    type: str | None = None


class Seen(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody has looked at it, and it stays as it is. `at`: the item's, as it was shown: what came in since is shown still (older apps: since
    the call). `undo`: it is shown again."""

    kind: Literal["superseded", "after_wish", "doubtful", "missing", "silent"]
    item_id: UUID
    id: UUID | None = None
    undo: bool = False
    at: int | None = None


class AskBack(Struct, frozen=True, forbid_unknown_fields=True):
    """A question to somebody who wrote part of an item. `person_id` left out: the one it is shown under."""

    kind: Kind
    item_id: UUID
    text: Words
    id: UUID | None = None
    person_id: UUID | None = None


class TakeBackQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """`question_id`: the id of the call that asked."""

    question_id: UUID
    kind: Kind
    item_id: UUID
    id: UUID | None = None
