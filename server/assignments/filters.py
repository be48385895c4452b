"""The doors that a filter means now."""

from uuid import UUID

from msgspec import UNSET
from sqlalchemy import ColumnElement, Connection, Select, exists, or_, select

from server.areas.store import subtree
from server.assignments.schemas import From
from server.db import move_tables
from server.db.tables import buildings, feed, households, memberships, replicas, slices
from server.identity.people import IN_HAND, SILENT_MS

KINDS = ("team", "unassigned")


def doors_from(conn: Connection, campaign_id: UUID, chosen: From, now: int) -> list[UUID]:
    """Sorted. `now`: to say whose phones are silent."""
    stmt = (
        select(feed.c.household_id)
        .join_from(feed, slices, slices.c.id == feed.c.slice_id)
        .join(households, households.c.id == feed.c.household_id)
        .where(slices.c.campaign_id == campaign_id, slices.c.kind.in_(KINDS), feed.c.gone_reason.is_(None), *_held(chosen), *_done(chosen))
    )
    return sorted(conn.execute(_asked(conn, stmt, chosen, now)).scalars(), key=lambda door_id: door_id.bytes)


def _held(chosen: From) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if chosen.team_id is not UNSET:
        where.append(slices.c.kind == "unassigned" if chosen.team_id is None else slices.c.team_id == chosen.team_id)
    if chosen.person_id is not None:
        where.append(feed.c.person_id == chosen.person_id)
    if chosen.building_id is not None:
        where.append(households.c.building_id.in_(chosen.building_id if isinstance(chosen.building_id, list) else [chosen.building_id]))
    return where


def _done(chosen: From) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if chosen.state is not None:
        where.append(feed.c.state.in_([chosen.state] if isinstance(chosen.state, str) else chosen.state))
    if chosen.tries is not None:
        where.append(feed.c.tries.in_([chosen.tries] if isinstance(chosen.tries, int) else chosen.tries))
    if chosen.unvisited:
        where.append(feed.c.is_visited.is_(False))
    return where


def _asked(conn: Connection, stmt: Select[UUID], chosen: From, now: int) -> Select[UUID]:
    """What needs more tables."""
    if chosen.area_id is not None:
        inside = select(buildings.c.id).where(buildings.c.area_id.in_(subtree(conn, [chosen.area_id])))
        stmt = stmt.where(households.c.building_id.in_(inside))
    if chosen.need is not None:
        needs = move_tables.household_needs.c
        stmt = stmt.where(feed.c.household_id.in_(select(needs.household_id).where(needs.need == chosen.need)))
    if chosen.silent:
        stmt = stmt.where(slices.c.team_id.is_not(None), ~_heard_from(now))
    return stmt


def _heard_from(now: int) -> ColumnElement[bool]:
    """A phone of the person who has the door, or of anybody in the team where nobody in particular has it, spoke lately."""
    mine = (memberships.c.team_id == slices.c.team_id) & memberships.c.to_at.is_(None)
    spoke = (replicas.c.last_seen_at > now - SILENT_MS) & IN_HAND
    whose = or_(feed.c.person_id.is_(None), replicas.c.person_id == feed.c.person_id)
    found = select(replicas.c.id).join(memberships, memberships.c.person_id == replicas.c.person_id).where(mine, spoke, whose)
    return exists(found.correlate(slices, feed))
