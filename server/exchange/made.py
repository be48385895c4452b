"""The area and the buildings that an import made, remembered with it: its undo takes back those that nobody uses."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update

from server.areas.buildings import remove_building
from server.areas.changing import areas_as_made, is_worked_in, note_areas, remove_unnamed, write_area
from server.db.driver import fetch
from server.db.tables import buildings, imports
from server.exchange.schemas import LeftPlace
from server.exchange.turns import Turns, write_some
from server.journal.deeds import AreaMade

BUILDINGS = 20  # taken away in one transaction: of each all doors are looked at
OPEN = """
SELECT DISTINCT building_id FROM households WHERE building_id IN (??) AND is_known AND root_id IS NULL AND NOT is_closed
"""


class Made(msgspec.Struct, frozen=True):
    """`area_id` None: the area was there before."""

    area_id: UUID | None = None
    building_ids: tuple[UUID, ...] = ()


_made = msgspec.json.Decoder(Made)


def note_made(conn: Connection, import_id: UUID, area_id: UUID | None, building_ids: Iterable[UUID]) -> None:
    """Beside what an earlier run of the same import made."""
    old = _read(conn, import_id)
    now = Made(old.area_id or area_id, tuple(sorted({*old.building_ids, *building_ids})))
    conn.execute(update(imports).where(imports.c.id == import_id).values(made=msgspec.json.encode(now)))


def take_places_back(
    turns: Turns, import_id: UUID, clock: Callable[[], int], pause: Callable[[float], None], beat: Callable[[Connection], None]
) -> tuple[int, bool, list[LeftPlace]]:
    """Buildings without an open door go, some at a time, and then the area if nothing names it: (buildings, whether the area went, what is left).

    `beat` is told in each transaction that takes buildings away."""
    made = turns.read_now(lambda conn: _read(conn, import_id))
    standing = list(turns.read_now(lambda conn: _standing(conn, made.building_ids)))
    gone = 0
    left: list[LeftPlace] = []
    for first in range(0, len(standing), BUILDINGS):
        some = standing[first : first + BUILDINGS]
        went, full = write_some(turns, partial(_take_back, building_ids=some, clock=clock, beat=beat), pause)
        gone += went
        left += full
    if made.area_id is None:  # it was there before
        return gone, False, left
    area = turns.read_now(partial(areas_as_made, area_ids=[made.area_id], now=clock())).get(made.area_id)
    if area is None:
        return gone, False, left
    if not left and _take_area_back(turns, area, clock):
        return gone, True, left
    return gone, False, [*left, LeftPlace("area", area.area_id, area.name, "has_doors" if left else "in_use")]


def _take_back(
    conn: Connection, building_ids: Sequence[UUID], clock: Callable[[], int], beat: Callable[[Connection], None]
) -> tuple[int, list[LeftPlace]]:
    beat(conn)
    standing = _standing(conn, building_ids)
    full = {row[0] for row in fetch(conn, OPEN, sorted(standing))}
    for building_id in standing.keys() - full:
        remove_building(conn, building_id, clock())
    left = [LeftPlace("building", building_id, name, "has_doors") for building_id, name in standing.items() if building_id in full]
    return len(standing) - len(full), left


def _take_area_back(turns: Turns, area: AreaMade, clock: Callable[[], int]) -> bool:
    """Whether anybody was at one of its doors is looked for while others write, before and after: if somebody came meanwhile it is put back."""
    look = partial(is_worked_in, area_id=area.area_id)
    if turns.read_now(look) or not turns.write_now(partial(remove_unnamed, area_id=area.area_id, now=clock())):
        return False
    came = turns.read_now(look)
    if came:
        turns.write_now(partial(_put_area_back, area=area, now=clock()))
    return not came


def _put_area_back(conn: Connection, area: AreaMade, now: int) -> None:
    if write_area(conn, area):
        note_areas(conn, [area.area_id], now)


def _read(conn: Connection, import_id: UUID) -> Made:
    doc = conn.execute(select(imports.c.made).where(imports.c.id == import_id)).scalar()
    return Made() if doc is None else _made.decode(doc)


def _standing(conn: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of those that nobody has taken away meanwhile, as people count."""
    stmt = select(buildings.c.id, buildings.c.name).where(buildings.c.id.in_(ids), buildings.c.removed_at.is_(None))
    return {row.id: row.name for row in conn.execute(stmt.order_by(buildings.c.sort_key, buildings.c.id))}
