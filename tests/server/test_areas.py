"""The tree of areas: as a list, one by one, found by any spelling; and never tied into a loop."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter

from server.areas.listing import read_list, read_text
from server.areas.names import spelling
from server.areas.tree import Known, Line, plan_areas
from server.errors import BadRequest
from tests.city import city_of
from tests.server.office import Json, Office

FILE = {"Authorization": "Bearer cora", "Content-Type": "application/octet-stream"}
TREE = """code,parent_code,level,name
3708,,city,济宁市
370811,3708,district,任城区
370829,3708,district,嘉祥县
370811003,370811,street,古槐街道
370811003001,370811003,community,重庆路社区
"""


async def bring(office: Office, text: str, **more: Any) -> Json:
    return await office.post("cora", "/api/areas/list", text=text, **more)


async def names(office: Office, who: str = "cora", **query: Any) -> list[str]:
    return [area["name"] for area in (await office.get(who, "/api/areas", **query))["areas"]]


async def test_a_list_makes_the_tree_and_a_second_time_finds_nothing(office: Office) -> None:
    trial = await bring(office, TREE, dry_run=True)
    assert (trial["read"], trial["new"], trial["is_written"], await names(office, q="任城")) == (5, 5, False, [])

    first, second = await bring(office, TREE), await bring(office, TREE)

    assert (first["new"], first["unchanged"], first["is_written"]) == (5, 0, True)
    assert (second["new"], second["changed"], second["unchanged"]) == (0, 0, 5)
    assert set(await names(office, tops=True)) == {"济宁市", "祥和社区"}
    city = next(area for area in (await office.get("cora", "/api/areas", tops=True))["areas"] if area["name"] == "济宁市")
    below = (await office.get("cora", "/api/areas", parent_id=city["id"]))["areas"]
    assert [(area["name"], area["children"], area["level"]) for area in below] == [("任城区", 1, "district"), ("嘉祥县", 0, "district")]


@pytest.mark.parametrize("typed", ["任城", "rencheng", "RenCheng", "ren cheng qu", "rcq", "lincheng"])
async def test_an_area_is_found_by_its_name_its_pinyin_or_its_initials(office: Office, typed: str) -> None:
    await bring(office, TREE)

    found = (await office.get("cora", "/api/areas", q=typed))["areas"]

    assert [(area["name"], area["above"]) for area in found] == [("任城区", ["济宁市"])]


async def test_a_corrected_list_renames_and_moves_what_has_the_same_code(office: Office) -> None:
    await bring(office, TREE)
    corrected = TREE.replace("嘉祥县", "嘉祥新区").replace("370811003,370811,street", "370811003,370829,street")

    told = await bring(office, corrected)

    assert (told["new"], told["changed"], told["unchanged"]) == (0, 2, 3)
    assert await names(office, q="jiaxiangxin") == ["嘉祥新区"]
    road = (await office.get("cora", "/api/areas", q="chongqinglu"))["areas"][0]
    assert road["above"] == ["济宁市", "嘉祥新区", "古槐街道"]


async def test_a_list_with_a_loop_is_refused_in_clear_words_and_nothing_is_written(office: Office) -> None:
    await bring(office, TREE)
    looped = "code,parent_code,level,name\n3708,370811,city,济宁市\n370811,3708,district,任城新区\n9,9,grid,自己\n"

    told = await bring(office, looped)

    assert (told["is_written"], told["new"], told["changed"]) == (False, 0, 0)
    assert [(each["line"], each["reason"], each["value"]) for each in told["problems"]] == [
        (2, "loop", "3708 → 370811 → 3708"),
        (4, "loop", "9 → 9"),
    ]
    assert await names(office, q="任城") == ["任城区"]


async def test_a_list_that_ties_a_loop_with_the_tree_that_is_there_is_refused(office: Office) -> None:
    await bring(office, TREE)

    told = await bring(office, "code,parent_code,name\n370811,370811003001,任城区\n")

    assert [each["reason"] for each in told["problems"]] == ["loop"]


def test_every_mistake_of_a_list_is_told_with_its_line() -> None:
    lines = (
        Line(2, "1", "", "city", "甲"),
        Line(3, "", "1", "district", "没有编码"),
        Line(4, "1", "", "district", "又是一"),
        Line(5, "2", "7", "district", "没有上级"),
        Line(6, "3", "1", "星球", "乙"),
        Line(7, "4", "1", "", ""),
        Line(8, "5", "1", "", "丙" * 201),
    )

    plan = plan_areas(lines, [])

    assert [(each.line, each.reason) for each in plan.problems] == [
        (3, "no_code"),
        (4, "repeated_code"),
        (5, "unknown_parent"),
        (6, "unknown_level"),
        (7, "no_name"),
        (8, "too_long"),
    ]
    assert plan.areas == ()


def test_a_level_that_is_not_given_is_one_below_its_parents() -> None:
    known = [Known(UUID(int=1), None, "1", "district", "任城区")]

    plan = plan_areas((Line(2, "2", "1", "", "古槐街道"), Line(3, "3", "2", "", "小南门社区"), Line(4, "4", "3", "网格", "一网格")), known)

    assert [(each.name, each.level) for each in plan.areas] == [("古槐街道", "street"), ("小南门社区", "community"), ("一网格", "grid")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_list_is_read_in_the_encodings_of_offices(encoding: str) -> None:
    text = "编码;上级编码;级别;名称\n1;;市;济宁市\n\n2;1;区;任城区\n"

    lines = read_list(read_text(text.encode(encoding)))

    assert [(line.number, line.code, line.parent, line.name) for line in lines] == [(2, "1", "", "济宁市"), (4, "2", "1", "任城区")]


@pytest.mark.parametrize("text", ["", "就这样", "a,b\n1,2", 'code,name\n1,"' + "x" * 140_000, "code,name\n" + "1,x\n" * 20_001])
def test_what_is_no_list_of_areas_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        read_list(text)


def test_a_heading_may_stand_below_a_title() -> None:
    lines = read_list("任城区区划一览,,,\n\n编码,上级编码,级别,名称\n1,,市,济宁市\n")

    assert [(line.number, line.code, line.name) for line in lines] == [(4, "1", "济宁市")]


def a_workbook(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("区划")
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()


async def test_a_workbook_of_areas_is_read_as_a_list_with_its_lines(office: Office) -> None:
    data = a_workbook(
        ("任城区区划",), (), ("编码", "上级编码", "级别", "名称"), (1, "", "市", "济宁市"), (2, 1, "区", "任城区"), (3, 9, "区", "无")
    )

    told = await office.http.post("/api/areas/file", content=data, headers=FILE)
    assert told.status_code == 200, told.text
    planned = await office.post("cora", "/api/areas/list", text=told.json()["text"], dry_run=True)

    assert (planned["read"], planned["problems"]) == (3, [{"line": 6, "reason": "unknown_parent", "value": "9"}])
    picture = await office.http.post("/api/areas/file", content=b"\x89PNG\r\n\x1a\n", headers=FILE)
    assert (picture.status_code, picture.json()["code"]) == (422, "picture")


@pytest.mark.program
def test_the_command_line_takes_a_workbook_of_areas(sqlite_database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "areas.xlsx"
    file.write_bytes(a_workbook(("编码", "名称", "级别"), (1, "济宁市", "市")))

    command = [sys.executable, "-m", "server.cli", "areas", str(file), "--database", sqlite_database_url, "--json"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (told.returncode, json.loads(told.stdout)["new"]) == (0, 1)


def test_a_name_with_several_readings_is_spelt_in_each() -> None:
    assert {"shanxian", "danxian", "sx", "dx"} <= {*spelling("单县").split("\n")}
    assert {"chongqing", "zhongqing"} <= {*spelling("重庆").split("\n")}
    assert spelling("Ａ座 3") == "a座3\nazuo3\naz3"


async def test_the_whole_city_comes_in(office: Office) -> None:
    text = city_of()

    told = await bring(office, text)

    assert (told["new"], told["problems"]) == (5_097, [])
    assert await names(office, q="sq4321") == ["社区4321"]


async def test_areas_are_made_renamed_hung_elsewhere_and_removed_one_by_one(office: Office) -> None:
    top = await office.post("cora", "/api/areas", level="district", name=" 任城区 ")
    street = await office.post("cora", "/api/areas", level="street", name="古槐街道", parent_id=top["id"])
    other = await office.post("cora", "/api/areas", level="district", name="兖州区")

    await office.post("cora", f"/api/areas/{street['id']}", name="越河街道", parent_id=other["id"])

    found = (await office.get("cora", "/api/areas", q="yuehe"))["areas"]
    assert [(area["name"], area["above"]) for area in found] == [("越河街道", ["兖州区"])]
    assert await office.refused("cora", "POST", f"/api/areas/{other['id']}", {"parent_id": street["id"]}) == (409, "area_loop")
    assert await office.refused("cora", "POST", f"/api/areas/{other['id']}", {"parent_id": other["id"]}) == (409, "area_loop")
    assert await office.refused("cora", "POST", f"/api/areas/{other['id']}/remove", {}) == (409, "area_in_use")
    assert await office.refused("cora", "POST", "/api/areas", {"level": "district", "name": "任城区"}) == (409, "name_taken")
    await office.post("cora", f"/api/areas/{top['id']}/remove")
    assert "任城区" not in await names(office)


async def test_a_change_of_nothing_leaves_an_area_as_it_is(office: Office) -> None:
    area = await office.area()
    before = await office.rows("SELECT * FROM areas")

    await office.post("cora", f"/api/areas/{area}")

    assert await office.rows("SELECT * FROM areas") == before


async def test_a_renamed_area_is_renamed_on_the_phones_that_show_it(office: Office) -> None:
    await office.assign("cora", office.team.id, household_ids=[str(office.of.spare[0])])
    phone = office.phone("ann")
    await phone.pull()

    await office.post("cora", f"/api/areas/{await office.area()}", name="幸福社区")
    await phone.pull()

    assert [item["name"] for item in phone.items if item["kind"] == "area"][-1] == "幸福社区"


async def test_a_coordinator_of_an_area_sees_and_changes_only_what_is_there(office: Office) -> None:
    far = await office.make_area("远方社区")
    await office.hire("far", far)

    assert await names(office, "far", tops=True) == ["远方社区"]
    made = await office.post("far", "/api/areas", level="grid", name="一网格", parent_id=str(far))
    assert await names(office, "far", parent_id=far) == ["一网格"]
    assert await office.refused("far", "POST", f"/api/areas/{await office.area()}", {"name": "我的"}) == (404, "not_found")
    assert await office.refused("far", "POST", f"/api/areas/{made['id']}", {"parent_id": None}) == (403, "forbidden")
    assert await office.refused("far", "POST", "/api/areas/list", {"text": TREE}) == (403, "forbidden")


@pytest.mark.program
def test_the_command_line_brings_a_tree_in_and_refuses_a_loop(sqlite_database_url: str, tmp_path: Path) -> None:
    def run(text: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "areas.csv"
        file.write_text(text, encoding="gb18030")
        command = [sys.executable, "-m", "server.cli", "areas", str(file), "--database", sqlite_database_url, "--json"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    first, looped = run(TREE), run("code,parent_code,name\n3708,370811,济宁市\n")

    assert (first.returncode, json.loads(first.stdout)["new"]) == (0, 5)
    assert (looped.returncode, [each["reason"] for each in json.loads(looped.stdout)["problems"]]) == (1, ["loop"])
    assert run("就这样").stderr.startswith("doorstep: ")
