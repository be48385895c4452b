"""Where the doors of a move were before it."""

from uuid import UUID

from sqlalchemy import Connection

from server.assignments.schemas import CameFrom, TeamDoors
from server.db.driver import fetch
from server.identity.schemas import Named

NAMED = 3  # buildings that are told by name
TEAMS = """
SELECT t.id, t.name, COUNT(*) AS doors FROM move_doors d LEFT JOIN teams t ON t.id = d.from_team_id
WHERE d.move_id = ? GROUP BY t.id, t.name ORDER BY doors DESC, t.name, t.id
"""
BUILDINGS = """
SELECT b.id, b.name, COUNT(*) AS doors FROM move_doors d
JOIN households h ON h.id = d.household_id JOIN buildings b ON b.id = h.building_id
WHERE d.move_id = ? GROUP BY b.id, b.name ORDER BY doors DESC, b.name, b.id
"""


def came_from(conn: Connection, move_id: UUID) -> CameFrom:
    """The doors that did move."""
    teams = [TeamDoors(Named(team_id, name) if team_id else None, doors) for team_id, name, doors in fetch(conn, TEAMS, move_id)]
    buildings = [Named(row[0], row[1]) for row in fetch(conn, BUILDINGS, move_id)]
    return CameFrom(teams, buildings[:NAMED], len(buildings))
