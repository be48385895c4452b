"""Doors as a campaign's slices hold them now. Boards never read cards: state and tries stand in the feed's rows.

A list is walked building by building in the order of `server/households/places.py`, and within one by entrance, floor and door. So a
page reads the doors of the few buildings it shows, whatever there is beside them, and one in the middle is found by the counters.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.areas.buildings import get_building
from server.areas.schemas import BuildingBody
from server.db.driver import Row, fetch
from server.db.natural import natural_key
from server.errors import BadRequest
from server.households.filters import DoorFilter, Where, doors_where
from server.households.knocks import named_doors
from server.households.places import Place, can_count, place_at, places_from, total_of
from server.households.schemas import Been, Cell, DoorPage, DoorRow

COLUMNS = "h.id, h.building_id, h.entrance, h.floor, h.door, h.name, f.state, f.tries, s.team_id, f.person_id, f.last_visit_at"
JOINED = "households h CROSS JOIN feed f CROSS JOIN slices s WHERE f.household_id = h.id AND s.id = f.slice_id"
BY_FEED = "slices s CROSS JOIN feed f CROSS JOIN households h"
BY_DOOR = "households h CROSS JOIN feed f CROSS JOIN slices s"  # words leave few doors, whose places are then looked up
COUNT = "SELECT COUNT(*) FROM {source} {more} WHERE f.slice_id = s.id AND h.id = f.household_id"
PLACES_OF = """SELECT DISTINCT b.id, b.name, b.area_id, b.sort_key FROM households h JOIN buildings b ON b.id = h.building_id
WHERE h.id IN (??)"""
AREA_NAMES = "SELECT id, name FROM areas WHERE id IN (??)"
TEAM_NAMES = "SELECT id, name FROM teams WHERE id IN (??)"
NAMES = "SELECT id, name FROM people WHERE id IN (??)"
CELLAR = -1_000  # where a door without a floor stands: below all others
SOME = 5_000  # ids in one statement
DoorOrder = tuple[str, int, str, str]


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The last door shown, and how many there were in all when the list began."""

    place: tuple[str, str, str]
    door: DoorOrder
    count: int


class Found(msgspec.Struct, frozen=True):
    """A door in its building, before names are looked up."""

    place: Place
    row: Row

    @property
    def order(self) -> tuple[tuple[str, str, str], DoorOrder]:
        return (self.place.order, self.order_within)

    @property
    def order_within(self) -> DoorOrder:
        door_id, _, entrance, floor, door, *_ = self.row
        return (natural_key(entrance or ""), CELLAR if floor is None else floor, natural_key(door or ""), door_id.hex)


def list_doors(conn: Connection, wanted: DoorFilter, cursor: str | None, limit: int, *, skip: int = 0) -> DoorPage:
    """A page, where the next one begins, and how many doors there are in all. Raises BadRequest.

    `skip`: so many doors further on, from the beginning or the cursor.
    """
    after = None if cursor is None else read_cursor(cursor)
    named = named_doors(conn, wanted)
    if named is not None:
        chosen = _among(conn, wanted, named.doors)
        rest = [each for each in chosen if after is None or each.order > (after.place, after.door)]
        return _page(conn, rest[skip : skip + limit + 1], limit, len(chosen), named.been)
    start, left = (after.place, skip) if after is not None else place_at(conn, wanted, skip)
    found = list(islice(_walk(conn, wanted, start, after), left, left + limit + 1))
    is_whole = start is None and left == 0 and len(found) <= limit
    count = after.count if after is not None else len(found) if is_whole else count_doors(conn, wanted)
    return _page(conn, found, limit, count)


def _page(conn: Connection, found: Sequence[Found], limit: int, count: int, been: Been | None = None) -> DoorPage:
    following = make_cursor(found[limit - 1], count) if len(found) > limit else None
    return DoorPage(_named(conn, found[:limit]), following, count, been)


def count_doors(conn: Connection, wanted: DoorFilter) -> int:
    """By the counters where they tell, else door by door."""
    if can_count(wanted):
        return total_of(conn, wanted)
    where = doors_where(wanted)
    if wanted.building_id is not None:
        where.add("h.building_id = ?", wanted.building_id)
    if wanted.area_ids is not None:
        where.add("b.area_id IN (??)", list(wanted.area_ids))
    if wanted.seen_area_ids is not None:
        where.add("(s.team_id IN (??) OR b.area_id IN (??))", list(wanted.seen_team_ids), list(wanted.seen_area_ids))
    more = "JOIN buildings b ON b.id = h.building_id" if "b.area_id" in where.sql else ""
    sql = COUNT.format(source=BY_DOOR if wanted.query else BY_FEED, more=more)
    return int(fetch(conn, f"{sql} AND {where.sql}", *where.params)[0][0])


