"""Doors by who was there and when, from the log of visits: read by team and time, so that a day's list costs a day's visits."""

from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import fetch
from server.households.filters import DoorFilter, Knocks, Where
from sync.card import NOBODY

NEEDY = "SELECT household_id FROM household_needs WHERE need = ?"
ALL_TEAMS = "SELECT DISTINCT team_id FROM slices WHERE kind = 'team' AND campaign_id = ?"
TEAMS_OF = "SELECT DISTINCT team_id FROM memberships WHERE person_id = ?"
EARLIER = """NOT EXISTS (SELECT 1 FROM visits e WHERE e.household_id = v.household_id AND e.campaign_id = v.campaign_id AND e.is_counted
    AND e.voided_at IS NULL AND e.outcome <> 'inaccessible' AND (e.at < v.at OR (e.at = v.at AND e.id < v.id)))"""
ROOTS = "SELECT id, root_id FROM households WHERE id IN (??) AND root_id IS NOT NULL"
SOME = 5_000  # ids in one statement


def named_doors(conn: Connection, wanted: DoorFilter) -> set[UUID] | None:
    """The doors that the log of visits or what households need singles out; None where neither was asked."""
    found: set[UUID] | None = None
    if wanted.need is not None:
        found = {row[0] for row in fetch(conn, NEEDY, wanted.need)}
    if wanted.knocks is not None:
        been = _been(conn, wanted.campaign_id, wanted.knocks)
        found = been if found is None else found & been
    return found


def _been(conn: Connection, campaign_id: UUID, knocks: Knocks) -> set[UUID]:
    found: set[UUID] = set()
    for span in knocks.spans or (None,):
        where = _where(campaign_id, knocks, span)
        if knocks.team_id == NOBODY or knocks.team_id is None:
            found |= _doors(conn, "visits v", "v.team_id IS NULL", [], where)
        if knocks.team_id is None:
            teams, params = (ALL_TEAMS, [campaign_id]) if knocks.person_id is None else (TEAMS_OF, [knocks.person_id])
            found |= _doors(conn, f"({teams}) t CROSS JOIN visits v", "v.team_id = t.team_id", params, where)
        elif knocks.team_id != NOBODY:
            found |= _doors(conn, "visits v", "v.team_id = ?", [knocks.team_id], where)
    return _roots(conn, found)


def _doors(conn: Connection, source: str, of_team: str, params: list[UUID], where: Where) -> set[UUID]:
    sql = f"SELECT DISTINCT v.household_id FROM {source} WHERE {of_team} AND {where.sql}"
    return {row[0] for row in fetch(conn, sql, *params, *where.params)}


def _where(campaign_id: UUID, knocks: Knocks, span: tuple[int, int] | None) -> Where:
    where = Where([], [])
    where.add("v.campaign_id = ? AND v.is_counted AND v.voided_at IS NULL", campaign_id)
    if span is not None:
        where.add("v.at >= ? AND v.at < ?", *span)
    if knocks.person_id is not None:
        where.add("v.person_id = ?", knocks.person_id)
    if knocks.outcome is not None:
        where.add("v.outcome = ?", knocks.outcome)
    if knocks.is_first:
        where.add(f"v.outcome <> 'inaccessible' AND {EARLIER}")
    return where


def _roots(conn: Connection, found: set[UUID]) -> set[UUID]:
    """A visit remembers the household that its command named; that may stand for another by now."""
    ids = sorted(found)
    for start in range(0, len(ids), SOME):
        for door_id, root_id in fetch(conn, ROOTS, ids[start : start + SOME]):
            found.discard(door_id)
            found.add(root_id)
    return found
