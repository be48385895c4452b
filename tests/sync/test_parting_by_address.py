"""Somebody says that one of two doors which are one stands elsewhere: who takes it out by that, and what each has then."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.card import Door, requests_of, visits_on
from sync.commands import CloseHousehold, CorrectHousehold, HouseholdFields, UndoCorrection
from sync.joining import join, part
from sync.judge import Judgement, fold
from sync.merge import with_writes, writes_of
from sync.world import Absorbed, HeldSpan, Incoming, World
from tests.sync.doubles import FINDER, FOUND, all_visits, found_door, ids, worked
from tests.sync.histories import the_door
from tests.sync.makers import (
    CAMPAIGN,
    DOOR,
    NOON,
    OTHER_SLICE,
    OTHER_TEAM,
    TEAM,
    a_coordinator,
    a_door,
    a_moment,
    a_placement,
    a_request,
    a_step,
    a_visit,
    a_wish,
    a_world,
    an_author,
    common,
    incoming,
    replica_of,
    uid,
)


def address_of_an_alias(
    person: int, *, is_decided: bool = False, other: Door | None = None, joined_at: int = 0, said: Mapping[str, Any] = {}, **author: Any
) -> tuple[list[str | None], World]:
    other = other or found_door()
    root = join(the_door(), other).survivor
    joined = Absorbed(other, {}, joined_to=DOOR, since=root.version, is_decided=is_decided, joined_at=joined_at)
    world = a_world(root, aliases={FOUND: DOOR}, absorbed={FOUND: joined})
    correction = CorrectHousehold(**common(person, 2, household_id=FOUND), fields=HouseholdFields(door="302"))
    visit = a_visit(person, 3, household_id=FOUND)
    by = an_author(person, **author)
    judgement = fold([incoming(correction, person, author=by, **said), incoming(visit, person, author=by)], world)
    return [each.ruling.reason for each in judgement.judged], replace(world, doors=judgement.doors, aliases=judgement.aliases)


@pytest.mark.parametrize(("person", "is_decided"), [(FINDER, True), (FINDER, False), (1, False)])
def test_an_address_given_to_an_absorbed_household_takes_it_out(person: int, is_decided: bool) -> None:
    """By whoever gives it, or, of two that a person joined, by who added it."""
    reasons, world = address_of_an_alias(person, is_decided=is_decided)

    assert reasons == [None, None]
    assert (world.doors[FOUND].body.household.door, world.doors[DOOR].body.household.door) == ("302", "301")
    assert [len(world.doors[each].visits) for each in (FOUND, DOOR)] == [1, 0]
    assert world.aliases == {}


def test_an_address_given_by_anybody_else_to_a_household_that_a_person_joined_waits_for_a_person() -> None:
    reasons, world = address_of_an_alias(1, is_decided=True)

    assert reasons == ["joined", None]
    assert world.doors.keys() == {DOOR}
    assert world.aliases == {FOUND: DOOR}


@pytest.mark.parametrize(
    ("said", "joined_at", "reason"),
    [
        ({}, NOON - 1, None),
        ({}, NOON, "joined"),
        ({"moment": a_moment(NOON, replica=replica_of(FINDER), doubtful=True)}, NOON - 1, "joined"),
        ({"vouched_by": a_coordinator(2)}, NOON, None),
    ],
)
def test_what_its_finder_had_said_before_a_person_joined_a_household_takes_it_out_only_through_a_person(
    said: Mapping[str, Any], joined_at: int, reason: str | None
) -> None:
    """That person may have known it. Where a clock is in doubt nobody knows what was before."""
    reasons, world = address_of_an_alias(FINDER, is_decided=True, joined_at=joined_at, said=said)

    assert (reasons, FOUND in world.aliases) == ([reason, None], reason is not None)


def test_an_address_given_to_a_household_of_another_team_that_became_part_of_ones_own_by_itself_is_not_ones_own_to_give() -> None:
    """As it had been if they had never become one."""
    reasons, world = address_of_an_alias(1, other=found_door(placements=(a_placement(slice_id=OTHER_SLICE, team_id=OTHER_TEAM),)))

    assert reasons == ["not_yours", None]
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


def taken_back(person: int, correction: UUID, household_id: UUID = FOUND) -> Incoming:
    return incoming(UndoCorrection(**common(person, 9, household_id=household_id), correction_id=correction), person)


def with_an_address_taken_back(
    person: int, *, is_decided: bool = False, replaced_by: str | None = None, is_kept: bool = True, **more: Any
) -> Judgement:
    """Of a door whose finder's correction had made it one with another. It also has a name and a closing of its own. Not `is_kept`: an older
    version stored the correction, without what it replaced."""
    moves = CorrectHousehold(**common(FINDER, 2, household_id=FOUND), fields=HouseholdFields(door="301"))
    again = CorrectHousehold(**common(1, 2, seen=2, household_id=FOUND), fields=HouseholdFields(door=replaced_by))
    names = CorrectHousehold(**common(FINDER, 3, household_id=FOUND), fields=HouseholdFields(name="乙"))
    closes = CloseHousehold(**common(FINDER, 4, household_id=FOUND), reason="demolished")
    said = [incoming(each, FINDER) for each in (moves, names, closes)]
    other = worked(found_door(door="302"), [*said, *([incoming(again)] if replaced_by else [])])
    if not is_kept:
        bare = tuple(replace(write, replaced=()) for write in writes_of(other.merge, "address"))
        other = replace(other, merge=with_writes(other.merge, "address", bare))
    root = join(the_door(), other).survivor
    joined = Absorbed(other, {}, joined_to=DOOR, since=root.version, is_decided=is_decided)
    corrected = dict.fromkeys((moves.id, names.id, closes.id), DOOR)
    world = a_world(root, aliases={FOUND: DOOR}, absorbed={FOUND: joined}, corrected=corrected)
    undone = [taken_back(person, moves.id), taken_back(person, names.id), taken_back(FINDER, closes.id)]
    return fold([replace(each, command=replace(each.command, id=uid("undo", n)), **more) for n, each in enumerate(undone)], world)


@pytest.mark.parametrize(("person", "is_decided"), [(FINDER, True), (FINDER, False), (1, False)])
def test_an_address_that_made_a_door_part_of_another_takes_it_out_again_when_it_is_taken_back(person: int, is_decided: bool) -> None:
    """And what is taken back with it is its own."""
    judgement = with_an_address_taken_back(person, is_decided=is_decided)

    assert [each.receipt.outcome for each in judgement.judged] == ["applied"] * 3
    assert {each.receipt.household_id for each in judgement.judged} == {FOUND}
    doors = {each: door.body.household for each, door in judgement.doors.items()}
    assert [doors[FOUND].door, doors[DOOR].door, doors[FOUND].name, doors[FOUND].closed] == ["302", "301", None, None]


def test_an_address_of_a_household_that_a_person_joined_is_taken_back_by_anybody_else_only_through_a_person() -> None:
    judgement = with_an_address_taken_back(1, is_decided=True)

    assert [each.ruling.reason for each in judgement.judged] == ["joined", None, None]
    assert judgement.parted == ()


def test_an_address_that_somebody_has_replaced_since_takes_nothing_out_when_it_is_taken_back() -> None:
    judgement = with_an_address_taken_back(FINDER, replaced_by="303")

    assert (judgement.judged[0].ruling.reason, judgement.parted) == ("written_since", ())


def test_an_address_that_can_not_be_taken_back_takes_nothing_out() -> None:
    judgement = with_an_address_taken_back(FINDER, is_kept=False)

    assert (judgement.judged[0].ruling.reason, judgement.parted) == ("written_since", ())


@pytest.mark.parametrize("knew", [False, True])
def test_taking_an_address_of_the_root_back_leaves_behind_what_its_writer_did_not_know_of(knew: bool) -> None:
    other, moves = found_door(), CorrectHousehold(**common(1, 2, seen=9 if knew else 1), fields=HouseholdFields(door="301"))
    one = a_door(door="302")
    root = join(one, other).survivor if knew else join(worked(one, [incoming(moves)]), other).survivor
    since = root.version
    root = worked(root, [incoming(moves)]) if knew else root
    world = a_world(root, aliases={FOUND: DOOR}, absorbed={FOUND: Absorbed(other, {}, joined_to=DOOR, since=since)})

    doors = fold([taken_back(2, moves.id, DOOR)], world).doors

    assert {each: door.body.household.door for each, door in doors.items()} == {DOOR: "302"} | ({} if knew else {FOUND: "301"})


def test_an_address_that_a_person_applied_for_all_is_taken_back_for_all() -> None:
    """Though its writer had not seen that they were one."""
    other, moves = found_door(), CorrectHousehold(**common(1, 2, seen=1), fields=HouseholdFields(door="303"))
    joined = join(a_door(), other).survivor
    absorbed = {FOUND: Absorbed(other, {}, joined_to=DOOR, since=joined.version)}
    world = a_world(joined, aliases={FOUND: DOOR}, absorbed=absorbed)
    settled = fold([replace(incoming(moves), vouched_by=a_coordinator(2))], world)

    undone = fold([taken_back(2, moves.id, DOOR)], replace(world, doors=settled.doors))

    assert ({each: door.body.household.door for each, door in undone.doors.items()}, undone.parted) == ({DOOR: "301"}, ())


def test_an_address_of_a_household_that_a_person_joined_is_taken_back_by_who_settles_it() -> None:
    judgement = with_an_address_taken_back(1, is_decided=True, vouched_by=a_coordinator(2))

    assert {each: door.body.household.door for each, door in judgement.doors.items()} == {FOUND: "302", DOOR: "301"}


@pytest.mark.parametrize("first", [FOUND, uid("aac")])
def test_addresses_of_households_that_were_joined_one_to_the_other_are_taken_back_in_any_order(first: UUID) -> None:
    far, other = uid("aac"), FOUND if first != FOUND else uid("aac")

    def moved(door: Door, person: int) -> tuple[UUID, Door]:
        moves = CorrectHousehold(**common(person, 2, household_id=door.id), fields=HouseholdFields(door="301"))
        return moves.id, worked(door, [incoming(moves, person)])

    near_moves, near = moved(found_door(door="303"), FINDER)
    far_moves, small = moved(found_door(far, number=8, door="302", name="丙"), 8)
    pair = join(near, small).survivor
    root = join(a_door(name=None), pair).survivor
    absorbed = {
        FOUND: Absorbed(pair, {}, joined_to=DOOR, since=root.version),
        far: Absorbed(small, {}, joined_to=FOUND, since=pair.version),
    }
    moves = {FOUND: near_moves, far: far_moves}
    world = a_world(root, aliases={FOUND: DOOR, far: DOOR}, absorbed=absorbed, corrected=dict.fromkeys(moves.values(), DOOR))

    judgement = fold([taken_back(1, moves[first], first), taken_back(2, moves[other], other)], world)

    assert [each.receipt.outcome for each in judgement.judged] == ["applied", "applied"]
    homes = {each: (door.body.household.door, door.body.household.name) for each, door in judgement.doors.items()}
    assert homes == {DOOR: ("301", None), FOUND: ("303", None), far: ("302", "丙")}


@pytest.mark.parametrize(
    ("author", "reason"),
    [({"is_phone_lost": True}, "lost_phone"), ({"ended_at": 0}, "access_ended"), ({"team_id": None}, "not_yours")],
    ids=["lost", "ended", "of_no_team"],
)
def test_what_is_parked_whole_parts_nothing_though_its_author_added_the_door(author: dict[str, Any], reason: str) -> None:
    reasons, world = address_of_an_alias(FINDER, **author)

    assert reasons == [reason, reason]
    assert (world.doors, world.aliases) == ({}, {FOUND: DOOR})


def address_of_the_root(seen: int | None, *, joined_to: UUID = DOOR, is_decided: bool = False, **more: Any) -> World:
    other = found_door(name="乙")
    root = join(a_door(name=None), other).survivor
    joined = Absorbed(other, {}, joined_to=joined_to, since=root.version, is_decided=is_decided)
    world = a_world(root, aliases={FOUND: DOOR}, absorbed={FOUND: joined})
    correction = CorrectHousehold(**common(1, 2, seen=seen), fields=HouseholdFields(door="302"))
    judgement = fold([replace(incoming(correction), **more)], world)
    return replace(world, doors=judgement.doors, aliases=judgement.aliases)


def test_an_address_of_the_root_by_who_did_not_know_of_the_other_leaves_that_where_it_was() -> None:
    world = address_of_the_root(seen=1)

    assert {each.id: each.body.household.door for each in world.doors.values()} == {DOOR: "302", FOUND: "301"}
    assert (world.doors[DOOR].body.household.name, world.doors[FOUND].body.household.name) == (None, "乙")


@pytest.mark.parametrize(
    ("seen", "more"),
    [
        (9, {}),
        (None, {"is_decided": True}),
        (None, {"joined_to": uid("aab")}),
        (None, {"author": an_author(1, is_system=True)}),
        (None, {"vouched_by": a_coordinator(2)}),
    ],
    ids=["who_saw_both", "of_two_that_a_person_joined", "of_what_came_with_another", "by_a_roll", "of_a_person_who_settles_it"],
)
def test_an_address_of_the_root_moves_all_of_it_where_they_are_meant_as_one(seen: int | None, more: dict[str, Any]) -> None:
    world = address_of_the_root(seen, **more)

    assert (list(world.doors), world.doors[DOOR].body.household.door) == ([DOOR], "302")


def test_a_household_that_had_taken_in_another_leaves_with_it_only_if_who_gives_the_address_knew_that() -> None:
    middle, small = found_door(uid("aab")), found_door(uid("aac"), number=8)
    pair = join(middle, small).survivor
    root = join(the_door(), pair).survivor
    absorbed = {
        middle.id: Absorbed(pair, {}, joined_to=DOOR, since=root.version),
        small.id: Absorbed(small, {}, joined_to=middle.id, since=pair.version),
    }
    world = a_world(root, aliases={middle.id: DOOR, small.id: DOOR}, absorbed=absorbed)

    def given(household: UUID, seen: int | None) -> dict[UUID, str | None]:
        correction = CorrectHousehold(**common(1, 2, seen=seen, household_id=household), fields=HouseholdFields(door="302"))
        doors = fold([incoming(correction)], world).doors
        return {each.id: each.body.household.door for each in doors.values()}

    assert given(middle.id, pair.version) == {DOOR: "301", middle.id: "302"}
    assert given(middle.id, None) == {DOOR: "301", middle.id: "302", small.id: "301"}
    assert given(small.id, None) == {DOOR: "301", small.id: "302"}


def test_what_came_with_the_address_stands_on_the_card_that_leaves_though_more_came_for_the_other_than_a_card_shows() -> None:
    root = join(the_door(), found_door()).survivor
    world = a_world(root, aliases={FOUND: DOOR}, absorbed={FOUND: Absorbed(found_door(), {}, joined_to=DOOR, since=root.version)})
    asked = a_request(FINDER, 2, household_id=FOUND)
    work = [a_visit(FINDER, 1, household_id=FOUND), asked, a_step(asked.id, "withdrawn", FINDER, 3, household_id=FOUND)]
    for n in range(4, 44, 2):
        newer = a_request(FINDER, n, at=NOON + n)
        work += [newer, a_step(newer.id, "withdrawn", FINDER, n + 1, at=NOON + n), a_visit(FINDER, 100 + n, at=NOON + n)]
    correction = CorrectHousehold(**common(FINDER, 200, household_id=FOUND), fields=HouseholdFields(door="302"))

    doors = fold([incoming(each, FINDER) for each in (*work, correction)], world).doors

    assert [each.id for each in visits_on(doors[FOUND].body)] == [work[0].id]
    assert [(each.id, each.state) for each in requests_of(doors[FOUND].body)] == [(asked.id, "withdrawn")]


@given(st.permutations(["join", "one", "other", "part"]))
def test_a_wish_stands_where_it_was_said_whenever_two_became_one_by_themselves_and_parted(order: list[str]) -> None:
    """And no visit at the other is marked by it."""
    assume(order.index("join") < order.index("part"))
    said = {"one": [a_wish(1, 1), a_visit(1, 2, at=NOON + 9)], "other": [a_visit(2, 1, at=NOON + 9, household_id=FOUND)]}
    before = found_door()
    world = a_world(the_door(), before)
    for what in order:
        if what == "join":
            stored, joined = world.doors[FOUND], join(world.doors[DOOR], world.doors[FOUND]).survivor
            world = a_world(joined, aliases={FOUND: DOOR})
        elif what == "part":
            root = world.doors[DOOR]
            parted = part(root, stored, all_visits(root), since=joined.version)
            world = a_world(parted.survivor, parted.restored)
        else:
            person = 1 if what == "one" else 2
            world = replace(world, doors={**world.doors, **fold([incoming(each, person) for each in said[what]], world).doors})

    one, other = world.doors[DOOR], world.doors[FOUND]
    assert (len(one.body.do_not_contact), len(other.body.do_not_contact)) == (1, 0)
    assert [[each.after_wish for each in visits_on(door.body)] for door in (one, other)] == [[True], [False]]
    assert [[each.after_wish for each in door.visits] for door in (one, other)] == [[True], [False]]


def test_a_wish_of_which_nobody_knows_which_of_two_was_meant_stays_on_both() -> None:
    other = worked(found_door(), [incoming(a_wish(1, 1, household_id=FOUND))])
    joined = join(the_door(), other).survivor
    (own,) = ids(joined.merge.wishes)
    root = worked(joined, [incoming(a_wish(2, 1, seen=joined.version))])

    parted = part(root, other, {}, since=joined.version)

    (both,) = ids(parted.survivor.body.do_not_contact)
    assert ids(parted.restored.body.do_not_contact) == {own, both}


def test_a_wish_that_either_had_before_they_became_one_by_themselves_stays_on_both() -> None:
    root, other = (worked(door, [incoming(a_wish(1, 1, household_id=door.id))]) for door in (the_door(), found_door()))
    joined = join(root, other).survivor

    parted = part(joined, other, {}, since=joined.version)

    assert ids(parted.restored.body.do_not_contact) == ids(parted.survivor.body.do_not_contact) == ids(root.merge.wishes)


@pytest.mark.parametrize("wished_by", [DOOR, FOUND])
def test_a_mark_by_a_households_own_wish_that_the_visitors_card_showed_stays(wished_by: UUID) -> None:
    """Whatever the clocks say."""
    number = 1 if wished_by == DOOR else FINDER
    doors = {DOOR: the_door(), FOUND: found_door()}
    doors[wished_by] = worked(doors[wished_by], [incoming(a_wish(number, 1, at=NOON + 9, household_id=wished_by), number)])
    shown = a_visit(number, 2, at=NOON, seen=doors[wished_by].version, household_id=wished_by)
    doors[wished_by] = worked(doors[wished_by], [incoming(shown, number)])
    joined = join(doors[DOOR], doors[FOUND]).survivor

    parted = part(joined, doors[FOUND], all_visits(joined), since=joined.version)

    door = parted.survivor if wished_by == DOOR else parted.restored
    assert ([each.after_wish for each in visits_on(door.body)], parted.unmarked) == ([True], ())


def test_a_wish_of_a_store_of_before_stays_on_both_where_nobody_knows_which_card_its_writer_saw() -> None:
    joined = join(the_door(), found_door()).survivor
    root = worked(joined, [incoming(a_wish(2, 1, seen=joined.version))])
    before = tuple(replace(wish, seen=None) for wish in root.merge.wishes)
    root = replace(root, merge=replace(root.merge, wishes=before))

    parted = part(root, found_door(), {}, since=joined.version)

    assert ids(parted.restored.body.do_not_contact) == ids(parted.survivor.body.do_not_contact) == ids(before)
