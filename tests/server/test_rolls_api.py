"""A coordinator sends a roll over the network, looks at what it would do, brings it in and takes it back, on both databases."""

import io
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter
from msgspec.structs import replace

from server.db.engine import ATTEMPTS
from server.exchange.uploads import forget_waiting, left_jobs
from tests.server.office import Json, Office, answer
from tests.stumbling import At, stumble

ROLL = "地址,户主,电话,人口,标签\n5号楼1单元101,赖超,13800000001,3,独居老人\n5栋1单元102,叶强,无,,\n5#1-101,赖小超,,,\n合计,3户,,,\n"


async def send(office: Office, data: bytes = ROLL.encode(), who: str = "cora", name: str = "roll.csv", **query: Any) -> Json:
    return answer(await send_raw(office, data, who, name, **query))


async def send_raw(office: Office, data: bytes, who: str = "cora", name: str = "roll.csv", **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {who}", "Content-Type": "application/octet-stream"}
    return await office.http.post("/api/rolls", content=data, headers=headers, params={"name": name, **query})


def mapped(told: Json) -> dict[str, str]:
    return {str(column["index"]): column["field"] for column in told["columns"] if column["field"]}


async def settled(office: Office, roll_id: str, who: str = "cora") -> Json:
    await office.app.state.rolls.settle()
    return await office.get(who, f"/api/rolls/{roll_id}")


async def previewed(office: Office, data: bytes = ROLL.encode(), **body: Any) -> Json:
    told = await send(office, data)
    await office.post("cora", f"/api/rolls/{told['id']}/preview", **({"map": mapped(told), "area_name": "祥和社区"} | body))
    return await settled(office, told["id"])


async def imported(office: Office, data: bytes = ROLL.encode(), **body: Any) -> Json:
    told = await previewed(office, data, **body)
    assert told["state"] == "previewed", told
    await office.post("cora", f"/api/rolls/{told['id']}/import")
    return await settled(office, told["id"])


async def test_a_file_is_answered_with_what_its_columns_seem_to_hold(office: Office) -> None:
    told = await send(office)

    assert [column["field"] for column in told["columns"]] == ["address", "name", "phones", "people_count", "needs"]
    assert told["columns"][0]["samples"] == ["5号楼1单元101", "5栋1单元102", "5#1-101"]
    assert (told["header_line"], told["encoding"], told["sheet"], told["lines"]) == (1, "utf-8", None, 5)


async def test_a_preview_writes_nothing_and_says_what_would_be(office: Office) -> None:
    told = await previewed(office)

    assert (told["state"], told["area"]["name"], told["area_name"]) == ("previewed", "祥和社区", None)
    report = told["report"]
    assert (report["doors"], report["new"], report["flagged"]) == (2, 2, 1)
    assert report["lines"] == {"read": 4, "doors": 2, "joined": 1, "skipped": 1, "refused": 0}
    assert report["problems"] == [{"line": 4, "reason": "same_door_differs", "text": "5#1-101", "first_line": 2, "fields": ["name"]}]
    assert report["sample"]["new"][0] == {"line": 2, "door": "5号楼 1单元 101", "name": "赖超"}
    assert report["sample"]["flagged"] == [{"line": 2, "door": "5号楼 1单元 101", "field": "name", "from": "赖超", "to": "赖小超"}]
    assert await office.rows("SELECT 1 FROM buildings WHERE name = '5号楼'") == []


async def test_a_second_line_stands_beside_the_first_as_a_conflict_and_a_second_import_finds_nothing(office: Office) -> None:
    first, again = await imported(office), await imported(office)

    assert (first["state"], first["report"]["new"], first["report"]["flagged"]) == ("imported", 2, 1)
    assert {name: again["report"][name] for name in ("new", "changed", "unchanged", "flagged", "undo_id")} == {
        "new": 0, "changed": 0, "unchanged": 2, "flagged": 0, "undo_id": None,
    }  # fmt: skip
    card = await card_of(office, "5号楼", "101")
    assert (card["household"]["name"], card["household"]["phones"]) == ("赖超", ["13800000001"])
    assert [(each["field"], each["kept"], each["other"]) for each in card["conflicts"]] == [("name", "赖超", "赖小超")]


async def test_two_lines_of_a_roll_that_differ_are_nobodys_to_ask(office: Office) -> None:
    await imported(office)

    (item,) = (await office.get("cora", "/api/attention"))["items"]

    assert (item["kept"]["person"]["name"], item["other"]["person"]["name"]) == ("祥和社区花名册", "祥和社区花名册（另一行）")
    assert "authors" not in item
    asked = {"kind": item["kind"], "item_id": item["id"], "text": "哪个对？", "person_id": item["kept"]["person"]["id"]}
    assert (await office.refused("cora", "POST", "/api/attention/ask", asked))[0] == 404


async def failing(office: Office, told: Json, job: str = "import", pieces: int = 2) -> Json:
    """Its import, or undo, breaks off behind so many pieces: of an import the second has the first doors, of an undo the first."""
    rolls = office.app.state.rolls
    kept, pauses = rolls._means, count()

    def pause(_: float) -> None:
        if next(pauses) == pieces - 1:
            raise ValueError("broken")

    rolls._means = replace(kept, pause=pause)
    await office.post("cora", f"/api/rolls/{told['id']}/{job}")
    failed = await settled(office, told["id"])
    rolls._means = kept
    return failed


@pytest.mark.parametrize("goes_on", [True, False])
async def test_an_import_that_failed_goes_on_as_it_was_chosen_or_is_taken_back(office: Office, goes_on: bool) -> None:
    """In another area, or with other columns, its undo would find only a part of it."""
    told = await previewed(office)
    failed = await failing(office, told)
    assert (failed["state"], failed["problem"], failed["has_begun"]) == ("failed", "internal", True)
    chosen = {"map": {"0": "address"}, "area_name": "永宁社区"}
    assert await office.refused("cora", "POST", f"/api/rolls/{told['id']}/preview", chosen) == (409, "roll_has_begun")

    if goes_on:
        await office.post("cora", f"/api/rolls/{told['id']}/import")
        assert (await settled(office, told["id"]))["state"] == "imported"
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    undone = await settled(office, told["id"])

    sql = "SELECT h.door FROM households h JOIN buildings b ON b.id = h.building_id WHERE b.name LIKE '5号楼%' AND NOT h.is_closed"
    assert (undone["state"], undone["has_begun"], await office.rows(sql)) == ("undone", False, [])


async def test_what_broke_off_and_was_begun_to_be_taken_back_is_not_imported_further(office: Office) -> None:
    told = await previewed(office)
    assert (await failing(office, told))["report"]["undo_id"] is None

    failed = await failing(office, told, "undo", pieces=1)

    assert (failed["state"], failed["has_begun"], failed["report"]["undo_id"]) == ("failed", True, told["id"])
    assert await office.refused("cora", "POST", f"/api/rolls/{told['id']}/import", {}) == (409, "roll_not_ready")
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    assert (await settled(office, told["id"]))["state"] == "undone"


async def test_what_broke_off_is_not_imported_further_once_another_import_of_its_roll_has_begun(office: Office) -> None:
    told = await previewed(office)
    await failing(office, told)
    office.clock.advance(hours=1)
    await imported(office, ROLL.replace("叶强", "叶小强").encode())

    failed = await office.get("cora", f"/api/rolls/{told['id']}")

    assert (failed["has_begun"], failed["report"]["undo_id"]) == (True, told["id"])
    assert await office.refused("cora", "POST", f"/api/rolls/{told['id']}/import", {}) == (409, "roll_not_ready")


async def test_an_import_whose_undo_failed_can_be_taken_back_also_after_somebody_was_erased(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It failed before its first piece."""
    told = await imported(office)
    with monkeypatch.context() as broken:
        broken.setattr("server.exchange.undo.versions_now", None)
        await office.post("cora", f"/api/rolls/{told['id']}/undo")
        assert (await settled(office, told["id"]))["state"] == "failed"
    await office.store.write(lambda conn: forget_waiting(conn, office.clock() + 1))  # as each erasure does

    await office.post("cora", f"/api/rolls/{told['id']}/undo")

    assert (await settled(office, told["id"]))["state"] == "undone"


async def test_of_an_import_that_broke_off_before_its_first_doors_only_the_file_is_forgotten(office: Office) -> None:
    told = await previewed(office)
    assert (await failing(office, told, pieces=1))["has_begun"] is True

    await office.store.write(lambda conn: forget_waiting(conn, office.clock() + 1))

    files = "SELECT 1 FROM roll_files WHERE upload_id = ?"
    failed = await office.get("cora", f"/api/rolls/{told['id']}")
    assert (failed["report"]["undo_id"], await office.rows(files, UUID(told["id"]))) == (told["id"], [])
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    assert (await settled(office, told["id"]))["state"] == "undone"


async def card_of(office: Office, building: str, door: str) -> Json:
    sql = "SELECT h.id FROM households h JOIN buildings b ON b.id = h.building_id WHERE b.name = ? AND h.door = ?"
    (door_id,) = (await office.rows(sql, building, door))[0]
    return await office.get("cora", f"/api/households/{door_id}")


async def test_what_a_phone_brings_to_a_door_that_an_undo_closed_opens_it_again(office: Office) -> None:
    told = await imported(office)
    door = UUID((await card_of(office, "5号楼", "101"))["household"]["id"])
    await office.assign("cora", office.team.id, household_ids=[str(door)])
    ann = office.phone("ann")
    await ann.pull()
    request = ann.command("raise_request", door, category="repair", text="漏水", urgency="urgent")
    office.clock.advance(hours=1)
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    await settled(office, told["id"])
    await ann.pull()
    assert door not in ann.cards

    assert await ann.outcomes(request, ann.visit(door, office.campaign)) == ["applied", "applied"]

    await ann.pull()
    assert ann.card(door)["household"]["closed"] is None
    history = (await office.get("cora", f"/api/households/{door}"))["history"]
    assert "reopen_household" in {each["what"] for each in history if each["person"]["id"] == str(office.of.people["ann"])}


@pytest.mark.parametrize("who", ["ann", "cora"])
async def test_a_correction_that_opened_a_door_is_taken_back_and_hides_no_request_there(office: Office, who: str) -> None:
    told = await imported(office)
    door = UUID((await card_of(office, "5号楼", "101"))["household"]["id"])
    await office.assign("cora", office.team.id, household_ids=[str(door)])
    ann, undoer = office.phone("ann"), office.phone(who)
    await ann.pull()
    wrote = ann.command("correct_household", door, seen=99, fields={"note": "有狗"})
    ask = ann.command("raise_request", door, category="repair", text="漏水", urgency="urgent")
    office.clock.advance(hours=1)
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    await settled(office, told["id"])
    assert await ann.outcomes(wrote, ask) == ["applied", "applied"]

    assert await undoer.outcomes(undoer.command("undo_correction", door, seen=99, correction_id=wrote["id"])) == ["applied"]

    await ann.pull()
    assert (ann.card(door)["household"]["closed"], ann.card(door)["household"]["note"]) == (None, None)
    history = (await office.get("cora", f"/api/households/{door}"))["history"]
    assert [each["can_undo"] for each in history if each["what"] == "reopen_household"] == [True]


@pytest.mark.parametrize(("who", "doors", "pairs"), [("ann", 1, 0), ("cora", 2, 1)])
async def test_a_door_that_is_opened_again_is_matched_as_if_it_were_added(office: Office, who: str, doors: int, pairs: int) -> None:
    """With one that a phone found meanwhile it is one; of one that a desk added a person decides."""
    told = await imported(office)
    card, desk = await card_of(office, "5号楼", "102"), office.phone("cora")
    kept = desk.command("correct_household", UUID(card["household"]["id"]), seen=card["version"], fields={"note": "有狗"})
    assert await desk.outcomes(kept) == ["applied"]
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    await settled(office, told["id"])
    place = {
        "building_id": card["household"]["building_id"],
        "entrance": "1单元",
        "floor": 1,
        "door": "101",
        "campaign_id": office.campaign,
    }
    phone = office.phone(who)
    assert await phone.outcomes(phone.command("add_household", office.ids(), **place, name="孔家")) == ["applied"]

    closed = "SELECT id FROM households WHERE building_id = ? AND door = '101' AND is_closed"
    [(door,)] = await office.rows(closed, UUID(place["building_id"]))
    assert await desk.outcomes(desk.command("reopen_household", door, reason="还在")) == ["applied"]

    sql = "SELECT id FROM households WHERE building_id = ? AND door = '101' AND root_id IS NULL AND NOT is_closed"
    assert len(await office.rows(sql, UUID(place["building_id"]))) == doors
    assert len(await office.rows("SELECT why FROM pairs")) == pairs


async def test_an_import_is_taken_back_but_for_what_somebody_touched(office: Office) -> None:
    told = await imported(office)
    card = await card_of(office, "5号楼", "102")
    desk = office.phone("cora")
    fix = desk.command("correct_household", UUID(card["household"]["id"]), seen=card["version"], fields={"note": "有狗"})
    assert await desk.outcomes(fix) == ["applied"]

    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    undone = await settled(office, told["id"])

    assert undone["state"] == "undone"
    left = undone["report"]["undone"]
    assert left["taken_back"] == 1
    assert [(each["door"], each["reason"]) for each in left["left"]] == [("5号楼 1单元 102", "touched_since")]
    assert (await card_of(office, "5号楼", "101"))["household"]["closed"]["confirmed"] is True

    (line,) = (await office.get("cora", "/api/rolls"))["rolls"]
    assert (line["state"], line["new"], line["taken_back"], line["left"]) == ("undone", 2, 1, 1)

    again = await imported(office)
    assert (again["report"]["new"], again["report"]["changed"], again["report"]["unchanged"]) == (1, 0, 1)
    assert (await card_of(office, "5号楼", "101"))["household"]["closed"] is None


async def test_a_roll_that_is_brought_again_opens_what_was_taken_away_with_its_building(office: Office) -> None:
    roll = "地址\n5-1-101\n5-1-102\n5-1-103\n".encode()
    await imported(office, roll)
    card = await card_of(office, "5号楼", "103")
    desk = office.phone("cora")
    assert await desk.outcomes(desk.command("close_household", UUID(card["household"]["id"]), reason="demolished")) == ["applied"]
    building = card["household"]["building_id"]
    told = await office.post("cora", f"/api/buildings/{building}/remove")
    assert (told["closed"], told["kept"]) == (2, 0)

    report = (await imported(office, roll))["report"]

    assert (report["new"], report["problems"]) == (2, [{"line": 4, "reason": "closed"}])
    sql = "SELECT h.door FROM households h JOIN buildings b ON b.id = h.building_id WHERE b.id = ? AND b.removed_at IS NULL AND NOT h.is_closed"
    assert sorted(await office.rows(sql, UUID(building))) == [("101",), ("102",)]


async def moving_a_joined_door(office: Office) -> bytes:
    """The roll with another address and another name for a door that became part of its neighbour: which of them is meant a person says."""
    text = "序号,地址,户主\n1,5-1-101,赖超\n2,5-1-102,叶强\n"
    await imported(office, text.encode())
    one, other = [(await card_of(office, "5号楼", door))["household"]["id"] for door in ("101", "102")]
    await office.post("cora", "/api/pairs/join", one_id=one, other_id=other)
    ((door, name),) = await office.rows("SELECT door, name FROM households WHERE root_id IS NOT NULL AND door IN ('101', '102')")
    return text.replace(f",5-1-{door},{name}", f",5-1-2{door[1:]},王五").encode()


async def test_a_line_that_is_not_taken_waits_for_a_person_once(office: Office) -> None:
    """And takes nothing else with it: what it says beside the address comes through."""
    moved = await moving_a_joined_door(office)

    reports = [(await imported(office, moved))["report"] for _ in range(3)]

    assert await office.rows("SELECT reason FROM parked") == [("joined",)]
    assert [[each["reason"] for each in report["problems"]] for report in reports] == [["not_taken"], [], []]
    ((root,),) = await office.rows("SELECT root_id FROM households WHERE root_id IS NOT NULL AND door IN ('101', '102')")
    card = await office.get("cora", f"/api/households/{root}")
    assert "王五" in {card["household"]["name"], *(each["other"] for each in card["conflicts"])}


async def test_an_import_that_goes_on_counts_what_was_not_taken_once(office: Office) -> None:
    told = await previewed(office, await moving_a_joined_door(office))
    assert (await failing(office, told))["state"] == "failed"
    await office.post("cora", f"/api/rolls/{told['id']}/import")

    report = (await settled(office, told["id"]))["report"]

    assert (report["doors"], report["unchanged"], len(report["problems"])) == (2, 1, 1)


async def test_what_a_roll_doubled_hides_nothing_that_a_phone_left_waiting(office: Office) -> None:
    phone = office.phone("ann")
    await phone.push(phone.command("park", office.team.doors[0], body="?"))
    lines = [
        f"9-1-{n},{who},1380000000{place},{need}"
        for n in range(101, 271)
        for place, (who, need) in enumerate((("赖", "高龄"), ("叶", "低保")))
    ]

    await imported(office, "\n".join(("地址,户主,电话,标签", *lines)).encode())

    told = await office.get("cora", "/api/attention")
    kinds = [item["kind"] for item in told["items"]]
    assert (kinds.count("conflict"), kinds.count("parked"), told["more"]) == (500, 1, ["conflict"])


async def test_a_workbook_is_read_as_a_file_of_text_is(office: Office) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("说明").write(0, 0, "填表说明")
    sheet = book.add_worksheet("名册")
    for line, cells in enumerate(ROLL.splitlines()):
        sheet.write_row(line + 1, 0, cells.split(","))
    book.close()

    told = await send(office, out.getvalue(), name="roll.xlsx")

    assert (told["sheet"], told["sheets"], told["header_line"]) == ("名册", ["说明", "名册"], 2)
    assert [column["field"] for column in told["columns"]] == ["address", "name", "phones", "people_count", "needs"]
    await office.post("cora", f"/api/rolls/{told['id']}/preview", map=mapped(told), area_name="祥和社区")
    assert (await settled(office, told["id"]))["report"]["doors"] == 2


async def test_another_sheet_of_a_workbook_has_its_own_columns_and_header(office: Office) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for line, cells in enumerate((("地址", "户主", "电话"), ("5-1-101", "赖超", ""), ("5-1-102", "叶强", ""))):
        (book.get_worksheet_by_name("5栋") or book.add_worksheet("5栋")).write_row(line, 0, cells)
    for line, cells in enumerate((("六栋",), (), ("户主", "地址"), ("孔强", "6-1-101"))):
        (book.get_worksheet_by_name("6栋") or book.add_worksheet("6栋")).write_row(line, 0, cells)
    book.close()
    told = await send(office, out.getvalue(), name="roll.xlsx")
    (other,) = told["others"]
    assert (told["sheet"], other["name"], other["header_line"], other["lines"]) == ("5栋", "6栋", 3, 4)

    await office.post("cora", f"/api/rolls/{told['id']}/preview", map=mapped(other), area_name="祥和社区", sheet="6栋")

    read = await settled(office, told["id"])
    assert (read["sheet"], read["report"]["lines"]) == ("6栋", {"read": 3, "doors": 1, "joined": 0, "skipped": 2, "refused": 0})
    assert [each["door"] for each in read["report"]["sample"]["new"]] == ["6号楼 1单元 101"]


async def test_what_columns_hold_is_remembered_for_the_next_roll(office: Office) -> None:
    text = ROLL.replace("地址,户主", "哪家,谁").encode()
    told = await send(office, text)
    assert told["columns"][1]["field"] is None

    await imported(office, text, map={"0": "address", "1": "name", "2": "ignore"})

    assert [column["field"] for column in (await send(office, text))["columns"]][:2] == ["address", "name"]


async def test_what_cannot_be_read_is_refused_in_words(office: Office) -> None:
    reply = await send_raw(office, b"\xff\xd8\xff\xe0 a photo")
    assert (reply.status_code, reply.json()["code"]) == (422, "picture")

    told = await send(office)
    path = f"/api/rolls/{told['id']}"
    assert await office.refused("cora", "POST", f"{path}/preview", {"map": {"1": "name"}, "area_name": "x"}) == (422, "no_door_column")
    assert await office.refused("cora", "POST", f"{path}/preview", {"map": {"0": "address"}}) == (422, "no_such_area")
    assert await office.refused("cora", "POST", f"{path}/import", {}) == (409, "roll_not_ready")
    assert await office.refused("cora", "POST", f"{path}/undo", {}) == (409, "roll_not_ready")


async def test_the_same_call_twice_is_answered_the_same(office: Office) -> None:
    call = str(office.ids())
    first, again = await send(office, id=call), await send(office, id=call)

    assert first == again
    assert [each["id"] for each in (await office.get("cora", "/api/rolls"))["rolls"]] == [call]


async def test_a_job_that_a_process_left_behind_is_gone_on_with(office: Office) -> None:
    told = await previewed(office)
    await office.store.write(lambda conn: _leave(conn, UUID(told["id"])))

    office.app.state.rolls.start(UUID(told["id"]))

    assert (await settled(office, told["id"]))["report"]["new"] == 2


async def test_an_undo_that_a_process_left_behind_tells_what_both_took_back(office: Office) -> None:
    refusals = At("UPDATE imports SET undone_at")
    stumble(office.app.state.store, refusals)
    told = await imported(office)
    refusals.often = ATTEMPTS
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    waiting = await settled(office, told["id"])

    office.app.state.rolls.start(UUID(told["id"]))
    undone = await settled(office, told["id"])

    assert (refusals.often, waiting["state"], waiting["progress"]) == (0, "undoing", {"done": 2, "of": 2})
    assert (undone["state"], undone["report"]["undone"]["taken_back"], undone["report"]["undone"]["left"]) == ("undone", 2, [])


async def test_a_job_for_which_the_store_was_too_busy_is_gone_on_with(office: Office) -> None:
    refusals = At("INSERT INTO receipts")
    stumble(office.app.state.store, refusals)
    told = await previewed(office)
    await office.store.write(lambda conn: _leave(conn, UUID(told["id"])))

    refusals.often = ATTEMPTS
    office.app.state.rolls.start(UUID(told["id"]))
    waiting = await settled(office, told["id"])
    found = await office.app.state.store.read(lambda conn: left_jobs(conn, office.clock()))
    office.app.state.rolls.start(UUID(told["id"]))

    assert (refusals.often, waiting["state"], found) == (0, "importing", [UUID(told["id"])])
    assert (await settled(office, told["id"]))["report"]["new"] == 2


def _leave(conn: Any, roll_id: UUID) -> None:
    from server.exchange.uploads import put_upload

    put_upload(conn, roll_id, state="importing", beat_at=None)


@pytest.mark.parametrize("who", ["ann", "lea"])
async def test_rolls_are_for_coordinators(office: Office, who: str) -> None:
    assert (await send_raw(office, ROLL.encode(), who)).status_code == 403


async def test_a_coordinator_of_another_area_sees_nothing_of_it(office: Office) -> None:
    told = await previewed(office)
    await office.hire("far", await office.make_area("远方社区"))

    assert (await office.get("far", "/api/rolls"))["rolls"] == []
    assert await office.refused("far", "GET", f"/api/rolls/{told['id']}") == (404, "not_found")
    own = await send(office, who="far")
    body = {"map": mapped(own), "area_name": "祥和社区"}
    assert await office.refused("far", "POST", f"/api/rolls/{own['id']}/preview", body) == (404, "not_found")


async def test_who_coordinates_another_area_now_has_no_more_to_do_with_a_roll_of_the_former(office: Office) -> None:
    near, far = await office.area(), await office.make_area("远方社区")
    who = await _hired(office, "near", near)
    told = await send(office, who="near")
    await office.post("near", f"/api/rolls/{told['id']}/preview", map=mapped(told), area_id=str(near))
    assert (await settled(office, told["id"], "near"))["state"] == "previewed"

    await _send_elsewhere(office, who, near, far)

    assert (await office.get("near", "/api/rolls"))["rolls"] == []
    assert await office.refused("near", "GET", f"/api/rolls/{told['id']}") == (404, "not_found")
    assert await office.refused("near", "POST", f"/api/rolls/{told['id']}/import", {}) == (404, "not_found")
    assert (await office.get("cora", f"/api/rolls/{told['id']}"))["state"] == "previewed"


async def test_a_roll_that_will_make_its_area_is_for_who_coordinates_what_that_will_lie_in(office: Office) -> None:
    street, far = await office.make_area("远方街道"), await office.make_area("远方社区")
    who = await _hired(office, "near", street)
    told, unread = await send(office, who="near"), await send(office, who="near")
    await office.post("near", f"/api/rolls/{told['id']}/preview", map=mapped(told), area_name="新社区", parent_id=str(street))
    assert (await settled(office, told["id"], "near"))["area_name"] == "新社区"

    await _send_elsewhere(office, who, street, far)

    assert [each["id"] for each in (await office.get("near", "/api/rolls"))["rolls"]] == [unread["id"]]
    assert await office.refused("near", "POST", f"/api/rolls/{told['id']}/import", {}) == (404, "not_found")


async def test_a_roll_looked_at_does_not_tell_of_doors_whose_building_went_to_another_area(office: Office) -> None:
    first, near = await imported(office), await office.area()
    await office.hire("near", near)
    card, desk = await card_of(office, "5号楼", "102"), office.phone("cora")
    door = card["household"]["id"]
    assert await desk.outcomes(desk.command("correct_household", UUID(door), seen=9, fields={"name": "秘密"})) == ["applied"]
    far = await office.make_area("远方社区")
    await office.post("cora", f"/api/buildings/{card['household']['building_id']}", area_id=str(far))

    more = ROLL.replace("叶强", "叶小强").replace("合计", "5号楼1单元103,赖三,,,\n6号楼1单元101,孔强,,,\n合计")
    told = await send(office, more.encode(), "near")
    path = f"/api/rolls/{told['id']}"
    await office.post("near", f"{path}/preview", map=mapped(told), area_id=str(near))
    looked = await settled(office, told["id"], "near")
    await office.post("near", f"{path}/import")
    brought = await settled(office, told["id"], "near")
    await office.post("near", f"/api/rolls/{first['id']}/undo")
    undone = await settled(office, first["id"], "near")

    report = looked["report"]
    assert "秘密" not in str(looked)
    assert (report["doors"], report["new"], report["lines"]["doors"], report["lines"]["refused"]) == (1, 1, 1, 3)
    assert [each["line"] for each in report["problems"] if each["reason"] == "elsewhere"] == [2, 3, 5]
    assert (brought["state"], brought["report"]["new"], brought["report"]["changed"]) == ("imported", 1, 0)
    assert [row[0] for row in await office.rows("SELECT name FROM buildings WHERE name IN ('5号楼', '6号楼') ORDER BY name")] == [
        "5号楼",
        "6号楼",
    ]
    assert await office.rows("SELECT 1 FROM households WHERE door = '103' AND name = '赖三'") == []
    assert {each["reason"] for each in undone["report"]["undone"]["left"]} == {"elsewhere"}
    assert await card_of(office, "5号楼", "101")


async def test_a_door_that_went_to_another_area_by_itself_is_not_told_of_either(office: Office) -> None:
    await imported(office)
    near, far, desk = await office.area(), await office.make_area("远方社区"), office.phone("cora")
    await office.hire("near", near)
    building = (await office.post("cora", "/api/buildings", area_id=str(far), name="远楼", doors=[]))["building"]["id"]
    card, address = await card_of(office, "5号楼", "102"), {"building_id": building, "entrance": "9", "floor": 9, "door": "901"}
    fix = desk.command("correct_household", UUID(card["household"]["id"]), seen=9, fields={"name": "秘密", "address": address})
    assert await desk.outcomes(fix) == ["applied"]

    told = await send(office, ROLL.replace("叶强", "叶小强").encode(), "near")
    await office.post("near", f"/api/rolls/{told['id']}/preview", map=mapped(told), area_id=str(near))
    looked = await settled(office, told["id"], "near")
    seen = await previewed(office, ROLL.replace("叶强", "叶小强").encode())

    assert "秘密" not in str(looked)
    assert [each["line"] for each in looked["report"]["problems"] if each["reason"] == "elsewhere"] == [3]
    assert seen["report"]["flagged"] == 1  # who coordinates both may bring it in; others see that preview, too
    assert "秘密" not in str(await office.get("near", f"/api/rolls/{seen['id']}"))


async def _hired(office: Office, name: str, area_id: UUID) -> UUID:
    await office.hire(name, area_id)
    who: UUID = (await office.rows("SELECT id FROM people WHERE name = ?", name))[0][0]
    return who


async def _send_elsewhere(office: Office, who: UUID, former: UUID, now: UUID) -> None:
    await office.post("cora", f"/api/people/{who}/roles", role="coordinator", area_id=str(now))
    await office.post("cora", f"/api/people/{who}/roles/end", role="coordinator", area_id=str(former))


async def test_more_than_five_mebibytes_are_not_taken(office: Office) -> None:
    reply = await send_raw(office, b"x" * (5 * 1024 * 1024 + 1))

    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


async def test_an_import_leaves_a_line_in_the_audit(office: Office) -> None:
    told = await imported(office)
    line = next(each for each in (await office.get("cora", "/api/audit"))["lines"] if each["action"] == "roll_imported")
    assert (line["subject_name"], line["area"]["name"]) == (told["name"], told["area"]["name"])
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    await settled(office, told["id"])

    listed = await office.rows("SELECT action FROM audit WHERE subject = 'roll' ORDER BY at, id")
    assert sorted(row[0] for row in listed) == ["roll_imported", "roll_undone", "roll_uploaded"]


async def test_an_import_of_the_desk_meets_a_running_one_of_the_same_area(office: Office) -> None:
    first, second = await previewed(office), await previewed(office)
    await office.store.write(lambda conn: _leave(conn, UUID(first["id"])))

    assert await office.refused("cora", "POST", f"/api/rolls/{second['id']}/import", {}) == (409, "roll_is_busy")


TITLED_TWICE = "地址,姓名,电话\n在哪,是谁,打给谁\n5号楼1单元101,赖超,13800000001\n"


async def test_a_person_says_which_line_is_the_header_and_the_next_roll_knows_it(office: Office) -> None:
    told = await send(office, TITLED_TWICE.encode())
    lines = {header["line"]: [column["title"] for column in header["columns"]] for header in told["headers"]}

    assert (told["header_line"], lines[2], lines[0]) == (1, ["在哪", "是谁", "打给谁"], ["", "", ""])
    assert [column["field"] for column in told["headers"][2]["columns"]] == ["address", None, "phones"]  # by their cells

    chosen = {"map": {"0": "address", "1": "name", "2": "phones"}, "area_name": "祥和社区", "header_line": 2}
    await office.post("cora", f"/api/rolls/{told['id']}/preview", **chosen)
    previewed = await settled(office, told["id"])
    assert (previewed["header_line"], previewed["report"]["lines"]) == (2, {"read": 2, "doors": 1, "joined": 0, "skipped": 1, "refused": 0})
    await office.post("cora", f"/api/rolls/{told['id']}/import")
    await settled(office, told["id"])

    again = await send(office, TITLED_TWICE.encode())
    assert (again["header_line"], [column["field"] for column in again["columns"]]) == (2, ["address", "name", "phones"])
