"""What a fold knows: the commands as they arrived, their authors, and everything they name, read once by the caller."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from sync.card import Door, Placement
from sync.clock import Moment
from sync.commands import AnyCommand, RecordVisit, UndoCorrection
from sync.merge import base_of
from sync.protocol import CardRequest, CardVisit

LATE_MS = 60 * 86_400_000  # work counts for a door that the team held this long before it was made


class TeamSpan(msgspec.Struct, frozen=True):
    """A person's time in a team: [from_at, to_at), ms UTC; to_at None: still."""

    team_id: UUID
    role: str  # member | leader
    from_at: int
    to_at: int | None


class HeldSpan(msgspec.Struct, frozen=True):
    """A team's time with a door in a campaign; the end of the team or the campaign ends it too."""

    campaign_id: UUID
    team_id: UUID
    from_at: int
    to_at: int | None


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Who a replica belongs to. `covers`: the buildings a coordinator answers for; None: all of them.

    `until_end`: of whom access has ended, with the rights that ended with it: those count for work made before.
    """

    person_id: UUID
    name: str
    is_system: bool = False
    is_coordinator: bool = False
    covers: frozenset[UUID] | None = None
    teams: tuple[TeamSpan, ...] = ()
    ended_at: int | None = None
    is_phone_lost: bool = False
    until_end: "Author | None" = None

    def coordinates(self, building_id: UUID) -> bool:
        return self.is_system or (self.is_coordinator and (self.covers is None or building_id in self.covers))

    def is_in(self, team_id: UUID | None, *, as_leader: bool = False) -> bool:
        """Whether the person is in the team now."""
        for span in self.teams:  # noqa: SIM110 - a generator costs three times as much, at every command
            if span.to_at is None and span.team_id == team_id and (span.role == "leader" or not as_leader):
                return True
        return False

    def was_in(self, team_id: UUID, made_at: int, *, as_leader: bool = False) -> bool:
        """Whether the person was in the team at some time in the LATE_MS before the work was made."""
        spans = (span for span in self.teams if span.team_id == team_id and (span.role == "leader" or not as_leader))
        return any(_overlaps(made_at, span.from_at, span.to_at) for span in spans)


class Campaign(msgspec.Struct, frozen=True):
    """[starts_at, ends_at): the campaign's local days as instants, ms UTC."""

    id: UUID
    starts_at: int
    ends_at: int
    max_attempts: int | None


class Place(msgspec.Struct, frozen=True):
    """A slice that a new door of some building may enter. team_id None: the campaign's doors without a team.

    One that has ended takes in only what was found for it in time. `has_left`: the building's area left the campaign at `ended_at`;
    what is found there for a team is its finder's, and out of the campaign.
    """

    slice_id: UUID
    campaign_id: UUID
    team_id: UUID | None
    max_attempts: int | None
    ended_at: int | None = None
    has_left: bool = False


