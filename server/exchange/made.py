"""The area and the buildings that an import made, remembered with it: its undo takes back those that nobody uses."""

from collections.abc import Collection, Iterable
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update

from server.areas.buildings import remove_building
from server.areas.changing import remove_unused
from server.db.driver import fetch
from server.db.tables import areas, buildings, imports
from server.exchange.schemas import LeftPlace

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


def take_places_back(conn: Connection, import_id: UUID, now: int) -> tuple[int, bool, list[LeftPlace]]:
    """Buildings without an open door go, and then the area if nothing names it: (buildings, whether the area went, what is left)."""
    made = _read(conn, import_id)
    standing = _standing(conn, made.building_ids)
    full = {row[0] for row in fetch(conn, OPEN, sorted(standing))} if standing else set()
    for building_id in standing.keys() - full:
        remove_building(conn, building_id, now)
    left = [LeftPlace("building", building_id, name, "has_doors") for building_id, name in standing.items() if building_id in full]
    if made.area_id is None or (name := _name_of(conn, made.area_id)) is None:
        return len(standing) - len(full), False, left
    if remove_unused(conn, made.area_id, now):
        return len(standing) - len(full), True, left
    return len(standing) - len(full), False, [*left, LeftPlace("area", made.area_id, name, "has_doors" if full else "in_use")]


def _read(conn: Connection, import_id: UUID) -> Made:
    doc = conn.execute(select(imports.c.made).where(imports.c.id == import_id)).scalar()
    return Made() if doc is None else _made.decode(doc)


def _standing(conn: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of those that nobody has taken away meanwhile, as people count."""
    stmt = select(buildings.c.id, buildings.c.name).where(buildings.c.id.in_(ids), buildings.c.removed_at.is_(None))
    return {row.id: row.name for row in conn.execute(stmt.order_by(buildings.c.sort_key, buildings.c.id))}


def _name_of(conn: Connection, area_id: UUID) -> str | None:
    return conn.execute(select(areas.c.name).where(areas.c.id == area_id)).scalar()
