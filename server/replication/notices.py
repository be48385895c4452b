"""Who is told of what: notices become items of people's own slices."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import fetch
from server.replication.campaigns import AREAS_ABOVE, as_id
from server.replication.slices import Item, NewId, put_items
from sync.card import Door
from sync.records import Notice

NOTICE_SLICES = "SELECT person_id, id FROM slices WHERE kind = 'notices' AND person_id IN (??)"
COORDINATORS = "SELECT person_id, area_id FROM roles WHERE role = 'coordinator' AND to_at IS NULL"

PLACE = "SELECT building_id, entrance, floor, door, root_id FROM households WHERE id = ? AND is_known"
WRITTEN = "SELECT household_id, MAX(arrived_at) FROM field_writes WHERE household_id IN (??) AND subject = 'address' GROUP BY household_id"
HELD_SINCE = """
SELECT m.person_id FROM assignment_spans a JOIN memberships m ON m.team_id = a.team_id
JOIN slices s ON s.campaign_id = a.campaign_id AND s.team_id = a.team_id AND s.kind = 'team'
WHERE a.household_id IN (??) AND m.person_id IN (??) AND COALESCE(a.to_at, s.ended_at, ?) > ? AND COALESCE(m.to_at, ?) > ?
    AND m.from_at <= COALESCE(a.to_at, s.ended_at, ?) AND a.from_at <= COALESCE(m.to_at, ?)
"""
NEVER = 2**62  # ms UTC


class Told(msgspec.Struct, omit_defaults=True):
    """A notice as its slice sends it. The address stands in it, because the card may have left the phone."""

    kind: str
    id: UUID
    at: int
    what: str
    household_id: UUID
    command_id: UUID
    by: UUID
    reason: str | None = None
    building_id: UUID | None = None
    entrance: str | None = None
    floor: int | None = None
    door: str | None = None


class Place(NamedTuple):
    building_id: UUID
    entrance: str | None
    floor: int | None
    door: str | None


NOWHERE: Mapping[UUID, Place] = {}


def items_of(
    conn: Connection,
    notices: Sequence[Notice],
    doors: Mapping[UUID, Door],
    now: int,
    new_id: NewId,
    places: Mapping[UUID, Place] = NOWHERE,
) -> dict[UUID, list[Item]]:
    """Items by notices slice. People without one (a roll, a job) hear nothing. They say where a door of `doors` is to those who may know.
    `places`: where it is, of no door of `doors`, for those who may know."""
    if not notices:
        return {}
    about = {doors[each.household_id].building_id for each in notices if each.to is None and each.household_id in doors}
    coordinators = _coordinators(conn, about)
    addressed = [(person, notice) for notice in notices for person in _to(notice, doors, coordinators)]
    people = sorted({person for person, _ in addressed})
    slices: dict[UUID, UUID] = {row[0]: row[1] for row in fetch(conn, NOTICE_SLICES, people)}
    items: dict[UUID, list[Item]] = defaultdict(list)
    strangers = _strangers(conn, doors, notices)
    for person, notice in addressed:
        if person in slices:
            place = None if (person, notice.household_id) in strangers else _place_of(doors.get(notice.household_id))
            items[slices[person]].append(_item(notice, place or places.get(person), now, new_id()))
    return items


def _strangers(conn: Connection, doors: Mapping[UUID, Door], notices: Sequence[Notice]) -> set[tuple[UUID, UUID]]:
    """Who is told of which door, and may not know the address that somebody wrote there since."""
    told: dict[UUID, set[UUID]] = defaultdict(set)
    for notice in notices:
        if notice.to is not None and notice.household_id in doors:
            told[notice.household_id].add(notice.to)
    found = set()
    for door_id, written_at in fetch(conn, WRITTEN, sorted(told)) if told else ():
        door = doors[door_id]
        ids = [door_id, *door.body.household.aliases]
        found |= {(person, door_id) for person in told[door_id] - _knowing(conn, ids, door.building_id, told[door_id], written_at)}
    return found


def _knowing(conn: Connection, ids: Collection[UUID], building_id: UUID, people: Collection[UUID], written_at: int) -> set[UUID]:
    """Who of them held a door, under any of its ids, when its address was written or later, or answers for it."""
    ends = (NEVER, written_at, NEVER, written_at, NEVER, NEVER)
    held = {row[0] for row in fetch(conn, HELD_SINCE, sorted(ids), sorted(people), *ends)}
    return (held | _coordinators(conn, {building_id})[building_id]) & set(people)


def _to(notice: Notice, doors: Mapping[UUID, Door], coordinators: Mapping[UUID, set[UUID]]) -> Iterable[UUID]:
    if notice.to is not None:
        return [notice.to]
    door = doors.get(notice.household_id)
    return sorted(coordinators.get(door.building_id, set()) - {notice.by}) if door else []


def _coordinators(conn: Connection, about: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Who answers for each of these buildings."""
    if not about:
        return {}
    roles = fetch(conn, COORDINATORS)
    found: dict[UUID, set[UUID]] = {building: {person for person, area in roles if area is None} for building in about}
    for building, area in fetch(conn, AREAS_ABOVE, sorted(about)):
        found[as_id(building)] |= {person for person, of in roles if of == as_id(area)}
    return found


def _place_of(door: Door | None) -> Place | None:
    if door is None:
        return None
    home = door.body.household
    return Place(home.building_id, home.entrance, home.floor, home.door)


def _item(notice: Notice, place: Place | None, now: int, notice_id: UUID) -> Item:
    told = Told(
        kind="notice",
        id=notice_id,
        at=now,
        what=notice.what,
        household_id=notice.household_id,
        command_id=notice.command_id,
        by=notice.by,
        reason=notice.reason,
    )
    if place is not None:
        told.building_id, told.entrance, told.floor, told.door = place
    return Item(notice_id, "notice", msgspec.json.encode(told))


def tell(conn: Connection, notices: Sequence[Notice], now: int, new_id: NewId, door_id: UUID | None = None) -> None:
    """Put notices to named people into their slices, by themselves. Last in the transaction. `door_id`: whose address they say, to those who
    know it: they named that door, or worked there, and nobody wrote another after it had left them."""
    places = _places_of(conn, door_id, {each.to for each in notices if each.to is not None}) if door_id else {}
    for slice_id, items in sorted(items_of(conn, notices, {}, now, new_id, places).items()):
        put_items(conn, slice_id, items)


def _places_of(conn: Connection, door_id: UUID, people: Collection[UUID]) -> dict[UUID, Place]:
    """Where a door is, for each of these people who knows that."""
    rows = fetch(conn, PLACE, door_id)
    if not rows:
        return {}
    place, root_id = Place(*rows[0][:4]), rows[0][4] or door_id
    written = fetch(conn, WRITTEN, [root_id])
    if not written:
        return dict.fromkeys(people, place)
    return dict.fromkeys(_knowing(conn, {door_id, root_id}, place.building_id, people, written[0][1]), place)
