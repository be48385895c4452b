"""The wire, version 1: what a phone sends and what it is answered. Names are the authority for other clients (SPEC.md, "Wire").

What a push brings is in `commands.py`.
Instants are ms UTC; a local date is text "YYYY-MM-DD", an hour text "HH:MM" in the organization's zone.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

PROTOCOL = 1
MAX_BODY = 1024 * 1024  # bytes
MAX_COMMANDS = 500
MAX_KEPT = 500
MAX_TEXT = 4_000  # characters
MAX_NESTING = 16

Int = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Text = Annotated[str, Meta(max_length=MAX_TEXT)]
Short = Annotated[str, Meta(max_length=200)]
Label = Annotated[str, Meta(min_length=1, max_length=200)]
Filled = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
LocalDate = Annotated[str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Hour = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Millis = Annotated[int, Meta(ge=0, le=2**53)]
N = Annotated[int, Meta(ge=1, le=2**53)]
Floor = Annotated[int, Meta(ge=-20, le=400)]

Outcome = Literal["met", "not_home", "call_back", "refused", "moved", "vacant", "inaccessible"]
State = Literal["do_not_contact", "met", "vacant", "refused", "call_back", "given_up", "not_home", "inaccessible", "never_tried"]
Urgency = Literal["normal", "soon", "urgent"]
RequestState = Literal["raised", "triaged", "assigned", "in_progress", "answered", "closed", "reopened", "withdrawn", "merged"]
RequestEvent = Literal[
    "triaged", "assigned", "in_progress", "answered", "closed", "reopened", "withdrawn", "merged", "satisfied", "not_satisfied"
]
CloseReason = Literal["no_such_door", "not_a_dwelling", "demolished"]
ResidentStatus = Literal["moved_out", "died", "mistake"]
ReceiptOutcome = Literal["applied", "noop", "merged", "superseded", "held", "parked"]
GoneReason = Literal["reassigned", "merged", "erased", "closed", "left_campaign"]
EndReason = Literal["campaign_ended", "team_ended"]
SliceKind = Literal["team", "person", "reference", "notices"]
Access = Literal["full", "push_only", "wipe"]
Range = tuple[Int, Int]


class Window(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An appointment: a local date and hours in the organization's zone."""

    on: LocalDate
    from_: Hour | None = msgspec.field(default=None, name="from")
    to: Hour | None = None


