"""Enrolling: a code becomes a sign-in. Refusals are values here, so that the count of failures is written too."""

from base64 import b64encode
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from server.db.tables import memberships, organization, people, teams
from server.errors import Gone, Problem, TooManyTries, UnknownCode
from server.identity.codes import hash_code, normal_code
from server.identity.invitations import find_invitation, use_invitation
from server.identity.limits import count_failure, forget_failures, keys_of, wait_ms
from server.identity.people import get_organization, list_slices, roles_of
from server.identity.rules import Invitation, problem_of
from server.identity.schemas import EnrolBody, Enrolled, Named, Peek
from server.identity.seal import get_seal_key


class Try(msgspec.Struct, frozen=True):
    """Somebody shows a code."""

    code: str
    address: str
    now: int


def peek(conn: Connection, attempt: Try) -> Peek | Problem:
    """Whom the code is for. Spends nothing but a try."""
    found = _look(conn, attempt, None)
    if isinstance(found, Problem):
        return found
    return Peek(_person(conn, found.person_id), _named_organization(conn), found.role, _teams(conn, found), found.expires_at)


def enrol(conn: Connection, attempt: Try, body: EnrolBody, token_hash: bytes) -> Enrolled | Problem:
    """Spend the code and open a session under `token_hash`. The same replica may do it again for ten minutes."""
    found = _look(conn, attempt, body.replica)
    if isinstance(found, Problem):
        return found
    use_invitation(conn, found, body.replica, body.device, token_hash, attempt.now)
    words = sorted({role.role for role in roles_of(conn, [found.person_id])[found.person_id]})
    key = b64encode(get_seal_key(conn, body.replica, found.person_id)).decode()
    return Enrolled(_person(conn, found.person_id), words, list_slices(conn, found.person_id), get_organization(conn), key)


def _look(conn: Connection, attempt: Try, replica: UUID | None) -> Invitation | Problem:
    salt = conn.execute(select(organization.c.seal_key)).scalar_one()
    keys = keys_of(attempt.address, attempt.code, salt)
    wait = wait_ms(conn, keys, attempt.now)
    if wait > 0:
        return TooManyTries("too many codes were tried", retry_after_s=-(-wait // 1000))
    code = normal_code(attempt.code)
    found = find_invitation(conn, hash_code(code), lock=replica is not None) if code else None
    if found is None:
        count_failure(conn, keys, attempt.now)
        return UnknownCode("no invitation has this code")
    problem = problem_of(found, replica, attempt.now)
    if problem is not None:
        return Gone(problem)
    if conn.execute(select(people.c.ended_at).where(people.c.id == found.person_id)).scalar() is not None:
        return Gone("code_revoked")
    forget_failures(conn, keys)
    return found


def _person(conn: Connection, person_id: UUID) -> Named:
    return Named(person_id, conn.execute(select(people.c.name).where(people.c.id == person_id)).scalar_one())


def _named_organization(conn: Connection) -> Named:
    body = get_organization(conn)
    return Named(body.id, body.name)


def _teams(conn: Connection, invitation: Invitation) -> list[Named]:
    mine = select(memberships.c.team_id).where(memberships.c.person_id == invitation.person_id, memberships.c.to_at.is_(None))
    stmt = select(teams.c.id, teams.c.name).where(teams.c.id.in_(mine)).order_by(teams.c.name, teams.c.id)
    return [Named(row.id, row.name) for row in conn.execute(stmt)]
