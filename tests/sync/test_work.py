"""What was done is counted by differences, and comes to the same as counting everything anew."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sync.card import NOBODY, Door, Merge, StoredBody
from sync.coverage import VisitFact, Work
from sync.effect import Key, work_change
from sync.protocol import CardHousehold

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
    return Door(id=DOOR, version=1, body=body, merge=Merge(visits=tuple(visits)), placements=())


def counted(visits: Sequence[VisitFact]) -> dict[Key, Work]:
    found: dict[Key, Work] = defaultdict(Work)
    for visit in visits:
        if visit.counted and not visit.voided:
            for person in (visit.person_id, str(NOBODY)):
                key = (UUID(visit.campaign_id), UUID(visit.team_id), UUID(person))
                found[key] = Work(found[key].visits + 1, 1)
    return found


@given(histories, histories, st.booleans(), st.randoms())
def test_the_difference_is_what_counting_anew_would_give(
    some: list[VisitFact], others: list[VisitFact], is_more: bool, rng: Random
) -> None:
    places = sorted(rng.sample(range(len(some) + len(others)), len(some)))  # where the old ones stand among those that came
    came, kept = iter(others), iter(some)
    before = a_door(some)
    after = a_door([next(kept) if place in places else next(came) for place in range(len(some) + len(others))] if is_more else others)

    change = work_change([(before, after)])

    old, new = counted(before.visits), counted(after.visits)
    for key in old.keys() | new.keys():
        moved = change.get(key, Work())
        assert (old[key].visits + moved.visits, old[key].doors + moved.doors) == (new[key].visits, new[key].doors)
    assert Work() not in change.values()


@given(histories)
def test_a_new_door_brings_all_its_work(visits: list[VisitFact]) -> None:
    assert work_change([(None, a_door(visits))]) == counted(visits)
