"""Counters by local day and by hour of the week, changed in the writing transaction like those of coverage."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from server.db.driver import execute_many, fetch
from sync.effect import VisitChange
from sync.times import HOURS, QUARTER, Slot, Tally, TimeKey, time_change

ZONE = "SELECT time_zone FROM organization"
ADD = """
INSERT INTO coverage_times (campaign_id, team_id, slot, visits, met, reached) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (campaign_id, team_id, slot) DO UPDATE SET visits = coverage_times.visits + excluded.visits,
    met = coverage_times.met + excluded.met, reached = coverage_times.reached + excluded.reached
"""
EPOCH_DAY = datetime(1970, 1, 1).toordinal()


def count_times(conn: Connection, changes: Sequence[VisitChange]) -> None:
    """From what happened to doors' visits; nothing is asked where nobody was at a door."""
    if changes:
        add_times(conn, time_change(changes, slots_in(fetch(conn, ZONE)[0][0])))


def add_times(conn: Connection, sums: Mapping[TimeKey, Tally]) -> None:
    """Rows in the order of their keys, so that two transactions never wait for each other."""
    execute_many(conn, ADD, [(*key, sums[key].visits, sums[key].met, sums[key].reached) for key in sorted(sums)])


@lru_cache(maxsize=8)
def slots_in(zone: str) -> Callable[[int], tuple[Slot, Slot]]:
    """Of an instant its local day and hour of the week. One evening's visits fall into few quarters of an hour."""
    place = ZoneInfo(zone)

    @lru_cache(maxsize=4096)
    def of_quarter(quarter: int) -> tuple[Slot, Slot]:
        local = datetime.fromtimestamp(quarter * QUARTER / 1000, place)
        return max(local.toordinal() - EPOCH_DAY, HOURS), local.weekday() * 24 + local.hour

    return lambda at_ms: of_quarter(at_ms // QUARTER)
