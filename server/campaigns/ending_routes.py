"""Ending a campaign or a team, and taking that back."""

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from msgspec.structs import replace
from sqlalchemy import Connection

from server.audit.store import record_action
from server.campaigns.ending import end_campaign, end_team, reopen_campaign, reopen_team
from server.campaigns.reach import need_whole_campaign
from server.campaigns.reference import name_of_team
from server.campaigns.schemas import CampaignBody
from server.campaigns.store import get_campaign
from server.campaigns.teams import campaigns_of, need_own_name, team_exists
from server.errors import Forbidden, NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.schemas import CallBody, Done
from server.identity.scope import Scope, scope_of
from server.organization.recounts import Recounts


@post("/api/campaigns/{campaign_id:uuid}/end", status_code=200, operation_id="end_campaign")
async def end_campaign_(campaign_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller]) -> CampaignBody:
    """Phones drop its doors at their next pull, with the reason. What comes in late is taken all the same."""

    def work(conn: Connection, actor: Actor, key: UUID) -> CampaignBody:
        need_whole_campaign(conn, scope_of(conn, actor), campaign_id)
        if end_campaign(conn, campaign_id, caller.now):
            record_action(conn, key, actor.person_id, "campaign_ended", "campaign", campaign_id, now=caller.now)
        return get_campaign(conn, campaign_id)

    return await caller.once(data.id, CampaignBody, work)


@post("/api/campaigns/{campaign_id:uuid}/reopen", status_code=200, operation_id="reopen_campaign")
async def reopen_campaign_(
    campaign_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller], recounts: NamedDependency[Recounts]
) -> CampaignBody:
    """It had not ended after all: phones fetch its doors again; its teams hear who is in them, and doors that became known meanwhile enter it, many
    by and by (`entering`).
    """

    def work(conn: Connection, actor: Actor, key: UUID) -> CampaignBody:
        need_whole_campaign(conn, scope_of(conn, actor), campaign_id)
        if reopen_campaign(conn, campaign_id, caller.now):
            record_action(conn, key, actor.person_id, "campaign_reopened", "campaign", campaign_id, now=caller.now)
        return get_campaign(conn, campaign_id)

    campaign = await caller.once(data.id, CampaignBody, work)
    await recounts.let_enter([campaign_id])
    return replace(campaign, entering=await caller.store.read(lambda conn: get_campaign(conn, campaign_id).entering))


@post("/api/teams/{team_id:uuid}/end", status_code=200, operation_id="end_team")
async def end_team_(team_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller]) -> Done:
    """Its people's phones drop its doors, with the reason; the doors stay with it until they are given to others."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        _need_team(scope_of(conn, actor), team_id)
        if end_team(conn, team_id, caller.now, caller.new_id):
            record_action(conn, key, actor.person_id, "team_ended", "team", team_id, now=caller.now, team_id=team_id)
        return Done(team_id)

    return await caller.once(data.id, Done, work)


@post("/api/teams/{team_id:uuid}/reopen", status_code=200, operation_id="reopen_team")
async def reopen_team_(team_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller]) -> Done:
    """It had not ended after all: whoever was in it is in it again. Raises Unfit (team_name_taken)."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        scope = scope_of(conn, actor)
        _need_team(scope, team_id)
        if team_exists(conn, team_id):
            need_own_name(conn, scope, team_id, name_of_team(conn, team_id), campaigns_of(conn, team_id))
        if reopen_team(conn, team_id, caller.new_id):
            record_action(conn, key, actor.person_id, "team_reopened", "team", team_id, now=caller.now, team_id=team_id)
        return Done(team_id)

    return await caller.once(data.id, Done, work)


def _need_team(scope: Scope, team_id: UUID) -> None:
    if not scope.manages(team_id):
        raise Forbidden("for coordinators") if scope.sees(team_id) else NotFound("no such team")


ROUTES: tuple[BaseRouteHandler, ...] = (end_campaign_, reopen_campaign_, end_team_, reopen_team_)
