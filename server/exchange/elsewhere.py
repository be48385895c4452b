"""Where a roll's doors lie now: some went to another area with their building, or by themselves. Who does not coordinate that area is not
told of them and writes nothing there."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.areas.store import subtree
from server.db.driver import fetch
from server.identity.scope import scope_of
from server.identity.store import find_person

BUILDINGS = "SELECT id, area_id FROM buildings WHERE id IN (??)"
DOORS = """
SELECT h.id, b.area_id FROM households h JOIN households r ON r.id = COALESCE(h.root_id, h.id) JOIN buildings b ON b.id = r.building_id
WHERE h.id IN (??)
"""


class Reach(msgspec.Struct, frozen=True):
    """Areas. `told`: of whose doors the preview tells: everybody who sees the roll sees these. `written`: in which it is brought in."""

    told: frozenset[UUID] | None = None  # None: all
    written: frozenset[UUID] | None = None  # None: all


EVERYWHERE = Reach()  # the command line's


def reach_of(conn: Connection, person_id: UUID | None, area_id: UUID | None, now: int) -> Reach:
    """Of who ordered a job for a roll of this area, with the rights they have now; the roll's own area is always within it."""
    inside = subtree(conn, [area_id]) if area_id else frozenset[UUID]()
    actor = find_person(conn, person_id, now) if person_id else None
    scope = scope_of(conn, actor) if actor else None
    if scope is None:
        return Reach(inside, inside)
    return Reach(inside, None if scope.everywhere else scope.area_ids | inside)


def areas_of_buildings(conn: Connection, ids: Collection[UUID]) -> dict[UUID, UUID]:
    return {row[0]: row[1] for row in fetch(conn, BUILDINGS, list(ids))}


def areas_of_doors(conn: Connection, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Where they stand now; of one that was joined to another, where that stands."""
    return {row[0]: row[1] for row in fetch(conn, DOORS, list(ids))}


class Whereabouts(msgspec.Struct, frozen=True):
    """Areas of doors and of buildings by id, and buildings by the names that mean them."""

    doors: Mapping[UUID, UUID]
    buildings: Mapping[UUID, UUID]
    named: Mapping[str, UUID]

    def is_within(self, areas: frozenset[UUID] | None, door: UUID | None, names: Iterable[str]) -> bool:
        """Whether a door, and each building that is there of those that its lines name, lies in one of these areas."""
        if areas is None:
            return True
        there = [self.doors.get(door) if door else None, *(self.buildings.get(self.named[name]) for name in names if name in self.named)]
        return all(area is None or area in areas for area in there)
