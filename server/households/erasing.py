"""Erases the people of a household by a coordinator's word, or again when a copy that still has them is put back."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from server.db.driver import execute, execute_many, fetch
from server.db.tables import organization
from server.exchange.forgotten import Place, hashes_of, places_of, without_texts
from server.exchange.lines import line_key
from server.exchange.places import names_of
from server.exchange.store import lines_of
from server.exchange.three_way import every_layer
from server.exchange.uploads import forget_waiting
from server.replication.erasing import erase_household
from server.replication.reading import load_doors
from server.replication.slices import NewId
from sync.card import Door
from sync.erasing import words_in, words_of
from sync.joining import aliases_of

DOCS = (("imports", "doc"), ("roll_uploads", "report"), ("roll_uploads", "look"))
REMEMBER = "INSERT INTO erased_lines (hash, at) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING"


class Erasure(msgspec.Struct, frozen=True):
    """Whose people, what the door is from then on, who wants it, and when. `aliases`: what was joined to it when it was first done, and
    `hashes` what was written down then, to know lines about them again by: of a door that a copy lacks nothing else tells."""

    household_id: UUID
    to_id: UUID
    by: UUID
    now: int
    aliases: tuple[UUID, ...] = ()
    hashes: tuple[bytes, ...] = ()


def erase_people(conn: Connection, erasure: Erasure, new_id: NewId) -> Door | None:
    """The door as it is from now on; None: it is not known here. A roll's line about these people is known again."""
    ids = (erasure.household_id, *erasure.aliases)
    known = [_hashes_of(conn, door) for door in load_doors(conn, ids).values()]
    hashes = sorted({*erasure.hashes, *chain.from_iterable(known)})
    execute_many(conn, REMEMBER, [(each, erasure.now) for each in hashes])
    _forget_texts(conn, erasure.now)
    return erase_household(conn, ids, erasure.to_id, by=erasure.by, now=erasure.now, hashes=hashes, new_id=new_id)


def label_of(conn: Connection, household_id: UUID) -> str:
    """What a person types to say which door they mean: building, entrance and number, as the desk shows them."""
    sql = "SELECT b.name, h.entrance, h.door FROM households h JOIN buildings b ON b.id = h.building_id WHERE h.id = ?"
    return " ".join(part for row in fetch(conn, sql, household_id) for part in row if part)


def _hashes_of(conn: Connection, door: Door) -> frozenset[bytes]:
    salt: bytes = conn.execute(select(organization.c.seal_key)).scalar_one()
    ids = sorted({door.id, *aliases_of(door)})
    rows = fetch(conn, "SELECT subject, value FROM field_writes WHERE household_id IN (??)", ids)  # a card remembers the last of them
    written = [(subject, msgspec.json.decode(bytes(value))) for subject, value in rows]
    former = chain.from_iterable(words_in(subject, value) for subject, value in written)
    addresses = [value for subject, value in written if subject == "address"]
    return hashes_of(salt, _places(conn, ids, addresses), {*words_of(door), *filter(None, former)})


def _places(conn: Connection, ids: Sequence[UUID], written: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Where a line of a roll may say that these households are: wherever rolls or people ever had them, in buildings by any of their names."""
    rows = fetch(conn, "SELECT building_id, entrance, floor, door FROM households WHERE id IN (??)", ids)
    stood: list[tuple[UUID, Place]] = [(row[0], (row[1], row[2], row[3])) for row in rows]
    stood += [(UUID(each["building_id"]), (each["entrance"], each["floor"], each["door"])) for each in written]
    said = [each.said.address for last in lines_of(conn, ids) for each in every_layer(last)]
    doors = {*(door for _, door in stood), *((at.entrance, at.floor, at.door) for at in said)}
    return places_of(names_of(conn, {building for building, _ in stood}), doors) | {line_key(at) for at in said}


def _forget_texts(conn: Connection, now: int) -> None:
    """What reports of rolls, and first looks at them, show of lines; and rolls that wait, whose files nobody can look through."""
    forget_waiting(conn, now + 1)
    for table, column in DOCS:
        for row_id, kept in fetch(conn, f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL"):
            document = msgspec.json.decode(bytes(kept)) if kept else None
            if (bare := without_texts(document)) != document:
                execute(conn, f"UPDATE {table} SET {column} = ? WHERE id = ?", msgspec.json.encode(bare), row_id)
