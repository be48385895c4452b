"""Properties of the small pure rules: clock, wishes, coverage, digests, requests."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from sync.clock import DOUBT_MS, EffectiveTime, Moment, effective_at
from sync.contact import Wish, in_force, is_closed_to_visits, lift_contact, refuse_contact, unknown_wishes
from sync.coverage import NOTHING, Counts, DoorState, counts_of, state_of, summed
from sync.digest import MODULUS, add_tag, body_hash, subtract_tag, tag_of
from sync.fields import Held, Write, value_of, write_field
from sync.requests import LEGAL, MAKES, RequestFold, Step, advance, raise_request
from sync.visit_log import VisitFact, VisitSum, added_up, sum_in

instants = st.integers(-(2**63), 2**63 - 1)
outcomes = st.sampled_from(["met", "not_home", "call_back", "refused", "moved", "vacant", "inaccessible"])
facts = st.builds(
    VisitFact,
    outcomes,
    st.integers(0, 9),
    st.uuids().map(str),
    voided=st.booleans(),
    counted=st.booleans(),
    team_id=st.sampled_from("tu"),
    person_id=st.sampled_from("pq"),
)
visits_of_a_door = st.lists(facts, unique_by=lambda visit: visit.id, max_size=8)
doors = st.builds(state_of, visits_of_a_door.map(lambda visits: added(visits)), st.booleans(), st.booleans(), st.none() | st.integers(0, 5))
shares = st.builds(lambda door, closed, found: counts_of(door, closed=closed, added_on_the_way=found), doors, st.booleans(), st.booleans())


def added(visits: list[VisitFact]) -> VisitSum:
    return sum_in(added_up(visits), "")


@given(instants, st.none() | instants, instants, st.none() | instants, st.integers(0, 2**53))
def test_a_time_lies_between_what_was_heard_and_arrival_and_nothing_is_refused(
    at: int, own: int | None, push: int, heard: int | None, arrival: int
) -> None:
    moment = effective_at(at, own_offset_ms=own, push_offset_ms=push, heard_ms=heard, arrival_ms=arrival, replica="A")

    assert min(max(heard or 0, 0), arrival) <= moment.at.millis <= arrival
    assert moment.merge_at <= moment.at
    is_set_back = at + push > arrival + DOUBT_MS
    assert moment.doubtful == (own is not None and (is_set_back or abs(push - own) > DOUBT_MS))
    assert moment.doubtful or moment.merge_at == moment.at


@given(st.integers(0, 2**50), st.integers(-(2**45), 2**45), st.integers(0, 2**50))
def test_a_clock_that_is_wrong_but_steady_changes_nothing(at: int, wrong: int, arrival: int) -> None:
    right = effective_at(at, own_offset_ms=0, push_offset_ms=0, heard_ms=None, arrival_ms=arrival, replica="A")
    skewed = effective_at(at - wrong, own_offset_ms=wrong, push_offset_ms=wrong, heard_ms=None, arrival_ms=arrival, replica="A")

    assert skewed == right


@given(st.integers(0, 99), st.integers(-(2**45), 2**45), st.integers(0, 50), st.integers(51, 99))
def test_a_clock_that_was_changed_never_wins_over_one_that_was_not(at: int, push: int, heard: int, other_at: int) -> None:
    own = push + DOUBT_MS + 1
    changed = effective_at(at, own_offset_ms=own, push_offset_ms=push, heard_ms=heard, arrival_ms=100, replica="Z")
    steady = effective_at(other_at, own_offset_ms=0, push_offset_ms=0, heard_ms=None, arrival_ms=100, replica="A")
    wrote = [Write(str(moment.at.replica), moment.merge_at, 1, 1, moment.at.replica, "c") for moment in (changed, steady)]

    for order in (wrote, wrote[::-1]):
        held: Held = ()
        for write in order:
            held = write_field(held, write, None) or ()
        assert value_of(held).value == "A"


@given(instants, st.none() | instants, st.none() | instants, st.integers(0, 2**53))
def test_no_time_in_a_file_decides_a_merge(at: int, own: int | None, heard: int | None, arrival: int) -> None:
    moment = effective_at(at, own_offset_ms=own, push_offset_ms=None, heard_ms=heard, arrival_ms=arrival, replica="A")

    earliest = min(max(heard or 0, 0), arrival)
    assert moment.merge_at.millis == earliest <= moment.at.millis <= arrival
    assert moment.doubtful == (not earliest - DOUBT_MS <= at + (own or 0) <= arrival + DOUBT_MS)


@given(visits_of_a_door, st.booleans(), st.booleans(), st.none() | st.integers(1, 5), st.randoms(use_true_random=False))
def test_a_state_is_the_same_whatever_order_visits_came_in(
    visits: list[VisitFact], wish: bool, vacant: bool, most: int | None, rng: Random
) -> None:
    mixed = rng.sample(visits, k=len(visits))

    assert state_of(added(mixed), wish, vacant, most) == state_of(added(visits), wish, vacant, most)


@given(visits_of_a_door, facts, st.booleans(), st.none() | st.integers(1, 5))
def test_a_voided_visit_leaves_no_trace_in_coverage(visits: list[VisitFact], one: VisitFact, vacant: bool, most: int | None) -> None:
    voided = [*visits, replace(one, id="voided", voided=True)]

    assert state_of(added(voided), False, vacant, most) == state_of(added(visits), False, vacant, most)


STATES = ("do_not_contact", "met", "vacant", "refused", "call_back", "given_up", "not_home", "inaccessible", "never_tried")


@given(st.lists(shares, max_size=6))
def test_states_add_up_to_known_and_no_percentage_passes_a_hundred(many: list[Counts]) -> None:
    total = summed((one, 1) for one in many)

    assert sum(getattr(total, state) for state in STATES) == total.known
    assert sum(total.tries) == total.known
    assert total.tried == total.known - total.tries[0]
    assert total.base == total.known - total.do_not_contact - total.vacant
    assert 0 <= total.base_met <= total.base_visited <= total.base <= total.known
    assert total.base_visited <= total.visited <= total.known
    assert total.met + total.refused + total.call_back <= total.visited
    assert 0 <= total.added_on_the_way <= total.known


@given(st.lists(shares, min_size=1, max_size=6), shares)
def test_a_counter_changed_by_differences_equals_a_recount(many: list[Counts], after: Counts) -> None:
    counter = summed((one, 1) for one in many)
    recount = summed((one, 1) for one in (after, *many[1:]))

    assert summed([(counter, 1), (after, 1), (many[0], -1)]) == recount
    assert summed([(after, 1), (after, -1)]) is NOTHING


@given(doors, st.booleans())
def test_a_closed_door_is_in_no_count(door: DoorState, found: bool) -> None:
    assert counts_of(door, closed=True, added_on_the_way=found) == NOTHING


@given(shares, st.integers(0, 3))
def test_so_many_doors_add_so_many_times_as_much(one: Counts, times: int) -> None:
    assert summed([(one, times)]) == summed([(one, 1)] * times)
    assert summed([(one, -times)]) == summed([(one, -1)] * times)


wishes = st.lists(
    st.builds(
        Wish, st.uuids().map(str), st.integers(1, 9), st.just("r"), st.integers(0, 9), st.just("p"), resident_id=st.none() | st.just("res")
    ),
    unique_by=lambda wish: wish.id,
    max_size=5,
)


@given(wishes, st.sets(st.integers(0, 4)), st.randoms(use_true_random=False))
def test_only_what_a_lift_names_ends_whatever_order_phones_return_in(many: list[Wish], named: set[int], rng: Random) -> None:
    ids = [wish.id for index, wish in enumerate(many) if index in named]
    held: tuple[Wish, ...] = ()
    for wish in [*rng.sample(many, k=len(many)), *many[:1]]:
        held = refuse_contact(held, wish)
    lifted = lift_contact(held, ids, "lift")

    assert {wish.id for wish in in_force(lifted)} == {wish.id for wish in many} - set(ids)
    assert held == tuple(sorted(many, key=lambda wish: (wish.at_ms, wish.id)))
    assert is_closed_to_visits(lifted) == any(wish.resident_id is None for wish in in_force(lifted))
    assert lift_contact(lifted, ids, "again") == lifted
    assert unknown_wishes(held, [*ids, "other"]) == ("other",)


@given(
    st.lists(st.tuples(st.binary(max_size=9), st.integers(1, 9), st.binary(max_size=9), st.sampled_from(STATES)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_a_sum_of_tags_does_not_depend_on_order_and_is_undone(cards: list[tuple[bytes, int, bytes, str]], rng: Random) -> None:
    tags = [tag_of(body_hash(body), version, assignment, state) for body, version, assignment, state in cards]
    total = other = 0
    for tag in tags:
        total = add_tag(total, tag)
    for tag in rng.sample(tags, k=len(tags)):
        other = add_tag(other, tag)

    assert total == other == sum(tags) % MODULUS
    for tag in tags:
        total = subtract_tag(total, tag)
    assert total == 0


@given(st.binary(max_size=9), st.integers(1, 99), st.binary(max_size=9), st.sampled_from(STATES))
def test_a_tag_tells_every_part_of_a_card_apart(body: bytes, version: int, assignment: bytes, state: str) -> None:
    hashed = body_hash(body)
    tag = tag_of(hashed, version, assignment, state)

    assert 0 <= tag < MODULUS
    assert (
        len(
            {
                tag,
                tag_of(body_hash(body + b"x"), version, assignment, state),
                tag_of(hashed, version + 1, assignment, state),
                tag_of(hashed, version, assignment + b"x", state),
                tag_of(hashed, version, assignment, state + "x"),
            }
        )
        == 5
    )


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    made = []
    for version in range(2, draw(st.integers(2, 10))):
        replica = draw(st.sampled_from("AB"))
        at = EffectiveTime(draw(st.integers(0, 20)), replica)
        moment = Moment(at, at, draw(st.booleans()))
        event, seen = draw(st.sampled_from(list(MAKES))), draw(st.none() | st.integers(1, version - 1))
        made.append(Step(event, seen, moment, version, version, draw(st.sampled_from(["", "x"]))))
    return made


@given(steps())
def test_a_request_goes_only_by_legal_steps_and_loses_no_event(made: list[Step]) -> None:
    fold = raise_request()
    for step in made:
        after, taken = advance(fold, step)

        if taken.outcome == "applied":
            assert fold.state in LEGAL[step.event]
            assert after.state == MAKES[step.event]
        else:
            assert after == fold
        assert (after.round == fold.round + 1) == (taken.outcome == "applied" and after.state == "reopened")
        assert fold.state != "merged" or after == fold
        assert fold.state != "closed" or after.state in ("closed", "reopened")
        fold = after


@given(steps())
def test_an_event_sent_again_by_another_changes_nothing(made: list[Step]) -> None:
    fold = raise_request()
    for step in made:
        fold, taken = advance(fold, step)
        again, noop = advance(fold, step)

        assert taken.outcome == "superseded" or (again, noop.outcome) == (fold, "noop")


@given(steps())
def test_the_residents_no_is_never_lost_on_a_close_it_knew(made: list[Step]) -> None:
    fold = raise_request()
    for step in made:
        fold, _ = advance(fold, step)
    if fold.state != "closed" or fold.closed is None:
        return
    said = made[-1]
    word = replace(said, event="not_satisfied", seen=fold.closed.version, version=99, n=99)

    after, taken = advance(fold, word)

    assert (after.state, taken.outcome) == ("reopened", "applied")


BEGAN = [Step("answered", 1, Moment(EffectiveTime(0, "A"), EffectiveTime(0, "A"), False), 1, 2, "", "ann")]
BEGAN += [Step("not_satisfied", 2, Moment(EffectiveTime(9, "A"), EffectiveTime(9, "A"), False), 2, 3, "", "ann")]


def after_a_round_began(person: str, at: int, *, replica: str = "B", n: int = 1, doubtful: bool = False) -> str | None:
    """Why the resident's yes is not taken, by the card of before."""
    fold = raise_request()
    for step in BEGAN:
        fold, _ = advance(fold, step)
    moment = Moment(EffectiveTime(at, replica), EffectiveTime(at, replica), doubtful)
    return advance(fold, Step("satisfied", 2, moment, n, 4, "", person))[1].reason


def test_whoever_began_a_round_knows_it_also_under_another_name() -> None:
    assert after_a_round_began("ann", 10) is None
    assert after_a_round_began("ann", 9) == after_a_round_began("ann", 10, doubtful=True) == "earlier_round"
    assert [after_a_round_began("ann", 10, replica="A", n=n) for n in (1, 3)] == ["earlier_round", None]


def test_who_did_not_see_a_round_begin_speaks_of_the_one_before_however_late() -> None:
    assert after_a_round_began("ben", 1_000) == "earlier_round"


def test_counts_have_a_number_for_each_state() -> None:
    assert set(STATES) <= set(Counts.__struct_fields__)
    assert all(each == 0 for each in astuple(NOTHING)[:-1])
    assert RequestFold() == raise_request()
