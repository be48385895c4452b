"""Slices: what a replica may follow. Their head, count and sum change here alone, under the row's lock, last in a transaction."""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import execute_many, fetch
from sync.digest import MODULUS

ADVANCE = f"UPDATE slices SET head = head + ?, count = count + ?, sum = (sum + ?) % {MODULUS} WHERE id = ? RETURNING head"
NEW_SLICE = (
    "INSERT INTO slices (id, kind, campaign_id, team_id, person_id, epoch, head, count, sum, floor) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0)"
)
FOLLOW = "INSERT INTO follows (person_id, slice_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
UNFOLLOW = "DELETE FROM follows WHERE person_id = ? AND slice_id = ?"
PUT_ITEM = """
INSERT INTO items (slice_id, item_id, kind, seq, version, is_removed, body) VALUES (?, ?, ?, ?, 1, ?, ?)
ON CONFLICT (slice_id, item_id) DO UPDATE SET
    seq = excluded.seq, version = items.version + 1, is_removed = excluded.is_removed, body = excluded.body
"""
NewId = Callable[[], UUID]


class Item(msgspec.Struct, frozen=True):
    """An entry of a reference or notices slice. `body`: a JSON object with its kind and id; a removed one has no more than these."""

    id: UUID
    kind: str
    body: bytes
    is_removed: bool = False


class TeamSlices(msgspec.Struct, frozen=True):
    """The slices of one team in one campaign."""

    cards: UUID
    reference: UUID


def advance_slice(conn: Connection, slice_id: UUID, steps: int, *, count: int = 0, tags: int = 0) -> int:
    """Raise the slice's head by `steps`; return the first new number. Last in the transaction: the lock lives to its end."""
    rows = fetch(conn, ADVANCE, steps, count, tags % MODULUS, slice_id)
    head: int = rows[0][0]
    return head - steps + 1


def put_items(conn: Connection, slice_id: UUID, items: Sequence[Item]) -> None:
    """Add or replace entries, at the slice's tail."""
    if not items:
        return
    seq = advance_slice(conn, slice_id, len(items))
    rows = [(slice_id, item.id, item.kind, seq + step, item.is_removed, item.body) for step, item in enumerate(items)]
    execute_many(conn, PUT_ITEM, rows)


def put_item(conn: Connection, slice_id: UUID, item_id: UUID, kind: str, body: bytes) -> None:
    put_items(conn, slice_id, [Item(item_id, kind, body)])


def ensure_campaign_slices(conn: Connection, campaign_id: UUID, new_id: NewId) -> tuple[UUID, UUID]:
    """A campaign's doors without a team (nobody follows it), and its reference. Returns (unassigned, reference)."""
    unassigned = _ensure(conn, "unassigned", (campaign_id, None, None), new_id)
    return unassigned, _ensure(conn, "reference", (campaign_id, None, None), new_id)


def ensure_team_slices(conn: Connection, campaign_id: UUID, team_id: UUID, new_id: NewId) -> TeamSlices:
    cards = _ensure(conn, "team", (campaign_id, team_id, None), new_id)
    return TeamSlices(cards, _ensure(conn, "reference", (campaign_id, team_id, None), new_id))


def ensure_person_slices(conn: Connection, person_id: UUID, new_id: NewId) -> tuple[UUID, UUID]:
    """A person's own cards and notices, followed by them. Returns (person, notices)."""
    own, notices = (_ensure(conn, kind, (None, None, person_id), new_id) for kind in ("person", "notices"))
    follow(conn, person_id, [own, notices])
    return own, notices


def _ensure(conn: Connection, kind: str, of: tuple[UUID | None, UUID | None, UUID | None], new_id: NewId) -> UUID:
    names = ("campaign_id", "team_id", "person_id")
    where = " AND ".join(f"{name} IS NULL" if value is None else f"{name} = ?" for name, value in zip(names, of, strict=True))
    found = fetch(conn, f"SELECT id FROM slices WHERE kind = ? AND {where}", kind, *(value for value in of if value is not None))
    if found:
        slice_id: UUID = found[0][0]
        return slice_id
    slice_id = new_id()
    execute_many(conn, NEW_SLICE, [(slice_id, kind, *of, new_id())])
    return slice_id


def follow(conn: Connection, person_id: UUID, slice_ids: Iterable[UUID]) -> None:
    execute_many(conn, FOLLOW, [(person_id, slice_id) for slice_id in slice_ids])


def unfollow(conn: Connection, person_id: UUID, slice_ids: Iterable[UUID]) -> None:
    execute_many(conn, UNFOLLOW, [(person_id, slice_id) for slice_id in slice_ids])