class Attachment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID
    media_type: Short
    bytes: Annotated[int, Meta(ge=0, le=8 * 1024 * 1024)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class Status(Struct, frozen=True, kw_only=True):
    """What a phone says of itself with each push and pull."""

    unsent: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    oldest_at: Millis | None = None
    attention: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    persisted: bool | None = None
    app: Annotated[str, Meta(max_length=100)] | None = None
    wiped: bool | None = None  # told `access: wipe`, it has done so and nothing of it is unsent


class Push(Struct, frozen=True, kw_only=True):
    protocol: int
    replica: UUID
    sent_at: Millis
    commands: list[msgspec.Raw]
    forked_from: UUID | None = None
    lost: Annotated[list[Range], Meta(max_length=1_000)] = []
    status: Status | None = None


class Pull(Struct, frozen=True, kw_only=True):
    protocol: int
    replica: UUID
    cursors: Annotated[dict[UUID, Annotated[str, Meta(max_length=200)]], Meta(max_length=1_000)] = {}
    max_bytes: Annotated[int, Meta(ge=1, le=64 * 1024 * 1024)] | None = None
    status: Status | None = None
    kept: Annotated[list[UUID], Meta(max_length=MAX_KEPT)] = []  # households of which the phone keeps work or drafts, and holds no card


class Receipt(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The server's stored answer to one command. It carries no value of a field."""

    id: UUID | None
    outcome: ReceiptOutcome
    reason: str | UnsetType = UNSET
    version: int | UnsetType = UNSET
    household_id: UUID | UnsetType = UNSET


class PushReply(Struct, frozen=True, kw_only=True):
    server_time: int
    fork: bool
    receipts: list[Receipt]
    missing: list[Range]
    access: Access


class Assignment(Struct, frozen=True, kw_only=True):
    campaign_id: UUID
    team_id: UUID | None
    person_id: UUID | None
    epoch: int


class Closing(Struct, frozen=True, kw_only=True):
    reason: str
    by: UUID
    at: int
    confirmed: bool


class CardHousehold(Struct, frozen=True, kw_only=True, gc=False):
    id: UUID
    building_id: UUID
    entrance: str | None = None
    floor: int | None = None
    door: str | None = None
    name: str | None = None
    phones: list[str] = []
    people_count: int | None = None
    note: str | None = None
    needs: list[str] = []
    roll_vacant: bool = False
    closed: Closing | None = None
    added_in: UUID | None = None  # the campaign on whose way it was found
    aliases: list[UUID] = []


class Resident(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str | None = None
    phone: str | None = None
    birth_year: int | None = None
    relation: str | None = None
    needs: list[str] = []
    note: str | None = None
    status: ResidentStatus | None = None


class Void(Struct, frozen=True, kw_only=True):
    reason: str
    by: UUID
    at: int


class CardVisit(Struct, frozen=True, kw_only=True, gc=False):
    """A knock as a card shows it. `at` is the phone's time corrected; `late`: the team no longer held the door.

    `by` knocked; `typed_by`, where there is one, typed it in from paper.
    """

    id: UUID
    outcome: Outcome
    at: int
    by: UUID
    by_name: str
    team_id: UUID | None
    campaign_id: UUID
    note: str | None = None
    appointment: Window | None = None
    answers: dict[str, Any] | None = None
    voided: Void | None = None
    after_wish: bool = False
    late: bool = False
    doubtful: bool = False
    counted: bool = True
    typed_by: UUID | UnsetType = UNSET
    typed_by_name: str | UnsetType = UNSET


class CardEvent(Struct, frozen=True, kw_only=True):
    id: UUID
    event: str  # a RequestEvent, or "comment"
    at: int
    by: UUID
    taken: bool
    text: str | None = None
    rating: int | None = None
    to: str | None = None
    due_on: str | None = None


class CardRequest(Struct, frozen=True, kw_only=True):
    id: UUID
    category: str
    text: str
    urgency: Urgency
    state: RequestState
    round: int
    raised_by: UUID
    raised_at: int
    events: list[CardEvent] = []
    event_count: int = 0
    attachments: list[Attachment] = []


class CardWish(Struct, frozen=True, kw_only=True):
    id: UUID
    reason: str
    at: int
    by: UUID
    review_on: str | None = None
    resident_id: UUID | None = None


class CardConflict(Struct, frozen=True, kw_only=True):
    """Two values of one field that nobody has settled: `kept` is the field's value now."""

    field: str
    kept: Any
    kept_by: UUID
    kept_at: int
    other: Any
    other_by: UUID
    other_at: int
    resident_id: UUID | UnsetType = UNSET


class CardBody(Struct, frozen=True, kw_only=True):
    """What of a card is the same for everyone who may see the household: stored encoded, once."""

    household: CardHousehold
    residents: list[Resident] = []
    visits: list[CardVisit] = []
    visit_count: int = 0
    requests: list[CardRequest] = []
    request_count: int = 0
    do_not_contact: list[CardWish] = []
    conflicts: list[CardConflict] = []
    conflict_count: int = 0


class Card(CardBody, frozen=True, kw_only=True):
    """A body as one slice shows it."""

    version: int
    tag: int
    assignment: Assignment
    state: State


class Gone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    household_id: UUID
    version: int
    reason: GoneReason
    to: UUID | UnsetType | None = UNSET


class CardEntry(Struct, frozen=True, kw_only=True):
    card: Card


class GoneEntry(Struct, frozen=True, kw_only=True):
    gone: Gone


class ItemEntry(Struct, frozen=True, kw_only=True):
    item: dict[str, Any]  # {"kind", "id", "version", "removed"?, …}


class Digest(Struct, frozen=True, kw_only=True):
    count: int  # cards only
    sum: int  # of their tags, modulo 2^48


class SlicePage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: UUID
    kind: SliceKind
    epoch: UUID
    cursor: str
    entries: list[CardEntry | GoneEntry | ItemEntry]
    reset: bool
    more: bool
    digest: Digest | UnsetType = UNSET


class EndedSlice(Struct, frozen=True, kw_only=True):
    """Why a slice that was followed is dropped. `name`: the campaign's or the team's; `at`: when it ended, ms UTC."""

    slice_id: UUID
    reason: EndReason
    name: str
    at: int


class PullReply(Struct, frozen=True, kw_only=True):
    server_time: int
    missing: list[Range]
    access: Access
    dropped: list[UUID]
    slices: list[SlicePage]
    ended: list[EndedSlice] | UnsetType = UNSET  # of the dropped ones
    erased: list[UUID] | UnsetType = UNSET  # of those kept: their people were
