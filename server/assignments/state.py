"""A move as its screen shows it: how far it is, and what came of it."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from server.assignments.orders import sketch_job
from server.assignments.schemas import LeftDoor, MoveJob, Progress, Share, SkippedDoor
from server.assignments.store import count_moved, get_move, names_of_areas, names_of_people, names_of_teams
from server.db.driver import fetch
from server.db.tables import moves
from server.errors import NotFound
from server.households.rules import sees_door
from server.identity.schemas import Named
from server.identity.scope import Scope

SHOWN = 200  # of the doors that stayed
WHERE_NOW = """
SELECT h.id, b.area_id, b.name, h.entrance, h.door, s.team_id, m.by_person_id
FROM households h JOIN buildings b ON b.id = h.building_id
LEFT JOIN feed f ON f.household_id = h.id AND f.gone_reason IS NULL
    AND f.slice_id IN (SELECT id FROM slices WHERE campaign_id = ? AND kind IN ('team', 'unassigned'))
LEFT JOIN slices s ON s.id = f.slice_id
LEFT JOIN move_doors d ON d.household_id = h.id AND d.epoch = f.epoch
LEFT JOIN moves m ON m.id = d.move_id AND m.campaign_id = s.campaign_id
WHERE h.id IN (??)
"""
UNSEEN = ("", None, None, None, None)


def read_state(conn: Connection, scope: Scope, move_id: UUID) -> MoveJob:
    """Raises NotFound."""
    move = get_move(conn, move_id)
    order, done = sketch_job(conn, move_id) or (None, 0)
    if move is None:
        raise NotFound("no such move")
    by = names_of_people(conn, [move.by_person_id])[move.by_person_id]
    undone_at = conn.execute(select(moves.c.undone_at).where(moves.c.id == move_id)).scalar()
    undoes = order.undoes if order else None
    area_id = order.area_id if order else move.area_id
    area = names_of_areas(conn, [area_id]).get(area_id) if area_id else None
    reply = move.reply
    if reply is None:
        progress = Progress(done, order.count if order else 0)
        parts = order.parts if order else ()
        teams = names_of_teams(conn, {part.team_id for part in parts if part.team_id is not None})
        shares = [Share(teams.get(part.team_id) if part.team_id else None, None, 0, part.count) for part in parts]
        return MoveJob(move_id, "running", move.at, by, progress, count_moved(conn, move_id), shares, {}, [], [], undoes, None, 0, area)
    of = order.count if order else reply.moved + len(reply.skipped)
    reasons = dict(Counter(each.reason for each in reply.skipped))
    left = doors_now(conn, scope, move.campaign_id, reply.skipped[:SHOWN])
    told = (reply.moved, reply.shares, reasons, left, reply.holders, undoes, undone_at, reply.without_person, area, reply.came_from)
    return MoveJob(move_id, "done", move.at, by, Progress(of, of), *told)


def doors_now(conn: Connection, scope: Scope, campaign_id: UUID, skipped: Sequence[SkippedDoor]) -> list[LeftDoor]:
    """Doors that stayed, with who has them now and who gave them there; of those that are not the asker's to see nothing but why."""
    reasons = {each.household_id: each.reason for each in skipped}
    found = fetch(conn, WHERE_NOW, campaign_id, list(reasons)) if reasons else ()
    rows = {door_id: rest for door_id, area_id, *rest in found if sees_door(scope, area_id, [rest[3]])}
    teams = names_of_teams(conn, {row[3] for row in rows.values() if row[3]})
    people = names_of_people(conn, {row[4] for row in rows.values() if row[4]})

    def told(door_id: UUID, reason: str) -> LeftDoor:
        building, entrance, door, team_id, by_id = rows.get(door_id, UNSEEN)
        by: Named | None = people.get(by_id) if by_id and reason == "moved_since" else None
        return LeftDoor(door_id, reason, building, entrance, door, teams.get(team_id) if team_id else None, by)

    return [told(door_id, reason) for door_id, reason in reasons.items()]
