"""Two households become one: whatever had been done at either."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.addresses import address_key, entrance_key, near_key
from sync.card import Door, requests_of, visits_on
from sync.clock import EffectiveTime
from sync.commands import CorrectHousehold, HouseholdFields
from sync.coverage import NOTHING
from sync.effect import coverage_change, visit_changes, work_change
from sync.fields import same_value, value_of
from sync.joining import FIELDS, aliases_of, by_age, emptied, is_as_found, join, part
from sync.judge import fold
from sync.merge import Base, all_writes, with_base
from tests.sync.doubles import ELSEWHERE, FINDER, FOUND, ORDERS, found_door, ids, two_doors, values_of, worked
from tests.sync.histories import Phones, phones, the_door, the_world
from tests.sync.makers import (
    BUILDING,
    CAMPAIGN,
    DOOR,
    NOON,
    OTHER_SLICE,
    TEAM,
    a_correction,
    a_door,
    a_placement,
    a_visit,
    a_wish,
    a_world,
    an_author,
    common,
    incoming,
    replica_of,
    uid,
)


@given(phones(), phones(), ORDERS)
def test_joining_loses_nothing_of_either(made: Phones, more: Phones, rng: Random) -> None:
    one, other = two_doors(made, more, rng)

    joined = join(one, other)
    both = joined.survivor

    assert ids(both.visits) == ids(one.visits) | ids(other.visits)
    assert both.body.visit_count == one.body.visit_count + other.body.visit_count
    assert ids(both.body.residents) == ids(one.body.residents) | ids(other.body.residents)
    assert ids(both.merge.wishes) == ids(one.merge.wishes) | ids(other.merge.wishes)
    assert both.merge.requests.keys() == one.merge.requests.keys() | other.merge.requests.keys()
    assert ids(requests_of(both.body)) == ids(requests_of(one.body)) | ids(requests_of(other.body))
    assert both.version > max(one.version, other.version)
    assert aliases_of(both) == {FOUND}
    if both.body.conflict_count == len(both.body.conflicts):
        for field in FIELDS:
            readable = values_of(both, field)
            for door in (one, other):
                value = getattr(door.body.household, field)
                held = all_writes(both.merge).get(field, ())
                own = [write for write in held if held and write.person == value_of(held).person]  # nobody is in conflict with themselves
                known = [*readable, *(write.value for write in own)]
                assert value in (None, [], False, "") or any(same_value(value, each) for each in known)


@given(phones(), phones(), ORDERS)
def test_joining_changes_the_counters_by_what_counting_anew_would_give(made: Phones, more: Phones, rng: Random) -> None:
    one, other = two_doors(made, more, rng)
    joined = join(one, other)

    cells, _ = coverage_change([(one, joined.survivor), (other, joined.absorbed)])
    alone, _ = coverage_change([(one, joined.survivor)])
    gone, _ = coverage_change([(other, emptied(other, one.id, 9))])
    work = work_change(visit_changes([(one, joined.survivor), (other, joined.absorbed)]))

    for row in {*cells, *alone, *gone}:
        both = [each.get(row, NOTHING) for each in (cells, alone, gone)]
        assert both[0].known == both[1].known + both[2].known
    assert all(each.visits == 0 for each in work.values())


def test_a_door_of_a_roll_survives_and_of_two_of_a_kind_the_smaller_id() -> None:
    roll, older, younger = the_door(), found_door(uid("aaa")), found_door()

    assert by_age(older, roll) == by_age(roll, older) == (roll, older)
    assert by_age(younger, older) == (older, younger)


def test_three_found_doors_become_one_whatever_two_meet_first() -> None:
    doors = [found_door(uid("aaa", number), number=number, name=f"名{number}") for number in (1, 2, 3)]

    def joined(order: list[int]) -> Door:
        first, second, third = (doors[each] for each in order)
        return join(*by_age(join(*by_age(first, second)).survivor, third)).survivor

    made = [joined(order) for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0])]

    assert {door.id for door in made} == {doors[0].id}
    assert {aliases_of(door) for door in made} == {frozenset({doors[1].id, doors[2].id})}
    assert {tuple(sorted(map(str, values_of(door, "name")))) for door in made} == {("名1", "名2", "名3")}


def test_a_household_without_a_team_gets_the_others() -> None:
    nobodys = a_placement(kind="unassigned", team_id=None, slice_id=uid("none"), epoch=4)
    survivor = replace(the_door(), placements=(nobodys,))

    places = join(survivor, found_door(placements=(a_placement(tag=7),))).survivor.placements

    assert [(place.slice_id, place.team_id, place.gone, place.gone_to, place.epoch) for place in places] == [
        (uid("none"), None, "reassigned", TEAM, 4),
        (a_placement().slice_id, TEAM, None, None, 5),
    ]
    assert places[1].tag == 0  # the other's: nothing of this door has been written there


@pytest.mark.parametrize(("of_nobody", "of_team", "is_given"), [(None, None, True), (None, 1, False), (1, 1, True)])
def test_a_household_without_a_team_does_not_go_to_one_that_has_ended(of_nobody: int | None, of_team: int | None, is_given: bool) -> None:
    """Where the whole campaign has, it stands as it would if both had come in time."""
    nobodys = a_placement(kind="unassigned", team_id=None, slice_id=uid("none"), ended_at=of_nobody)

    joined = join(replace(the_door(), placements=(nobodys,)), found_door(placements=(a_placement(ended_at=of_team),)))

    assert [place.team_id for place in joined.survivor.placements if place.gone is None] == [TEAM if is_given else None]
    assert [place.gone for place in joined.absorbed.placements] == ["merged"]


def test_a_household_that_stood_somewhere_before_has_an_assignment_of_its_own() -> None:
    survivor = replace(the_door(), placements=())

    places = join(survivor, found_door(placements=(a_placement(tag=7),)), epochs={a_placement().campaign_id: 6}).survivor.placements

    assert [place.epoch for place in places] == [7]
    assert [place.tag for place in places] == [0]


def test_of_two_teams_the_survivors_keeps_it_and_a_grant_comes_along() -> None:
    granted = a_placement(kind="person", campaign_id=None, team_id=None, person_id=uid("person", 3), slice_id=uid("mine"))
    other_campaign = a_placement(campaign_id=uid("cap"), slice_id=uid("else"))
    absorbed = found_door(placements=(ELSEWHERE, granted, other_campaign, a_placement(slice_id=uid("gone"), gone="closed")))

    joined = join(the_door(), absorbed)

    assert [place.slice_id for place in joined.survivor.placements if place.gone is None] == [
        a_placement().slice_id,
        uid("mine"),
        uid("else"),
    ]
    assert {(place.slice_id, place.gone, place.gone_to) for place in joined.absorbed.placements} == {
        (each, "merged", DOOR) for each in (OTHER_SLICE, uid("mine"), uid("else"), uid("gone"))
    }


def test_a_visit_of_one_after_a_wish_of_the_other_says_so() -> None:
    wished = worked(the_door(), [incoming(a_wish(1, 1, at=NOON))])
    visited = worked(found_door(), [incoming(a_visit(2, n, at=NOON + at, household_id=FOUND), 2) for n, at in ((1, -1), (2, 1))])

    joined = join(wished, visited)

    assert joined.after_wish == (uid("cmd", 2, 2),)
    assert [each.after_wish for each in visits_on(joined.survivor.body)] == [True, False]


def test_one_phone_that_added_both_is_in_no_conflict_with_itself() -> None:
    one, other = found_door(uid("aaa"), name="甲"), found_door(name="乙")
    second = replace(
        other,
        merge=with_base(
            other.merge,
            "",
            Base(EffectiveTime(NOON, str(replica_of(FINDER))), 2, 1, str(uid("person", FINDER)), str(uid("cmd", FINDER, 2))),
        ),
    )

    joined = join(one, second).survivor

    assert (joined.body.household.name, joined.body.conflicts) == ("乙", [])
    assert join(second, one).survivor.body.household.name == "乙"


def test_what_a_roll_said_of_two_doors_that_it_listed_shows_where_they_are_one() -> None:
    def listed(n: int, name: str, **more: Any) -> Door:
        door = a_door(id=uid("listed", n), name=name, **more)
        base = Base(EffectiveTime(NOON, str(replica_of(8))), n, 1, str(uid("roll")), str(uid("line", n)))
        return replace(door, merge=with_base(door.merge, "", base))

    one, other = listed(1, "赖超", phones=["1"], note="有狗"), listed(2, "叶强", phones=["2"], note="有狗")

    joined = join(one, other).survivor
    all_three = join(listed(0, "王芳"), joined).survivor
    parted = part(joined, other, {})

    home, told = joined.body.household, {each.field: each.other for each in joined.body.conflicts}
    assert ({home.name, told.pop("name")}, {*home.phones, *told.pop("phones")}, told) == ({"赖超", "叶强"}, {"1", "2"}, {})
    names = {each.other for each in all_three.body.conflicts if each.field == "name"}
    assert {all_three.body.household.name, *names} == {"赖超", "叶强", "王芳"}
    assert [(each.body.household.name, each.body.conflicts) for each in (parted.survivor, parted.restored)] == [("赖超", []), ("叶强", [])]
    saw_both = incoming(a_correction(household_id=joined.id, seen=joined.version, fields={"name": "叶强"}))
    settled = fold([saw_both], a_world(joined))
    assert settled.judged[0].ruling.outcome == "applied"
    assert [each.field for each in settled.doors[joined.id].body.conflicts] == ["phones"]


def test_who_saw_only_one_of_the_cards_has_not_replaced_what_the_other_says() -> None:
    joined = join(a_door(name="甲", version=9), found_door(name="乙")).survivor
    correction = CorrectHousehold(**common(1, 1, seen=9), fields=HouseholdFields(name="丙"))

    door = fold([incoming(correction)], the_world(joined)).doors[DOOR]

    assert sorted(values_of(door, "name")) == ["丙", "乙"]


def test_addresses_are_one_however_they_are_typed() -> None:
    same = {
        address_key(*each)
        for each in (("1", 3, "301"), ("1单元", 3, "301室"), (" １", 3, "３０１"), ("01", 3, "0301"), ("1門", 3, "301號"))
    }

    assert same == {"1/3/301"}
    assert address_key("1", None, "301") != address_key("1", 3, "301")
    assert (address_key("1", 3, None), address_key("1", 3, " "), near_key(None), near_key("0A1室")) == (None, None, None, "0a1")
    assert address_key(None, -1, "0") == "/-1/0"
    assert (entrance_key(None), entrance_key("０1單元"), entrance_key("東门")) == ("", "1", "東")


def test_nothing_is_joined_that_a_stranger_should_not_see() -> None:
    """Who added neither and belongs to no team that held either finds the root's rights in force."""
    root = join(the_door(), found_door()).survivor
    stranger = replace(incoming(a_visit(9, 1, household_id=FOUND), 9), author=an_author(9, team_id=uid("nobody")))

    (judged,) = fold([stranger], a_world(root, aliases={FOUND: DOOR})).judged

    assert (judged.ruling.outcome, judged.ruling.reason, judged.reached) == ("parked", "not_yours", None)
    assert (root.building_id, CAMPAIGN) == (BUILDING, CAMPAIGN)


