"""Who sees which doors, and when a local day or hour was: pure decisions."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.households.card import NOWHERE, Found, Place
from server.identity.scope import Scope


def sees_door(scope: Scope, area_id: UUID, team_ids: Iterable[UUID | None]) -> bool:
    """A coordinator the doors of the own areas; others those that a team of theirs holds now."""
    if scope.covers(area_id):
        return True
    mine = scope.own | scope.led | scope.managed
    return any(team_id in mine for team_id in team_ids if team_id is not None)


def place_to_show(scope: Scope, found: Found, campaign_id: UUID | None) -> Place:
    """In the campaign that is asked for; else where a team of the caller's holds the door; else the latest campaign."""
    asked = [place for place in found.places if place.campaign_id == campaign_id]
    own = [place for place in found.places if place.team_id is not None and scope.sees(place.team_id)]
    latest = sorted(found.places, key=lambda place: place.campaign_id, reverse=True)
    return next(iter((*asked, *own, *latest)), NOWHERE)


def span_of_day(on: date, zone: str) -> tuple[int, int]:
    """A local day as instants (ms UTC), the end excluded."""
    first, last = (datetime.combine(each, time(), ZoneInfo(zone)) for each in (on, on + timedelta(days=1)))
    return int(first.timestamp() * 1000), int(last.timestamp() * 1000)


def spans_of_hour(hour: int, first_on: date, last_on: date, zone: str) -> tuple[tuple[int, int], ...]:
    """An hour of the week (Monday 0:00 is 0), of every week between two local days."""
    weekday, at = divmod(hour, 24)
    day = first_on + timedelta(days=(weekday - first_on.weekday()) % 7)
    spans = []
    while day <= last_on:
        start = datetime.combine(day, time(at), ZoneInfo(zone)).timestamp()
        spans.append((int(start * 1000), int(start * 1000) + 3_600_000))
        day += timedelta(days=7)
    return tuple(spans)
