"""Invitations and what enrolling with one makes."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from server.db.driver import fetch
from server.db.tables import invitations, memberships, people, replicas, roles, sessions
from server.identity.actor import Role
from server.identity.rules import Invitation, Rights
from server.identity.store import open_session
from server.journal.deeds import InvitationsRevoked, InvitationUsed, PhoneFound
from server.journal.file import note
from server.replication.replicas import names_of
from sync.errors import OtherPerson

COLUMNS = [invitations.c[name] for name in Invitation.__struct_fields__]


def rights_of(conn: Connection, person_id: UUID) -> Rights | None:
    """What a person holds now; None: there is no such person (an import is none)."""
    person = conn.execute(select(people.c.ended_at).where(people.c.id == person_id, people.c.is_system.is_(False))).first()
    if person is None:
        return None
    held = conn.execute(select(roles.c.role, roles.c.area_id).where(roles.c.person_id == person_id, roles.c.to_at.is_(None)))
    teams = conn.execute(select(memberships.c.team_id).where(memberships.c.person_id == person_id, memberships.c.to_at.is_(None)))
    return Rights(tuple(Role(row.role, row.area_id) for row in held), frozenset(teams.scalars()), person.ended_at is not None)


def insert_invitation(conn: Connection, invitation: Invitation, code_hash: bytes, made_by: UUID | None) -> None:
    conn.execute(
        insert(invitations).values(
            id=invitation.id,
            code_hash=code_hash,
            person_id=invitation.person_id,
            role=invitation.role,
            team_id=invitation.team_id,
            made_by=made_by,
            made_at=invitation.made_at,
            expires_at=invitation.expires_at,
        )
    )


def find_invitation(conn: Connection, code_hash: bytes, *, lock: bool = False) -> Invitation | None:
    if lock:
        fetch(conn, "SELECT id FROM invitations WHERE code_hash = ? {lock}", code_hash)
    row = conn.execute(select(*COLUMNS).where(invitations.c.code_hash == code_hash)).first()
    return Invitation(*row) if row else None


def get_invitation(conn: Connection, invitation_id: UUID) -> Invitation | None:
    row = conn.execute(select(*COLUMNS).where(invitations.c.id == invitation_id)).first()
    return Invitation(*row) if row else None


class Seen(Struct, frozen=True):
    """Whose invitations somebody sees: the own, those into teams led, and of the people who are or were in one or coordinate an area below."""

    person_id: UUID
    team_ids: Collection[UUID]
    area_ids: Collection[UUID]


def list_invitations(
    conn: Connection, limit: int, *, team_id: UUID | None = None, seen: Seen | None = None
) -> list[tuple[Invitation, str]]:
    """Of one team or of those `seen` (None: of all), with the invited person's name, the latest first and those of one sheet by name."""
    stmt = select(*COLUMNS, people.c.name).join_from(invitations, people, people.c.id == invitations.c.person_id)
    if team_id is not None:
        stmt = stmt.where(invitations.c.team_id == team_id)
    if seen is not None:
        in_teams = select(memberships.c.person_id).where(memberships.c.team_id.in_(seen.team_ids))
        in_areas = select(roles.c.person_id).where(roles.c.to_at.is_(None), roles.c.area_id.in_(seen.area_ids))
        stmt = stmt.where(
            (invitations.c.person_id == seen.person_id)
            | invitations.c.team_id.in_(seen.team_ids)
            | invitations.c.person_id.in_(in_teams)
            | invitations.c.person_id.in_(in_areas)
        )
    rows: Any = conn.execute(stmt.order_by(invitations.c.made_at.desc(), people.c.name, invitations.c.id.desc()).limit(limit))
    return [(Invitation(*row[:-1]), row[-1]) for row in rows]


def revoke_invitation(conn: Connection, invitation_id: UUID, now: int) -> None:
    """A code that was used stays used; the sign-in it opened is ended otherwise."""
    _revoke(conn, invitations.c.id == invitation_id, now)


def revoke_again(conn: Connection, invitation_ids: Collection[UUID], now: int) -> None:
    """Those of the ids that there are."""
    _revoke(conn, invitations.c.id.in_(invitation_ids), now)


def _revoke(conn: Connection, which: ColumnElement[bool], now: int) -> None:
    waiting = which & invitations.c.used_at.is_(None) & invitations.c.revoked_at.is_(None)
    revoked = conn.execute(update(invitations).where(waiting).values(revoked_at=now).returning(invitations.c.id)).scalars().all()
    if revoked:
        note(conn, InvitationsRevoked(at=now, invitation_ids=tuple(sorted(revoked))))


