"""Areas made, renamed, moved and removed. Whoever changes the tree holds it: two who move at once could tie a loop together."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update

from server.areas.names import spelling
from server.areas.store import ancestors
from server.areas.tree import Known, Planned
from server.campaigns.reference import refresh_area
from server.db.driver import execute_many, fetch
from server.db.tables import areas, buildings, campaign_areas, roles, teams
from server.errors import NotFound, Unfit
from server.journal.deeds import AreaChanged, AreaMade, AreaRemoved
from server.journal.file import note
from server.replication.slices import NewId

NEW = "INSERT INTO areas (id, parent_id, code, level, name, search) VALUES (?, ?, ?, ?, ?, ?)"
WORKED_AT = """
SELECT 1 FROM buildings b JOIN households h ON h.building_id = b.id WHERE b.area_id = ? AND (
    EXISTS (SELECT 1 FROM visits v WHERE v.household_id = h.id) OR EXISTS (SELECT 1 FROM requests r WHERE r.household_id = h.id)
) LIMIT 1
"""
CHANGE = "UPDATE areas SET parent_id = ?, level = ?, name = ?, search = ? WHERE id = ?"


def lock_tree(conn: Connection) -> None:
    fetch(conn, "SELECT id FROM organization {lock}")


def all_areas(conn: Connection) -> list[Known]:
    rows = conn.execute(select(areas.c.id, areas.c.parent_id, areas.c.code, areas.c.level, areas.c.name))
    return [Known(*row) for row in rows]


def write_plan(conn: Connection, planned: Sequence[Planned], spellings: Mapping[str, str], new_id: NewId, now: int) -> list[UUID]:
    """Make and change what was planned, under the lock that it was planned under. Returns the ids of those that were changed."""
    ids = {area.code: area.id for area in all_areas(conn) if area.code}
    new, changed = [], []
    for each in planned:
        if each.was is None:
            ids[each.code] = new_id()
    for each in planned:
        spelt, parent = spellings.get(each.name) or spelling(each.name), ids.get(each.parent)
        if each.was is None:
            new.append((ids[each.code], parent, each.code, each.level, each.name, spelt))
        else:
            changed.append((parent, each.level, each.name, spelt, each.was.id))
    execute_many(conn, NEW, new)
    execute_many(conn, CHANGE, changed)
    note_areas(conn, [row[0] for row in new], now)
    note_areas(conn, [row[-1] for row in changed], now, kind=AreaChanged)
    return [row[-1] for row in changed]


def note_areas(conn: Connection, area_ids: Sequence[UUID], now: int, *, kind: type[AreaMade] = AreaMade) -> None:
    """As they stand now, in the journal."""
    found = areas_as_made(conn, area_ids, now, kind=kind)
    for each in area_ids:
        note(conn, found[each])


def areas_as_made(conn: Connection, area_ids: Sequence[UUID], now: int, *, kind: type[AreaMade] = AreaMade) -> dict[UUID, AreaMade]:
    """Those that are there, by id, as a desk would make them now."""
    at = areas.c
    rows = conn.execute(select(at.id, at.parent_id, at.level, at.name, at.code).where(at.id.in_(area_ids)))
    return {row.id: kind(at=now, area_id=row.id, parent_id=row.parent_id, level=row.level, name=row.name, code=row.code) for row in rows}


def write_area(conn: Connection, area: AreaMade) -> bool:
    """As the journal has it, whether it is there or not. False: what it lay below is not there."""
    if area.parent_id is not None and not fetch(conn, "SELECT 1 FROM areas WHERE id = ?", area.parent_id):
        return False
    values = {"parent_id": area.parent_id, "level": area.level, "name": area.name, "code": area.code, "search": spelling(area.name)}
    if not conn.execute(update(areas).where(areas.c.id == area.area_id).values(values)).rowcount:
        conn.execute(insert(areas).values(id=area.area_id, **values))
    refresh_area(conn, area.area_id)
    return True


def make_area(conn: Connection, area_id: UUID, parent_id: UUID | None, level: str, name: str, code: str | None, now: int) -> None:
    """Raises NotFound, and Unfit for a code or a name among its sisters that is taken."""
    lock_tree(conn)
    if parent_id is not None:
        _need(conn, parent_id)
    _need_free(conn, area_id, parent_id, name, code)
    conn.execute(insert(areas).values(id=area_id, parent_id=parent_id, code=code, level=level, name=name, search=spelling(name)))
    note_areas(conn, [area_id], now)


def change_area(conn: Connection, area_id: UUID, values: Mapping[str, Any], at: int) -> None:
    """`values`: of parent_id, level, name, code those that change, if any. Raises NotFound, and Unfit (area_loop, name_taken)."""
    lock_tree(conn)
    now = {**_need(conn, area_id)._mapping, **values}
    parent_id = now["parent_id"]
    if parent_id is not None:
        _need(conn, parent_id)
        if area_id in ancestors(conn, [parent_id]):
            raise Unfit("area_loop", "an area would lie below itself")
    _need_free(conn, area_id, parent_id, now["name"], now["code"])
    if not values:
        return
    search = {"search": spelling(now["name"])} if "name" in values else {}
    conn.execute(update(areas).where(areas.c.id == area_id).values(**values, **search))
    refresh_area(conn, area_id)
    note_areas(conn, [area_id], at, kind=AreaChanged)


def remove_area(conn: Connection, area_id: UUID, now: int) -> None:
    """One that nothing stands in or answers for. Raises NotFound, and Unfit (area_in_use)."""
    lock_tree(conn)
    _need(conn, area_id)
    for table, use in (*_named_by(area_id), (buildings, buildings.c.area_id == area_id)):
        if _has(conn, table, use):
            raise Unfit("area_in_use", f"{table.name} name it")
    conn.execute(delete(areas).where(areas.c.id == area_id))
    note(conn, AreaRemoved(at=now, area_id=area_id))


def remove_unused(conn: Connection, area_id: UUID, now: int) -> bool:
    """Take away an area that nothing names, in which no building stands and nobody was ever at a door. False: it stays."""
    return not is_worked_in(conn, area_id) and remove_unnamed(conn, area_id, now)


def is_worked_in(conn: Connection, area_id: UUID) -> bool:
    """Whether anybody was ever at a door there. Looks through all of its doors."""
    return bool(fetch(conn, WORKED_AT, area_id))


def remove_unnamed(conn: Connection, area_id: UUID, now: int) -> bool:
    """Take away an area that nothing names and in which no building stands. False: it stays."""
    lock_tree(conn)
    standing = (buildings, (buildings.c.area_id == area_id) & buildings.c.removed_at.is_(None))
    if any(_has(conn, table, use) for table, use in (*_named_by(area_id), standing)):
        return False
    conn.execute(delete(areas).where(areas.c.id == area_id))
    note(conn, AreaRemoved(at=now, area_id=area_id))
    return True


def _named_by(area_id: UUID) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    return (
        (areas, areas.c.parent_id == area_id),
        (campaign_areas, campaign_areas.c.area_id == area_id),
        (roles, roles.c.area_id == area_id),
        (teams, teams.c.area_id == area_id),
    )


def _has(conn: Connection, table: Table, use: ColumnElement[bool]) -> bool:
    return bool(conn.execute(select(func.count()).select_from(table).where(use)).scalar_one())


def _need(conn: Connection, area_id: UUID) -> Any:
    row = conn.execute(select(areas.c.parent_id, areas.c.level, areas.c.name, areas.c.code).where(areas.c.id == area_id)).first()
    if row is None:
        raise NotFound("no such area")
    return row


def _need_free(conn: Connection, area_id: UUID, parent_id: UUID | None, name: str, code: str | None) -> None:
    sisters = areas.c.parent_id.is_(None) if parent_id is None else areas.c.parent_id == parent_id
    same = sisters & (areas.c.name == name)
    if code is not None:
        same |= areas.c.code == code
    if conn.execute(select(areas.c.id).where(same, areas.c.id != area_id)).first() is not None:
        raise Unfit("name_taken", "an area of this name stands beside it, or one has this code")
