"""Counters by local day and by hour of the week, changed in the writing transaction like those of coverage.

While the organization's zone changes, doors up to some id are counted in the new one already and those beyond in the old one: a piece of
doors goes over in a transaction of its own (`shift_times`), and whoever writes meanwhile counts each door where it is.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from server.db.driver import execute, execute_many, fetch
from sync.effect import VisitChange, all_visits
from sync.merge import decode_merge
from sync.times import HOURS, QUARTER, Slot, Tally, TimeKey, added, shifted, time_change

ZONE = "SELECT time_zone, counted_zone, counted_to FROM organization"
ADD = """
INSERT INTO coverage_times (campaign_id, team_id, slot, visits, met, reached) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (campaign_id, team_id, slot) DO UPDATE SET visits = coverage_times.visits + excluded.visits,
    met = coverage_times.met + excluded.met, reached = coverage_times.reached + excluded.reached
"""
NEXT_DOORS = """
SELECT id, CASE WHEN is_known AND root_id IS NULL THEN merge END FROM households WHERE id > ? ORDER BY id LIMIT ?
"""  # asked in WHERE, SQLite would take the index of roots: all doors for each piece
DOORS = 250  # that go over to another zone in one transaction
EPOCH_DAY = datetime(1970, 1, 1).toordinal()


class Zone(msgspec.Struct, frozen=True):
    """Where days are counted. `old`: where those of doors beyond `counted_to` still are; None: nowhere else."""

    name: str
    old: str | None
    counted_to: UUID | None


def count_times(conn: Connection, changes: Sequence[VisitChange]) -> None:
    """From what happened to doors' visits; nothing is asked where nobody was at a door."""
    if not changes:
        return
    if conn.dialect.name == "postgresql":  # waits for a piece that goes over just now, so that what is read next stays true
        execute(conn, "LOCK TABLE coverage_times IN ROW EXCLUSIVE MODE")
    add_times(conn, _times(_zone(conn), changes))


def shift_times(conn: Connection, most: int = DOORS) -> bool:
    """Let one piece of doors go over to the new zone. False: all have. The caller owns the transaction."""
    fetch(conn, "SELECT id FROM organization {lock}")
    if conn.dialect.name == "postgresql":
        execute(conn, "LOCK TABLE coverage_times IN EXCLUSIVE MODE")  # of who writes visits nobody is between asking and counting
    zone = _zone(conn)
    if zone.old is None or zone.counted_to is None:
        return False
    rows = fetch(conn, NEXT_DOORS, zone.counted_to, most)
    changes = [all_visits(row[0], decode_merge(bytes(row[1]))) for row in rows if row[1] is not None]
    add_times(conn, shifted(changes, slots_in(zone.old), slots_in(zone.name)))
    if len(rows) < most:
        execute(conn, "UPDATE organization SET counted_zone = NULL, counted_to = NULL")
    else:
        execute(conn, "UPDATE organization SET counted_to = ?", rows[-1][0])
    return len(rows) == most


def add_times(conn: Connection, sums: Mapping[TimeKey, Tally]) -> None:
    """Rows in the order of their keys, so that two transactions never wait for each other."""
    execute_many(conn, ADD, [(*key, sums[key].visits, sums[key].met, sums[key].reached) for key in sorted(sums)])


def _zone(conn: Connection) -> Zone:
    name, old, counted_to = fetch(conn, ZONE)[0]
    return Zone(name, old, counted_to)


def _times(zone: Zone, changes: Sequence[VisitChange]) -> Mapping[TimeKey, Tally]:
    if zone.old is None or zone.counted_to is None:
        return time_change(changes, slots_in(zone.name))
    over = [each for each in changes if each.door_id <= zone.counted_to]
    rest = [each for each in changes if each.door_id > zone.counted_to]
    return added(time_change(over, slots_in(zone.name)), time_change(rest, slots_in(zone.old)))


@lru_cache(maxsize=8)
def slots_in(zone: str) -> Callable[[int], tuple[Slot, Slot]]:
    """Of an instant its local day and hour of the week. One evening's visits fall into few quarters of an hour."""
    place = ZoneInfo(zone)

    @lru_cache(maxsize=4096)
    def of_quarter(quarter: int) -> tuple[Slot, Slot]:
        local = datetime.fromtimestamp(quarter * QUARTER / 1000, place)
        return max(local.toordinal() - EPOCH_DAY, HOURS), local.weekday() * 24 + local.hour

    return lambda at_ms: of_quarter(at_ms // QUARTER)
