"""What waits for a person: what could not be applied, what waits for something unknown, conflicts, closings that are proposed."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import Row, fetch
from server.households.rules import sees_door
from server.households.schemas import AttentionItem
from server.identity.schemas import Named
from server.identity.scope import Scope
from sync.card import decode_body

LIMIT = 500
READ = 5_000  # rows looked at before rights leave some out
PARKED = """
SELECT k.command_id, 'parked', k.arrived_at, k.person_id, p.name, k.reason, k.household_id, k.body
FROM parked k JOIN people p ON p.id = k.person_id WHERE k.settled_at IS NULL ORDER BY k.arrived_at DESC LIMIT ?
"""
HELD = """
SELECT k.command_id, 'held', k.arrived_at, k.person_id, p.name, NULL, NULL, k.body
FROM held k JOIN people p ON p.id = k.person_id ORDER BY k.arrived_at DESC LIMIT ?
"""
UNDECIDED = "SELECT u.household_id, h.body FROM undecided u JOIN households h ON h.id = u.household_id ORDER BY u.household_id DESC LIMIT ?"
DOORS = """
SELECT h.id, b.name, h.entrance, h.door, b.area_id, s.team_id FROM households h JOIN buildings b ON b.id = h.building_id
LEFT JOIN feed f ON f.household_id = h.id AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')
LEFT JOIN slices s ON s.id = f.slice_id AND s.kind = 'team' WHERE h.id IN (??)
"""
IN_TEAMS = """
SELECT m.person_id FROM memberships m WHERE m.team_id IN (??) AND (m.to_at IS NULL OR NOT EXISTS (
    SELECT 1 FROM memberships now WHERE now.person_id = m.person_id AND now.to_at IS NULL))
"""  # who went on to another team is that team's to look after; who left altogether stays with the last ones
TEAMS_OF = "SELECT person_id, team_id FROM memberships WHERE person_id IN (??) AND to_at IS NULL"
NAMES = "SELECT id, name FROM people WHERE id IN (??)"


class _Named(msgspec.Struct):
    household_id: UUID | None = None


NAMED = msgspec.json.Decoder(_Named)


class KnownDoor(msgspec.Struct):
    label: str
    area_id: UUID
    team_ids: set[UUID]


def list_attention(conn: Connection, scope: Scope) -> list[AttentionItem]:
    """Everything that waits and is this person's to look at, the latest first."""
    waiting = [*fetch(conn, PARKED, READ), *fetch(conn, HELD, READ)]
    undecided = fetch(conn, UNDECIDED, READ)
    at = {row[0]: row[6] or _door_in(row[7]) for row in waiting}
    known = _doors(conn, {door_id for door_id in at.values() if door_id} | {row[0] for row in undecided})
    doors = {door_id: door for door_id, door in known.items() if _sees(scope, door)}
    authors = _led_authors(conn, scope, {row[3] for row in waiting})
    items = [
        _waiting(row, at[row[0]], doors)
        for row in waiting
        if scope.everywhere or at[row[0]] in doors or _is_led(authors.get(row[3]), at[row[0]], known)
    ]
    cards = [row for row in undecided if row[0] in doors]
    items += _undecided(conn, cards, doors)
    return sorted(items, key=lambda item: item.at, reverse=True)[:LIMIT]


def _door_in(body: Any) -> UUID | None:
    """The door that kept bytes name, if they can be read."""
    try:
        return NAMED.decode(bytes(body)).household_id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _led_authors(conn: Connection, scope: Scope, people: set[UUID]) -> dict[UUID, set[UUID]]:
    """Of these, the people somebody looks after, each with every team they are in now."""
    led = {row[0] for row in fetch(conn, IN_TEAMS, list(scope.led | scope.managed))} & people
    teams: dict[UUID, set[UUID]] = {person: set() for person in led}
    for person_id, team_id in fetch(conn, TEAMS_OF, sorted(led)):
        teams[person_id].add(team_id)
    return teams


def _is_led(author_teams: set[UUID] | None, door_id: UUID | None, known: dict[UUID, KnownDoor]) -> bool:
    """Whether it is shown for its author's sake: somebody in two teams works at a door for the one that holds it."""
    if author_teams is None:
        return False
    return door_id not in known or not author_teams & known[door_id].team_ids


def _doors(conn: Connection, ids: set[UUID]) -> dict[UUID, KnownDoor]:
    found: dict[UUID, KnownDoor] = {}
    for door_id, building, entrance, door, area_id, team_id in fetch(conn, DOORS, sorted(ids)):
        label = " ".join(part for part in (building, entrance, door) if part)
        known = found.setdefault(door_id, KnownDoor(label, area_id, set()))
        if team_id is not None:
            known.team_ids.add(team_id)
    return found


def _sees(scope: Scope, door: KnownDoor) -> bool:
    return sees_door(scope, door.area_id, door.team_ids)


def _waiting(row: Row, household_id: UUID | None, doors: dict[UUID, KnownDoor]) -> AttentionItem:
    command_id, kind, at, person_id, name, reason, _, body = row
    door = doors.get(household_id) if household_id else None
    text = bytes(body).decode("utf-8", "replace")
    shown = household_id if door else None
    return AttentionItem(command_id, kind, at, Named(person_id, name), reason, shown, door.label if door else None, text)


def _undecided(conn: Connection, rows: Sequence[Row], doors: dict[UUID, KnownDoor]) -> Iterable[AttentionItem]:
    found: list[tuple[UUID, str, int, UUID, str | None, UUID, Any]] = []
    for door_id, raw in rows:
        body = decode_body(bytes(raw))
        for conflict in body.conflicts:
            values = {"field": conflict.field, "resident_id": conflict.resident_id, "kept": conflict.kept, "other": conflict.other}
            shown = {name: value for name, value in values.items() if value is not msgspec.UNSET}
            found.append((door_id, "conflict", conflict.other_at, conflict.other_by, conflict.field, door_id, shown))
        closed = body.household.closed
        if closed is not None and not closed.confirmed:
            found.append((door_id, "close_proposed", closed.at, closed.by, closed.reason, door_id, None))
    names: dict[UUID, str] = {row[0]: row[1] for row in fetch(conn, NAMES, sorted({each[3] for each in found}))}
    return [
        AttentionItem(item_id, kind, at, Named(by, names[by]) if by in names else None, reason, door_id, doors[door_id].label, body)
        for item_id, kind, at, by, reason, door_id, body in found
    ]
