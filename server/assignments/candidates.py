"""What a share is proposed from: the chosen doors as one walks past them, and the teams that could take them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.assignments.proposal import Door, Taker
from server.assignments.store import SOME
from server.db.driver import Row, fetch
from server.db.natural import natural_key

SAME_BUILDING, NEXT_BUILDING, SAME_AREA, ELSEWHERE = 3, 2, 1, 0

DOORS = """
SELECT h.id, h.building_id, b.name, b.area_id, b.sort_key, h.entrance, h.floor, h.door
FROM households h JOIN buildings b ON b.id = h.building_id WHERE h.id IN (??)
"""
NEEDS = "SELECT household_id, need FROM household_needs WHERE household_id IN (??)"
MET = """
SELECT DISTINCT v.household_id, m.team_id FROM visits v JOIN memberships m ON m.person_id = v.person_id AND m.to_at IS NULL
WHERE v.household_id IN (??) AND v.outcome = 'met' AND v.voided_at IS NULL
"""
GRANTED = """
SELECT DISTINCT f.household_id, m.team_id FROM feed f JOIN slices s ON s.id = f.slice_id AND s.kind = 'person'
JOIN memberships m ON m.person_id = s.person_id AND m.to_at IS NULL WHERE f.household_id IN (??) AND f.gone_reason IS NULL
"""
TEAMS = """
SELECT t.id, t.name FROM slices s JOIN teams t ON t.id = s.team_id
WHERE s.campaign_id = ? AND s.kind = 'team' AND s.ended_at IS NULL AND t.ended_at IS NULL
"""
CELLS = """
SELECT c.team_id, b.id, b.area_id, b.sort_key, c.known, c.visited FROM coverage_cells c JOIN buildings b ON b.id = c.building_id
WHERE c.campaign_id = ? AND c.known > 0
"""
MEMBERS = "SELECT team_id, COUNT(*) FROM memberships WHERE to_at IS NULL GROUP BY team_id"
ABILITIES = """
SELECT m.team_id, a.word FROM abilities a JOIN memberships m ON m.person_id = a.person_id AND m.to_at IS NULL
"""
NEIGHBOURS = "SELECT id, area_id, sort_key FROM buildings WHERE area_id IN (??) ORDER BY area_id, sort_key, id"


class Place(msgspec.Struct, frozen=True):
    """A building; `order`: as a text that sorts in the order in which one walks from building to building."""

    id: UUID
    name: str
    area_id: UUID
    order: str


class Chosen(msgspec.Struct, frozen=True):
    """The doors of a proposal, and their buildings."""

    doors: list[Door]
    places: dict[UUID, Place]


class Candidate(msgspec.Struct, frozen=True):
    """A team as a taker. `near`: how near its own doors are, higher is nearer."""

    taker: Taker
    name: str
    near: int


def order_of(area_id: UUID, sort_key: str, building_id: UUID) -> str:
    return f"{area_id.hex}/{sort_key}/{building_id.hex}"


def read_chosen(conn: Connection, ids: Sequence[UUID]) -> Chosen:
    needs, met = _needs(conn, ids), _met(conn, ids)
    doors: list[Door] = []
    places: dict[UUID, Place] = {}
    for row in _some(conn, DOORS, ids):
        door_id, building_id, name, area_id, sort_key, entrance, floor, number = row
        place = places.setdefault(building_id, Place(building_id, name, area_id, order_of(area_id, sort_key, building_id)))
        at = (place.order, natural_key(entrance or ""), floor or 0, natural_key(number or ""))
        doors.append(Door(door_id, building_id, at, frozenset(needs[door_id]), frozenset(met[door_id])))
    return Chosen(doors, places)


def _needs(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    return _gathered(_some(conn, NEEDS, ids))


def _met(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """The teams of the people who met somebody at a door in any campaign, or who have it as their own."""
    return _gathered([*_some(conn, MET, ids), *_some(conn, GRANTED, ids)])


def _gathered(rows: Iterable[Row]) -> dict[UUID, set[Any]]:
    found: dict[UUID, set[Any]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return found


def _some(conn: Connection, sql: str, ids: Sequence[UUID]) -> Iterator[Row]:
    for start in range(0, len(ids), SOME):
        yield from fetch(conn, sql, list(ids[start : start + SOME]))


def read_candidates(conn: Connection, campaign_id: UUID, chosen: Chosen) -> list[Candidate]:
    """Every team that takes part in the campaign and has not ended."""
    near = Nearness(conn, chosen.places.values())
    areas = {place.area_id for place in chosen.places.values()}
    members = {row[0]: int(row[1]) for row in fetch(conn, MEMBERS)}
    can = _gathered(fetch(conn, ABILITIES))
    held: dict[UUID, list[Row]] = defaultdict(list)
    for row in fetch(conn, CELLS, campaign_id):
        held[row[0]].append(row)
    return [
        Candidate(
            Taker(
                team_id,
                members.get(team_id, 0),
                left=sum(known - visited for *_, known, visited in held[team_id]),
                at=tuple(order_of(area, key, building) for _, building, area, key, _, _ in held[team_id] if area in areas),
                can=frozenset(can[team_id]),
            ),
            name,
            max((near(building, area) for _, building, area, *_ in held[team_id]), default=ELSEWHERE),
        )
        for team_id, name in fetch(conn, TEAMS, campaign_id)
    ]


class Nearness:
    """How near a building is to the chosen ones: the same, the next one of its area, somewhere in the same area, elsewhere."""

    def __init__(self, conn: Connection, places: Iterable[Place]) -> None:
        self._same = {place.id: place.area_id for place in places}
        self._areas = set(self._same.values())
        self._next = _next_to(fetch(conn, NEIGHBOURS, sorted(self._areas)), self._same)

    def __call__(self, building_id: UUID, area_id: UUID) -> int:
        if building_id in self._same:
            return SAME_BUILDING
        if building_id in self._next:
            return NEXT_BUILDING
        return SAME_AREA if area_id in self._areas else ELSEWHERE


def _next_to(rows: Sequence[Row], chosen: Mapping[UUID, UUID]) -> Collection[UUID]:
    """The buildings just before and after the chosen ones, of the same area. `rows` in order."""
    found: set[UUID] = set()
    for one, other in pairwise(rows):
        if one[1] == other[1]:
            found |= {other[0]} if one[0] in chosen else set()
            found |= {one[0]} if other[0] in chosen else set()
    return found
