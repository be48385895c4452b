"""What waits for a person is shown to those who answer for it, and to nobody else."""

import json
from typing import Any

import pytest
from sqlalchemy import Connection

from server.db.driver import execute_many
from tests.server.office import Office


async def test_what_somebody_left_waiting_in_their_new_team_is_not_shown_to_the_leader_of_the_old_one(office: Office) -> None:
    ben = str(office.of.people["ben"])
    await office.post("cora", f"/api/teams/{office.team.id}/members/{ben}/end")
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=ben, role="member")
    phone = office.phone("ben")
    body = f'{{"type":"record_visit","household_id":"{office.other.doors[0]}","note":"只给新的队"}}'

    assert await phone.outcomes(phone.command("park", office.other.doors[0], body=body)) == ["parked"]

    shown = {who: "只给新的队" in (await office.ask(who, "GET", "/api/attention")).text for who in ("lea", "leo", "cora")}
    assert shown == {"lea": False, "leo": True, "cora": True}


async def test_what_somebody_in_two_teams_left_waiting_at_a_door_is_shown_to_the_leader_of_that_door(office: Office) -> None:
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=office.of.people["ben"], role="member")
    phone = office.phone("ben")
    parked = f'{{"type":"record_visit","household_id":"{office.other.doors[0]}","note":"门后的事"}}'
    held = phone.command("void_visit", office.other.doors[0], visit_id=office.ids(), reason="还没到的事")
    unknown = phone.visit(office.ids(), office.campaign, note="没人认识的门")

    outcomes = await phone.outcomes(phone.command("park", office.other.doors[0], body=parked), held, unknown)

    assert outcomes == ["parked", "held", "held"]
    texts = {who: (await office.ask(who, "GET", "/api/attention")).text for who in ("lea", "leo", "cora")}
    shown = {who: [said in text for said in ("门后的事", "还没到的事", "没人认识的门")] for who, text in texts.items()}
    assert shown == {"lea": [False, False, True], "leo": [True, True, True], "cora": [True, True, True]}


async def kinds(office: Office, who: str) -> dict[str, Any]:
    return {item["kind"]: item for item in (await office.get(who, "/api/attention"))["items"]}


async def test_both_values_of_a_conflict_are_shown_with_who_when_and_how_late(office: Office) -> None:
    door = office.team.doors[0]
    ann, ben = office.phone("ann"), office.phone("ben")
    first = ann.command("correct_household", door, seen=1, fields={"name": "王秀兰"})
    made_at = office.clock()
    await ann.push(first)
    second = ben.command("correct_household", door, seen=1, fields={"name": "王秀蓝"})
    office.clock.advance(hours=3)
    await ben.push(second, sent_at=office.clock())

    conflict = (await kinds(office, "lea"))["conflict"]

    sides = {side["person"]["name"]: side for side in (conflict["kept"], conflict["other"])}
    assert {name: side["value"] for name, side in sides.items()} == {"ann": "王秀兰", "ben": "王秀蓝"}
    assert sides["ben"]["arrived_at"] - sides["ben"]["at"] == pytest.approx(3 * 3_600_000, abs=5)
    assert sides["ann"]["arrived_at"] == made_at
    assert {each["name"] for each in conflict["authors"]} == {"ann", "ben"}


async def test_a_word_that_came_in_after_both_values_were_shown_is_not_replaced_by_choosing_one(office: Office) -> None:
    door = office.team.doors[0]
    ann, ben, lea, cora = (office.phone(who) for who in ("ann", "ben", "lea", "cora"))
    await ann.push(ann.command("correct_household", door, seen=1, fields={"name": "王秀兰"}))
    await ben.push(ben.command("correct_household", door, seen=1, fields={"name": "王秀蓝"}))
    shown = (await kinds(office, "cora"))["conflict"]
    await lea.push(lea.command("correct_household", door, seen=1, fields={"name": "黄秀兰"}))
    office.clock.advance(minutes=1)

    chosen = {"name": shown["kept"]["value"]}
    await cora.push(cora.command("correct_household", shown["household_id"], seen=shown["version"], fields=chosen))

    left = (await kinds(office, "cora"))["conflict"]
    assert {left["kept"]["value"], left["other"]["value"]} == {shown["kept"]["value"], "黄秀兰"}


