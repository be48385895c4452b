"""Who coordinates and who handles, and for which area."""

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection

from server.audit.store import record_action
from server.db.driver import fetch
from server.errors import Forbidden, LastCoordinator, NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.invitations import rights_of
from server.identity.memberships import give_role, take_role
from server.identity.people import teams_and_roles
from server.identity.rules import may_see_person
from server.identity.schemas import Done, RoleChange
from server.identity.scope import Scope, need_coordinator, scope_of

EVERYWHERE = """
SELECT COUNT(DISTINCT r.person_id) FROM roles r JOIN people p ON p.id = r.person_id
WHERE r.role = 'coordinator' AND r.area_id IS NULL AND r.to_at IS NULL AND p.ended_at IS NULL AND r.person_id <> ?
"""


@post("/api/people/{person_id:uuid}/roles", status_code=200, operation_id="give_role")
async def give(person_id: FromPath[UUID], data: JSONBody[RoleChange], caller: NamedDependency[Caller]) -> Done:
    """Make somebody a coordinator or handler of an area (null: of everything): nobody gives a wider right than the own."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        _need(conn, scope_of(conn, actor), person_id, data)
        give_role(conn, person_id, data.role, data.area_id, caller.now, caller.new_id)
        record_action(conn, key, actor.person_id, "role_given", "person", person_id, now=caller.now, area_id=data.area_id)
        return Done(person_id)

    return await caller.once(data.id, Done, work)


@post("/api/people/{person_id:uuid}/roles/end", status_code=200, operation_id="take_role")
async def take(person_id: FromPath[UUID], data: JSONBody[RoleChange], caller: NamedDependency[Caller]) -> Done:
    """Take a role away. Somebody must be left who coordinates everything."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        _need(conn, scope_of(conn, actor), person_id, data)
        fetch(conn, "SELECT id FROM organization {lock}")  # two who take the role from each other at once
        if data.role == "coordinator" and data.area_id is None and not fetch(conn, EVERYWHERE, person_id)[0][0]:
            raise LastCoordinator("nobody else coordinates everything")
        if not take_role(conn, person_id, data.role, data.area_id, caller.now, caller.new_id):
            raise NotFound("no such role")
        record_action(conn, key, actor.person_id, "role_taken", "person", person_id, now=caller.now, area_id=data.area_id)
        return Done(person_id)

    return await caller.once(data.id, Done, work)


def _need(conn: Connection, scope: Scope, person_id: UUID, data: RoleChange) -> None:
    need_coordinator(scope)
    held = rights_of(conn, person_id)
    if held is None or not may_see_person(scope, person_id, *teams_and_roles(conn, person_id)):
        raise NotFound("no such person")
    if data.area_id is not None:
        known = fetch(conn, "SELECT 1 FROM areas WHERE id = ?", data.area_id)
        if not known or not scope.covers(data.area_id):
            raise NotFound("no such area")
    if held.ended or (data.area_id is None and not scope.everywhere):
        raise Forbidden("this role is not yours to give")


ROUTES: tuple[BaseRouteHandler, ...] = (give, take)
