"""A move from its order to its answer: begun in one transaction, done in pieces of some hundred doors, pausing as long as each wrote."""

import asyncio
import time
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.assignments.filters import doors_from
from server.assignments.leaving import order_leave, order_return, parts_back, read_doors
from server.assignments.orders import Job, Order, Part, begin_job, fill_job, get_job, moving_now
from server.assignments.rules import check_move, check_parts, check_size, may_move, may_undo, order_parts
from server.assignments.schemas import AssignBody, MoveReply, MovesBody, SkippedDoor
from server.assignments.steps import do_piece, finish, read_answer
from server.assignments.store import (
    LEAVE,
    UNDO,
    Held,
    Move,
    begin_move,
    get_move,
    held_doors,
    holders_of,
    is_member,
)
from server.campaigns.ending import need_lasting_campaign
from server.campaigns.reach import need_whole_campaign
from server.campaigns.reference import refresh_team
from server.campaigns.teams import team_slice
from server.db.driver import fetch
from server.db.engine import Store
from server.errors import DoorsMoving, Ended, IdTaken, NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import Scope, need_campaign, need_leader, scope_of
from server.replication.moves import Skipped, TargetEnded, move_doors, preview_moves
from server.replication.slices import NewId

TRIES = 3  # at a piece whose target ends while it is written


async def try_move(caller: Caller, campaign_id: UUID, body: AssignBody) -> MoveReply:
    """What the move would do now; nothing is written."""

    def look(conn: Connection, actor: Actor) -> MoveReply:
        scope = _allowed(conn, actor, campaign_id)
        check_move(scope, body)
        need_target(conn, campaign_id, body.team_id, body.person_id)
        doors = _doors(conn, campaign_id, body, caller.now)
        held = held_doors(conn, campaign_id, doors)
        mine = [door for door in doors if door in held and may_move(scope, body.team_id, held[door])]
        would = preview_moves(conn, campaign_id, mine, body.team_id, body.person_id, only_unvisited=body.only_if is not None)
        losing = {team for door in would.moved if (team := held[door].team_id) is not None} - {body.team_id}
        known = set(mine)
        unknown = [Skipped(door, "not_in_campaign") for door in doors if door not in known]
        return MoveReply(len(would.moved), _skipped([*would.skipped, *unknown]), holders_of(conn, losing), None)

    return await caller.read(look)


def read_order(conn: Connection, actor: Actor, campaign_id: UUID, body: AssignBody | MovesBody, now: int) -> Order:
    """The doors as they are held now. Long reading, so it is done before the transaction that stores the order."""
    scope = _allowed(conn, actor, campaign_id)
    if isinstance(body, MovesBody):
        check_parts(scope, body)
        wanted = {door for part in body.parts for door in part.household_ids}
        held = held_doors(conn, campaign_id, sorted(wanted, key=_bytes))
        return Order(tuple(_parts(body, held)), body.only_if is not None)
    check_move(scope, body)
    doors = _doors(conn, campaign_id, body, now)
    held = held_doors(conn, campaign_id, doors)
    part = Part(body.team_id, body.person_id, tuple(doors), tuple(_epoch(held.get(door)) for door in doors))
    return Order((part,), body.only_if is not None)


def begin(conn: Connection, actor: Actor, campaign_id: UUID, body: AssignBody, move_id: UUID, now: int, order: Order | None = None) -> Move:
    """Store the order: the doors as they are held now, or as `order` has them. The same id again is the same move."""
    scope = _allowed(conn, actor, campaign_id)
    check_move(scope, body)
    need_target(conn, campaign_id, body.team_id, body.person_id)
    move = begin_same(conn, Move(move_id, campaign_id, actor.person_id, body.team_id, body.person_id, body.only_if, now))
    if not move.doc and get_job(conn, move.id) is None:
        begin_job(conn, move, order or read_order(conn, actor, campaign_id, body, now), now)
    return move


