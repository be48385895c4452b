"""Rows of rolls: what each import of one gave each door."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert, select, update

from server.db.driver import Row, execute_many, fetch
from server.db.tables import imports, organization, people, replicas, roll_replicas, rolls
from server.exchange.lines import Given, line_key
from server.exchange.three_way import Last, Standing, standing_key
from server.journal.deeds import RollTakenBack
from server.journal.file import note
from sync.card import decode_body
from sync.protocol import CardBody, CardHousehold

NewId = Callable[[], UUID]
NO_RANGES = b"[]"
LINES_A_READ = 2_000
FILE = "SELECT name FROM roll_uploads WHERE id = ?"
LINES_OF = "SELECT doc FROM roll_lines WHERE household_id IN (??)"
LATER = "SELECT 1 FROM imports i JOIN imports l ON l.roll_id = i.roll_id AND l.at > i.at WHERE i.id = ?"
WRITTEN = """
SELECT DISTINCT household_id, version, command_id FROM field_writes
WHERE household_id IN (??) AND replica_id IN (??) AND arrived_at >= ? AND outcome IN ('applied', 'merged', 'noop')
ORDER BY household_id, version, command_id
"""
_last_decoder = msgspec.json.Decoder(Last)


class RollRow(msgspec.Struct, frozen=True):
    """A roll, the replica it writes as, and the system person who is that replica's."""

    id: UUID
    area_id: UUID
    replica_id: UUID
    person_id: UUID


def erased_lines(conn: Connection) -> tuple[bytes, list[bytes]]:
    """The store's secret, and the hashes of what rolls said of people who were erased. A store that nobody has served yet has neither."""
    hashes = [bytes(row[0]) for row in fetch(conn, "SELECT hash FROM erased_lines")]
    return conn.execute(select(organization.c.seal_key)).scalar() or b"", hashes


def find_roll(conn: Connection, area_id: UUID, name: str) -> RollRow | None:
    stmt = (
        select(rolls.c.id, rolls.c.area_id, rolls.c.replica_id, replicas.c.person_id)
        .join(replicas, replicas.c.id == rolls.c.replica_id)
        .where(rolls.c.area_id == area_id, rolls.c.name == name)
    )
    row = conn.execute(stmt).one_or_none()
    return RollRow(row.id, row.area_id, row.replica_id, row.person_id) if row else None


def make_roll(conn: Connection, area_id: UUID, name: str, now: int, new_id: NewId) -> RollRow:
    """A roll writes as somebody of its own: its person is named like the roll, so a conflict says where its value came from."""
    roll = RollRow(new_id(), area_id, new_id(), new_id())
    conn.execute(insert(people).values(id=roll.person_id, name=name, is_system=True, made_at=now))
    conn.execute(
        insert(replicas).values(
            id=roll.replica_id,
            person_id=roll.person_id,
            kind="roll",
            missing=NO_RANGES,
            lost=NO_RANGES,
            first_n=1,
            highest_n=0,
            made_at=now,
        )
    )
    conn.execute(insert(rolls).values(id=roll.id, area_id=area_id, name=name, replica_id=roll.replica_id, made_at=now))
    return roll


def lines_after(conn: Connection, roll_id: UUID, after: str) -> Sequence[Row]:
    """A page of (key, doc), by key; to be decoded by `decode_lines`."""
    return fetch(
        conn,
        "SELECT line_key, doc FROM roll_lines WHERE roll_id = ? AND line_key > ? ORDER BY line_key LIMIT ?",
        roll_id,
        after,
        LINES_A_READ,
    )


def decode_lines(rows: Sequence[Row]) -> dict[str, Last]:
    return {key: _last_decoder.decode(doc) for key, doc in rows}


def some_lines(conn: Connection, roll_id: UUID, keys: Collection[str]) -> dict[str, Last]:
    """Of some doors. A key that was never imported is not there."""
    sql = "SELECT line_key, doc FROM roll_lines WHERE roll_id = ? AND line_key IN (??)"
    return {key: _last_decoder.decode(doc) for key, doc in fetch(conn, sql, roll_id, list(keys))}


def lines_of(conn: Connection, household_ids: Collection[UUID]) -> list[Last]:
    """What rolls have said of these households."""
    return [_last_decoder.decode(row[0]) for row in fetch(conn, LINES_OF, list(household_ids))]


def put_lines(conn: Connection, roll_id: UUID, said: Iterable[Last]) -> None:
    execute_many(
        conn,
        "INSERT INTO roll_lines (roll_id, line_key, household_id, doc) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (roll_id, line_key) DO UPDATE SET household_id = excluded.household_id, doc = excluded.doc",
        [(roll_id, line_key(each.said.address), each.household_id, msgspec.json.encode(each)) for each in said],
    )


def drop_lines(conn: Connection, roll_id: UUID, keys: Iterable[str]) -> None:
    execute_many(conn, "DELETE FROM roll_lines WHERE roll_id = ? AND line_key = ?", [(roll_id, key) for key in keys])


