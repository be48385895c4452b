"""A campaign changed while it runs: its name, its days, its areas, its most tries, what counts."""

from uuid import UUID

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from msgspec import UNSET
from sqlalchemy import Connection, insert, select, update

from server.audit.store import record_action
from server.campaigns.ending import need_lasting_campaign
from server.campaigns.entering import begin_entering
from server.campaigns.reach import need_whole_campaign
from server.campaigns.recounting import begin_recount
from server.campaigns.reference import DOC, refresh_campaign
from server.campaigns.schemas import CampaignBody, ChangedCampaign
from server.campaigns.store import get_campaign, known_areas
from server.db.tables import campaign_areas, campaigns
from server.errors import BadRequest, NotFound, Unfit
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import scope_of
from server.journal.deeds import AreaAdded, CampaignChanged
from server.journal.file import note
from server.organization.recounts import Recounts


@post("/api/campaigns/{campaign_id:uuid}", status_code=200, operation_id="change_campaign")
async def edit_campaign(
    campaign_id: FromPath[UUID], data: JSONBody[ChangedCampaign], caller: NamedDependency[Caller], recounts: NamedDependency[Recounts]
) -> CampaignBody:
    """Areas are only added: the doors there enter it, many by and by (`entering`). Other days or most tries: its visits and doors are judged anew, by and by (`is_counting`)."""

    def work(conn: Connection, actor: Actor, key: UUID) -> CampaignBody:
        scope = scope_of(conn, actor)
        need_whole_campaign(conn, scope, campaign_id)
        added = [*data.area_ids] if isinstance(data.area_ids, list) else []
        if len(known_areas(conn, added)) != len(set(added)) or not all(scope.covers(each) for each in added):
            raise NotFound("no such area")
        if change_campaign(conn, campaign_id, data, caller.now):
            begin_entering(conn, [campaign_id], caller.now)
        record_action(conn, key, actor.person_id, "campaign_changed", "campaign", campaign_id, now=caller.now)
        return get_campaign(conn, campaign_id)

    changed = await caller.once(data.id, CampaignBody, work)
    await recounts.let_enter([campaign_id])
    recounts.start()
    return msgspec.structs.replace(changed, entering=await caller.store.read(lambda conn: get_campaign(conn, campaign_id).entering))


def change_campaign(conn: Connection, campaign_id: UUID, body: ChangedCampaign, now: int) -> bool:
    """True: it reaches more than before. Raises BadRequest where it would end before it begins, Unfit (campaign_keeps_areas) where it would leave one it has, Ended where
    it has ended and would take one in."""
    row = conn.execute(select(campaigns).where(campaigns.c.id == campaign_id)).one()
    names = ("name", "starts_on", "ends_on", "max_attempts")
    values = {name: getattr(body, name) for name in names if getattr(body, name) is not UNSET}
    if isinstance(body.name, str):
        values["name"] = body.name.strip()
    if {**row._mapping, **values}["ends_on"] < {**row._mapping, **values}["starts_on"]:
        raise BadRequest("ends_on is before starts_on")
    doc = DOC.decode(row.doc)
    if body.goal != UNSET:
        doc = msgspec.structs.replace(doc, goal=body.goal)
    conn.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**values, doc=msgspec.json.encode(doc)))
    now_are = {name: values.get(name, row._mapping[name]) for name in names}
    if values or body.goal != UNSET:
        note(conn, CampaignChanged(at=now, campaign_id=campaign_id, **now_are, goal=doc.goal))
    if any(row._mapping[name] != values.get(name, row._mapping[name]) for name in ("starts_on", "ends_on", "max_attempts")):
        begin_recount(conn, [campaign_id], now)
    is_wider = isinstance(body.area_ids, list) and _add_areas(conn, campaign_id, set(body.area_ids), now)
    refresh_campaign(conn, campaign_id)
    return is_wider


def _add_areas(conn: Connection, campaign_id: UUID, wanted: set[UUID], now: int) -> bool:
    held = set(conn.execute(select(campaign_areas.c.area_id).where(campaign_areas.c.campaign_id == campaign_id)).scalars())
    if not held <= wanted or not held:
        raise Unfit("campaign_keeps_areas", "take an area out by itself: its doors leave with it")
    rows = [{"campaign_id": campaign_id, "area_id": area_id} for area_id in sorted(wanted - held)]
    if rows:
        need_lasting_campaign(conn, campaign_id)
        conn.execute(insert(campaign_areas), rows)
        for area_id in sorted(wanted - held):
            note(conn, AreaAdded(at=now, campaign_id=campaign_id, area_id=area_id))
    return bool(rows)


ROUTES: tuple[BaseRouteHandler, ...] = (edit_campaign,)
