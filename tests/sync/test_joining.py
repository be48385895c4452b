"""Two households become one, and one becomes two: whatever had been done at either."""

from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from sync.addresses import address_key, near_key
from sync.card import Door, Placement, requests_of, visits_on
from sync.clock import EffectiveTime
from sync.commands import (
    AddResident,
    CorrectHousehold,
    CorrectResident,
    HouseholdFields,
    RaiseRequest,
    RecordVisit,
    RefuseContact,
    ResidentFields,
)
from sync.coverage import NOTHING
from sync.effect import coverage_change, visit_changes, work_change
from sync.fields import Write, same_value, value_of
from sync.joining import FIELDS, aliases_of, by_age, emptied, join, part, without
from sync.judge import fold
from sync.merge import Base, Merge, all_writes, with_base, with_writes
from sync.placing import settle
from sync.protocol import CardVisit, Resident
from sync.world import Absorbed, HeldSpan, Incoming, World
from tests.sync.histories import Phones, mixed, phones, the_door, the_world
from tests.sync.makers import (
    BUILDING,
    CAMPAIGN,
    DOOR,
    NOON,
    OTHER_SLICE,
    OTHER_TEAM,
    TEAM,
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

FOUND = uid("dooz")  # greater than DOOR
ELSEWHERE = a_placement(slice_id=OTHER_SLICE, team_id=OTHER_TEAM)
FINDER = 7
orders = st.randoms(use_true_random=False)


def found_door(door_id: UUID = FOUND, *, number: int = FINDER, placements: tuple[Placement, ...] | None = None, **household: Any) -> Door:
    """A door that a phone added."""
    door = a_door(id=door_id, **household)
    base = Base(EffectiveTime(NOON - 5, str(replica_of(number))), 1, 1, str(uid("person", number)), str(uid("cmd", number, 1)))
    return replace(door, merge=with_base(Merge(found=True), "", base), placements=door.placements if placements is None else placements)


def renamed(commands: list[Incoming], door_id: UUID) -> list[Incoming]:
    """The same work at another door, under other ids."""
    again = {each.command.id: UUID(int=each.command.id.int ^ 1) for each in commands}
    return [replace(each, command=_renamed(each.command, again, door_id)) for each in commands]


def _renamed(command: Any, again: dict[UUID, UUID], door_id: UUID) -> Any:
    named = {name: again.get(getattr(command, name)) for name in ("visit_id", "request_id") if hasattr(command, name)}
    return replace(
        command, id=again[command.id], n=command.n + 100, household_id=door_id, **{name: value for name, value in named.items() if value}
    )


def worked(door: Door, commands: list[Incoming]) -> Door:
    return fold(commands, the_world(door)).doors.get(door.id, settle(door))


def two_doors(made: Phones, more: Phones, rng: Random) -> tuple[Door, Door]:
    """Two households with a life of their own. The residents of the second have their own ids."""
    one = worked(the_door(), mixed(made, rng))
    other = found_door(name="程家", note="有狗")
    at_other = [each for each in renamed(mixed(more, rng), FOUND) if not isinstance(each.command, CorrectResident)]
    plain = [
        replace(each, command=replace(each.command, resident_id=None)) if isinstance(each.command, RefuseContact) else each
        for each in at_other
    ]
    return one, worked(other, plain)


def values_of(door: Door, field: str) -> list[Any]:
    """All that can be read of a field: what the card shows, and what stands beside it."""
    conflicts = [each.other for each in door.body.conflicts if each.field == field and each.resident_id is UNSET]
    return [getattr(door.body.household, field), *conflicts]


def ids(many: Any) -> set[str]:
    return {str(each.id) for each in many}


def all_visits(*doors: Door) -> dict[UUID, CardVisit]:
    """Of every visit what a card would show; of those that left a card, enough for the test."""
    shown = {each.id: each for door in doors for each in visits_on(door.body)}
    facts = {UUID(fact.id): fact for door in doors for fact in door.visits}
    made = {
        id_: CardVisit(id=id_, outcome=fact.outcome, at=fact.at_ms, by=UUID(fact.person_id), by_name="", team_id=UUID(fact.team_id), campaign_id=UUID(fact.campaign_id))
        for id_, fact in facts.items()
    }  # fmt: skip
    return made | shown


@given(phones(), phones(), orders)
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


@given(phones(), phones(), orders)
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


@given(phones(), phones(), orders)
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


@given(phones(), orders)
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


def test_one_taken_out_takes_along_what_had_been_joined_to_it() -> None:
    root, middle, small = the_door(), found_door(uid("aab")), found_door(uid("aac"), number=8, name="小")
    pair = join(middle, small).survivor
    whole = join(root, pair).survivor

    parted = part(whole, pair, {})

    assert aliases_of(parted.restored) == {small.id}
    assert aliases_of(parted.survivor) == frozenset()


def test_a_household_without_a_team_gets_the_others() -> None:
    nobodys = a_placement(kind="unassigned", team_id=None, slice_id=uid("none"), epoch=4)
    survivor = replace(the_door(), placements=(nobodys,))

    places = join(survivor, found_door(placements=(a_placement(tag=7),))).survivor.placements

    assert [(place.slice_id, place.team_id, place.gone, place.gone_to, place.epoch) for place in places] == [
        (uid("none"), None, "reassigned", TEAM, 4),
        (a_placement().slice_id, TEAM, None, None, 5),
    ]
    assert places[1].tag == 0  # the other's: nothing of this door has been written there


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
        (each, "merged", DOOR) for each in (OTHER_SLICE, uid("mine"), uid("else"))
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


def test_who_saw_only_one_of_the_cards_has_not_replaced_what_the_other_says() -> None:
    joined = join(a_door(name="甲", version=9), found_door(name="乙")).survivor
    correction = CorrectHousehold(**common(1, 1, seen=9), fields=HouseholdFields(name="丙"))

    door = fold([incoming(correction)], the_world(joined)).doors[DOOR]

    assert sorted(values_of(door, "name")) == ["丙", "乙"]


def test_what_was_written_since_stays_when_the_other_leaves() -> None:
    other = found_door(name="乙", phones=["1"], roll_vacant=True, people_count=3)
    joined = join(a_door(name=None), other).survivor
    root = fold(
        [incoming(CorrectHousehold(**common(1, 1, seen=joined.version), fields=HouseholdFields(name="丙")))], the_world(joined)
    ).doors[DOOR]

    left = part(root, other, {}).survivor.body.household

    assert (left.name, left.phones, left.roll_vacant, left.people_count) == ("丙", [], False, None)


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


def test_a_residents_own_values_come_and_go_with_the_household() -> None:
    resident = Resident(id=uid("res"), name="小陈")
    corrected = CorrectResident(**common(1, 1, household_id=FOUND), resident_id=resident.id, fields=ResidentFields(name="老陈"))
    other = worked(found_door(residents=[resident]), [incoming(corrected)])

    joined = join(the_door(), other).survivor
    parted = part(joined, other, {})

    assert [each.name for each in joined.body.residents] == ["陈桂兰", "老陈"]
    assert [each.name for each in parted.restored.body.residents] == ["老陈"]
    assert (all_writes(joined.merge).keys(), all_writes(parted.survivor.merge).keys()) == ({f"{resident.id}/name"}, set())


def address_of_an_alias(person: int, **author: Any) -> tuple[list[str | None], World]:
    other = found_door()
    root = join(the_door(), other).survivor
    world = a_world(root, aliases={FOUND: DOOR}, absorbed={FOUND: Absorbed(other, {})})
    correction = CorrectHousehold(**common(person, 2, household_id=FOUND), fields=HouseholdFields(door="302"))
    visit = a_visit(person, 3, household_id=FOUND)
    by = an_author(person, **author)
    judgement = fold([incoming(correction, person, author=by), incoming(visit, person, author=by)], world)
    return [each.ruling.reason for each in judgement.judged], replace(world, doors=judgement.doors, aliases=judgement.aliases)


def test_an_address_given_to_an_absorbed_household_by_who_added_it_takes_it_out() -> None:
    reasons, world = address_of_an_alias(FINDER)

    assert reasons == [None, None]
    assert (world.doors[FOUND].body.household.door, world.doors[DOOR].body.household.door) == ("302", "301")
    assert [len(world.doors[each].visits) for each in (FOUND, DOOR)] == [1, 0]
    assert world.aliases == {}


def test_an_address_given_to_an_absorbed_household_by_anybody_else_waits_for_a_person() -> None:
    reasons, world = address_of_an_alias(1)

    assert reasons == ["joined", None]
    assert world.doors.keys() == {DOOR}
    assert world.aliases == {FOUND: DOOR}


def test_who_added_a_door_takes_it_out_also_where_their_team_only_held_it_before() -> None:
    other = found_door(placements=(a_placement(slice_id=OTHER_SLICE, team_id=OTHER_TEAM, gone="merged", gone_to=DOOR),))
    root = join(the_door(), other).survivor
    held = {DOOR: (HeldSpan(CAMPAIGN, TEAM, 0, NOON - 1),)}
    world = a_world(root, aliases={FOUND: DOOR}, absorbed={FOUND: Absorbed(other, {})}, spans=held)
    correction = CorrectHousehold(**common(FINDER, 2, household_id=FOUND), fields=HouseholdFields(door="302"))

    judgement = fold([incoming(correction, FINDER)], world)

    assert [each.receipt.outcome for each in judgement.judged] == ["applied"]
    assert judgement.doors[FOUND].body.household.door == "302"


@pytest.mark.parametrize(
    ("author", "reason"),
    [({"is_phone_lost": True}, "lost_phone"), ({"ended_at": 0}, "access_ended"), ({"team_id": None}, "not_yours")],
    ids=["lost", "ended", "of_no_team"],
)
def test_what_is_parked_whole_parts_nothing_though_its_author_added_the_door(author: dict[str, Any], reason: str) -> None:
    reasons, world = address_of_an_alias(FINDER, **author)

    assert reasons == [reason, reason]
    assert (world.doors, world.aliases) == ({}, {FOUND: DOOR})


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


def test_addresses_are_one_however_they_are_typed() -> None:
    same = {
        address_key(*each)
        for each in (("1", 3, "301"), ("1单元", 3, "301室"), (" １", 3, "３０１"), ("01", 3, "0301"), ("1門", 3, "301號"))
    }

    assert same == {"1/3/301"}
    assert address_key("1", None, "301") != address_key("1", 3, "301")
    assert (address_key("1", 3, None), address_key("1", 3, " "), near_key(None), near_key("0A1室")) == (None, None, None, "0a1")
    assert address_key(None, -1, "0") == "/-1/0"


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
