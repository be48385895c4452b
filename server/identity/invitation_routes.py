"""Invitations: made, listed, revoked. A code is shown once, to the one who made it."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct
from sqlalchemy import Connection

from server.audit.store import record_action
from server.errors import Forbidden, IdTaken, NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.codes import LENGTH, make_code, open_code, seal_code
from server.identity.invitations import Seen, get_invitation, list_invitations, revoke_invitation
from server.identity.inviting import Means, invite
from server.identity.people import teams_and_roles
from server.identity.rules import Invitation, may_see_person
from server.identity.schemas import CallBody, Done, InvitationBody, Invitations, InviteBody, Invited, Named
from server.identity.scope import Scope, need_leader, need_team, scope_of

LIMIT = 500


class SealedInvitation(Struct, frozen=True):
    """What is kept to answer the same call again: the code only as its maker can read it."""

    id: UUID
    person: Named
    sealed: bytes
    expires_at: int


@post("/api/invitations", status_code=200, operation_id="invite")
async def make_invitation(data: JSONBody[InviteBody], caller: NamedDependency[Caller]) -> Invited:
    """A code for one person, single use. A leader may invite volunteers into an own team."""
    token = caller.credentials.token

    def work(conn: Connection, actor: Actor, key: UUID) -> SealedInvitation:
        means = Means(caller.now, caller.new_id, make_code(caller.random_bytes(LENGTH)))
        scope = scope_of(conn, actor)
        need_leader(scope)
        person, made = invite(conn, scope, data, key, means)
        record_action(conn, key, actor.person_id, "person_invited", "person", person.id, now=caller.now, team_id=data.team_id)
        return SealedInvitation(made.id, person, seal_code(means.code, token, made.id), made.expires_at)

    made = await caller.once(data.id, SealedInvitation, work)
    code = open_code(made.sealed, token, made.id)
    if code is None:
        raise IdTaken("this code was shown to another sign-in; make a new invitation")
    return Invited(made.id, made.person, code, f"/enrol#{code}", made.expires_at)


@get("/api/invitations", operation_id="list_invitations")
async def invitations(caller: NamedDependency[Caller], team_id: FromQuery[UUID | None] = None) -> Invitations:
    """Of one team, or all whose people the caller may see; the latest first."""

    def read(conn: Connection, actor: Actor) -> Invitations:
        scope = scope_of(conn, actor)
        need_leader(scope)
        if team_id is not None:
            need_team(scope, team_id)
            return Invitations([_body(*each) for each in list_invitations(conn, LIMIT, team_id=team_id)])
        seen = None if scope.everywhere else Seen(actor.person_id, scope.managed | scope.led, scope.area_ids)
        return Invitations([_body(*each) for each in list_invitations(conn, LIMIT, seen=seen)])

    return await caller.read(read)


@post("/api/invitations/{invitation_id:uuid}/revoke", status_code=200, operation_id="revoke_invitation")
async def revoke(invitation_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller]) -> Done:
    """The code opens nothing any more. One that was used stays used."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        scope = scope_of(conn, actor)
        need_leader(scope)
        found = get_invitation(conn, invitation_id)
        if found is None or not _sees(conn, scope, found.person_id, found.team_id):
            raise NotFound("no such invitation")
        if found.role == "coordinator" and not scope.is_coordinator:
            raise Forbidden("for coordinators")
        revoke_invitation(conn, invitation_id, caller.now)
        record_action(conn, key, actor.person_id, "invitation_revoked", "invitation", invitation_id, now=caller.now, team_id=found.team_id)
        return Done(invitation_id)

    return await caller.once(data.id, Done, work)


def _body(made: Invitation, name: str) -> InvitationBody:
    times = (made.made_at, made.expires_at, made.used_at, made.revoked_at)
    return InvitationBody(made.id, Named(made.person_id, name), made.role, made.team_id, *times)


def _sees(conn: Connection, scope: Scope, person_id: UUID, team_id: UUID | None) -> bool:
    if scope.everywhere or (team_id is not None and scope.leads(team_id)):
        return True
    return may_see_person(scope, person_id, *teams_and_roles(conn, person_id))


ROUTES: tuple[BaseRouteHandler, ...] = (make_invitation, invitations, revoke)
