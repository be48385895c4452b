"""The organization's name, and its one time zone: every local day is a day there."""

from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import Connection, select, update

from server.campaigns.reference import refresh_campaign
from server.db.driver import execute, fetch
from server.db.tables import campaigns, organization
from server.errors import BadRequest, Unfit
from server.organization.schemas import ChangedOrganization, Organization
from server.replication.reading import load_doors
from server.replication.times import add_times, slots_in
from sync.effect import visit_changes
from sync.times import time_change

DOORS = 500
VISITED = "SELECT DISTINCT household_id FROM visits ORDER BY household_id"


def read_organization(conn: Connection) -> Organization:
    row = conn.execute(select(organization.c.id, organization.c.name, organization.c.time_zone)).one()
    counts = (fetch(conn, f"SELECT COUNT(*) FROM {table}")[0][0] for table in ("campaigns", "visits", "areas", "buildings"))
    return Organization(row.id, row.name, row.time_zone, *counts)


def change_organization(conn: Connection, body: ChangedOrganization) -> bool:
    """Whether the zone is another now: then every campaign is to be counted again. Raises BadRequest, and Unfit (zone_unconfirmed)."""
    fetch(conn, "SELECT id FROM organization {lock}")
    now = read_organization(conn)
    if isinstance(body.name, str):
        conn.execute(update(organization).values(name=body.name.strip()))
    if not isinstance(body.time_zone, str) or body.time_zone == now.time_zone:
        return False
    if body.time_zone not in available_timezones():
        raise BadRequest("no such time zone")
    if not body.confirmed and (now.campaigns or now.visits):
        raise Unfit("zone_unconfirmed", "another zone shifts every local day")
    conn.execute(update(organization).values(time_zone=body.time_zone))
    for campaign_id in all_campaigns(conn):
        refresh_campaign(conn, campaign_id)
    _recount_times(conn, body.time_zone)
    return True


def all_campaigns(conn: Connection) -> list[UUID]:
    return sorted(conn.execute(select(campaigns.c.id)).scalars())


def _recount_times(conn: Connection, zone: str) -> None:
    """Tries by local day and hour, from all visits: in this transaction, so that no push adds days of one zone to another's."""
    if conn.dialect.name == "postgresql":
        execute(conn, "LOCK TABLE coverage_times IN EXCLUSIVE MODE")
    execute(conn, "DELETE FROM coverage_times")
    visited = [row[0] for row in fetch(conn, VISITED)]
    for start in range(0, len(visited), DOORS):
        doors = load_doors(conn, visited[start : start + DOORS])
        add_times(conn, time_change(visit_changes((None, door) for door in doors.values()), slots_in(zone)))
