"""Buildings: by area, by campaign, by team; made, drawn with their doors, renamed, taken away."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, insert, select, update

from server.areas.schemas import BuildingBody, NewBuilding, NewDoor
from server.campaigns.reference import ENTRANCES, Entrance, refresh_buildings
from server.db.driver import execute, fetch
from server.db.natural import natural_key
from server.db.tables import buildings, coverage_cells
from server.errors import NotFound, Unfit
from server.journal.deeds import BuildingChanged, BuildingMade, BuildingRemoved, DrawnEntrance
from server.journal.file import note
from server.replication.counters import move_counts
from sync.addresses import entrance_key, near_key

DOORS = "SELECT id FROM households WHERE building_id = ? ORDER BY id {lock}"
OPEN_DOORS = """
SELECT building_id, COUNT(*) FROM households WHERE building_id IN (??) AND is_known AND root_id IS NULL AND NOT is_closed GROUP BY building_id
"""
FORMER = """
INSERT INTO former_names (building_id, name, until_at) VALUES (?, ?, ?)
ON CONFLICT (building_id, name) DO UPDATE SET until_at = excluded.until_at
"""
_rooms = msgspec.json.Decoder(tuple[DrawnEntrance, ...])


def list_buildings(
    conn: Connection,
    *,
    area_ids: Collection[UUID] | None,
    campaign_id: UUID | None,
    team_ids: Collection[UUID] | None,
    limit: int,
    with_doors: bool = False,
) -> list[BuildingBody]:
    """Those in the areas (None: anywhere) with doors in the campaign, or of the teams (None: of any or none)."""
    stmt = select(buildings).where(buildings.c.removed_at.is_(None)).order_by(buildings.c.area_id, buildings.c.id)
    if area_ids is not None:
        stmt = stmt.where(buildings.c.area_id.in_(area_ids))
    if campaign_id is not None or team_ids is not None:
        cells = select(coverage_cells.c.building_id).where(coverage_cells.c.known > 0)
        if campaign_id is not None:
            cells = cells.where(coverage_cells.c.campaign_id == campaign_id)
        if team_ids is not None:
            cells = cells.where(coverage_cells.c.team_id.in_(team_ids))
        stmt = stmt.where(buildings.c.id.in_(cells))
    rows = conn.execute(stmt.limit(limit)).all()
    doors = {row[0]: row[1] for row in fetch(conn, OPEN_DOORS, [row.id for row in rows])} if with_doors else None
    return [_body(row, None if doors is None else doors.get(row.id, 0)) for row in rows]


def get_building(conn: Connection, building_id: UUID) -> BuildingBody | None:
    row = conn.execute(select(buildings).where(buildings.c.id == building_id)).first()
    return _body(row, None) if row else None


def _body(row: Any, doors: int | None) -> BuildingBody:
    return BuildingBody(row.id, row.area_id, row.name, row.kind, ENTRANCES.decode(row.doc), doors)


def areas_of_teams(conn: Connection, team_ids: Collection[UUID]) -> frozenset[UUID]:
    """The areas in which teams have doors."""
    cells = select(coverage_cells.c.building_id).where(coverage_cells.c.team_id.in_(team_ids), coverage_cells.c.known > 0)
    return frozenset(conn.execute(select(buildings.c.area_id).where(buildings.c.id.in_(cells)).distinct()).scalars())


def note_buildings(conn: Connection, building_ids: Collection[UUID], now: int, *, kind: type[BuildingMade] = BuildingMade) -> None:
    """As they stand now, in the journal."""
    for row in conn.execute(select(buildings).where(buildings.c.id.in_(building_ids)).order_by(buildings.c.id)):
        rooms = _rooms.decode(row.doc)
        note(conn, kind(at=now, building_id=row.id, area_id=row.area_id, name=row.name, kind=row.kind, entrances=rooms))


def write_building(conn: Connection, made: BuildingMade) -> bool:
    """As the journal has it, whether it is there or not. False: another of its name stands there, and nothing is written."""
    building_id, is_new = made.building_id, not fetch(conn, "SELECT 1 FROM buildings WHERE id = ?", made.building_id)
    try:
        _need_free(conn, building_id, made.area_id, made.name)
        if is_new:
            conn.execute(
                insert(buildings).values(id=building_id, area_id=made.area_id, name=made.name, kind=made.kind, doc=b"[]", version=0)
            )
        else:
            place_building(conn, building_id, made.area_id, made.at)
            rename_building(conn, building_id, made.name, made.at)
    except Unfit:
        return False
    doc = msgspec.json.encode(made.entrances)
    again = {"doc": doc, "kind": made.kind, "removed_at": None, "version": buildings.c.version + 1}
    conn.execute(update(buildings).where(buildings.c.id == building_id).values(again))
    refresh_buildings(conn, [building_id])
    return True


def make_building(conn: Connection, building_id: UUID, body: NewBuilding, now: int) -> None:
    """With room for its doors, which are made afterwards. Raises Unfit (name_taken)."""
    _need_free(conn, building_id, body.area_id, body.name.strip())
    doc = msgspec.json.encode(drawn([], body.doors))
    values = {"id": building_id, "area_id": body.area_id, "name": body.name.strip(), "kind": body.kind, "doc": doc, "version": 1}
    conn.execute(insert(buildings).values(values))
    note_buildings(conn, [building_id], now)


def draw_doors(conn: Connection, building_id: UUID, doors: Iterable[NewDoor], now: int) -> None:
    """Room for more doors. The caller has seen that the building is there."""
    fetch(conn, "SELECT id FROM buildings WHERE id = ? {lock}", building_id)
    row = conn.execute(select(buildings.c.doc, buildings.c.version).where(buildings.c.id == building_id)).one()
    doc = msgspec.json.encode(drawn(ENTRANCES.decode(row.doc), doors))
    if doc != row.doc:
        conn.execute(update(buildings).where(buildings.c.id == building_id).values(doc=doc, version=row.version + 1))
        refresh_buildings(conn, [building_id])
        note_buildings(conn, [building_id], now, kind=BuildingChanged)


def rename_building(conn: Connection, building_id: UUID, name: str, now: int) -> None:
    """What it was called before is kept: rolls may know it by that. Raises Unfit (name_taken)."""
    row = conn.execute(select(buildings.c.area_id, buildings.c.name, buildings.c.version).where(buildings.c.id == building_id)).first()
    if row is None:
        raise NotFound("no such building")
    if row.name == name:
        return
    _need_free(conn, building_id, row.area_id, name)
    former = name_before(row.name, building_id)
    if former != name:
        execute(conn, FORMER, building_id, former, now)
    values = {"name": name, "sort_key": natural_key(name), "version": row.version + 1}
    conn.execute(update(buildings).where(buildings.c.id == building_id).values(values))
    refresh_buildings(conn, [building_id])
    note_buildings(conn, [building_id], now, kind=BuildingChanged)


def place_building(conn: Connection, building_id: UUID, area_id: UUID, now: int) -> None:
    """Into another area, with the sums of its doors. Nobody writes at them meanwhile. Raises Unfit (name_taken)."""
    fetch(conn, DOORS, building_id)
    row = fetch(conn, "SELECT area_id, name, version FROM buildings WHERE id = ? {lock}", building_id)[0]
    fetch(conn, DOORS, building_id)  # a door that came before the building was held
    if row[0] == area_id:
        return
    _need_free(conn, building_id, area_id, row[1])
    conn.execute(update(buildings).where(buildings.c.id == building_id).values(area_id=area_id, version=row[2] + 1))
    move_counts(conn, building_id, row[0], area_id)
    refresh_buildings(conn, [building_id])
    note_buildings(conn, [building_id], now, kind=BuildingChanged)


def remove_building(conn: Connection, building_id: UUID, now: int) -> None:
    """Out of every list; its name may be given again."""
    name = conn.execute(select(buildings.c.name).where(buildings.c.id == building_id)).scalar_one()
    conn.execute(update(buildings).where(buildings.c.id == building_id).values(removed_at=now, name=removed_name(name, building_id)))
    note(conn, BuildingRemoved(at=now, building_id=building_id))


def removed_name(name: str, building_id: UUID) -> str:
    """What a building is called once it was taken away."""
    return f"{name} ({building_id})"


def name_before(name: str, building_id: UUID) -> str:
    """What a building was called that was taken away; of others its name."""
    return name.removesuffix(removed_name("", building_id))


def drawn(known: Iterable[Entrance], doors: Iterable[NewDoor]) -> list[Entrance]:
    """The grid with room for these doors, too: entrances in the order in which they come, floors from the lowest up."""
    rooms: dict[str, tuple[set[int], int]] = {each.name: ({*each.floors}, each.doors_per_floor) for each in known}
    different: dict[tuple[str, int], set[str | None]] = {}
    for door in doors:
        name = _called(rooms, door.entrance or "")
        floors, most = rooms.get(name, (set(), 0))
        if door.floor is not None:
            floors = {*floors, door.floor}
            beside = different.setdefault((name, door.floor), set())
            beside.add(near_key(door.door))
            most = max(most, len(beside))
        rooms[name] = (floors, most)
    return [Entrance(name, sorted(floors), most) for name, (floors, most) in rooms.items()]


def as_drawn(conn: Connection, building_id: UUID, doors: Iterable[NewDoor]) -> list[NewDoor]:
    """These doors with each entrance called as the building's grid has it, however it was typed."""
    doc = conn.execute(select(buildings.c.doc).where(buildings.c.id == building_id)).scalar_one()
    names = [each.name for each in ENTRANCES.decode(doc)]
    return [replace(door, entrance=_called(names, door.entrance)) if door.entrance else door for door in doors]


def _called(names: Collection[str], entrance: str) -> str:
    """The name among these that means the entrance; its own where none does."""
    if entrance in names:
        return entrance
    key = entrance_key(entrance)
    return next((name for name in names if entrance_key(name) == key), entrance)


def _need_free(conn: Connection, building_id: UUID, area_id: UUID, name: str) -> None:
    same = (buildings.c.area_id == area_id) & (buildings.c.name == name) & (buildings.c.id != building_id)
    if conn.execute(select(buildings.c.id).where(same)).first() is not None:
        raise Unfit("name_taken", "the area has a building of this name")
