"""The same door twice: what two phones added becomes one household, and one can become two again."""

from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from server.db.engine import Store
from server.replication.sweep import prune
from server.settings import Settings
from tests.clock import FakeClock
from tests.server.community import Community, Phone
from tests.server.conftest import Serve
from tests.server.office import Office

Json = dict[str, Any]


@pytest.fixture
async def office(database_url: str, clock: FakeClock, store: Store, community: Community, serve: Serve) -> AsyncIterator[Office]:
    async with serve(Settings(database=database_url), clock) as app:
        yield Office(app, store, community, clock)


def added(office: Office, phone: Phone, door: str = "1301", **fields: Any) -> tuple[UUID, Json]:
    """A door that a phone found in its team's building: its id and the command."""
    household = office.ids()
    team = {"ann": 0, "ben": 0, "cai": 1, "dan": 1}[phone.token]
    place = {"building_id": office.of.buildings[team], "entrance": "1", "floor": 13, "door": door, "campaign_id": office.campaign}
    return household, phone.command("add_household", household, **{**place, **fields})


async def board(office: Office) -> Json:
    told = await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="team")
    return {row["name"]: (row["known"], row["visited"], row["met"], row["work"]["visits"], row["work"]["doors"]) for row in told["rows"]}


async def test_two_phones_that_add_the_same_door_added_one(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    await ann.pull(), await ben.pull()
    mine, add = added(office, ann, name="张三")
    theirs, add_too = added(office, ben, "1301室", name="张三丰", note="有狗")

    await ann.push(add, ann.visit(mine, office.campaign, "not_home"))
    reply = await ben.push(add_too, ben.visit(theirs, office.campaign, "met"))
    await ann.pull(), await ben.pull()

    root, gone = min(mine, theirs), max(mine, theirs)
    assert {receipt["household_id"] for receipt in reply["receipts"]} == {str(root)}
    for phone in (ann, ben):
        card = phone.card(root)
        assert str(gone) not in phone.cards
        assert card["household"]["aliases"] == [str(gone)]
        assert (card["visit_count"], card["state"], card["household"]["note"]) == (2, "met", "有狗")
        names = {card["household"]["name"], *(each["other"] for each in card["conflicts"] if each["field"] == "name")}
        assert names == {"张三", "张三丰"}
    assert ann.cards == ben.cards
    assert await board(office) == {"第1队": (5, 1, 1, 2, 1), "第2队": (4, 0, 0, 0, 0), "": (4, 0, 0, 0, 0)}


async def test_the_phone_that_had_the_other_card_hears_where_it_went(office: Office) -> None:
    ann, cai = office.phone("ann"), office.phone("cai")
    mine, add = added(office, ann)
    await ann.push(add)
    await ann.pull()
    theirs, add_too = added(office, cai, building_id=office.of.buildings[0])

    await cai.push(add_too)
    await ann.pull(), await cai.pull()

    root = min(mine, theirs)
    holder, other = (ann, cai) if root == mine else (cai, ann)
    assert str(root) in holder.cards
    assert not {str(mine), str(theirs)} & other.cards.keys()
    if other is ann:
        assert ann.gone[-1] | {"version": 0} == {"household_id": str(mine), "version": 0, "reason": "merged", "to": str(root)}


async def test_a_door_of_the_roll_survives_one_that_a_phone_added(office: Office) -> None:
    ann = office.phone("ann")
    await ann.pull()
    mine, add = added(office, ann, "101", entrance="1单元", floor=1, name="新来的")

    reply = await ann.push(add, ann.visit(mine, office.campaign))
    await ann.pull()

    root = office.team.doors[0]
    assert [receipt["household_id"] for receipt in reply["receipts"]] == [str(root)] * 2
    assert ann.card(root)["visit_count"] == 1
    assert str(mine) not in ann.cards
    assert (await board(office))["第1队"] == (4, 1, 1, 1, 1)


async def test_work_sent_to_the_old_id_reaches_the_household_it_became(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    root = office.team.doors[0]
    mine, add = added(office, ann, "101", floor=1)
    await ann.push(add)

    reply = await ann.push(
        ann.visit(mine, office.campaign, "call_back"),
        ann.command("raise_request", mine, category="facilities", text="灯坏了", urgency="soon"),
        ann.command("correct_household", mine, fields={"note": "按门铃"}),
    )
    await ben.pull()

    assert [(receipt["outcome"], receipt["household_id"]) for receipt in reply["receipts"]] == [("applied", str(root))] * 3
    card = ben.card(root)
    assert (card["visit_count"], card["request_count"], card["household"]["note"]) == (1, 1, "按门铃")
    assert (await office.get("cora", f"/api/households/{mine}"))["household"]["id"] == str(root)


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


async def test_a_pair_is_joined_and_the_join_taken_back(office: Office) -> None:
    ann, cai = office.phone("ann"), office.phone("cai")
    await ann.pull(), await cai.pull()
    mine, add = added(office, ann, "101", entrance=None, floor=1, name="李四", phones=["13800000000"])
    await ann.push(add, ann.visit(mine, office.campaign, "met"))
    before = await board(office)

    (pair,) = (await office.get("cora", "/api/pairs"))["pairs"]
    assert (pair["why"], pair["survivor_id"]) == ("near_address", str(office.team.doors[0]))
    join = await office.post("cora", "/api/pairs/join", one_id=pair["one"]["household"]["id"], other_id=pair["other"]["household"]["id"])
    assert await office.get("cora", "/api/pairs") == {"pairs": []}
    await ann.pull()
    assert ann.card(office.team.doors[0])["household"]["phones"] == ["13800000000"]
    assert (await board(office))["第1队"] == (4, 1, 1, 1, 1)

    undone = await office.post("cora", f"/api/joins/{join['id']}/undo")
    await ann.pull()

    assert undone["undone_at"] is not None
    assert await board(office) == before
    assert ann.card(office.team.doors[0])["household"]["phones"] == []
    assert ann.card(mine)["household"]["phones"] == ["13800000000"]
    assert await office.get("cora", "/api/pairs") == {"pairs": []}


async def test_what_another_brought_that_was_taken_out_in_between_does_not_come_back(office: Office) -> None:
    ann, root = office.phone("ann"), office.team.doors[0]
    mine, add = added(office, ann, "101", entrance=None, floor=1)
    theirs, another = added(office, ann, "102", floor=1, name="孙九", note="有狗")
    await ann.push(add), await ann.push(another)
    inner = await office.post("cora", "/api/pairs/join", one_id=str(mine), other_id=str(theirs))
    outer = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(mine))

    await office.post("cora", f"/api/joins/{inner['id']}/undo")
    await office.post("cora", f"/api/joins/{outer['id']}/undo")
    await ann.pull()

    assert [ann.card(each)["household"]["name"] for each in (root, mine, theirs)] == ["户1", None, "孙九"]
    assert [ann.card(each)["household"]["note"] for each in (mine, theirs)] == [None, "有狗"]


async def test_a_value_said_under_the_id_of_a_joined_door_goes_back_with_it(office: Office) -> None:
    """Also of two that were joined one after the other, of which the inner one leaves first."""
    ann, root = office.phone("ann"), office.team.doors[0]
    mine, add = added(office, ann, "101", entrance=None, floor=1)
    theirs, another = added(office, ann, "102", floor=1, name="孙九", note="有狗")
    await ann.push(add), await ann.push(another)
    inner = await office.post("cora", "/api/pairs/join", one_id=str(mine), other_id=str(theirs))
    first = ann.command("correct_household", theirs, fields={"people_count": 3})
    await ann.push(first)
    outer = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(mine))
    second = ann.command("correct_household", theirs, fields={"note": "狗没了"})
    third = ann.command("correct_household", mine, fields={"phones": ["13800000000"]})
    await ann.push(second, third)

    await office.post("cora", f"/api/joins/{inner['id']}/undo")
    await office.post("cora", f"/api/joins/{outer['id']}/undo")
    await ann.pull()

    shown = [[ann.card(each)["household"][name] for name in ("note", "people_count", "phones")] for each in (root, mine, theirs)]
    assert shown == [[None, None, []], [None, None, ["13800000000"]], ["狗没了", 3, []]]
    told = await office.rows("SELECT household_id, subject FROM field_writes WHERE outcome <> 'added' ORDER BY n")
    assert told == [(theirs, "people_count"), (theirs, "note"), (mine, "phones")]


