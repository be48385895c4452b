"""Lists of doors for paper, as a person walks them."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec
from sqlalchemy import Connection, select

from server.db.tables import campaigns, teams
from server.errors import NotFound, Problem
from server.exports.reach import Place, Reach, places_in, reach_of
from server.exports.schemas import Asked, WalkBuilding, WalkDoor, WalkEntrance, WalkList
from server.exports.store import DoorRecord, Names, chunks_of, read_page
from server.exports.tables import walk_key
from server.identity.schemas import Named
from server.identity.scope import Scope
from sync.card import decode_body
from sync.protocol import CardVisit, Window

MOST_DOORS = 3_000  # about 150 sheets of paper
LEFT = frozenset(("never_tried", "not_home", "call_back", "inaccessible"))
_visit_decoder = msgspec.json.Decoder(CardVisit)


class TooManyDoors(Problem):
    status = 413
    code = "too_many_doors"


def read_walk_list(conn: Connection, scope: Scope, asked: Asked, now: int, *, only_left: bool) -> WalkList:
    """`only_left`: without the doors where nothing is to do; those that nobody may knock at stay on, marked. Raises TooManyDoors."""
    reach = reach_of(conn, scope, asked, now)
    campaign = conn.execute(select(campaigns.c.id, campaigns.c.name).where(campaigns.c.id == reach.campaign_id)).one_or_none()
    if campaign is None:
        raise NotFound("no such campaign")
    team = conn.execute(select(teams.c.id, teams.c.name).where(teams.c.id == asked.doors.team_id)).one_or_none()
    listed = list(_buildings(conn, reach, only_left))
    count = sum(len(entrance.doors) for building in listed for entrance in building.entrances)
    return WalkList(Named(*campaign), Named(*team) if team else None, now, count, listed)


def _buildings(conn: Connection, reach: Reach, only_left: bool) -> Iterable[WalkBuilding]:
    count = 0
    for places in chunks_of(places_in(conn, reach)):
        page = read_page(conn, reach, places)
        doors = [door for door in page.doors if door.stand is not None and (not only_left or _stays(door))]
        count += len(doors)
        if count > MOST_DOORS:
            raise TooManyDoors(f"more than {MOST_DOORS} doors; choose a team or a building")
        yield from (_building(place, list(some), page.names) for place, some in _by_place(doors))


def _stays(door: DoorRecord) -> bool:
    return door.stand is not None and (door.stand.state in LEFT or door.stand.state == "do_not_contact")


def _by_place(doors: Iterable[DoorRecord]) -> Iterable[tuple[Place, Iterable[DoorRecord]]]:
    return groupby(sorted(doors, key=walk_key), key=lambda door: door.place)


def _building(place: Place, doors: Sequence[DoorRecord], names: Names) -> WalkBuilding:
    by_entrance = groupby(doors, key=lambda door: door.entrance)
    return WalkBuilding(place.id, place.name, place.area, [WalkEntrance(name, _downwards(some, names)) for name, some in by_entrance])


def _downwards(doors: Iterable[DoorRecord], names: Names) -> list[WalkDoor]:
    """From the top floor down, as people walk a tower; a floor's doors from the lowest number up."""
    told = [_door(door, names) for door in doors]
    return sorted(told, key=lambda door: -(door.floor if door.floor is not None else -1_000))


def _door(door: DoorRecord, names: Names) -> WalkDoor:
    card, stand = decode_body(door.body), door.stand
    home = card.household
    assert stand is not None, "only doors of the campaign are walked"
    return WalkDoor(
        household_id=door.id,
        floor=door.floor,
        door=door.door,
        name=home.name,
        needs=list(home.needs),
        state=stand.state,
        tries=stand.tries,
        last_visit_at=stand.last_visit_at,
        person=None if stand.person_id is None else names.people.get(stand.person_id),
        version=door.version,
        knock=stand.state != "do_not_contact",
        appointment=_agreed(map(_visit_decoder.decode, card.visits)) if stand.state == "call_back" else None,
    )


def _agreed(visits: Iterable[CardVisit]) -> Window | None:
    last = max((visit for visit in visits if visit.voided is None and visit.appointment), key=lambda visit: visit.at, default=None)
    return last.appointment if last else None
