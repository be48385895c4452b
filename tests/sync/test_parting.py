"""One household becomes the two that it was: whatever had been done at either, or at both while they were one."""

from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.card import Door, requests_of, visits_on
from sync.clock import EffectiveTime
from sync.commands import (
    AddResident,
    CorrectHousehold,
    CorrectResident,
    HouseholdFields,
    LiftContact,
    RaiseRequest,
    RecordVisit,
    ResidentFields,
    UndoCorrection,
)
from sync.fields import Write
from sync.joining import FIELDS, aliases_of, join, part, without
from sync.judge import fold
from sync.merge import all_writes, with_writes, writes_of
from sync.protocol import RequestEvent, Resident
from sync.world import Absorbed, Incoming, World
from tests.sync.doubles import FINDER, FOUND, ORDERS, all_visits, correction, found_door, ids, renamed, two_doors, values_of, worked
from tests.sync.histories import Phones, mixed, phones, the_door, the_world
from tests.sync.makers import (
    DOOR,
    NOON,
    a_coordinator,
    a_correction,
    a_door,
    a_request,
    a_step,
    a_visit,
    a_wish,
    a_world,
    common,
    incoming,
    replica_of,
    uid,
)


@given(phones(), phones(), ORDERS)
def test_parting_gives_each_back_what_it_had(made: Phones, more: Phones, rng: Random) -> None:
    one, other = two_doors(made, more, rng)
    joined = join(one, other)
    stored = replace(other, placements=tuple(replace(place, gone="merged", gone_to=one.id) for place in other.placements))

    parted = part(joined.survivor, stored, all_visits(joined.survivor))

    for before, now in ((one, parted.survivor), (other, parted.restored)):
        assert now.version > joined.survivor.version
        assert [each.id for each in now.visits] == [each.id for each in before.visits]
        assert [replace(each, after_wish=False) for each in visits_on(now.body)] == [
            replace(each, after_wish=False) for each in visits_on(before.body)
        ]
        assert now.merge.requests.keys() == before.merge.requests.keys()
        assert ids(now.body.residents) == ids(before.body.residents)
        assert ids(now.merge.wishes) >= ids(before.merge.wishes)
        home, was = now.body.household, before.body.household
        assert {name: getattr(home, name) for name in (*FIELDS, "door", "aliases")} == {
            name: getattr(was, name) for name in (*FIELDS, "door", "aliases")
        }
    assert [(place.gone, place.epoch) for place in parted.restored.placements] == [(None, 2)]


@given(phones(), ORDERS)
def test_work_at_an_absorbed_household_goes_back_with_it(made: Phones, rng: Random) -> None:
    other = found_door()
    joined = join(the_door(), other)
    world = replace(the_world(joined.survivor), aliases={FOUND: DOOR})
    commands = [each for each in renamed(mixed(made, rng), FOUND) if isinstance(each.command, RecordVisit | RaiseRequest | AddResident)]
    root = fold(commands, world).doors.get(DOOR, joined.survivor)

    parted = part(root, other, all_visits(root))

    def made_by(kind: type) -> set[str]:
        return {str(each.command.id) for each in commands if isinstance(each.command, kind)}

    assert ids(parted.restored.visits) == made_by(RecordVisit)
    assert parted.restored.merge.requests.keys() == made_by(RaiseRequest)
    assert ids(parted.restored.body.residents) == made_by(AddResident)
    assert (parted.survivor.visits, parted.survivor.merge.requests) == ((), {})


def test_one_taken_out_takes_along_what_had_been_joined_to_it() -> None:
    root, middle, small = the_door(), found_door(uid("aab")), found_door(uid("aac"), number=8, name="小")
    pair = join(middle, small).survivor
    whole = join(root, pair).survivor

    parted = part(whole, pair, {})

    assert aliases_of(parted.restored) == {small.id}
    assert aliases_of(parted.survivor) == frozenset()


