"""Two households that may be one door: look at them side by side, join them or say that they are two; take a join back."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy import Connection

from server.audit.store import record_action
from server.doubles.schemas import DismissBody, Join, Joins, PairBody, Pairs
from server.doubles.store import find_join, is_told_apart, list_joins, list_pairs, need_doors, settle_pair, stand_apart, where_in_building
from server.errors import NotTwoHouseholds
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.schemas import CallBody, Done
from server.identity.scope import Scope, need_coordinator, scope_of
from server.replication.histories import write_histories
from server.replication.joining import NotJoined, NotTwoDoors, join_doors, load_two, part_doors
from sync.records import DoorEvent


@get("/api/pairs", operation_id="list_pairs")
async def pairs_(caller: NamedDependency[Caller], told_apart: FromQuery[bool] = False) -> Pairs:
    """Households of one building that may be the same door, found when one of them was added on the way; or those that were told apart."""
    return await caller.read(lambda conn, actor: Pairs(list_pairs(conn, _coordinators(conn, actor), told_apart=told_apart)))


@post("/api/pairs/join", status_code=200, operation_id="join_pair")
async def join_(data: JSONBody[PairBody], caller: NamedDependency[Caller]) -> Join:
    """They become one: everything of both is kept, and where they differ both values show. It can be taken back. Not where somebody
    said meanwhile that they are two, or closed one of them: both would be closed, and on the desk's list both were open."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Join:
        scope = _coordinators(conn, actor)
        need_doors(conn, scope, (data.one_id, data.other_id))
        try:
            one, other = load_two(conn, data.one_id, data.other_id)
        except NotTwoDoors:
            raise NotTwoHouseholds("these are one household already") from None
        if is_told_apart(conn, data.one_id, data.other_id):
            raise NotTwoHouseholds("somebody said that these are two")
        if one.is_closed or other.is_closed:
            raise NotTwoHouseholds("one of these is closed")
        survivor = join_doors(
            conn, one, other, now=caller.now, new_id=caller.new_id, told_by=actor.person_id, by=actor.person_id, join_id=key
        )
        settle_pair(conn, data.one_id, data.other_id, "joined", actor.person_id, caller.now)
        record_action(conn, key, actor.person_id, "doors_joined", "household", survivor.id, now=caller.now)
        return find_join(conn, scope, key)

    return await caller.once(data.id, Join, work)


@post("/api/pairs/dismiss", status_code=200, operation_id="dismiss_pair")
async def dismiss(data: JSONBody[DismissBody], caller: NamedDependency[Caller]) -> Done:
    """They are two doors: nobody is asked again, unless that is undone. The history of each says so, and which the other is. Not where they were
    joined meanwhile."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        need_doors(conn, _coordinators(conn, actor), (data.one_id, data.other_id))
        if not stand_apart(conn, (data.one_id, data.other_id)):
            raise NotTwoHouseholds("these are one household already")
        if is_told_apart(conn, data.one_id, data.other_id) is not data.undo:
            return Done(data.one_id)  # somebody has said the same
        settle_pair(conn, data.one_id, data.other_id, None if data.undo else "dismissed", actor.person_id, caller.now)
        record_action(conn, key, actor.person_id, "doors_told_apart", "household", data.one_id, now=caller.now)
        what = "looked_again" if data.undo else "told_apart"
        stands = where_in_building(conn, (data.one_id, data.other_id))
        events = [
            DoorEvent(id=caller.new_id(), household_id=each, what=what, reason=stands[other], person_id=actor.person_id, at=caller.now)
            for each, other in ((data.one_id, data.other_id), (data.other_id, data.one_id))
        ]
        write_histories(conn, events, caller.now)
        return Done(data.one_id)

    return await caller.once(data.id, Done, work)


@get("/api/joins", operation_id="list_joins")
async def joins_(caller: NamedDependency[Caller]) -> Joins:
    """What was joined lately, by a person or by itself, and what of it was taken back."""
    return await caller.read(lambda conn, actor: Joins(list_joins(conn, _coordinators(conn, actor))))


@post("/api/joins/{join_id:uuid}/undo", status_code=200, operation_id="undo_join")
async def undo(join_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller]) -> Join:
    """Each has what it had and what was sent to it since. Taken back already: nothing changes."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Join:
        scope = _coordinators(conn, actor)
        join = find_join(conn, scope, join_id)
        if join.undone_at is None:
            try:
                part_doors(conn, join.absorbed_id, by=actor.person_id, now=caller.now, new_id=caller.new_id)
            except NotJoined:
                raise NotTwoHouseholds("these stand apart already") from None
            settle_pair(conn, join.survivor_id, join.absorbed_id, "dismissed", actor.person_id, caller.now)
            record_action(conn, key, actor.person_id, "join_undone", "household", join.absorbed_id, now=caller.now)
        return find_join(conn, scope, join_id)

    return await caller.once(data.id, Join, work)


def _coordinators(conn: Connection, actor: Actor) -> Scope:
    scope = scope_of(conn, actor)
    need_coordinator(scope)
    return scope


ROUTES: tuple[BaseRouteHandler, ...] = (pairs_, join_, dismiss, joins_, undo)
