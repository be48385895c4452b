"""Doors that a campaign reaches and does not hold enter it: without a team, in the state their wishes, the roll and its visits give them."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection

from server.db.driver import Row, fetch
from server.replication.counters import add_coverage
from server.replication.feed import changes_of, write_changes
from server.replication.reading import KEYS
from sync.card import Door, Placement, decode_body
from sync.effect import coverage_change
from sync.merge import decode_merge
from sync.placing import settle

STANDS = """
    SELECT 1 FROM feed f JOIN slices s ON s.id = f.slice_id WHERE f.household_id = h.id AND s.kind IN ('team', 'unassigned')
    AND (f.gone_reason IS NULL OR f.gone_reason = 'closed') AND s.campaign_id = ?
"""
LAST_EPOCH = """
(SELECT COALESCE(MAX(a.epoch), 0) FROM assignment_spans a WHERE a.household_id = h.id AND a.campaign_id = ?)
"""
OUTSIDE = f"""
SELECT h.id, h.version, h.body, h.body_hash, h.merge, {LAST_EPOCH} FROM households h
WHERE h.id IN (??) AND h.is_known AND h.root_id IS NULL AND NOT EXISTS ({STANDS}) ORDER BY h.id
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
    place = Placement(slice_id, "unassigned", campaign_id, None, None, 0, "never_tried", 0, False, None, 0, max_attempts=max_attempts)
    rows = fetch(conn, OUTSIDE, campaign_id, wanted, campaign_id)
    entered = [(None, door_of(row, replace(place, epoch=row[5] + 1)), bytes(row[3])) for row in rows]
    cells, people = coverage_change((before, after) for before, after, _ in entered)
    add_coverage(conn, cells, people)
    write_changes(conn, changes_of(entered, {}), now)
    return len(entered)


def door_of(row: Row, place: Placement) -> Door:
    """From (id, version, body, its hash, merge, …), with the state that its visits give it there."""
    return settle(Door(row[0], row[1], decode_body(bytes(row[2])), decode_merge(bytes(row[4])), (place,)))
