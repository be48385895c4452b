"""Moves and the doors they are about."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, func, select, update

from server.assignments.schemas import Holder, MoveBody, MoveReply, Progress
from server.assignments.sources import came_from
from server.db import move_tables
from server.db.driver import execute, fetch
from server.db.tables import areas, memberships, moves, people, replicas, teams
from server.identity.people import IN_HAND
from server.identity.schemas import Named

jobs = move_tables.move_jobs
UNDO = "undo "  # before the id of the move that is taken back, in `only_if`
LEAVE = "leave "  # before the id of the area whose doors leave the campaign, there too
SOME = 5_000  # ids in one statement
REPLY = msgspec.json.Decoder(MoveReply)
NEW_MOVE = """
INSERT INTO moves (id, campaign_id, by_person_id, team_id, person_id, only_if, at, moved, doc) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
ON CONFLICT (id) DO NOTHING
"""
UNDER_WAY = "SELECT 1 FROM move_jobs j JOIN moves m ON m.id = j.id WHERE j.id = ? AND m.doc = ?"


class Move(msgspec.Struct, frozen=True):
    """A move as a job. `doc` is its answer once it is done, empty until then."""

    id: UUID
    campaign_id: UUID
    by_person_id: UUID
    team_id: UUID | None
    person_id: UUID | None
    only_if: str | None
    at: int
    doc: bytes = b""

    @property
    def undoes(self) -> UUID | None:
        """The move that this one takes back."""
        return UUID(self.only_if.removeprefix(UNDO)) if self.only_if is not None and self.only_if.startswith(UNDO) else None

    @property
    def area_id(self) -> UUID | None:
        """The area that its doors leave the campaign with."""
        return area_in(self.only_if)

    @property
    def reply(self) -> MoveReply | None:
        return REPLY.decode(self.doc) if self.doc else None


def area_in(only_if: str | None) -> UUID | None:
    return UUID(only_if.removeprefix(LEAVE)) if only_if is not None and only_if.startswith(LEAVE) else None


def begin_move(conn: Connection, move: Move) -> Move:
    """The move of this id: a new one, or the one that was begun before."""
    fields = (move.id, move.campaign_id, move.by_person_id, move.team_id, move.person_id, move.only_if, move.at, b"")
    execute(conn, NEW_MOVE, *fields)
    return get_move(conn, move.id) or move


def get_move(conn: Connection, move_id: UUID) -> Move | None:
    columns = [moves.c[name] for name in Move.__struct_fields__]
    row = conn.execute(select(*columns).where(moves.c.id == move_id)).first()
    return Move(*row) if row else None


def finish_move(conn: Connection, move_id: UUID, reply: MoveReply) -> MoveReply:
    """Keep the answer; if another process has finished the same job meanwhile, its answer counts."""
    open_ = (moves.c.id == move_id) & (moves.c.doc == b"")
    done = conn.execute(update(moves).where(open_).values(doc=msgspec.json.encode(reply), moved=reply.moved)).rowcount
    stored = get_move(conn, move_id)
    return reply if done or stored is None or stored.reply is None else stored.reply


def keep_done_again(conn: Connection, move: Move) -> None:
    """A move that a restore did again, or one more piece of it: from now on it can be taken back like any other, unless it was.

    One whose order the store holds is not done by that: it is gone on with, or `finish_again` says that it was done.
    """
    begin_move(conn, move)
    if not fetch(conn, UNDER_WAY, move.id, b""):
        _finish_again(conn, move)


def finish_again(conn: Connection, move_id: UUID) -> None:
    """Of a move whose doors all stayed where they were a restored store may know nothing."""
    move = get_move(conn, move_id)
    if move is not None and not move.doc:
        _finish_again(conn, move)


def _finish_again(conn: Connection, move: Move) -> None:
    reply = MoveReply(count_moved(conn, move.id), [], [], move.id, came_from=came_from(conn, move.id))
    conn.execute(update(moves).where(moves.c.id == move.id).values(doc=msgspec.json.encode(reply), moved=reply.moved))
    if move.undoes is not None:
        mark_undone(conn, move.undoes, move.id, move.at)


def mark_undone(conn: Connection, move_id: UUID, undo_id: UUID, now: int) -> None:
    conn.execute(update(moves).where(moves.c.id == move_id, moves.c.undone_at.is_(None)).values(undone_at=now, undo_id=undo_id))


def count_moved(conn: Connection, move_id: UUID) -> int:
    count: int = fetch(conn, "SELECT COUNT(*) FROM move_doors WHERE move_id = ?", move_id)[0][0]
    return count


class Held(msgspec.Struct, frozen=True):
    """A door as it is assigned now."""

    household_id: UUID
    area_id: UUID
    team_id: UUID | None
    person_id: UUID | None
    epoch: int


HELD = """
SELECT f.household_id, b.area_id, s.team_id, f.person_id, f.epoch
FROM feed f JOIN slices s ON s.id = f.slice_id JOIN households h ON h.id = f.household_id JOIN buildings b ON b.id = h.building_id
WHERE f.household_id IN (??) AND s.campaign_id = ? AND s.kind IN ('team', 'unassigned')
  AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')
