"""The same door twice: what two phones added becomes one household, and one can become two again."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from server.db.engine import Store
from server.replication import reading
from server.replication.sweep import prune
from server.settings import Settings
from tests.clock import FakeClock
from tests.server.community import Community, Phone
from tests.server.conftest import Serve
from tests.server.office import Office
from tests.server.test_rolls_api import card_of, imported

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


async def test_what_changed_nothing_under_the_id_of_a_joined_door_goes_back_with_it(office: Office) -> None:
    """A word that came too late, what could not be taken back any more, and what had been taken back before it came."""
    ann, root = office.phone("ann"), office.team.doors[0]
    mine, add = added(office, ann, "101", entrance=None, floor=1)
    await ann.push(add)
    join = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(mine))
    early, late = (ann.command("correct_household", mine, fields={"note": note}) for note in ("住院", "不在"))
    undo_early = ann.command("undo_correction", mine, correction_id=early["id"])
    held_up = [ann.command("close_household", mine, reason="demolished"), ann.command("correct_household", mine, fields={"name": "李四"})]
    undo = [ann.command("undo_correction", mine, correction_id=each["id"]) for each in held_up]
    told = [late, early, undo_early, *undo, *held_up]

    outcomes = [await ann.outcomes(each) for each in told]
    await office.post("cora", f"/api/joins/{join['id']}/undo")

    assert outcomes == [["applied"], *[["superseded"]] * 6]
    written = await office.rows("SELECT command_id FROM field_writes WHERE household_id = ?", mine)
    events = await office.rows("SELECT id FROM household_events WHERE household_id = ? AND what <> 'parted'", mine)
    assert {str(row[0]) for row in [*written, *events]} == {add["id"], *(each["id"] for each in told)}


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


async def test_requests_that_left_the_joined_card_are_on_the_cards_that_are_parted(office: Office) -> None:
    """Each as it was shown before, with its events."""
    ann, cora, root = office.phone("ann"), office.phone("cora"), office.team.doors[0]
    mine, add = added(office, ann, "101", entrance=None, floor=1)
    await ann.push(add)
    for door, count in ((root, 2), (mine, 6), (root, 6), (mine, 1), (root, 3)):
        for number in range(count):
            office.clock.advance(minutes=1)
            asked = ann.command("raise_request", door, category="facilities", text=f"灯坏了{number}", urgency="soon")
            about = {"household": door, "request_id": asked["id"]}
            answered = cora.command("advance_request", **about, event="answered", text="换了", due_on="2026-02-01")
            rated = ann.command("advance_request", **about, event="satisfied", rating=5)
            await ann.push(asked), await cora.push(answered)
            office.clock.advance(ms=1)
            await ann.push(rated, ann.command("comment_request", **about, text="谢谢"))
    before = [(await office.get("cora", f"/api/households/{door}"))["requests"] for door in (root, mine)]
    join = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(mine))
    whole = await office.get("cora", f"/api/households/{root}")

    await office.post("cora", f"/api/joins/{join['id']}/undo")

    assert ([len(each) for each in before], len(whole["requests"]), whole["request_count"]) == ([10, 7], 10, 18)
    assert [(await office.get("cora", f"/api/households/{door}"))["requests"] for door in (root, mine)] == before


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


async def test_of_two_coordinators_who_decide_of_one_pair_the_second_hears_that_it_is_decided(office: Office) -> None:
    await office.hire("dora", None)
    one, other, third = (str(door) for door in office.team.doors[:3])
    join = await office.post("cora", "/api/pairs/join", one_id=one, other_id=other)
    apart = {"one_id": join["survivor_id"], "other_id": third}
    for who in ("cora", "dora"):
        await office.post(who, "/api/pairs/dismiss", **apart)

    joined_already = await office.refused("dora", "POST", "/api/pairs/dismiss", {"one_id": one, "other_id": other})
    apart_already = await office.refused("dora", "POST", "/api/pairs/join", apart)

    assert joined_already == apart_already == (409, "not_two_households")
    lines = [line["what"] for line in (await office.get("cora", f"/api/households/{third}"))["history"]]
    assert lines.count("told_apart") == 1


@pytest.mark.parametrize("told_apart", [False, True])
async def test_a_pair_of_which_one_went_to_another_area_is_not_shown_to_who_coordinates_the_first(office: Office, told_apart: bool) -> None:
    ann, cora, query = office.phone("ann"), office.phone("cora"), {"told_apart": True} if told_apart else {}
    await ann.pull()
    mine, add = added(office, ann, "1301", phones=["13800000001"])
    theirs, add_too = added(office, ann, "1302", phones=["13800000001"])
    await ann.push(add, add_too)
    await office.hire("near", await office.area())
    if told_apart:
        await office.post("near", "/api/pairs/dismiss", one_id=str(mine), other_id=str(theirs))
    assert len((await office.get("near", "/api/pairs", **query))["pairs"]) == 1

    far = await office.make_area("远方社区")
    building = (await office.post("cora", "/api/buildings", area_id=str(far), name="远楼", doors=[]))["building"]["id"]
    address = {"building_id": building, "entrance": "9", "floor": 9, "door": "901"}
    assert await cora.outcomes(cora.command("correct_household", theirs, seen=9, fields={"address": address})) == ["applied"]

    assert (await office.get("near", "/api/pairs", **query))["pairs"] == []
    assert len((await office.get("cora", "/api/pairs", **query))["pairs"]) == 1


async def test_a_door_without_a_team_gets_the_finders(office: Office) -> None:
    ann = office.phone("ann")
    await ann.pull()
    root = office.of.spare[0]
    mine, add = added(office, ann, "101", floor=1, building_id=office.of.buildings[2])

    await ann.push(add, ann.visit(mine, office.campaign))
    await ann.pull()

    assert ann.card(root)["assignment"]["team_id"] == str(office.team.id)
    assert await board(office) == {"第1队": (5, 1, 1, 1, 1), "第2队": (4, 0, 0, 0, 0), "": (3, 0, 0, 0, 0)}


async def test_a_door_that_nobody_has_does_not_go_to_a_team_that_has_ended_by_a_join(office: Office) -> None:
    cai, root = office.phone("cai"), office.of.spare[0]
    await cai.pull()
    mine, add = added(office, cai, "101", entrance=None, floor=1, building_id=office.of.buildings[2])
    assert await cai.outcomes(add) == ["applied"]
    await office.post("cora", f"/api/teams/{office.other.id}/end")

    await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(mine))

    assert await board(office) == {"第1队": (4, 0, 0, 0, 0), "第2队": (4, 0, 0, 0, 0), "": (4, 0, 0, 0, 0)}


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


@pytest.mark.parametrize("befell", ["joined and parted", "joined"])
async def test_the_residents_no_on_a_close_that_its_card_showed_is_taken_whatever_befell_its_door(office: Office, befell: str) -> None:
    """By a phone whose clock was set on since, so that no time tells that it was said after the close."""
    one, other = office.team.doors[:2]
    ann, lea = office.phone("ann"), office.phone("lea")
    made = ann.command("raise_request", other, category="facilities", text="漏水")
    closed = lea.command("advance_request", other, request_id=made["id"], event="answered")
    closed = [closed, lea.command("advance_request", other, request_id=made["id"], event="closed")]
    assert (await ann.outcomes(made), await lea.outcomes(*closed)) == (["applied"], ["applied"] * 2)
    await ann.pull()
    word = ann.command("advance_request", other, seen=ann.card(other)["version"], request_id=made["id"], event="not_satisfied")
    word |= {"offset": 0, "heard": office.clock()}
    join = await office.post("cora", "/api/pairs/join", one_id=str(one), other_id=str(other))
    if befell == "joined and parted":
        await office.post("cora", f"/api/joins/{join['id']}/undo")

    reply = await ann.push(word, sent_at=office.clock() + 3_600_000)

    assert [(each["outcome"], each.get("reason")) for each in reply["receipts"]] == [("applied", None)]


TWO = "序号,地址,户主,电话\n1,5-1-101,赖超,13800000001\n2,5-1-102,叶强,13900000002\n"


async def test_two_doors_of_a_roll_that_are_one_show_both_names_and_numbers(office: Office) -> None:
    await imported(office, TWO.encode())
    one, other = [(await card_of(office, "5号楼", door))["household"]["id"] for door in ("101", "102")]
    await office.post("cora", "/api/pairs/join", one_id=one, other_id=other)

    card = await office.get("cora", f"/api/households/{one}")

    home, told = card["household"], {each["field"]: each["other"] for each in card["conflicts"]}
    assert {home["name"], told["name"]} == {"赖超", "叶强"}
    assert sorted([*home["phones"], *told["phones"]]) == ["13800000001", "13900000002"]
    assert {each["kind"] for each in (await office.get("cora", "/api/attention"))["items"]} == {"conflict"}


async def test_what_may_open_a_door_or_take_a_part_out_of_it_locks_their_buildings_first(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whichever id of the door it comes."""
    ann, ben, cora = office.phone("ann"), office.phone("ben"), office.phone("cora")
    await ann.push(added(office, ann)[1])
    await ben.push(added(office, ben)[1])
    [(alias, root, building, key)] = await office.rows(
        "SELECT a.id, r.id, r.building_id, r.address_key FROM households a JOIN households r ON r.id = a.root_id"
    )
    assert await cora.outcomes(cora.command("close_household", root, reason="demolished")) == ["applied"]
    locked: list[tuple[UUID, str | None]] = []
    lock = reading.lock_addresses

    def locking(conn: Connection, wanted: list[tuple[UUID, str | None]]) -> set[UUID]:
        locked.extend(wanted)
        return lock(conn, wanted)

    monkeypatch.setattr(reading, "lock_addresses", locking)

    await cora.push(cora.command("correct_household", alias, fields={"note": "有狗"}))
    assert locked == [(building, key)]
    await cora.push(cora.command("undo_correction", root, correction_id=office.ids()))
    assert (building, None) in locked
