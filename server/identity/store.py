"""Sign-in: the one read every request begins with."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, delete, insert

from server.db.driver import Row, execute, fetch
from server.db.tables import sessions
from server.errors import Unauthorized
from server.identity.actor import Access, Actor, Role, TeamSpan

SESSION_MS = 180 * 86_400_000  # a cookie not used for so long is no sign-in any more
TOUCH_MS = 6 * 3_600_000

FIND_ACTOR = """
SELECT p.id, p.name, p.ended_at, s.expires_at, q.lost_at, s.used_at,
       m.id, m.team_id, m.role, m.from_at, m.to_at, r.id, r.role, r.area_id, r.from_at, r.to_at, s.replica_id
FROM sessions s JOIN people p ON p.id = s.person_id
LEFT JOIN replicas q ON q.id = s.replica_id
LEFT JOIN memberships m ON m.person_id = p.id
LEFT JOIN roles r ON r.person_id = p.id
WHERE s.token_hash = ?
"""

FIND_PERSON = """
SELECT p.id, p.name, p.ended_at, NULL, NULL, NULL,
       m.id, m.team_id, m.role, m.from_at, m.to_at, r.id, r.role, r.area_id, r.from_at, r.to_at
FROM people p LEFT JOIN memberships m ON m.person_id = p.id LEFT JOIN roles r ON r.person_id = p.id
WHERE p.id = ?
"""


def find_actor(conn: Connection, token_hash: bytes, person_hint: UUID | None, now: int) -> Actor:
    """Whoever the session belongs to. Ended access, or a session of a phone that was lost, may only push. Raises Unauthorized."""
    rows = fetch(conn, FIND_ACTOR, token_hash)
    if not rows:
        raise Unauthorized("no such sign-in")
    person_id, name, ended_at, expires_at, lost_at, used_at = rows[0][:6]
    if expires_at is not None and expires_at <= now:
        raise Unauthorized("the sign-in has expired")
    if person_hint is not None and person_hint != person_id:
        raise Unauthorized("the sign-in is another person's")
    may_all = lost_at is None and (ended_at is None or ended_at > now)
    roles = _roles(rows, now) if may_all else ()
    access: Access = "full" if may_all else "push_only"
    return Actor(
        person_id, name, access, ended_at, roles, _spans(rows, now), used_at, is_phone_lost=lost_at is not None, replica_id=rows[0][16]
    )


def find_person(conn: Connection, person_id: UUID, now: int) -> Actor | None:
    """Somebody in whose name a job works on, with the rights they have now."""
    rows = fetch(conn, FIND_PERSON, person_id)
    if not rows:
        return None
    _, name, ended_at = rows[0][:3]
    may_all = ended_at is None or ended_at > now
    return Actor(person_id, name, "full" if may_all else "push_only", ended_at, _roles(rows, now) if may_all else (), _spans(rows, now))


def _spans(rows: Sequence[Row], now: int) -> tuple[TeamSpan, ...]:
    """A membership that ends later than now has not ended."""
    found = {row[6]: row[7:11] for row in rows if row[6] is not None}
    return tuple(
        TeamSpan(team_id, role, from_at, None if to_at is None or to_at > now else to_at)
        for team_id, role, from_at, to_at in found.values()
    )


def _roles(rows: Sequence[Row], now: int) -> tuple[Role, ...]:
    found = {row[11]: row[12:16] for row in rows if row[11] is not None}
    return tuple(
        Role(role, area_id) for role, area_id, from_at, to_at in found.values() if from_at <= now and (to_at is None or to_at > now)
    )


def open_session(conn: Connection, token_hash: bytes, person_id: UUID, kind: str, now: int) -> None:
    """`cookie` sessions expire when they are not used; a `token` is good until it is ended."""
    expires_at = now + SESSION_MS if kind == "cookie" else None
    conn.execute(
        insert(sessions).values(token_hash=token_hash, person_id=person_id, kind=kind, made_at=now, used_at=now, expires_at=expires_at)
    )


def touch_session(conn: Connection, token_hash: bytes, actor: Actor, now: int) -> None:
    """Move the expiry of a cookie that is in use, a few times a day at most. `actor`: whom it was found to be of."""
    if actor.used_at is not None and actor.used_at < now - TOUCH_MS:
        execute(conn, "UPDATE sessions SET used_at = ? WHERE token_hash = ?", now, token_hash)
        execute(conn, "UPDATE sessions SET expires_at = ? WHERE token_hash = ? AND expires_at IS NOT NULL", now + SESSION_MS, token_hash)


def close_session(conn: Connection, token_hash: bytes) -> None:
    conn.execute(delete(sessions).where(sessions.c.token_hash == token_hash))
