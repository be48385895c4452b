"""Questions about a day are asked where a day is odd, and hardly ever of an honest one."""

from random import Random
from typing import get_args
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.days.questions import ALL_MET_DOORS, ANSWERED, MINUTE_MS, Knock, questions_of
from sync.protocol import Outcome

MINUTE = MINUTE_MS
DAY = 86_400_000

knocks = st.builds(
    Knock,
    household_id=st.integers(0, 40).map(lambda number: UUID(int=number)),
    outcome=st.sampled_from(get_args(Outcome)),
    at=st.integers(0, 30 * MINUTE),
    is_timed=st.booleans(),
)
days = st.lists(knocks, max_size=60)


def door(number: int) -> UUID:
    return UUID(int=number)


def honest(dice: Random) -> list[Knock]:
    """An evening of a volunteer: rings, waits, goes on; where somebody opens they talk. A few are written down at the stairs' end."""
    at, told, at_home = 18 * 60 * MINUTE, [], dice.uniform(0.5, 0.85)
    for number in range(dice.randint(10, 50)):
        if dice.random() < at_home:
            at += int(dice.gauss(4, 1.5) * MINUTE) if dice.random() < 0.9 else int(dice.uniform(0.7, 2) * MINUTE)
            outcome = "met" if dice.random() < 0.9 else dice.choice(["refused", "call_back"])
        else:
            at += int(dice.uniform(0.4, 1.2) * MINUTE)
            outcome = "not_home"
        told.append(Knock(door(number), outcome, max(at, 0)))
    if dice.random() < 0.3:  # three doors typed in together
        start = dice.randrange(len(told) - 3)
        told[start : start + 3] = [Knock(each.household_id, each.outcome, told[start + 2].at) for each in told[start : start + 3]]
    return told


def invented(dice: Random) -> list[Knock]:
    """Sat down and typed a list in: at once, or at a steady pace, or everybody was in."""
    kind, count = dice.choice(["at_once", "fast", "everybody"]), dice.randint(30, 60)
    step = {"at_once": 5_000, "fast": 30_000, "everybody": 4 * MINUTE}[kind]
    return [
        Knock(door(number), "not_home" if kind != "everybody" and dice.random() < 0.2 else "met", 19 * 60 * MINUTE + number * step)
        for number in range(count)
    ]


@given(st.integers(0, 2**32))
def test_the_order_of_records_does_not_matter(seed: int) -> None:
    dice = Random(seed)
    day = honest(dice) + invented(dice)
    shuffled = dice.sample(day, k=len(day))

    assert questions_of(shuffled) == questions_of(day)


@given(days, st.integers(-DAY, DAY))
def test_the_same_day_at_another_hour_is_asked_the_same(day: list[Knock], later: int) -> None:
    moved = [Knock(each.household_id, each.outcome, each.at + later, each.is_timed) for each in day]

    def told(some: list[Knock], back: int) -> list[tuple[object, ...]]:
        return [(each.code, each.doors, each.of, each.from_at - back, each.to_at - back) for each in questions_of(some)]

    assert told(moved, later) == told(day, 0)


@given(days)
def test_what_is_asked_can_be_counted_in_the_records(day: list[Knock]) -> None:
    for question in questions_of(day):
        inside = [each for each in day if question.from_at <= each.at <= question.to_at]
        if question.code == "all_met":
            assert question.doors == len({each.household_id for each in day if each.outcome == "met"})
            assert question.of == len({each.household_id for each in day}) >= ALL_MET_DOORS
            continue
        timed = [each for each in inside if each.is_timed]
        answered = {each.household_id for each in timed if each.outcome in ANSWERED}
        anything = {each.household_id for each in timed}
        assert question.doors in (len(answered), len(anything))
        assert question.to_at - question.from_at < (MINUTE if question.code == "same_minute" else 10 * MINUTE)


@given(days)
def test_a_clock_that_cannot_be_trusted_raises_no_question_of_time(day: list[Knock]) -> None:
    untimed = [Knock(each.household_id, each.outcome, each.at, False) for each in day]

    assert {each.code for each in questions_of(untimed)} <= {"all_met"}


@given(st.lists(st.integers(0, 30 * MINUTE), min_size=1, max_size=19))
def test_a_floor_of_closed_doors_told_at_once_is_no_question(times: list[int]) -> None:
    assert questions_of([Knock(door(number), "not_home", at) for number, at in enumerate(times)]) == []


def test_five_opened_doors_in_a_minute_are_asked_about_and_four_are_not() -> None:
    day = [Knock(door(number), "met", number * 14_000) for number in range(5)]

    assert [(each.code, each.doors, each.from_at, each.to_at) for each in questions_of(day)] == [("same_minute", 5, 0, 56_000)]
    assert questions_of(day[:4]) == []


def test_the_same_door_twice_is_one_door() -> None:
    assert questions_of([Knock(door(1), "met", number) for number in range(30)]) == []


def test_honest_evenings_are_hardly_ever_asked_about_and_invented_ones_nearly_always() -> None:
    dice = Random(20261125)

    asked = sum(bool(questions_of(honest(dice))) for _ in range(2_000))
    found = sum(bool(questions_of(invented(dice))) for _ in range(2_000))

    assert asked <= 40  # 2 %
    assert found >= 1_800  # 90 %
