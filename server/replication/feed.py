"""The rows of feeds: each changed household to the tail of every slice that holds it, with its tag in that slice's sum."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import execute_many, execute_set
from server.replication.slices import Item as SliceItem
from server.replication.slices import advance_slice, put_items
from sync.card import Door, Placement, assignment_part
from sync.digest import tag_of
from sync.merge import base_of

MOVE_ROW = """
UPDATE feed SET seq = ?, version = ?, tag = ?, state = ?, tries = ?, is_visited = ?, last_visit_at = ?, gone_reason = ?, changed_at = ?
WHERE household_id = ? AND slice_id = ?
"""
ENTER = """
INSERT INTO feed (household_id, slice_id, seq, version, tag, person_id, epoch, state, tries, is_visited, last_visit_at, gone_reason,
    gone_to, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (household_id, slice_id) DO UPDATE SET seq = excluded.seq, version = excluded.version, tag = excluded.tag,
    person_id = excluded.person_id, epoch = excluded.epoch, state = excluded.state, tries = excluded.tries,
    is_visited = excluded.is_visited, last_visit_at = excluded.last_visit_at, gone_reason = excluded.gone_reason,
    gone_to = excluded.gone_to, changed_at = excluded.changed_at
"""
GONE_TO = "UPDATE feed SET gone_to = ? WHERE household_id = ? AND slice_id = ?"
LEFT_SPAN = "INSERT INTO assignment_spans (household_id, campaign_id, epoch, team_id, from_at, to_at) VALUES (?, ?, ?, ?, ?, ?)"
NEW_SPAN = "INSERT INTO assignment_spans (household_id, campaign_id, epoch, team_id, person_id, from_at) VALUES (?, ?, ?, ?, ?, ?)"


class Change(msgspec.Struct, frozen=True, gc=False):
    """One household's row in one slice, before (None: new there) and after."""

    door: Door
    before: Placement | None
    after: Placement
    tag: int  # 0 where the card is gone


class Changes(msgspec.Struct, frozen=True):
    """What a transaction puts into slices: rows of cards, and items."""

    rows: dict[UUID, list[Change]]
    items: dict[UUID, list[SliceItem]]


def changes_of(pairs: Iterable[tuple[Door | None, Door, bytes]], items: dict[UUID, list[SliceItem]]) -> Changes:
    """From (door before, door after, hash of its body now)."""
    rows: dict[UUID, list[Change]] = defaultdict(list)
    for before, after, hashed in pairs:
        old = {place.slice_id: place for place in before.placements} if before else {}
        for place in after.placements:
            part = assignment_part(place.campaign_id, place.team_id, place.person_id, place.epoch)
            tag = 0 if place.gone else tag_of(hashed, after.version, part, place.state)
            rows[place.slice_id].append(Change(after, old.get(place.slice_id), place, tag))
    return Changes(rows, items)


def write_changes(conn: Connection, changes: Changes, now: int) -> None:
    """Slices in the order of their ids; each is locked by raising its head, then its rows are written."""
    moved: list[tuple[object, ...]] = []
    new: list[tuple[object, ...]] = []
    led: list[tuple[object, ...]] = []  # where those went that are gone
    for slice_id in sorted(changes.rows.keys() | changes.items.keys()):
        rows = changes.rows.get(slice_id, [])
        if rows:
            count = sum(_shown(change.after) - _shown(change.before) for change in rows)
            tags = sum(change.tag - (change.before.tag if change.before and not change.before.gone else 0) for change in rows)
            seq = advance_slice(conn, slice_id, len(rows), count=count, tags=tags)
            for step, change in enumerate(rows):
                (moved if change.before else new).append(_row(change, seq + step, now))
                if change.after.gone_to is not None:
                    led.append((change.after.gone_to, change.door.id, slice_id))
        put_items(conn, slice_id, changes.items.get(slice_id, []))
    execute_set(conn, MOVE_ROW, moved)
    execute_many(conn, ENTER, new)
    execute_many(conn, GONE_TO, led)
    execute_many(conn, NEW_SPAN, [span for slice_id in changes.rows for span in _spans(changes.rows[slice_id], now)])
    execute_many(conn, LEFT_SPAN, [span for slice_id in changes.rows for span in _spans_left(changes.rows[slice_id], now)])


def _shown(place: Placement | None) -> int:
    return int(place is not None and place.gone is None)


def _row(change: Change, seq: int, now: int) -> tuple[object, ...]:
    door, place = change.door, change.after
    state = (place.state, place.tries, place.visited, place.last_visit_at, place.gone)
    if change.before:
        return (seq, door.version, change.tag, *state, now, door.id, place.slice_id)
    return (door.id, place.slice_id, seq, door.version, change.tag, place.person_id, place.epoch, *state, None, now)


def _spans(rows: Iterable[Change], now: int) -> Iterable[tuple[object, ...]]:
    """Where a door's history of holders begins, or goes on with somebody else."""
    for change in rows:
        place = change.after
        if change.before is None and place.is_assignment and place.gone in (None, "closed"):
            yield (change.door.id, place.campaign_id, place.epoch, place.team_id, place.person_id, now)


def _spans_left(rows: Iterable[Change], now: int) -> Iterable[tuple[object, ...]]:
    """A door that was found where its area has left the campaign: its team had it from when it was found."""
    for change in rows:
        place = change.after
        if change.before is None and place.gone == "left_campaign":
            base = base_of(change.door.merge, "")
            found_at = now if base is None else min(base.at.millis, now)
            yield (change.door.id, place.campaign_id, place.epoch, place.team_id, found_at, now)
