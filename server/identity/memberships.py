"""Joining and leaving teams, and what a person follows because of it."""

from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from server.campaigns.reference import refresh_member, refresh_team
from server.db.driver import fetch
from server.db.tables import follows, memberships, people, roles, slices
from server.journal.deeds import AccessEnded, PersonMade, PersonRenamed, RoleGiven, RoleTaken, TeamJoined, TeamLeft
from server.journal.file import note
from server.replication.slices import NewId, ensure_person_slices, follow, unfollow


def lock_person(conn: Connection, person_id: UUID) -> bool:
    """Hold the person's row, so that what is made once for each person is made once. False: there is no such person."""
    return bool(fetch(conn, "SELECT id FROM people WHERE id = ? {lock}", person_id))


def make_person(conn: Connection, person_id: UUID, name: str, now: int, new_id: NewId) -> None:
    note(conn, PersonMade(at=now, person_id=person_id, name=name))
    conn.execute(insert(people).values(id=person_id, name=name, made_at=now))
    ensure_person_slices(conn, person_id, new_id)


def rename_person(conn: Connection, person_id: UUID, name: str, now: int) -> None:
    """Boards say the new name at once, phones of their teams after their next pull."""
    note(conn, PersonRenamed(at=now, person_id=person_id, name=name))
    lock_person(conn, person_id)
    conn.execute(update(people).where(people.c.id == person_id).values(name=name))
    refresh_member(conn, person_id)


def join_team(conn: Connection, person_id: UUID, team_id: UUID, role: str, now: int, new_id: NewId) -> None:
    """A member or leader from now on. Another role than before ends the old membership and begins a new one."""
    note(conn, TeamJoined(at=now, person_id=person_id, team_id=team_id, role=role))
    lock_person(conn, person_id)
    open_ = (memberships.c.person_id == person_id) & (memberships.c.team_id == team_id) & memberships.c.to_at.is_(None)
    if conn.execute(select(memberships.c.role).where(open_)).scalars().all() != [role]:
        conn.execute(update(memberships).where(open_).values(to_at=now))
        conn.execute(insert(memberships).values(id=new_id(), team_id=team_id, person_id=person_id, role=role, from_at=now))
    refresh_follows(conn, person_id, new_id)
    refresh_team(conn, team_id)


def leaders_of(conn: Connection, team_id: UUID) -> frozenset[UUID]:
    rows = fetch(conn, "SELECT person_id FROM memberships WHERE team_id = ? AND role = 'leader' AND to_at IS NULL", team_id)
    return frozenset(row[0] for row in rows)


def leave_team(conn: Connection, person_id: UUID, team_id: UUID, now: int, new_id: NewId) -> None:
    note(conn, TeamLeft(at=now, person_id=person_id, team_id=team_id))
    lock_person(conn, person_id)
    open_ = (memberships.c.person_id == person_id) & (memberships.c.team_id == team_id) & memberships.c.to_at.is_(None)
    conn.execute(update(memberships).where(open_).values(to_at=now))
    refresh_follows(conn, person_id, new_id)
    refresh_team(conn, team_id)


def give_role(conn: Connection, person_id: UUID, role: str, area_id: UUID | None, now: int, new_id: NewId) -> None:
    note(conn, RoleGiven(at=now, person_id=person_id, role=role, area_id=area_id))
    lock_person(conn, person_id)
    same = (roles.c.person_id == person_id) & (roles.c.role == role) & roles.c.to_at.is_(None)
    same &= roles.c.area_id.is_(None) if area_id is None else roles.c.area_id == area_id
    if conn.execute(select(roles.c.id).where(same)).first() is None:
        conn.execute(insert(roles).values(id=new_id(), person_id=person_id, role=role, area_id=area_id, from_at=now))
    refresh_follows(conn, person_id, new_id)


def take_role(conn: Connection, person_id: UUID, role: str, area_id: UUID | None, now: int, new_id: NewId) -> bool:
    """False: the person has no such role."""
    note(conn, RoleTaken(at=now, person_id=person_id, role=role, area_id=area_id))
    lock_person(conn, person_id)
    same = (roles.c.person_id == person_id) & (roles.c.role == role) & roles.c.to_at.is_(None)
    same &= roles.c.area_id.is_(None) if area_id is None else roles.c.area_id == area_id
    if not conn.execute(update(roles).where(same).values(to_at=now)).rowcount:
        return False
    refresh_follows(conn, person_id, new_id)
    return True


def end_person(conn: Connection, person_id: UUID, now: int, new_id: NewId) -> None:
    """From now on this person may only push what was made before. Phones hear of it at their next pull."""
    lock_person(conn, person_id)
    teams_left = list(
        conn.execute(select(memberships.c.team_id).where(memberships.c.person_id == person_id, memberships.c.to_at.is_(None))).scalars()
    )
    conn.execute(update(people).where(people.c.id == person_id, people.c.ended_at.is_(None)).values(ended_at=now))
    conn.execute(update(roles).where(roles.c.person_id == person_id, roles.c.to_at.is_(None)).values(to_at=now))
    for team_id in sorted(teams_left):
        leave_team(conn, person_id, team_id, now, new_id)
    unfollow(conn, person_id, sorted(held_slices(conn, person_id)))
    note(conn, AccessEnded(at=now, person_id=person_id))  # after the teams that are left


def refresh_follows(conn: Connection, person_id: UUID, new_id: NewId) -> None:
    """Own slices; those of the teams a person is in, with their campaigns; a coordinator those of every campaign."""
    wanted = set(ensure_person_slices(conn, person_id, new_id))
    mine = select(memberships.c.team_id).where(memberships.c.person_id == person_id, memberships.c.to_at.is_(None))
    lasting = slices.c.ended_at.is_(None)
    of_teams = conn.execute(select(slices.c.id, slices.c.campaign_id).where(slices.c.team_id.in_(mine), lasting)).all()
    wanted |= {row.id for row in of_teams}
    of_campaigns = (slices.c.kind == "reference") & slices.c.team_id.is_(None) & lasting
    coordinates = select(roles.c.id).where(roles.c.person_id == person_id, roles.c.role == "coordinator", roles.c.to_at.is_(None))
    if conn.execute(coordinates).first() is None:
        of_campaigns &= slices.c.campaign_id.in_({row.campaign_id for row in of_teams})
    wanted |= set(conn.execute(select(slices.c.id).where(of_campaigns)).scalars())
    held = held_slices(conn, person_id)
    follow(conn, person_id, sorted(wanted - held))
    over = set(conn.execute(select(slices.c.id).where(slices.c.id.in_(held - wanted), slices.c.ended_at.is_not(None))).scalars())
    unfollow(conn, person_id, sorted(held - wanted - over))  # of what has ended it is remembered who followed it


def held_slices(conn: Connection, person_id: UUID) -> set[UUID]:
    """The slices a person follows."""
    return set(conn.execute(select(follows.c.slice_id).where(follows.c.person_id == person_id)).scalars())
