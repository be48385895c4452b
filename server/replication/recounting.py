"""A campaign's dates, zone or most tries have changed: its visits and doors are judged anew, some hundred doors a transaction."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import execute_many, fetch
from server.replication.campaigns import find_campaigns
from server.replication.doors import write_doors
from server.replication.joining import VERSION_BASE
from server.replication.reading import load_doors
from sync.recounting import recounted

MISCOUNTED = "SELECT DISTINCT household_id FROM visits WHERE campaign_id = ? AND is_counted <> (at >= ? AND at < ?)"
MISJUDGED = """
SELECT f.household_id FROM feed f JOIN slices s ON s.id = f.slice_id
WHERE s.campaign_id = ? AND s.kind IN ('team', 'unassigned') AND f.gone_reason IS NULL
AND f.state IN ('given_up', 'not_home', 'inaccessible') AND (f.state = 'given_up') <> (f.tries >= ?)
"""
NO_MOST = 1_000_000  # tries at one door
COUNT = "UPDATE visits SET is_counted = (at >= ? AND at < ?) WHERE campaign_id = ? AND household_id = ?"


def doors_to_recount(conn: Connection, campaign_id: UUID) -> list[UUID]:
    """Those with a visit that counts and should not, or the other way, or given up or not against the most of tries. Sorted."""
    campaign = find_campaigns(conn, [campaign_id])[campaign_id]
    miscounted = fetch(conn, MISCOUNTED, campaign_id, campaign.starts_at, campaign.ends_at)
    misjudged = fetch(conn, MISJUDGED, campaign_id, NO_MOST if campaign.max_attempts is None else campaign.max_attempts)
    return sorted({row[0] for row in (*miscounted, *misjudged)})


def recount_doors(conn: Connection, campaign_id: UUID, doors: Sequence[UUID], *, now: int) -> int:
    """One transaction's worth. How many doors changed."""
    base: int = fetch(conn, VERSION_BASE)[0][0]
    campaign = find_campaigns(conn, [campaign_id])[campaign_id]
    pairs = [(door, recounted(door, campaign, base)) for door in load_doors(conn, doors).values()]
    changed = [(before, after) for before, after in pairs if after is not before]
    days = (campaign.starts_at, campaign.ends_at, campaign_id)
    execute_many(conn, COUNT, [(*days, after.id) for before, after in changed if after.version != before.version])
    write_doors(conn, changed, {}, now)
    return len(changed)
