"""Teams in a campaign, their people, buildings and phones."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from server.campaigns.reference import refresh_team
from server.campaigns.schemas import MemberBody, TeamBody, TeamPhones
from server.db.driver import fetch
from server.db.tables import buildings, coverage_cells, memberships, people, replicas, slices, teams
from server.identity.memberships import refresh_follows
from server.identity.people import PHONES, SILENT_MS
from server.identity.schemas import Named
from server.replication.slices import NewId, ensure_team_slices


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
    """A team that takes part in a campaign; one that exists joins it with its people. Returns its slice there."""
    if conn.execute(select(teams.c.id).where(teams.c.id == team_id)).first() is None:
        conn.execute(insert(teams).values(id=team_id, name=name, area_id=area_id, made_at=now))
    slice_id = ensure_team_slices(conn, campaign_id, team_id, new_id).cards
    members = select(memberships.c.person_id).where(memberships.c.team_id == team_id, memberships.c.to_at.is_(None))
    for person_id in sorted(conn.execute(members).scalars()):
        refresh_follows(conn, person_id, new_id)
    refresh_team(conn, team_id, campaign_id)
    return slice_id


def rename_team(conn: Connection, team_id: UUID, name: str) -> bool:
    """False: there is no such team."""
    if not conn.execute(update(teams).where(teams.c.id == team_id).values(name=name)).rowcount:
        return False
    refresh_team(conn, team_id)
    return True


def team_exists(conn: Connection, team_id: UUID) -> bool:
    return bool(fetch(conn, "SELECT 1 FROM teams WHERE id = ?", team_id))


def list_teams(conn: Connection, campaign_id: UUID, team_ids: Collection[UUID], now: int) -> list[TeamBody]:
    stmt = (
        select(teams.c.id, teams.c.name, teams.c.ended_at, slices.c.id.label("slice_id"))
        .join_from(slices, teams, teams.c.id == slices.c.team_id)
        .where(slices.c.kind == "team", slices.c.campaign_id == campaign_id, teams.c.id.in_(team_ids))
        .order_by(teams.c.name, teams.c.id)
    )
    members, held, phones = _members(conn, team_ids), _buildings(conn, campaign_id, team_ids), phones_by_team(conn, team_ids, now)
    return [_body(row, members[row.id], held[row.id], phones[row.id]) for row in conn.execute(stmt)]


def _body(row: Any, members: list[MemberBody], held: list[tuple[Named, int, int]], phones: TeamPhones) -> TeamBody:
    leaders = [Named(each.id, each.name) for each in members if each.role == "leader" and each.ended_at is None]
    known, visited = sum(each[1] for each in held), sum(each[2] for each in held)
    return TeamBody(row.id, row.name, row.slice_id, leaders, members, known, visited, [each[0] for each in held], phones, row.ended_at)


def _members(conn: Connection, team_ids: Collection[UUID]) -> dict[UUID, list[MemberBody]]:
    """The last membership of each person in each team; `ended_at` says that it is over."""
    stmt = (
        select(memberships.c.team_id, people.c.id, people.c.name, memberships.c.role, memberships.c.to_at)
        .join_from(memberships, people, people.c.id == memberships.c.person_id)
        .where(memberships.c.team_id.in_(team_ids))
        .order_by(memberships.c.from_at, memberships.c.id)
    )
    last: dict[UUID, dict[UUID, MemberBody]] = defaultdict(dict)
    for row in conn.execute(stmt):
        last[row.team_id][row.id] = MemberBody(row.id, row.name, row.role, row.to_at)
    order = {team: sorted(each.values(), key=lambda one: (one.ended_at is not None, one.name, one.id)) for team, each in last.items()}
    return defaultdict(list, order)


def _buildings(conn: Connection, campaign_id: UUID, team_ids: Collection[UUID]) -> dict[UUID, list[tuple[Named, int, int]]]:
    """(building, known, visited) of each team, from the counters."""
    cells = coverage_cells.c
    stmt = (
        select(cells.team_id, buildings.c.id, buildings.c.name, cells.known, cells.visited)
        .join_from(coverage_cells, buildings, buildings.c.id == cells.building_id)
        .where(cells.campaign_id == campaign_id, cells.team_id.in_(team_ids), cells.known > 0)
        .order_by(buildings.c.name, buildings.c.id)
    )
    found: dict[UUID, list[tuple[Named, int, int]]] = defaultdict(list)
    for row in conn.execute(stmt):
        found[row.team_id].append((Named(row.id, row.name), row.known, row.visited))
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
        .where(replicas.c.kind.in_(PHONES), replicas.c.lost_at.is_(None))
        .group_by(memberships.c.team_id)
    )
    found = {
        row.team_id: TeamPhones(
            row.of, row.silent, row.silent_since, row.last_seen_at, None if row.unsent is None else int(row.unsent), row.unsent_at
        )
        for row in conn.execute(stmt)
    }
    return defaultdict(lambda: TeamPhones(0, 0, None, None, None, None), found)