class Incoming(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One command in the server's custody, with its author and the time it counts as made. `n` orders a replica's commands."""

    command: AnyCommand
    replica_id: UUID
    author: Author
    moment: Moment
    is_replay: bool = False  # it was held until now
    held_since: int | None = None  # and since when, ms UTC: held again, it waits no longer for that
    is_retry: bool = False  # it was parked until now
    vouched_by: Author | None = None  # who settles parked work says that it is to be judged, with the rights of both

    @property
    def made_at(self) -> int:
        return self.moment.at.millis


def typed_for(incoming: Incoming) -> UUID | None:
    """Who knocked, if the author types in somebody else's visit."""
    command = incoming.command
    named = command.for_person if isinstance(command, RecordVisit) else None
    return None if named == incoming.author.person_id else named


class Absorbed(msgspec.Struct, frozen=True):
    """A household that was joined to another: as it was then, and the visits and requests of the one it is part of, by id.

    `joined_to`: to which, at `joined_at` (ms), whose card showed both from the version `since` on. `is_decided`: by a person, not by itself.
    """

    door: Door
    visits: Mapping[UUID, CardVisit]
    joined_to: UUID | None = None
    since: int = 0
    is_decided: bool = False
    joined_at: int = 0
    requests: Mapping[UUID, CardRequest] = {}


class World(msgspec.Struct, frozen=True, kw_only=True):
    """`doors` holds known households only; an alias leads to its root. `spans` is filled for the doors that nobody named as holder."""

    arrival_ms: int
    version_base: int = 0
    doors: Mapping[UUID, Door]
    aliases: Mapping[UUID, UUID] = {}
    erased: frozenset[UUID] = frozenset()  # of the ids that are named and unknown
    buildings: frozenset[UUID] = frozenset()
    campaigns: Mapping[UUID, Campaign] = {}
    places: Mapping[UUID, tuple[Place, ...]] = {}  # by building; filled where doors are added
    spans: Mapping[UUID, tuple[HeldSpan, ...]] = {}
    old_requests: Mapping[UUID, CardRequest] = {}  # on a card no more: those that are named, and what left one in this batch
    people: Mapping[UUID, Author] = {}  # who knocked where somebody else types it in: with their teams, and no other right
    absorbed: Mapping[UUID, Absorbed] = {}  # the aliases of households to one of which somebody gives another address, or takes one back
    rolls: frozenset[UUID] = frozenset()  # of those who closed these doors the rolls, by the undo of an import
    corrected: Mapping[UUID, UUID] = {}  # the households where corrections stand that are taken back, by the correction

    def meant_by(self, command: AnyCommand) -> UUID | None:
        """The household that a command is for. A correction stays where it was made, whatever was joined and parted since."""
        if isinstance(command, UndoCorrection):
            return self.corrected.get(command.correction_id, command.household_id)
        return command.household_id

    def find(self, household_id: UUID | None) -> Door | None:
        """The door of this id, or that one which it was joined to."""
        if household_id is None:
            return None
        return self.doors.get(self.aliases.get(household_id, household_id) if self.aliases else household_id)


class Credit(msgspec.Struct, frozen=True, gc=False):
    """For which team somebody worked at a door. `late`: another team holds it now, or in the campaign that is named."""

    team_id: UUID | None
    late: bool


def credit_of(author: Author, door: Door, spans: tuple[HeldSpan, ...], made_at: int, campaign_id: UUID | None = None) -> Credit | None:
    """The team a person worked for at a door; None: it was never theirs, so the work waits for a person to look at it."""
    held: Placement | None = None
    for place in door.placements:  # a loop: every command asks this
        if place.kind == "team" and author.is_in(place.team_id) and _lasts(place, made_at):
            if place.campaign_id == campaign_id:
                return Credit(place.team_id, late=False)
            held = held or place
    if held is not None:
        return Credit(held.team_id, late=_is_anothers(door, held.team_id, campaign_id))
    if any(place.kind == "person" and place.person_id == author.person_id for place in door.placements):
        return Credit(None, late=False)
    if (team_id := _found_for(author, door, made_at)) is not None:
        return Credit(team_id, late=_is_anothers(door, team_id, campaign_id))
    coordinates = author.coordinates(door.building_id)
    if coordinates and (team_id := _holder(door, campaign_id, made_at)) is not None:
        return Credit(team_id, late=False)
    for span in sorted(spans, key=lambda span: (span.campaign_id == campaign_id, span.from_at), reverse=True):
        if any(_met(team, span, made_at) for team in author.teams):
            has_gone = all(place.team_id != span.team_id for place in door.placements)
            return Credit(span.team_id, late=has_gone or _is_anothers(door, span.team_id, campaign_id))
    return Credit(None, late=False) if coordinates else None


def credit_for(knocker: Author, author: Author, door: Door, spans: tuple[HeldSpan, ...], made_at: int, campaign_id: UUID) -> Credit | None:
    """The team of a visit that the author types in for who knocked; None: it is not the author's to type in."""
    credit = credit_of(knocker, door, spans, made_at, campaign_id)
    if credit is None or credit.team_id is None:
        credit = credit_of(author, door, spans, made_at, campaign_id)
    team_id = None if credit is None else credit.team_id
    if team_id is None or not knocker.was_in(team_id, made_at):
        return None
    may = author.coordinates(door.building_id) or author.is_in(team_id, as_leader=True) or author.was_in(team_id, made_at, as_leader=True)
    return credit if may else None


def vouched_credit(settler: Author, door: Door, made_at: int, campaign_id: UUID | None = None) -> Credit | None:
    """For which team work counts that somebody vouches for: who coordinates there, or leads a team that holds the door."""
    if settler.coordinates(door.building_id):
        return Credit(_holder(door, campaign_id, made_at), late=False)
    led = [place for place in door.placements if place.kind == "team" and settler.is_in(place.team_id, as_leader=True)]
    led.sort(key=lambda place: place.campaign_id != campaign_id)
    return Credit(led[0].team_id, late=False) if led else None


def _is_anothers(door: Door, team_id: UUID | None, campaign_id: UUID | None) -> bool:
    """Whether another team has the door in the campaign that work names, though this one has it in another."""
    held = (place for place in door.placements if place.kind == "team" and place.campaign_id == campaign_id)
    return any(place.team_id != team_id for place in held)


def _holder(door: Door, campaign_id: UUID | None, made_at: int) -> UUID | None:
    """The team that has the door in a campaign: what a coordinator records there, often from paper, is that team's."""
    held = (
        place.team_id for place in door.placements if place.kind == "team" and place.campaign_id == campaign_id and _lasts(place, made_at)
    )
    return next(held, None)


def _found_for(author: Author, door: Door, made_at: int) -> UUID | None:
    """The team for which the author found this door, if that team or its campaign, or the author's time in it, is over."""
    base = base_of(door.merge, "")
    if base is None or base.person != str(author.person_id):
        return None
    teams = (place.team_id for place in door.placements if place.kind == "team" and _lasts(place, made_at))
    return next((team_id for team_id in teams if team_id is not None and author.was_in(team_id, made_at)), None)


def _met(team: TeamSpan, span: HeldSpan, made_at: int) -> bool:
    """Whether the person was in the team while it held the door, at some time in the LATE_MS before the work was made."""
    if team.team_id != span.team_id:
        return False
    ends = [end for end in (team.to_at, span.to_at) if end is not None]
    return _overlaps(made_at, max(team.from_at, span.from_at), min(ends, default=None))


def _overlaps(made_at: int, from_at: int, to_at: int | None) -> bool:
    """Whether a span reaches into the LATE_MS before the work was made."""
    return max(from_at, made_at - LATE_MS) <= (made_at if to_at is None else min(made_at, to_at))


def _lasts(place: Placement, made_at: int) -> bool:
    """What has ended is still a holding for work made soon after."""
    return place.ended_at is None or made_at <= place.ended_at + LATE_MS