def standing_rows(conn: Connection, buildings: Sequence[UUID]) -> Sequence[Row]:
    """The households of some buildings; to be decoded by `decode_standing`."""
    return fetch(
        conn,
        "SELECT id, building_id, entrance, floor, door, made_at, version, body FROM households"
        " WHERE building_id IN (??) AND is_known AND root_id IS NULL",
        list(buildings),
    )


def decode_standing(rows: Sequence[Row], buildings: Mapping[UUID, Sequence[str]]) -> list[tuple[str, Standing]]:
    """By what makes two lines the same door. `buildings`: by id all the names that mean it."""
    standing: list[tuple[str, Standing]] = []
    for household_id, building_id, entrance, floor, door, made_at, version, body in rows:
        card = decode_body(body)
        closed = card.household.closed
        confirmed = closed if closed is not None and closed.confirmed else None
        there = Standing(household_id, made_at or 0, version, given_of(card.household), tuple(card.residents), confirmed)
        standing += [(standing_key(name, entrance, floor, door), there) for name in buildings[building_id]]
    return standing


def given_of(household: CardHousehold) -> Given:
    """What a card shows, as a roll would say it."""
    return Given(
        name=household.name,
        phones=tuple(household.phones),
        people_count=household.people_count,
        needs=tuple(household.needs),
        note=household.note,
        roll_vacant=household.roll_vacant,
    )


def bodies_now(conn: Connection, household_ids: Collection[UUID]) -> dict[UUID, CardBody]:
    rows = fetch(conn, "SELECT id, body FROM households WHERE id IN (??) AND body IS NOT NULL", list(household_ids))
    return {household_id: decode_body(body) for household_id, body in rows}


def shown_now(conn: Connection, household_ids: Collection[UUID]) -> dict[UUID, Given]:
    return {household_id: given_of(body.household) for household_id, body in bodies_now(conn, household_ids).items()}


def note_import(conn: Connection, import_id: UUID, roll_id: UUID, person_id: UUID | None, now: int) -> None:
    """That it has begun, or goes on; what it gave each door stands in roll_lines."""
    execute_many(
        conn,
        "INSERT INTO imports (id, roll_id, person_id, at, doc) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [(import_id, roll_id, person_id, now, b"{}")],
    )


def is_overtaken(conn: Connection, import_id: UUID) -> bool:
    """Whether a later import of its roll has begun: what that wrote lies over what this one did."""
    return bool(fetch(conn, LATER, import_id))


def close_import(conn: Connection, import_id: UUID, report: bytes) -> None:
    conn.execute(update(imports).where(imports.c.id == import_id).values(doc=report))


class ImportRow(msgspec.Struct, frozen=True):
    """An import that has begun, with its roll."""

    id: UUID
    roll: RollRow
    roll_name: str
    at: int
    undone_at: int | None


def find_import(conn: Connection, import_id: UUID) -> ImportRow | None:
    stmt = (
        select(imports.c.at, imports.c.undone_at, rolls.c.id, rolls.c.area_id, rolls.c.name, rolls.c.replica_id, replicas.c.person_id)
        .join(rolls, rolls.c.id == imports.c.roll_id)
        .join(replicas, replicas.c.id == rolls.c.replica_id)
        .where(imports.c.id == import_id)
    )
    row = conn.execute(stmt).one_or_none()
    if row is None:
        return None
    return ImportRow(import_id, RollRow(row.id, row.area_id, row.replica_id, row.person_id), row.name, row.at, row.undone_at)


def written_by(conn: Connection, found: ImportRow, household_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The commands by which an import, the last of its roll at these doors, wrote there: what its replicas have written since it began."""
    beside = conn.execute(select(roll_replicas.c.replica_id).where(roll_replicas.c.roll_id == found.roll.id)).scalars()
    written: dict[UUID, list[UUID]] = {}
    for household_id, _, command_id in fetch(conn, WRITTEN, list(household_ids), [found.roll.replica_id, *beside], found.at):
        written.setdefault(household_id, []).append(command_id)
    return written


def area_of_import(conn: Connection, import_id: UUID) -> UUID | None:
    found = find_import(conn, import_id)
    return found.roll.area_id if found else None


def mark_undone(conn: Connection, found: ImportRow, now: int) -> None:
    conn.execute(update(imports).where(imports.c.id == found.id).values(undone_at=now))
    file = next((row[0] for row in fetch(conn, FILE, found.id)), found.roll_name)
    note(conn, RollTakenBack(at=now, import_id=found.id, file=file, area_id=found.roll.area_id))


def versions_now(conn: Connection, household_ids: Collection[UUID]) -> dict[UUID, int]:
    """Of those that stand for themselves, locked. One that was joined to another or erased is left out."""
    sql = "SELECT id, version FROM households WHERE id IN (??) AND root_id IS NULL AND is_known ORDER BY id {lock}"
    return {row[0]: row[1] for row in fetch(conn, sql, list(household_ids))}