@given(st.permutations(["join", "one", "other"]), st.integers(-9, 9), st.integers(-9, 9))
def test_what_a_door_was_added_without_stands_beside_nothing_whatever_comes_first(order: list[str], one_at: int, other_at: int) -> None:
    """Two doors were found without the number of people; two who saw no card say how many, one at each."""
    one, other = found_door(uid("aaa"), number=8, people_count=None), found_door(people_count=None)
    two = CorrectHousehold(**common(1, 1, NOON + one_at, seen=None, household_id=one.id), fields=HouseholdFields(people_count=2))
    three = CorrectHousehold(**common(2, 1, NOON + other_at, seen=None, household_id=FOUND), fields=HouseholdFields(people_count=3))
    said = {"one": incoming(two, 1), "other": incoming(three, 2)}
    world = a_world(one, other)
    for what in order:
        if what == "join":
            world = a_world(join(world.doors[one.id], world.doors[FOUND]).survivor, aliases={FOUND: one.id})
        else:
            world = replace(world, doors={**world.doors, **fold([said[what]], world).doors})

    latest = 3 if (other_at, replica_of(2)) > (one_at, replica_of(1)) else 2
    assert values_of(world.doors[one.id], "people_count") == [latest, 5 - latest]


@given(st.permutations(["join", "one", "other"]), st.integers(1, 9), st.integers(1, 9))
def test_what_a_writer_saw_of_an_absorbed_household_counts_there_also_after_the_join(order: list[str], one_at: int, other_at: int) -> None:
    """Both had a name; of two who saw the second's card one corrects it there, and one the first's, which that person did not see."""
    home, other = a_door(name="甲", version=4), found_door(name="乙", version=7)
    said = {
        "one": incoming(CorrectHousehold(**common(1, 1, NOON + one_at, seen=None), fields=HouseholdFields(name="丙")), 1),
        "other": incoming(
            CorrectHousehold(**common(2, 1, NOON + other_at, seen=7, household_id=FOUND), fields=HouseholdFields(name="丁")), 2
        ),
    }
    world = a_world(home, other)
    for what in order:
        if what == "join":
            world = a_world(join(world.doors[DOOR], world.doors[FOUND]).survivor, aliases={FOUND: DOOR})
        else:
            world = replace(world, doors={**world.doors, **fold([said[what]], world).doors})

    latest, next_ = ("丙", "丁") if (one_at, replica_of(1)) > (other_at, replica_of(2)) else ("丁", "丙")
    assert values_of(world.doors[DOOR], "name") == [latest, next_, "甲"]


