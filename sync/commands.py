"""The commands: what a person did on one replica, as it is pushed. Names are the authority for other clients (SPEC.md, "Wire").

Unknown fields are refused: whoever reads them parks the command with its bytes, so nothing is dropped in silence.
"""

from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from sync.protocol import (
    Attachment,
    CloseReason,
    Count,
    Filled,
    Floor,
    Int,
    Label,
    LocalDate,
    Millis,
    N,
    Outcome,
    RequestEvent,
    ResidentStatus,
    Short,
    Text,
    Urgency,
    Window,
)


class Command(Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """What a person did on one replica, immutable. `id` is a UUIDv7 and names what the command makes."""

    id: UUID
    n: N
    at: Millis  # the phone's clock
    household_id: UUID | None = None
    seen: Int | None = None  # the version of the card the person saw; None: no card
    heard: Millis | None = None  # server_time of the last reply the phone had then
    offset: Int | None = None  # server minus phone, ms, then


class Address(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a door is within a building. One field: it is corrected as a whole."""

    building_id: UUID
    entrance: Short | None = None
    floor: Floor | None = None
    door: Short | None = None


class HouseholdFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A correction carries only the fields the person changed. The parts of an address given singly are joined with the rest as seen."""

    name: Short | UnsetType | None = UNSET
    phones: Annotated[list[Short], Meta(max_length=10)] | UnsetType = UNSET
    people_count: Count | UnsetType | None = UNSET
    note: Text | UnsetType | None = UNSET
    needs: Annotated[list[Short], Meta(max_length=30)] | UnsetType = UNSET
    roll_vacant: bool | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    building_id: UUID | UnsetType = UNSET
    entrance: Short | UnsetType | None = UNSET
    floor: Floor | UnsetType | None = UNSET
    door: Short | UnsetType | None = UNSET


class ResidentFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    name: Short | UnsetType | None = UNSET
    phone: Short | UnsetType | None = UNSET
    birth_year: Annotated[int, Meta(ge=1850, le=2200)] | UnsetType | None = UNSET
    relation: Short | UnsetType | None = UNSET
    needs: Annotated[list[Short], Meta(max_length=30)] | UnsetType = UNSET
    note: Text | UnsetType | None = UNSET
    status: ResidentStatus | UnsetType | None = UNSET


class AddHousehold(Command, frozen=True, kw_only=True, tag="add_household", forbid_unknown_fields=True):
    """A door nobody had listed. Its household_id is made on the phone."""

    building_id: UUID
    entrance: Short | None = None
    floor: Floor | None = None
    door: Short | None = None
    campaign_id: UUID | None = None
    team_id: UUID | None = None
    name: Short | None = None
    phones: Annotated[list[Short], Meta(max_length=10)] = []
    people_count: Count | None = None
    note: Text | None = None
    needs: Annotated[list[Short], Meta(max_length=30)] = []
    roll_vacant: bool = False


class CorrectHousehold(Command, frozen=True, kw_only=True, tag="correct_household", forbid_unknown_fields=True):
    fields: HouseholdFields


class SaidClosing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a card said of a door's closing: for which reason, by whom, and whether it was closed or only proposed to be."""

    reason: CloseReason
    by: UUID
    confirmed: bool


class CloseHousehold(Command, frozen=True, kw_only=True, tag="close_household", forbid_unknown_fields=True):
    """No dwelling here. A volunteer or leader proposes, a coordinator's closes. `closing`: what it decides of, and of nothing else."""

    reason: CloseReason
    closing: SaidClosing | None = None


class ReopenHousehold(Command, frozen=True, kw_only=True, tag="reopen_household", forbid_unknown_fields=True):
    """Takes a closing, or the proposal of one, back. `closing`: the one that it decides of, and of no other."""

    reason: Text
    closing: SaidClosing | None = None


class AddResident(Command, frozen=True, kw_only=True, tag="add_resident", forbid_unknown_fields=True):
    """The resident has the command's id."""

    fields: ResidentFields


class CorrectResident(Command, frozen=True, kw_only=True, tag="correct_resident", forbid_unknown_fields=True):
    resident_id: UUID
    fields: ResidentFields


class UndoCorrection(Command, frozen=True, kw_only=True, tag="undo_correction", forbid_unknown_fields=True):
    """Takes a correction back, of a household or a resident, or a closing or reopening: what it replaced stands again, as far as
    nobody has written since."""

    correction_id: UUID


class RecordVisit(Command, frozen=True, kw_only=True, tag="record_visit", forbid_unknown_fields=True):
    """One knock at one door. Append-only: a mistake is voided and recorded again."""

    campaign_id: UUID
    outcome: Outcome
    note: Text | None = None
    appointment: Window | None = None
    answers: Annotated[dict[Short, Any], Meta(max_length=200)] | None = None
    for_person: UUID | None = None  # who knocked, where another person types it in from paper


class VoidVisit(Command, frozen=True, kw_only=True, tag="void_visit", forbid_unknown_fields=True):
    visit_id: UUID
    reason: Text


class RaiseRequest(Command, frozen=True, kw_only=True, tag="raise_request", forbid_unknown_fields=True):
    """What a household asks for. The request has the command's id; the person who sends it stays the contact."""

    category: Label
    text: Filled
    urgency: Urgency = "normal"
    attachments: Annotated[list[Attachment], Meta(max_length=10)] = []


class AdvanceRequest(Command, frozen=True, kw_only=True, tag="advance_request", forbid_unknown_fields=True):
    request_id: UUID
    event: RequestEvent
    text: Text | None = None
    rating: Annotated[int, Meta(ge=1, le=5)] | None = None
    to: Short | None = None  # the department or person a request is given to
    into_id: UUID | None = None  # the request it was merged into
    due_on: LocalDate | None = None


class CommentRequest(Command, frozen=True, kw_only=True, tag="comment_request", forbid_unknown_fields=True):
    request_id: UUID
    text: Filled


class RefuseContact(Command, frozen=True, kw_only=True, tag="refuse_contact", forbid_unknown_fields=True):
    """A wish not to be contacted: of the household, or of one resident. The wish has the command's id."""

    reason: Text
    review_on: LocalDate | None = None
    resident_id: UUID | None = None


class LiftContact(Command, frozen=True, kw_only=True, tag="lift_contact", forbid_unknown_fields=True):
    """Ends the wishes it names, and no other. A coordinator's to give."""

    ids: Annotated[list[UUID], Meta(min_length=1, max_length=100)]
    reason: Text


class Withdraw(Command, frozen=True, kw_only=True, tag="withdraw", forbid_unknown_fields=True):
    """Takes the place of an unsent command the person undid, under its id and n."""


class Park(Command, frozen=True, kw_only=True, tag="park", forbid_unknown_fields=True):
    """A command the server kept failing on, as text: into custody, for a person."""

    body: str


AnyCommand = (
    AddHousehold
    | CorrectHousehold
    | CloseHousehold
    | ReopenHousehold
    | AddResident
    | CorrectResident
    | UndoCorrection
    | RecordVisit
    | VoidVisit
    | RaiseRequest
    | AdvanceRequest
    | CommentRequest
    | RefuseContact
    | LiftContact
    | Withdraw
    | Park
)
