"""What a journal holds: ids and times, and what is set up: names of people, teams, areas, buildings, campaigns and rolls' files, a campaign's
days, where doors are.

Never anything about a household's people, but for salted hashes of those who were erased.
"""

from typing import Literal
from uuid import UUID

import msgspec

from server.campaigns.categories import Goal


class Deed(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", forbid_unknown_fields=True):
    """Something that was done at `at` (ms UTC)."""

    at: int


class DoorsMoved(Deed, frozen=True, kw_only=True, tag="doors_moved"):
    """The doors that did move: what was decided, not what was ordered.

    `by_person_id`: who ordered it, None where nobody can take it back; `only_if` as the move has it, which also says what an undo undoes.
    Lines of before have neither.
    """

    campaign_id: UUID
    household_ids: tuple[UUID, ...]
    team_id: UUID | None
    person_id: UUID | None
    move_id: UUID
    by_person_id: UUID | None = None
    only_if: str | None = None


class MoveOrdered(Deed, frozen=True, kw_only=True, tag="move_ordered"):
    """So many doors (0: those of an area, or all that it had), which have lines of their own as they move. Lines of before have neither this nor the next."""

    move_id: UUID
    campaign_id: UUID
    by_person_id: UUID
    only_if: str | None
    doors: int


class MoveFinished(Deed, frozen=True, kw_only=True, tag="move_finished"):
    """All doors of a move that could move have."""

    move_id: UUID


class AreaLeft(Deed, frozen=True, kw_only=True, tag="area_left"):
    """An area was taken out of a campaign, or (`is_out` false) put back. Its doors have lines of their own. The last two, of an area that
    was taken out: the move that this is, and who ordered it.
    """

    campaign_id: UUID
    area_id: UUID
    is_out: bool
    move_id: UUID | None = None
    by_person_id: UUID | None = None


class AreaAdded(Deed, frozen=True, kw_only=True, tag="area_added"):
    """An area was added to a running campaign, and its doors enter it: without a team those that are not in it."""

    campaign_id: UUID
    area_id: UUID


class DoorsLeft(Deed, frozen=True, kw_only=True, tag="doors_left"):
    """The doors that did leave a campaign with their area. The last two as in DoorsMoved."""

    campaign_id: UUID
    household_ids: tuple[UUID, ...]
    move_id: UUID
    by_person_id: UUID | None
    only_if: str | None


class DoorsReturned(Deed, frozen=True, kw_only=True, tag="doors_returned"):
    """The doors that came back, and to whom; `epochs`: those with which each had left."""

    campaign_id: UUID
    household_ids: tuple[UUID, ...]
    epochs: tuple[int, ...]
    team_id: UUID | None
    person_id: UUID | None
    move_id: UUID
    by_person_id: UUID | None
    only_if: str | None


class OrganizationChanged(Deed, frozen=True, kw_only=True, tag="organization_changed"):
    """As it is from then on; so are the changes below."""

    name: str
    time_zone: str


class AreaMade(Deed, frozen=True, kw_only=True, tag="area_made"):
    area_id: UUID
    parent_id: UUID | None
    level: str
    name: str
    code: str | None


class AreaChanged(AreaMade, frozen=True, kw_only=True, tag="area_changed"):
    pass


class AreaRemoved(Deed, frozen=True, kw_only=True, tag="area_removed"):
    area_id: UUID


class DrawnEntrance(msgspec.Struct, frozen=True):
    name: str
    floors: tuple[int, ...] = ()
    doors_per_floor: int = 0


class BuildingMade(Deed, frozen=True, kw_only=True, tag="building_made"):
    """By a desk or a roll, with room for its doors."""

    building_id: UUID
    area_id: UUID
    name: str
    kind: str
    entrances: tuple[DrawnEntrance, ...]


class BuildingChanged(BuildingMade, frozen=True, kw_only=True, tag="building_changed"):
    pass


class BuildingRemoved(Deed, frozen=True, kw_only=True, tag="building_removed"):
    building_id: UUID


class BuildingsPlaced(Deed, frozen=True, kw_only=True, tag="buildings_placed"):
    """Where buildings stand on the map: each with its longitude and latitude in degrees."""

    person_id: UUID
    points: tuple[tuple[UUID, float, float], ...]


class DoorsDrawn(Deed, frozen=True, kw_only=True, tag="doors_drawn"):
    """Doors that a desk drew in a building: entrance, floor and number of each, which also say its id."""

    building_id: UUID
    person_id: UUID
    doors: tuple[tuple[str | None, int | None, str | None], ...]


class DoorsTakenBack(Deed, frozen=True, kw_only=True, tag="doors_taken_back"):
    """Doors at which nothing was done, closed with their building."""

    building_id: UUID
    person_id: UUID
    household_ids: tuple[UUID, ...]


class RollBrought(Deed, frozen=True, kw_only=True, tag="roll_brought"):
    """A file began to be imported. What it says of households is not here, so it is to be imported again; its buildings have lines of their own."""

    import_id: UUID
    file: str
    area_id: UUID


class RollTakenBack(RollBrought, frozen=True, kw_only=True, tag="roll_taken_back"):
    """Its import was undone."""


class CampaignChanged(Deed, frozen=True, kw_only=True, tag="campaign_changed"):
    campaign_id: UUID
    name: str
    starts_on: str
    ends_on: str
    max_attempts: int | None
    goal: Goal


class CampaignMade(CampaignChanged, frozen=True, kw_only=True, tag="campaign_made"):
    """The doors of its areas (none: all) enter it without a team; the teams that go on in it, and their doors, have lines of their own, and so has
    that all of them have (TeamsWentOn).

    The last two: whose teams go on, in the background, and who ordered it. Lines of before have neither.
    """

    area_ids: tuple[UUID, ...]
    like_id: UUID | None = None
    by_person_id: UUID | None = None


class TeamsWentOn(Deed, frozen=True, kw_only=True, tag="teams_went_on"):
    """All teams that were to go on in the campaign have. They, and their doors, have lines of their own."""

    campaign_id: UUID


class TeamRenamed(Deed, frozen=True, kw_only=True, tag="team_renamed"):
    team_id: UUID
    name: str


class PersonMade(Deed, frozen=True, kw_only=True, tag="person_made"):
    person_id: UUID
    name: str


class PersonRenamed(Deed, frozen=True, kw_only=True, tag="person_renamed"):
    person_id: UUID
    name: str


class TeamMade(Deed, frozen=True, kw_only=True, tag="team_made"):
    campaign_id: UUID
    team_id: UUID
    name: str
    area_id: UUID | None


class TeamJoined(Deed, frozen=True, kw_only=True, tag="team_joined"):
    person_id: UUID
    team_id: UUID
    role: str


class TeamLeft(Deed, frozen=True, kw_only=True, tag="team_left"):
    person_id: UUID
    team_id: UUID


class RoleGiven(Deed, frozen=True, kw_only=True, tag="role_given"):
    person_id: UUID
    role: str
    area_id: UUID | None


class RoleTaken(Deed, frozen=True, kw_only=True, tag="role_taken"):
    person_id: UUID
    role: str
    area_id: UUID | None


class AccessEnded(Deed, frozen=True, kw_only=True, tag="access_ended"):
    person_id: UUID


class InvitationsRevoked(Deed, frozen=True, kw_only=True, tag="invitations_revoked"):
    """Codes that nobody can come in with any more; that of somebody whose access ended goes with it."""

    invitation_ids: tuple[UUID, ...]


class InvitationUsed(Deed, frozen=True, kw_only=True, tag="invitation_used"):
    """A code that somebody came in with, and on which phone or browser: nobody else comes in with it."""

    invitation_id: UUID
    replica_id: UUID


class PhoneLost(Deed, frozen=True, kw_only=True, tag="phone_lost"):
    """With its owner and all its names: the copy may not know the phone, or not that it was called otherwise before. Lines of before do not say them."""

    replica_id: UUID
    person_id: UUID
    names: tuple[UUID, ...] = ()


class PhoneFound(Deed, frozen=True, kw_only=True, tag="phone_found"):
    replica_id: UUID
    person_id: UUID


class Ended(Deed, frozen=True, kw_only=True, tag="ended"):
    """The end of a team or a campaign, or that it was taken back."""

    of: Literal["team", "campaign"]
    id: UUID
    is_over: bool


class DoorsJoined(Deed, frozen=True, kw_only=True, tag="doors_joined"):
    """By a person; what joined by itself does so again when its doors are sent again."""

    one_id: UUID
    other_id: UUID
    person_id: UUID
    join_id: UUID


class DoorsParted(Deed, frozen=True, kw_only=True, tag="doors_parted"):
    household_id: UUID
    person_id: UUID


class HouseholdErased(Deed, frozen=True, kw_only=True, tag="household_erased"):
    """`to_id`: the door from then on. `by`: who did it. `aliases`: what was joined to it, of which a copy may know nothing, or only that.
    `wishes`: not to be visited, that it had, also from others (None in lines of before: whatever the copy shows). `hashes`: by which a roll's
    line about these people is known again, salted with the organization's key (lines of before have none)."""

    household_id: UUID
    to_id: UUID
    by: UUID
    aliases: tuple[UUID, ...] = ()
    wishes: tuple[UUID, ...] | None = None
    hashes: tuple[bytes, ...] = ()


class StoreRenewed(Deed, frozen=True, kw_only=True, tag="store_renewed"):
    """A copy was put back: all versions given from then on are above `base`. Nothing to do again."""

    base: int


AnyDeed = (
    DoorsJoined
    | DoorsParted
    | DoorsMoved
    | MoveOrdered
    | MoveFinished
    | AreaLeft
    | DoorsLeft
    | DoorsReturned
    | AreaAdded
    | OrganizationChanged
    | AreaMade
    | AreaChanged
    | AreaRemoved
    | BuildingMade
    | BuildingChanged
    | BuildingRemoved
    | BuildingsPlaced
    | DoorsDrawn
    | DoorsTakenBack
    | RollBrought
    | RollTakenBack
    | CampaignMade
    | CampaignChanged
    | TeamsWentOn
    | PersonMade
    | PersonRenamed
    | TeamMade
    | TeamRenamed
    | TeamJoined
    | TeamLeft
    | RoleGiven
    | RoleTaken
    | AccessEnded
    | InvitationsRevoked
    | InvitationUsed
    | PhoneLost
    | PhoneFound
    | Ended
    | HouseholdErased
    | StoreRenewed
)


class Entry(msgspec.Struct, frozen=True):
    """One transaction's deeds, a line. `n` counts the store's journalled transactions; `store`: the organization's id."""

    n: int
    store: UUID
    deeds: tuple[AnyDeed, ...]