async def test_whoever_settled_some_of_it_is_told_to_whose_word_was_replaced(office: Office) -> None:
    door = office.team.doors[0]
    ann, ben, lea, cora = (office.phone(who) for who in ("ann", "ben", "lea", "cora"))
    await ann.push(ann.command("correct_household", door, seen=1, fields={"name": "王秀兰"}))
    await ben.push(ben.command("correct_household", door, seen=1, fields={"name": "王秀蓝"}))
    shown = (await kinds(office, "cora"))["conflict"]["version"]
    await lea.push(lea.command("correct_household", door, seen=1, fields={"name": "黄秀兰"}))
    office.clock.advance(minutes=1)
    some = cora.command("correct_household", door, seen=shown, fields={"name": "王秀兰"})
    await cora.push(some)

    assert await told(office) == {"ann": True, "ben": True, "lea": False}
    assert [item["id"] for item in (await office.get("cora", "/api/attention/settled"))["items"]] == [some["id"]]

    left = (await kinds(office, "cora"))["conflict"]["version"]
    await cora.push(cora.command("correct_household", door, seen=left, fields={"name": "王秀兰"}))

    assert await told(office) == {"ann": True, "ben": True, "lea": True}


async def told(office: Office) -> dict[str, bool]:
    """Who has heard that a disagreement is over."""
    notices = {who: await office.get(who, "/api/notices") for who in ("ann", "ben", "lea")}
    return {who: any(each["what"] == "settled" for each in found["notices"]) for who, found in notices.items()}


async def test_who_keeps_a_proposed_door_does_not_open_one_that_was_closed_meanwhile(office: Office) -> None:
    await office.hire("dora", None)
    door = office.team.doors[0]
    ann, cora, dora = (office.phone(who) for who in ("ann", "cora", "dora"))
    await ann.push(ann.command("close_household", door, reason="demolished"))
    shown = (await kinds(office, "cora"))["close_proposed"]
    assert await dora.outcomes(dora.command("close_household", door, reason="demolished")) == ["applied"]

    of = {"reason": shown["reason"], "by": shown["person"]["id"], "confirmed": False}
    keeps = cora.command("reopen_household", door, seen=shown["version"], reason="有人住", closing=of)

    assert await cora.outcomes(keeps) == ["superseded"]
    card = await office.get("cora", f"/api/households/{door}")
    assert card["household"]["closed"]["confirmed"]
    told = [(line["what"], line["value"], line.get("became")) for line in card["history"] if line["person"]["name"] == "cora"]
    assert told == [("reopen_household", "有人住", "written_since")]


async def test_what_several_people_said_is_one_thing_to_decide_with_all_of_them(office: Office) -> None:
    door = office.team.doors[0]
    said = {
        "ann": {"name": "王秀蓝", "people_count": 3},
        "ben": {"name": "王秀蓝", "people_count": 2},
        "lea": {"name": "王秀兰", "people_count": 4},
    }
    for who, fields in said.items():
        office.clock.advance(minutes=1)
        phone = office.phone(who)
        await phone.push(phone.command("correct_household", door, seen=1, fields=fields))

    listed = (await office.get("lea", "/api/attention"))["items"]
    of_name, *of_count = sorted(listed, key=lambda item: item["reason"])

    assert [item["reason"] for item in listed].count("name") == 1
    assert len(of_count) == 2
    assert (of_name["kept"]["person"]["name"], of_name["other"]["value"]) == ("lea", "王秀蓝")
    assert [each["person"]["name"] for each in (of_name["other"], *of_name["other"]["also"])] == ["ben", "ann"]
    assert [each["name"] for each in of_name["authors"]] == ["ben", "ann", "lea"]
    await office.post("lea", "/api/attention/ask", kind="conflict", item_id=of_name["id"], text="?", person_id=str(office.of.people["ann"]))


async def test_addresses_are_shown_with_the_names_of_their_buildings(office: Office) -> None:
    door, (here, there, elsewhere) = office.team.doors[0], [str(each) for each in office.of.buildings]
    ann, ben = office.phone("ann"), office.phone("ben")
    moved = {phone: {"building_id": where, "entrance": "1", "floor": 2, "door": "201"} for phone, where in ((ann, here), (ben, there))}
    for phone, address in moved.items():
        await phone.push(phone.command("correct_household", door, seen=1, fields={"address": address}))
    added = ann.command("add_household", office.ids(), building_id=elsewhere, door="909")
    parked = f'{{"type":"add_household","household_id":"{office.ids()}","building_id":"{elsewhere}","door":"909"}}'
    await ann.push(ann.command("park", door, body=json.dumps({**added, "type": "made_up"})), ann.command("park", door, body=parked))

    items = (await office.get("lea", "/api/attention"))["items"]

    named = {item["kind"]: {each["id"]: each["name"] for each in item["buildings"]} for item in items if "buildings" in item}
    assert named == {"conflict": {here: "1号楼", there: "2号楼"}, "parked": {elsewhere: "3号楼"}}
    household = await office.get("cora", f"/api/households/{door}")
    assert {each["id"] for each in household["buildings"]} == {here, there}


