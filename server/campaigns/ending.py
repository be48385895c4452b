"""The end of a campaign or a team: its slices are dropped, nothing moves, and what comes in late still counts (SPEC.md S-85 to S-89).

The caller owns the transaction.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, update

from server.campaigns.entering import begin_entering
from server.campaigns.reference import refresh_team
from server.db.driver import execute, fetch
from server.db.tables import campaigns, memberships, slices, teams
from server.errors import Ended
from server.identity.memberships import lock_person, refresh_follows
from server.journal.deeds import Ended as EndNoted
from server.journal.file import note
from server.replication.slices import NewId

FOLLOWED_NO_MORE = """
DELETE FROM follows WHERE slice_id IN (SELECT id FROM slices WHERE campaign_id = ? AND team_id IS NOT NULL AND ended_at IS NULL) AND NOT EXISTS (
    SELECT 1 FROM slices s JOIN memberships m ON m.team_id = s.team_id
    WHERE s.id = follows.slice_id AND m.person_id = follows.person_id AND m.to_at IS NULL
)
"""
FOLLOWED_NOW = """
INSERT INTO follows (person_id, slice_id) SELECT DISTINCT m.person_id, s.id FROM slices s JOIN memberships m ON m.team_id = s.team_id
WHERE s.campaign_id = ? AND m.to_at IS NULL ON CONFLICT DO NOTHING
"""
REFERRED_NO_MORE = """
DELETE FROM follows WHERE slice_id IN (SELECT id FROM slices WHERE campaign_id = ? AND team_id IS NULL) AND person_id NOT IN (
    SELECT w.person_id FROM follows w JOIN slices s ON s.id = w.slice_id WHERE s.campaign_id = ? AND s.team_id IS NOT NULL
) AND NOT EXISTS (SELECT 1 FROM roles r WHERE r.person_id = follows.person_id AND r.role = 'coordinator' AND r.to_at IS NULL)
"""
REFERRED_NOW = """
INSERT INTO follows (person_id, slice_id) SELECT DISTINCT w.person_id, r.id FROM follows w JOIN slices s ON s.id = w.slice_id
JOIN slices r ON r.campaign_id = s.campaign_id AND r.kind = 'reference' AND r.team_id IS NULL
WHERE s.campaign_id = ? AND s.kind = 'team' ON CONFLICT DO NOTHING
"""
COORDINATED_NOW = """
INSERT INTO follows (person_id, slice_id) SELECT DISTINCT c.person_id, r.id FROM slices r JOIN roles c ON c.role = 'coordinator'
WHERE r.campaign_id = ? AND r.kind = 'reference' AND r.team_id IS NULL AND c.to_at IS NULL ON CONFLICT DO NOTHING
"""
CONCERNED = """
SELECT m.person_id FROM memberships m JOIN people p ON p.id = m.person_id AND p.ended_at IS NULL WHERE m.team_id = ? AND m.to_at = ?
UNION SELECT w.person_id FROM follows w JOIN slices s ON s.id = w.slice_id WHERE s.team_id = ?
"""
REJOIN = """
UPDATE memberships SET to_at = NULL WHERE team_id = ? AND to_at = ?
    AND person_id NOT IN (SELECT id FROM people WHERE ended_at IS NOT NULL)
