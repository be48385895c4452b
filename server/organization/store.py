"""The organization's name, and its one time zone: every local day is a day there."""

from zoneinfo import available_timezones

from sqlalchemy import Connection, select, update

from server.campaigns.recounting import begin_recount, campaigns_left
from server.campaigns.reference import refresh_campaign
from server.db.driver import fetch
from server.db.tables import organization
from server.errors import BadRequest, Unfit
from server.journal.deeds import OrganizationChanged
from server.journal.file import note
from server.organization.recounts import how_far, zone_left
from server.organization.schemas import ChangedOrganization, Organization
from sync.card import NOBODY


def read_organization(conn: Connection) -> Organization:
    row = conn.execute(select(organization.c.id, organization.c.name, organization.c.time_zone)).one()
    tables = ("campaigns", "visits", "areas", "buildings")
    counts = {table: fetch(conn, f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables}
    return Organization(row.id, row.name, row.time_zone, **counts, is_counting=bool(how_far(conn)))


def change_organization(conn: Connection, body: ChangedOrganization, at: int) -> bool:
    """Whether the zone is another now: then `Recounts` count anew. Raises BadRequest, and Unfit (zone_unconfirmed, zone_changing)."""
    fetch(conn, "SELECT id FROM organization {lock}")
    now = read_organization(conn)
    name = body.name.strip() if isinstance(body.name, str) else now.name
    zone = body.time_zone if isinstance(body.time_zone, str) else now.time_zone
    if (name, zone) == (now.name, now.time_zone):
        return False
    note(conn, OrganizationChanged(at=at, name=name, time_zone=zone))
    conn.execute(update(organization).values(name=name))
    if zone == now.time_zone:
        return False
    if zone not in available_timezones():
        raise BadRequest("no such time zone")
    if not body.confirmed and (now.campaigns or now.visits):
        raise Unfit("zone_unconfirmed", "another zone shifts every local day")
    if zone_left(conn):
        raise Unfit("zone_changing", "the last change of the zone is not counted yet")
    conn.execute(update(organization).values(time_zone=zone, counted_zone=now.time_zone, counted_to=NOBODY))
    begin_recount(conn, None, at)
    for campaign_id, _ in campaigns_left(conn):
        refresh_campaign(conn, campaign_id)
    return True
