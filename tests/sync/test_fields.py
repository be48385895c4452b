import json
from collections import Counter, defaultdict
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.clock import EffectiveTime
from sync.fields import (
    PAST_LIMIT,
    REPLACED_LIMIT,
    Held,
    Write,
    conflicts_of,
    every_write,
    put_under,
    same_value,
    take_back,
    value_of,
    write_field,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)

FIRST = Write("w", EffectiveTime(-1, "office"), 1, 1, "roll", "import")  # what the roll brought


class Away:
    """What one phone wrote while it was away, having last seen the end of an earlier phase (None: no card).

    `takes_back`: commands of earlier phases that it takes back, before it writes anything.
    """

    def __init__(self, replica: str, person: str, seen: int | None, writes: list[tuple[Any, int]], takes_back: list[str]) -> None:
        self.replica, self.person, self.seen, self.writes, self.takes_back = replica, person, seen, writes, takes_back


@st.composite
def histories(draw: st.DrawFn) -> list[list[Away]]:
    """Phases: in each some phones are away together; every phone of a phase returns before the next phase begins."""
    people = {replica: draw(st.sampled_from("pqr")) for replica in "ABCD"}
    phases: list[list[Away]] = []
    written: Counter[str] = Counter()
    for number in range(draw(st.integers(1, 4))):
        away = draw(st.lists(st.sampled_from("ABCD"), min_size=1, max_size=4, unique=True))
        seen = st.none() | st.integers(0, number)
        writes = st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 20)), min_size=1, max_size=3)
        known = [f"{replica}{n}" for replica, count in written.items() for n in range(1, count + 1)]
        back = st.lists(st.sampled_from(known), max_size=2) if known and draw(st.booleans()) else st.just([])
        phases.append([Away(replica, people[replica], draw(seen), draw(writes), draw(back)) for replica in away])
        written.update({each.replica: len(each.writes) for each in phases[-1]})
    return phases


def returned(phases: list[list[Away]], rng: Random, never: AbstractSet[str] = frozenset(), *, is_mixed: bool = False) -> Held:
    """The field after all phones came back, what they did in each phase in an order of `rng`'s, each phone's own in its.

    `never`: what is left out, as if nobody had written it. `is_mixed`: a phone's own writes come in any order, as after a restore,
    when what waits goes before what is sent again.
    """
    held: Held = (FIRST,)
    version, ends = 1, [1]
    last_n: defaultdict[str, int] = defaultdict(int)
    for phase in phases:
        queues: list[tuple[Away, list[Any]]] = []
        for away in phase:
            writes = [(last_n[away.replica] + i + 1, *write) for i, write in enumerate(away.writes)]
            last_n[away.replica] += len(writes)
            queues.append((away, [*away.takes_back, *(rng.sample(writes, len(writes)) if is_mixed else writes)]))
        while waiting := [each for each in queues if each[1]]:
            away, doings = rng.choice(waiting)
            doing = doings.pop(0)
            version += 1
            after: Held | None
            if isinstance(doing, str):
                after = take_back(held, doing, version)
                assume(after is not None)  # more had been replaced than is kept whole: it cannot be taken back
            else:
                n, value, millis = doing
                write = Write(value, EffectiveTime(millis, away.replica), n, version, away.person, f"{away.replica}{n}")
                seen = None if away.seen is None else ends[away.seen]
                after = held if write.command in never else write_field(held, write, seen)
                after = put_under(held, write, seen) if after is None and is_mixed else after
            assert after is not None
            held = after
        ends.append(version)
    return held


def taken_back(phases: list[list[Away]]) -> frozenset[str]:
    return frozenset(command for phase in phases for away in phase for command in away.takes_back)


def told(held: Held) -> object:
    """What anybody can see of a field, and what later merges go by."""
    conflicts = [(pair.kept.command, pair.other.command) for pair in conflicts_of(held)]
    return value_of(held).command, conflicts, sorted((write.command, write.at) for write in held)


@given(histories(), st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_a_field_is_the_same_whatever_order_phones_return_in(phases: list[list[Away]], one: Random, other: Random) -> None:
    assert told(returned(phases, one)) == told(returned(phases, other))


@given(histories(), st.randoms(use_true_random=False))
def test_a_write_that_saw_everything_settles_the_field(phases: list[list[Away]], rng: Random) -> None:
    held = returned(phases, rng)
    version = max(write.version for write in held)

    settled = write_field(held, a_write("x", 0, "Z", version=version + 1), seen=version)

    assert settled is not None
    assert value_of(settled).value == "x"
    assert conflicts_of(settled) == ()


@given(histories(), st.randoms(use_true_random=False))
def test_a_write_sent_again_changes_nothing(phases: list[list[Away]], rng: Random) -> None:
    held = returned(phases, rng)

    assert all(write_field(held, replace(write, version=999), seen=None) is None for write in held)


@given(histories(), st.randoms(use_true_random=False))
def test_every_unseen_value_of_another_person_can_be_read(phases: list[list[Away]], rng: Random) -> None:
    held = returned(phases, rng)
    kept = value_of(held)
    shown = {kept.command} | {pair.other.command for pair in conflicts_of(held)}

    assert all(write.value == kept.value or write.person == kept.person for write in held if write.command not in shown)
    assert len({write.at.replica for write in held}) == len(held)


@given(histories(), st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_what_was_taken_back_is_as_if_nobody_had_written_it(phases: list[list[Away]], one: Random, other: Random) -> None:
    without = returned(phases, one)
    assume(max(len(list(every_write(write.replaced))) for write in without) < REPLACED_LIMIT)

    never = returned(phases, other, never=taken_back(phases))

    assert sorted(write.command for write in without) == sorted(write.command for write in never)


@given(histories(), st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_what_was_taken_back_is_as_if_nobody_had_written_it_in_whatever_order_a_phone_sends(
    phases: list[list[Away]], one: Random, other: Random
) -> None:
    without = returned(phases, one, is_mixed=True)
    assume(max(len(list(every_write(write.replaced))) for write in without) < REPLACED_LIMIT)

    never = returned(phases, other, never=taken_back(phases), is_mixed=True)

    assert sorted(write.command for write in without) == sorted(write.command for write in never)


@given(st.integers(1, 60))
def test_what_a_write_remembers_is_bounded_and_keeps_the_latest(count: int) -> None:
    held: Held = ()
    for number in range(1, count + 1):
        after = write_field(held, a_write("x", number, f"replica {number}", version=number), seen=number - 1)
        assert after is not None
        held = after

    (only,) = held
    assert len(only.past) == min(count - 1, PAST_LIMIT)
    assert [past.version for past in only.past] == list(range(1, count))[-PAST_LIMIT:]


def test_a_replica_that_writes_often_is_remembered_in_bounds() -> None:
    held: Held = ()
    for number in range(1, 50):
        held = write_field(held, a_write("x", 0, "A", n=number, version=number), seen=None) or ()

    assert len(held[0].past) <= PAST_LIMIT


@given(json_values, json_values)
def test_values_are_equal_as_json_is(one: Any, other: Any) -> None:
    assert same_value(one, other) == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))


def a_write(value: object, millis: int, replica: str, *, version: int, n: int = 1) -> Write:
    return Write(value, EffectiveTime(millis, replica), n, version, f"person of {replica}", f"{replica}{n}")
