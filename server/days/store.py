"""A team's day from counters, from the day's visits by their index, and from the tail of the team's feed: never from cards."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from server.days.appointments import Agreement, open_on
from server.days.schemas import Phones
from server.db.driver import Row, fetch
from server.identity.people import SILENT_MS
from server.replication.histories import VisitDoc
from sync.protocol import Window

_docs = msgspec.json.Decoder(VisitDoc)
DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS
SLACK_MS = 3_600_000  # transactions of one moment may reach the feed in another order
MAX_VISITS = 20_000  # of one team in one day

TEAM_COUNTS = """
SELECT COALESCE(SUM(known), 0), COALESCE(SUM(visited), 0), COALESCE(SUM(never_tried + not_home + call_back + inaccessible), 0)
FROM coverage_areas WHERE campaign_id = ? AND team_id = ?
"""
PEOPLE_COUNTS = "SELECT person_id, known, visited FROM coverage_people WHERE campaign_id = ? AND team_id = ? AND known > 0"
VISITS = """
SELECT v.person_id, COALESCE(h.root_id, h.id), v.outcome, v.at, v.is_doubtful OR v.typed_by IS NOT NULL
FROM visits v CROSS JOIN households h WHERE h.id = v.household_id
AND v.campaign_id = ? AND v.team_id = ? AND v.at >= ? AND v.at < ? AND v.voided_at IS NULL ORDER BY v.at LIMIT ?
"""
PHONES = """
SELECT r.person_id, r.last_seen_at, r.unsent, r.unsent_at FROM replicas r
WHERE r.person_id IN (??) AND r.kind = 'phone' AND r.lost_at IS NULL AND r.evicted_at IS NULL
    AND (r.last_seen_at IS NOT NULL OR r.forked_from IS NULL)
"""
SLICE = "SELECT id, head FROM slices WHERE campaign_id = ? AND team_id = ? AND kind = 'team'"
AT_SEQ = "SELECT seq, changed_at FROM feed WHERE slice_id = ? AND seq >= ? ORDER BY seq LIMIT 1"
TOUCHED = """
SELECT COUNT(*) FROM feed WHERE slice_id = ? AND seq >= ? AND gone_reason IS NULL AND last_visit_at >= ?
AND state IN ('never_tried', 'not_home', 'call_back', 'inaccessible')
"""
AGREED_DOORS = """
SELECT DISTINCT household_id FROM visits WHERE campaign_id = ? AND team_id = ? AND at >= ? AND at < ? AND doc IS NOT NULL AND voided_at IS NULL
"""
AT_DOORS = """
SELECT household_id, person_id, outcome, at, doc FROM visits WHERE household_id IN (??) AND campaign_id = ? AND voided_at IS NULL
"""
PLACES = """
SELECT h.id, b.name, h.entrance, h.floor, h.door, f.person_id FROM feed f JOIN households h ON h.id = f.household_id
JOIN buildings b ON b.id = h.building_id WHERE f.household_id IN (??) AND f.slice_id = ? AND f.gone_reason IS NULL
"""
STARTS = "SELECT starts_on FROM campaigns WHERE id = ?"
ZONE = "SELECT time_zone FROM organization"
MEMBERS = """
SELECT p.id, p.name, m.role FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.team_id = ? AND m.to_at IS NULL
"""
NAMES = "SELECT id, name FROM people WHERE id IN (??)"
TEAM_NAME = "SELECT name FROM teams WHERE id = ?"


class Day(msgspec.Struct, frozen=True):
    """A local day of the organization and the instants (ms UTC) where it begins and ends; 23 or 25 hours where clocks are set."""

    on: date
    from_at: int
    to_at: int


class Place(msgspec.Struct, frozen=True):
    """A door, and who of the team has it."""

    building: str
    entrance: str | None
    floor: int | None
    door: str | None
    person_id: UUID | None


def zone_of(conn: Connection) -> ZoneInfo:
    return ZoneInfo(fetch(conn, ZONE)[0][0])


def day_of(zone: ZoneInfo, on: date) -> Day:
    return Day(on, _midnight(on, zone), _midnight(on + timedelta(days=1), zone))


def today(zone: ZoneInfo, now: int) -> date:
    return datetime.fromtimestamp(now / 1000, zone).date()


def _midnight(on: date, zone: ZoneInfo) -> int:
    return int(datetime(on.year, on.month, on.day, tzinfo=zone).timestamp() * 1000)


def takes_part(conn: Connection, campaign_id: UUID, team_id: UUID) -> bool:
    return bool(fetch(conn, SLICE, campaign_id, team_id))


def visits_on(conn: Connection, campaign_id: UUID, team_id: UUID, day: Day) -> Sequence[Row]:
    """(person, household, outcome, at, is_untimed) of the team's visits, earliest first."""
    return fetch(conn, VISITS, campaign_id, team_id, day.from_at, day.to_at, MAX_VISITS)