def test_what_was_written_since_stays_when_the_other_leaves() -> None:
    other = found_door(name="乙", phones=["1"], roll_vacant=True, people_count=3)
    joined = join(a_door(name=None), other).survivor
    root = fold(
        [incoming(CorrectHousehold(**common(1, 1, seen=joined.version), fields=HouseholdFields(name="丙")))], the_world(joined)
    ).doors[DOOR]

    left = part(root, other, {}).survivor.body.household

    assert (left.name, left.phones, left.roll_vacant, left.people_count) == ("丙", [], False, None)


def test_what_replaced_a_value_of_the_other_only_is_taken_back_also_after_that_has_left() -> None:
    other = found_door(name="乙", version=7)
    joined = join(a_door(name="甲"), other).survivor
    said = incoming(CorrectHousehold(**common(2, 1, seen=7, household_id=FOUND), fields=HouseholdFields(name="丁")), 2)
    root = fold([said], a_world(joined, aliases={FOUND: DOOR})).doors[DOOR]

    parted = part(root, other, {})
    undo = incoming(UndoCorrection(**common(2, 2, household_id=FOUND), correction_id=said.command.id), 2)
    after = fold([undo], a_world(parted.survivor, parted.restored)).doors[FOUND]

    assert (values_of(parted.survivor, "name"), values_of(parted.restored, "name"), values_of(after, "name")) == (["甲"], ["丁"], ["乙"])


@pytest.mark.parametrize(
    ("field", "theirs", "said", "empty"), [("name", "乙", "丁", None), ("phones", ["1"], ["2"], []), ("roll_vacant", True, False, False)]
)
@pytest.mark.parametrize("seen", [None, 7, 8])
def test_what_replaced_a_value_that_only_the_other_had_leaves_nothing_where_it_is_taken_back(
    field: str, theirs: Any, said: Any, empty: Any, seen: int | None
) -> None:
    other = found_door(version=7, **{field: theirs})
    joined = join(a_door(), other).survivor
    correction = incoming(CorrectHousehold(**common(2, 1, seen=seen), fields=HouseholdFields(**{field: said})), 2)
    left = part(fold([correction], the_world(joined)).doors[DOOR], other, {}).survivor
    undo = incoming(UndoCorrection(**common(2, 2), correction_id=correction.command.id), 2)
    late = incoming(CorrectHousehold(**common(3, 1, seen=left.version), fields=HouseholdFields(**{field: theirs})), 3)

    after = fold([undo], the_world(left)).doors[DOOR]
    orders = [fold(order, the_world(left)).doors[DOOR] for order in ([undo, late], [late, undo])]

    assert (values_of(left, field), values_of(after, field)) == ([said], [empty])
    assert [values_of(door, field) for door in orders] == [[theirs], [theirs]]
    assert len({writes_of(door.merge, field)[0].at for door in orders}) == 1  # type: ignore[index]


def test_both_values_stay_when_they_differ_and_only_ones_own_after_parting() -> None:
    mine = a_door(name="甲")
    theirs = found_door(name="乙")
    written = Write("丁", EffectiveTime(NOON + 9, str(replica_of(5))), 3, 2, str(uid("person", 5)), "c")
    mine = replace(
        mine, merge=with_writes(mine.merge, "name", (written,)), body=replace(mine.body, household=replace(mine.body.household, name="丁"))
    )

    joined = join(mine, theirs).survivor
    parted = part(joined, theirs, {})

    assert sorted(values_of(joined, "name")) == ["丁", "乙"]
    assert (parted.survivor.body.household.name, parted.restored.body.household.name) == ("丁", "乙")


def test_of_what_one_phone_wrote_at_both_its_last_word_counts_whatever_time_it_was_and_each_keeps_its_own() -> None:
    def wrote(door: Door, name: str, at: int, n: int) -> Door:
        written = Write(name, EffectiveTime(at, str(replica_of(5))), n, 2, str(uid("person", 5)), name)
        body = replace(door.body, household=replace(door.body.household, name=name))
        return replace(door, merge=with_writes(door.merge, "name", (written,)), body=body)

    mine, theirs = wrote(a_door(), "丁", NOON, 8), wrote(found_door(), "戊", NOON + 9, 7)

    joined = join(mine, theirs).survivor
    parted = part(joined, theirs, {})

    assert (joined.body.household.name, join(theirs, mine).survivor.body.household.name) == ("丁", "丁")
    assert (joined.body.conflicts, parted.survivor.body.household.name, parted.restored.body.household.name) == ([], "丁", "戊")


