"""The wire of areas and buildings."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from server.areas.tree import Level, Problem
from server.campaigns.reference import Entrance
from server.identity.schemas import Name

Code = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Part = Annotated[str, Meta(min_length=1, max_length=20, pattern=r"\S")]
Floor = Annotated[int, Meta(ge=-9, le=200)]
MOST_DOORS = 2_000


class AreaBody(Struct, frozen=True):
    """`children`, `buildings`: how many lie right in it. `above`: the names over it, the top first; left out where a parent was named."""

    id: UUID
    parent_id: UUID | None
    level: str
    name: str
    code: str | None = None
    children: int = 0
    buildings: int = 0
    above: list[str] = []


class Areas(Struct, frozen=True):
    areas: list[AreaBody]


class BuildingBody(Struct, frozen=True):
    """`doors`: how many are open; null where nobody asked."""

    id: UUID
    area_id: UUID
    name: str
    kind: str
    entrances: list[Entrance]
    doors: int | None = None


class Buildings(Struct, frozen=True):
    buildings: list[BuildingBody]


class NewArea(Struct, frozen=True, forbid_unknown_fields=True):
    level: Level
    name: Name
    id: UUID | None = None
    parent_id: UUID | None = None
    code: Code | None = None


class ChangedArea(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID | None = None
    parent_id: UUID | UnsetType | None = UNSET
    level: Level | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    code: Code | UnsetType | None = UNSET


class AreaText(Struct, frozen=True):
    """A file's list of areas as CSV, for the list's call."""

    text: str


class AreaList(Struct, frozen=True, forbid_unknown_fields=True):
    """`text`: CSV with a heading (code, parent_code, level, name). `dry_run`: say what it would make."""

    text: Annotated[str, Meta(max_length=1_000_000)]
    id: UUID | None = None
    dry_run: bool = False


class ListedAreas(Struct, frozen=True):
    """What became of a list. With problems nothing was written."""

    read: int
    new: int
    changed: int
    unchanged: int
    problems: list[Problem]
    is_written: bool


class NewDoor(Struct, frozen=True, forbid_unknown_fields=True):
    door: Part
    entrance: Part | None = None
    floor: Floor | None = None


Doors = Annotated[list[NewDoor], Meta(max_length=MOST_DOORS)]


class NewBuilding(Struct, frozen=True, forbid_unknown_fields=True):
    area_id: UUID
    name: Name
    kind: Literal["tower", "row", "hamlet"] = "tower"
    doors: Doors = []
    id: UUID | None = None


class ChangedBuilding(Struct, frozen=True, forbid_unknown_fields=True):
    """Another name, or another area it stands in; what is left out stays."""

    id: UUID | None = None
    name: Name | UnsetType = UNSET
    area_id: UUID | UnsetType = UNSET


class MoreDoors(Struct, frozen=True, forbid_unknown_fields=True):
    doors: Doors
    id: UUID | None = None


class MadeDoors(Struct, frozen=True):
    """`made` now; `there`: those whose address the building had already."""

    building: BuildingBody
    made: int
    there: int


class RemovedBuilding(Struct, frozen=True):
    """`kept`: doors that were found or at which something was entered or done meanwhile; with any the building stays."""

    id: UUID
    closed: int
    kept: int
