"""Pairs and joins as a coordinator sees them. Joining itself is server/replication's."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import Row, execute, fetch
from server.doubles.schemas import Join, Pair, Side
from server.errors import NotFound
from server.identity.schemas import Named
from server.identity.scope import Scope
from sync.card import Door, decode_body
from sync.joining import by_age
from sync.merge import decode_merge

LIMIT = 200
BOTH_STAND = """
SELECT p.one_id, p.other_id, p.why, p.at FROM pairs p
JOIN households one ON one.id = p.one_id AND one.root_id IS NULL AND NOT one.is_closed JOIN buildings b ON b.id = one.building_id
JOIN households other ON other.id = p.other_id AND other.root_id IS NULL AND NOT other.is_closed JOIN buildings o ON o.id = other.building_id
"""
PAIRS = BOTH_STAND + "WHERE p.settled_at IS NULL AND {own} ORDER BY p.at DESC, p.one_id LIMIT ?"
TOLD_APART = BOTH_STAND + "WHERE p.settled_as = 'dismissed' AND {own} ORDER BY p.settled_at DESC, p.one_id LIMIT ?"
SIDES = """
SELECT h.id, h.version, h.body, h.merge, b.name FROM households h JOIN buildings b ON b.id = h.building_id WHERE h.id IN (??)
"""
PLACES = """
SELECT f.household_id, t.name, f.last_visit_at FROM feed f JOIN slices s ON s.id = f.slice_id LEFT JOIN teams t ON t.id = s.team_id
WHERE f.household_id IN (??) AND s.kind IN ('team', 'unassigned') AND f.gone_reason IS NULL ORDER BY t.name
"""
JOINS = """
SELECT j.id, j.at, j.person_id, p.name, j.survivor_id, j.absorbed_id, b.name, h.entrance, h.door, j.undone_at, b.area_id
FROM joins j JOIN households h ON h.id = j.absorbed_id JOIN buildings b ON b.id = h.building_id LEFT JOIN people p ON p.id = j.person_id
"""
AREAS = "SELECT b.area_id FROM households h JOIN buildings b ON b.id = h.building_id WHERE h.id IN (??) AND h.is_known"
SETTLE = """
INSERT INTO pairs (one_id, other_id, why, building_id, at, settled_at, settled_as, settled_by)
SELECT ?, ?, 'same_address', building_id, ?, ?, ?, ? FROM households WHERE id = ?
ON CONFLICT (one_id, other_id) DO UPDATE SET settled_at = excluded.settled_at, settled_as = excluded.settled_as,
    settled_by = excluded.settled_by
"""


def list_pairs(conn: Connection, scope: Scope, *, told_apart: bool = False) -> list[Pair]:
    """What is still to be looked at, or was said to be two doors, the latest first: where both doors are this coordinator's now."""
    own, areas = _within(scope, "b", "o")
    rows = fetch(conn, (TOLD_APART if told_apart else PAIRS).format(own=own), *areas, LIMIT)
    ids = sorted({door_id for row in rows for door_id in row[:2]})
    doors = {row[0]: row for row in fetch(conn, SIDES, ids)}
    places: dict[UUID, list[Row]] = {}
    for row in fetch(conn, PLACES, ids):
        places.setdefault(row[0], []).append(row)
    return [_pair(row, doors, places) for row in rows]


def _pair(row: Row, doors: dict[UUID, Row], places: dict[UUID, list[Row]]) -> Pair:
    one_id, other_id, why, at = row
    both = [Door(each, doors[each][1], decode_body(doors[each][2]), decode_merge(doors[each][3]), ()) for each in (one_id, other_id)]
    one, other = (_side(door, doors[door.id][4], places.get(door.id, ())) for door in both)
    return Pair(why, at, by_age(*both)[0].id, one, other)


def _side(door: Door, building: str, places: Sequence[Row]) -> Side:
    body = door.body
    return Side(
        household=body.household,
        building=building,
        found=door.merge.found,
        residents=[each.name for each in body.residents if each.name],
        visits=body.visit_count,
        requests=body.request_count,
        wishes=len(body.do_not_contact),
        last_visit_at=max((row[2] for row in places if row[2] is not None), default=None),
        teams=sorted({row[1] for row in places if row[1] is not None}),
    )


def list_joins(conn: Connection, scope: Scope) -> list[Join]:
    own, areas = _within(scope, "b")
    return [_join(row) for row in fetch(conn, f"{JOINS} WHERE {own} ORDER BY j.at DESC, j.id DESC LIMIT ?", *areas, LIMIT)]


def _within(scope: Scope, *tables: str) -> tuple[str, tuple[list[UUID], ...]]:
    """A condition with its parameters: the areas of these buildings are this coordinator's."""
    if scope.everywhere:
        return "1 = 1", ()
    return " AND ".join(f"{table}.area_id IN (??)" for table in tables), (list(scope.area_ids),) * len(tables)


def find_join(conn: Connection, scope: Scope, join_id: UUID) -> Join:
    """Raises NotFound, also for one in somebody else's area."""
    rows = fetch(conn, JOINS + " WHERE j.id = ?", join_id)
    if not rows or not scope.covers(rows[0][10]):
        raise NotFound("no such join")
    return _join(rows[0])


def _join(row: Row) -> Join:
    join_id, at, person_id, name, survivor_id, absorbed_id, building, entrance, door, undone_at, _ = row
    by = None if person_id is None else Named(person_id, name or "")
    return Join(join_id, at, by, survivor_id, absorbed_id, building, entrance, door, undone_at)


def need_doors(conn: Connection, scope: Scope, ids: Iterable[UUID]) -> None:
    """Raises NotFound unless all of these are this coordinator's to decide about."""
    wanted = sorted(set(ids))
    areas = [row[0] for row in fetch(conn, AREAS, wanted)]
    if len(areas) < len(wanted) or not all(scope.covers(area_id) for area_id in areas):
        raise NotFound("no such household")


def stand_apart(conn: Connection, ids: Iterable[UUID]) -> bool:
    """Whether none of these doors has become part of another. Locks them, as a join does."""
    rows = fetch(conn, "SELECT root_id FROM households WHERE id IN (??) ORDER BY id {lock}", sorted(set(ids)))
    return all(row[0] is None for row in rows)


def is_told_apart(conn: Connection, one_id: UUID, other_id: UUID) -> bool:
    rows = fetch(conn, "SELECT settled_as FROM pairs WHERE one_id = ? AND other_id = ?", *sorted((one_id, other_id)))
    return bool(rows) and rows[0][0] == "dismissed"


def where_in_building(conn: Connection, ids: Iterable[UUID]) -> dict[UUID, str | None]:
    """Of doors of one building entrance and number, as they are written there; None where neither is."""
    rows = fetch(conn, "SELECT id, entrance, door FROM households WHERE id IN (??)", sorted(set(ids)))
    return {row[0]: " ".join(part for part in row[1:] if part) or None for row in rows}


def settle_pair(conn: Connection, one_id: UUID, other_id: UUID, settled_as: str | None, by: UUID, now: int) -> None:
    """Nobody is asked about these two again; None: they are, once more."""
    one, other = sorted((one_id, other_id))
    execute(conn, SETTLE, one, other, now, None if settled_as is None else now, settled_as, by, one)
