"""Counters by day and by hour of the week follow a door's visits, whatever happens to them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.card import Door
from sync.effect import all_visits, visit_changes
from sync.times import Tally, added, shifted, time_change
from sync.visit_log import VisitFact
from tests.sync.makers import CAMPAIGN, TEAM, a_door, merge_with, uid, with_more_visits

HOUR = 3_600_000
Sums = dict[tuple[UUID, UUID, int], tuple[int, int, int]]


def slots(at_ms: int) -> tuple[int, int]:
    return 20_000 + at_ms // (24 * HOUR), at_ms // HOUR % 168


def door_with(visits: Sequence[VisitFact]) -> Door:
    return replace(a_door(), merge=merge_with(visits))


facts = st.builds(
    VisitFact,
    outcome=st.sampled_from(["met", "not_home", "inaccessible"]),
    at_ms=st.integers(0, 60).map(lambda n: n * HOUR),
    id=st.uuids().map(str),
    voided=st.booleans(),
    counted=st.booleans(),
    team_id=st.sampled_from([str(TEAM), str(uid("two"))]),
    campaign_id=st.sampled_from([str(CAMPAIGN), str(uid("next"))]),
)
histories = st.lists(facts, max_size=6)


def recounted(visits: Sequence[VisitFact]) -> Sums:
    """From the definition."""
    sums: dict[tuple[UUID, UUID, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    reached = set()
    for visit in sorted(visits, key=lambda each: (each.at_ms, each.id)):
        if visit.voided or not visit.counted:
            continue
        is_first = visit.outcome != "inaccessible" and visit.campaign_id not in reached
        if is_first:
            reached.add(visit.campaign_id)
        for slot in slots(visit.at_ms):
            kept = sums[UUID(visit.campaign_id), UUID(visit.team_id), slot]
            kept[0] += 1
            kept[1] += visit.outcome == "met"
            kept[2] += is_first
    return {key: (each[0], each[1], each[2]) for key, each in sums.items()}


def plain(changes: dict[tuple[UUID, UUID, int], Tally]) -> Sums:
    return {key: (each.visits, each.met, each.reached) for key, each in changes.items()}


@given(histories, histories, st.booleans())
def test_a_change_makes_of_the_old_counts_the_new_ones(some: list[VisitFact], others: list[VisitFact], is_more: bool) -> None:
    before = door_with(some)
    after = with_more_visits(before, others) if is_more else door_with(others)
    old, new = recounted(before.visits), recounted(after.visits)
    change = plain(time_change(visit_changes([(before, after)]), slots))

    for key in old.keys() | new.keys() | change.keys():
        was, by, now = (each.get(key, (0, 0, 0)) for each in (old, change, new))
        assert tuple(one + more for one, more in zip(was, by, strict=True)) == now


@given(histories)
def test_a_new_door_adds_everything_and_no_change_adds_nothing(visits: list[VisitFact]) -> None:
    door = door_with(visits)

    assert plain(time_change(visit_changes([(None, door)]), slots)) == recounted(door.visits)
    assert time_change(visit_changes([(door, door)]), slots) == {}


def test_a_visit_that_comes_late_takes_the_first_from_the_one_that_had_it() -> None:
    told = {"team_id": str(TEAM), "campaign_id": str(CAMPAIGN)}
    later = VisitFact("met", 30 * HOUR, "b", **told)  # type: ignore[arg-type]
    earlier = VisitFact("not_home", 2 * HOUR, "a", **told)  # type: ignore[arg-type]

    change = time_change(visit_changes([(door_with([later]), door_with([later, earlier]))]), slots)

    assert plain(change) == {
        (CAMPAIGN, TEAM, 20_000): (1, 0, 1),
        (CAMPAIGN, TEAM, 2): (1, 0, 1),
        (CAMPAIGN, TEAM, 20_001): (0, 0, -1),
        (CAMPAIGN, TEAM, 30): (0, 0, -1),
    }


@given(histories)
def test_counting_by_other_slots_leaves_what_counting_by_them_from_the_start_would_have(visits: list[VisitFact]) -> None:
    def later(at_ms: int) -> tuple[int, int]:
        return slots(at_ms + 5 * HOUR)

    changes = [all_visits(door_with(visits).id, merge_with(visits))]

    difference = shifted(changes, slots, later)

    kept = added(time_change(changes, slots), difference)
    assert {key: each for key, each in kept.items() if each != Tally()} == time_change(changes, later)
    assert shifted(changes, slots, slots) == {}
