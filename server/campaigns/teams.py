"""Teams in a campaign, their people, buildings and phones."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from msgspec import UNSET
from sqlalchemy import Connection, func, insert, select, update

from server.areas.names import plain
from server.campaigns.reference import refresh_team
from server.campaigns.schemas import MemberBody, TeamBody, TeamPhones
from server.db.driver import fetch
from server.db.tables import memberships, replicas, slices, teams
from server.errors import Unfit
from server.identity.memberships import refresh_follows
from server.identity.people import IN_HAND, SILENT_MS
from server.identity.schemas import Named
from server.identity.scope import Scope
from server.journal.deeds import TeamMade, TeamRenamed
from server.journal.file import note
from server.replication.slices import NewId, ensure_team_slices

CAMPAIGN = "SELECT id FROM campaigns WHERE id = ? {lock}"
NAMED_IN = """
SELECT t.id, t.name FROM slices s JOIN teams t ON t.id = s.team_id
WHERE s.kind = 'team' AND s.campaign_id = ? AND s.team_id <> ? AND t.ended_at IS NULL
"""
TAKES_PART = """
SELECT s.campaign_id FROM slices s JOIN campaigns c ON c.id = s.campaign_id WHERE s.kind = 'team' AND s.team_id = ? AND c.ended_at IS NULL
"""
TEAMS = """
SELECT t.id, t.name, t.ended_at, s.id FROM slices s JOIN teams t ON t.id = s.team_id
WHERE s.kind = 'team' AND s.campaign_id = ? AND s.team_id IN (??) ORDER BY t.name, t.id
"""
MEMBERS = """
SELECT m.team_id, p.id, p.name, m.role, m.to_at FROM memberships m JOIN people p ON p.id = m.person_id
WHERE m.team_id IN (??) ORDER BY m.from_at, m.id
"""
COUNTS = "SELECT team_id, SUM(known), SUM(visited) FROM coverage_areas WHERE campaign_id = ? AND team_id IN (??) GROUP BY team_id"
BUILDINGS = """
SELECT c.team_id, b.id, b.name FROM coverage_cells c JOIN buildings b ON b.id = c.building_id
WHERE c.campaign_id = ? AND c.team_id IN (??) AND c.known > 0 ORDER BY b.area_id, b.sort_key, b.id
"""


def team_ids_of(conn: Connection, campaign_id: UUID | None) -> list[UUID]:
    """The teams of a campaign, ended ones too; or those of all campaigns that last."""
    where = slices.c.kind == "team"
    where &= slices.c.ended_at.is_(None) if campaign_id is None else slices.c.campaign_id == campaign_id
    return list(conn.execute(select(slices.c.team_id).where(where).distinct().order_by(slices.c.team_id)).scalars())


def team_slice(conn: Connection, campaign_id: UUID, team_id: UUID) -> UUID | None:
    """The slice of a team's doors in a campaign, if it takes part."""
    where = (slices.c.kind == "team") & (slices.c.campaign_id == campaign_id) & (slices.c.team_id == team_id)
    return conn.execute(select(slices.c.id).where(where, slices.c.ended_at.is_(None))).scalar()


def make_team(conn: Connection, campaign_id: UUID, team_id: UUID, name: str, area_id: UUID | None, now: int, new_id: NewId) -> UUID:
    """A team that takes part in a campaign; one that exists joins it with its people. Returns its slice there.

    The campaign is locked: of two that bring a team into it at once, the second finds it there.
    """
    fetch(conn, CAMPAIGN, campaign_id)
    if conn.execute(select(teams.c.id).where(teams.c.id == team_id)).first() is None:
        conn.execute(insert(teams).values(id=team_id, name=name, area_id=area_id, made_at=now))
    note(conn, TeamMade(at=now, campaign_id=campaign_id, team_id=team_id, name=name, area_id=area_id))
    slice_id = ensure_team_slices(conn, campaign_id, team_id, new_id).cards
    members = select(memberships.c.person_id).where(memberships.c.team_id == team_id, memberships.c.to_at.is_(None))
    for person_id in sorted(conn.execute(members).scalars()):
        refresh_follows(conn, person_id, new_id)
    refresh_team(conn, team_id, campaign_id)
    return slice_id


def rename_team(conn: Connection, team_id: UUID, name: str, now: int) -> bool:
    """False: there is no such team."""
    if not conn.execute(update(teams).where(teams.c.id == team_id).values(name=name)).rowcount:
        return False
    note(conn, TeamRenamed(at=now, team_id=team_id, name=name))
    refresh_team(conn, team_id)
    return True


