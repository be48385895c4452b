"""A replica's numbers: what is held, what is missing, what the phone has told as lost."""

from hypothesis import given
from hypothesis import strategies as st

from sync.ranges import Held, Range, counted, lose, receive

numbers = st.lists(st.integers(1, 20), max_size=8)
ranges = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 5)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=3)


def spread(many: tuple[Range, ...]) -> set[int]:
    return {n for low, high in many for n in range(low, high + 1)}


@given(st.lists(numbers, max_size=4))
def test_what_a_replica_sent_and_what_is_missing_make_up_all_below_its_highest(pushes: list[list[int]]) -> None:
    held = Held()
    for push in pushes:
        held = receive(held, push)
    sent = {n for push in pushes for n in push}

    assert held.highest == max(sent, default=0)
    assert spread(held.missing) == set(range(1, held.highest + 1)) - sent
    assert all(held.holds(n) == (n in sent) for n in range(1, 25))


@given(numbers, numbers)
def test_missing_does_not_depend_on_how_work_was_cut_into_pushes(one: list[int], other: list[int]) -> None:
    apart, whole = receive(receive(Held(), one), other), receive(Held(), [*one, *other])

    assert (apart.highest, spread(apart.missing)) == (whole.highest, spread(whole.missing))


@given(numbers, ranges, numbers)
def test_what_was_told_lost_is_not_asked_for_again_and_may_still_come(sent: list[int], told: list[Range], later: list[int]) -> None:
    held = lose(receive(Held(), sent), told)
    gone = (set(range(1, held.highest + 1)) - set(sent)) & spread(tuple(told))

    assert spread(held.lost) == gone
    assert spread(held.missing) & gone == set()
    after = receive(held, later)
    assert all(after.holds(n) for n in {*sent, *later})
    assert spread(after.missing) & gone == set()


@given(numbers, st.integers(0, 30), numbers)
def test_what_a_phone_had_counted_and_never_sent_is_missing_and_may_still_come(sent: list[int], n: int, later: list[int]) -> None:
    held = counted(receive(Held(), sent), n)

    assert held.highest == max([*sent, n])
    assert spread(held.missing) == set(range(1, held.highest + 1)) - set(sent)
    assert counted(held, n) == held
    assert all(receive(held, later).holds(each) for each in {*sent, *later})


@given(st.integers(1, 20), numbers)
def test_a_replica_that_goes_on_from_another_misses_nothing_below_its_first(first: int, sent: list[int]) -> None:
    begun = receive(Held(first, first - 1), [n for n in sent if n >= first])

    assert all(n >= first for n in spread(begun.missing))
    assert not any(begun.holds(n) for n in range(1, first))
    assert receive(begun, [n for n in sent if n < first]) == begun
