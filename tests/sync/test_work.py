"""What was done is counted by differences, and comes to the same as counting everything anew."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sync.card import NOBODY, Door, StoredBody
from sync.coverage import Work
from sync.effect import Key, visit_changes, work_change
from sync.protocol import CardHousehold
from sync.visit_log import VisitFact
from tests.sync.makers import merge_with, with_more_visits

IDS = [str(UUID(int=number)) for number in (1, 2)]
DOOR = UUID(int=9)
facts = st.builds(
    VisitFact,
    outcome=st.just("met"),
    at_ms=st.just(0),
    id=st.just(""),
    voided=st.booleans(),
    counted=st.booleans(),
    team_id=st.sampled_from(IDS),
    person_id=st.sampled_from(IDS),
    campaign_id=st.sampled_from(IDS),
)
histories = st.lists(facts, max_size=6)


def a_door(visits: Sequence[VisitFact]) -> Door:
    body = StoredBody(household=CardHousehold(id=DOOR, building_id=DOOR))
    return Door(id=DOOR, version=1, body=body, merge=merge_with(visits), placements=())


def counted(visits: Sequence[VisitFact]) -> dict[Key, Work]:
    found: dict[Key, Work] = defaultdict(Work)
    for visit in visits:
        if visit.counted and not visit.voided:
            for person in (visit.person_id, str(NOBODY)):
                key = (UUID(visit.campaign_id), UUID(visit.team_id), UUID(person))
                found[key] = Work(found[key].visits + 1, 1)
    return found


@given(histories, histories, st.booleans())
def test_the_difference_is_what_counting_anew_would_give(some: list[VisitFact], others: list[VisitFact], is_more: bool) -> None:
    before = a_door(some)
    after = with_more_visits(before, others) if is_more else a_door(others)

    change = work_change(visit_changes([(before, after)]))

    old, new = counted(before.visits), counted(after.visits)
    for key in old.keys() | new.keys():
        moved = change.get(key, Work())
        assert (old[key].visits + moved.visits, old[key].doors + moved.doors) == (new[key].visits, new[key].doors)
    assert Work() not in change.values()


@given(histories)
def test_a_new_door_brings_all_its_work(visits: list[VisitFact]) -> None:
    assert work_change(visit_changes([(None, a_door(visits))])) == counted(visits)
