"""Slices: what phones follow, who follows which, and the items of reference and notices slices."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from server.db.driver import execute_many, fetch
from server.db.tables import follows, slices

NewId = Callable[[], UUID]


class TeamSlices(msgspec.Struct, frozen=True):
    """One team in one campaign: its cards, and what explains them."""

    team: UUID
    reference: UUID


class PersonSlices(msgspec.Struct, frozen=True):
    person: UUID
    notices: UUID


class Item(msgspec.Struct, frozen=True):
    """An entry of a reference or notices slice. `fields` is a Struct: what the wire shows beside kind, id and version."""

    id: UUID
    kind: str
    fields: msgspec.Struct


def ensure_campaign_slices(conn: Connection, campaign_id: UUID, new_id: NewId) -> UUID:
    """The campaign's reference slice, made with the slice of its doors that have no team."""
    _ensure(conn, "unassigned", new_id, campaign_id=campaign_id)
    return _ensure(conn, "reference", new_id, campaign_id=campaign_id)


def ensure_team_slices(conn: Connection, campaign_id: UUID, team_id: UUID, new_id: NewId) -> TeamSlices:
    team = _ensure(conn, "team", new_id, campaign_id=campaign_id, team_id=team_id)
    return TeamSlices(team, _ensure(conn, "reference", new_id, campaign_id=campaign_id, team_id=team_id))


def ensure_person_slices(conn: Connection, person_id: UUID, new_id: NewId) -> PersonSlices:
    """A person's own slices, which that person follows."""
    made = PersonSlices(_ensure(conn, "person", new_id, person_id=person_id), _ensure(conn, "notices", new_id, person_id=person_id))
    follow(conn, person_id, (made.person, made.notices))
    return made


def _ensure(
    conn: Connection,
    kind: str,
    new_id: NewId,
    *,
    campaign_id: UUID | None = None,
    team_id: UUID | None = None,
    person_id: UUID | None = None,
) -> UUID:
    """Callers hold a lock that keeps a second one out: of the campaign, team or person row they write in the same transaction."""
    same: list[ColumnElement[bool]] = [slices.c.kind == kind]
    for column, value in ((slices.c.campaign_id, campaign_id), (slices.c.team_id, team_id), (slices.c.person_id, person_id)):
        same.append(column.is_(None) if value is None else column == value)
    found: UUID | None = conn.execute(select(slices.c.id).where(*same)).scalar()
    if found is not None:
        return found
    slice_id = new_id()
    conn.execute(
        insert(slices).values(id=slice_id, kind=kind, campaign_id=campaign_id, team_id=team_id, person_id=person_id, epoch=new_id())
    )
    return slice_id


def follow(conn: Connection, person_id: UUID, slice_ids: Iterable[UUID]) -> None:
    rows = [(person_id, slice_id) for slice_id in slice_ids]
    execute_many(conn, "INSERT INTO follows (person_id, slice_id) VALUES (?, ?) ON CONFLICT DO NOTHING", rows)


def unfollow(conn: Connection, person_id: UUID, slice_ids: Collection[UUID] | None = None) -> None:
    """Some slices, or all of them. A phone hears at its next pull that they were dropped."""
    which = follows.c.person_id == person_id
    if slice_ids is not None:
        which &= follows.c.slice_id.in_(slice_ids)
    conn.execute(delete(follows).where(which))


def end_slices(conn: Connection, slice_ids: Collection[UUID], now: int) -> None:
    """Nobody follows them any more; nobody is sent a gone for each door."""
    conn.execute(update(slices).where(slices.c.id.in_(slice_ids)).values(ended_at=now))
    conn.execute(delete(follows).where(follows.c.slice_id.in_(slice_ids)))


def advance_slice(conn: Connection, slice_id: UUID, count: int) -> int:
    """Raise the slice's head by `count`; return the first new number. Last in the transaction: the lock lives to its end."""
    stmt = update(slices).where(slices.c.id == slice_id).values(head=slices.c.head + count).returning(slices.c.head)
    head: int = conn.execute(stmt).scalar_one()
    return head - count + 1


def put_item(conn: Connection, slice_id: UUID, item: Item) -> None:
    put_items(conn, slice_id, (item,))


def put_items(conn: Connection, slice_id: UUID, given: Sequence[Item]) -> None:
    """Add or replace items. One that is the same already keeps its place, so that no phone is sent it again."""
    held = _held(conn, slice_id, [item.id for item in given])
    changed = [
        (item, version + 1) for item in given for version, body in (held.get(item.id, (0, b"")),) if encode_item(item, version) != body
    ]
    if not changed:
        return
    first = advance_slice(conn, slice_id, len(changed))
    _write(conn, slice_id, [(item.id, item.kind, version, False, encode_item(item, version)) for item, version in changed], first)


def remove_items(conn: Connection, slice_id: UUID, item_ids: Collection[UUID]) -> None:
    """Tell followers that items are no more. One that is not there, or gone already, is left alone."""
    rows = fetch(
        conn, "SELECT item_id, kind, version, is_removed FROM items WHERE slice_id = ? AND item_id IN (??)", slice_id, list(item_ids)
    )
    gone = [(item_id, kind, version + 1) for item_id, kind, version, is_removed in rows if not is_removed]
    if not gone:
        return
    first = advance_slice(conn, slice_id, len(gone))
    _write(conn, slice_id, [(item_id, kind, version, True, _removed(item_id, kind, version)) for item_id, kind, version in gone], first)


def item_ids(conn: Connection, slice_id: UUID) -> frozenset[UUID]:
    """The items a slice has now."""
    rows = fetch(conn, "SELECT item_id, is_removed FROM items WHERE slice_id = ?", slice_id)
    return frozenset(item_id for item_id, is_removed in rows if not is_removed)


def item_bodies(conn: Connection, slice_id: UUID, limit: int) -> list[bytes]:
    """What a pull would send of a slice's items, the latest first."""
    rows = fetch(conn, "SELECT body, is_removed FROM items WHERE slice_id = ? ORDER BY seq DESC LIMIT ?", slice_id, limit)
    return [bytes(body) for body, is_removed in rows if not is_removed]


def encode_item(item: Item, version: int) -> bytes:
    """The item as the wire has it, whole: a pull puts it in as it stands."""
    fields: dict[str, Any] = msgspec.to_builtins(item.fields)
    return msgspec.json.encode({"kind": item.kind, "id": item.id, "version": version, **fields})


def _removed(item_id: UUID, kind: str, version: int) -> bytes:
    return msgspec.json.encode({"kind": kind, "id": item_id, "version": version, "removed": True})


def _held(conn: Connection, slice_id: UUID, ids: list[UUID]) -> dict[UUID, tuple[int, bytes]]:
    rows = fetch(conn, "SELECT item_id, version, body FROM items WHERE slice_id = ? AND item_id IN (??)", slice_id, ids)
    return {item_id: (version, bytes(body)) for item_id, version, body in rows}


def _write(conn: Connection, slice_id: UUID, rows: Sequence[tuple[UUID, str, int, bool, bytes]], first: int) -> None:
    """Each row gets its own number, in order."""
    execute_many(
        conn,
        "INSERT INTO items (slice_id, seq, item_id, kind, version, is_removed, body) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (slice_id, item_id) DO UPDATE SET kind = excluded.kind, seq = excluded.seq, version = excluded.version, "
        "is_removed = excluded.is_removed, body = excluded.body",
        [(slice_id, seq, *row) for seq, row in enumerate(rows, first)],
    )
