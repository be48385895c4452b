"""Where a roll's doors lie now: some went to another area with their building, or by themselves. Who does not coordinate that area is not
told of them and writes nothing there."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.areas.store import subtree
from server.db.driver import Row, fetch
from server.exchange.turns import Turns
from server.identity.scope import scope_of
from server.identity.store import find_person

IDS_A_READ = 500
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


NOT_ASKED = Whereabouts({}, {}, {})  # where everything is within reach


def whereabouts(turns: Turns, doors: Iterable[UUID], named: Mapping[str, UUID]) -> Whereabouts:
    """Where these doors stand now (of one that was joined to another, where that stands), and the buildings by the names that mean them."""
    return Whereabouts(_areas_of(turns, DOORS, doors), _areas_of(turns, BUILDINGS, named.values()), named)


def _areas_of(turns: Turns, sql: str, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    wanted = sorted(set(ids))
    found: dict[UUID, UUID] = {}
    for first in range(0, len(wanted), IDS_A_READ):
        rows = turns.read_now(partial(_rows, sql=sql, ids=wanted[first : first + IDS_A_READ]))
        found |= {row[0]: row[1] for row in rows}
    return found


def _rows(conn: Connection, sql: str, ids: list[UUID]) -> Sequence[Row]:
    return fetch(conn, sql, ids)