async def test_a_value_written_by_who_saw_no_later_settling_stands_beside_it(office: Office) -> None:
    door = office.team.doors[0]
    ann, ben, cora, lea = (office.phone(name) for name in ("ann", "ben", "cora", "lea"))
    for phone, name in ((ann, "王秀兰"), (ben, "王秀蓝")):
        await phone.push(phone.command("correct_household", door, seen=1, fields={"name": name}))

    async def settles(phone: Any, name: str, seen: int) -> None:
        office.clock.advance(minutes=1)
        await phone.push(phone.command("correct_household", door, seen=seen, fields={"name": name}))

    async def version() -> int:
        return int((await office.get("cora", f"/api/households/{door}"))["version"])

    seen = await version()
    await settles(cora, "王秀兰", seen)
    assert await kinds(office, "lea") == {}
    await settles(lea, "王秀岚", await version())
    await settles(cora, "王秀蓝", seen)

    conflict = (await kinds(office, "lea"))["conflict"]
    assert (conflict["kept"]["value"], conflict["other"]["value"]) == ("王秀蓝", "王秀岚")


async def test_settling_a_conflict_tells_both_authors(office: Office) -> None:
    door = office.team.doors[0]
    ann, ben, cora = office.phone("ann"), office.phone("ben"), office.phone("cora")
    await ann.push(ann.command("correct_household", door, seen=1, fields={"name": "王秀兰"}))
    await ben.push(ben.command("correct_household", door, seen=1, fields={"name": "王秀蓝"}))
    version = (await office.get("cora", f"/api/households/{door}"))["version"]

    await cora.push(cora.command("correct_household", door, seen=version, fields={"name": "王秀兰"}))

    for phone in (ann, ben):
        await phone.pull()
        assert [item["what"] for item in phone.items if item["kind"] == "notice"][-1] == "settled"


async def test_a_visit_after_a_wish_a_doubtful_clock_and_overruled_work_are_shown_until_somebody_looked(office: Office) -> None:
    door = office.team.doors[0]
    ann, ben = office.phone("ann"), office.phone("ben")
    await ann.push(ann.command("refuse_contact", door, reason="不要再来"))
    office.clock.advance(hours=1)
    visit = {**ben.visit(door, office.campaign), "offset": 9_000_000, "heard": office.clock() - 1_000}
    await ben.push(visit)
    later = ann.command("correct_household", door, seen=99, fields={"note": "新"})
    earlier = {**ann.command("correct_household", door, fields={"note": "旧"}), "n": later["n"] - 1}
    await ann.push({**later, "n": later["n"] + 5})
    await ann.push({**earlier, "n": later["n"] + 4})

    shown = await kinds(office, "lea")
    assert shown["after_wish"]["id"] == visit["id"]
    assert (shown["doubtful"]["id"], shown["doubtful"]["body"]["visits"]) == (str(ben.replica), 1)
    assert shown["superseded"]["body"] == {"field": "note", "value": "旧"}
    assert "missing" in shown
    for kind in ("after_wish", "doubtful", "superseded", "missing"):
        await office.post("lea", "/api/attention/seen", kind=kind, item_id=shown[kind]["id"])

    assert await kinds(office, "lea") == {}
    await office.post("lea", "/api/attention/seen", kind="after_wish", item_id=visit["id"], undo=True)
    assert set(await kinds(office, "lea")) == {"after_wish"}


async def test_a_phone_that_is_silent_with_unsent_work_is_shown_to_its_leader(office: Office) -> None:
    ann = office.phone("ann")
    await ann.pull(status={"unsent": 3, "oldest_at": office.clock(), "attention": 0, "persisted": True, "app": "1"})
    assert await kinds(office, "lea") == {}

    office.clock.advance(days=2)

    assert (await kinds(office, "lea"))["silent"]["body"]["unsent"] == 3
    assert await kinds(office, "leo") == {}
    await ann.pull()
    assert await kinds(office, "lea") == {}