def team_counts(conn: Connection, campaign_id: UUID, team_id: UUID) -> tuple[int, int, int]:
    """Doors (known, visited, still to be reached)."""
    known, visited, waiting = fetch(conn, TEAM_COUNTS, campaign_id, team_id)[0]
    return int(known), int(visited), int(waiting)


def held_by(conn: Connection, campaign_id: UUID, team_id: UUID) -> dict[UUID, tuple[int, int]]:
    """Doors (known, visited) given to each person."""
    return {row[0]: (row[1], row[2]) for row in fetch(conn, PEOPLE_COUNTS, campaign_id, team_id)}


def members_of(conn: Connection, team_id: UUID) -> dict[UUID, tuple[str, str]]:
    """(name, role) of who is in the team now."""
    return {row[0]: (row[1], row[2]) for row in fetch(conn, MEMBERS, team_id)}


def names_of(conn: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    return {row[0]: row[1] for row in fetch(conn, NAMES, sorted(ids))} if ids else {}


def name_of_team(conn: Connection, team_id: UUID) -> str:
    name: str = fetch(conn, TEAM_NAME, team_id)[0][0]
    return name


def phones_of(conn: Connection, ids: Collection[UUID], now: int) -> dict[UUID, Phones]:
    """Each person's phones, added up."""
    found: dict[UUID, list[Row]] = {}
    for row in fetch(conn, PHONES, sorted(ids)) if ids else ():
        found.setdefault(row[0], []).append(row)
    return {person: _added_up(rows, now) for person, rows in found.items()}


def _added_up(rows: Sequence[Row], now: int) -> Phones:
    seen = [row[1] for row in rows if row[1] is not None]
    said = [row for row in rows if row[2] is not None]
    return Phones(
        of=len(rows),
        silent=sum(row[1] is None or row[1] <= now - SILENT_MS for row in rows),
        last_seen_at=max(seen, default=None),
        unsent=sum(row[2] for row in said) if said else None,
        unsent_at=min((row[3] for row in said if row[3] is not None), default=None),
    )


def untouched(conn: Connection, campaign_id: UUID, team_id: UUID, waiting: int, zone: ZoneInfo, now: int) -> int:
    """Doors still to be reached where nobody has been for a week: all that are, less those in the feed's tail that were tried since."""
    starts_on = date.fromisoformat(fetch(conn, STARTS, campaign_id)[0][0])
    found = fetch(conn, SLICE, campaign_id, team_id)
    if not waiting or not found or now - _midnight(starts_on, zone) < WEEK_MS:
        return 0
    slice_id, head = found[0]
    since = now - WEEK_MS
    return max(0, waiting - int(fetch(conn, TOUCHED, slice_id, _seq_since(conn, slice_id, head, since - SLACK_MS), since)[0][0]))


def open_agreements(conn: Connection, campaign_id: UUID, team_id: UUID, day: Day, zone: ZoneInfo) -> list[Agreement]:
    """What this team agreed for that day, in the week before, and is still to be kept."""
    rows = fetch(conn, AGREED_DOORS, campaign_id, team_id, day.from_at - WEEK_MS - DAY_MS, day.to_at)
    if not rows:
        return []
    visits = fetch(conn, AT_DOORS, [row[0] for row in rows], campaign_id)
    return open_on(
        (Agreement(door, person, outcome, at, _window(doc)) for door, person, outcome, at, doc in visits), day.on.isoformat(), zone
    )


def _window(doc: bytes | None) -> Window | None:
    return None if doc is None else _docs.decode(bytes(doc)).appointment


def places_of(conn: Connection, campaign_id: UUID, team_id: UUID, doors: Collection[UUID]) -> dict[UUID, Place]:
    """Those of the doors that the team still has."""
    found = fetch(conn, SLICE, campaign_id, team_id)
    if not doors or not found:
        return {}
    return {row[0]: Place(*row[1:]) for row in fetch(conn, PLACES, sorted(doors), found[0][0])}


def _seq_since(conn: Connection, slice_id: UUID, head: int, since: int) -> int:
    """The first seq of a slice's feed changed at `since` or later: seq and time rise together. One row is read for each halving."""
    low, high = 1, head + 1
    while low < high:
        middle = (low + high) // 2
        rows = fetch(conn, AT_SEQ, slice_id, middle)
        if rows and rows[0][1] < since:
            low = rows[0][0] + 1
        else:
            high = middle
    return low
