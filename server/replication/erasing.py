"""Erases the people behind a door: cards, residents, texts, and whatever is kept of them anywhere in the store (SPEC.md, "Erasure").

Nothing is kept that could bring them back. The rows of knocks stay, bare, under the door's new id.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import execute, execute_many, fetch
from server.journal.deeds import HouseholdErased
from server.journal.file import note
from server.replication.doors import write_absorbed, write_doors
from server.replication.histories import write_histories
from server.replication.reading import load_doors
from server.replication.slices import Item, NewId
from sync.card import Door, decode_body, visits_on
from sync.erasing import erase, without_words, written_under
from sync.joining import aliases_of, part
from sync.merge import decode_merge
from sync.records import DoorEvent

VERSION_BASE = "SELECT version_base FROM organization"
BARE = """
UPDATE households SET is_known = ?, root_id = NULL, building_id = NULL, entrance = NULL, floor = NULL, door = NULL, address_key = NULL,
    name = NULL, body = NULL, body_hash = NULL, merge = NULL, is_closed = ?, added_in = NULL WHERE id IN (??)
"""
VISITS = """
UPDATE visits SET household_id = ?, named_id = NULL, note = NULL, doc = NULL, void_reason = CASE WHEN voided_at IS NULL THEN NULL ELSE '' END
WHERE household_id IN (??)
"""
OTHER_WISHES = "DELETE FROM wishes WHERE household_id IN (??) AND (resident_id IS NOT NULL OR lifted_at IS NOT NULL)"
WISHES = "UPDATE wishes SET household_id = ?, named_id = NULL, reason = '' WHERE household_id IN (??)"
KEEP_WISHES = """
UPDATE wishes SET household_id = ?, named_id = NULL, lifted_at = NULL, lifted_by = NULL, lift_reason = NULL
WHERE household_id IN (??) AND id IN (??)
"""
ABSORBED = "SELECT id, version, body, merge FROM households WHERE root_id IS NOT NULL AND body IS NOT NULL AND id IN (??)"
WRITTEN = "DELETE FROM field_writes WHERE household_id = ? AND command_id IN (??)"
BARE_WISHES = "UPDATE wishes SET reason = '' WHERE household_id = ? AND id IN (??)"
WHOLE = ("field_writes", "requests", "request_events", "household_events", "household_needs", "undecided", "roll_lines")
PAIRS = ("DELETE FROM joins WHERE survivor_id IN (??) OR absorbed_id IN (??)", "DELETE FROM pairs WHERE one_id IN (??) OR other_id IN (??)")
TO_NEW = ("assignment_spans", "move_doors")
ERASED = "INSERT INTO erased (household_id, new_id, person_id, at) VALUES (?, ?, ?, ?) ON CONFLICT (household_id) DO NOTHING"
HOLDS = {"sqlite": "instr({column}, ?) > 0", "postgresql": "position(? in {column}) > 0"}
DONE = """
DELETE FROM parked WHERE command_id IN (
    SELECT id FROM visits WHERE household_id IN (??) UNION SELECT id FROM requests WHERE household_id IN (??)
    UNION SELECT id FROM request_events WHERE household_id IN (??) UNION SELECT id FROM wishes WHERE household_id IN (??)
    UNION SELECT command_id FROM field_writes WHERE household_id IN (??)
    UNION SELECT p.command_id FROM parked p JOIN household_events e ON e.at = p.settled_at AND e.person_id = p.settled_by
    WHERE e.what LIKE 'parked%' AND e.household_id IN (??) AND p.settled_as <> 'dismissed'
    AND (p.household_id IS NULL OR p.household_id IN (??) OR NOT EXISTS (SELECT 1 FROM households h WHERE h.id = p.household_id))
) RETURNING command_id
"""  # what a person applied here, though it names another door: of before it was kept with it where that was, so only the moment tells
ROLLS = "DELETE FROM calls WHERE path LIKE '/api/rolls%'"  # answers with examples of what lines say


def erase_household(
    conn: Connection, ids: Sequence[UUID], to_id: UUID, *, by: UUID, now: int, hashes: Sequence[bytes], new_id: NewId
) -> Door | None:
    """The door of these ids as it is afterwards, under `to_id`; None: it is not known, and will not be if it comes.

    Where they are several doors here, because what joined them is not in the copy that was put back, each other one gets an id of its own.
    The caller owns the transaction, and has kept the `hashes` by which lines of rolls are known again.
    """
    doors = sorted(load_doors(conn, ids).values(), key=lambda door: (door.id != ids[0], door.id))
    gone = sorted(set(ids).union(*({door.id, *aliases_of(door)} for door in doors)))
    aliases = tuple(each for each in gone if each != ids[0])
    wishes = tuple(UUID(wish.id) for door in doors for wish in door.merge.wishes if wish.resident_id is None)
    deed = HouseholdErased(at=now, household_id=ids[0], to_id=to_id, by=by, aliases=aliases, wishes=wishes, hashes=tuple(hashes))
    note(conn, deed)
    execute_many(conn, ERASED, [(each, to_id, by, now) for each in gone])
    dropped = _drop_kept(conn, gone)
    blank = [_erase_door(conn, door, to_id if place == 0 else new_id(), by, now, new_id, dropped) for place, door in enumerate(doors)]
    return blank[0] if blank else None


def _erase_door(conn: Connection, door: Door, to_id: UUID, by: UUID, now: int, new_id: NewId, dropped: Sequence[UUID]) -> Door:
    """`dropped`: commands in custody that went; notices about them may name nothing else."""
    ids = sorted({door.id, *aliases_of(door)})
    base: int = fetch(conn, VERSION_BASE)[0][0]
    erased = erase(door, to_id, by=by, at=now, version=max(door.version, base) + 1)
    others = _without_words(conn, door, ids, base)
    write_absorbed(conn, _kept_without(conn, door, ids), now)
    _drop_rows(conn, ids, to_id)
    items = _notices_of(conn, [*ids, *dropped])
    write_doors(conn, [(door, erased.gone), (None, erased.blank), *others], items, now)
    execute(conn, "DELETE FROM assignment_spans WHERE household_id = ?", to_id)
    for table in TO_NEW:
        execute(conn, f"UPDATE {table} SET household_id = ? WHERE household_id = ?", to_id, door.id)
        fetch(conn, f"DELETE FROM {table} WHERE household_id IN (??) RETURNING household_id", ids)
    fetch(conn, f"{BARE} RETURNING id", False, False, ids)
    event = DoorEvent(id=new_id(), household_id=to_id, what="erased", reason=None, person_id=by, at=now)
    write_histories(conn, [event], now)
    return erased.blank


def _without_words(conn: Connection, door: Door, ids: Sequence[UUID], base: int) -> list[tuple[Door | None, Door]]:
    """A wish stays on both of two doors that are parted: with the people of either its words go from the other, which keeps it and its line.
    What was written under their ids while they were one stays with the other: it goes, too, with its lines."""
    wishes, names = {wish.id for wish in door.merge.wishes}, {str(each) for each in ids}
    changed: list[tuple[Door | None, Door]] = []
    for other in load_doors(conn, _once_joined(conn, ids)).values():
        shared = [wish for wish in other.merge.wishes if wish.id in wishes]
        fetch(conn, f"{KEEP_WISHES} RETURNING id", other.id, ids, [UUID(wish.id) for wish in shared if wish.lifted is None])
        fetch(conn, f"{BARE_WISHES} RETURNING id", other.id, [UUID(wish.id) for wish in shared])
        written = {UUID(each) for commands in written_under(other, names).values() for each in commands}
        fetch(conn, f"{WRITTEN} RETURNING command_id", other.id, sorted(written))
        if written or any(wish.reason for wish in shared):
            changed.append((other, without_words(other, wishes, names, max(other.version, base) + 1)))
    return changed


def _kept_without(conn: Connection, door: Door, ids: Sequence[UUID]) -> list[Door]:
    """Cards that are kept of doors that are part of others now: as if they had never taken these in, and without the words of wishes that
    stayed on both."""
    names, wishes = {str(each) for each in ids}, {wish.id for wish in door.merge.wishes}
    rows = fetch(conn, ABSORBED, sorted(_once_joined(conn, ids)))
    kept = [Door(row[0], row[1], decode_body(row[2]), decode_merge(row[3]), ()) for row in rows]
    bare = [without_words(_taken_out_of(each, door, ids), wishes, names, each.version) for each in kept]
    return [each for was, each in zip(kept, bare, strict=True) if each != was]


def _taken_out_of(kept: Door, door: Door, ids: Sequence[UUID]) -> Door:
    if aliases_of(kept).isdisjoint(ids):
        return kept
    return part(kept, door, {visit.id: visit for visit in visits_on(kept.body)}).survivor


def _once_joined(conn: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """What these were ever joined with, and that with others: a wish goes along from one to the next."""
    found, new = set(ids), set(ids)
    while new:
        pairs = fetch(
            conn, "SELECT survivor_id, absorbed_id FROM joins WHERE survivor_id IN (??) OR absorbed_id IN (??)", sorted(new), sorted(new)
        )
        new = {each for pair in pairs for each in pair} - found
        found |= new
    return found - set(ids)


def _drop_rows(conn: Connection, ids: list[UUID], to_id: UUID) -> None:
    fetch(conn, f"{VISITS} RETURNING id", to_id, ids)
    fetch(conn, f"{OTHER_WISHES} RETURNING id", ids)
    fetch(conn, f"{WISHES} RETURNING id", to_id, ids)
    for table in WHOLE:
        fetch(conn, f"DELETE FROM {table} WHERE household_id IN (??) RETURNING household_id", ids)
    for sql in PAIRS:
        fetch(conn, f"{sql} RETURNING 1", ids, ids)


def _drop_kept(conn: Connection, ids: Sequence[UUID]) -> list[UUID]:
    """Bytes in custody and answers that name the household, or one of those: they are few, and looked through. Which commands went."""
    dropped: list[UUID] = []
    for table in ("held", "parked"):
        dropped += _drop_naming(conn, table, "command_id", "body", ids)
    dropped += (row[0] for row in fetch(conn, "DELETE FROM held WHERE needs_id IN (??) RETURNING command_id", list(ids)))
    dropped += (row[0] for row in fetch(conn, "DELETE FROM parked WHERE household_id IN (??) RETURNING command_id", list(ids)))
    dropped += (row[0] for row in fetch(conn, DONE, *[list(ids)] * 7))
    _drop_naming(conn, "calls", "id", "answer", [*ids, *dropped])
    execute(conn, ROLLS)
    return dropped


def _drop_naming(conn: Connection, table: str, key: str, column: str, ids: Sequence[UUID]) -> list[UUID]:
    holds = HOLDS[conn.dialect.name].format(column=column)
    sql = f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {holds}) RETURNING {key}"
    written = [text for each in ids for text in (str(each), str(each).upper())]
    return [row[0] for each in written for row in fetch(conn, sql, each.encode())]


def _notices_of(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, list[Item]]:
    """Notices about the household leave the phones of whoever got them."""
    holds = HOLDS[conn.dialect.name].format(column="body")
    found: dict[UUID, dict[UUID, Item]] = {}
    for each in ids:
        sql = f"SELECT slice_id, item_id FROM items WHERE kind = 'notice' AND NOT is_removed AND {holds}"
        for slice_id, item_id in fetch(conn, sql, str(each).encode()):
            body = msgspec.json.encode({"kind": "notice", "id": item_id, "removed": True})
            found.setdefault(slice_id, {})[item_id] = Item(item_id, "notice", body, is_removed=True)
    return {slice_id: list(items.values()) for slice_id, items in found.items()}