async def test_a_closing_said_under_the_id_of_a_joined_door_leaves_the_other_open(office: Office) -> None:
    ann, root = office.phone("ann"), office.team.doors[0]
    mine, add = added(office, ann, "101", entrance=None, floor=1)
    await ann.push(add)
    before = await board(office)
    join = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(mine))
    cora = office.phone("cora")
    assert await cora.outcomes(cora.command("close_household", mine, reason="no_such_door")) == ["applied"]
    assert (await board(office))["第1队"][0] == before["第1队"][0] - 2

    await office.post("cora", f"/api/joins/{join['id']}/undo")

    closed = [(await office.get("cora", f"/api/households/{door}"))["household"]["closed"] for door in (root, mine)]
    assert [each and each["reason"] for each in closed] == [None, "no_such_door"]
    assert (await board(office))["第1队"][0] == before["第1队"][0] - 1


async def test_who_came_into_a_household_while_it_was_joined_leaves_it_with_their_history(office: Office) -> None:
    ann = office.phone("ann")
    mine, add = added(office, ann, "101", entrance=None, floor=1, name="李四", phones=["13800000000"])
    await ann.push(add)
    (pair,) = (await office.get("cora", "/api/pairs"))["pairs"]
    join = await office.post("cora", "/api/pairs/join", one_id=pair["one"]["household"]["id"], other_id=pair["other"]["household"]["id"])
    came = ann.command("add_resident", mine, fields={"name": "陈桂兰"})
    corrected = ann.command("correct_resident", office.team.doors[0], resident_id=came["id"], fields={"name": "陈桂芳"})
    assert await ann.outcomes(came, corrected) == ["applied", "applied"]

    await office.post("cora", f"/api/joins/{join['id']}/undo")

    told = await office.rows("SELECT household_id, value FROM field_writes WHERE subject = ? ORDER BY n", f"{came['id']}/name")
    assert [(household, bytes(value).decode()) for household, value in told] == [(mine, '"陈桂兰"'), (mine, '"陈桂芳"')]


