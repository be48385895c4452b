"""What an address asks of a list of doors, made into a filter that the caller may use."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.params import QueryParameter
from sqlalchemy import Connection

from server.areas.store import subtree
from server.campaigns.store import list_campaigns
from server.campaigns.teams import team_ids_of
from server.coverage.store import Reach
from server.coverage.times import teams_in
from server.db.driver import fetch
from server.errors import BadRequest, NotFound
from server.households.filters import DAY_MS, Agreed, DoorFilter, Knocks
from server.households.rules import span_of_day, spans_of_hour
from server.identity.scope import Scope, campaigns_in, need_campaign, need_leader
from sync.protocol import Outcome, State

Text = Annotated[str, QueryParameter(max_length=100)]
CursorText = Annotated[str, QueryParameter(max_length=1_000)]
Tries = Annotated[int | None, QueryParameter(ge=0, le=1_000)]
Days = Annotated[int | None, QueryParameter(ge=0, le=1_000)]
StateQuery = Annotated[State | None, QueryParameter(name="state")]
Hour = Annotated[int | None, QueryParameter(ge=0, le=167)]
Skip = Annotated[int, QueryParameter(ge=0, le=10_000_000)]

ZONE = "SELECT time_zone FROM organization"
DATES = "SELECT starts_on, ends_on FROM campaigns WHERE id = ?"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The filter as it stands in the address; names are explained at the route."""

    campaign_id: UUID | None = None
    team_id: UUID | None = None
    building_id: UUID | None = None
    area_id: UUID | None = None
    person_id: UUID | None = None
    state: State | None = None
    tries: int | None = None
    least_tries: int | None = None
    unvisited: bool = False
    visited: bool = False
    base: bool = False
    added: bool = False
    unassigned: bool = False
    unheld: bool = False
    waiting: bool = False
    quiet_days: int | None = None
    need: str = ""
    words: str = ""
    tried_on: date | None = None
    tried_hour: int | None = None
    tried_by: UUID | None = None
    tried_person: UUID | None = None
    outcome: Outcome | None = None
    first: bool = False
    teams_in: UUID | None = None
    agreed_on: date | None = None
    agreed_with: UUID | None = None


def filter_of(conn: Connection, scope: Scope, asked: Asked, now: int) -> DoorFilter:
    """Raises NotFound for what the caller does not see, BadRequest, Forbidden."""
    for team_id in (asked.team_id, asked.tried_by):
        if team_id is not None and team_id.int and not scope.sees(team_id):
            raise NotFound("no such team")
    base = seen_filter(conn, scope, asked.campaign_id)
    return msgspec.structs.replace(
        base,
        team_id=asked.team_id,
        among_team_ids=_teams_of_people(conn, scope, base.campaign_id, asked),
        building_id=asked.building_id,
        area_ids=None if asked.area_id is None else subtree(conn, [asked.area_id]),
        person_id=asked.person_id,
        states=() if asked.state is None else (asked.state,),
        tries=asked.tries,
        least_tries=asked.least_tries,
        is_unvisited=asked.unvisited,
        is_visited=asked.visited,
        in_base=asked.base,
        is_added=asked.added,
        is_unassigned=asked.unassigned,
        is_unheld=asked.unheld,
        is_waiting=asked.waiting,
        quiet_since=None if asked.quiet_days is None else now - asked.quiet_days * DAY_MS,
        need=asked.need.strip() or None,
        query=asked.words,
        knocks=_knocks(conn, scope, base.campaign_id, asked, now),
        agreed=_agreed(conn, scope, base.campaign_id, asked),
    )


def seen_filter(conn: Connection, scope: Scope, campaign_id: UUID | None) -> DoorFilter:
    """What the caller may see of a campaign (left out: the latest). Raises NotFound, BadRequest."""
    if campaign_id is None:
        latest = list_campaigns(conn, campaigns_in(conn, scope))
        if not latest:
            raise BadRequest("there is no campaign yet")
        campaign_id = latest[0].id
    need_campaign(conn, scope, campaign_id)
    areas = None if scope.everywhere else scope.area_ids
    return DoorFilter(campaign_id=campaign_id, seen_team_ids=scope.own | scope.managed, seen_area_ids=areas)


def _teams_of_people(conn: Connection, scope: Scope, campaign_id: UUID, asked: Asked) -> Collection[UUID] | None:
    """The teams with which somebody's doors, or nobody's, are meant, as the boards count people (None: all)."""
    return _teams_meant(conn, scope, campaign_id, asked) if asked.person_id is not None or asked.unheld else None


def _teams_meant(conn: Connection, scope: Scope, campaign_id: UUID, asked: Asked) -> Collection[UUID] | None:
    """Those that the caller sees, or that have doors in the area of `teams_in` (None: all)."""
    if asked.teams_in is None:
        return None if scope.everywhere else scope.managed | scope.own
    if not scope.covers(asked.teams_in):
        raise NotFound("no such area")
    there = teams_in(conn, Reach(campaign_id=campaign_id, team_ids=(), area_ids=subtree(conn, [asked.teams_in])))
    is_of_people = asked.person_id is not None or asked.tried_person is not None
    return [team_id for team_id in there if scope.manages(team_id)] if is_of_people else there


def _knocks(conn: Connection, scope: Scope, campaign_id: UUID, asked: Asked, now: int) -> Knocks | None:
    told = (asked.tried_on, asked.tried_hour, asked.tried_by, asked.tried_person, asked.outcome)
    if all(each is None for each in told) and not asked.first:
        return None
    if asked.tried_person is not None and asked.tried_person != scope.actor.person_id:
        need_leader(scope)
    return Knocks(
        spans=_spans(conn, campaign_id, asked, now),
        is_counted=asked.tried_on is None or asked.first,
        team_ids=_teams_meant(conn, scope, campaign_id, asked) if asked.tried_by is None else [asked.tried_by],
        area_ids=None if scope.everywhere else scope.area_ids,
        person_id=asked.tried_person,
        outcome=asked.outcome,
        is_first=asked.first,
    )


def _agreed(conn: Connection, scope: Scope, campaign_id: UUID, asked: Asked) -> Agreed | None:
    if asked.agreed_on is None:
        return None
    teams = [each for each in team_ids_of(conn, campaign_id) if scope.sees(each) and asked.team_id in (None, each)]
    return Agreed(asked.agreed_on, teams, asked.agreed_with)


def _spans(conn: Connection, campaign_id: UUID, asked: Asked, now: int) -> tuple[tuple[int, int], ...]:
    zone = fetch(conn, ZONE)[0][0]
    days = () if asked.tried_on is None else (span_of_day(asked.tried_on, zone),)
    if asked.tried_hour is None:
        return days
    first_on, last_on = (date.fromisoformat(each) for each in fetch(conn, DATES, campaign_id)[0])
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    hours = spans_of_hour(asked.tried_hour, first_on, min(last_on, date.fromordinal(today.toordinal() + 1)), zone)
    if not days:
        return hours or ((0, 0),)
    return tuple(each for each in hours if days[0][0] <= each[0] < days[0][1]) or ((0, 0),)
