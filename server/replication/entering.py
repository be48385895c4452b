"""Doors that were known before a campaign reached them enter it: without a team, in the state their wishes, the roll and its visits give them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import Row, fetch
from server.replication.counters import add_coverage
from server.replication.feed import changes_of, write_changes
from server.replication.reading import KEYS
from sync.card import Door, Placement, decode_body
from sync.effect import coverage_change
from sync.merge import decode_merge
from sync.placing import settle

OUTSIDE = """
SELECT h.id, h.version, h.body, h.body_hash, h.merge FROM households h
WHERE h.id IN (??) AND h.is_known AND h.root_id IS NULL AND NOT h.is_closed AND NOT EXISTS (
    SELECT 1 FROM assignment_spans a WHERE a.household_id = h.id AND a.campaign_id = ?
) ORDER BY h.id
"""
UNASSIGNED = """
SELECT s.id, c.max_attempts FROM slices s JOIN campaigns c ON c.id = s.campaign_id WHERE s.campaign_id = ? AND s.kind = 'unassigned'
"""


def enter_doors(conn: Connection, campaign_id: UUID, doors: Sequence[UUID], now: int) -> int:
    """Put those of the doors that are not in the campaign yet into it; how many these were. One transaction's worth: some hundred."""
    wanted = sorted(set(doors))
    if conn.dialect.name == "postgresql":
        fetch(conn, KEYS, wanted)
    slice_id, max_attempts = fetch(conn, UNASSIGNED, campaign_id)[0]
    place = Placement(slice_id, "unassigned", campaign_id, None, None, 1, "never_tried", 0, False, None, 0, max_attempts=max_attempts)
    entered = [(None, _door(row, place), bytes(row[3])) for row in fetch(conn, OUTSIDE, wanted, campaign_id)]
    cells, people = coverage_change((before, after) for before, after, _ in entered)
    add_coverage(conn, cells, people)
    write_changes(conn, changes_of(entered, {}), now)
    return len(entered)


def _door(row: Row, place: Placement) -> Door:
    return settle(Door(row[0], row[1], decode_body(bytes(row[2])), decode_merge(bytes(row[4])), (place,)))
