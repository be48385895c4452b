"""Taking an area out of a running campaign. It is taken back like any move."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection

from server.assignments.jobs import begin_leave
from server.assignments.leaving import read_leaving
from server.assignments.mover import Mover
from server.assignments.schemas import LeaveBody, LeavingArea, MoveJob
from server.assignments.state import read_state
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import scope_of


@get("/api/campaigns/{campaign_id:uuid}/areas/{area_id:uuid}/leaving", operation_id="look_at_leaving")
async def leaving(campaign_id: FromPath[UUID], area_id: FromPath[UUID], caller: NamedDependency[Caller]) -> LeavingArea:
    """What it would mean: how many doors, on whose phones, what was done there. Nothing is written."""
    return await caller.read(lambda conn, actor: read_leaving(conn, actor, campaign_id, area_id))


@post("/api/campaigns/{campaign_id:uuid}/areas/{area_id:uuid}/leave", status_code=200, operation_id="leave_campaign")
async def leave(
    campaign_id: FromPath[UUID],
    area_id: FromPath[UUID],
    data: JSONBody[LeaveBody],
    caller: NamedDependency[Caller],
    mover: NamedDependency[Mover],
) -> MoveJob:
    """The area is out at once; its doors follow by themselves. Ask for the move's state, or take it back, by the answered id."""
    move_id = data.id or caller.new_id()

    def work(conn: Connection, actor: Actor) -> MoveJob:
        begin_leave(conn, actor, campaign_id, area_id, move_id, caller.now)
        return read_state(conn, scope_of(conn, actor), move_id)

    state = await caller.write(work)
    if state.state == "running":
        mover.start(move_id)
    return state


ROUTES: tuple[BaseRouteHandler, ...] = (leaving, leave)