"""


def end_campaign(conn: Connection, campaign_id: UUID, now: int) -> bool:
    """False: it had ended already."""
    stmt = update(campaigns).where(campaigns.c.id == campaign_id, campaigns.c.ended_at.is_(None)).values(ended_at=now)
    if not conn.execute(stmt).rowcount:
        return False
    note(conn, EndNoted(at=now, of="campaign", id=campaign_id, is_over=True))
    _end_slices(conn, slices.c.campaign_id == campaign_id, now)
    return True


def reopen_campaign(conn: Connection, campaign_id: UUID, now: int) -> bool:
    """Take an end back. What ended by itself, a team say, stays ended. False: it had not ended.

    Its teams are still to hear who is in them by now, and doors that became known meanwhile to enter it (`entering`).
    """
    stmt = update(campaigns).where(campaigns.c.id == campaign_id, campaigns.c.ended_at.is_not(None)).values(ended_at=None)
    if not conn.execute(stmt).rowcount:
        return False
    note(conn, EndNoted(at=now, of="campaign", id=campaign_id, is_over=False))
    running = select(teams.c.id).where(teams.c.ended_at.is_(None))
    _reopen_slices(conn, (slices.c.campaign_id == campaign_id) & (slices.c.team_id.is_(None) | slices.c.team_id.in_(running)))
    execute(conn, FOLLOWED_NO_MORE, campaign_id)  # people have come and gone meanwhile
    execute(conn, FOLLOWED_NOW, campaign_id)
    execute(conn, REFERRED_NO_MORE, campaign_id, campaign_id)
    execute(conn, REFERRED_NOW, campaign_id)
    execute(conn, COORDINATED_NOW, campaign_id)
    begin_entering(conn, [campaign_id], now, tells_teams=True)
    return True


def end_team(conn: Connection, team_id: UUID, now: int, new_id: NewId) -> bool:
    """Its people are in it no more; its doors stay until somebody gives them out. False: it had ended already."""
    if not conn.execute(update(teams).where(teams.c.id == team_id, teams.c.ended_at.is_(None)).values(ended_at=now)).rowcount:
        return False
    note(conn, EndNoted(at=now, of="team", id=team_id, is_over=True))
    members = _lock_members(conn, team_id)
    _end_slices(conn, slices.c.team_id == team_id, now)
    conn.execute(update(memberships).where(memberships.c.team_id == team_id, memberships.c.to_at.is_(None)).values(to_at=now))
    for person_id in members:
        refresh_follows(conn, person_id, new_id)
    return True


def reopen_team(conn: Connection, team_id: UUID, new_id: NewId) -> bool:
    """Take an end back: whoever was in the team then is in it again, who had left before is not. In campaigns that have ended it stays ended."""
    ended_at = conn.execute(select(teams.c.ended_at).where(teams.c.id == team_id)).scalar()
    if ended_at is None:
        return False
    note(conn, EndNoted(at=0, of="team", id=team_id, is_over=False))
    people = sorted(
        row[0] if isinstance(row[0], UUID) else UUID(bytes=row[0]) for row in fetch(conn, CONCERNED, team_id, ended_at, team_id)
    )
    for person_id in people:
        lock_person(conn, person_id)
    conn.execute(update(teams).where(teams.c.id == team_id).values(ended_at=None))
    execute(conn, REJOIN, team_id, ended_at)
    running = select(campaigns.c.id).where(campaigns.c.ended_at.is_(None))
    _reopen_slices(conn, (slices.c.team_id == team_id) & slices.c.campaign_id.in_(running))
    refresh_team(conn, team_id)
    for person_id in people:
        refresh_follows(conn, person_id, new_id)
    return True


def need_lasting_team(conn: Connection, team_id: UUID) -> None:
    """Raises Ended: nobody joins a team that has ended, and it takes part in nothing new."""
    if fetch(conn, "SELECT 1 FROM teams WHERE id = ? AND ended_at IS NOT NULL", team_id):
        raise Ended("team_ended")


def need_lasting_campaign(conn: Connection, campaign_id: UUID) -> None:
    """Raises Ended: nothing moves in a campaign that has ended, and its areas stay. Behind the campaign's lock it holds until the commit."""
    if fetch(conn, "SELECT 1 FROM campaigns WHERE id = ? AND ended_at IS NOT NULL", campaign_id):
        raise Ended("campaign_ended")


def _lock_members(conn: Connection, team_id: UUID) -> Sequence[UUID]:
    """In the order of their ids, as everybody who changes memberships does."""
    open_ = (memberships.c.team_id == team_id) & memberships.c.to_at.is_(None)
    people = sorted(set(conn.execute(select(memberships.c.person_id).where(open_)).scalars()))
    for person_id in people:
        lock_person(conn, person_id)
    return people


def _end_slices(conn: Connection, which: ColumnElement[bool], now: int) -> None:
    """Their heads rise, so that whoever waits for changes looks."""
    lasting = which & slices.c.ended_at.is_(None)
    _lock_slices(conn, lasting)
    conn.execute(update(slices).where(lasting).values(ended_at=now, head=slices.c.head + 1))


def _reopen_slices(conn: Connection, which: ColumnElement[bool]) -> None:
    _lock_slices(conn, which)
    conn.execute(update(slices).where(which).values(ended_at=None, head=slices.c.head + 1))


def _lock_slices(conn: Connection, which: ColumnElement[bool]) -> None:
    conn.execute(select(slices.c.id).where(which).order_by(slices.c.id).with_for_update())
