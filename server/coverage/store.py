"""Coverage from the counters alone: their rows are added up, households are never looked at."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, func, select

from server.areas.store import ancestors
from server.coverage.schemas import Counts, Row, Work
from server.db.coverage_tables import coverage_areas
from server.db.driver import fetch
from server.db.natural import natural_key
from server.db.tables import COUNTS, areas, buildings, coverage_cells, coverage_people, coverage_work, memberships, people, teams
from sync.card import NOBODY

Sums = tuple[int, ...]
ZERO: Sums = (0,) * len(COUNTS)
PLAIN = [name for name in COUNTS if not name.startswith("tries_")]
Names = dict[UUID, str]
COUNTING = """
SELECT 1 FROM campaigns WHERE id = ? AND changed_at IS NOT NULL UNION ALL SELECT 1 FROM entering WHERE campaign_id = ?
"""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Which counters: of one campaign, of these teams (None: all) or in these areas, narrowed to a team and a building."""

    campaign_id: UUID
    team_ids: Collection[UUID] | None
    area_ids: Collection[UUID] = ()
    team_id: UUID | None = None
    building_id: UUID | None = None


def is_counting(conn: Connection, campaign_id: UUID) -> bool:
    """Whether some doors still count by rules that the campaign no longer has, or are still to enter it."""
    return bool(fetch(conn, COUNTING, campaign_id, campaign_id))


def total(conn: Connection, reach: Reach) -> Counts:
    table = _table(reach)
    row = conn.execute(select(*_sums(table)).where(*_of(table, reach))).one()
    return Counts(**_named(tuple(int(value or 0) for value in row)))


def by_team(conn: Connection, reach: Reach) -> list[Row]:
    """With what each team did, and a row without name for the doors that have no team."""
    table = _table(reach)
    sums = _grouped(conn, table, table.c.team_id, _of(table, reach))
    is_narrow = reach.building_id is not None or (reach.team_ids is not None and not reach.team_ids)  # work is counted by neither
    work = None if is_narrow else _work(conn, reach, coverage_work.c.team_id, coverage_work.c.person_id == NOBODY)
    names = _names(conn, teams, sums.keys() | (work or {}).keys())
    return _rows(sums, names | ({NOBODY: ""} if any(sums.get(NOBODY, ZERO)) else {}), work)


def by_building(conn: Connection, reach: Reach) -> list[Row]:
    """Those that have doors here, in the order of lists: by area, then by name as people count."""
    grouped = _grouped(conn, coverage_cells, coverage_cells.c.building_id, _of(coverage_cells, reach))
    sums = {building: counts for building, counts in grouped.items() if any(counts)}
    known = buildings.c.id.in_(sums.keys())
    stmt = select(buildings.c.id, buildings.c.name, buildings.c.area_id).where(known)
    places = conn.execute(stmt.order_by(buildings.c.area_id, buildings.c.sort_key, buildings.c.id))
    return [Row(id=row.id, name=row.name, area_id=row.area_id, **_named(sums[row.id])) for row in places]


def by_person(conn: Connection, reach: Reach) -> list[Row]:
    """The doors given to each person and what each did; a row without name for doors given to a whole team.

    With a team also its people who have neither.
    """
    where = _of_people(coverage_people, reach)
    sums = _grouped(conn, coverage_people, coverage_people.c.person_id, where)
    work = _work(conn, reach, coverage_work.c.person_id, coverage_work.c.person_id != NOBODY)
    if reach.team_id is not None:
        current = (memberships.c.team_id == reach.team_id) & memberships.c.to_at.is_(None)
        for person_id in conn.execute(select(memberships.c.person_id).where(current)).scalars():
            sums.setdefault(person_id, ZERO)
    unheld = _unheld(conn, reach, sums.values())
    names = _names(conn, people, sums.keys() | work.keys())
    return _rows(sums | {NOBODY: unheld}, names | ({NOBODY: ""} if any(unheld) else {}), work)


def _unheld(conn: Connection, reach: Reach, held: Iterable[Sums]) -> Sums:
    """What the teams have less what their people have."""
    of_teams = [*_of_people(coverage_areas, reach), coverage_areas.c.team_id != NOBODY]
    row = conn.execute(select(*_sums(coverage_areas)).where(*of_teams)).one()
    return tuple(int(value or 0) - sum(each) for value, *each in zip(row, *held, strict=True))


