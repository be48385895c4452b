"""What is asked for when something goes out, and the wire of a walk list."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from server.exports.words import Language
from server.households.asking import Asked as Doors
from server.identity.schemas import Named
from sync.protocol import Window

Kind = Literal["households", "visits", "requests", "coverage"]
Format = Literal["csv", "xlsx", "geojson"]
By = Literal["area", "team", "building", "person"]


class Asked(Struct, frozen=True, kw_only=True):
    """How the file is to be, and of which doors. `by` is for coverage only."""

    kind: Kind = "households"
    format: Format = "csv"
    language: Language = "zh-Hans"
    with_phones: bool = False
    by: By = "building"
    doors: Doors = Doors()


class WalkDoor(Struct, frozen=True):
    """A line of a walk list. `knock` false: there is nothing to do at this door, or nobody may knock (a wish)."""

    household_id: UUID
    floor: int | None
    door: str | None
    name: str | None
    needs: list[str]
    state: str
    tries: int
    last_visit_at: int | None
    person: str | None
    version: int
    knock: bool
    appointment: Window | None = None  # agreed when somebody last knocked


class WalkEntrance(Struct, frozen=True):
    name: str | None
    doors: list[WalkDoor]


class WalkBuilding(Struct, frozen=True):
    id: UUID
    name: str
    area: str
    entrances: list[WalkEntrance]


class WalkList(Struct, frozen=True):
    """Doors as a person walks them: from the top floor of each entrance down. `team` None: of several teams."""

    campaign: Named
    team: Named | None
    as_of: int
    door_count: int
    buildings: list[WalkBuilding]


class TypedVisits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a paper list of a team was typed in at this desk. The visits themselves are commands of its replica."""

    id: UUID | None = None
    team_id: UUID
    visits: Annotated[int, Meta(ge=1, le=10_000)]


class Noted(Struct, frozen=True):
    """That it stands in the audit."""

    id: UUID