def need_own_name(conn: Connection, scope: Scope, team_id: UUID, name: str, campaign_ids: Collection[UUID]) -> None:
    """Of the teams that somebody manages no two that last in a campaign have one name, whatever its width, case and spaces. Raises Unfit.

    The campaigns are locked: of two who give one name at once, the second finds it taken.
    """
    for campaign_id in sorted(campaign_ids):
        fetch(conn, CAMPAIGN, campaign_id)
        for other_id, other in fetch(conn, NAMED_IN, campaign_id, team_id):
            if scope.manages(other_id) and plain(other) == plain(name):
                raise Unfit("team_name_taken", "a team of this campaign has this name")


def campaigns_of(conn: Connection, team_id: UUID) -> list[UUID]:
    """Those that last and that the team takes part in."""
    return [row[0] for row in fetch(conn, TAKES_PART, team_id)]


def team_exists(conn: Connection, team_id: UUID) -> bool:
    return bool(fetch(conn, "SELECT 1 FROM teams WHERE id = ?", team_id))


def list_teams(conn: Connection, campaign_id: UUID, team_ids: Sequence[UUID], now: int, *, with_buildings: bool = False) -> list[TeamBody]:
    """By name. What is read grows with the teams and their people; with the buildings only where they are asked for."""
    ids = list(team_ids)
    members, counts, phones = _members(conn, ids), _counts(conn, campaign_id, ids), phones_by_team(conn, ids, now)
    held = _buildings(conn, campaign_id, ids) if with_buildings else None
    return [
        TeamBody(
            id=team_id,
            name=name,
            slice_id=slice_id,
            leaders=[Named(each.id, each.name) for each in members[team_id] if each.role == "leader" and each.ended_at is None],
            members=members[team_id],
            known=counts.get(team_id, (0, 0))[0],
            visited=counts.get(team_id, (0, 0))[1],
            phones=phones[team_id],
            ended_at=ended_at,
            buildings=UNSET if held is None else held[team_id],
        )
        for team_id, name, ended_at, slice_id in fetch(conn, TEAMS, campaign_id, ids)
    ]


def _members(conn: Connection, team_ids: list[UUID]) -> dict[UUID, list[MemberBody]]:
    """The last membership of each person in each team; `ended_at` says that it is over."""
    last: dict[UUID, dict[UUID, MemberBody]] = defaultdict(dict)
    for team_id, person_id, name, role, to_at in fetch(conn, MEMBERS, team_ids):
        last[team_id][person_id] = MemberBody(person_id, name, role, to_at)
    order = {team: sorted(each.values(), key=lambda one: (one.ended_at is not None, one.name, one.id)) for team, each in last.items()}
    return defaultdict(list, order)


def _counts(conn: Connection, campaign_id: UUID, team_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """(known, visited) of each team that has doors."""
    return {team_id: (int(known), int(visited)) for team_id, known, visited in fetch(conn, COUNTS, campaign_id, team_ids)}


def _buildings(conn: Connection, campaign_id: UUID, team_ids: list[UUID]) -> dict[UUID, list[Named]]:
    found: dict[UUID, list[Named]] = defaultdict(list)
    for team_id, building_id, name in fetch(conn, BUILDINGS, campaign_id, team_ids):
        found[team_id].append(Named(building_id, name))
    return found


def phones_by_team(conn: Connection, team_ids: Collection[UUID], now: int) -> dict[UUID, TeamPhones]:
    """The phones of the people in each team now. A lost phone is none any more."""
    silent = replicas.c.last_seen_at.is_(None) | (replicas.c.last_seen_at <= now - SILENT_MS)
    seen = replicas.c.last_seen_at
    stmt = (
        select(
            memberships.c.team_id,
            func.count().label("of"),
            func.count().filter(silent).label("silent"),
            func.min(seen).filter(silent).label("silent_since"),
            func.max(seen).label("last_seen_at"),
            func.sum(replicas.c.unsent).label("unsent"),
            func.min(replicas.c.unsent_at).label("unsent_at"),
        )
        .join_from(memberships, replicas, replicas.c.person_id == memberships.c.person_id)
        .where(memberships.c.team_id.in_(team_ids), memberships.c.to_at.is_(None))
        .where(IN_HAND)
        .group_by(memberships.c.team_id)
    )
    found = {
        row.team_id: TeamPhones(
            row.of, row.silent, row.silent_since, row.last_seen_at, None if row.unsent is None else int(row.unsent), row.unsent_at
        )
        for row in conn.execute(stmt)
    }
    return defaultdict(lambda: TeamPhones(0, 0, None, None, None, None), found)
