"""The area and the buildings that an import made, remembered with it: its undo takes back those that nobody uses."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, select, update

from server.areas.buildings import remove_building
from server.areas.changing import areas_as_made, is_worked_in, note_areas, remove_unnamed, write_area
from server.db.driver import Row, fetch
from server.db.tables import buildings, imports
from server.exchange.schemas import LeftPlace
from server.exchange.turns import Turns, write_some
from server.journal.deeds import AreaMade

BUILDINGS = 20  # taken away in one transaction: of each all doors are looked at
OPEN = """
SELECT DISTINCT building_id FROM households WHERE building_id IN (??) AND is_known AND root_id IS NULL AND NOT is_closed
"""
LISTED = "SELECT 1 FROM imports i JOIN rolls r ON r.id = i.roll_id WHERE r.area_id = ? AND i.id <> ? AND i.undone_at IS NULL"


class Made(msgspec.Struct, frozen=True):
    """`area_id` None: the area was there before."""

    area_id: UUID | None = None
    building_ids: tuple[UUID, ...] = ()


class TakenBack(msgspec.Struct, frozen=True):
    """What an undo has taken back so far, in all its runs: doors, and of what the import made buildings and the area."""

    doors: int = 0
    buildings: int = 0
    area: bool = False


class Taking(msgspec.Struct, frozen=True):
    """How an undo goes on: through whose turns, by which clock, with which pauses. `note` is told in each transaction what it takes back.
    `areas`: where; None: everywhere."""

    turns: Turns
    clock: Callable[[], int]
    pause: Callable[[float], None]
    note: Callable[[Connection, TakenBack], None]
    areas: frozenset[UUID] | None = None


_made = msgspec.json.Decoder(Made)


def note_made(conn: Connection, import_id: UUID, area_id: UUID | None, building_ids: Iterable[UUID]) -> None:
    """Beside what an earlier run of the same import made."""
    old = _read(conn, import_id)
    now = Made(old.area_id or area_id, tuple(sorted({*old.building_ids, *building_ids})))
    conn.execute(update(imports).where(imports.c.id == import_id).values(made=msgspec.json.encode(now)))


def take_places_back(taking: Taking, import_id: UUID, taken: TakenBack) -> tuple[TakenBack, list[LeftPlace]]:
    """Buildings without an open door go, some at a time, and then the area if nothing names it: what is taken back by then, and what is left."""
    turns = taking.turns
    made = turns.read_now(lambda conn: _read(conn, import_id))
    standing = list(turns.read_now(lambda conn: _standing(conn, made.building_ids, taking.areas)))
    left: list[LeftPlace] = []
    for first in range(0, len(standing), BUILDINGS):
        some = standing[first : first + BUILDINGS]
        taken, full = write_some(turns, partial(_take_back, building_ids=some, taking=taking, taken=taken), taking.pause)
        left += full
    if made.area_id is None:  # it was there before
        return taken, left
    area = turns.read_now(partial(areas_as_made, area_ids=[made.area_id], now=taking.clock())).get(made.area_id)
    if area is None:
        return taken, left
    is_listed = bool(turns.read_now(partial(_listed, area_id=made.area_id, import_id=import_id)))
    if not left and not is_listed and _take_area_back(taking, area, taken):
        return replace(taken, area=True), left
    return taken, [*left, LeftPlace("area", area.area_id, area.name, "has_doors" if left else "in_use")]


def _take_back(conn: Connection, building_ids: Sequence[UUID], taking: Taking, taken: TakenBack) -> tuple[TakenBack, list[LeftPlace]]:
    standing = _standing(conn, building_ids, taking.areas)
    full = {row[0] for row in fetch(conn, OPEN, sorted(standing))}
    for building_id in standing.keys() - full:
        remove_building(conn, building_id, taking.clock())
    taken = replace(taken, buildings=taken.buildings + len(standing) - len(full))
    taking.note(conn, taken)
    return taken, [LeftPlace("building", building_id, name, "has_doors") for building_id, name in standing.items() if building_id in full]


def _listed(conn: Connection, area_id: UUID, import_id: UUID) -> Sequence[Row]:
    """Other imports of the area's rolls that stand: a roll that lists its doors, too, brings them back there."""
    return fetch(conn, LISTED, area_id, import_id)


def _take_area_back(taking: Taking, area: AreaMade, taken: TakenBack) -> bool:
    """Whether anybody was at one of its doors is looked for while others write, before and after: if somebody came meanwhile it is put back."""
    look = partial(is_worked_in, area_id=area.area_id)
    if taking.turns.read_now(look) or not taking.turns.write_now(partial(_remove_area, area=area, taking=taking, taken=taken)):
        return False
    came = taking.turns.read_now(look)
    if came:
        taking.turns.write_now(partial(_put_area_back, area=area, taking=taking, taken=taken))
    return not came


def _remove_area(conn: Connection, area: AreaMade, taking: Taking, taken: TakenBack) -> bool:
    is_gone = remove_unnamed(conn, area_id=area.area_id, now=taking.clock())
    taking.note(conn, replace(taken, area=is_gone))
    return is_gone


def _put_area_back(conn: Connection, area: AreaMade, taking: Taking, taken: TakenBack) -> None:
    if write_area(conn, area):
        note_areas(conn, [area.area_id], taking.clock())
    taking.note(conn, taken)


def _read(conn: Connection, import_id: UUID) -> Made:
    doc = conn.execute(select(imports.c.made).where(imports.c.id == import_id)).scalar()
    return Made() if doc is None else _made.decode(doc)


def _standing(conn: Connection, ids: Collection[UUID], areas: frozenset[UUID] | None) -> dict[UUID, str]:
    """Names of those in these areas that nobody has taken away meanwhile, as people count."""
    stmt = select(buildings.c.id, buildings.c.name, buildings.c.area_id).where(buildings.c.id.in_(ids), buildings.c.removed_at.is_(None))
    rows = conn.execute(stmt.order_by(buildings.c.sort_key, buildings.c.id))
    return {row.id: row.name for row in rows if areas is None or row.area_id in areas}
