"""The one queue: everything that waits for a person and is this person's to look at, the latest first."""

from collections.abc import Mapping, Sequence
from itertools import chain
from uuid import UUID

from sqlalchemy import Connection

from server.areas.naming import name_buildings
from server.attention.differing import list_undecided
from server.attention.found import Found, Value
from server.attention.schemas import AttentionItem, Mark, Side
from server.attention.sight import Sight, look
from server.attention.signs import list_signs
from server.attention.waiting import list_waiting
from server.db.driver import execute, fetch
from server.identity.schemas import Named
from server.identity.scope import Scope

LIMIT = 500
NAMES = "SELECT id, name FROM people WHERE id IN (??)"
MARKS = "SELECT kind, item_id, mark, person_id, at FROM attention_marks WHERE item_id IN (??)"
PUT_MARK = """
INSERT INTO attention_marks (kind, item_id, mark, person_id, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (kind, item_id, mark) DO UPDATE SET person_id = excluded.person_id, at = excluded.at
"""
TAKE_MARK = "DELETE FROM attention_marks WHERE kind = ? AND item_id = ? AND mark = ?"
Marks = Mapping[tuple[str, UUID, str], tuple[UUID, int]]


def list_attention(conn: Connection, scope: Scope, now: int) -> list[AttentionItem]:
    found = [*list_waiting(conn), *list_undecided(conn), *list_signs(conn, now)]
    marks: Marks = {(row[0], row[1], row[2]): (row[3], row[4]) for row in fetch(conn, MARKS, sorted({each.id for each in found}))}
    waiting = [each for each in found if not _is_settled(each, marks)]
    doors = {each.door_id for each in waiting if each.door_id}
    sight = look(conn, scope, doors, {each.person_id for each in waiting if each.person_id and each.for_author})
    seen = [each for each in waiting if sight.may_look(each.door_id, each.person_id if each.for_author else None)]
    shown = sorted(seen, key=lambda each: each.at, reverse=True)[:LIMIT]
    names = _names(conn, shown, marks)
    buildings = name_buildings(conn, chain.from_iterable(each.building_ids for each in shown))
    return [_item(each, sight, names, buildings, marks.get((each.kind, each.id, "asked"))) for each in shown]


def find_item(conn: Connection, scope: Scope, kind: str, item_id: UUID, now: int) -> AttentionItem | None:
    """If it waits, and is this person's to look at."""
    items = list_attention(conn, scope, now)
    return next((item for item in items if (item.kind, item.id) == (kind, item_id)), None)


def put_mark(conn: Connection, kind: str, item_id: UUID, mark: str, person_id: UUID, now: int) -> None:
    execute(conn, PUT_MARK, kind, item_id, mark, person_id, now)


def take_mark(conn: Connection, kind: str, item_id: UUID, mark: str) -> None:
    execute(conn, TAKE_MARK, kind, item_id, mark)


def _is_settled(found: Found, marks: Marks) -> bool:
    """What came in after somebody looked is shown again."""
    mark = marks.get((found.kind, found.id, "settled"))
    return mark is not None and mark[1] >= found.at


def _names(conn: Connection, shown: Sequence[Found], marks: Marks) -> dict[UUID, str]:
    people = {each.person_id for each in shown} | {person for person, _ in marks.values()}
    people |= {side.person_id for each in shown for side in (each.kept, each.other) if side}
    return {row[0]: row[1] for row in fetch(conn, NAMES, sorted(each for each in people if each))}


def _item(
    found: Found, sight: Sight, names: Mapping[UUID, str], buildings: Mapping[UUID, Named], asked: tuple[UUID, int] | None
) -> AttentionItem:
    door = sight.doors.get(found.door_id) if found.door_id and sight.sees(found.door_id) else None
    return AttentionItem(
        found.id,
        found.kind,
        found.at,
        _named(found.person_id, names),
        found.reason,
        found.door_id if door else None,
        door.label if door else None,
        found.body,
        found.made_at,
        _side(found.kept, names),
        _side(found.other, names),
        found.can_apply,
        found.can_rehome,
        Mark(_named(asked[0], names), asked[1]) if asked else None,
        [buildings[each] for each in found.building_ids if each in buildings],
    )


def _side(value: Value | None, names: Mapping[UUID, str]) -> Side | None:
    return None if value is None else Side(value.value, _named(value.person_id, names), value.at, value.arrived_at)


def _named(person_id: UUID | None, names: Mapping[UUID, str]) -> Named | None:
    return Named(person_id, names[person_id]) if person_id and person_id in names else None
