"""What judging a command leaves to be written beside the card: rows of histories that only grow, and who is told."""

from typing import Any
from uuid import UUID

import msgspec

from sync.protocol import Attachment, Window


class Visit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    id: UUID
    household_id: UUID
    campaign_id: UUID
    team_id: UUID | None
    person_id: UUID
    replica_id: UUID
    n: int
    outcome: str
    at: int
    seen: int | None
    note: str | None
    appointment: Window | None
    answers: dict[str, Any] | None
    is_counted: bool
    is_late: bool
    is_doubtful: bool
    is_after_wish: bool
    typed_by: UUID | None = None


class AfterWish(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that turns out to have been made after a wish, because the wish came in later; or not so, because that was another household's."""

    visit_id: UUID
    is_after: bool = True


class Void(msgspec.Struct, frozen=True, kw_only=True):
    visit_id: UUID
    by: UUID
    at: int
    reason: str


class FieldWrite(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`subject`: a field's key, "name" or "<resident id>/name". `named_id`: whose the value is, where it stands again and is that of a household
    which is part of this one."""

    command_id: UUID
    subject: str
    household_id: UUID
    value: Any
    person_id: UUID
    replica_id: UUID
    n: int
    version: int
    seen: int | None
    at: int
    outcome: str
    named_id: UUID | None = None


class FirstValue(msgspec.Struct, frozen=True, kw_only=True):
    """What a household was added with in one field. `at`: as merging counts it; the record of its adding knows when it was made."""

    command_id: UUID
    subject: str
    household_id: UUID
    value: Any
    person_id: UUID
    replica_id: UUID
    n: int
    version: int
    at: int


class Request(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    household_id: UUID
    person_id: UUID
    team_id: UUID | None
    category: str
    text: str
    urgency: str
    at: int
    attachments: list[Attachment]


class RequestEvent(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    request_id: UUID
    household_id: UUID
    event: str
    text: str | None
    rating: int | None
    to: str | None
    due_on: str | None
    into_id: UUID | None
    person_id: UUID
    replica_id: UUID
    at: int
    seen: int | None
    round: int
    is_taken: bool
    state: str  # the request's, after it


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    household_id: UUID
    resident_id: UUID | None
    reason: str
    review_on: str | None
    person_id: UUID
    at: int


class Lift(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: the command's. The wish may have stayed on two households that were parted: it ends at this one."""

    id: UUID
    household_id: UUID
    wish_id: UUID
    by: UUID
    at: int
    reason: str


class DoorEvent(msgspec.Struct, frozen=True, kw_only=True):
    """added | close_proposed | closed | closed_too_late | reopened | reopened_too_late | closing_undone | undo_too_late |
    lift_contact (of a wish that is told at another household)"""

    id: UUID
    household_id: UUID
    what: str
    reason: str | None
    person_id: UUID
    at: int


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person should hear of. `to` None: the coordinators of the door's area."""

    to: UUID | None
    what: str
    household_id: UUID
    command_id: UUID
    by: UUID
    reason: str | None = None


Record = Visit | AfterWish | Void | FieldWrite | FirstValue | Request | RequestEvent | Wish | Lift | DoorEvent