async def test_a_question_reaches_the_volunteer_and_the_item_says_that_it_was_asked(office: Office) -> None:
    door = office.team.doors[0]
    ann = office.phone("ann")
    await ann.push(ann.command("refuse_contact", door, reason="不要再来"))
    office.clock.advance(hours=1)
    await office.visit("ben", door)
    item = (await kinds(office, "lea"))["after_wish"]

    await office.post("lea", "/api/attention/ask", kind="after_wish", item_id=item["id"], text="她当时同意您进门吗？")

    ben = office.phone("ben")
    await ben.pull()
    asked = [each for each in ben.items if each["kind"] == "notice" and each["what"] == "asked"]
    assert [(each["reason"], each["household_id"]) for each in asked] == [("她当时同意您进门吗？", str(door))]
    assert (await kinds(office, "lea"))["after_wish"]["asked"]["person"]["name"] == "lea"
    assert (await office.refused("leo", "POST", "/api/attention/ask", {"kind": "after_wish", "item_id": item["id"], "text": "?"}))[0] == 404


async def test_a_question_is_taken_back_by_who_asked_and_leaves_the_phone(office: Office) -> None:
    door = office.team.doors[0]
    ann, ben = office.phone("ann"), office.phone("ben")
    await ann.push(ann.command("refuse_contact", door, reason="不要再来"))
    office.clock.advance(hours=1)
    await office.visit("ben", door)
    item = (await kinds(office, "lea"))["after_wish"]
    question = str(office.ids())
    about = {"kind": "after_wish", "item_id": item["id"]}
    await office.post("lea", "/api/attention/ask", id=question, **about, text="她当时同意您进门吗？")
    await ben.pull()

    assert (await office.refused("cora", "POST", "/api/attention/ask/undo", {**about, "question_id": question}))[0] == 404
    await office.post("lea", "/api/attention/ask/undo", **about, question_id=question)

    await ben.pull()
    assert [each.get("removed") for each in ben.items if each["id"] == question] == [None, True]
    assert "asked" not in (await kinds(office, "lea"))["after_wish"]
    assert (await office.refused("lea", "POST", "/api/attention/ask/undo", {**about, "question_id": question}))[0] == 404


async def test_a_question_taken_back_takes_no_mark_of_another_thing_or_of_somebody_else(office: Office) -> None:
    door = office.team.doors[0]
    ann, ben = office.phone("ann"), office.phone("ben")
    await ann.push(ann.command("refuse_contact", door, reason="不要再来"))
    office.clock.advance(hours=1)
    visits = [ben.visit(door, office.campaign) for _ in range(2)]
    await ben.push(*visits)
    one, other = ({"kind": "after_wish", "item_id": visit["id"]} for visit in visits)
    leas, coras, about_other = (str(office.ids()) for _ in range(3))
    await office.post("lea", "/api/attention/ask", id=leas, **one, text="她同意了吗？")
    await office.post("cora", "/api/attention/ask", id=coras, **one, text="什么时候？")
    await office.post("lea", "/api/attention/ask", id=about_other, **other, text="又去了？")

    refused = await office.refused("lea", "POST", "/api/attention/ask/undo", {**other, "question_id": leas})
    await office.post("lea", "/api/attention/ask/undo", **one, question_id=leas)

    assert refused[0] == 404
    shown = (await office.get("lea", "/api/attention"))["items"]
    assert {item["id"]: item["asked"]["person"]["name"] for item in shown} == {one["item_id"]: "cora", other["item_id"]: "lea"}


@pytest.mark.parametrize("taken_back", ["leas", "coras"])
async def test_of_two_questions_about_one_thing_each_is_said_until_it_is_taken_back(office: Office, taken_back: str) -> None:
    door = office.team.doors[0]
    for name, value in (("ann", "王秀兰"), ("ben", "王秀蓝")):
        phone = office.phone(name)
        await phone.push(phone.command("correct_household", door, seen=1, fields={"name": value}))
    about = {"kind": "conflict", "item_id": (await kinds(office, "lea"))["conflict"]["id"]}
    questions = {"leas": str(office.ids()), "coras": str(office.ids())}
    for who, to in (("lea", "ann"), ("cora", "ben")):
        office.clock.advance(minutes=1)
        await office.post(who, "/api/attention/ask", id=questions[f"{who}s"], **about, person_id=office.of.people[to], text="是哪个字？")
    assert (await kinds(office, "lea"))["conflict"]["asked"]["person"]["name"] == "cora"

    asker, other = ("lea", "cora") if taken_back == "leas" else ("cora", "lea")
    await office.post(asker, "/api/attention/ask/undo", **about, question_id=questions[taken_back])

    assert (await kinds(office, "lea"))["conflict"]["asked"]["person"]["name"] == other
    await office.post(other, "/api/attention/ask/undo", **about, question_id=questions[f"{other}s"])
    assert "asked" not in (await kinds(office, "lea"))["conflict"]


