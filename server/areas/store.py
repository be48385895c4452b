"""The tree of areas."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from server.db.driver import fetch
from server.db.tables import areas

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


def list_areas(conn: Connection, *, parent_id: UUID | None, query: str, within: frozenset[UUID] | None, limit: int) -> list[Any]:
    """Of the areas in `within` (None: of all) those below a parent, or whose name holds `query`; without either the tops."""
    stmt = select(areas.c.id, areas.c.parent_id, areas.c.level, areas.c.name).order_by(areas.c.code, areas.c.name, areas.c.id)
    if parent_id is not None:
        stmt = stmt.where(areas.c.parent_id == parent_id)
    if query:
        stmt = stmt.where(areas.c.name.contains(query, autoescape=True))
    if within is not None:
        stmt = stmt.where(areas.c.id.in_(within))
    return list(conn.execute(stmt.limit(limit)))
