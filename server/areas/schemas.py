"""The wire of areas and buildings."""

from uuid import UUID

from msgspec import Struct

from server.campaigns.reference import Entrance


class AreaBody(Struct, frozen=True):
    id: UUID
    parent_id: UUID | None
    level: str
    name: str


class Areas(Struct, frozen=True):
    areas: list[AreaBody]


class BuildingBody(Struct, frozen=True):
    id: UUID
    area_id: UUID
    name: str
    kind: str
    entrances: list[Entrance]


class Buildings(Struct, frozen=True):
    buildings: list[BuildingBody]