"""


def held_doors(conn: Connection, campaign_id: UUID, doors: Sequence[UUID]) -> dict[UUID, Held]:
    """Those of the doors that are in the campaign."""
    some = (list(doors[start : start + SOME]) for start in range(0, len(doors), SOME))
    return {row[0]: Held(*row) for part in some for row in fetch(conn, HELD, part, campaign_id)}


def holders_of(conn: Connection, team_ids: Collection[UUID]) -> list[Holder]:
    """The phones of the people in these teams, the longest silent first."""
    stmt = (
        select(
            replicas.c.id, people.c.id.label("person_id"), people.c.name, replicas.c.last_seen_at, replicas.c.unsent, replicas.c.unsent_at
        )
        .join_from(replicas, people, people.c.id == replicas.c.person_id)
        .where(IN_HAND)
        .where(people.c.id.in_(select(memberships.c.person_id).where(memberships.c.team_id.in_(team_ids), memberships.c.to_at.is_(None))))
        .order_by(replicas.c.last_seen_at.nulls_first(), replicas.c.id)
    )
    return [Holder(row.id, Named(row.person_id, row.name), row.last_seen_at, row.unsent, row.unsent_at) for row in conn.execute(stmt)]


def is_member(conn: Connection, team_id: UUID, person_id: UUID) -> bool:
    return bool(fetch(conn, "SELECT 1 FROM memberships WHERE team_id = ? AND person_id = ? AND to_at IS NULL", team_id, person_id))


def list_moves(conn: Connection, campaign_id: UUID, limit: int) -> list[tuple[MoveBody, UUID | None]]:
    """Moves, the latest first, running ones too, each with the one team the doors went to. An undo shows on the move it took back."""
    stmt = (
        select(moves, people.c.name.label("by_name"), teams.c.name.label("team"), jobs.c.done, jobs.c.doors)
        .join_from(moves, people, people.c.id == moves.c.by_person_id)
        .outerjoin(teams, teams.c.id == moves.c.team_id)
        .outerjoin(jobs, jobs.c.id == moves.c.id)
        .where(moves.c.campaign_id == campaign_id)
        .where(func.coalesce(moves.c.only_if, "").not_like("undo %"))
        .order_by(moves.c.at.desc(), moves.c.id.desc())
    )
    rows = conn.execute(stmt.limit(limit)).all()
    called = names_of_areas(conn, {area_id for row in rows if (area_id := area_in(row.only_if)) is not None})
    return [(_body(row, called), row.team_id) for row in rows]


def _body(row: Any, areas_called: Mapping[UUID, Named]) -> MoveBody:
    area_id = area_in(row.only_if)
    area = areas_called.get(area_id) if area_id is not None else None
    to_team = Named(row.team_id, row.team) if row.team_id else None
    by = Named(row.by_person_id, row.by_name)
    if not row.doc:
        return MoveBody(row.id, row.at, by, to_team, 0, 0, None, progress=Progress(row.done or 0, row.doors or 0), area=area)
    reply = REPLY.decode(row.doc)
    got = [share.team for share in reply.shares if share.team is not None and share.moved]
    to_teams = list({team.id: team for team in [*([to_team] if to_team else []), *got]}.values())
    return MoveBody(
        row.id, row.at, by, to_team, row.moved, len(reply.skipped), row.undone_at, to_teams, area=area, came_from=reply.came_from
    )


def names_of_teams(conn: Connection, ids: Collection[UUID]) -> dict[UUID, Named]:
    return {row.id: Named(row.id, row.name) for row in conn.execute(select(teams.c.id, teams.c.name).where(teams.c.id.in_(ids)))}


def names_of_areas(conn: Connection, ids: Collection[UUID]) -> dict[UUID, Named]:
    return {row.id: Named(row.id, row.name) for row in conn.execute(select(areas.c.id, areas.c.name).where(areas.c.id.in_(ids)))}


def names_of_people(conn: Connection, ids: Collection[UUID]) -> dict[UUID, Named]:
    return {row.id: Named(row.id, row.name) for row in conn.execute(select(people.c.id, people.c.name).where(people.c.id.in_(ids)))}
