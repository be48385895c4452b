"""The wire of doors as lists, grids and single households show them."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from server.areas.schemas import BuildingBody
from server.identity.schemas import Named
from sync.protocol import Card


class DoorRow(Struct, frozen=True):
    id: UUID
    building_id: UUID
    building: str
    area_id: UUID
    area: str
    entrance: str | None
    floor: int | None
    door: str | None
    name: str | None
    state: str
    tries: int
    team_id: UUID | None
    team: str | None
    person_id: UUID | None
    person: str | None
    last_visit_at: int | None


class Been(Struct, frozen=True):
    """Of a filter that asks who was where: how many visits that were and at how many doors.

    Some of these may not be in the list: they have left the campaign or the caller's sight since, or do not fit the rest of the filter.
    """

    visits: int
    doors: int


class DoorPage(Struct, frozen=True):
    """`count`: how many fit the filter in all."""

    households: list[DoorRow]
    next: str | None
    count: int
    been: Been | None = None


class Cell(Struct, frozen=True):
    household_id: UUID
    entrance: str | None
    floor: int | None
    door: str | None
    name: str | None
    state: str
    tries: int
    team_id: UUID | None
    person_id: UUID | None
    last_visit_at: int | None


class Grid(Struct, frozen=True):
    building: BuildingBody
    cells: list[Cell]


class Change(Struct, frozen=True, omit_defaults=True):
    """One thing that was done. `at` is when, `arrived_at` when the server heard of it; `typed_by` typed it in for the person.

    `command_id`: what said so. `became`: of a value or a step, what its receipt said of it, if it does not simply stand.
    `building`: of an address, what its building is called. `can_undo`: of a value, it stands, and what it replaced can stand again.
    """

    at: int
    arrived_at: int
    person: Named
    what: str
    field: str | UnsetType = UNSET
    value: Any = UNSET
    note: str | UnsetType = UNSET
    typed_by: Named | UnsetType = UNSET
    command_id: UUID | UnsetType = UNSET
    became: str | UnsetType = UNSET
    building: str | UnsetType = UNSET
    can_undo: bool = False


class Held(Struct, frozen=True):
    """A team that had the door, or one of its people, from when to when. `by`: who gave it to them, if somebody moved it there."""

    campaign_id: UUID
    team_id: UUID | None
    team: str | None
    person: Named | None
    from_at: int
    to_at: int | None
    by: Named | None


class Erase(Struct, frozen=True, forbid_unknown_fields=True):
    """`confirm`: the door as the desk shows it, typed by a person."""

    confirm: Annotated[str, Meta(max_length=500)]
    id: UUID | None = None


class ErasedPeople(Struct, frozen=True):
    """`id`: the door from now on. `copies`: stores that restores have kept beside this one; they still hold the people."""

    id: UUID
    copies: int


class Household(Card, frozen=True, kw_only=True):
    """A card, with everything that ever happened there. `buildings`: those that the two sides of its conflicts name."""

    building: str
    history: list[Change]
    holders: list[Held]
    buildings: list[Named]
