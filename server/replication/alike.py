"""Doors that may be one: found when somebody adds a door on the way, among those of its building."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import Row, execute_many, fetch
from sync.addresses import near_key
from sync.card import Door

EQUAL = """
SELECT a.id, h.id FROM households a JOIN households h ON h.building_id = a.building_id AND h.address_key = a.address_key
WHERE a.id IN (??) AND a.root_id IS NULL AND NOT a.is_closed AND h.is_known AND h.root_id IS NULL AND NOT h.is_closed AND h.id <> a.id
"""
ADDRESSED = "SELECT id FROM households WHERE building_id = ? AND address_key = ? AND is_known AND root_id IS NULL AND NOT is_closed"
NEIGHBOURS = """
SELECT id, address_key, door, name, body FROM households
WHERE building_id = ? AND is_known AND root_id IS NULL AND NOT is_closed
"""
BUILDING = "SELECT building_id FROM households WHERE id = ?"
PUT_PAIR = """
INSERT INTO pairs (one_id, other_id, why, building_id, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (one_id, other_id) DO NOTHING
"""
TOLD_APART = "SELECT one_id, other_id FROM pairs WHERE settled_as = 'dismissed' AND one_id IN (??) AND other_id IN (??)"
LOCK_BUILDINGS = "SELECT id FROM buildings WHERE id IN (??) ORDER BY id {lock}"
SIMILAR = 0.75  # of the letters of two names


class _Phones(msgspec.Struct):
    phones: list[str] = []


class _Card(msgspec.Struct):
    """What of a card tells two doors alike."""

    household: _Phones


_card = msgspec.json.Decoder(_Card)


def lock_addresses(conn: Connection, adds: Iterable[tuple[UUID, str | None]]) -> set[UUID]:
    """Lock the buildings that get new doors or addresses, so that two phones adding the same door wait for each other; the doors that are there already.

    `adds`: (building, address key). To be called before any household is locked, and these are to be locked with the others.
    """
    wanted = sorted(set(adds), key=lambda each: (each[0].int, each[1] or ""))
    if wanted and conn.dialect.name == "postgresql":
        fetch(conn, LOCK_BUILDINGS, sorted({building for building, _ in wanted}))
    return {row[0] for building, key in wanted if key is not None for row in fetch(conn, ADDRESSED, building, key)}


def equal_doors(conn: Connection, added: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Of new doors the others of the same address, as the addresses stand now."""
    found: dict[UUID, set[UUID]] = {}
    for door_id, other_id in fetch(conn, EQUAL, list(added)):
        found.setdefault(door_id, set()).add(other_id)
    return found


def are_told_apart(conn: Connection, doors: Sequence[Door]) -> bool:
    """Whether somebody has said of two of these, or of what became part of them, that they are two."""
    door_of = {id_: door.id for door in doors for id_ in (door.id, *door.body.household.aliases)}
    told = fetch(conn, TOLD_APART, list(door_of), list(door_of)) if len(doors) > 1 else ()
    return any(door_of[one] != door_of[other] for one, other in told)


def suggest_pairs(conn: Connection, door_ids: Iterable[UUID], now: int) -> None:
    """Keep for a person which doors of their buildings may be these. Each building is read once, however many doors it gets."""
    wanted: dict[UUID, list[UUID]] = defaultdict(list)
    for door_id in door_ids:
        wanted[fetch(conn, BUILDING, door_id)[0][0]].append(door_id)
    for building_id in sorted(wanted):
        rows = {row[0]: row for row in fetch(conn, NEIGHBOURS, building_id)}
        mine = [rows[door_id] for door_id in wanted[building_id] if door_id in rows]
        found = _by_number(rows.values()), _by_phone(rows.values()) if any(_phones(row[4]) for row in mine) else {}
        pairs = [(*sorted((row[0], other[0])), why, building_id, now) for row in mine for other, why in _alike(row, *found)]
        execute_many(conn, PUT_PAIR, pairs)


def _by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """By what `near_key` makes of a door's number; doors of one address have one."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if (number := near_key(row[2])) is not None:
            found[number].append(row)
    return found


def _by_phone(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for phone in set(_phones(row[4])):
            found[phone].append(row)
    return found


def _alike(mine: Row, by_number: Mapping[str, list[Row]], by_phone: Mapping[str, list[Row]]) -> list[tuple[Row, str]]:
    """The doors that may be this one, each with why."""
    near, calling = by_number.get(near_key(mine[2]) or "", []), [row for phone in _phones(mine[4]) for row in by_phone.get(phone, [])]
    others = {row[0]: row for row in (*near, *calling) if row[0] != mine[0]}
    alike = [(row, why) for row in others.values() if (why := _why(mine, row)) is not None]
    if sum(why == "near_address" for _, why in alike) > 1:  # 301 of each entrance: only one whose name is like this one's
        return [(row, why) for row, why in alike if why != "near_address" or _is_similar(mine[3], row[3])]
    return alike


def _why(one: Row, other: Row) -> str | None:
    """The strongest reason to think that two doors are one."""
    if one[1] is not None and one[1] == other[1]:
        return "same_address"
    is_near = near_key(one[2]) is not None and near_key(one[2]) == near_key(other[2])
    if is_near and _is_left_out(one[1], other[1]):
        return "near_address"
    if set(_phones(one[4])) & set(_phones(other[4])):
        return "same_phone"
    return "similar_name" if is_near and _is_similar(one[3], other[3]) else None


def _is_left_out(one: str | None, other: str | None) -> bool:
    """Whether the addresses differ only in a part that one of them does not name."""
    parts = [(key or "//").split("/") for key in (one, other)]
    return all(mine == theirs or "" in (mine, theirs) for mine, theirs in zip(*parts, strict=True))


def _phones(body: bytes) -> list[str]:
    return ["".join(filter(str.isdigit, phone)) for phone in _card.decode(body).household.phones]


def _is_similar(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and SequenceMatcher(None, one, other).ratio() >= SIMILAR
