"""An area that leaves a running campaign: decided once; then its doors leave some hundred at a time, like a move, and come back like one."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection

from server.assignments.orders import Order, Part, Piece
from server.assignments.schemas import LeavingArea, TeamDoors
from server.assignments.store import Move, holders_of, is_member, names_of_areas, names_of_teams
from server.campaigns.ending import need_lasting_campaign
from server.campaigns.reach import areas_leaving, need_leavable, need_whole_campaign, put_area_back, take_area
from server.campaigns.reference import has_new_buildings, refresh_team
from server.db.driver import Row, fetch, fetch_some
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.scope import Scope, scope_of
from server.journal.deeds import AreaLeft
from server.journal.file import note
from server.replication.leaving import leave_doors, return_doors
from server.replication.moves import Skipped

STANDING = """
SELECT h.id, f.epoch FROM buildings b JOIN households h ON h.building_id = b.id JOIN feed f ON f.household_id = h.id
JOIN slices s ON s.id = f.slice_id WHERE b.area_id IN (??) AND s.campaign_id = ? AND s.kind IN ('team', 'unassigned')
AND (f.gone_reason IS NULL OR f.gone_reason = 'closed') AND h.root_id IS NULL ORDER BY h.id
"""
OUTSIDE = """
SELECT h.id, 0 FROM buildings b JOIN households h ON h.building_id = b.id WHERE b.area_id IN (??) AND h.is_known AND h.root_id IS NULL
AND NOT EXISTS (SELECT 1 FROM move_doors d WHERE d.move_id = ? AND d.household_id = h.id)
AND NOT EXISTS (SELECT 1 FROM feed f JOIN slices s ON s.id = f.slice_id WHERE f.household_id = h.id AND s.campaign_id = ?
    AND s.kind IN ('team', 'unassigned') AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')) ORDER BY h.id
"""
HELD_BY = """
SELECT s.team_id, COUNT(*), SUM(CASE WHEN f.is_visited THEN 1 ELSE 0 END) FROM buildings b JOIN households h ON h.building_id = b.id
JOIN feed f ON f.household_id = h.id JOIN slices s ON s.id = f.slice_id WHERE b.area_id IN (??) AND s.campaign_id = ?
AND s.kind IN ('team', 'unassigned') AND f.gone_reason IS NULL GROUP BY s.team_id
"""
KNOCKS = """
SELECT COUNT(*) FROM buildings b JOIN households h ON h.building_id = b.id JOIN visits v ON v.household_id = h.id
WHERE b.area_id IN (??) AND v.campaign_id = ? AND v.voided_at IS NULL
"""
MOVED = "SELECT household_id, epoch, from_team_id, from_person_id FROM move_doors WHERE move_id = ? ORDER BY household_id"
UNDONE = "SELECT undone_at FROM moves WHERE id = ?"


def read_leaving(conn: Connection, actor: Actor, campaign_id: UUID, area_id: UUID) -> LeavingArea:
    """What it would mean now. Nothing is written."""
    need_whole_campaign(conn, scope_of(conn, actor), campaign_id)
    need_leavable(conn, campaign_id, area_id)
    leaving = sorted(areas_leaving(conn, campaign_id, area_id))
    rows = fetch(conn, HELD_BY, leaving, campaign_id)
    called = names_of_teams(conn, {row[0] for row in rows if row[0] is not None})
    teams = [TeamDoors(called[row[0]] if row[0] is not None else None, row[1]) for row in rows]
    teams.sort(key=lambda each: (-each.doors, each.team.name if each.team else ""))
    visits = fetch(conn, KNOCKS, leaving, campaign_id)[0][0]
    area = names_of_areas(conn, [area_id])[area_id]
    return LeavingArea(area, sum(row[1] for row in rows), sum(int(row[2]) for row in rows), visits, teams, holders_of(conn, called))


def order_leave(conn: Connection, actor: Actor, campaign_id: UUID, area_id: UUID, move_id: UUID, now: int) -> Order:
    """Take the area out behind the locks of its buildings, and order its doors out with it: from now on none comes in."""
    need_whole_campaign(conn, scope_of(conn, actor), campaign_id)
    need_leavable(conn, campaign_id, area_id)
    if not take_area(conn, campaign_id, area_id):
        raise NotFound("no such area in this campaign")
    need_lasting_campaign(conn, campaign_id)
    by = actor.person_id
    note(conn, AreaLeft(at=now, campaign_id=campaign_id, area_id=area_id, is_out=True, move_id=move_id, by_person_id=by))
    return Order((), area_id=area_id, is_open=True)


def order_return(conn: Connection, scope: Scope, left: Move, now: int) -> Order:
    """Put the area of a move back, and order its doors back in. What was taken back before changes nothing."""
    area_id = left.area_id
    if area_id is None or not scope.covers(area_id):
        raise NotFound("no such move")
    need_whole_campaign(conn, scope, left.campaign_id)
    if fetch(conn, UNDONE, left.id)[0][0] is not None:
        return Order((), undoes=left.id, area_id=area_id)
    if not put_area_back(conn, left.campaign_id, area_id):
        raise NotFound("no such area")
    need_lasting_campaign(conn, left.campaign_id)
    note(conn, AreaLeft(at=now, campaign_id=left.campaign_id, area_id=area_id, is_out=False))
    return Order((), undoes=left.id, area_id=area_id, is_open=True)


def read_doors(conn: Connection, campaign_id: UUID, order: Order) -> Order:
    """The order with its doors: those of the area that are in the campaign or, coming back, those that left with it to who had them,
    and with nobody those that were found there since."""
    assert order.area_id is not None
    areas = sorted(areas_leaving(conn, campaign_id, order.area_id))
    if order.undoes is None:
        return replace(order, parts=(_part(fetch_some(conn, STANDING, areas, campaign_id)),), is_open=False)
    others = _part(fetch_some(conn, OUTSIDE, areas, order.undoes, campaign_id))
    return replace(order, parts=(*parts_back(conn, order.undoes), others), is_open=False)


def parts_back(conn: Connection, move_id: UUID) -> tuple[Part, ...]:
    """The doors of a move, by who had them before it."""
    had: dict[tuple[UUID | None, UUID | None], list[Row]] = defaultdict(list)
    for row in fetch_some(conn, MOVED, move_id):
        had[row[2], row[3]].append(row)
    return tuple(_part(had[whose], *whose) for whose in sorted(had, key=lambda each: (str(each[0]), str(each[1]))))


def _part(rows: Iterable[Row], team_id: UUID | None = None, person_id: UUID | None = None) -> Part:
    """Of (door, epoch, …)."""
    doors = [(row[0], row[1]) for row in rows]
    return Part(team_id, person_id, tuple(door for door, _ in doors), tuple(epoch for _, epoch in doors))


def leave_or_return(conn: Connection, move: Move, order: Order, piece: Piece, now: int) -> list[Skipped]:
    """One piece. It was decided when the area left or came back: nobody's rights are asked again. May raise TargetEnded."""
    doors = list(piece.epochs)
    if order.undoes is None:
        done = set(leave_doors(conn, move.campaign_id, doors, now=now, move_id=move.id))
        return [Skipped(door, "not_in_campaign") for door in doors if door not in done]
    team_id, person_id = piece.team_id, piece.person_id
    if team_id is not None and person_id is not None and not is_member(conn, team_id, person_id):
        person_id = None  # left the team meanwhile: the whole team has the doors
    back = return_doors(conn, move.campaign_id, piece.epochs, team_id, person_id, now=now, move_id=move.id)
    if team_id is not None and back and has_new_buildings(conn, team_id, move.campaign_id, list(back)):
        refresh_team(conn, team_id, move.campaign_id)
    came = set(back)
    return [Skipped(door, "moved_since") for door in doors if door not in came]
