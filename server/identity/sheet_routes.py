"""Invitations for a whole team at once, to print as a sheet of cards."""

from uuid import UUID, uuid5

from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from msgspec import Struct
from sqlalchemy import Connection

from server.audit.store import record_action
from server.errors import IdTaken
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.codes import LENGTH, make_code, open_code, seal_code
from server.identity.invitation_routes import SealedInvitation
from server.identity.invitations import rights_of
from server.identity.inviting import Means, invite
from server.identity.people import roster
from server.identity.rules import may_invite
from server.identity.schemas import InviteBody, Invited, InvitedRole, InvitedSheet, Named, SheetBody
from server.identity.scope import need_team, scope_of


class SealedSheet(Struct, frozen=True):
    invitations: list[SealedInvitation]
    skipped: list[Named]


@post("/api/teams/{team_id:uuid}/invitations", status_code=200, operation_id="invite_team")
async def invite_team(team_id: FromPath[UUID], data: JSONBody[SheetBody], caller: NamedDependency[Caller]) -> InvitedSheet:
    """A code for each of a team's people and for new ones by name, a week long if nothing else is said. All or nothing."""
    token = caller.credentials.token

    def work(conn: Connection, actor: Actor, key: UUID) -> SealedSheet:
        scope = scope_of(conn, actor)
        need_team(scope, team_id)
        known = roster(conn, team_id)
        wanted = data.person_ids or ([] if data.names else list(known))
        made: list[SealedInvitation] = []
        skipped: list[Named] = []

        def issue(body: InviteBody) -> None:
            means = Means(caller.now, caller.new_id, make_code(caller.random_bytes(LENGTH)))
            person, invitation = invite(conn, scope, body, uuid5(key, str(len(made))), means)
            made.append(SealedInvitation(invitation.id, person, seal_code(means.code, token, invitation.id), invitation.expires_at))

        for person_id in dict.fromkeys(each for each in wanted if each in known):
            name, role = known[person_id]
            told: InvitedRole = "leader" if role == "leader" else "volunteer"
            if may_invite(scope, told, team_id, rights_of(conn, person_id)):
                issue(InviteBody(role=told, person_id=person_id, team_id=team_id, valid_hours=data.valid_hours))
            else:
                skipped.append(Named(person_id, name))
        for name in data.names:
            issue(InviteBody(role="volunteer", name=name, team_id=team_id, valid_hours=data.valid_hours))
        record_action(conn, key, actor.person_id, "team_invited", "team", team_id, now=caller.now, team_id=team_id, people=len(made))
        return SealedSheet(made, skipped)

    sealed = await caller.once(data.id, SealedSheet, work)
    return InvitedSheet([_opened(each, token) for each in sealed.invitations], sealed.skipped)


def _opened(made: SealedInvitation, token: str) -> Invited:
    code = open_code(made.sealed, token, made.id)
    if code is None:
        raise IdTaken("these codes were shown to another sign-in; make new invitations")
    return Invited(made.id, made.person, code, f"/enrol#{code}", made.expires_at)


ROUTES: tuple[BaseRouteHandler, ...] = (invite_team,)
