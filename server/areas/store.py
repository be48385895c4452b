"""The tree of areas."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, func, literal, select

from server.areas.names import plain
from server.db.driver import fetch
from server.db.tables import areas, buildings

BELOW = """
WITH RECURSIVE below (id) AS (
    SELECT id FROM areas WHERE id IN (??) UNION SELECT a.id FROM areas a JOIN below b ON a.parent_id = b.id
) SELECT id FROM below
"""
ABOVE = """
WITH RECURSIVE above (id) AS (
    SELECT id FROM areas WHERE id IN (??)
    UNION SELECT a.parent_id FROM areas a JOIN above b ON a.id = b.id WHERE a.parent_id IS NOT NULL
) SELECT id FROM above
"""


def subtree(conn: Connection, tops: Collection[UUID]) -> frozenset[UUID]:
    """These areas and every one below them."""
    return _ids(fetch(conn, BELOW, list(tops))) if tops else frozenset()


def ancestors(conn: Connection, ids: Collection[UUID]) -> frozenset[UUID]:
    """These areas and every one above them."""
    return _ids(fetch(conn, ABOVE, list(ids))) if ids else frozenset()


def _ids(rows: Collection[Any]) -> frozenset[UUID]:
    return frozenset(row[0] if isinstance(row[0], UUID) else UUID(bytes=row[0]) for row in rows)


def list_areas(
    conn: Connection, *, parent_id: UUID | None, query: str, tops: Collection[UUID] | None, within: frozenset[UUID] | None, limit: int
) -> list[Any]:
    """Of the areas in `within` (None: of all) those below a parent, those that `query` finds, or the tops (`tops`: these; empty: of the tree).

    Without any of them all. What begins with the query comes first.
    """
    inner = areas.alias()
    children = select(func.count()).select_from(inner).where(inner.c.parent_id == areas.c.id).scalar_subquery()
    standing = select(func.count()).where(buildings.c.area_id == areas.c.id, buildings.c.removed_at.is_(None)).scalar_subquery()
    stmt = select(areas.c.id, areas.c.parent_id, areas.c.level, areas.c.name, areas.c.code, children, standing)
    order: list[ColumnElement[Any]] = [areas.c.code, areas.c.name, areas.c.id]
    if parent_id is not None:
        stmt = stmt.where(areas.c.parent_id == parent_id)
    elif tops is not None:
        stmt = stmt.where(areas.c.id.in_(tops) if tops else areas.c.parent_id.is_(None))
    if sought := plain(query):
        lines = literal("\n") + areas.c.search
        begins = lines.contains("\n" + sought, autoescape=True)
        stmt = stmt.where(areas.c.search.contains(sought, autoescape=True) | areas.c.name.contains(query.strip(), autoescape=True))
        order = [case((begins, 0), else_=1), func.length(areas.c.name), *order]
    if within is not None:
        stmt = stmt.where(areas.c.id.in_(within))
    return list(conn.execute(stmt.order_by(*order).limit(limit)))


def names_above(conn: Connection, ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The names over each of these areas, the top first."""
    rows = conn.execute(select(areas.c.id, areas.c.parent_id, areas.c.name).where(areas.c.id.in_(ancestors(conn, ids)))).all()
    named = {row.id: row for row in rows}
    found = {}
    for area_id in ids:
        way: list[str] = []
        at = named[area_id].parent_id
        while at is not None:
            way.insert(0, named[at].name)
            at = named[at].parent_id
        found[area_id] = way
    return found
