"""The floors: the rows that commands really make, written by raw calls; the bytes of a pull, read by raw calls.

Written are, in one transaction a batch of 70: each visit, value, request and receipt; each card (version, body, hash, merge) and its
feed row, once a batch; the slice's head, once. Not written are counters, the replica's row and everything that is only read or decided.
A card's bytes are as many as it had on the average of the run.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from bench.databases import Database, Statement
from server.db.tables import metadata

RECORDS = {"visits": "id", "field_writes": "command_id", "requests": "id", "receipts": "command_id"}
CARD = "UPDATE households SET version = ?, body = ?, body_hash = ?, merge = ? WHERE id = ?"
FEED = """
UPDATE feed SET seq = ?, version = ?, tag = ?, state = ?, tries = ?, is_visited = ?, last_visit_at = ?, changed_at = ?
WHERE household_id = ? AND slice_id = ?
"""
HEAD = "UPDATE slices SET head = ?, count = ?, sum = ? WHERE id = ?"
CARDS_READ = """
SELECT f.seq, f.household_id, f.version, f.tag, f.person_id, f.epoch, f.state, f.gone_reason, f.gone_to, h.body
FROM feed f LEFT JOIN households h ON h.id = f.household_id AND f.gone_reason IS NULL WHERE f.slice_id = ? AND f.seq > ? ORDER BY f.seq
"""
ITEMS_READ = "SELECT seq, version, body FROM items WHERE slice_id = ? AND seq > ? ORDER BY seq"
FOLLOWED = "SELECT s.id, s.kind, s.epoch, s.head, s.count, s.sum FROM follows w JOIN slices s ON s.id = w.slice_id WHERE w.person_id = ?"


def push_floor(database: Database, before: str, after: str) -> dict[Any, list[Statement]]:
    """What the commands of the store `after` wrote since `before`, by replica: batches to write into a copy of `before`."""
    old = {row[0] for row in database.rows(before, "SELECT command_id FROM receipts")}
    batches: dict[Any, list[Statement]] = defaultdict(list)
    for table, key in RECORDS.items():
        _add_records(database, after, table, key, old, batches)
    touched = _touched(database, after, old)
    sizes = _sizes(database, before)
    cards = {row[0]: tuple(row) for row in database.rows(after, "SELECT id, version, body, body_hash, merge FROM households")}
    feed = _feed(database, after)
    head = 10**9  # beyond every number the copy has: a feed row's number is unique in its slice
    for replica, households in touched.items():
        batches[replica].append((CARD, [_card(cards[each], sizes[each]) for each in households]))
        slice_id = feed[households[0]][0]
        rows = [(head + step, *feed[each][1:], each, feed[each][0]) for step, each in enumerate(households)]
        head += len(rows)
        batches[replica].append((FEED, rows))
        batches[replica].append((HEAD, [(head, len(cards), head, slice_id)]))
    return batches


def _add_records(database: Database, store: str, table: str, key: str, old: set[Any], batches: Mapping[Any, list[Statement]]) -> None:
    names = [column.name for column in metadata.tables[table].columns]
    place, replica = names.index(key), names.index("replica_id") if "replica_id" in names else None
    sender = dict(database.rows(store, "SELECT command_id, replica_id FROM receipts"))
    rows: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for row in database.rows(store, f"SELECT {', '.join(names)} FROM {table}"):
        if row[place] not in old:
            rows[row[replica] if replica is not None else sender[row[place]]].append(tuple(row))
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    for name, made in rows.items():
        batches[name].append((sql, made))


def _touched(database: Database, store: str, old: set[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, dict[Any, None]] = defaultdict(dict)
    for command, replica, household in database.rows(store, "SELECT command_id, replica_id, household_id FROM receipts"):
        if command not in old and household is not None:
            found[replica][household] = None
    return {replica: sorted(households) for replica, households in found.items()}


def _sizes(database: Database, store: str) -> dict[Any, tuple[int, int]]:
    return {row[0]: (len(row[1]), len(row[2])) for row in database.rows(store, "SELECT id, body, merge FROM households")}


def _card(row: Sequence[Any], before: tuple[int, int]) -> tuple[Any, ...]:
    """The card as it ended, cut to the size it had in the middle of the run."""
    household_id, version, body, hashed, merge = row
    return (version, body[: (len(body) + before[0]) // 2], hashed, merge[: (len(merge) + before[1]) // 2], household_id)


def _feed(database: Database, store: str) -> dict[Any, tuple[Any, ...]]:
    names = "household_id, slice_id, version, tag, state, tries, is_visited, last_visit_at, changed_at"
    return {row[0]: tuple(row)[1:] for row in database.rows(store, f"SELECT {names} FROM feed WHERE gone_reason IS NULL")}
