"""People and their phones, for leaders and coordinators."""

from collections.abc import Collection
from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from sqlalchemy import Connection

from server.assignments.mover import Mover
from server.assignments.releasing import begin_release
from server.audit.store import record_action
from server.campaigns.teams import team_ids_of
from server.errors import BadRequest, Forbidden, NotFound
from server.identity.actor import Actor, Role
from server.identity.caller import Caller
from server.identity.invitations import revoke_all, revoke_waiting, rights_of
from server.identity.memberships import end_person, rename_person
from server.identity.people import (
    Wanted,
    find_people,
    find_replica,
    get_person,
    last_teams,
    list_phones,
    lose_replica,
    people_bodies,
    teams_and_roles,
)
from server.identity.rules import may_report_lost, may_see_person, reaches
from server.identity.schemas import CallBody, Done, Named, People, PersonBody, Phones, Released, RenameBody
from server.identity.scope import Scope, need_coordinator, need_leader, need_team, scope_of
from server.words import Words, words_of

LIMIT = 100
PHONE_LIMIT = 20_000
RoleName = Annotated[Literal["coordinator", "handler", "leader"] | None, QueryParameter()]
After = Annotated[str, QueryParameter(max_length=100)]


@get("/api/people", operation_id="list_people")
async def list_people(
    caller: NamedDependency[Caller], team_id: FromQuery[UUID | None] = None, words: Words = "", after: After = "", role: RoleName = None
) -> People:
    """The people of one team, or all that the caller may see, with their phones; some hundred at a time, those who left last."""

    def read(conn: Connection, actor: Actor) -> People:
        scope = scope_of(conn, actor)
        need_leader(scope)
        if team_id is not None:
            need_team(scope, team_id)
        within = None if scope.everywhere else scope.managed | scope.led
        wanted = Wanted(team_id, within, words_of(words), role, _mark(after))
        found = find_people(conn, wanted, LIMIT + 1)
        page = found[:LIMIT]
        return People(people_bodies(conn, page), str(page[-1].id) if len(found) > LIMIT else None)

    return await caller.read(read)


@get("/api/people/{person_id:uuid}", operation_id="get_person")
async def person(person_id: FromPath[UUID], caller: NamedDependency[Caller]) -> PersonBody:
    """One person with rights and phones."""

    def read(conn: Connection, actor: Actor) -> PersonBody:
        scope = scope_of(conn, actor)
        need_leader(scope)
        _need_person(conn, scope, person_id)
        return get_person(conn, person_id)

    return await caller.read(read)


@post("/api/people/{person_id:uuid}", status_code=200, operation_id="rename_person")
async def rename(person_id: FromPath[UUID], data: JSONBody[RenameBody], caller: NamedDependency[Caller]) -> Named:
    """Another name for somebody over whom the caller has at least their own rights, or for the caller."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Named:
        scope = scope_of(conn, actor)
        need_leader(scope)
        _need_person(conn, scope, person_id)
        held = rights_of(conn, person_id)
        if held is None or not (person_id == actor.person_id or reaches(scope, held)):
            raise Forbidden("this name is not yours to change")
        name = data.name.strip()
        rename_person(conn, person_id, name, caller.now)
        team_id = min(held.team_ids, default=None)
        record_action(conn, key, actor.person_id, "person_renamed", "person", person_id, now=caller.now, team_id=team_id)
        return Named(person_id, name)

    return await caller.once(data.id, Named, work)


@post("/api/people/{person_id:uuid}/end", status_code=200, operation_id="end_access")
async def end_access(
    person_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller], mover: NamedDependency[Mover]
) -> Released:
    """End somebody's access. Work made before is still taken in; phones are told to wipe what they hold; the teams have the doors."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Released:
        scope = scope_of(conn, actor)
        _need_person(conn, scope, person_id)
        need_coordinator(scope)
        held = rights_of(conn, person_id)
        if held is None or person_id == actor.person_id or not (held.ended or reaches(scope, held)):
            raise Forbidden("this access is not yours to end")
        release = begin_release(conn, actor, person_id, held.team_ids, key, caller.now)
        end_person(conn, person_id, caller.now, caller.new_id)
        revoke_all(conn, person_id, caller.now)
        team_id = min(held.team_ids, default=None)
        doors = release.doors
        record_action(conn, key, actor.person_id, "access_ended", "person", person_id, now=caller.now, team_id=team_id, doors=doors)
        return Released(person_id, doors, list(release.move_ids))

    released = await caller.once(data.id, Released, work)
    for move_id in released.move_ids:
        mover.start(move_id)
    return released


@post("/api/replicas/{replica_id:uuid}/lost", status_code=200, operation_id="lose_phone")
async def lose_phone(replica_id: FromPath[UUID], data: JSONBody[CallBody], caller: NamedDependency[Caller]) -> Done:
    """A phone was lost: no more pulls, what it still sends waits for a person, and it is told to wipe itself. Its person's codes of before open nothing any more."""

    def work(conn: Connection, actor: Actor, key: UUID) -> Done:
        scope = scope_of(conn, actor)
        owner = find_replica(conn, replica_id)
        if owner is None:
            raise NotFound("no such phone")
        if owner != actor.person_id:
            need_leader(scope)
            _need_person(conn, scope, owner)
            if not may_report_lost(scope, *_looked_after(conn, owner)):
                raise Forbidden("this phone is not yours to report")
        lost_at = lose_replica(conn, replica_id, caller.now)
        revoke_waiting(conn, owner, lost_at, caller.now)
        record_action(conn, key, actor.person_id, "phone_lost", "replica", replica_id, now=caller.now)
        return Done(replica_id)

    return await caller.once(data.id, Done, work)


@get("/api/phones", operation_id="list_phones")
async def phones(
    caller: NamedDependency[Caller], team_id: FromQuery[UUID | None] = None, campaign_id: FromQuery[UUID | None] = None
) -> Phones:
    """The phones of a team, of a campaign's teams, or of all teams the caller leads: the longest silent first."""

    def read(conn: Connection, actor: Actor) -> Phones:
        scope = scope_of(conn, actor)
        need_leader(scope)
        if team_id is not None:
            need_team(scope, team_id)
            return Phones(list_phones(conn, [team_id], PHONE_LIMIT))
        wanted = team_ids_of(conn, campaign_id)
        return Phones(list_phones(conn, [team for team in wanted if scope.leads(team)], PHONE_LIMIT))

    return await caller.read(read)


def _mark(after: str) -> UUID | None:
    try:
        return UUID(after) if after else None
    except ValueError:
        raise BadRequest("after is none of ours") from None


def _looked_after(conn: Connection, person_id: UUID) -> tuple[Collection[UUID], Collection[Role]]:
    """The teams whose this person is now, or, of somebody who left altogether, was last; and the roles."""
    _, roles = teams_and_roles(conn, person_id)
    held = rights_of(conn, person_id)
    return (held.team_ids if held and held.team_ids else last_teams(conn, person_id)), roles


def _need_person(conn: Connection, scope: Scope, person_id: UUID) -> None:
    if not may_see_person(scope, person_id, *teams_and_roles(conn, person_id)) or rights_of(conn, person_id) is None:
        raise NotFound("no such person")


ROUTES: tuple[BaseRouteHandler, ...] = (list_people, person, rename, end_access, lose_phone, phones)
