"""Who sees which doors: pure decisions."""

from collections.abc import Iterable
from uuid import UUID

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