def begin_parts(
    conn: Connection, actor: Actor, campaign_id: UUID, body: MovesBody, move_id: UUID, now: int, order: Order | None = None
) -> Move:
    """The same for several teams or people at once. Raises DoorsMoving if another move has one of the doors in its hands."""
    scope = _allowed(conn, actor, campaign_id)
    check_parts(scope, body)
    for team_id, person_id in {(part.team_id, part.person_id) for part in body.parts}:
        need_target(conn, campaign_id, team_id, person_id)
    teams = {part.team_id for part in body.parts}
    people = {part.person_id for part in body.parts}
    to_team, to_person = (next(iter(each)) if len(each) == 1 else None for each in (teams, people))
    fetch(conn, "SELECT id FROM campaigns WHERE id = ? {lock}", campaign_id)  # two orders at once: the second sees the first
    move = begin_same(conn, Move(move_id, campaign_id, actor.person_id, to_team, to_person, body.only_if, now))
    if not move.doc and get_job(conn, move.id) is None:
        order = order or read_order(conn, actor, campaign_id, body, now)
        if any(not order.doors.isdisjoint(doors) for other, doors in moving_now(conn, campaign_id) if other != move.id):
            raise DoorsMoving("another move has some of these doors in its hands")
        begin_job(conn, move, order, now)
    return move


def _parts(body: MovesBody, held: dict[UUID, Held]) -> list[Part]:
    parts = []
    for part in order_parts(body.parts):
        epochs = part.epochs or [_epoch(held.get(door)) for door in part.household_ids]
        pairs = sorted(zip(part.household_ids, epochs, strict=True), key=lambda pair: pair[0].bytes)
        parts.append(Part(part.team_id, part.person_id, tuple(door for door, _ in pairs), tuple(epoch for _, epoch in pairs)))
    return parts


def begin_leave(conn: Connection, actor: Actor, campaign_id: UUID, area_id: UUID, move_id: UUID, now: int) -> Move:
    """An area leaves the campaign at once, and its doors by and by. The same id again is the same."""
    need_whole_campaign(conn, scope_of(conn, actor), campaign_id)
    need_lasting_campaign(conn, campaign_id)
    move = begin_same(conn, Move(move_id, campaign_id, actor.person_id, None, None, f"{LEAVE}{area_id}", now))
    if move.area_id != area_id:
        raise IdTaken("this id was used for another move")
    if not move.doc and get_job(conn, move.id) is None:
        begin_job(conn, move, order_leave(conn, actor, campaign_id, area_id, move.id, now), now)
    return move


def begin_undo(conn: Connection, actor: Actor, undo_id: UUID, move_id: UUID, now: int, order: Order | None = None) -> Move:
    """Giving back is a move to where the doors were, of those that nobody moved since."""
    undone = _undone(conn, actor, undo_id)
    need_lasting_campaign(conn, undone.campaign_id)
    move = begin_same(conn, Move(move_id, undone.campaign_id, actor.person_id, None, None, f"{UNDO}{undone.id}", now))
    if not move.doc and get_job(conn, move.id) is None:
        if undone.area_id is not None:
            order = order_return(conn, scope_of(conn, actor), undone, now)
        begin_job(conn, move, order or _order_back(conn, undone), now)
    return move


def read_undo(conn: Connection, actor: Actor, undo_id: UUID) -> Order | None:
    """The order of an undo, read before the transaction that stores it. None: which doors come back with an area is read later."""
    undone = _undone(conn, actor, undo_id)
    if undone.area_id is not None:
        return None
    return _order_back(conn, undone)


def _order_back(conn: Connection, undone: Move) -> Order:
    return Order(parts_back(conn, undone.id), undoes=undone.id)


def _undone(conn: Connection, actor: Actor, undo_id: UUID) -> Move:
    scope = scope_of(conn, actor)
    need_leader(scope)
    undone = get_move(conn, undo_id)
    if undone is None or not may_undo(scope, undone):
        raise NotFound("no such move")
    if not undone.doc:
        raise DoorsMoving("the move is not done yet")
    return undone


def begin_same(conn: Connection, wanted: Move) -> Move:
    """The move, which may have begun before. Raises IdTaken where its id is another's."""
    move = begin_move(conn, wanted)
    same = (move.by_person_id, move.campaign_id, move.undoes) == (wanted.by_person_id, wanted.campaign_id, wanted.undoes)
    if not same:
        raise IdTaken("this id was used for another move")
    return move


