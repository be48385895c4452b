"""Writes doors that were judged: cards, what stands beside them, counters, and last the feeds."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection

from server.campaigns.reference import brought_with
from server.db.driver import execute_many, execute_set
from server.replication.campaigns import last_epochs, places_with_nobody
from server.replication.counters import add_coverage, add_work
from server.replication.feed import changes_of, write_changes
from server.replication.needs import note_needs
from server.replication.slices import Item
from server.replication.times import count_times
from server.replication.undecided import mark_undecided
from sync.addresses import address_key
from sync.card import Door, encode_body
from sync.digest import body_hash
from sync.effect import coverage_change, visit_changes, work_change
from sync.merge import encode_merge
from sync.placing import settle

Pair = tuple[Door | None, Door]  # before (None: it is new) and after
UPDATE_CARD = "UPDATE households SET version = ?, body = ?, body_hash = ?, merge = ? WHERE id = ?"
PUT_HOUSEHOLD = """
INSERT INTO households (version, body, body_hash, merge, is_known, building_id, entrance, floor, door, address_key, name, is_closed,
    added_in, made_at, id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, body_hash = excluded.body_hash,
    merge = excluded.merge, is_known = excluded.is_known, building_id = excluded.building_id, entrance = excluded.entrance,
    floor = excluded.floor, door = excluded.door, address_key = excluded.address_key, name = excluded.name, is_closed = excluded.is_closed,
    added_in = excluded.added_in, made_at = COALESCE(households.made_at, excluded.made_at)
"""


def write_doors(
    conn: Connection, pairs: Sequence[Pair], items: Mapping[UUID, list[Item]], now: int, *, absorbed: Sequence[Pair] = ()
) -> None:
    """The doors and the `items` of people's slices. `absorbed`: doors that others have taken in, whose cards stay as they were.

    The caller owns the transaction and read the doors under their locks. `now`: ms UTC.
    """
    pairs = _where_they_came(conn, pairs)
    hashes = _write_cards(conn, pairs, now)
    every = [*pairs, *absorbed] if absorbed else pairs
    mark_undecided(conn, every)
    note_needs(conn, every)
    cells, people = coverage_change(every)
    add_coverage(conn, cells, people)
    visits = visit_changes(every)
    add_work(conn, work_change(visits))
    count_times(conn, visits)
    brought = {**items, **brought_with(conn, _entering(pairs))}
    write_changes(conn, changes_of(((old, door, hashes.get(door.id, b"")) for old, door in every), brought), now)


def _where_they_came(conn: Connection, pairs: Sequence[Pair]) -> Sequence[Pair]:
    """Doors that are said to be in another building enter, with nobody, the running campaigns that reach that and in which they do not stand."""
    moved = {door.id: door.building_id for before, door in pairs if _is_elsewhere(before, door)}
    if not moved:
        return pairs
    reached, epochs = places_with_nobody(conn, moved), last_epochs(conn, moved)

    def come(door: Door) -> Door:
        held = {place.campaign_id for place in door.placements if place.is_assignment}
        new = [place for place in reached[door.id] if place.campaign_id not in held]
        after = [replace(place, epoch=epochs.get((door.id, place.campaign_id), 0) + 1) for place in new if place.campaign_id]
        return settle(replace(door, placements=(*door.placements, *after)))

    return [(before, come(door) if door.id in moved else door) for before, door in pairs]


def _is_elsewhere(before: Door | None, door: Door) -> bool:
    """One that is new, or was taken out of a join, may have got its address by the same push."""
    return "address" in door.merge.writes if before is None else before.building_id != door.building_id


def _entering(pairs: Sequence[tuple[Door | None, Door]]) -> set[tuple[UUID, UUID, UUID]]:
    """(campaign, team, building) of doors that a team is shown, and was not before, or not in that building."""
    return {
        (place.campaign_id, place.team_id, door.building_id)
        for before, door in pairs
        for place in door.placements
        if place.campaign_id is not None
        and place.team_id is not None
        and place.gone is None
        and not _was_shown(before, door, place.slice_id)
    }


def _was_shown(before: Door | None, door: Door, slice_id: UUID) -> bool:
    if before is None or before.building_id != door.building_id:
        return False
    return any(place.slice_id == slice_id and place.gone is None for place in before.placements)


def write_absorbed(conn: Connection, doors: Sequence[Door], now: int) -> None:
    """What is kept of doors that others have taken in, which stand nowhere and count for nothing."""
    _write_cards(conn, [(None, door) for door in doors], now)


def _write_cards(conn: Connection, pairs: Sequence[tuple[Door | None, Door]], now: int) -> dict[UUID, bytes]:
    """Cards as encoded bodies; the columns beside them only where the address, the name or the closing changed."""
    hashes: dict[UUID, bytes] = {}
    same, other = [], []
    for before, door in pairs:
        body = encode_body(door.body)
        hashes[door.id] = body_hash(body)
        row = (door.version, body, hashes[door.id], encode_merge(door.merge))
        if before is not None and (before.body.household is door.body.household or _beside(before) == _beside(door)):
            same.append((*row, door.id))
        else:
            other.append((*row, True, *_beside(door), now, door.id))
    execute_set(conn, UPDATE_CARD, same)
    execute_many(conn, PUT_HOUSEHOLD, other)
    return hashes


def _beside(door: Door) -> tuple[Any, ...]:
    """What of a card has columns of its own, for those who search."""
    home = door.body.household
    key = address_key(home.entrance, home.floor, home.door)
    return (home.building_id, home.entrance, home.floor, home.door, key, home.name, door.is_closed, home.added_in)