async def test_a_wish_that_stayed_on_both_is_lifted_where_it_is_said_and_only_there(office: Office) -> None:
    ann, cora = office.phone("ann"), office.phone("cora")
    mine, add = added(office, ann, "101", entrance=None, floor=1, name="李四", phones=["13800000000"])
    wish = ann.command("refuse_contact", mine, reason="不想被打扰")
    await ann.push(add, wish)
    (pair,) = (await office.get("cora", "/api/pairs"))["pairs"]
    join = await office.post("cora", "/api/pairs/join", one_id=pair["one"]["household"]["id"], other_id=pair["other"]["household"]["id"])
    await office.post("cora", f"/api/joins/{join['id']}/undo")

    other = office.team.doors[0]
    assert await cora.outcomes(cora.command("lift_contact", other, ids=[wish["id"]], reason="不是这家")) == ["applied"]
    told = [await office.get("cora", f"/api/households/{door}") for door in (mine, other)]

    assert [len(each["do_not_contact"]) for each in told] == [1, 0]
    lifted = [[line["value"] for line in each["history"] if line["what"] == "lift_contact"] for each in told]
    assert lifted == [[], ["不是这家"]]


async def test_a_join_taken_back_after_gones_were_forgotten_puts_the_door_back_where_it_stood(office: Office) -> None:
    ann = office.phone("ann")
    mine, add = added(office, ann, "101", entrance=None, floor=1)
    await ann.push(add)
    before = await board(office)
    (pair,) = (await office.get("cora", "/api/pairs"))["pairs"]
    join = await office.post("cora", "/api/pairs/join", one_id=pair["one"]["household"]["id"], other_id=pair["other"]["household"]["id"])
    office.clock.advance(days=130)
    await office.store.write(lambda conn: prune(conn, office.clock()))

    await office.post("cora", f"/api/joins/{join['id']}/undo")
    await ann.pull()

    assert await board(office) == before
    assert ann.card(mine)["assignment"]["team_id"] == str(office.team.id)
    theirs, add_again = added(office, ann, "101", entrance=None, floor=1)
    assert await ann.outcomes(add_again, ann.visit(theirs, office.campaign)) == ["applied", "applied"]
    assert await office.rows("SELECT reason FROM parked") == []