def read_grid(conn: Connection, wanted: DoorFilter, building_id: UUID) -> tuple[BuildingBody | None, list[Cell]]:
    building = get_building(conn, building_id)
    if building is None:
        return None, []
    doors = _doors_of(conn, wanted, [Place(building.id, building.name, building.area_id, "")], None)
    return building, [Cell(each.row[0], *each.row[2:]) for each in sorted(doors, key=lambda each: each.order_within)]


def _walk(conn: Connection, wanted: DoorFilter, start: tuple[str, str, str] | None, after: Cursor | None) -> Iterator[Found]:
    """Building by building in the database's order, from one on; in that one from behind the cursor's door on."""
    for places in places_from(conn, wanted, start):
        rank = {place.id: number for number, place in enumerate(places)}
        doors = _doors_of(conn, wanted, places, None)
        for each in sorted(doors, key=lambda each: (rank[each.place.id], each.order_within)):
            if after is None or each.place.order != after.place or each.order_within > after.door:
                yield each


def _among(conn: Connection, wanted: DoorFilter, named: set[UUID]) -> list[Found]:
    """Of doors known by their ids those that also fit the rest, in order."""
    ids = sorted(named)
    parts = [ids[start : start + SOME] for start in range(0, len(ids), SOME)]
    places = {row[0]: Place(*row) for part in parts for row in fetch(conn, PLACES_OF, part)}
    fitting = [place for place in places.values() if _fits(wanted, place)]
    return sorted((each for part in parts for each in _doors_of(conn, wanted, fitting, part)), key=lambda each: each.order)


def _fits(wanted: DoorFilter, place: Place) -> bool:
    in_building = wanted.building_id in (None, place.id)
    return in_building and (wanted.area_ids is None or place.area_id in wanted.area_ids)


def _doors_of(conn: Connection, wanted: DoorFilter, places: Sequence[Place], ids: list[UUID] | None) -> list[Found]:
    """The doors of these buildings that fit; of `ids` only, if there are any."""
    where = Where([], [])
    if ids is None:
        where.add("h.building_id IN (??)", [place.id for place in places])
    else:
        where.add("h.id IN (??)", ids)
    told = doors_where(wanted)
    where.add(told.sql, *told.params)
    if wanted.seen_area_ids is not None:
        inside = [place.id for place in places if place.area_id in wanted.seen_area_ids]
        where.add("(s.team_id IN (??) OR h.building_id IN (??))", list(wanted.seen_team_ids), inside)
    by_id = {place.id: place for place in places}
    rows = fetch(conn, f"SELECT {COLUMNS} FROM {JOINED} AND {where.sql}", *where.params)
    return [Found(by_id[row[1]], row) for row in rows if row[1] in by_id]


def _named(conn: Connection, page: Sequence[Found]) -> list[DoorRow]:
    """Names are looked up for the rows of a page only."""
    teams = dict(_pairs(conn, TEAM_NAMES, {each.row[8] for each in page}))
    people = dict(_pairs(conn, NAMES, {each.row[9] for each in page}))
    areas = dict(_pairs(conn, AREA_NAMES, {each.place.area_id for each in page}))
    return [_door_row(each, areas[each.place.area_id], teams, people) for each in page]


def _door_row(found: Found, area: str, teams: dict[UUID, str], people: dict[UUID, str]) -> DoorRow:
    door_id, building_id, entrance, floor, door, name, state, tries, team_id, person_id, last_visit_at = found.row
    where = (door_id, building_id, found.place.name, found.place.area_id, area, entrance, floor, door, name, state, tries)
    return DoorRow(*where, team_id, teams.get(team_id), person_id, people.get(person_id), last_visit_at)


def _pairs(conn: Connection, sql: str, ids: set[Any]) -> Iterator[tuple[UUID, str]]:
    for row in fetch(conn, sql, sorted(each for each in ids if each is not None)):
        yield row[0], row[1]


def make_cursor(door: Found, count: int) -> str:
    return urlsafe_b64encode(msgspec.json.encode(Cursor(door.place.order, door.order_within, count))).decode().rstrip("=")


def read_cursor(cursor: str) -> Cursor:
    try:
        found = msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=Cursor)
        UUID(found.place[0]), UUID(found.place[2])
    except (ValueError, msgspec.DecodeError):
        raise BadRequest("not a cursor") from None
    return found