def revoke_waiting(conn: Connection, person_id: UUID, lost_at: int, now: int) -> None:
    """Those of somebody whose phone was lost: they lie in its messages, and whoever found it must not come in by one. Not what was made since."""
    _revoke(conn, (invitations.c.person_id == person_id) & (invitations.c.made_at <= lost_at), now)


def revoke_all(conn: Connection, person_id: UUID, now: int) -> None:
    waiting = (invitations.c.person_id == person_id) & invitations.c.used_at.is_(None) & invitations.c.revoked_at.is_(None)
    conn.execute(update(invitations).where(waiting).values(revoked_at=now))


def revoke_older(conn: Connection, used: Invitation, now: int) -> None:
    """Those made before for the same person and the same thing: they were lost or never arrived, and whoever finds one must not come in.
    What was made since is for a further phone.
    """
    c = invitations.c
    same_team = c.team_id.is_(None) if used.team_id is None else c.team_id == used.team_id
    older = (c.person_id == used.person_id) & (c.role == used.role) & same_team & (c.made_at < used.made_at)
    _revoke(conn, older, now)


def use_invitation(conn: Connection, invitation: Invitation, replica_id: UUID, device: str | None, token_hash: bytes, now: int) -> None:
    """Spend the code, name the replica its person's for ever, open its session. Raises OtherPerson for somebody else's replica."""
    if invitation.used_at is None:
        mark_used(conn, invitation.id, replica_id, now)
        revoke_older(conn, invitation, now)
        find_by_code(conn, replica_id, invitation.person_id, invitation.made_at, now)
    own = ensure_replica(conn, replica_id, invitation.person_id, "desk" if invitation.role == "coordinator" else "phone", device, now)
    if not own:
        raise OtherPerson("this replica is another person's")
    open_session(conn, token_hash, invitation.person_id, "cookie", now)
    conn.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(replica_id=replica_id))


def mark_used(conn: Connection, invitation_id: UUID, replica_id: UUID, now: int) -> None:
    waiting = (invitations.c.id == invitation_id) & invitations.c.used_at.is_(None)
    conn.execute(update(invitations).where(waiting).values(used_at=now, used_by_replica=replica_id))
    note(conn, InvitationUsed(at=now, invitation_id=invitation_id, replica_id=replica_id))


def find_former(conn: Connection, former_id: UUID, person_id: UUID, signed_in_as: UUID, now: int) -> None:
    """What a phone was before its browser threw its store away is found by the code that opened its sign-in, if that was made after the loss."""
    used = (invitations.c.used_by_replica == signed_in_as) & (invitations.c.person_id == person_id)
    made_at = conn.execute(select(func.max(invitations.c.made_at)).where(used)).scalar()
    if made_at is not None:
        find_by_code(conn, former_id, person_id, made_at, now)


def find_by_code(conn: Connection, replica_id: UUID, person_id: UUID, made_at: int, now: int) -> None:
    if find_again(conn, replica_id, person_id, made_at=made_at):
        note(conn, PhoneFound(at=now, replica_id=replica_id, person_id=person_id))


def find_again(conn: Connection, replica_id: UUID, person_id: UUID, *, made_at: int | None = None) -> bool:
    """A phone that was lost is its person's again by a new code, and by that sign-in alone, whatever names it had.

    `made_at`: when the code was made. One of before may lie in the messages of that phone.
    """
    names = names_of(conn, replica_id)
    lost = replicas.c.id.in_(names) & (replicas.c.person_id == person_id) & replicas.c.lost_at.is_not(None)
    lost_at = conn.execute(select(func.max(replicas.c.lost_at)).where(lost)).scalar()
    if lost_at is None or (made_at is not None and made_at <= lost_at):
        return False
    conn.execute(update(replicas).where(lost).values(lost_at=None, wipe_asked_at=None, wiped_at=None))
    conn.execute(delete(sessions).where(sessions.c.replica_id.in_(names)))
    return True


def ensure_replica(
    conn: Connection, replica_id: UUID, person_id: UUID, kind: str, device: str | None, now: int, *, forked_from: UUID | None = None
) -> bool:
    """Whether the replica is this person's; a new one becomes so. A further name of another has not been heard."""
    fetch(
        conn,
        "INSERT INTO replicas (id, person_id, kind, device, forked_from, first_n, highest_n, missing, lost, made_at, last_seen_at) "
        "VALUES (?, ?, ?, ?, ?, 1, 0, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING kind",
        replica_id,
        person_id,
        kind,
        device,
        forked_from,
        b"[]",
        b"[]",
        now,
        now if forked_from is None else None,
    )
    if device is not None:
        conn.execute(update(replicas).where(replicas.c.id == replica_id, replicas.c.person_id == person_id).values(device=device))
    owner = conn.execute(select(replicas.c.person_id).where(replicas.c.id == replica_id)).scalar_one()
    return bool(owner == person_id)
