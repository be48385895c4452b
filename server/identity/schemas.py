"""The wire of sign-in, people, phones and invitations."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
InvitedRole = Literal["volunteer", "leader", "coordinator"]
Hours = Annotated[int, Meta(ge=1, le=24 * 30)]


class Named(Struct, frozen=True):
    id: UUID
    name: str


class OrganizationBody(Struct, frozen=True):
    id: UUID
    name: str
    time_zone: str


class PeekBody(Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(max_length=100)]


class Peek(Struct, frozen=True):
    """Whom a code is for. Asking spends nothing."""

    person: Named
    organization: Named
    role: str
    teams: list[Named]
    expires_at: int


class EnrolBody(Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(max_length=100)]
    replica: UUID
    id: UUID | None = None
    device: Annotated[str, Meta(max_length=200)] | None = None


class EvictedBody(Struct, frozen=True, forbid_unknown_fields=True):
    """`former` and how far it had `counted`, where the phone still knows; else the sign-in tells which it was."""

    replica: UUID
    former: UUID | None = None
    counted: Annotated[int, Meta(ge=0, lt=2**53)] | None = None
    id: UUID | None = None


class Former(Struct, frozen=True):
    """The replica that a phone was: the highest number that came from it, and how many below what it had counted never did
    (`unsent`; None: it no longer knows how far it had counted).
    """

    replica: UUID | None
    highest_n: int
    unsent: int | None
    last_seen_at: int | None


class SliceBody(Struct, frozen=True, omit_defaults=True):
    id: UUID
    kind: str
    name: str
    campaign_id: UUID | None = None
    team_id: UUID | None = None


class Enrolled(Struct, frozen=True):
    person: Named
    roles: list[str]
    slices: list[SliceBody]
    organization: OrganizationBody
    seal_key: str  # base64: what this phone seals this person's unsent work with


class RoleBody(Struct, frozen=True, omit_defaults=True):
    """In lists of people with the name of the team or area: `place`."""

    role: str
    team_id: UUID | None = None
    area_id: UUID | None = None
    place: str | None = None


class Me(Struct, frozen=True):
    person: Named
    organization: OrganizationBody
    roles: list[RoleBody]
    slices: list[SliceBody]
    access: str
    replica_highest_n: int | msgspec.UnsetType = msgspec.UNSET
    seal_key: str | msgspec.UnsetType = msgspec.UNSET  # of the replica that asks, unless it is somebody else's; base64


class CallBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A change that needs no more said than that it is asked for."""

    id: UUID | None = None


class LogoutBody(Struct, frozen=True, forbid_unknown_fields=True):
    """`wipe`: nobody has anything unsent in this browser, so it may forget all it holds of this origin."""

    id: UUID | None = None
    wipe: bool = False


class Done(Struct, frozen=True):
    """What was asked for is so now."""

    id: UUID


class RenameBody(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    id: UUID | None = None


class Released(Struct, frozen=True):
    """Somebody left. `doors` of theirs go back to the team, by these moves."""

    id: UUID
    doors: int
    move_ids: list[UUID]


class PhoneBody(Struct, frozen=True):
    """One installed copy of the app, as it last spoke for itself."""

    replica: UUID
    device: str | None
    last_seen_at: int | None
    unsent: int | None
    unsent_at: int | None
    oldest_at: int | None
    attention: int | None
    app: str | None
    lost_at: int | None
    wipe_asked_at: int | None  # when it was first told to wipe itself
    wiped_at: int | None  # when it said that it had
    evicted_at: int | None  # when it was heard that its browser had thrown its store away
    evicted_unsent: int | None  # how many of its records never came, at least; None where that cannot be told


class HeldPhone(PhoneBody, frozen=True):
    person: Named
    team_ids: list[UUID]  # that the person is in now


class Phones(Struct, frozen=True):
    phones: list[HeldPhone]


class PersonBody(Struct, frozen=True):
    id: UUID
    name: str
    roles: list[RoleBody]
    ended_at: int | None
    phones: list[PhoneBody]


class People(Struct, frozen=True):
    """`next`: ask with it as `after` for those who follow; null at the end."""

    people: list[PersonBody]
    next: str | None = None


class RoleChange(Struct, frozen=True, forbid_unknown_fields=True):
    """`area_id` null: the whole organization."""

    role: Literal["coordinator", "handler"]
    area_id: UUID | None
    id: UUID | None = None


class SheetBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A card for each: people of the team by id, and new ones by name. Without either, everybody who is in the team."""

    id: UUID | None = None
    person_ids: Annotated[list[UUID], Meta(max_length=200)] = []
    names: Annotated[list[Name], Meta(max_length=200)] = []
    valid_hours: Hours = 24 * 7


class InviteBody(Struct, frozen=True, forbid_unknown_fields=True):
    """For somebody known, or for somebody new of that name."""

    role: InvitedRole
    id: UUID | None = None
    person_id: UUID | None = None
    name: Name | None = None
    team_id: UUID | None = None
    valid_hours: Hours = 24


class Invited(Struct, frozen=True):
    id: UUID
    person: Named
    code: str
    path: str
    expires_at: int


class InvitedSheet(Struct, frozen=True):
    """`skipped`: people for whom the caller may not make a sign-in."""

    invitations: list[Invited]
    skipped: list[Named]


class InvitationBody(Struct, frozen=True):
    id: UUID
    person: Named
    role: str
    team_id: UUID | None
    made_at: int
    expires_at: int
    used_at: int | None
    revoked_at: int | None


class Invitations(Struct, frozen=True):
    invitations: list[InvitationBody]
