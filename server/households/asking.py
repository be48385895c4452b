"""What an address asks of a list of doors, made into a filter that the caller may use."""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.params import QueryParameter
from sqlalchemy import Connection

from server.areas.store import subtree
from server.campaigns.store import list_campaigns
from server.db.driver import fetch
from server.errors import BadRequest, NotFound
from server.households.filters import DAY_MS, DoorFilter, Knocks
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
    q: str = ""
    tried_on: date | None = None
    tried_hour: int | None = None
    tried_by: UUID | None = None
    tried_person: UUID | None = None
    outcome: Outcome | None = None
    first: bool = False


def filter_of(conn: Connection, scope: Scope, asked: Asked, now: int) -> DoorFilter:
    """Raises NotFound for what the caller does not see, BadRequest, Forbidden."""
    for team_id in (asked.team_id, asked.tried_by):
        if team_id is not None and team_id.int and not scope.sees(team_id):
            raise NotFound("no such team")
    base = seen_filter(conn, scope, asked.campaign_id)
    return msgspec.structs.replace(
        base,
        team_id=asked.team_id,
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
        query=asked.q.strip(),
        knocks=_knocks(conn, scope, base.campaign_id, asked, now),
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


def _knocks(conn: Connection, scope: Scope, campaign_id: UUID, asked: Asked, now: int) -> Knocks | None:
    told = (asked.tried_on, asked.tried_hour, asked.tried_by, asked.tried_person, asked.outcome)
    if all(each is None for each in told) and not asked.first:
        return None
    if asked.tried_person is not None and asked.tried_person != scope.actor.person_id:
        need_leader(scope)
    spans = _spans(conn, campaign_id, asked, now)
    return Knocks(spans=spans, team_id=asked.tried_by, person_id=asked.tried_person, outcome=asked.outcome, is_first=asked.first)


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