def test_a_phones_last_word_is_no_earlier_than_what_it_wrote_before_whatever_its_clock_says() -> None:
    def said(number: int, n: int, at: int, name: str, household_id: UUID) -> Incoming:
        return incoming(a_correction(number, n, at=at, seen=None, household_id=household_id, fields={"name": name}), number)

    mine = worked(a_door(), [said(2, 1, NOON + 9, "戊", DOOR)])
    theirs = worked(found_door(), [said(1, 1, NOON, "丁", FOUND), said(2, 2, NOON - 9, "己", FOUND)])

    assert [join(*both).survivor.body.household.name for both in ((mine, theirs), (theirs, mine))] == ["己", "己"]


def test_a_residents_own_values_come_and_go_with_the_household() -> None:
    resident = Resident(id=uid("res"), name="小陈")
    corrected = CorrectResident(**common(1, 1, household_id=FOUND), resident_id=resident.id, fields=ResidentFields(name="老陈"))
    other = worked(found_door(residents=[resident]), [incoming(corrected)])

    joined = join(the_door(), other).survivor
    parted = part(joined, other, {})

    assert [each.name for each in joined.body.residents] == ["陈桂兰", "老陈"]
    assert [each.name for each in parted.restored.body.residents] == ["老陈"]
    assert (all_writes(joined.merge).keys(), all_writes(parted.survivor.merge).keys()) == ({f"{resident.id}/name"}, set())


@pytest.mark.parametrize("until", ["alone", "joined", "parted"])
def test_who_saw_a_resident_before_the_join_replaces_what_the_card_showed_whenever_it_comes(until: str) -> None:
    added = AddResident(**common(1, 1, household_id=FOUND), fields=ResidentFields(name="小陈", birth_year=1940))

    def said(number: int, at: int = NOON, seen: int | None = None, **fields: Any) -> Incoming:
        own = common(number, 2, at, seen, FOUND)
        return incoming(CorrectResident(**own, resident_id=added.id, fields=ResidentFields(**fields)), number)

    other = worked(found_door(), [incoming(added, 1), said(1, name="老陈")])
    joined = join(a_door(version=40), other).survivor
    world = {
        "alone": a_world(other),
        "joined": a_world(joined, aliases={FOUND: DOOR}),
        "parted": a_world(part(joined, other, {}).restored),
    }[until]

    (door,) = fold([said(2, NOON - 9, other.version, name="大陈", birth_year=1941)], world).doors.values()

    (resident,) = door.body.residents
    assert (resident.name, resident.birth_year, door.body.conflicts) == ("大陈", 1941, [])


def asked_at_found(*events: RequestEvent) -> tuple[UUID, Door]:
    """A request at the household that is taken in later, and what became of it there."""
    asked = a_request(FINDER, 2, household_id=FOUND)
    steps = [a_step(asked.id, event, 2, n, household_id=FOUND, seen=99) for n, event in enumerate(events, 1)]
    return asked.id, worked(found_door(), [incoming(each, 2) for each in (asked, *steps)])


def whatever_became(other: Door, until: str) -> World:
    """That household alone, as part of another with more versions, out of it again, or part of it once more."""
    root, home = worked(the_door(), [incoming(a_visit(1, n)) for n in range(1, 9)]), other
    for what in {"alone": (), "joined": (join,), "parted": (join, part), "joined again": (join, part, join)}[until]:
        home = join(root, home).survivor if what is join else part(home, other, all_visits(home)).restored
    return replace(the_world(home), aliases={} if home.id == FOUND else {FOUND: home.id})


