"""When the teams of a campaign went, from the counters alone."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, func, select

from server.coverage.schemas import Day, Hour
from server.coverage.store import Reach
from server.db.coverage_tables import coverage_areas, coverage_times
from sync.times import HOURS

EPOCH_DAY = date(1970, 1, 1).toordinal()


def teams_in(conn: Connection, reach: Reach) -> frozenset[UUID]:
    """The teams that have doors in the areas."""
    at = coverage_areas.c
    stmt = select(at.team_id).where(at.campaign_id == reach.campaign_id, at.area_id.in_(reach.area_ids), at.known > 0)
    return frozenset(conn.execute(stmt.distinct()).scalars())


def read_times(conn: Connection, campaign_id: UUID, team_ids: Collection[UUID] | None) -> tuple[list[Day], list[Hour]]:
    """Days and hours of the week on which these teams (None: all) were at doors, in order."""
    at = coverage_times.c
    stmt = select(at.slot, func.sum(at.visits), func.sum(at.met), func.sum(at.reached)).where(at.campaign_id == campaign_id)
    if team_ids is not None:
        stmt = stmt.where(at.team_id.in_(team_ids))
    rows = [(int(slot), *map(int, counts)) for slot, *counts in conn.execute(stmt.group_by(at.slot).order_by(at.slot)) if any(counts)]
    days = [Day(date.fromordinal(slot + EPOCH_DAY), visits, met, reached) for slot, visits, met, reached in rows if slot >= HOURS]
    return days, [Hour(slot, visits, met) for slot, visits, met, _ in rows if slot < HOURS]
