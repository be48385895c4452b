"""What was said of erased people in unusual places goes, too; and nothing else does."""

import json
from uuid import UUID

import pytest

from server.db.driver import fetch
from server.exchange.importer import run_plan
from tests.server.bureau import LINE, PART, Bureau
from tests.server.office import Office
from tests.server.test_erasure import erase, everything
from tests.server.test_import_erased import NAME
from tests.server.test_import_erased import erase as erase_in
from tests.server.test_rolls_api import ROLL, imported, mapped, previewed, send, settled

FIRST_OF_ROLL = "SELECT h.id FROM households h JOIN buildings b ON b.id = h.building_id WHERE b.name = '5号楼' AND h.door = '101'"


async def erase_from_roll(office: Office) -> None:
    [(door,)] = await office.rows(FIRST_OF_ROLL)
    await office.post("cora", f"/api/households/{door}/erase", confirm="5号楼 1单元 101")


async def corrected_often(office: Office) -> UUID:
    """More often than a card remembers."""
    door: UUID = (await office.rows(FIRST_OF_ROLL))[0][0]
    cora = office.phone("cora")
    for turn in range(12):
        card = await office.get("cora", f"/api/households/{door}")
        fields = {"name": f"新{turn}", "phones": [f"1390000{turn:04}"]}
        await cora.push(cora.command("correct_household", door, seen=card["version"], fields=fields))
    return door


async def left(office: Office, *words: str) -> list[str]:
    found = await everything(office)
    return [word for word in words if word in found]


@pytest.mark.parametrize("note", ["-", "1", "e"])
async def test_words_that_occur_anywhere_leave_every_report_readable(office: Office, note: str) -> None:
    told = await imported(office)
    door, ann = office.team.doors[0], office.phone("ann")
    await ann.push(ann.command("correct_household", door, seen=99, fields={"note": note}))

    await erase(office, door)

    assert [each["id"] for each in (await office.get("cora", "/api/rolls"))["rolls"]] == [told["id"]]
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    assert (await settled(office, told["id"]))["state"] == "undone"


async def test_a_name_that_was_corrected_often_does_not_come_back_with_a_roll(office: Office) -> None:
    await imported(office)
    await corrected_often(office)

    await erase_from_roll(office)
    await imported(office, ROLL.replace("5#1-101,赖小超,,,\n", "").encode())

    assert await office.rows("SELECT name FROM households WHERE name = '赖超'") == []


async def test_what_lines_say_in_reports_and_files_that_wait_goes_also_where_no_card_had_it(office: Office) -> None:
    data = "地址,户主,电话,人口,备注\n5号楼1单元101,赖超,138-0000-0001 找赖嫂问,三口加丁戊己,\n5栋1单元102,叶强,,,\n".encode()
    told = await imported(office, data)
    waiting = await previewed(office, data)
    await corrected_often(office)

    await erase_from_roll(office)

    assert await left(office, "赖超", "赖嫂", "丁戊己", "138-0000-0001") == []
    report = (await office.get("cora", f"/api/rolls/{told['id']}"))["report"]
    assert (report["new"], {problem["text"] for problem in report["problems"]} - {None}) == (2, {"…"})
    assert (await office.refused("cora", "GET", f"/api/rolls/{waiting['id']}"))[0] == 404


async def test_what_a_desk_was_answered_of_a_roll_goes(office: Office) -> None:
    told = await send(office, id=office.ids())
    path = f"/api/rolls/{told['id']}"
    await office.post("cora", f"{path}/preview", map=mapped(told), area_name="祥和社区", id=str(office.ids()))
    await settled(office, told["id"])
    await office.post("cora", f"{path}/import", id=str(office.ids()))
    await settled(office, told["id"])

    await erase_from_roll(office)

    assert await left(office, "赖超", "13800000001") == []


async def test_what_was_asked_and_answered_about_work_that_came_as_text_goes(office: Office) -> None:
    ann, door = office.phone("ann"), office.team.doors[0]
    upper = f'{{"type":"record_visit","household_id":"{str(door).upper()}","note":"大写的话"}}'
    text = f'{{"type":"record_visit","household_id":"{door}","note":"甲乙丙"}}'
    await ann.push(ann.command("park", None, body=text), ann.command("park", None, body=upper))
    for item in (await office.get("cora", "/api/attention"))["items"]:
        await office.post("cora", "/api/attention/ask", kind="parked", item_id=item["id"], text="问丁戊己")
    first = next(each for each in (await office.get("cora", "/api/attention"))["items"] if "甲乙丙" in str(each["body"]))
    await office.post("cora", f"/api/parked/{first['id']}/dismiss", reason="因为庚辛壬", id=str(office.ids()))

    await erase(office, door)
    await ann.pull()

    assert await left(office, "甲乙丙", "大写的话", "丁戊己", "庚辛壬") == []
    assert [item for item in ann.items if item.get("what") in ("asked", "parked_dismissed")] == []


async def test_work_that_names_one_door_and_was_applied_at_another_goes_with_that(office: Office) -> None:
    ann, (named, right) = office.phone("ann"), office.team.doors[:2]
    visit = {**ann.visit(named, office.campaign, note="甲乙丙"), "id": str(office.ids())}
    await ann.push(ann.command("park", None, body=json.dumps(visit, default=str, ensure_ascii=False)))
    (item,) = [each for each in (await office.get("cora", "/api/attention"))["items"] if each["kind"] == "parked"]
    await office.post("cora", f"/api/parked/{item['id']}/apply", household_id=str(right))
    assert await office.rows("SELECT household_id FROM visits WHERE note = '甲乙丙'") == [(right,)]

    await office.post("cora", f"/api/households/{right}/erase", confirm="1号楼 1 201")

    assert await left(office, "甲乙丙") == []


def test_people_who_are_erased_while_an_import_runs_are_not_put_down_again(bureau: Bureau) -> None:
    bureau.imports(PART.replace(LINE, LINE.replace(NAME, "别的人").replace("17158683449", "")), roll="甲")
    plan = bureau.plans(PART, roll="乙")
    erase_in(bureau)

    report = run_plan(bureau.store, plan, bureau.means)

    assert "not_taken" in {problem.reason for problem in report.problems}
    lines = bureau.store.read_now(lambda conn: fetch(conn, "SELECT doc FROM roll_lines"))
    assert [line for (line,) in lines if NAME.encode() in bytes(line)] == []
