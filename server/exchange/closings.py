"""Closed doors that a roll which lists them opens again: an undo of a roll's import closed them, or they went with their building."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, select

from server.areas.doors import desk_of
from server.db.driver import fetch
from server.db.tables import replicas
from server.exchange.three_way import Standing

CLOSED = """
SELECT e.household_id, h.building_id, e.person_id, e.at, r.replica_id FROM household_events e
JOIN receipts r ON r.command_id = e.id JOIN households h ON h.id = e.household_id WHERE e.household_id IN (??) AND e.what = 'closed'
"""


def opened_by_rolls(conn: Connection, closed: Iterable[Standing]) -> frozenset[UUID]:
    """Those of these doors whose closing no person decided for the door itself."""
    stands = {each.household_id: (each.closed.by, each.closed.at) for each in closed if each.closed is not None}
    if not stands:
        return frozenset()
    rolls = set(conn.execute(select(replicas.c.person_id).where(replicas.c.kind == "roll").distinct()).scalars())
    undone = {household_id for household_id, (by, _) in stands.items() if by in rolls}
    went = {
        household_id
        for household_id, building_id, by, at, replica_id in fetch(conn, CLOSED, sorted(stands.keys() - undone))
        if stands[household_id] == (by, at) and replica_id == desk_of(building_id, by)
    }
    return frozenset(undone | went)
