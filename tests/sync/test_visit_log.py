"""What is added up of a door's visits is what its log says, whatever came in whatever order."""

from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.merge import Merge, decode_merge, encode_merge
from sync.visit_log import EMPTY, VisitFact, added_up, arrived, facts_in, log_of, with_fact
from tests.sync.makers import a_door, merge_with, with_more_visits

facts = st.builds(
    VisitFact,
    outcome=st.sampled_from(["met", "not_home", "inaccessible", "refused"]),
    at_ms=st.integers(0, 3),
    id=st.uuids().map(str),
    voided=st.booleans(),
    counted=st.booleans(),
    team_id=st.sampled_from("tu"),
    person_id=st.sampled_from("pq"),
    campaign_id=st.sampled_from("cd"),
)
histories = st.lists(facts, max_size=8, unique_by=lambda each: each.id)


@given(histories, st.randoms())
def test_sums_are_the_same_whatever_order_visits_come_in(visits: list[VisitFact], rng: Random) -> None:
    mixed = rng.sample(visits, k=len(visits))

    assert set(added_up(mixed)) == set(added_up(visits))


@given(histories)
def test_a_door_remembers_every_visit_newest_first(visits: list[VisitFact]) -> None:
    door = with_more_visits(a_door(), visits)

    assert list(door.visits) == sorted(visits, key=lambda each: (each.at_ms, each.id), reverse=True)
    assert set(door.merge.sums) == set(added_up(visits))


@given(histories, histories)
def test_what_came_is_told_from_what_was_there(old: list[VisitFact], came: list[VisitFact]) -> None:
    before = log = log_of(old)
    for fact in came:
        log = with_fact(log, fact)

    assert arrived(before, log) == tuple(came)
    assert arrived(EMPTY, log) == (*reversed(old), *came)


@given(st.lists(facts, min_size=1, max_size=6, unique_by=lambda each: each.id))
def test_a_visit_that_was_marked_makes_all_be_compared(visits: list[VisitFact]) -> None:
    marked = log_of([*visits[:-1], replace(visits[-1], after_wish=not visits[-1].after_wish)])

    assert arrived(log_of(visits), marked) is None


@given(histories)
def test_a_card_written_before_sums_were_kept_gets_them(visits: list[VisitFact]) -> None:
    merge = merge_with(visits)
    older = msgspec.json.encode(Merge(visits=merge.visits))

    assert decode_merge(older) == merge
    assert decode_merge(encode_merge(merge)) == merge
    assert "sums" not in msgspec.json.decode(older)


def test_an_empty_log_has_no_visits() -> None:
    assert facts_in(EMPTY) == ()