UNTIL = pytest.mark.parametrize("until", ["alone", "joined", "parted", "joined again"])


@UNTIL
@pytest.mark.parametrize(("before", "expected"), [(0, ("applied", None)), (1, ("superseded", "earlier_round"))])
def test_who_saw_a_round_of_a_household_speaks_of_it_whatever_became_of_that(until: str, before: int, expected: tuple[str, str]) -> None:
    asked, other = asked_at_found("answered", "reopened")
    word = a_step(asked, "satisfied", 1, 20, household_id=FOUND, seen=other.version - before)

    ruling = fold([incoming(word)], whatever_became(other, until)).judged[0].ruling

    assert (ruling.outcome, ruling.reason) == expected


@UNTIL
def test_the_residents_no_on_a_close_that_its_card_showed_is_not_lost_by_a_join(until: str) -> None:
    """By a clock in doubt, so that no time tells that it was said after the close."""
    asked, other = asked_at_found("answered", "closed")
    word = incoming(a_step(asked, "not_satisfied", 1, 20, household_id=FOUND, seen=other.version))
    word = replace(word, moment=replace(word.moment, doubtful=True))

    assert fold([word], whatever_became(other, until)).judged[0].ruling.outcome == "applied"


def test_a_wish_that_was_lifted_at_one_of_two_stands_where_they_are_joined_again_and_at_the_other_afterwards() -> None:
    other = worked(found_door(), [incoming(a_wish(1, 1, household_id=FOUND))])
    joined = join(the_door(), other).survivor
    parted = part(joined, other, {})
    (wish,) = joined.merge.wishes
    lift = LiftContact(**common(1, 2), ids=[UUID(wish.id)], reason="改变主意")
    lifted = fold([incoming(lift, author=a_coordinator(1))], the_world(parted.survivor)).doors[DOOR]

    again = join(lifted, parted.restored).survivor
    apart = part(again, parted.restored, {})

    assert [ids(door.body.do_not_contact) for door in (lifted, again, apart.restored)] == [set(), {wish.id}, {wish.id}]
    assert again.merge.wishes[0].version == again.version
    assert [each.id for each in join(parted.survivor, parted.restored).survivor.merge.wishes] == [wish.id]


def test_what_came_to_a_household_that_left_with_it_is_found_there() -> None:
    middle, small = found_door(uid("aab")), found_door(uid("aac"), number=8)
    pair = join(middle, small).survivor
    root = join(the_door(), pair).survivor
    world = a_world(root, aliases={middle.id: DOOR, small.id: DOOR}, absorbed={middle.id: Absorbed(pair, {})})
    correction = CorrectHousehold(**common(FINDER, 2, household_id=middle.id), fields=HouseholdFields(door="302"))

    judgement = fold([incoming(correction, FINDER), incoming(a_visit(1, 1, household_id=small.id))], world)

    assert judgement.aliases == {small.id: middle.id}
    assert len(judgement.doors[middle.id].visits) == 1


def test_what_left_an_absorbed_household_in_between_leaves_nothing_there() -> None:
    middle, small = found_door(uid("aab")), found_door(uid("aac"), number=8, name="丙")
    pair = join(middle, small).survivor

    was = without(pair, [small])

    assert (pair.body.household.name, was.body.household.name) == ("丙", middle.body.household.name)
    assert all_writes(was.merge).keys() <= all_writes(middle.merge).keys()


def test_of_wishes_that_others_had_only_those_that_are_named_stay_on_the_one_that_is_taken_out() -> None:
    """As in a store that is put back: the household stood alone when its people were erased, and had these."""
    other = worked(found_door(), [incoming(a_wish(1, 1, household_id=FOUND))])
    root = worked(join(the_door(), other).survivor, [incoming(a_wish(2, n)) for n in (1, 2)])
    own, *others = (wish.id for wish in root.merge.wishes)

    parted = part(root, other, {}, shared={others[1]})

    assert (ids(parted.restored.body.do_not_contact), ids(parted.survivor.body.do_not_contact)) == ({own, others[1]}, {own, *others})


