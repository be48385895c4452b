"""The wire of coverage: counts of doors, and what people did."""

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
    """`id` of the team, area, building or person; of doors without a team zeros, with an empty name."""

    id: UUID
    name: str
    work: Work | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET


class Silent(Struct, frozen=True):
    replicas: int
    of: int


class Coverage(Counts, frozen=True, kw_only=True):
    as_of: int
    silent: Silent
    rows: list[Row]