async def work_off(store: Store, move_id: UUID, clock: Callable[[], int], new_id: NewId) -> MoveReply:
    """Go on with a move until it is done. Between its transactions others may write for as long as the last one took."""
    move, job = await store.read(lambda conn: _stored(conn, move_id))
    if move.reply is not None:
        return move.reply
    if job.order.is_open:
        await _fill(store, move, job.order)
        _, job = await store.read(lambda conn: _stored(conn, move_id))
    begun = time.monotonic()
    for piece in job.order.pieces(job.done):
        await asyncio.sleep(time.monotonic() - begun)
        begun = time.monotonic()
        for attempt in range(TRIES):
            try:
                await store.write(lambda conn, piece=piece: do_piece(conn, move, job.order, piece, clock()))  # type: ignore[misc]
                break
            except TargetEnded:
                if attempt + 1 == TRIES:
                    raise
    answer = await store.read(lambda conn: read_answer(conn, move, job.order))
    for team_id in answer.losing:
        await store.write(lambda conn, team_id=team_id: refresh_team(conn, team_id, move.campaign_id))  # type: ignore[misc]
    return await store.write(lambda conn: finish(conn, move, job.order, answer, clock(), new_id))


async def _fill(store: Store, move: Move, order: Order) -> None:
    """Read which doors an area's order is about, while others write; then keep it."""
    filled = await store.read(lambda conn: read_doors(conn, move.campaign_id, order))
    opened, doc = msgspec.json.encode(order), msgspec.json.encode(filled)
    await store.write(lambda conn: fill_job(conn, move.id, opened, doc, filled.count))


def _stored(conn: Connection, move_id: UUID) -> tuple[Move, Job]:
    move, job = get_move(conn, move_id), get_job(conn, move_id)
    if move is None or (job is None and not move.doc):
        raise NotFound("no such move")
    return move, job or Job(Order(()), 0)


def move_whole(
    conn: Connection, campaign_id: UUID, doors: Sequence[UUID], team_id: UUID, by_person_id: UUID, now: int, new_id: NewId
) -> MoveReply:
    """A move within the caller's one transaction, nobody's rights asked: for a store that is being filled."""
    move = begin_move(conn, Move(new_id(), campaign_id, by_person_id, team_id, None, None, now))
    moved = move_doors(conn, campaign_id, doors, team_id, None, only_unvisited=False, now=now, move_id=move.id)
    refresh_team(conn, team_id, campaign_id)
    part = Part(team_id, None, tuple(moved.moved), ())
    order = Order((part,))
    answer = read_answer(conn, move, order)
    for losing in answer.losing:
        refresh_team(conn, losing, campaign_id)
    return finish(conn, move, order, answer, now, new_id)


def need_target(conn: Connection, campaign_id: UUID, team_id: UUID | None, person_id: UUID | None) -> None:
    """Raises Problem for a team or person that cannot get doors in this campaign."""
    need_lasting_campaign(conn, campaign_id)
    if team_id is None:
        return
    if team_slice(conn, campaign_id, team_id) is None or fetch(conn, "SELECT 1 FROM teams WHERE id = ? AND ended_at IS NOT NULL", team_id):
        known = fetch(conn, "SELECT 1 FROM slices WHERE kind = 'team' AND campaign_id = ? AND team_id = ?", campaign_id, team_id)
        raise Ended("team_ended") if known else NotFound("no such team in this campaign")
    if person_id is not None and not is_member(conn, team_id, person_id):
        raise NotFound("no such person in this team")


def _allowed(conn: Connection, actor: Actor, campaign_id: UUID) -> Scope:
    scope = scope_of(conn, actor)
    need_campaign(conn, scope, campaign_id)
    need_leader(scope)
    return scope


def _doors(conn: Connection, campaign_id: UUID, body: AssignBody, now: int) -> list[UUID]:
    doors = sorted(set(body.household_ids or ()), key=_bytes) if body.from_ is None else doors_from(conn, campaign_id, body.from_, now)
    check_size(len(doors))
    return doors


def _bytes(door_id: UUID) -> bytes:
    return door_id.bytes


def _epoch(door: Held | None) -> int:
    return door.epoch if door is not None else 0


def _skipped(skipped: Sequence[Skipped]) -> list[SkippedDoor]:
    return [SkippedDoor(each.household_id, each.reason) for each in sorted(skipped, key=lambda each: each.household_id)]