async def test_of_the_same_number_in_every_entrance_only_one_with_a_like_name_is_suggested(office: Office) -> None:
    ann = office.phone("ann")
    named = [added(office, ann, "101", entrance=entrance, floor=1, name=name)[1] for entrance, name in (("2", "欧阳娜娜"), ("3", "李四"))]
    _, add = added(office, ann, "101", entrance=None, floor=1, name="欧阳娜")
    await ann.push(*named)

    await ann.push(add)

    (pair,) = (await office.get("cora", "/api/pairs"))["pairs"]
    assert {pair["one"]["household"]["name"], pair["other"]["household"]["name"]} == {"欧阳娜娜", "欧阳娜"}


async def test_a_pair_that_is_two_doors_is_not_asked_about_again(office: Office) -> None:
    ann = office.phone("ann")
    _, add = added(office, ann, "101", entrance=None, floor=1)
    await ann.push(add)
    (pair,) = (await office.get("cora", "/api/pairs"))["pairs"]

    both = {"one_id": pair["one"]["household"]["id"], "other_id": pair["other"]["household"]["id"]}
    await office.post("cora", "/api/pairs/dismiss", **both)
    assert await office.get("cora", "/api/pairs") == {"pairs": []}

    await office.post("cora", "/api/pairs/dismiss", **both, undo=True)
    assert (await office.get("cora", "/api/pairs"))["pairs"] == [pair]


async def test_a_door_without_a_team_gets_the_finders(office: Office) -> None:
    ann = office.phone("ann")
    await ann.pull()
    root = office.of.spare[0]
    mine, add = added(office, ann, "101", floor=1, building_id=office.of.buildings[2])

    await ann.push(add, ann.visit(mine, office.campaign))
    await ann.pull()

    assert ann.card(root)["assignment"]["team_id"] == str(office.team.id)
    assert await board(office) == {"第1队": (5, 1, 1, 1, 1), "第2队": (4, 0, 0, 0, 0), "": (3, 0, 0, 0, 0)}


async def test_two_of_one_push_and_one_that_was_there_become_one_and_digests_agree(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    _, first = added(office, ann)
    _, second = added(office, ben)
    _, third = added(office, ben)
    await ann.push(first)

    await ben.push(second, third)
    await ann.pull()

    sums = await office.rows("SELECT count, sum FROM slices WHERE id = ?", office.team.cards)
    tags = await office.rows("SELECT COUNT(*), SUM(tag) FROM feed WHERE slice_id = ? AND gone_reason IS NULL", office.team.cards)
    assert [(count, total % 2**48) for count, total in tags] == sums == [(5, sums[0][1])]
    assert sum(card["tag"] for card in ann.cards.values()) % 2**48 == sums[0][1]


async def test_a_visit_made_when_the_door_was_found_counts_though_another_team_has_it_now(office: Office) -> None:
    cai = office.phone("cai")
    mine, add = added(office, cai, "101", floor=1, building_id=office.of.buildings[0])
    visit = cai.visit(mine, office.campaign)
    office.clock.advance(days=1)
    await cai.push(add)

    reply = await cai.push(visit)

    assert [receipt["outcome"] for receipt in reply["receipts"]] == ["applied"]
    assert (await board(office))["第2队"][3:] == (1, 1)


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
