"""To whom desks gave doors that a restored store does not know yet: they go there once the phone of whoever found them brings them (SPEC.md S-15)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection

from server.assignments.store import is_member
from server.campaigns.reference import has_new_buildings, refresh_team
from server.db.driver import execute, execute_many, fetch
from server.journal.deeds import DoorsMoved, DoorsReturned
from server.replication.moves import NO_LONGER_AWAITED, move_doors

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
SELECT a.household_id, f.epoch, a.campaign_id, a.team_id, a.person_id, a.move_id FROM awaited_doors a
JOIN households h ON h.id = a.household_id AND h.is_known AND NOT h.is_closed
JOIN slices t ON t.campaign_id = a.campaign_id AND t.ended_at IS NULL
    AND ((a.team_id IS NULL AND t.kind = 'unassigned') OR (t.kind = 'team' AND t.team_id = a.team_id))
JOIN feed f ON f.household_id = a.household_id AND f.gone_reason IS NULL
JOIN slices s ON s.id = f.slice_id AND s.kind IN ('team', 'unassigned') AND s.campaign_id = a.campaign_id
ORDER BY a.household_id, a.campaign_id LIMIT ?
"""  # where the door stands in the campaign, and the team's part of it lasts
STILL_AWAITED = (
    "SELECT count(*) FROM awaited_doors a WHERE NOT EXISTS (SELECT 1 FROM households h WHERE h.id = a.household_id AND h.is_known)"
)


def await_doors(conn: Connection, deed: DoorsMoved | DoorsReturned) -> frozenset[UUID]:
    """Those that are not known yet, and may still come; the last decision about each stands. That its area brought it to nobody is none."""
    ids = list(deed.household_ids)
    there = {row[0] for row in fetch(conn, NEVER_CAME, ids, ids)}
    unknown = frozenset(ids) - there
    if isinstance(deed, DoorsMoved) or deed.team_id is not None:
        rows = [(each, deed.campaign_id, deed.team_id, deed.person_id, deed.move_id, deed.at) for each in sorted(unknown)]
        execute_many(conn, AWAIT, rows)
    return unknown


def forget_awaited(conn: Connection, household_ids: Collection[UUID]) -> None:
    execute_many(conn, "DELETE FROM awaited_doors WHERE household_id = ?", [(each,) for each in sorted(household_ids)])


def count_awaited(conn: Connection) -> int:
    """Doors that have not come."""
    count: int = fetch(conn, STILL_AWAITED)[0][0]
    return count


def give_awaited(conn: Connection, now: int) -> bool:
    """Doors that came go to whom a desk had given them; of one that somebody has moved since, `move_doors` forgets it. True: there may be more."""
    came = fetch(conn, CAME, CHUNK)
    settled = [give(conn, now, *row) for row in came]
    return len(came) == CHUNK and any(settled)


def give(
    conn: Connection, now: int, door_id: UUID, epoch: int, campaign_id: UUID, team_id: UUID | None, person_id: UUID | None, move_id: UUID
) -> bool:
    """One of CAME, whose assignment still has this epoch. False: it waits on, because somebody closed, ended or moved something at this moment."""
    if team_id is not None and person_id is not None and not is_member(conn, team_id, person_id):
        person_id = None  # left the team meanwhile: the whole team has the door
    as_read = {door_id: epoch}
    given = move_doors(conn, campaign_id, [door_id], team_id, person_id, only_unvisited=False, now=now, move_id=move_id, epochs=as_read)
    if given.moved and team_id is not None and has_new_buildings(conn, team_id, campaign_id, [door_id]):
        refresh_team(conn, team_id, campaign_id)
    is_there = all(each.reason == "already_there" for each in given.skipped)
    if is_there:
        execute(conn, NO_LONGER_AWAITED, door_id, campaign_id)
    return is_there
