"""A desk's moves of doors that a restored store does not know yet: done once the phone of whoever found the door brings it (SPEC.md S-15)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection

from server.campaigns.reference import has_new_buildings, refresh_team
from server.db.driver import execute, execute_many, fetch
from server.journal.deeds import DoorsMoved
from server.replication.moves import move_doors

CHUNK = 200
NEVER_CAME = """
SELECT id FROM households WHERE id IN (??) AND is_known UNION SELECT household_id FROM erased WHERE household_id IN (??)
"""
AWAIT = """
INSERT INTO awaited_doors (household_id, campaign_id, team_id, person_id, move_id, at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (household_id, campaign_id) DO UPDATE
SET team_id = excluded.team_id, person_id = excluded.person_id, move_id = excluded.move_id, at = excluded.at
"""
CAME = """
SELECT a.household_id, a.campaign_id, a.team_id, a.person_id, a.move_id FROM awaited_doors a JOIN households h ON h.id = a.household_id
WHERE h.is_known ORDER BY a.household_id, a.campaign_id LIMIT ?
"""
FIRST_EPOCH = 1  # nobody has moved the door since it came


def await_doors(conn: Connection, deed: DoorsMoved) -> frozenset[UUID]:
    """Those of a move that are not known yet, and may still come; its last decision about each stands."""
    ids = list(deed.household_ids)
    there = {row[0] for row in fetch(conn, NEVER_CAME, ids, ids)}
    unknown = frozenset(ids) - there
    rows = [(each, deed.campaign_id, deed.team_id, deed.person_id, deed.move_id, deed.at) for each in sorted(unknown)]
    execute_many(conn, AWAIT, rows)
    return unknown


def forget_awaited(conn: Connection, household_ids: Collection[UUID]) -> None:
    execute_many(conn, "DELETE FROM awaited_doors WHERE household_id = ?", [(each,) for each in sorted(household_ids)])


def count_awaited(conn: Connection) -> int:
    count: int = fetch(conn, "SELECT count(*) FROM awaited_doors")[0][0]
    return count


def give_awaited(conn: Connection, now: int) -> bool:
    """Doors that came go to whom a desk had given them, unless somebody has moved them since. True: there may be more."""
    came = fetch(conn, CAME, CHUNK)
    for door_id, campaign_id, team_id, person_id, move_id in came:
        epochs = {door_id: FIRST_EPOCH}
        moved = move_doors(
            conn, campaign_id, [door_id], team_id, person_id, only_unvisited=False, now=now, move_id=move_id, epochs=epochs
        ).moved
        if moved and team_id is not None and has_new_buildings(conn, team_id, campaign_id, list(moved)):
            refresh_team(conn, team_id, campaign_id)
        execute(conn, "DELETE FROM awaited_doors WHERE household_id = ? AND campaign_id = ?", door_id, campaign_id)
    return len(came) == CHUNK
