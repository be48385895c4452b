"""The wire of coverage: counts of doors, and what people did."""

from datetime import date
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType


class Work(Struct, frozen=True):
    """What a team or person did, whoever holds the doors now."""

    visits: int
    doors: int


class Counts(Struct, frozen=True, kw_only=True):
    """Doors. The states add up to `known`; `tries`: doors tried 0, 1, 2, 3, 4, and 5 or more times."""

    known: int
    base: int
    visited: int
    base_visited: int
    met: int
    base_met: int
    tried: int
    not_home: int
    refused: int
    call_back: int
    inaccessible: int
    do_not_contact: int
    vacant: int
    given_up: int
    never_tried: int
    added_on_the_way: int
    tries: list[int]


class Row(Counts, frozen=True, kw_only=True):
    """`id` of the team, area, building or person; of doors without a team, or given to a whole team, zeros with an empty name."""

    id: UUID
    name: str
    work: Work | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    level: str | UnsetType = UNSET
    area_id: UUID | UnsetType = UNSET


class Day(Struct, frozen=True):
    """A local day: visits that count, those that met somebody, doors where somebody stood for the first time in the campaign."""

    on: date
    visits: int
    met: int
    reached: int


class Hour(Struct, frozen=True):
    """An hour of the week in the organization's zone, Monday 0:00 is 0; of all the campaign's weeks together."""

    hour: int
    visits: int
    met: int


class Times(Struct, frozen=True):
    """`days` from the first on which somebody went to the last, without those on which nobody did.

    `is_counting`: the zone or the campaign's days have changed, and some visits are still counted by those before.
    """

    as_of: int
    time_zone: str
    is_counting: bool
    known: int
    days: list[Day]
    hours: list[Hour]


class Silent(Struct, frozen=True):
    replicas: int
    of: int


class Coverage(Counts, frozen=True, kw_only=True):
    """`is_counting`: the campaign's days or most tries, or the zone, have changed, and some doors still count by those before."""

    as_of: int
    is_counting: bool
    silent: Silent
    rows: list[Row]
