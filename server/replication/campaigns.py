"""The campaigns that commands name, and the slices that a new door may enter."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import Connection

from server.db.driver import fetch
from sync.card import Placement
from sync.commands import AddHousehold
from sync.placing import empty_in
from sync.world import Campaign, Incoming, Place

CAMPAIGNS = """
SELECT c.id, c.starts_on, c.ends_on, c.max_attempts, o.time_zone FROM campaigns c CROSS JOIN organization o WHERE c.id IN (??)
"""
OPEN = """
SELECT c.id, c.max_attempts, a.area_id FROM campaigns c LEFT JOIN campaign_areas a ON a.campaign_id = c.id
WHERE c.ended_at IS NULL OR c.id IN (??)
"""
LEFT = "SELECT campaign_id, only_if, at FROM moves WHERE campaign_id IN (??) AND only_if LIKE 'leave %' AND undone_at IS NULL"
AREAS_ABOVE = """
WITH RECURSIVE up (building_id, area_id) AS (
    SELECT id, area_id FROM buildings WHERE id IN (??)
    UNION ALL SELECT up.building_id, a.parent_id FROM up JOIN areas a ON a.id = up.area_id WHERE a.parent_id IS NOT NULL
) SELECT building_id, area_id FROM up
"""
SLICES = """
SELECT id, campaign_id, team_id, ended_at FROM slices
WHERE kind IN ('team', 'unassigned') AND campaign_id IN (??) AND (team_id IS NULL OR team_id IN (??))
"""
LAST_EPOCHS = """
SELECT household_id, campaign_id, MAX(epoch) FROM assignment_spans WHERE household_id IN (??) GROUP BY household_id, campaign_id
"""


def find_campaigns(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, Campaign]:
    """Those that exist, with their local days as instants."""
    return {
        id_: Campaign(id_, local_midnight(starts_on, zone), local_midnight(ends_on, zone, days=1), most)
        for id_, starts_on, ends_on, most, zone in fetch(conn, CAMPAIGNS, sorted(ids))
    }


def local_midnight(on: str, zone: str, *, days: int = 0) -> int:
    """The instant (ms UTC) a local date begins, `days` later."""
    day = date.fromisoformat(on) + timedelta(days=days)
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp() * 1000)


def find_places(conn: Connection, buildings: Sequence[UUID], incoming: Sequence[Incoming]) -> dict[UUID, tuple[Place, ...]]:
    """For each building the slices of campaigns that cover it: without a team, and of the teams that authors were in or name.

    Of campaigns that have ended only those that a command names: it may have been made in time.
    """
    running: dict[UUID, tuple[int | None, set[UUID]]] = {}
    for campaign_id, most, area_id in fetch(conn, OPEN, sorted(_named(incoming))):
        running.setdefault(campaign_id, (most, set()))[1].update({area_id} - {None})
    above = _areas_above(conn, buildings)
    slices = fetch(conn, SLICES, sorted(running), sorted(_teams(incoming)))
    left = _areas_left(conn, _named(incoming))

    def place(areas: set[UUID], slice_id: UUID, campaign_id: UUID, team_id: UUID | None, ended_at: int | None) -> Place | None:
        most, reach = running[campaign_id]
        if not reach or reach & areas:
            return Place(slice_id, campaign_id, team_id, most, ended_at)
        left_at = max((at for area_id, at in left.get(campaign_id, ()) if area_id in areas), default=None)
        if left_at is None:
            return None
        return Place(slice_id, campaign_id, team_id, most, left_at if ended_at is None else min(left_at, ended_at), has_left=True)

    found = {building_id: [place(areas, *row) for row in slices] for building_id, areas in above.items()}
    return {building_id: tuple(each for each in places if each is not None) for building_id, places in found.items()}


def places_with_nobody(conn: Connection, doors: Mapping[UUID, UUID]) -> dict[UUID, list[Placement]]:
    """By door, of which the building is given: a place without a team in each running campaign that reaches it, as yet with no epoch."""
    places = find_places(conn, sorted(set(doors.values())), ())
    return {
        door_id: [replace(empty_in(place), epoch=0) for place in places.get(building_id, ()) if place.ended_at is None]
        for door_id, building_id in doors.items()
    }


def last_epochs(conn: Connection, doors: Collection[UUID]) -> dict[tuple[UUID, UUID], int]:
    """By (door, campaign), of its last assignment there, also where it stands no longer."""
    return {(row[0], row[1]): row[2] for row in fetch(conn, LAST_EPOCHS, sorted(doors))}


def out_of_reach(conn: Connection, buildings: Collection[UUID], campaigns: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """(campaign, building) where the building's area has left the campaign."""
    left = _areas_left(conn, campaigns)
    if not left:
        return set()
    reach: dict[UUID, set[UUID]] = {}
    for campaign_id, _, area_id in fetch(conn, OPEN, sorted(left)):
        reach.setdefault(campaign_id, set()).add(area_id)
    above = _areas_above(conn, buildings)
    return {
        (campaign_id, building_id)
        for campaign_id, areas_left in left.items()
        for building_id, areas in above.items()
        if any(area_id in areas for area_id, _ in areas_left) and not reach[campaign_id] & areas
    }


def _areas_above(conn: Connection, buildings: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The areas that each building lies in, from the nearest to the top."""
    above: dict[UUID, set[UUID]] = {}
    for building_id, area_id in fetch(conn, AREAS_ABOVE, sorted(buildings)):
        above.setdefault(as_id(building_id), set()).add(as_id(area_id))
    return above


def _areas_left(conn: Connection, campaign_ids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
    """The areas that left each of these campaigns, and when."""
    found: dict[UUID, list[tuple[UUID, int]]] = {}
    for campaign_id, leave, at in fetch(conn, LEFT, sorted(campaign_ids)) if campaign_ids else ():
        found.setdefault(campaign_id, []).append((UUID(leave.removeprefix("leave ")), at))
    return found


def _teams(incoming: Sequence[Incoming]) -> set[UUID]:
    teams = {span.team_id for each in incoming for span in each.author.teams}
    named = {each.command.team_id for each in incoming if isinstance(each.command, AddHousehold)}
    return teams | {team_id for team_id in named if team_id is not None}


def _named(incoming: Sequence[Incoming]) -> set[UUID]:
    named = {each.command.campaign_id for each in incoming if isinstance(each.command, AddHousehold)}
    return {campaign_id for campaign_id in named if campaign_id is not None}


def as_id(value: UUID | bytes) -> UUID:
    """A column of a recursive query comes from SQLite without its declared type."""
    return UUID(bytes=value) if isinstance(value, bytes) else value
