"""The wire of campaigns, teams and members."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from server.campaigns.categories import Goal
from server.identity.schemas import Name, Named
from sync.protocol import LocalDate

Most = Annotated[int, Meta(ge=1, le=100)]


class Progress(Struct, frozen=True):
    done: int
    of: int


class CampaignBody(Struct, frozen=True):
    """`is_counting`: its days, its most tries or the zone have changed, and not all is counted by them yet. `entering`: doors are still to
    enter it, or to go on with their teams, in the background.
    """

    id: UUID
    name: str
    starts_on: str
    ends_on: str
    max_attempts: int | None
    area_ids: list[UUID]
    ended_at: int | None
    goal: Goal = "visited"
    areas: list[Named] = []
    is_counting: bool = False
    entering: Progress | None = None


class Campaigns(Struct, frozen=True):
    campaigns: list[CampaignBody]


class NewCampaign(Struct, frozen=True, forbid_unknown_fields=True):
    """Without areas it reaches the whole organization (of an area's coordinator: all the own areas).

    `like_id`: a campaign whose teams go on, each with the doors it had there.
    """

    name: Name
    starts_on: LocalDate
    ends_on: LocalDate
    id: UUID | None = None
    max_attempts: Most | None = None
    area_ids: Annotated[list[UUID], Meta(max_length=200)] = []
    goal: Goal = "visited"
    like_id: UUID | None = None


class ChangedCampaign(Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays. `area_ids`: all of them; none is taken away."""

    id: UUID | None = None
    name: Name | UnsetType = UNSET
    starts_on: LocalDate | UnsetType = UNSET
    ends_on: LocalDate | UnsetType = UNSET
    max_attempts: Most | UnsetType | None = UNSET
    goal: Goal | UnsetType = UNSET
    area_ids: Annotated[list[UUID], Meta(max_length=200)] | UnsetType = UNSET


class MemberBody(Struct, frozen=True):
    id: UUID
    name: str
    role: str
    ended_at: int | None


class TeamPhones(Struct, frozen=True):
    """A team's phones, added up. `unsent`: as last said at `unsent_at` or later; null if none has said so."""

    of: int
    silent: int
    silent_since: int | None
    last_seen_at: int | None
    unsent: int | None
    unsent_at: int | None


class TeamBody(Struct, frozen=True, kw_only=True):
    """`buildings`: those where it has doors; of one team that is asked for, left out of a list of all."""

    id: UUID
    name: str
    slice_id: UUID
    leaders: list[Named]
    members: list[MemberBody]
    known: int
    visited: int
    phones: TeamPhones
    ended_at: int | None = None
    buildings: list[Named] | UnsetType = UNSET


class Teams(Struct, frozen=True):
    teams: list[TeamBody]


class NewTeam(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    id: UUID | None = None


class RenameTeam(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    id: UUID | None = None


class MadeTeam(Struct, frozen=True):
    id: UUID
    name: str
    slice_id: UUID


class NewMember(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody known, or somebody new of that name."""

    id: UUID | None = None
    person_id: UUID | None = None
    name: Name | None = None
    role: Literal["member", "leader"] = "member"


class MadeMember(Struct, frozen=True):
    person: Named
