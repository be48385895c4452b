"""What a running campaign reaches, and an area that leaves it (SPEC.md S-99). The caller owns the transaction."""

from uuid import UUID

from sqlalchemy import Connection, delete, select

from server.areas.store import subtree
from server.campaigns.reference import refresh_campaign
from server.db.driver import execute, fetch
from server.db.tables import campaign_areas
from server.errors import Forbidden, NotFound, Unfit
from server.identity.scope import Scope, need_campaign, need_coordinator

CAMPAIGN = "SELECT id FROM campaigns WHERE id = ? {lock}"
BUILDINGS = (
    "SELECT id FROM buildings WHERE area_id IN (??) ORDER BY id {lock}"  # a door that is being added there comes before this or after
)
AREA = "SELECT 1 FROM areas WHERE id = ?"
PUT_BACK = "INSERT INTO campaign_areas (campaign_id, area_id) VALUES (?, ?) ON CONFLICT DO NOTHING"


def need_whole_campaign(conn: Connection, scope: Scope, campaign_id: UUID) -> None:
    """For who coordinates all of a campaign's areas."""
    need_campaign(conn, scope, campaign_id)
    need_coordinator(scope)
    reached = areas_of(conn, campaign_id)
    if not scope.everywhere and not (reached and all(scope.covers(area_id) for area_id in reached)):
        raise Forbidden("it reaches beyond your areas")


def areas_of(conn: Connection, campaign_id: UUID) -> list[UUID]:
    """Those that are named; none: it reaches everything."""
    return list(conn.execute(select(campaign_areas.c.area_id).where(campaign_areas.c.campaign_id == campaign_id)).scalars())


def need_leavable(conn: Connection, campaign_id: UUID, area_id: UUID) -> None:
    """Raises NotFound for what is none of its areas, Unfit (campaign_keeps_areas) for the last: without areas it would reach everything."""
    reached = areas_of(conn, campaign_id)
    if area_id not in reached:
        raise NotFound("no such area in this campaign")
    if len(reached) == 1:
        raise Unfit("campaign_keeps_areas", "it is the only one: end the campaign")


def areas_leaving(conn: Connection, campaign_id: UUID, area_id: UUID) -> frozenset[UUID]:
    """The area and what lies below it, but for what other areas of the campaign cover."""
    others = [each for each in areas_of(conn, campaign_id) if each != area_id]
    return subtree(conn, [area_id]) - subtree(conn, others)


def take_area(conn: Connection, campaign_id: UUID, area_id: UUID) -> bool:
    """From now on no door of the area enters the campaign. False: it is none of its areas, or the last."""
    lock_reach(conn, campaign_id, area_id)
    if len(areas_of(conn, campaign_id)) < 2:
        return False
    gone = (campaign_areas.c.campaign_id == campaign_id) & (campaign_areas.c.area_id == area_id)
    if not conn.execute(delete(campaign_areas).where(gone)).rowcount:
        return False
    refresh_campaign(conn, campaign_id)
    return True


def put_area_back(conn: Connection, campaign_id: UUID, area_id: UUID) -> bool:
    """False: there is no such area or campaign any more."""
    lock_reach(conn, campaign_id, area_id)
    if not fetch(conn, AREA, area_id) or not fetch(conn, CAMPAIGN.replace("{lock}", ""), campaign_id):
        return False
    execute(conn, PUT_BACK, campaign_id, area_id)
    refresh_campaign(conn, campaign_id)
    return True


def lock_reach(conn: Connection, campaign_id: UUID, area_id: UUID) -> None:
    """Nobody else takes areas out of the campaign, and nobody adds doors in the area, until the transaction ends."""
    fetch(conn, CAMPAIGN, campaign_id)
    fetch(conn, BUILDINGS, sorted(subtree(conn, [area_id])))
