"""The wire of moves: who gets which doors."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from server.identity.schemas import Named
from sync.protocol import State

MOST_DOORS = 20_000  # in one move
MOST_NAMED = 100_000  # ids that are read at all, so that a move that is too large is told so
MOST_PARTS = 200
Tries = Annotated[int, Meta(ge=0, le=1000)]
Doors = Annotated[list[UUID], Meta(max_length=MOST_NAMED)]
Word = Annotated[str, Meta(min_length=1, max_length=100)]


class From(Struct, frozen=True, forbid_unknown_fields=True):
    """The doors of a team now (null: of nobody; left out: of anybody), of a person, of one building, in some states, tried so many
    times, not visited yet, with a need, held by a team of which a phone has been silent. What is said must all hold."""

    team_id: UUID | UnsetType | None = UNSET
    building_id: UUID | Annotated[list[UUID], Meta(max_length=500)] | None = None
    area_id: UUID | None = None
    state: State | Annotated[list[State], Meta(max_length=9)] | None = None
    tries: Tries | Annotated[list[Tries], Meta(max_length=20)] | None = None
    person_id: UUID | None = None
    unvisited: bool = False
    silent: bool = False
    need: Word | None = None


class AssignBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Either doors by name or a filter. `team_id` null takes them away from everybody; `person_id`: one of that team's people."""

    team_id: UUID | None
    id: UUID | None = None
    household_ids: Doors | None = None
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


class Share(Struct, frozen=True):
    """What one team (null: nobody) got. `of`: how many it was to get."""

    team: Named | None
    person: Named | None
    moved: int
    of: int


class TeamDoors(Struct, frozen=True):
    """`team` null: doors that nobody has."""

    team: Named | None
    doors: int


class CameFrom(Struct, frozen=True):
    """Where the doors of a move were before, whoever had most first. `buildings`: the first few of them, those with most doors."""

    teams: list[TeamDoors]
    buildings: list[Named]
    building_count: int


class MoveReply(Struct, frozen=True):
    """`undo_id` is null where nothing was moved (a trial). `without_person`: doors that went to the whole team because the person
    they were meant for had left it. `came_from`: null for a trial, and where it was not kept."""

    moved: int
    skipped: list[SkippedDoor]
    holders: list[Holder]
    undo_id: UUID | None
    without_person: int = 0
    shares: list[Share] = []
    came_from: CameFrom | None = None


class PartBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Doors for one team (null: for nobody). `epochs`: as a proposal gave them, one a door; a door that moved since then stays."""

    team_id: UUID | None
    household_ids: Doors
    person_id: UUID | None = None
    epochs: Annotated[list[int], Meta(max_length=MOST_NAMED)] | None = None


class MovesBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Doors to several teams at once, as one move."""

    parts: Annotated[list[PartBody], Meta(min_length=1, max_length=MOST_PARTS)]
    id: UUID | None = None
    only_if: Literal["unvisited"] | None = None


class TakerWish(Struct, frozen=True, forbid_unknown_fields=True):
    """A team that is to get doors. `count`: how many; left out: what is fair."""

    team_id: UUID
    count: Annotated[int, Meta(ge=0, le=MOST_DOORS)] | None = None


class ProposeBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Either doors by name or a filter. Without `takers` the nearest teams are proposed, with none nobody. `grain`: what stays together (auto: an
    entrance or floor where that costs little evenness). `by`: need (to a team that can), met (to whoever met somebody there)."""

    household_ids: Doors | None = None
    from_: From | None = msgspec.field(default=None, name="from")
    takers: Annotated[list[TakerWish], Meta(max_length=MOST_PARTS)] | None = None
    grain: Literal["auto", "building", "entrance", "floor", "door"] = "auto"
    by: Annotated[list[Literal["need", "met"]], Meta(max_length=2)] = []
    only_if: Literal["unvisited"] | None = None


class TakerBody(Struct, frozen=True, kw_only=True):
    """A team that could take doors. `left`: unvisited doors it has; `holds`: how many of the chosen ones; `met`: at how many of them
    its people met somebody; `fair`: its even share; `count`: what is proposed."""

    team_id: UUID
    name: str
    members: int
    left: int
    holds: int
    near: str  # same_building | next_building | same_area | elsewhere
    can: list[str]
    met: int
    silent: int
    phones: int
    chosen: bool
    fair: int
    count: int


class BlockShare(Struct, frozen=True):
    team_id: UUID | None
    count: int


class Block(Struct, frozen=True):
    """Who gets how many of a building's chosen doors."""

    building_id: UUID
    building: str
    shares: list[BlockShare]


class Proposal(Struct, frozen=True, kw_only=True):
    """`parts` can be sent as they are to move the doors. `skipped`: how many were left out, by reason. `unheld`: doors of no team."""

    doors: int
    takers: list[TakerBody]
    parts: list[PartBody]
    blocks: list[Block]
    needs: dict[str, int]
    skipped: dict[str, int]
    holders: list[Holder]
    unheld: int


class UndoMoveBody(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID | None = None


class Progress(Struct, frozen=True):
    done: int
    of: int


class LeftDoor(Struct, frozen=True):
    """A door that stayed where it was; who moved it elsewhere since, if somebody did. No more than why where it is not the asker's to see."""

    household_id: UUID
    reason: str
    building: str
    entrance: str | None
    door: str | None
    team: Named | None
    by: Named | None


class MoveJob(Struct, frozen=True):
    """A move while it runs and when it is done. `left`: the first of the doors that stayed; `reasons`: how many for each reason.

    `area`: the one that its doors leave the campaign with or, undoing that, come back with.
    """

    id: UUID
    state: Literal["running", "done"]
    at: int
    by: Named
    progress: Progress
    moved: int
    shares: list[Share]
    reasons: dict[str, int]
    left: list[LeftDoor]
    holders: list[Holder]
    undoes: UUID | None
    undone_at: int | None
    without_person: int
    area: Named | None = None
    came_from: CameFrom | None = None


class MoveBody(Struct, frozen=True):
    """`to_team` where all doors went to one; `to_teams` are all that got some. `area`: its doors left the campaign with it."""

    id: UUID
    at: int
    by: Named
    to_team: Named | None
    moved: int
    skipped: int
    undone_at: int | None
    to_teams: list[Named] = []
    progress: Progress | None = None
    area: Named | None = None
    came_from: CameFrom | None = None


class Moves(Struct, frozen=True):
    moves: list[MoveBody]


class LeavingArea(Struct, frozen=True):
    """What it would mean to take an area out of a campaign. `visits`: knocks in this campaign at its doors so far; `visited`: the doors."""

    area: Named
    doors: int
    visited: int
    visits: int
    teams: list[TeamDoors]
    holders: list[Holder]


class LeaveBody(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID | None = None
