"""What makes a store that was put back safe to serve: new epochs, and versions above any that phones have seen."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import Row, execute, execute_many, fetch
from sync.card import assignment_part
from sync.digest import MODULUS, tag_of

DOORS = 500  # read and tagged at a time
A_SECOND = 2**20  # versions; also more than any household changes between two restores
HIGHEST = """
SELECT coalesce(max(version), 0) FROM (SELECT version FROM households UNION ALL SELECT version_base AS version FROM organization) AS given
"""
KNOWN = "SELECT id FROM households WHERE version > 0 ORDER BY id"
PLACES = """
SELECT f.household_id, f.slice_id, h.body_hash, s.campaign_id, s.team_id, f.person_id, f.epoch, f.state, f.gone_reason
FROM feed f JOIN households h ON h.id = f.household_id JOIN slices s ON s.id = f.slice_id WHERE f.household_id IN (??)
"""


def next_base(conn: Connection, now: int, *, above: int = 0, far_above: int = 0) -> int:
    """The version base to go on from. `above`: given by the store that is replaced; `far_above`: the base of one that was put back before.

    A phone keeps the higher of two versions of a card. What it pulled after the backup was taken is not in this store any more, so
    each card here must be above it, whatever the clock says. (S-5)
    """
    held: int = fetch(conn, HIGHEST)[0][0]
    return max(now * A_SECOND // 1000, max(held, far_above) + A_SECOND, above + 1)


def renew_store(conn: Connection, base: int, new_id: Callable[[], UUID]) -> int:
    """Begin new epochs and lift every door to the new version base, in the caller's transaction. The number of doors. (S-5, S-14)"""
    doors = [row[0] for row in fetch(conn, KNOWN)]
    sums: dict[UUID, int] = {}
    for chunk in _chunks(doors):
        _lift(conn, chunk, base, sums)
    for (slice_id,) in fetch(conn, "SELECT id FROM slices"):
        execute(conn, "UPDATE slices SET epoch = ?, sum = ? WHERE id = ?", new_id(), sums.get(slice_id, 0) % MODULUS, slice_id)
    execute(conn, "UPDATE organization SET epoch = ?, version_base = ?", new_id(), base)
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
