"""A move as a stored job: decided door by door under its lock, in transactions of some hundred, pausing as long as each wrote."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from uuid import UUID

from sqlalchemy import Connection

from server.assignments.rules import check_move, epochs_of, may_move
from server.assignments.schemas import AssignBody, MoveReply, SkippedDoor, UndoBody
from server.assignments.store import (
    Move,
    MovedDoor,
    begin_move,
    doors_from,
    doors_moved,
    finish_move,
    get_move,
    held_doors,
    holders_of,
    is_member,
    mark_undone,
)
from server.assignments.telling import tell_leaders
from server.campaigns.reference import refresh_team
from server.campaigns.teams import team_slice
from server.errors import Forbidden, IdTaken, NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import Scope, need_campaign, need_leader, scope_of
from server.replication.moves import Moved, Skipped, move_doors, preview_moves
from server.replication.slices import NewId

DOORS_A_TRANSACTION = 500
Step = Callable[[Connection, Actor], list[Skipped]]


async def try_move(caller: Caller, campaign_id: UUID, body: AssignBody) -> MoveReply:
    """What the move would do now; nothing is written."""

    def look(conn: Connection, actor: Actor) -> MoveReply:
        scope = _allowed(conn, actor, campaign_id, body)
        doors = _doors(conn, campaign_id, body)
        held = held_doors(conn, campaign_id, doors)
        mine = [door for door in doors if door in held and may_move(scope, body, held[door])]
        would = preview_moves(conn, campaign_id, mine, body.team_id, body.person_id, only_unvisited=body.only_if is not None)
        losing = {team for door in would.moved if (team := held[door].team_id) is not None} - {body.team_id}
        return MoveReply(len(would.moved), _skipped(would.skipped, _unknown(doors, mine)), holders_of(conn, losing), None)

    return await caller.read(look)


async def run_move(caller: Caller, campaign_id: UUID, body: AssignBody) -> MoveReply:
    """Move, or answer what the move of this id was answered. Broken off, the same id again goes on where it stopped."""

    def begin(conn: Connection, actor: Actor) -> tuple[Move, list[UUID]]:
        _allowed(conn, actor, campaign_id, body)
        wanted = Move(body.id or caller.new_id(), campaign_id, actor.person_id, body.team_id, body.person_id, body.only_if, caller.now)
        move = begin_move(conn, wanted)
        if (move.by_person_id, move.campaign_id) != (actor.person_id, campaign_id):
            raise IdTaken("this id was used for another move")
        done = {door.household_id for door in doors_moved(conn, move.id)}
        return move, [] if move.doc else [door for door in _doors(conn, campaign_id, body) if door not in done]

    move, doors = await caller.write(begin)
    if move.reply is not None:
        return move.reply
    steps = [partial(_move_chunk, move=move, body=body, doors=chunk, now=caller.now) for chunk in _chunks(doors)]
    skipped = await _run(caller, steps)
    return await caller.write(lambda conn, _: _finish(conn, move, skipped, caller.now, caller.new_id))


def move_whole(
    conn: Connection, campaign_id: UUID, doors: Sequence[UUID], team_id: UUID, by_person_id: UUID, now: int, new_id: NewId
) -> MoveReply:
    """A move within the caller's one transaction, nobody's rights asked: for a store that is being filled."""
    move = begin_move(conn, Move(new_id(), campaign_id, by_person_id, team_id, None, None, now))
    skipped: list[Skipped] = []
    for chunk in _chunks(sorted(doors)):
        skipped += move_doors(conn, campaign_id, chunk, team_id, None, only_unvisited=False, now=now, move_id=move.id).skipped
    refresh_team(conn, team_id, campaign_id)
    return _finish(conn, move, skipped, now, new_id)


async def undo_move(caller: Caller, body: UndoBody) -> MoveReply:
    """Give back the doors that nobody moved since; the others are listed."""

    def begin(conn: Connection, actor: Actor) -> tuple[Move, list[MovedDoor]]:
        scope = scope_of(conn, actor)
        need_leader(scope)
        undone = get_move(conn, body.undo_id)
        if undone is None or not _may_undo(scope, undone):
            raise NotFound("no such move")
        move_id = body.id or caller.new_id()
        move = begin_move(conn, Move(move_id, undone.campaign_id, actor.person_id, None, None, f"undo {undone.id}", caller.now))
        if (move.by_person_id, move.only_if) != (actor.person_id, f"undo {undone.id}"):
            raise IdTaken("this id was used for another move")
        return move, doors_moved(conn, undone.id)

    move, doors = await caller.write(begin)
    if move.reply is not None:
        return move.reply
    back = sorted(doors, key=lambda door: (str(door.from_team_id), str(door.from_person_id), door.household_id))
    steps: list[Step] = []
    for to, group in groupby(back, key=lambda door: (door.from_team_id, door.from_person_id)):
        epochs = {door.household_id: door.epoch for door in group}
        steps += [partial(_give_back, move=move, to=to, doors=part, epochs=epochs, now=caller.now) for part in _chunks(list(epochs))]
    skipped = await _run(caller, steps)

    def end(conn: Connection, _: Actor) -> MoveReply:
        mark_undone(conn, body.undo_id, move.id, caller.now)
        return _finish(conn, move, skipped, caller.now, caller.new_id)

    return await caller.write(end)


async def _run(caller: Caller, steps: Sequence[Step]) -> list[Skipped]:
    """One transaction after another; between them others may write for as long as the last one took."""
    skipped: list[Skipped] = []
    for number, step in enumerate(steps):
        begun = time.monotonic()
        skipped += await caller.write(step)
        if number + 1 < len(steps):
            await asyncio.sleep(time.monotonic() - begun)
    return skipped


def _allowed(conn: Connection, actor: Actor, campaign_id: UUID, body: AssignBody) -> Scope:
    scope = scope_of(conn, actor)
    need_campaign(conn, scope, campaign_id)
    need_leader(scope)
    check_move(scope, body)
    if body.team_id is not None and team_slice(conn, campaign_id, body.team_id) is None:
        raise NotFound("no such team in this campaign")
    if body.team_id is not None and body.person_id is not None and not is_member(conn, body.team_id, body.person_id):
        raise NotFound("no such person in this team")
    return scope


def _may_undo(scope: Scope, move: Move) -> bool:
    """Whoever may still make such a move; a leader only the own ones."""
    if scope.everywhere:
        return True
    is_own = move.by_person_id == scope.actor.person_id
    if move.team_id is None:
        return is_own and scope.is_coordinator
    return scope.manages(move.team_id) or (is_own and move.team_id in scope.led)


def _doors(conn: Connection, campaign_id: UUID, body: AssignBody) -> list[UUID]:
    return doors_from(conn, campaign_id, body.from_) if body.from_ is not None else sorted(set(body.household_ids or ()))


def _move_chunk(conn: Connection, actor: Actor, *, move: Move, body: AssignBody, doors: Sequence[UUID], now: int) -> list[Skipped]:
    """Rights are looked up with the doors, and hold only if no door was moved between that look and its lock."""
    scope = scope_of(conn, actor)
    if not scope.is_coordinator and (body.team_id is None or body.team_id not in scope.led):
        raise Forbidden("no longer a leader of this team")
    held = held_doors(conn, move.campaign_id, doors)
    mine = [door for door in doors if door in held and may_move(scope, body, held[door])]
    moved = move_doors(
        conn,
        move.campaign_id,
        mine,
        move.team_id,
        move.person_id,
        only_unvisited=body.only_if is not None,
        now=now,
        move_id=move.id,
        epochs=epochs_of(held, mine),
    )
    _show_buildings(conn, move, moved)
    return [*moved.skipped, *_unknown(doors, mine)]


def _give_back(
    conn: Connection,
    _: Actor,
    *,
    move: Move,
    to: tuple[UUID | None, UUID | None],
    doors: Sequence[UUID],
    epochs: Mapping[UUID, int],
    now: int,
) -> list[Skipped]:
    moved = move_doors(conn, move.campaign_id, doors, *to, only_unvisited=False, now=now, move_id=move.id, epochs=epochs)
    if to[0] is not None and moved.moved:
        refresh_team(conn, to[0], move.campaign_id)
    return list(moved.skipped)


def _show_buildings(conn: Connection, move: Move, moved: Moved) -> None:
    if move.team_id is not None and moved.moved:
        refresh_team(conn, move.team_id, move.campaign_id)


def _finish(conn: Connection, move: Move, skipped: Sequence[Skipped], now: int, new_id: NewId) -> MoveReply:
    """The answer, from what was written: also for a job that was begun by another process."""
    done = doors_moved(conn, move.id)
    losing = {door.from_team_id for door in done if door.from_team_id is not None} - {move.team_id}
    moved = {door.household_id for door in done}
    left = [each for each in skipped if each.household_id not in moved]
    reply = finish_move(conn, move.id, MoveReply(len(moved), _skipped(left, ()), holders_of(conn, losing), move.id))
    for team_id in sorted(losing):
        refresh_team(conn, team_id, move.campaign_id)
    tell_leaders(conn, move, done, now, new_id)
    return reply


def _unknown(doors: Sequence[UUID], mine: Sequence[UUID]) -> list[Skipped]:
    """Doors that are not this person's to move are answered as doors that do not exist."""
    known = set(mine)
    return [Skipped(door, "not_in_campaign") for door in doors if door not in known]


def _skipped(skipped: Sequence[Skipped], more: Sequence[Skipped]) -> list[SkippedDoor]:
    return [SkippedDoor(each.household_id, each.reason) for each in sorted((*skipped, *more), key=lambda each: each.household_id)]


def _chunks(doors: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [doors[start : start + DOORS_A_TRANSACTION] for start in range(0, len(doors), DOORS_A_TRANSACTION)]
