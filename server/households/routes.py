"""Doors for the boards: lists, a building's grid and one household with its history."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Struct
from sqlalchemy import Connection

from server.audit.store import record_action
from server.backup.sqlite_file import kept_beside
from server.db.driver import fetch
from server.db.engine import Store
from server.errors import NotFound, Unfit
from server.households.asking import Asked, CursorText, Days, Hour, Skip, StateQuery, Text, Tries, filter_of, seen_filter
from server.households.card import find_household, read_household
from server.households.erasing import Erasure, erase_people, label_of
from server.households.rules import place_to_show, sees_door
from server.households.schemas import DoorPage, Erase, ErasedPeople, Grid, Household
from server.households.store import list_doors, read_grid
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_coordinator, scope_of
from server.words import Words, words_of
from sync.protocol import Outcome

LIMIT = 500
NOTICES = """
SELECT i.body, i.version FROM items i JOIN slices s ON s.id = i.slice_id
WHERE s.kind = 'notices' AND s.person_id = ? AND NOT i.is_removed ORDER BY i.seq DESC LIMIT ?
"""
Limit = Annotated[int, QueryParameter(ge=1, le=LIMIT)]


class Notices(Struct, frozen=True):
    notices: list[dict[str, Any]]


@get("/api/households", operation_id="list_households")
async def households(
    caller: NamedDependency[Caller],
    campaign_id: FromQuery[UUID | None] = None,
    team_id: FromQuery[UUID | None] = None,
    building_id: FromQuery[UUID | None] = None,
    area_id: FromQuery[UUID | None] = None,
    person_id: FromQuery[UUID | None] = None,
    door_state: StateQuery = None,
    tries: Tries = None,
    least_tries: Tries = None,
    unvisited: FromQuery[bool] = False,
    visited: FromQuery[bool] = False,
    base: FromQuery[bool] = False,
    added: FromQuery[bool] = False,
    unassigned: FromQuery[bool] = False,
    unheld: FromQuery[bool] = False,
    waiting: FromQuery[bool] = False,
    quiet_days: Days = None,
    need: Text = "",
    tried_on: FromQuery[date | None] = None,
    tried_hour: Hour = None,
    tried_by: FromQuery[UUID | None] = None,
    tried_person: FromQuery[UUID | None] = None,
    outcome: FromQuery[Outcome | None] = None,
    first: FromQuery[bool] = False,
    teams_in: FromQuery[UUID | None] = None,
    agreed_on: FromQuery[date | None] = None,
    agreed_with: FromQuery[UUID | None] = None,
    words: Words = "",
    cursor: CursorText = "",
    skip: Skip = 0,
    limit: Limit = 100,
) -> DoorPage:
    """The doors of a campaign (left out: the latest) that the caller may see, by page: by building, entrance, floor, door.

    `person_id` is who was given the door; `area_id` is with what lies below; `base` leaves out who may not or cannot be visited; `added`:
    found on the way; `unheld`: a team's, given to nobody in it; `waiting`: still to be reached; `quiet_days`: nobody has been there for so many days.

    Of what was done there: `tried_on` a local day, `tried_hour` an hour of the week (Monday 0:00 is 0), `tried_by` a team, `tried_person` who,
    `outcome`; `first`: nobody had stood there before. `teams_in`: by the teams that have doors in an area; of `person_id` the doors with those.
    `agreed_on`: somebody is still to come on a local day as agreed; `agreed_with`: who has the door, or else agreed it.
    `skip`: so many doors further on. The header `Doorstep-Words`: names or numbers that hold these words, as UTF-8 that is percent-encoded.
    """

    def read(conn: Connection, actor: Actor) -> DoorPage:
        asked = Asked(
            campaign_id=campaign_id,
            team_id=team_id,
            building_id=building_id,
            area_id=area_id,
            person_id=person_id,
            state=door_state,
            tries=tries,
            least_tries=least_tries,
            unvisited=unvisited,
            visited=visited,
            base=base,
            added=added,
            unassigned=unassigned,
            unheld=unheld,
            waiting=waiting,
            quiet_days=quiet_days,
            need=need,
            words=words_of(words),
            tried_on=tried_on,
            tried_hour=tried_hour,
            tried_by=tried_by,
            tried_person=tried_person,
            outcome=outcome,
            first=first,
            teams_in=teams_in,
            agreed_on=agreed_on,
            agreed_with=agreed_with,
        )
        wanted = filter_of(conn, scope_of(conn, actor), asked, caller.now)
        return list_doors(conn, wanted, cursor or None, limit, skip=skip)

    return await caller.read(read)


@get("/api/campaigns/{campaign_id:uuid}/grid", operation_id="grid")
async def grid(campaign_id: FromPath[UUID], building_id: FromQuery[UUID], caller: NamedDependency[Caller]) -> Grid:
    """A building with its doors in a campaign, each with its state."""

    def read(conn: Connection, actor: Actor) -> Grid:
        scope = scope_of(conn, actor)
        wanted = seen_filter(conn, scope, campaign_id)
        building, cells = read_grid(conn, wanted, building_id)
        if building is None or not (cells or scope.covers(building.area_id)):
            raise NotFound("no such building")
        return Grid(building, cells)

    return await caller.read(read)


@get("/api/households/{household_id:uuid}", operation_id="get_household")
async def household(household_id: FromPath[UUID], caller: NamedDependency[Caller], campaign_id: FromQuery[UUID | None] = None) -> Household:
    """One household's card, with all that was done there and who held it. Somebody else's does not exist."""

    def read(conn: Connection, actor: Actor) -> Household:
        scope = scope_of(conn, actor)
        found = find_household(conn, household_id)
        if found is None or not sees_door(scope, found.area_id, (place.team_id for place in found.places)):
            raise NotFound("no such household")
        return read_household(conn, found, place_to_show(scope, found, campaign_id))

    return await caller.read(read)


@post("/api/households/{household_id:uuid}/erase", status_code=200, operation_id="erase_people")
async def erase(
    household_id: FromPath[UUID],
    data: JSONBody[Erase],
    caller: NamedDependency[Caller],
    store: NamedDependency[Store],
    state: State,
) -> ErasedPeople:
    """The people of a household are erased, for good: a coordinator's, who types which door it is. The door stays, blank, under a new id."""

    def work(conn: Connection, actor: Actor, key: UUID) -> ErasedPeople:
        scope = scope_of(conn, actor)
        need_coordinator(scope)
        found = find_household(conn, household_id)
        if found is None or not scope.covers(found.area_id):
            raise NotFound("no such household")
        if "".join(data.confirm.split()) != "".join(label_of(conn, found.id).split()):
            raise Unfit("another_door", "what was typed is another door")
        erasure = Erasure(found.id, caller.new_id(), actor.person_id, caller.now)
        erase_people(conn, erasure, caller.new_id)
        area_id, to_id = found.area_id, erasure.to_id
        record_action(conn, key, actor.person_id, "people_erased", "household", to_id, now=caller.now, area_id=area_id)
        return ErasedPeople(erasure.to_id, len(kept_beside(state.settings.database)))

    erased = await caller.once(data.id, ErasedPeople, work)
    await store.scrub()
    return erased


@get("/api/notices", operation_id="list_notices")
async def notices(caller: NamedDependency[Caller]) -> Notices:
    """The caller's own notices, the latest first: the same items as their slice carries."""

    def read(conn: Connection, actor: Actor) -> Notices:
        rows = fetch(conn, NOTICES, actor.person_id, LIMIT)
        return Notices([{**msgspec.json.decode(bytes(body)), "version": version} for body, version in rows])

    return await caller.read(read)


ROUTES: tuple[BaseRouteHandler, ...] = (households, grid, household, erase, notices)
