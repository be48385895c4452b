"""A campaign's rules change while it runs."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.card import Door
from sync.judge import fold
from sync.protocol import Outcome
from sync.recounting import recounted
from sync.visit_log import added_up, log_of
from sync.world import Campaign
from tests.sync.makers import CAMPAIGN, DAY, NOON, a_door, a_placement, a_visit, a_world, incoming, uid

OUTCOMES: list[Outcome] = ["met", "not_home", "call_back", "refused", "moved", "vacant", "inaccessible"]
campaigns = st.builds(
    lambda start, days, most: Campaign(CAMPAIGN, NOON + start * DAY, NOON + (start + days) * DAY, most),
    st.integers(-12, 2),
    st.integers(1, 12),
    st.one_of(st.none(), st.integers(1, 4)),
)
knocks = st.lists(st.tuples(st.integers(-10 * 24, 0), st.sampled_from(OUTCOMES)), max_size=5)


def visited(made: list[tuple[int, Outcome]], campaign: Campaign) -> Door:
    """A door as these visits leave it, in hours before noon, in a campaign of these rules from the beginning."""
    door = a_door(placements=[a_placement(max_attempts=campaign.max_attempts)])
    world = a_world(door, campaigns={CAMPAIGN: campaign})
    visits = [incoming(a_visit(n=n, outcome=outcome, at=NOON + hours * 3_600_000)) for n, (hours, outcome) in enumerate(made, start=1)]
    return fold(visits, world).doors.get(door.id, door) if visits else door


def in_one_order(door: Door) -> Door:
    """Without its version and placements, its log as if its visits had come oldest first."""
    merge = replace(door.merge, visits=log_of(door.visits), sums=added_up(door.visits))
    return replace(door, version=0, placements=(), merge=merge)


@given(knocks, campaigns, campaigns)
def test_a_door_is_recounted_as_if_its_campaign_had_always_been_so(made: list[tuple[int, Outcome]], was: Campaign, now: Campaign) -> None:
    before, expected = visited(made, was), visited(made, now)

    after = recounted(before, now, 0)

    assert in_one_order(after) == in_one_order(expected)
    (place,), (wanted,) = after.placements, expected.placements
    assert (place.state, place.visited, place.tries) == (wanted.state, wanted.visited, wanted.tries)
    assert (after.version > before.version) == (after.body != before.body)


@given(knocks, campaigns)
def test_what_is_right_already_is_left_alone(made: list[tuple[int, Outcome]], campaign: Campaign) -> None:
    door = visited(made, campaign)

    assert recounted(door, campaign, 0) is door


def test_visits_of_another_campaign_are_not_its_to_count() -> None:
    other = replace(a_visit(), campaign_id=uid("cam2"))
    elsewhere = Campaign(uid("cam2"), NOON - DAY, NOON + DAY, 3)
    door = fold([incoming(other)], a_world(a_door(), campaigns={elsewhere.id: elsewhere})).doors[a_door().id]

    assert recounted(door, Campaign(CAMPAIGN, NOON + DAY, NOON + 2 * DAY, 3), 0) is door
