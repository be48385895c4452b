"""What was set up at a desk, done again: the organization's name and zone, areas, buildings with their doors, campaigns and what a team is called."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from server.areas.buildings import remove_building, write_building
from server.areas.changing import remove_unused, write_area
from server.areas.doors import add_doors, count_open, take_doors_back
from server.areas.points import put_points
from server.campaigns.editing import change_campaign
from server.campaigns.entering import begin_entering, let_rest, reaching
from server.campaigns.schemas import ChangedCampaign, NewCampaign
from server.campaigns.store import doors_of_areas, known_areas, make_campaign
from server.campaigns.teams import rename_team
from server.db.driver import fetch
from server.errors import NotFound, Unfit
from server.identity.store import find_person
from server.journal.deeds import (
    AreaChanged,
    AreaMade,
    AreaRemoved,
    BuildingChanged,
    BuildingMade,
    BuildingRemoved,
    BuildingsPlaced,
    CampaignChanged,
    CampaignMade,
    DoorsDrawn,
    DoorsTakenBack,
    OrganizationChanged,
    TeamRenamed,
    TeamsWentOn,
)
from server.journal.reaching import in_pieces
from server.organization.schemas import ChangedOrganization
from server.organization.store import change_organization
from server.replication.entering import enter_doors

NewId = Callable[[], UUID]


def _organization_changed(conn: Connection, deed: OrganizationChanged, new_id: NewId) -> bool:
    """False: the copy was still going over to another zone."""
    try:
        change_organization(conn, ChangedOrganization(name=deed.name, time_zone=deed.time_zone, confirmed=True), deed.at)
    except Unfit:
        return False
    return True


def _area_written(conn: Connection, deed: AreaMade, new_id: NewId) -> bool:
    return write_area(conn, deed)


def _area_removed(conn: Connection, deed: AreaRemoved, new_id: NewId) -> bool:
    """False: in the copy something stands in it that an undone roll had brought."""
    try:
        return remove_unused(conn, deed.area_id, deed.at)
    except NotFound:
        return False


def _building_written(conn: Connection, deed: BuildingMade, new_id: NewId) -> bool:
    """Doors of a building that was put elsewhere enter the campaigns that reach there once the store is served."""
    if not write_building(conn, deed):
        return False
    begin_entering(conn, reaching(conn, deed.building_id), deed.at)
    return True


def _building_removed(conn: Connection, deed: BuildingRemoved, new_id: NewId) -> bool:
    """False: a roll that was taken back has doors there still."""
    if count_open(conn, deed.building_id):
        return False
    remove_building(conn, deed.building_id, deed.at)
    return True


def _buildings_placed(conn: Connection, deed: BuildingsPlaced, new_id: NewId) -> bool:
    """False: the copy does not know all of them."""
    known = {row[0] for row in fetch(conn, "SELECT id FROM buildings WHERE id IN (??)", [point[0] for point in deed.points])}
    put_points(conn, deed.person_id, [point for point in deed.points if point[0] in known], deed.at)
    return len(known) == len(deed.points)


def _doors_drawn(conn: Connection, deed: DoorsDrawn, new_id: NewId) -> bool:
    """Under the ids they had, so that what phones bring for them finds them. False: not all could be made."""
    actor = find_person(conn, deed.person_id, deed.at)
    return actor is not None and add_doors(conn, actor, deed.building_id, deed.doors, deed.at, new_id) == len(deed.doors)


def _doors_taken_back(conn: Connection, deed: DoorsTakenBack, new_id: NewId) -> bool:
    actor, doors = find_person(conn, deed.person_id, deed.at), deed.household_ids
    return actor is not None and take_doors_back(conn, actor, deed.building_id, doors, deed.at, new_id) == len(doors)


def _campaign_made(conn: Connection, deed: CampaignMade, new_id: NewId) -> bool:
    """Doors that the copy does not know enter it when their phones bring them. The teams that were to go on do so once the store is served."""
    if len(known_areas(conn, deed.area_ids)) != len(deed.area_ids):
        return False
    body = NewCampaign(name=deed.name, starts_on=deed.starts_on, ends_on=deed.ends_on, max_attempts=deed.max_attempts, goal=deed.goal)
    make_campaign(conn, deed.campaign_id, body, deed.area_ids, deed.at, new_id)
    for some in in_pieces(doors_of_areas(conn, deed.area_ids)):
        enter_doors(conn, deed.campaign_id, some, deed.at)
    if deed.like_id is not None:
        begin_entering(conn, [deed.campaign_id], deed.at, like_id=deed.like_id, by_person_id=deed.by_person_id)
    return True


def _teams_went_on(conn: Connection, deed: TeamsWentOn, new_id: NewId) -> bool:
    let_rest(conn, deed.campaign_id)
    return True


def _campaign_changed(conn: Connection, deed: CampaignChanged, new_id: NewId) -> bool:
    """What counts otherwise by it is counted anew once the store is served."""
    body = ChangedCampaign(name=deed.name, starts_on=deed.starts_on, ends_on=deed.ends_on, max_attempts=deed.max_attempts, goal=deed.goal)
    change_campaign(conn, deed.campaign_id, body, deed.at)
    return True


def _team_renamed(conn: Connection, deed: TeamRenamed, new_id: NewId) -> bool:
    return rename_team(conn, deed.team_id, deed.name, deed.at)


HANDLERS: dict[type, Callable[[Connection, Any, NewId], bool]] = {
    OrganizationChanged: _organization_changed,
    AreaMade: _area_written,
    AreaChanged: _area_written,
    AreaRemoved: _area_removed,
    BuildingMade: _building_written,
    BuildingChanged: _building_written,
    BuildingRemoved: _building_removed,
    BuildingsPlaced: _buildings_placed,
    DoorsDrawn: _doors_drawn,
    DoorsTakenBack: _doors_taken_back,
    CampaignMade: _campaign_made,
    CampaignChanged: _campaign_changed,
    TeamsWentOn: _teams_went_on,
    TeamRenamed: _team_renamed,
}
