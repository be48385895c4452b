"""The area and the buildings a roll belongs to, made where they are missing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, insert, select, update

from server.areas.buildings import name_before
from server.areas.changing import note_areas
from server.db.driver import fetch
from server.db.name_tables import former_names
from server.db.tables import areas, buildings, households, roll_lines
from server.exchange.address import DoorAddress, building_name
from server.exchange.grid import Entrance, grow, kind_of, natural
from server.exchange.rows import RollError
from server.exchange.store import NewId

_entrances = msgspec.json.Decoder(tuple[Entrance, ...])


class Area(msgspec.Struct, frozen=True):
    id: UUID | None  # None: not made yet
    name: str
    parent_id: UUID | None = None  # of one that is to be made


class Building(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    entrances: tuple[Entrance, ...]
    version: int


def find_area(conn: Connection, named: str) -> Area:
    """By id or by name. A name nobody has is a community to make. Raises RollError."""
    if (known := _as_id(named)) is not None:
        row = conn.execute(select(areas.c.id, areas.c.name).where(areas.c.id == known)).one_or_none()
        if row is None:
            raise RollError("no_such_area", f"No area has the id {named}.")
        return Area(row.id, row.name)
    found = conn.execute(select(areas.c.id, areas.c.name, areas.c.level).where(areas.c.name == named)).all()
    if len(found) > 1:
        listed = "; ".join(f"{row.id} ({row.level})" for row in found)
        raise RollError("several_areas", f"Several areas are called {named}. Name one by its id: {listed}")
    return Area(found[0].id, found[0].name) if found else Area(None, named)


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def make_area(conn: Connection, area: Area, new_id: NewId, now: int) -> UUID:
    area_id = new_id()
    conn.execute(insert(areas).values(id=area_id, parent_id=area.parent_id, code=None, level="community", name=area.name))
    note_areas(conn, [area_id], now)
    return area_id


def _by_name(conn: Connection, which: ColumnElement[bool]) -> dict[str, Building]:
    """Of two with one name the one that was made first."""
    stmt = select(buildings.c.id, buildings.c.name, buildings.c.doc, buildings.c.version).where(which).order_by(buildings.c.id.desc())
    return {row.name: Building(row.id, row.name, _entrances.decode(row.doc), row.version) for row in conn.execute(stmt)}


def _by_former_name(conn: Connection, which: ColumnElement[bool]) -> dict[str, Building]:
    """Those that stand, by what they were called before: of several the one that was called so last."""
    at = former_names.c
    stmt = select(at.name.label("former"), buildings.c.id, buildings.c.name, buildings.c.doc, buildings.c.version)
    stmt = stmt.join(buildings, buildings.c.id == at.building_id).where(which, buildings.c.removed_at.is_(None))
    rows = conn.execute(stmt.order_by(at.until_at, at.building_id))
    return {row.former: Building(row.id, row.name, _entrances.decode(row.doc), row.version) for row in rows}


def buildings_for(conn: Connection, area_id: UUID, roll_id: UUID | None) -> dict[str, Building]:
    """By name the buildings of an area, and those with doors of its roll that were put in another; then by the names they had before.

    A name means the building that comes first in this order: called so here, called so elsewhere, once called so here, and elsewhere; each
    also as a roll spells it.
    """
    here = buildings.c.area_id == area_id
    if roll_id is None:
        return _as_spelled(_by_former_name(conn, here)) | _as_spelled(_by_name(conn, here))
    doors = select(households.c.building_id).join(roll_lines, roll_lines.c.household_id == households.c.id)
    mine = buildings.c.id.in_(doors.where(roll_lines.c.roll_id == roll_id))
    away = (buildings.c.area_id != area_id) & buildings.c.removed_at.is_(None) & mine
    known: dict[str, Building] = {}
    for named in (_by_former_name(conn, away), _by_former_name(conn, here), _by_name(conn, away), _by_name(conn, here)):
        known |= _as_spelled(named)
    return known


def names_of(conn: Connection, building_ids: Collection[UUID]) -> set[str]:
    """All names by which a roll may mean these buildings, as they were ever called and as it spells that; and their ids."""
    ids = sorted(building_ids)
    called = {name_before(name, each) for each, name in fetch(conn, "SELECT id, name FROM buildings WHERE id IN (??)", ids)}
    called |= {row[0] for row in fetch(conn, "SELECT name FROM former_names WHERE building_id IN (??)", ids)}
    return {*called, *map(building_name, called), *map(str, ids)}


def _as_spelled(named: Mapping[str, Building]) -> dict[str, Building]:
    """Also by the one spelling that a roll's lines have: a desk that draws 8栋 means what they call 8号楼."""
    standing = ((name, each) for name, each in named.items() if name_before(each.name, each.id) == each.name)
    return {building_name(name): building for name, building in standing} | dict(named)


