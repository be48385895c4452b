"""What makes a store that was put back safe to serve: new epochs, and versions above any that phones have seen."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import Row, execute, execute_many, fetch
from sync.card import assignment_part
from sync.digest import MODULUS, tag_of

DOORS = 500  # read and tagged at a time
KNOWN = "SELECT id FROM households WHERE version > 0 ORDER BY id"
PLACES = """
SELECT f.household_id, f.slice_id, h.body_hash, s.campaign_id, s.team_id, f.person_id, f.epoch, f.state, f.gone_reason
FROM feed f JOIN households h ON h.id = f.household_id JOIN slices s ON s.id = f.slice_id WHERE f.household_id IN (??)
"""


def renew_store(conn: Connection, now: int, new_id: Callable[[], UUID], above: int = 0) -> int:
    """Begin new epochs and lift every door above the new version base, in the caller's transaction. The number of doors. (S-5, S-14)

    A phone keeps the higher of two versions of a card. What it pulled after the backup was taken is not in this store any more, so
    each card here must be above it. `above`: a version that was given already, whatever the clock says.
    """
    held = fetch(conn, "SELECT MAX(version_base) FROM organization")[0][0] or 0
    highest = fetch(conn, "SELECT COALESCE(MAX(version), 0) FROM households")[0][0]
    base = max(now // 1000 * 2**20, held + 1, highest, above)
    doors = [row[0] for row in fetch(conn, KNOWN)]
    sums: dict[UUID, int] = {}
    for chunk in _chunks(doors):
        _lift(conn, chunk, base + 1, sums)
    for (slice_id,) in fetch(conn, "SELECT id FROM slices"):
        execute(conn, "UPDATE slices SET epoch = ?, sum = ? WHERE id = ?", new_id(), sums.get(slice_id, 0) % MODULUS, slice_id)
    execute(conn, "UPDATE organization SET epoch = ?, version_base = ?", new_id(), base + 1)
    return len(doors)


def _lift(conn: Connection, doors: Sequence[UUID], version: int, sums: dict[UUID, int]) -> None:
    execute_many(conn, "UPDATE households SET version = ? WHERE id = ?", [(version, door) for door in doors])
    tagged = list(_tagged(conn, doors, version, sums))
    execute_many(conn, "UPDATE feed SET version = ?, tag = ? WHERE household_id = ? AND slice_id = ?", tagged)


def _tagged(conn: Connection, doors: Sequence[UUID], version: int, sums: dict[UUID, int]) -> Iterator[Row]:
    for household_id, slice_id, hashed, campaign, team, person, epoch, state, gone in fetch(conn, PLACES, list(doors)):
        tag = 0 if gone else tag_of(hashed, version, assignment_part(campaign, team, person, epoch), state)
        sums[slice_id] = sums.get(slice_id, 0) + tag
        yield (version, tag, household_id, slice_id)


def _chunks(doors: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (doors[start : start + DOORS] for start in range(0, len(doors), DOORS))
