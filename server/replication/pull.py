"""Pull: pages of the slices a person follows, all read in one snapshot. Cards are stored encoded and spliced, never decoded."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import Row, fetch
from server.identity.actor import Actor
from server.replication.cursor import Cursor, is_stale, parse_cursor
from server.replication.reading import erased_of
from server.replication.replicas import Replica, find_replica, is_news, is_wipe_news
from sync.card import assignment_part, splice_card
from sync.errors import OtherPerson
from sync.protocol import EndedSlice, Pull

DEFAULT_BYTES = 512 * 1024
PAGE_ROWS = 1_000
T = TypeVar("T")
Parts = list[bytes]  # of a reply, put together once: it may be large
ORDER = {"reference": 0, "team": 1, "person": 2, "notices": 3}

FOLLOWED = """
SELECT s.id, s.kind, s.campaign_id, s.team_id, s.epoch, s.head, s.count, s.sum, s.floor
FROM follows w JOIN slices s ON s.id = w.slice_id WHERE w.person_id = ? AND s.ended_at IS NULL
"""
ENDED = """
SELECT s.id, s.ended_at, c.name, c.ended_at, t.name FROM follows w JOIN slices s ON s.id = w.slice_id
JOIN campaigns c ON c.id = s.campaign_id LEFT JOIN teams t ON t.id = s.team_id
WHERE w.person_id = ? AND s.id IN (??) AND s.ended_at IS NOT NULL ORDER BY s.id
"""
CARDS = """
SELECT f.seq, f.household_id, f.version, f.tag, f.person_id, f.epoch, f.state, f.gone_reason, f.gone_to, h.body
FROM feed f LEFT JOIN households h ON h.id = f.household_id AND f.gone_reason IS NULL
WHERE f.slice_id = ? AND f.seq > ? ORDER BY f.seq LIMIT ?
"""
ITEMS = "SELECT seq, version, body FROM items WHERE slice_id = ? AND seq > ? ORDER BY seq LIMIT ?"


class Slice(msgspec.Struct, frozen=True):
    id: UUID
    kind: str
    campaign_id: UUID | None
    team_id: UUID | None
    epoch: UUID
    head: int
    count: int
    sum: int
    floor: int


class Pulled(msgspec.Struct, frozen=True):
    """`body`: the reply's JSON. `is_news`: the replica's row should say that it was heard. `is_wipe`: it tells it to wipe itself."""

    body: bytes
    is_news: bool
    is_wipe: bool


def read_pull(conn: Connection, pull: Pull, actor: Actor, now: int) -> Pulled:
    """Answer a pull from one snapshot. Raises OtherPerson."""
    replica = find_replica(conn, pull.replica, lock=False)
    if replica is not None and replica.person_id != actor.person_id:
        raise OtherPerson("this replica belongs to somebody else")
    ended = actor.access != "full" or (replica is not None and replica.lost_at is not None)
    slices = [] if ended else [Slice(*row) for row in fetch(conn, FOLLOWED, actor.person_id)]
    followed = {each.id for each in slices}
    dropped = sorted(each for each in pull.cursors if each not in followed)
    over = ended_of(conn, dropped, actor.person_id) if dropped and not ended else []
    pages = _pages(conn, slices, pull.cursors, pull.max_bytes or DEFAULT_BYTES)
    told: dict[str, Sequence[object]] = {"ended": over, "erased": sorted(erased_of(conn, frozenset(pull.kept)))}
    heard = replica is None or is_news(replica, pull.status, now) or (ended and is_wipe_news(replica, pull.status))
    return Pulled(_reply(replica, dropped, told, pages, now, "wipe" if ended else "full"), heard, ended)


def ended_of(conn: Connection, dropped: list[UUID], person_id: UUID) -> list[EndedSlice]:
    """Why slices that this person followed to their end are dropped."""
    return [
        EndedSlice(slice_id=slice_id, reason="team_ended", name=team, at=at)
        if campaign_at is None
        else EndedSlice(slice_id=slice_id, reason="campaign_ended", name=campaign, at=campaign_at)
        for slice_id, at, campaign, campaign_at, team in fetch(conn, ENDED, person_id, dropped)
    ]


def _reply(
    replica: Replica | None, dropped: list[UUID], told: Mapping[str, Sequence[object]], pages: list[Parts], now: int, access: str
) -> bytes:
    """`told`: lists by their name, each left out where it is empty."""
    head = b'{"server_time":%d,"missing":%b,"access":"%b","dropped":%b%b,"slices":[' % (
        now,
        msgspec.json.encode(replica.held.missing if replica else ()),
        access.encode(),
        msgspec.json.encode(dropped),
        b"".join(b',"%b":%b' % (name.encode(), msgspec.json.encode(values)) for name, values in told.items() if values),
    )
    return b"".join((head, *(part for page in _separated(pages, [b","]) for part in page), b"]}"))


def _pages(conn: Connection, slices: Iterable[Slice], cursors: Mapping[UUID, str], max_bytes: int) -> list[Parts]:
    """One page of each slice with news; together about `max_bytes` of entries, each at least one."""
    pages: list[Parts] = []
    left = max_bytes
    for each in sorted(slices, key=lambda each: (ORDER[each.kind], each.id)):
        cursor = parse_cursor(cursors.get(each.id))
        if cursor is not None and cursor.walk is None and cursor.seq == each.head and cursor.epoch == each.epoch:
            continue
        page, size = _page(conn, each, cursor, max(left, 1))
        left -= size
        pages.append(page)
    return pages


def _page(conn: Connection, of: Slice, cursor: Cursor | None, max_bytes: int) -> tuple[Parts, int]:
    reset = cursor is None or is_stale(cursor, of.epoch, of.head, of.floor)
    at = Cursor(of.epoch, 0, of.head) if cursor is None or reset else cursor
    rows = fetch(conn, CARDS if of.kind in ("team", "person") else ITEMS, of.id, at.seq, PAGE_ROWS)
    entries: list[bytes] = []
    size, seq = 0, at.seq
    for row in rows:
        entry = _entry(of, at, row)
        if entries and size + len(entry) > max_bytes:
            break
        seq = row[0]
        if entry:
            entries.append(entry)
            size += len(entry)
    more = seq < (rows[-1][0] if rows else 0) or len(rows) == PAGE_ROWS
    after = Cursor(of.epoch, seq, at.walk) if more else Cursor(of.epoch, of.head)
    return [_page_head(of, after, reset, more), *_separated(entries, b","), _page_tail(of, more)], size


def _separated(parts: Sequence[T], by: T) -> list[T]:
    return [each for part in parts for each in (by, part)][1:]


def _entry(of: Slice, at: Cursor, row: Row) -> bytes:
    """One entry's JSON; empty for a gone of something that this walk never delivered."""
    if of.kind not in ("team", "person"):
        _, version, body = row
        return b'{"item":{"version":%d,%b}' % (version, body[1:])
    seq, household_id, version, tag, person_id, epoch, state, gone, gone_to, body = row
    if gone is None:
        return splice_card(body, version, tag, assignment_part(of.campaign_id, of.team_id, person_id, epoch), state)
    if at.walk is not None and seq <= at.walk:
        return b""
    told = {"household_id": household_id, "version": version, "reason": gone}
    return msgspec.json.encode({"gone": told if gone_to is None else {**told, "to": gone_to}})


def _page_head(of: Slice, cursor: Cursor, reset: bool, more: bool) -> bytes:
    return b'{"id":"%b","kind":"%b","epoch":"%b","reset":%b,"cursor":"%b","more":%b,"entries":[' % (
        str(of.id).encode(),
        of.kind.encode(),
        str(of.epoch).encode(),
        b"true" if reset else b"false",
        str(cursor).encode(),
        b"true" if more else b"false",
    )


def _page_tail(of: Slice, more: bool) -> bytes:
    if more or of.kind not in ("team", "person"):
        return b"]}"
    return b'],"digest":{"count":%d,"sum":%d}}' % (of.count, of.sum)
