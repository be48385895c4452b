"""The audit as coordinators read it: the latest first, a page at a time by its index, names looked up as they are now."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, literal, or_, select, tuple_

from server.areas.buildings import name_before
from server.audit.schemas import AuditLine
from server.db.audit_tables import audit
from server.db.roll_tables import roll_uploads
from server.db.tables import areas, buildings, campaigns, invitations, organization, people, replicas, teams
from server.db.types import Id
from server.identity.schemas import Named
from server.identity.scope import Scope

Mark = tuple[int, UUID]  # a line's (at, id)
COUNTS = msgspec.json.Decoder(dict[str, int])
NAMED = {
    "person": people,
    "team": teams,
    "campaign": campaigns,
    "area": areas,
    "building": buildings,
    "organization": organization,
    "roll": roll_uploads,
}
OWNED = {"invitation": invitations, "replica": replicas}  # called after the person they are for


class Filter(msgspec.Struct, frozen=True):
    """What is asked for; None: whatever. `subject_id`: of a person, their phones and invitations too."""

    person_id: UUID | None = None
    action: str | None = None
    subject_id: UUID | None = None


def list_audit(conn: Connection, scope: Scope, wanted: Filter, before: Mark | None, limit: int) -> list[AuditLine]:
    """Of the whole organization; for who coordinates a part: what was done there, and what they did themselves."""
    stmt = select(audit).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(limit)
    for column, value in ((audit.c.person_id, wanted.person_id), (audit.c.action, wanted.action)):
        if value is not None:
            stmt = stmt.where(column == value)
    if wanted.subject_id is not None:
        owned = (audit.c.subject_id.in_(select(table.c.id).where(table.c.person_id == wanted.subject_id)) for table in OWNED.values())
        stmt = stmt.where(or_(audit.c.subject_id == wanted.subject_id, *owned))
    if not scope.everywhere:
        stmt = stmt.where(
            (audit.c.person_id == scope.actor.person_id) | audit.c.team_id.in_(scope.managed) | audit.c.area_id.in_(scope.area_ids)
        )
    if before is not None:
        stmt = stmt.where(tuple_(audit.c.at, audit.c.id) < tuple_(literal(before[0]), literal(before[1], Id)))
    return _lines(conn, conn.execute(stmt).all())


def _lines(conn: Connection, rows: Sequence[Any]) -> list[AuditLine]:
    called = _names(conn, people, {row.person_id for row in rows})
    in_teams = _names(conn, teams, {row.team_id for row in rows})
    in_areas = _names(conn, areas, {row.area_id for row in rows})
    subjects = _subject_names(conn, rows)
    return [
        AuditLine(
            row.id,
            row.at,
            _named(called, row.person_id),
            row.action,
            row.subject,
            row.subject_id,
            subjects.get(row.subject_id),
            _named(in_teams, row.team_id),
            Named(row.area_id, in_areas[row.area_id]) if row.area_id in in_areas else None,
            COUNTS.decode(row.counts),
        )
        for row in rows
    ]


def _subject_names(conn: Connection, rows: Sequence[Any]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for kind, table in NAMED.items():
        named = _names(conn, table, {row.subject_id for row in rows if row.subject == kind})
        found |= {key: name_before(name, key) for key, name in named.items()} if kind == "building" else named
    for kind, table in OWNED.items():
        ids = {row.subject_id for row in rows if row.subject == kind} - {None}
        stmt = select(table.c.id, people.c.name).join_from(table, people, people.c.id == table.c.person_id).where(table.c.id.in_(ids))
        found |= {row.id: row.name for row in conn.execute(stmt)} if ids else {}
    return found


def _names(conn: Connection, table: Any, ids: Collection[UUID | None]) -> dict[UUID, str]:
    wanted = set(ids) - {None}
    return {row.id: row.name for row in conn.execute(select(table.c.id, table.c.name).where(table.c.id.in_(wanted)))} if wanted else {}


def _named(names: dict[UUID, str], each: UUID | None) -> Named | None:
    return None if each is None else Named(each, names.get(each, ""))
