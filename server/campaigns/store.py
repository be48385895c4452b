"""Campaigns: rounds of visits with dates, areas and a most-attempts rule."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert, select

from server.areas.store import subtree
from server.campaigns.categories import CampaignDoc
from server.campaigns.reference import DOC, refresh_campaign
from server.campaigns.schemas import CampaignBody, NewCampaign, Progress
from server.db.driver import execute_many, fetch
from server.db.tables import areas, campaign_areas, campaigns, roles
from server.identity.memberships import refresh_follows
from server.identity.schemas import Named
from server.journal.deeds import CampaignMade
from server.journal.file import note
from server.replication.slices import NewId, ensure_campaign_slices


def list_campaigns(conn: Connection, within: Collection[UUID] | None) -> list[CampaignBody]:
    """Those in `within` (None: all), the latest first."""
    stmt = select(campaigns).order_by(campaigns.c.starts_on.desc(), campaigns.c.id)
    rows = conn.execute(stmt if within is None else stmt.where(campaigns.c.id.in_(within))).all()
    reach: dict[UUID, list[Named]] = defaultdict(list)
    named = select(campaign_areas, areas.c.name).join(areas, areas.c.id == campaign_areas.c.area_id).order_by(areas.c.code, areas.c.name)
    for row in conn.execute(named):
        reach[row.campaign_id].append(Named(row.area_id, row.name))
    waiting = {row[0]: Progress(row[1], row[2]) for row in fetch(conn, "SELECT campaign_id, done, doors FROM entering")}
    return [_body(row, reach[row.id], waiting.get(row.id)) for row in rows]


def _body(row: Any, reach: list[Named], waiting: Progress | None) -> CampaignBody:
    dates = (row.starts_on, row.ends_on, row.max_attempts)
    return CampaignBody(
        row.id,
        row.name,
        *dates,
        [area.id for area in reach],
        row.ended_at,
        DOC.decode(row.doc).goal,
        reach,
        row.changed_at is not None,
        waiting,
    )


def get_campaign(conn: Connection, campaign_id: UUID) -> CampaignBody:
    """One that exists."""
    return list_campaigns(conn, [campaign_id])[0]


def make_campaign(
    conn: Connection,
    campaign_id: UUID,
    body: NewCampaign,
    area_ids: Collection[UUID],
    now: int,
    new_id: NewId,
    *,
    by_person_id: UUID | None = None,
) -> None:
    """The campaign with its slices; its coordinators follow its reference. `by_person_id`: in whose name teams are to go on in it."""
    conn.execute(
        insert(campaigns).values(
            id=campaign_id,
            name=body.name.strip(),
            starts_on=body.starts_on,
            ends_on=body.ends_on,
            max_attempts=body.max_attempts,
            doc=msgspec.json.encode(CampaignDoc(goal=body.goal)),
            made_at=now,
        )
    )
    execute_many(
        conn, "INSERT INTO campaign_areas (campaign_id, area_id) VALUES (?, ?)", [(campaign_id, each) for each in sorted(set(area_ids))]
    )
    note(
        conn,
        CampaignMade(
            at=now,
            campaign_id=campaign_id,
            name=body.name.strip(),
            starts_on=body.starts_on,
            ends_on=body.ends_on,
            max_attempts=body.max_attempts,
            goal=body.goal,
            area_ids=tuple(sorted(set(area_ids))),
            like_id=body.like_id,
            by_person_id=by_person_id,
        ),
    )
    ensure_campaign_slices(conn, campaign_id, new_id)
    refresh_campaign(conn, campaign_id)
    for person_id in conn.execute(
        select(roles.c.person_id).where(roles.c.role == "coordinator", roles.c.to_at.is_(None)).distinct()
    ).scalars():
        refresh_follows(conn, person_id, new_id)


def doors_of_areas(conn: Connection, area_ids: Collection[UUID]) -> list[UUID]:
    """The open doors of these areas and of what lies below; without areas all of them. Sorted."""
    known = "SELECT h.id FROM households h JOIN buildings b ON b.id = h.building_id WHERE h.is_known AND h.root_id IS NULL"
    if not area_ids:
        return sorted(row[0] for row in fetch(conn, known))
    return sorted(row[0] for row in fetch(conn, known + " AND b.area_id IN (??)", list(subtree(conn, area_ids))))


def known_areas(conn: Connection, ids: Collection[UUID]) -> frozenset[UUID]:
    return frozenset(conn.execute(select(areas.c.id).where(areas.c.id.in_(ids))).scalars())
