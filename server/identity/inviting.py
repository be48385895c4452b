"""Making an invitation: for a person known or new, with the rights its role brings."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from server.campaigns.ending import need_lasting_team
from server.db.tables import people
from server.errors import BadRequest, Forbidden, NotFound
from server.identity.codes import hash_code
from server.identity.invitations import insert_invitation, rights_of
from server.identity.memberships import give_role, join_team, leaders_of, make_person
from server.identity.rules import Invitation, may_invite, may_see_person
from server.identity.schemas import InviteBody, Named
from server.identity.scope import Scope
from server.replication.slices import NewId

HOUR_MS = 3_600_000


class Means(msgspec.Struct, frozen=True):
    """What making an invitation needs from outside: the time, ids, and a fresh code."""

    now: int
    new_id: NewId
    code: str


def invite(conn: Connection, scope: Scope, body: InviteBody, invitation_id: UUID, means: Means) -> tuple[Named, Invitation]:
    """Raises NotFound for a person or team this person cannot see, Forbidden for one that may not be invited so, Ended for a team that has ended."""
    if (body.person_id is None) == (body.name is None):
        raise BadRequest("either person_id or name")
    if body.team_id is not None and not scope.sees(body.team_id):
        raise NotFound("no such team")
    if body.team_id is not None:
        need_lasting_team(conn, body.team_id)
    held = rights_of(conn, body.person_id) if body.person_id is not None else None
    if body.person_id is not None and (held is None or not may_see_person(scope, body.person_id, held.team_ids, held.roles)):
        raise NotFound("no such person")
    if not may_invite(scope, body.role, body.team_id, held):
        raise Forbidden("this invitation is not yours to make")
    person = _person(conn, body, means)
    _give(conn, scope, person.id, body, means)
    return person, issue(conn, person.id, body.role, body.team_id, body.valid_hours, scope.actor.person_id, invitation_id, means)


def issue(
    conn: Connection, person_id: UUID, role: str, team_id: UUID | None, hours: int, by: UUID | None, invitation_id: UUID, means: Means
) -> Invitation:
    """Store an invitation for somebody who has the rights already."""
    expires_at = means.now + hours * HOUR_MS
    made = Invitation(invitation_id, person_id, role, team_id, means.now, expires_at, None, None, None)
    insert_invitation(conn, made, hash_code(means.code), by)
    return made


def _person(conn: Connection, body: InviteBody, means: Means) -> Named:
    if body.person_id is not None:
        return Named(body.person_id, conn.execute(select(people.c.name).where(people.c.id == body.person_id)).scalar_one())
    person = Named(means.new_id(), (body.name or "").strip())
    make_person(conn, person.id, person.name, means.now, means.new_id)
    return person


def _give(conn: Connection, scope: Scope, person_id: UUID, body: InviteBody, means: Means) -> None:
    """A coordinator invites others for the own areas, no wider. A leader who is invited as a volunteer gets a further code, and leads on."""
    if body.role == "coordinator":
        for area_id in sorted(scope.actor.area_ids) if not scope.everywhere else [None]:
            give_role(conn, person_id, "coordinator", area_id, means.now, means.new_id)
    elif body.team_id is not None and (body.role == "leader" or person_id not in leaders_of(conn, body.team_id)):
        join_team(conn, person_id, body.team_id, "leader" if body.role == "leader" else "member", means.now, means.new_id)
