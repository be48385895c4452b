"""Giving doors to teams and people, and taking that back."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection

from server.assignments.abilities import ROUTES as ABILITIES
from server.assignments.jobs import begin, begin_parts, begin_undo, read_order, read_undo, try_move
from server.assignments.leaving_routes import ROUTES as LEAVING
from server.assignments.mover import Mover
from server.assignments.proposing import read_proposal
from server.assignments.rules import may_see
from server.assignments.schemas import (
    AssignBody,
    MoveJob,
    MoveReply,
    Moves,
    MovesBody,
    Proposal,
    ProposeBody,
    UndoBody,
    UndoMoveBody,
)
from server.assignments.state import read_state
from server.assignments.store import get_move, list_moves
from server.errors import NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_campaign, need_leader, scope_of

LIMIT = 100


@post("/api/campaigns/{campaign_id:uuid}/assignments", status_code=200, operation_id="assign")
async def assign(
    campaign_id: FromPath[UUID], data: JSONBody[AssignBody], caller: NamedDependency[Caller], mover: NamedDependency[Mover]
) -> MoveReply:
    """Move doors to a team (null: away from everybody). The same id is answered the same."""
    if data.dry_run:
        return await try_move(caller, campaign_id, data)
    move_id = data.id or caller.new_id()
    order = await caller.read(lambda conn, actor: read_order(conn, actor, campaign_id, data, caller.now))
    await caller.write(lambda conn, actor: begin(conn, actor, campaign_id, data, move_id, caller.now, order))
    return await mover.run(move_id)


@post("/api/assignments/undo", status_code=200, operation_id="undo_assignment")
async def undo(data: JSONBody[UndoBody], caller: NamedDependency[Caller], mover: NamedDependency[Mover]) -> MoveReply:
    """Take a move back: the doors that nobody moved since; the rest is listed."""
    move_id = data.id or caller.new_id()
    order = await caller.read(lambda conn, actor: read_undo(conn, actor, data.undo_id))
    await caller.write(lambda conn, actor: begin_undo(conn, actor, data.undo_id, move_id, caller.now, order))
    return await mover.run(move_id)


@get("/api/campaigns/{campaign_id:uuid}/moves", operation_id="list_moves")
async def moves(campaign_id: FromPath[UUID], caller: NamedDependency[Caller]) -> Moves:
    """The last moves of a campaign: for coordinators of the own areas' teams, for leaders into the own team."""

    def read(conn: Connection, actor: Actor) -> Moves:
        scope = scope_of(conn, actor)
        need_campaign(conn, scope, campaign_id)
        need_leader(scope)
        listed = list_moves(conn, campaign_id, LIMIT)
        return Moves(
            [move for move, team_id in listed if scope.everywhere or move.by.id == actor.person_id or (team_id and scope.leads(team_id))]
        )

    return await caller.read(read)


@post("/api/campaigns/{campaign_id:uuid}/moves", status_code=200, operation_id="start_move")
async def start_move(
    campaign_id: FromPath[UUID], data: JSONBody[MovesBody], caller: NamedDependency[Caller], mover: NamedDependency[Mover]
) -> MoveJob:
    """Begin a move of doors to several teams at once. It goes on by itself; ask for its state."""
    move_id = data.id or caller.new_id()
    order = await caller.read(lambda conn, actor: read_order(conn, actor, campaign_id, data, caller.now))

    def work(conn: Connection, actor: Actor) -> MoveJob:
        begin_parts(conn, actor, campaign_id, data, move_id, caller.now, order)
        return read_state(conn, scope_of(conn, actor), move_id)

    return await _started(move_id, await caller.write(work), mover)


@post("/api/moves/{move_id:uuid}/undo", status_code=200, operation_id="start_undo")
async def start_undo(
    move_id: FromPath[UUID], data: JSONBody[UndoMoveBody], caller: NamedDependency[Caller], mover: NamedDependency[Mover]
) -> MoveJob:
    """Begin to take a move back. It goes on by itself; ask for the state of the answered id."""
    undo_id = data.id or caller.new_id()
    order = await caller.read(lambda conn, actor: read_undo(conn, actor, move_id))

    def work(conn: Connection, actor: Actor) -> MoveJob:
        begin_undo(conn, actor, move_id, undo_id, caller.now, order)
        return read_state(conn, scope_of(conn, actor), undo_id)

    return await _started(undo_id, await caller.write(work), mover)


@post("/api/campaigns/{campaign_id:uuid}/proposal", status_code=200, operation_id="propose_shares")
async def propose_shares(campaign_id: FromPath[UUID], data: JSONBody[ProposeBody], caller: NamedDependency[Caller]) -> Proposal:
    """Who could take how many of some doors, and which. Nothing is moved."""
    return await caller.read(lambda conn, actor: read_proposal(conn, actor, campaign_id, data, caller.now))


async def _started(move_id: UUID, state: MoveJob, mover: Mover) -> MoveJob:
    if state.state == "running":
        mover.start(move_id)
    return state


@get("/api/moves/{move_id:uuid}", operation_id="get_move")
async def one_move(move_id: FromPath[UUID], caller: NamedDependency[Caller]) -> MoveJob:
    """How far a move is; when it is done, what came of it."""

    def read(conn: Connection, actor: Actor) -> MoveJob:
        scope = scope_of(conn, actor)
        need_leader(scope)
        move = get_move(conn, move_id)
        if move is None or not may_see(scope, move):
            raise NotFound("no such move")
        return read_state(conn, scope, move_id)

    return await caller.read(read)


ROUTES: tuple[BaseRouteHandler, ...] = (assign, undo, moves, start_move, start_undo, one_move, propose_shares, *ABILITIES, *LEAVING)
