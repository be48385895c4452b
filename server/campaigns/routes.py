"""Campaigns, their teams and who is in them."""

from uuid import UUID, uuid5

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec.structs import replace
from sqlalchemy import Connection, select

from server.assignments.mover import Mover
from server.assignments.releasing import begin_release
from server.audit.store import record_action
from server.campaigns.editing import ROUTES as EDITING
from server.campaigns.ending import need_lasting_campaign, need_lasting_team
from server.campaigns.ending_routes import ROUTES as ENDING
from server.campaigns.entering import begin_entering
from server.campaigns.reference import name_of_team
from server.campaigns.schemas import CampaignBody, Campaigns, MadeMember, MadeTeam, NewCampaign, NewMember, NewTeam, Teams
from server.campaigns.store import get_campaign, known_areas, list_campaigns, make_campaign
from server.campaigns.teams import list_teams, make_team, need_own_name, team_exists, team_ids_of
from server.db.tables import people
from server.errors import BadRequest, Forbidden, IdTaken, NotFound
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.calls import begin_call
from server.identity.invitations import rights_of
from server.identity.memberships import join_team, leaders_of, leave_team, make_person
from server.identity.people import teams_and_roles
from server.identity.rules import may_change_member, may_invite, may_see_person
from server.identity.schemas import CallBody, Named, Released
from server.identity.scope import Scope, campaigns_in, need_campaign, need_coordinator, need_team, scope_of
from server.organization.recounts import Recounts


@get("/api/campaigns", operation_id="list_campaigns")
async def campaigns(caller: NamedDependency[Caller]) -> Campaigns:
    """The campaigns an own team takes part in, and for coordinators those that reach into their areas."""
    return await caller.read(lambda conn, actor: Campaigns(list_campaigns(conn, campaigns_in(conn, scope_of(conn, actor)))))


@post("/api/campaigns", status_code=200, operation_id="make_campaign")
async def add_campaign(data: JSONBody[NewCampaign], caller: NamedDependency[Caller], recounts: NamedDependency[Recounts]) -> CampaignBody:
    """A new round of visits. Its areas' doors enter it without a team: a few at once, many by and by (`entering`)."""

    def work(conn: Connection, actor: Actor, key: UUID) -> CampaignBody:
        scope = scope_of(conn, actor)
        need_coordinator(scope)
        if data.ends_on < data.starts_on:
            raise BadRequest("ends_on is before starts_on")
        if data.like_id is not None:
            need_campaign(conn, scope, data.like_id)
        area_ids = data.area_ids or sorted(actor.area_ids if not scope.everywhere else ())
        if len(known_areas(conn, area_ids)) != len(set(area_ids)) or not all(scope.covers(each) for each in area_ids):
            raise NotFound("no such area")
        make_campaign(conn, key, data, area_ids, caller.now, caller.new_id, by_person_id=actor.person_id)
        begin_entering(conn, [key], caller.now, like_id=data.like_id, by_person_id=actor.person_id)
        record_action(conn, key, actor.person_id, "campaign_made", "campaign", key, now=caller.now, areas=len(area_ids))
        return next(each for each in list_campaigns(conn, [key]))

    made = await caller.once(data.id, CampaignBody, work)
    await recounts.let_enter([made.id])
    return replace(made, entering=await caller.store.read(lambda conn: get_campaign(conn, made.id).entering))


@get("/api/campaigns/{campaign_id:uuid}/teams", operation_id="list_teams")
async def teams(campaign_id: FromPath[UUID], caller: NamedDependency[Caller], team_id: FromQuery[UUID | None] = None) -> Teams:
    """A campaign's teams that the caller leads or coordinates; for a member the own ones. `team_id`: that one, with its buildings."""

    def read(conn: Connection, actor: Actor) -> Teams:
        scope = scope_of(conn, actor)
        need_campaign(conn, scope, campaign_id)
        if team_id is not None and not scope.sees(team_id):
            raise NotFound("no such team")
        seen = [team for team in team_ids_of(conn, campaign_id) if scope.sees(team) and team_id in (None, team)]
        return Teams(list_teams(conn, campaign_id, seen, caller.now, with_buildings=team_id is not None))

    return await caller.read(read)


