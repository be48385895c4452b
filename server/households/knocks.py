"""Doors by who was there and when, and by what was agreed, from the log of visits: read by team and time, so that a day's list costs a day's visits."""

from collections import Counter
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.days.store import day_of, open_agreements, places_of, zone_of
from server.db.driver import fetch
from server.households.filters import Agreed, DoorFilter, Knocks, Where
from server.households.schemas import Been
from sync.card import NOBODY

NEEDY = "SELECT household_id FROM household_needs WHERE need = ?"
ALL_TEAMS = "SELECT DISTINCT team_id FROM slices WHERE kind = 'team' AND campaign_id = ?"
TEAMS_OF = "SELECT DISTINCT team_id FROM memberships WHERE person_id = ?"
EARLIER = """NOT EXISTS (SELECT 1 FROM visits e WHERE e.household_id = v.household_id AND e.campaign_id = v.campaign_id AND e.is_counted
    AND e.voided_at IS NULL AND e.outcome <> 'inaccessible' AND (e.at < v.at OR (e.at = v.at AND e.id < v.id)))"""
IN_AREAS = """visits v JOIN households d ON d.id = v.household_id JOIN households r ON r.id = COALESCE(d.root_id, d.id)
    JOIN buildings b ON b.id = r.building_id"""
ROOTS = "SELECT id, root_id FROM households WHERE id IN (??) AND root_id IS NOT NULL"
SOME = 5_000  # ids in one statement


class Singled(msgspec.Struct, frozen=True):
    """The doors that were singled out; of those where somebody was, how many visits that were and at how many doors, wherever these are now."""

    doors: set[UUID]
    been: Been | None


def named_doors(conn: Connection, wanted: DoorFilter) -> Singled | None:
    """What the log of visits, or what households need, singles out; None where neither was asked."""
    found, been = list[set[UUID]](), None
    if wanted.need is not None:
        found.append({row[0] for row in fetch(conn, NEEDY, wanted.need)})
    if wanted.agreed is not None:
        found.append(_agreed(conn, wanted.campaign_id, wanted.agreed))
    if wanted.knocks is not None:
        visits = _visits(conn, wanted.campaign_id, wanted.knocks)
        found.append(set(visits))
        been = Been(sum(visits.values()), len(visits))
    return Singled(set.intersection(*found), been) if found else None


def _agreed(conn: Connection, campaign_id: UUID, agreed: Agreed) -> set[UUID]:
    zone = zone_of(conn)
    doors: set[UUID] = set()
    for team_id in agreed.team_ids:
        told = open_agreements(conn, campaign_id, team_id, day_of(zone, agreed.on), zone)
        places = places_of(conn, campaign_id, team_id, [each.household_id for each in told])
        for each in told:
            place = places.get(each.household_id)
            if place is not None and agreed.person_id in (None, place.person_id or each.person_id):
                doors.add(each.household_id)
    return doors


def _visits(conn: Connection, campaign_id: UUID, knocks: Knocks) -> Counter[UUID]:
    """How many at each door."""
    found = Counter[UUID]()
    for span in knocks.spans or (None,):
        where = _where(campaign_id, knocks, span)
        if knocks.team_ids is None or NOBODY in knocks.team_ids:
            found.update(_doors(conn, *_of_no_team(knocks), where))
        if knocks.team_ids is None:
            teams, params = (ALL_TEAMS, [campaign_id]) if knocks.person_id is None else (TEAMS_OF, [knocks.person_id])
            found.update(_doors(conn, f"({teams}) t CROSS JOIN visits v", "v.team_id = t.team_id", params, where))
        elif knocks.team_ids:
            found.update(_doors(conn, "visits v", "v.team_id IN (??)", [sorted(knocks.team_ids)], where))
    return _roots(conn, found)


def _of_no_team(knocks: Knocks) -> tuple[str, str, list[Any]]:
    """Where to look for the visits made with no team: at doors of the areas that are meant, whichever team holds those now."""
    if knocks.area_ids is None:
        return "visits v", "v.team_id IS NULL", []
    return IN_AREAS, "v.team_id IS NULL AND b.area_id IN (??)", [sorted(knocks.area_ids)]


def _doors(conn: Connection, source: str, of_team: str, params: list[Any], where: Where) -> dict[UUID, int]:
    sql = f"SELECT v.household_id, COUNT(*) FROM {source} WHERE {of_team} AND {where.sql} GROUP BY v.household_id"
    return {row[0]: row[1] for row in fetch(conn, sql, *params, *where.params)}


def _where(campaign_id: UUID, knocks: Knocks, span: tuple[int, int] | None) -> Where:
    where = Where([], [])
    where.add("v.campaign_id = ? AND v.voided_at IS NULL", campaign_id)
    if knocks.is_counted:
        where.add("v.is_counted")
    if span is not None:
        where.add("v.at >= ? AND v.at < ?", *span)
    if knocks.person_id is not None:
        where.add("v.person_id = ?", knocks.person_id)
    if knocks.outcome is not None:
        where.add("v.outcome = ?", knocks.outcome)
    if knocks.is_first:
        where.add(f"v.outcome <> 'inaccessible' AND {EARLIER}")
    return where


def _roots(conn: Connection, found: Counter[UUID]) -> Counter[UUID]:
    """A visit remembers the household that its command named; that may stand for another by now."""
    ids = sorted(found)
    for start in range(0, len(ids), SOME):
        for door_id, root_id in fetch(conn, ROOTS, ids[start : start + SOME]):
            found[root_id] += found.pop(door_id)
    return found
