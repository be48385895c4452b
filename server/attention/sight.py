"""Which of what waits is somebody's to look at: by the door it is about, or for the sake of whoever did it."""

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import fetch
from server.households.rules import sees_door
from server.identity.scope import Scope

DOORS = """
SELECT h.id, r.id, b.name, r.entrance, r.door, b.area_id, s.team_id
FROM households h JOIN households r ON r.id = COALESCE(h.root_id, h.id) JOIN buildings b ON b.id = r.building_id
LEFT JOIN feed f ON f.household_id = r.id AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')
LEFT JOIN slices s ON s.id = f.slice_id AND s.kind = 'team' WHERE h.id IN (??)
"""
IN_TEAMS = """
SELECT m.person_id FROM memberships m WHERE m.team_id IN (??) AND (m.to_at IS NULL OR NOT EXISTS (
    SELECT 1 FROM memberships now WHERE now.person_id = m.person_id AND now.to_at IS NULL))
"""  # who went on to another team is that team's to look after; who left altogether stays with the last ones
TEAMS_OF = "SELECT person_id, team_id FROM memberships WHERE person_id IN (??) AND to_at IS NULL"

AT_DOOR = """EXISTS (SELECT 1 FROM households d JOIN households r ON r.id = COALESCE(d.root_id, d.id) JOIN buildings b ON b.id = r.building_id
    WHERE d.id = {door} AND (b.area_id IN (??) OR EXISTS (SELECT 1 FROM feed f JOIN slices s ON s.id = f.slice_id
        WHERE f.household_id = r.id AND (f.gone_reason IS NULL OR f.gone_reason = 'closed') AND s.kind = 'team' AND s.team_id IN (??))))"""
BY_LED = "EXISTS (SELECT 1 FROM memberships led WHERE led.person_id = {author} AND led.team_id IN (??))"


class KnownDoor(msgspec.Struct):
    """`id`: of the household that it has become part of, if it has."""

    id: UUID
    label: str
    area_id: UUID
    team_ids: set[UUID]


class Sight(msgspec.Struct, frozen=True):
    """`doors`: all that are named and known, by the id they are named by. `authors`: the people looked after, each with every team they are in now."""

    scope: Scope
    doors: dict[UUID, KnownDoor]
    authors: dict[UUID, set[UUID]]

    def sees(self, door_id: UUID | None) -> bool:
        door = self.doors.get(door_id) if door_id else None
        return door is not None and sees_door(self.scope, door.area_id, door.team_ids)

    def may_look(self, door_id: UUID | None, author_id: UUID | None) -> bool:
        return self.scope.everywhere or self.sees(door_id) or self._is_led(door_id, author_id)

    def _is_led(self, door_id: UUID | None, author_id: UUID | None) -> bool:
        """Whether it is shown for its author's sake: somebody in two teams works at a door for the one that holds it."""
        teams = self.authors.get(author_id) if author_id else None
        if teams is None:
            return False
        return door_id not in self.doors or not teams & self.doors[door_id].team_ids


def within(scope: Scope, *, door: str | None = None, author: str | None = None) -> tuple[str, tuple[list[UUID], ...]]:
    """A condition with its parameters, by which a statement leaves out what is somebody else's, before it is cut to so many rows. It may let
    through more than is this person's: `look` decides. `door`, `author`: the columns that name them, with their table."""
    if scope.everywhere:
        return "1 = 1", ()
    led = list(scope.led | scope.managed)
    at_door = (AT_DOOR.format(door=door), (list(scope.area_ids), [*scope.own, *led])) if door else ("1 = 0", ())
    by_led = (BY_LED.format(author=author), (led,)) if author else ("1 = 0", ())
    return f"({at_door[0]} OR {by_led[0]})", (*at_door[1], *by_led[1])


def look(conn: Connection, scope: Scope, door_ids: Collection[UUID], author_ids: Collection[UUID]) -> Sight:
    return Sight(scope, _doors(conn, door_ids), _led_authors(conn, scope, set(author_ids)))


def is_elsewhere(conn: Connection, scope: Scope, door_id: UUID | None) -> bool:
    """Whether it is a door that is known, and is for others to decide about."""
    sight = look(conn, scope, [door_id] if door_id else [], ())
    return bool(sight.doors) and not sight.sees(door_id)


def _doors(conn: Connection, ids: Collection[UUID]) -> dict[UUID, KnownDoor]:
    found: dict[UUID, KnownDoor] = {}
    for door_id, root_id, building, entrance, door, area_id, team_id in fetch(conn, DOORS, sorted(ids)):
        label = " ".join(part for part in (building, entrance, door) if part)
        known = found.setdefault(door_id, KnownDoor(root_id, label, area_id, set()))
        if team_id is not None:
            known.team_ids.add(team_id)
    return found


def _led_authors(conn: Connection, scope: Scope, people: set[UUID]) -> dict[UUID, set[UUID]]:
    led = {row[0] for row in fetch(conn, IN_TEAMS, list(scope.led | scope.managed))} & people
    teams: dict[UUID, set[UUID]] = {person: set() for person in led}
    for person_id, team_id in fetch(conn, TEAMS_OF, sorted(led)):
        teams[person_id].add(team_id)
    return teams