async def test_parked_work_at_another_teams_door_says_that_it_is_elsewhere_and_nothing_of_it(office: Office) -> None:
    ann, theirs, nobodys = office.phone("ann"), office.other.doors[0], office.ids()
    away = ann.visit(theirs, office.campaign)
    unknown = ann.command("park", nobodys, body="{}")
    assert await ann.outcomes(away, unknown) == ["parked", "parked"]

    shown = {item["id"]: item for item in (await office.get("lea", "/api/attention"))["items"]}

    assert {id_: item.get("is_elsewhere", False) for id_, item in shown.items()} == {away["id"]: True, unknown["id"]: False}
    assert {"label", "household_id"}.isdisjoint(shown[away["id"]])
    assert (await office.refused("lea", "POST", f"/api/parked/{away['id']}/apply", {}))[0] == 409
    for who in ("leo", "cora"):
        (item,) = [each for each in (await office.get(who, "/api/attention"))["items"] if each["id"] == away["id"]]
        assert ("is_elsewhere" in item, item["household_id"]) == (False, str(theirs))


async def test_a_closing_that_is_decided_is_listed_for_coordinators_who_may_decide_otherwise(office: Office) -> None:
    ann, cora, door = office.phone("ann"), office.phone("cora"), office.team.doors[0]
    await ann.push(ann.command("close_household", door, reason="demolished"))
    waiting = {who: (await kinds(office, who))["close_proposed"].get("needs_coordinator", False) for who in ("lea", "cora")}
    assert waiting == {"lea": True, "cora": False}

    async def listed(who: str) -> list[tuple[str, Any]]:
        return [(item["id"], item["body"]) for item in (await office.get(who, "/api/attention/settled"))["items"]]

    keeps, closes = (cora.command(type_, door, reason="demolished") for type_ in ("reopen_household", "close_household"))
    undoes = cora.command("undo_correction", door, correction_id=keeps["id"])
    for command, found in ((keeps, [(keeps["id"], {"closed": False})]), (undoes, []), (closes, [(closes["id"], {"closed": True})])):
        office.clock.advance(minutes=1)
        assert await cora.outcomes({**command, "at": office.clock()}) == ["applied"]
        assert (await listed("cora"), await listed("lea")) == (found, [])
    actions = await office.rows("SELECT action FROM audit WHERE subject = 'household' ORDER BY at")
    assert [row[0] for row in actions] == ["closing_settled", "closing_undone", "closing_settled"]
    history = (await office.get("cora", f"/api/households/{door}"))["history"]
    assert [(line["what"], line.get("became"), line.get("can_undo", False)) for line in history[:3]] == [
        ("confirm_closing", None, True),
        ("undo_closing", None, False),
        ("reopen_household", "taken_back", False),
    ]


async def test_what_a_leader_dismissed_is_found_behind_five_hundred_things_that_others_did(office: Office) -> None:
    ann, door = office.phone("ann"), office.team.doors[0]
    parked = ann.command("park", door, body='{"type":"record_visit"}')
    await ann.push(parked)
    await office.post("lea", f"/api/parked/{parked['id']}/dismiss", reason="重复了")
    cora, at = office.of.people["cora"], office.clock() + 1

    def dismissed(conn: Connection) -> None:
        sql = "INSERT INTO parked (command_id, person_id, reason, body, arrived_at, settled_at, settled_as, settled_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        execute_many(conn, sql, [(office.ids(), cora, "unknown", b"{}", at, at, "dismissed", cora) for _ in range(500)])

    await office.store.write(dismissed)

    own, all_ = [await office.get(who, "/api/attention/settled") for who in ("lea", "cora")]
    assert ([item["id"] for item in own["items"]], own["more"]) == ([parked["id"]], [])
    assert (len(all_["items"]), all_["more"]) == (500, ["parked"])
