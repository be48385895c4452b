"""A move as it was ordered, stored, so that any process can go on with it: who gets which doors, and how far it is."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update

from server.assignments.store import Move
from server.db import move_tables
from server.db.driver import execute, execute_many, fetch
from server.db.tables import moves
from server.journal.deeds import MoveOrdered
from server.journal.file import note
from server.replication.moves import Skipped

DOORS_A_TRANSACTION = 250
CARDS_A_TRANSACTION = (
    60  # of doors that come back into a campaign, whose cards are read too: a push in the way waits no longer than for a move
)
BEAT_MS = 60_000  # a job nobody has worked at for so long is anybody's to go on with

jobs = move_tables.move_jobs
NEW_JOB = "INSERT INTO move_jobs (id, doc, doors, done, beat_at) VALUES (?, ?, ?, 0, ?) ON CONFLICT (id) DO NOTHING"
LEFT = """
SELECT l.household_id, l.reason FROM move_left l WHERE l.move_id = ?
AND NOT EXISTS (SELECT 1 FROM move_doors d WHERE d.move_id = l.move_id AND d.household_id = l.household_id) ORDER BY l.household_id
"""
NEW_LEFT = "INSERT INTO move_left (move_id, household_id, reason) VALUES (?, ?, ?) ON CONFLICT (move_id, household_id) DO NOTHING"


class Part(msgspec.Struct, frozen=True):
    """Doors for one team (None: for nobody) or one of its people, each with the epoch its assignment had when the move was ordered."""

    team_id: UUID | None
    person_id: UUID | None
    doors: tuple[UUID, ...]
    epochs: tuple[int, ...]


class Order(msgspec.Struct, frozen=True):
    """`undoes`: the move that this one takes back. `area_id`: the doors leave the campaign with it or, undoing that, come back.

    `is_open`: which doors these are is read when the job is worked off: nobody else's transaction waits for it.
    """

    parts: tuple[Part, ...]
    only_unvisited: bool = False
    undoes: UUID | None = None
    area_id: UUID | None = None
    is_open: bool = False

    @property
    def count(self) -> int:
        return sum(len(part.doors) for part in self.parts)

    @property
    def doors(self) -> set[UUID]:
        return {door for part in self.parts for door in part.doors}

    @property
    def team_ids(self) -> set[UUID]:
        """The teams that get doors."""
        return {part.team_id for part in self.parts if part.team_id is not None}

    def pieces(self, done: int) -> Iterator["Piece"]:
        """What is left to do after the first `done` doors: so many at a time, each piece for one team or person."""
        start, most = 0, DOORS_A_TRANSACTION if self.area_id is None or self.undoes is None else CARDS_A_TRANSACTION
        for part in self.parts:
            for at in range(0, len(part.doors), most):
                doors = part.doors[at : at + most]
                start += len(doors)
                if start > done:
                    yield Piece(part.team_id, part.person_id, dict(zip(doors, part.epochs[at : at + most], strict=False)), start)


class Piece(msgspec.Struct, frozen=True):
    """One transaction's worth. `epochs` by door; `end`: how many doors of the whole job are done after it."""

    team_id: UUID | None
    person_id: UUID | None
    epochs: dict[UUID, int]
    end: int


class Job(msgspec.Struct, frozen=True):
    order: Order
    done: int


class Outline(msgspec.Struct, frozen=True):
    """A part of an order with its doors left as they are stored."""

    team_id: UUID | None
    doors: msgspec.Raw

    @property
    def count(self) -> int:
        return bytes(self.doors).count(b",") + (len(bytes(self.doors)) > len(b"[]"))


class Sketch(msgspec.Struct, frozen=True):
    """An order as its screen needs it, while its many doors are worked off."""

    parts: tuple[Outline, ...]
    undoes: UUID | None = None
    area_id: UUID | None = None

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


_orders = msgspec.json.Decoder(Order)
_sketches = msgspec.json.Decoder(Sketch)
FILL = "UPDATE move_jobs SET doc = ?, doors = ? WHERE id = ? AND doc = ? RETURNING id"


def begin_job(conn: Connection, move: Move, order: Order, now: int) -> None:
    """Store the order, if the move has none yet."""
    execute(conn, NEW_JOB, move.id, msgspec.json.encode(order), order.count, now)
    ordered = MoveOrdered(
        at=now, move_id=move.id, campaign_id=move.campaign_id, by_person_id=move.by_person_id, only_if=move.only_if, doors=order.count
    )
    note(conn, ordered)


def get_job(conn: Connection, move_id: UUID) -> Job | None:
    row = conn.execute(select(jobs.c.doc, jobs.c.done).where(jobs.c.id == move_id)).first()
    return Job(_orders.decode(row.doc), row.done) if row else None


def sketch_job(conn: Connection, move_id: UUID) -> tuple[Sketch, int] | None:
    """The order in outline, and how many of its doors are done."""
    row = conn.execute(select(jobs.c.doc, jobs.c.done).where(jobs.c.id == move_id)).first()
    return (_sketches.decode(row.doc), row.done) if row else None


def fill_job(conn: Connection, move_id: UUID, opened: bytes, filled: bytes, count: int) -> None:
    """Its doors are known now; nothing where another process has filled it."""
    fetch(conn, FILL, filled, count, move_id, opened)


def lock_job(conn: Connection, move_id: UUID) -> int:
    """How many doors are done. Whoever else works at the job waits until this transaction ends."""
    done: int = fetch(conn, "SELECT done FROM move_jobs WHERE id = ? {lock}", move_id)[0][0]
    return done


def note_done(conn: Connection, move_id: UUID, done: int, now: int) -> None:
    conn.execute(update(jobs).where(jobs.c.id == move_id).values(done=done, beat_at=now))


def note_left(conn: Connection, move_id: UUID, skipped: Iterable[Skipped]) -> None:
    execute_many(conn, NEW_LEFT, [(move_id, each.household_id, each.reason) for each in skipped])


def doors_left(conn: Connection, move_id: UUID) -> list[Skipped]:
    """The doors that a move left where they were."""
    return [Skipped(*row) for row in fetch(conn, LEFT, move_id)]


def moving_now(conn: Connection, campaign_id: UUID) -> Iterator[tuple[UUID, Collection[UUID]]]:
    """The moves of a campaign that are not done, each with its doors."""
    stmt = select(jobs.c.id, jobs.c.doc).join(moves, moves.c.id == jobs.c.id).where(moves.c.campaign_id == campaign_id, moves.c.doc == b"")
    for row in conn.execute(stmt):
        yield row.id, _orders.decode(row.doc).doors


def abandoned(conn: Connection, now: int) -> list[UUID]:
    """Jobs that nobody works at any more: their process ended."""
    stmt = select(jobs.c.id).join(moves, moves.c.id == jobs.c.id).where(moves.c.doc == b"", jobs.c.beat_at < now - BEAT_MS)
    return list(conn.execute(stmt.order_by(jobs.c.id)).scalars())
