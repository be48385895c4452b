"""Giving doors to teams and people, and taking that back."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection

from server.assignments.jobs import run_move, try_move, undo_move
from server.assignments.schemas import AssignBody, MoveReply, Moves, UndoBody
from server.assignments.store import list_moves
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_campaign, need_leader, scope_of

LIMIT = 100


@post("/api/campaigns/{campaign_id:uuid}/assignments", status_code=200, operation_id="assign")
async def assign(campaign_id: FromPath[UUID], data: JSONBody[AssignBody], caller: NamedDependency[Caller]) -> MoveReply:
    """Move doors to a team (null: away from everybody). The same id is answered the same."""
    return await (try_move if data.dry_run else run_move)(caller, campaign_id, data)


@post("/api/assignments/undo", status_code=200, operation_id="undo_assignment")
async def undo(data: JSONBody[UndoBody], caller: NamedDependency[Caller]) -> MoveReply:
    """Take a move back: the doors that nobody moved since; the rest is listed."""
    return await undo_move(caller, data)


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


ROUTES: tuple[BaseRouteHandler, ...] = (assign, undo, moves)
