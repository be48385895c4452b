"""Doors that become one by their address, and two by another: whoever says it, and however the work is cut."""

from itertools import pairwise
from uuid import UUID

import pytest

from tests.server.office import Office
from tests.server.test_joins import added, board, office

__all__ = ["office"]


async def test_an_address_corrected_by_who_added_it_takes_the_door_out_again(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    await ann.pull(), await ben.pull()
    root = office.team.doors[0]
    mine, add = added(office, ann, "101", floor=1, name="李四")
    await ann.push(add, ann.visit(mine, office.campaign, "met"))
    await ben.push(ben.visit(root, office.campaign, "not_home"))
    await ann.push(ann.visit(mine, office.campaign, "call_back"))

    reply = await ann.push(ann.command("correct_household", mine, fields={"door": "1401", "floor": 14}))
    await ann.pull(), await ben.pull()

    assert reply["receipts"][0]["household_id"] == str(mine)
    for phone in (ann, ben):
        assert [each["outcome"] for each in phone.card(mine)["visits"]] == ["call_back", "met"]
        assert (phone.card(mine)["household"]["door"], phone.card(mine)["household"]["name"]) == ("1401", "李四")
        assert [each["outcome"] for each in phone.card(root)["visits"]] == ["not_home"]
        assert (phone.card(root)["household"]["aliases"], phone.card(root)["household"]["name"]) == ([], "户1")
    assert (await board(office))["第1队"] == (5, 2, 1, 3, 2)


@pytest.mark.parametrize("cuts", [(), (2,), (1, 2)])
async def test_an_address_that_is_taken_back_leaves_no_join_behind_however_the_work_is_cut(office: Office, cuts: tuple[int, ...]) -> None:
    ann, ben, root = office.phone("ann"), office.phone("ben"), office.team.doors[0]
    await ann.pull(), await ben.pull()
    mine, add = added(office, ann, "1401", floor=14, name="李四")
    slip = ann.command("correct_household", mine, fields={"door": "101", "floor": 1})
    work = [add, slip, ann.command("undo_correction", mine, correction_id=slip["id"])]

    for start, end in pairwise((0, *cuts, len(work))):
        reply = await ann.push(*work[start:end])

    await ann.pull(), await ben.pull()
    assert (reply["receipts"][-1]["outcome"], reply["receipts"][-1]["household_id"]) == ("applied", str(mine))
    for phone in (ann, ben):
        assert [phone.card(each)["household"]["door"] for each in (mine, root)] == ["1401", "101"]
        assert [phone.card(each)["household"]["name"] for each in (mine, root)] == ["李四", "户1"]
        assert phone.card(root)["household"]["aliases"] == []


async def test_who_only_held_a_door_before_takes_an_address_back_that_made_it_part_of_one_they_hold(office: Office) -> None:
    ann, root = office.phone("ann"), office.team.doors[0]
    mine, add = added(office, ann, "1401", floor=14)
    await ann.push(add)
    await office.assign("cora", office.of.teams[1].id, household_ids=[mine])
    slip = ann.command("correct_household", mine, fields={"door": "101", "floor": 1})
    assert await ann.outcomes(slip) == ["applied"]
    assert (await office.get("cora", f"/api/households/{mine}"))["household"]["id"] == str(root)

    assert await ann.outcomes(ann.command("undo_correction", mine, correction_id=slip["id"])) == ["applied"]


async def test_an_address_by_anybody_takes_a_door_out_that_became_part_of_another_by_itself(office: Office) -> None:
    ann, ben, root = office.phone("ann"), office.phone("ben"), office.team.doors[0]
    mine, add = added(office, ann, "101", floor=1)
    await ann.push(add)

    assert await ben.outcomes(ben.command("correct_household", mine, fields={"door": "1401"})) == ["applied"]

    await ben.pull()
    assert [ben.card(each)["household"]["door"] for each in (mine, root)] == ["1401", "101"]


async def test_an_address_of_the_root_by_who_did_not_know_of_the_other_moves_that_alone(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    (one, add), (other, same) = added(office, ann, "1402"), added(office, ben, "1402")
    await ann.push(add), await ben.push(same)

    await ann.push(ann.command("correct_household", one, fields={"door": "1403"}))

    await ann.pull()
    assert [ann.card(each)["household"]["door"] for each in (one, other)] == ["1403", "1402"]
    assert [ann.card(each)["household"]["aliases"] for each in (one, other)] == [[], []]


async def test_an_address_of_the_root_by_who_knew_of_both_moves_both(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    (one, add), (other, same) = added(office, ann, "1402"), added(office, ben, "1402")
    await ann.push(add), await ben.push(same), await ann.pull()

    seen = ann.card(one)["version"]
    await ann.push(ann.command("correct_household", one, seen=seen, fields={"door": "1403"}))

    await ann.pull()
    assert (ann.card(one)["household"]["door"], ann.card(one)["household"]["aliases"]) == ("1403", [str(other)])


async def test_whatever_is_cut_a_door_is_matched_by_what_its_finder_says_last(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    mine, add = added(office, ann, "1499")
    other, same = added(office, ben, "1402")
    await ben.push(same), await ann.push(add)

    await ann.push(ann.command("correct_household", mine, fields={"door": "1402"}))

    ids = sorted((mine, other), key=str)
    assert await office.rows("SELECT survivor_id, absorbed_id FROM joins") == [tuple(ids)]


async def test_a_door_to_which_another_than_its_finder_gave_an_address_is_matched_by_a_person(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    mine, add = added(office, ann, "1499")
    _, same = added(office, ben, "1402")
    await ben.push(same), await ann.push(add)

    await ben.push(ben.command("correct_household", mine, fields={"door": "1402"}))

    assert await office.rows("SELECT 1 FROM joins") == []
    assert await office.rows("SELECT why FROM pairs WHERE why = 'same_address'") == [("same_address",)]


async def test_what_comes_in_one_push_with_the_address_that_takes_a_door_out_goes_with_it(office: Office) -> None:
    ann, ben, root = office.phone("ann"), office.phone("ben"), office.team.doors[0]
    mine, add = added(office, ann, "101", floor=1, name="李四")
    _, another = added(office, ben, "101", floor=1)
    await ann.push(add), await ben.push(another)
    wish = ann.command("refuse_contact", mine, reason="别来")
    office.clock.advance(hours=1)
    await ben.push(ben.visit(root, office.campaign, "not_home"))

    assert await ann.outcomes(wish, ann.command("correct_household", mine, fields={"door": "1401", "floor": 14})) == ["applied"] * 2

    await ann.pull()
    assert await office.rows("SELECT household_id FROM wishes") == [(mine,)]
    marks = [bool(row[0]) for row in await office.rows("SELECT is_after_wish FROM visits")]
    assert [each["after_wish"] for each in ann.card(root)["visits"]] == marks == [False]


async def three_of_one_address(office: Office) -> tuple[UUID, UUID, UUID]:
    """The first took in the second, which had taken in the third."""
    ann, ben = office.phone("ann"), office.phone("ben")
    (one, first), (two, second), (three, third) = (added(office, phone, "1402") for phone in (ben, ben, ann))
    await ben.push(second), await ann.push(third), await ben.push(first)
    assert await office.rows("SELECT survivor_id, absorbed_id FROM joins ORDER BY at, absorbed_id DESC") == [(two, three), (one, two)]
    office.clock.advance(hours=1)
    return one, two, three


async def test_what_left_and_came_back_by_itself_does_not_leave_with_what_had_brought_it(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    one, two, three = await three_of_one_address(office)
    came = ann.command("add_resident", three, fields={"name": "陈桂兰"})
    await ann.push(came, ann.visit(three, office.campaign), ann.command("refuse_contact", three, reason="别来"))
    for door in ("1403", "1402"):
        await ann.push(ann.command("correct_household", three, fields={"door": door}))

    await ben.push(ben.command("correct_household", two, fields={"door": "1404"}))

    await ben.pull()
    assert [ben.card(each)["household"]["door"] for each in (one, two)] == ["1402", "1404"]
    assert [ben.card(each)["household"]["aliases"] for each in (one, two)] == [[str(three)], []]
    assert [[len(ben.card(each)[of]) for of in ("residents", "visits", "do_not_contact")] for each in (one, two)] == [[1, 1, 1], [0, 0, 0]]


async def test_what_was_told_apart_from_a_door_is_not_joined_by_itself_to_what_took_that_in(office: Office) -> None:
    ann = office.phone("ann")
    *_, three = await three_of_one_address(office)
    ((join,),) = await office.rows("SELECT id FROM joins WHERE absorbed_id = ?", three)
    await office.post("cora", f"/api/joins/{join}/undo")

    for door in ("1403", "1402"):
        await ann.push(ann.command("correct_household", three, fields={"door": door}))

    assert await office.rows("SELECT 1 FROM joins WHERE absorbed_id = ? AND undone_at IS NULL", three) == []


async def test_a_join_names_who_gave_the_address_and_not_whose_work_came_after_it(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    mine, add = added(office, ann, "101", floor=1)
    assert await ben.outcomes(ben.visit(mine, office.campaign)) == ["held"]

    await ann.push(add)

    assert await office.rows("SELECT person_id FROM household_events WHERE what = 'joined'") == [(office.of.people["ann"],)]
