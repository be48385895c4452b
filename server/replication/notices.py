"""Who is told of what: notices become items of people's own slices."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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

PLACE = "SELECT building_id, entrance, floor, door FROM households WHERE id = ? AND is_known"


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


def items_of(
    conn: Connection,
    notices: Sequence[Notice],
    doors: Mapping[UUID, Door],
    now: int,
    new_id: NewId,
    place: Place | None = None,
) -> dict[UUID, list[Item]]:
    """Items by notices slice. People without one (a roll, a job) hear nothing. `place`: where it is, of no door of `doors`."""
    if not notices:
        return {}
    addressed = [(person, notice) for notice in notices for person in _to(notice, doors, _coordinators(conn, notices, doors))]
    people = sorted({person for person, _ in addressed})
    slices: dict[UUID, UUID] = {row[0]: row[1] for row in fetch(conn, NOTICE_SLICES, people)}
    items: dict[UUID, list[Item]] = defaultdict(list)
    for person, notice in addressed:
        if person in slices:
            items[slices[person]].append(_item(notice, _place_of(doors.get(notice.household_id)) or place, now, new_id()))
    return items


def _to(notice: Notice, doors: Mapping[UUID, Door], coordinators: Mapping[UUID, set[UUID]]) -> Iterable[UUID]:
    if notice.to is not None:
        return [notice.to]
    door = doors.get(notice.household_id)
    return sorted(coordinators.get(door.building_id, set()) - {notice.by}) if door else []


def _coordinators(conn: Connection, notices: Sequence[Notice], doors: Mapping[UUID, Door]) -> dict[UUID, set[UUID]]:
    """Who answers for each building that a notice to coordinators is about."""
    about = {doors[notice.household_id].building_id for notice in notices if notice.to is None and notice.household_id in doors}
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
    """Put notices to named people into their slices, by themselves. Last in the transaction. `door_id`: whose address they say, where each
    of these people knows that door: they named it, or worked there."""
    rows = fetch(conn, PLACE, door_id) if door_id else ()
    place = Place(*rows[0]) if rows else None
    for slice_id, items in sorted(items_of(conn, notices, {}, now, new_id, place).items()):
        put_items(conn, slice_id, items)
