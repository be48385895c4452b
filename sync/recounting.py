"""A campaign's rules have changed: which of its visits count, and what states its doors are in, decided anew. Pure."""

from uuid import UUID

from msgspec.structs import replace

from sync.card import Door, text_of, with_counted
from sync.placing import settle
from sync.world import Campaign


def recounted(door: Door, campaign: Campaign, version_base: int) -> Door:
    """The door as it would stand had the campaign always been as it is now. Untouched, it is the same object.

    A card that says something else has the household's next version; where only its state changed the version stays, as in a move.
    """
    named = text_of(campaign.id)
    after = door
    for visit in door.visits:
        counts = campaign.starts_at <= visit.at_ms < campaign.ends_at
        if visit.campaign_id == named and visit.counted != counts:
            after = with_counted(after, UUID(visit.id), counts)
    if after is not door:
        after = replace(after, version=max(door.version, version_base) + 1)
    most = campaign.max_attempts
    places = tuple(replace(place, max_attempts=most) if place.campaign_id == campaign.id else place for place in after.placements)
    settled = settle(replace(after, placements=places))
    return door if settled.version == door.version and _states(settled) == _states(door) else settled


def _states(door: Door) -> list[tuple[UUID, str, bool, int]]:
    return [(place.slice_id, place.state, place.visited, place.tries) for place in door.placements]