@given(st.permutations(["join", "one", "other"]))
def test_what_one_phone_said_of_either_of_two_can_be_read_whether_they_had_become_one_or_not(order: list[str]) -> None:
    """It found both and called them alike, corrected the second before the first, and somebody else had their own word for the first."""
    one, other = found_door(uid("aaa"), name="甲"), found_door(name="乙")
    theirs = CorrectHousehold(**common(1, 1, NOON + 99, household_id=one.id), fields=HouseholdFields(name="丙"))
    world = a_world(fold([incoming(theirs)], a_world(one)).doors[one.id], other)
    said = {
        "one": CorrectHousehold(**common(FINDER, 9, household_id=one.id), fields=HouseholdFields(name="丁")),
        "other": CorrectHousehold(**common(FINDER, 5, household_id=FOUND), fields=HouseholdFields(name="戊")),
    }
    for what in order:
        if what == "join":
            world = a_world(join(world.doors[one.id], world.doors[FOUND]).survivor, aliases={FOUND: one.id})
        else:
            world = replace(world, doors={**world.doors, **fold([incoming(said[what], FINDER)], world).doors})

    shown, *beside = values_of(world.doors[one.id], "name")

    assert (shown, sorted(beside)) == ("丙", ["丁", "戊"])


def test_a_door_is_matched_by_itself_for_as_long_as_only_its_finder_gives_it_addresses() -> None:
    def given_by(person: int, door: Door) -> Door:
        correction = CorrectHousehold(**common(person, 9, household_id=door.id), fields=HouseholdFields(door="302"))
        return fold([incoming(correction, person)], a_world(door)).doors[door.id]

    found, of_roll = found_door(), a_door()
    doors = [found, given_by(FINDER, found), given_by(1, found), of_roll, given_by(1, of_roll)]

    assert [is_as_found(each) for each in doors] == [True, True, False, True, True]
