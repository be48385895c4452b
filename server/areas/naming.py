"""Buildings by the names that people know, for whoever is shown values in which only their ids stand."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import fetch
from server.identity.schemas import Named

NAMES = "SELECT id, name FROM buildings WHERE id IN (??)"


def building_in(value: Any) -> UUID | None:
    """The building that an address names, if this value is one."""
    named = value.get("building_id") if isinstance(value, dict) else None
    try:
        return UUID(named) if isinstance(named, str) else None
    except ValueError:
        return None


def buildings_in(*values: Any) -> frozenset[UUID]:
    return frozenset(named for value in values if (named := building_in(value)))


def name_buildings(conn: Connection, ids: Iterable[UUID | None]) -> dict[UUID, Named]:
    wanted = sorted({each for each in ids if each is not None})
    return {row[0]: Named(row[0], row[1]) for row in fetch(conn, NAMES, wanted)} if wanted else {}
