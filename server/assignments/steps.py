"""A move, one transaction at a time: decided door by door under its lock, with the rights that whoever ordered it has by then."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.assignments.leaving import leave_or_return
from server.assignments.orders import Order, Piece, doors_left, lock_job, note_done, note_left
from server.assignments.rules import may_give_back, may_move, may_undo
from server.assignments.schemas import MoveReply, Share, SkippedDoor
from server.assignments.sources import came_from
from server.assignments.store import (
    Held,
    Move,
    count_moved,
    finish_move,
    get_move,
    held_doors,
    holders_of,
    is_member,
    mark_undone,
    names_of_people,
    names_of_teams,
)
from server.assignments.telling import tell_leaders
from server.audit.actions import Action
from server.audit.store import record_action
from server.campaigns.reference import has_new_buildings, refresh_team
from server.db.driver import fetch
from server.identity.scope import Scope, scope_of
from server.identity.store import find_person
from server.journal.deeds import MoveFinished
from server.journal.file import note
from server.replication.moves import Skipped, move_doors
from server.replication.slices import NewId

LOST = "SELECT household_id, from_team_id FROM move_doors WHERE move_id = ? AND from_team_id IS NOT NULL"
LOST_BY = "SELECT from_team_id, COUNT(*) FROM move_doors WHERE move_id = ? AND from_team_id IS NOT NULL GROUP BY from_team_id"
UNHELD = """
SELECT d.household_id FROM move_doors d JOIN assignment_spans s
ON s.household_id = d.household_id AND s.campaign_id = ? AND s.epoch = d.epoch WHERE d.move_id = ? AND s.person_id IS NULL
"""


def do_piece(conn: Connection, move: Move, order: Order, piece: Piece, now: int) -> None:
    """Some hundred doors; nothing if another process has done them meanwhile. May raise TargetEnded: then again from the start."""
    if lock_job(conn, move.id) >= piece.end:
        return
    skipped = _move(conn, move, order, piece, now) if order.area_id is None else leave_or_return(conn, move, order, piece, now)
    note_left(conn, move.id, skipped)
    note_done(conn, move.id, piece.end, now)


def _move(conn: Connection, move: Move, order: Order, piece: Piece, now: int) -> list[Skipped]:
    doors = list(piece.epochs)
    mine, skipped = _allowed(conn, move, order, piece, doors, now)
    if not mine:
        return skipped
    person_id = piece.person_id
    if piece.team_id is not None and person_id is not None and not is_member(conn, piece.team_id, person_id):
        person_id = None  # left the team meanwhile: the whole team has the doors
    moved = move_doors(
        conn,
        move.campaign_id,
        mine,
        piece.team_id,
        person_id,
        only_unvisited=order.only_unvisited,
        now=now,
        move_id=move.id,
        epochs={door: piece.epochs[door] for door in mine},
    )
    if piece.team_id is not None and moved.moved and has_new_buildings(conn, piece.team_id, move.campaign_id, list(moved.moved)):
        refresh_team(conn, piece.team_id, move.campaign_id)
    return [*skipped, *moved.skipped]


def _allowed(conn: Connection, move: Move, order: Order, piece: Piece, doors: Sequence[UUID], now: int) -> tuple[list[UUID], list[Skipped]]:
    """The doors that whoever ordered the move may still move. Others do not exist for them; without any right none goes."""
    actor = find_person(conn, move.by_person_id, now)
    scope = scope_of(conn, actor) if actor is not None and actor.access == "full" else None
    if scope is None or not _has_right(conn, scope, order, piece):
        return [], [Skipped(door, "not_allowed") for door in doors]
    held = held_doors(conn, move.campaign_id, doors)

    def is_mine(door: Held) -> bool:
        return may_give_back(scope, door) if order.undoes else may_move(scope, piece.team_id, door)

    mine = [door for door in doors if door in held and is_mine(held[door])]
    known = set(mine)
    return mine, [Skipped(door, "not_in_campaign") for door in doors if door not in known]


def _has_right(conn: Connection, scope: Scope, order: Order, piece: Piece) -> bool:
    if order.undoes is not None:
        undone = get_move(conn, order.undoes)
        return undone is not None and may_undo(scope, undone)
    if scope.is_coordinator and (piece.team_id is None or scope.manages(piece.team_id)):
        return True
    return piece.team_id is not None and piece.team_id in scope.led


class Answer(msgspec.Struct, frozen=True):
    """What came of a move. `losing`: the teams that lost doors by it; `pairs`: how many doors went from which team to which."""

    reply: MoveReply
    losing: tuple[UUID, ...]
    pairs: dict[tuple[UUID | None, UUID | None], int]


def read_answer(conn: Connection, move: Move, order: Order) -> Answer:
    """From what was written: also for a job that was begun by another process."""
    left = doors_left(conn, move.id)
    pairs = _pairs(conn, move, order)
    losing = sorted({before for before, after in pairs if before is not None and before != after})
    reply = MoveReply(
        moved=count_moved(conn, move.id),
        skipped=[SkippedDoor(each.household_id, each.reason) for each in left],
        holders=holders_of(conn, losing),
        undo_id=move.id,
        without_person=_count_unheld(conn, move, order),
        shares=_shares(conn, order, {each.household_id for each in left}),
        came_from=came_from(conn, move.id),
    )
    return Answer(reply, tuple(losing), pairs)


def _pairs(conn: Connection, move: Move, order: Order) -> dict[tuple[UUID | None, UUID | None], int]:
    """How many doors went from which team to which. Where all went to one they are only counted."""
    targets = {part.team_id for part in order.parts}
    if len(targets) == 1:
        to_team = targets.pop()
        return {(from_team, to_team): count for from_team, count in fetch(conn, LOST_BY, move.id)}
    lost = fetch(conn, LOST, move.id)
    to = {door: part.team_id for part in order.parts for door in part.doors} if lost else {}
    return dict(Counter((from_team, to.get(door)) for door, from_team in lost))


def finish(conn: Connection, move: Move, order: Order, answer: Answer, now: int, new_id: NewId) -> MoveReply:
    """Keep the answer and tell of it, once; what another process answered counts. The teams that lost doors are refreshed before."""
    reply = answer.reply
    kept = finish_move(conn, move.id, reply)
    if kept is not reply:
        return kept
    note(conn, MoveFinished(at=now, move_id=move.id))
    if order.undoes is not None and not any(each.reason == "not_allowed" for each in reply.skipped):
        mark_undone(conn, order.undoes, move.id, now)
    record_action(
        conn,
        move.id,
        move.by_person_id,
        _action(order),
        "move",
        move.id,
        now=now,
        team_id=move.team_id,
        area_id=order.area_id,
        doors=reply.moved,
        left=len(reply.skipped),
    )
    tell_leaders(conn, move, answer.pairs, now, new_id)
    return reply


def _action(order: Order) -> Action:
    if order.undoes:
        return "move_undone"
    if order.area_id is not None:
        return "area_left"
    return "shares_given" if len(order.parts) > 1 else "doors_moved"


def _count_unheld(conn: Connection, move: Move, order: Order) -> int:
    """Doors that were meant for a person and went to nobody in particular."""
    meant = [part for part in order.parts if part.person_id is not None]
    unheld = {row[0] for row in fetch(conn, UNHELD, move.campaign_id, move.id)} if meant else ()
    return sum(door in unheld for part in meant for door in part.doors) if unheld else 0


def _shares(conn: Connection, order: Order, left: Collection[UUID]) -> list[Share]:
    teams = names_of_teams(conn, order.team_ids)
    people = names_of_people(conn, {part.person_id for part in order.parts if part.person_id is not None})
    return [
        Share(
            teams.get(part.team_id) if part.team_id else None,
            people.get(part.person_id) if part.person_id else None,
            len(part.doors) - (sum(door in left for door in part.doors) if left else 0),
            len(part.doors),
        )
        for part in order.parts
    ]
