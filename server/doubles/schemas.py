"""The wire of pairs and joins."""

from uuid import UUID

from msgspec import Struct

from server.identity.schemas import Named
from sync.protocol import CardHousehold


class Side(Struct, frozen=True):
    """One of two households that may be the same door. `found`: a phone added it; `visits`, `requests`, `wishes`: how many its card has."""

    household: CardHousehold
    building: str
    found: bool
    residents: list[str]
    visits: int
    requests: int
    wishes: int
    last_visit_at: int | None
    teams: list[str]


class Pair(Struct, frozen=True):
    """why: same_address | near_address | same_phone | similar_name. `survivor_id`: the one that would stay."""

    why: str
    at: int
    survivor_id: UUID
    one: Side
    other: Side


class Pairs(Struct, frozen=True):
    pairs: list[Pair]


class PairBody(Struct, frozen=True, forbid_unknown_fields=True):
    one_id: UUID
    other_id: UUID
    id: UUID | None = None


class DismissBody(PairBody, frozen=True, forbid_unknown_fields=True):
    """undo: it is to be looked at again."""

    undo: bool = False


class Join(Struct, frozen=True):
    """Two households that became one. `by` null: by themselves, at the end of a push, as equal addresses."""

    id: UUID
    at: int
    by: Named | None
    survivor_id: UUID
    absorbed_id: UUID
    building: str
    entrance: str | None
    door: str | None
    undone_at: int | None


class Joins(Struct, frozen=True):
    joins: list[Join]