class Places(msgspec.Struct, frozen=True):
    """Buildings as some lines name them, with room for their doors: those that were made or stand again, and those that grew."""

    named: Mapping[str, Building]
    made: tuple[UUID, ...]
    grown: tuple[UUID, ...]


def meant_by(known: Mapping[str, Building]) -> dict[str, UUID]:
    """Ids by name, and where nothing is called so now what was called so when it was taken away: the doors that an undo closed there may come
    back with the next import."""
    gone = {name_before(each.name, each.id): each.id for each in reversed(list(known.values())) if _is_gone(each)}
    return gone | {name: each.id for name, each in known.items()}


def lacking(known: Mapping[str, Building], addresses: Iterable[DoorAddress]) -> dict[str, list[DoorAddress]]:
    """By building the doors of those that are missing or have no room for all of them, in the order in which people count."""
    return {
        name: doors
        for name, doors in by_building(addresses).items()
        if name not in known or grow(known[name].entrances, doors) != known[name].entrances
    }


def _is_gone(building: Building) -> bool:
    return name_before(building.name, building.id) != building.name


def ensure_buildings(
    conn: Connection, area_id: UUID, doors_of: Mapping[str, Sequence[DoorAddress]], new_id: NewId, meant: Mapping[str, UUID]
) -> Places:
    """Every building of these doors, with entrances and floors for all of them. `meant_by` told what names `meant` a moment ago."""
    there = _there_now(conn, area_id, list(doors_of), meant)
    standing = {name: each for name, each in there.items() if not _is_gone(each)}
    named: dict[str, Building] = {}
    latest = {each.id: each for each in standing.values()}  # two names may mean one building
    new: list[dict[str, object]] = []
    for name, doors in doors_of.items():
        if name not in there:
            named[name] = Building(new_id(), name, grow((), doors), 1)
            new.append(_row(named[name], area_id, doors))
        else:
            known = latest[there[name].id] if name in standing else _put_up_again(conn, name, there[name])
            named[name] = latest[known.id] = _grow(conn, name, known, doors)
    if new:
        conn.execute(insert(buildings), new)
    made = [each.id for name, each in named.items() if name not in standing]
    grown = {each.id for name, each in standing.items() if latest[each.id] != each}
    return Places({name: latest.get(each.id, each) for name, each in named.items()}, tuple(made), tuple(sorted(grown)))


def _there_now(conn: Connection, area_id: UUID, names: Sequence[str], meant: Mapping[str, UUID]) -> dict[str, Building]:
    """What these names mean in this transaction, if anything; also what was taken away."""
    ids = [meant[name] for name in names if name in meant]
    which = buildings.c.id.in_(ids) | ((buildings.c.area_id == area_id) & buildings.c.name.in_(names))
    stmt = select(buildings.c.id, buildings.c.area_id, buildings.c.name, buildings.c.doc, buildings.c.version).where(which)
    rows = conn.execute(stmt).all()
    found = {row.id: Building(row.id, row.name, _entrances.decode(row.doc), row.version) for row in rows}
    here = {row.name: row.id for row in rows if row.area_id == area_id}
    return {name: found[each] for name in names if (each := here.get(name) or meant.get(name)) in found}


def _put_up_again(conn: Connection, name: str, gone: Building) -> Building:
    put = Building(gone.id, name, gone.entrances, gone.version + 1)
    conn.execute(update(buildings).where(buildings.c.id == gone.id).values(name=name, removed_at=None, version=put.version))
    return put


def by_building(addresses: Iterable[DoorAddress]) -> Mapping[str, list[DoorAddress]]:
    found: dict[str, list[DoorAddress]] = {}
    for address in addresses:
        found.setdefault(address.building, []).append(address)
    return dict(sorted(found.items(), key=lambda each: natural(each[0])))


def _row(made: Building, area_id: UUID, doors: Sequence[DoorAddress]) -> dict[str, object]:
    doc = msgspec.json.encode(made.entrances)
    return {"id": made.id, "area_id": area_id, "name": made.name, "kind": kind_of(doors), "doc": doc, "version": made.version}


def _grow(conn: Connection, name: str, known: Building, doors: Sequence[DoorAddress]) -> Building:
    """With room for these doors, too; under the name that the roll has for it."""
    entrances = grow(known.entrances, doors)
    if entrances == known.entrances:
        return known
    grown = Building(known.id, name, entrances, known.version + 1)
    doc = msgspec.json.encode(entrances)
    conn.execute(update(buildings).where(buildings.c.id == known.id).values(doc=doc, version=grown.version))
    return grown