COMES = ["join", "part", "at one", "at other", "settled at other"]


@given(st.permutations(COMES), st.integers(-9, 9), st.integers(-9, 9))
def test_a_value_is_its_households_whether_it_comes_before_the_join_or_after_the_parting(
    order: list[str], one_at: int, other_at: int
) -> None:
    """Three people who saw the cards as they were before: one corrects the first door, two the second, of whom one settles what both had."""
    home, found = a_door(name="甲", version=4), found_door(name="乙", phones=["1"], version=7)
    said = {
        "at one": correction(1, NOON + one_at, DOOR, seen=4, name="丙"),
        "at other": correction(2, NOON + other_at, FOUND, seen=None, name="丁", note="有狗"),
        "settled at other": correction(3, NOON, FOUND, seen=7, name="戊", phones=["2", "3"]),
    }
    order = sorted(order, key=lambda what: what == "part" and order.index("join") > order.index("part"))
    world = a_world(home, found)
    for what in order:
        doors = world.doors
        if what == "join":
            absorbed = {FOUND: Absorbed(doors[FOUND], {})}
            world = a_world(join(doors[DOOR], doors[FOUND]).survivor, aliases={FOUND: DOOR}, absorbed=absorbed)
        elif what == "part":
            parted = part(doors[DOOR], world.absorbed[FOUND].door, {})
            world = a_world(parted.survivor, parted.restored)
        else:
            world = replace(world, doors={**doors, **fold([said[what]], world).doors})

    apart = fold(list(said.values()), a_world(home, found)).doors
    for door in (DOOR, FOUND):
        for field in FIELDS:
            assert values_of(world.doors[door], field) == values_of(apart[door], field)


def test_a_request_that_left_the_joined_card_comes_back_as_what_became_of_it() -> None:
    asked = a_request(FINDER, 2, household_id=FOUND)
    closed = a_step(asked.id, "withdrawn", FINDER, 3, household_id=FOUND)
    other = worked(found_door(), [incoming(asked, FINDER), incoming(closed, FINDER)])
    newer = [a_request(1, 2 * n, at=NOON + n) for n in range(1, 11)]
    steps = [a_step(each.id, "withdrawn", 1, each.n + 1, at=each.at + 1) for each in newer]
    root = worked(join(the_door(), other).survivor, [incoming(each) for each in (*newer, *steps)])
    kept = {asked.id: replace(requests_of(other.body)[0], state="raised", round=7)}

    parted = part(root, other, {}, requests=kept)

    assert asked.id not in {each.id for each in requests_of(root.body)}
    assert requests_of(parted.restored.body) == requests_of(other.body)
    assert {each.id for each in requests_of(parted.survivor.body)} == {each.id for each in newer}


def test_what_left_and_came_back_by_another_way_leaves_nothing_with_what_had_brought_it() -> None:
    """But for a wish, of which nobody knows whose it was: it stays on both."""
    middle = found_door(uid("aab"))
    commands = [a_visit(FINDER, 1), a_wish(FINDER, 2), a_request(FINDER, 3)]
    work = [replace(each, household_id=FOUND) for each in commands]
    small = worked(found_door(residents=[Resident(id=uid("res"), name="小陈")]), [incoming(each, FINDER) for each in work])
    pair = join(middle, small).survivor
    first = join(a_door(), pair).survivor
    apart = part(first, small, all_visits(first), since=first.version)
    again = join(apart.survivor, apart.restored).survivor

    parted = part(again, without(pair, [apart.restored]), all_visits(again), since=first.version)

    there, back = parted.survivor, parted.restored
    assert (aliases_of(there), aliases_of(back)) == ({FOUND}, frozenset())
    assert [(len(each.visits), len(each.merge.requests), len(each.body.residents)) for each in (there, back)] == [(1, 1, 1), (0, 0, 0)]
    assert ids(there.body.do_not_contact) == ids(back.body.do_not_contact) == {str(commands[1].id)}
