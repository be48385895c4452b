"""Where a household stands: the slices a new door enters, and each slice's view of its state."""

from collections.abc import Iterable

from msgspec.structs import replace

from sync.card import Door, Placement, text_of
from sync.commands import AddHousehold
from sync.coverage import state_of
from sync.visit_log import sum_in
from sync.world import LATE_MS, Incoming, Place, World


def placements_of_new(incoming: Incoming, command: AddHousehold, world: World) -> tuple[Placement, ...]:
    """One row for each running campaign that covers the building: in the finder's team's slice, else without a team.

    A campaign or team that has ended gets the door only if it was found for it in time. Where its area has left the campaign, such a door
    stands with the team as one that left with it.
    """
    places = world.places.get(command.building_id, ())
    team = _team_of_new(incoming, command, places)
    chosen = {place.campaign_id: place for place in places if place.team_id is None and place.ended_at is None}
    if team is not None:
        chosen[team.campaign_id] = team
    return tuple(empty_in(place) for _, place in sorted(chosen.items()))


def _team_of_new(incoming: Incoming, command: AddHousehold, places: Iterable[Place]) -> Place | None:
    """The team that was named if the finder may name it; else a team the finder is in, or was in when the door was found."""
    author = incoming.author
    with_team = (place for place in places if place.team_id is not None and command.campaign_id in (None, place.campaign_id))
    if command.team_id is not None and author.coordinates(command.building_id):
        return next((place for place in with_team if place.team_id == command.team_id and place.ended_at is None), None)
    if author.is_system:
        return None
    mine = [place for place in with_team if _is_finders(place, incoming, command)]
    mine.sort(key=lambda place: (place.team_id != command.team_id, place.ended_at is not None))
    return mine[0] if mine else None


def _is_finders(place: Place, incoming: Incoming, command: AddHousehold) -> bool:
    if place.ended_at is None and incoming.author.is_in(place.team_id):
        return True
    if place.team_id is None or command.campaign_id is None:
        return False
    lasts = place.ended_at is None or incoming.made_at <= place.ended_at + LATE_MS
    return lasts and incoming.author.was_in(place.team_id, incoming.made_at)


def empty_in(place: Place) -> Placement:
    """Of a door that nobody has visited there."""
    return Placement(
        slice_id=place.slice_id,
        kind="unassigned" if place.team_id is None else "team",
        campaign_id=place.campaign_id,
        team_id=place.team_id,
        person_id=None,
        epoch=1,
        state="never_tried",
        tries=0,
        visited=False,
        last_visit_at=None,
        tag=0,
        max_attempts=place.max_attempts,
        gone="left_campaign" if place.has_left else None,
        ended_at=place.ended_at,
    )


def settle(door: Door) -> Door:
    """Give each placement the state that the household's visits and wishes make in its campaign."""
    return replace(door, placements=tuple(_settled(door, place) for place in door.placements))


def _settled(door: Door, place: Placement) -> Placement:
    visits = sum_in(door.merge.sums, text_of(place.campaign_id) if place.campaign_id else "")
    state = state_of(visits, door.is_closed_to_visits, door.body.household.roll_vacant, place.max_attempts)
    gone = place.gone if place.gone not in (None, "closed") else "closed" if door.is_closed else None  # what has left stays out
    return replace(place, state=state.state, visited=state.visited, tries=state.tries, last_visit_at=visits.last_at, gone=gone)