@post("/api/campaigns/{campaign_id:uuid}/teams", status_code=200, operation_id="make_team")
async def add_team(campaign_id: FromPath[UUID], data: JSONBody[NewTeam], caller: NamedDependency[Caller]) -> MadeTeam:
    """A team for this campaign. The id of one that exists brings it into the campaign. Raises Unfit (team_name_taken)."""
    team_id = data.id or caller.new_id()

    def work(conn: Connection, actor: Actor, key: UUID) -> MadeTeam:
        scope = scope_of(conn, actor)
        need_campaign(conn, scope, campaign_id)
        need_coordinator(scope)
        is_known = team_exists(conn, team_id)
        if not (scope.manages(team_id) if is_known else begin_call(conn, team_id, actor.person_id, caller.path, caller.now) is None):
            raise IdTaken("this id is in use")
        need_lasting_campaign(conn, campaign_id)
        need_lasting_team(conn, team_id)
        name = name_of_team(conn, team_id) if is_known else data.name.strip()
        need_own_name(conn, scope, team_id, name, [campaign_id])
        area_id = None if scope.everywhere else min(actor.area_ids)
        slice_id = make_team(conn, campaign_id, team_id, name, area_id, caller.now, caller.new_id)
        record_action(conn, key, actor.person_id, "team_made", "team", team_id, now=caller.now, team_id=team_id)
        return MadeTeam(team_id, name, slice_id)

    return await caller.once(uuid5(campaign_id, str(team_id)), MadeTeam, work)  # one call for each campaign that the team joins


@post("/api/teams/{team_id:uuid}/members", status_code=200, operation_id="add_member")
async def add_member(team_id: FromPath[UUID], data: JSONBody[NewMember], caller: NamedDependency[Caller]) -> MadeMember:
    """Take somebody into a team, or change the role there. A leader may take in volunteers."""

    def work(conn: Connection, actor: Actor, key: UUID) -> MadeMember:
        scope = scope_of(conn, actor)
        need_team(scope, team_id)
        need_lasting_team(conn, team_id)
        person = _person(conn, scope, data, team_id, caller)
        join_team(conn, person.id, team_id, data.role, caller.now, caller.new_id)
        record_action(conn, key, actor.person_id, "member_added", "person", person.id, now=caller.now, team_id=team_id)
        return MadeMember(person)

    return await caller.once(data.id, MadeMember, work)


def _person(conn: Connection, scope: Scope, data: NewMember, team_id: UUID, caller: Caller) -> Named:
    if (data.person_id is None) == (data.name is None):
        raise BadRequest("either person_id or name")
    role = "leader" if data.role == "leader" else "volunteer"
    if data.person_id is None:
        if not may_invite(scope, role, team_id, None):
            raise Forbidden("leaders are made by coordinators")
        person = Named(caller.new_id(), (data.name or "").strip())
        make_person(conn, person.id, person.name, caller.now, caller.new_id)
        return person
    held = rights_of(conn, data.person_id)
    if held is None or not may_see_person(scope, data.person_id, *teams_and_roles(conn, data.person_id)):
        raise NotFound("no such person")
    if held.ended or (not scope.manages(team_id) and role == "leader"):
        raise Forbidden("leaders are made by coordinators, of people whose access has not ended")
    _need_change(conn, scope, team_id, data.person_id)
    return Named(data.person_id, conn.execute(select(people.c.name).where(people.c.id == data.person_id)).scalar_one())


def _need_change(conn: Connection, scope: Scope, team_id: UUID, person_id: UUID) -> None:
    if not may_change_member(scope, team_id, leaders_of(conn, team_id), person_id):
        raise Forbidden("leaders are unmade by coordinators")


@post("/api/teams/{team_id:uuid}/members/{person_id:uuid}/end", status_code=200, operation_id="end_membership")
async def end_membership(
    team_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[CallBody],
    caller: NamedDependency[Caller],
    mover: NamedDependency[Mover],
) -> Released:
    """Somebody leaves a team: its slices are dropped from that person's phones at their next pull, and the team has the doors."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Released:
        scope = scope_of(conn, actor)
        need_team(scope, team_id)
        found, _ = teams_and_roles(conn, person_id)
        if team_id not in found:
            raise NotFound("no such member")
        _need_change(conn, scope, team_id, person_id)
        release = begin_release(conn, actor, person_id, [team_id], key, caller.now)
        leave_team(conn, person_id, team_id, caller.now, caller.new_id)
        doors = release.doors
        record_action(conn, key, actor.person_id, "member_left", "person", person_id, now=caller.now, team_id=team_id, doors=doors)
        return Released(person_id, doors, list(release.move_ids))

    released = await caller.once(data.id, Released, work)
    for move_id in released.move_ids:
        mover.start(move_id)
    return released


ROUTES: tuple[BaseRouteHandler, ...] = (campaigns, add_campaign, teams, add_team, add_member, end_membership, *EDITING, *ENDING)