def by_area(conn: Connection, reach: Reach) -> list[Row]:
    """Each area that has doors and each one above it, with the sum of what lies below."""
    table = _table(reach)
    if table is coverage_cells:
        stmt = select(buildings.c.id, buildings.c.area_id).where(buildings.c.id == reach.building_id)
        of_building = {row.id: row.area_id for row in conn.execute(stmt)}
        found = _grouped(conn, table, table.c.building_id, _of(table, reach))
        leaves = {of_building[building_id]: counts for building_id, counts in found.items()}
    else:
        leaves = _grouped(conn, table, table.c.area_id, _of(table, reach))
    stmt = select(areas.c.id, areas.c.parent_id, areas.c.name, areas.c.level).where(areas.c.id.in_(ancestors(conn, leaves.keys())))
    tree = {row.id: row for row in conn.execute(stmt)}
    sums: dict[UUID, Sums] = defaultdict(lambda: ZERO)
    for leaf, counts in leaves.items():
        at: UUID | None = leaf
        while at is not None and at in tree:
            sums[at] = tuple(one + other for one, other in zip(sums[at], counts, strict=True))
            at = tree[at].parent_id
    return [
        Row(id=area_id, name=tree[area_id].name, parent_id=tree[area_id].parent_id, level=tree[area_id].level, **_named(counts))
        for area_id, counts in sorted(sums.items(), key=lambda each: (natural_key(tree[each[0]].name), each[0]))
        if not reach.area_ids or area_id in reach.area_ids
    ]


def _table(reach: Reach) -> Table:
    """The coarsest counters that can answer: with a row for each team and area, or for each building."""
    return coverage_areas if reach.building_id is None else coverage_cells


def _of(table: Table, reach: Reach) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [table.c.campaign_id == reach.campaign_id]
    if reach.team_ids is not None and table is coverage_areas:
        where.append(table.c.team_id.in_(reach.team_ids) | table.c.area_id.in_(reach.area_ids))
    elif reach.team_ids is not None:
        inside = select(buildings.c.id).where(buildings.c.area_id.in_(reach.area_ids))
        where.append(table.c.team_id.in_(reach.team_ids) | table.c.building_id.in_(inside))
    if reach.team_id is not None:
        where.append(table.c.team_id == reach.team_id)
    if reach.building_id is not None:
        where.append(table.c.building_id == reach.building_id)
    return where


def _of_people(table: Table, reach: Reach) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [table.c.campaign_id == reach.campaign_id]
    if reach.team_ids is not None:
        where.append(table.c.team_id.in_(reach.team_ids))
    if reach.team_id is not None:
        where.append(table.c.team_id == reach.team_id)
    return where


def _sums(table: Table) -> list[Any]:
    return [func.sum(table.c[name]) for name in COUNTS]


def _grouped(conn: Connection, table: Table, key: Any, where: Iterable[ColumnElement[bool]]) -> dict[UUID, Sums]:
    stmt = select(key, *_sums(table)).where(*where).group_by(key)
    return {row[0]: tuple(int(value) for value in row[1:]) for row in conn.execute(stmt)}


def _work(conn: Connection, reach: Reach, key: Any, which: ColumnElement[bool]) -> dict[UUID, Work]:
    stmt = select(key, func.sum(coverage_work.c.visits), func.sum(coverage_work.c.doors)).where(*_of_people(coverage_work, reach), which)
    return {row[0]: Work(int(row[1]), int(row[2])) for row in conn.execute(stmt.group_by(key))}


def _names(conn: Connection, table: Table, ids: Collection[UUID]) -> Names:
    return {row[0]: row[1] for row in conn.execute(select(table.c.id, table.c.name).where(table.c.id.in_(ids)))}


def _rows(sums: dict[UUID, Sums], names: Names, work: dict[UUID, Work] | None) -> list[Row]:
    known = (each for each in names if each in sums or each in (work or {}))
    ids = sorted(known, key=lambda each: (names[each] == "", natural_key(names[each]), each))
    rows = [Row(id=each, name=names[each], **_named(sums.get(each, ZERO))) for each in ids]
    if work is None:
        return rows
    return [msgspec.structs.replace(row, work=work.get(row.id, Work(0, 0))) for row in rows]


def _named(sums: Sums) -> dict[str, Any]:
    values = dict(zip(COUNTS, sums, strict=True))
    return {**{name: values[name] for name in PLAIN}, "tries": [values[name] for name in COUNTS if name.startswith("tries_")]}
