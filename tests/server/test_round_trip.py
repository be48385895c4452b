"""What goes out comes in again and changes nothing: in every language, as CSV and as a sheet, whatever happened in between."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.server.office import Json, Office, answer

MESSY = Path(__file__).parents[1] / "rolls" / "roll-yongning-messy.csv"
AREA = "永宁社区"
ROLL = """楼栋,单元,楼层,房号,户主,电话,人口,空置,标签,备注
5号楼,1单元,1,101,张三,13800000001/0537-2345678,3,,独居老人;残疾,二楼有狗
5号楼,1单元,1,102,,,,空置,,
5号楼,2单元,-1,B101,=李四,+8613800000002,2,,低保,@门铃坏了
甲1号楼,,11,1101,赵六,,,,,-先打电话
王庄,,,12,王五,13800000003,4,,,"第一行
第二行，还有「引号」"
"""


@pytest.fixture
def database_url(sqlite_database_url: str) -> str:
    """What a cell says is decided in Python, and test_rolls_api.py brings rolls into either database."""
    return sqlite_database_url


async def send(office: Office, data: bytes, name: str) -> Json:
    headers = {"Authorization": "Bearer cora", "Content-Type": "application/octet-stream"}
    return answer(await office.http.post("/api/rolls", content=data, headers=headers, params={"name": name}))


async def previewed(office: Office, data: bytes, name: str = "roll.csv") -> Json:
    told = await send(office, data, name)
    fields = {str(column["index"]): column["field"] for column in told["columns"] if column["field"]}
    await office.post("cora", f"/api/rolls/{told['id']}/preview", map=fields, area_name=AREA)
    await office.app.state.rolls.settle()
    return await office.get("cora", f"/api/rolls/{told['id']}")


async def imported(office: Office, data: bytes) -> Json:
    told = await previewed(office, data)
    assert told["state"] == "previewed", told
    await office.post("cora", f"/api/rolls/{told['id']}/import")
    await office.app.state.rolls.settle()
    told = await office.get("cora", f"/api/rolls/{told['id']}")
    assert told["state"] == "imported", told
    return told


async def exported(office: Office, form: str = "csv", language: str = "zh-Hans", phones: str = "whole") -> bytes:
    area = (await office.get("cora", "/api/areas", q=AREA))["areas"][0]["id"]
    query = {"format": form, "language": language, "phones": phones, "area_id": area}
    reply = await office.ask("cora", "GET", "/api/exports/households", **query)
    assert reply.status_code == 200, reply.text
    return reply.content


async def came_back(office: Office, data: bytes, name: str = "roll.csv") -> tuple[dict[str, int], list[Any]]:
    """What the file would change, and what of it was not understood."""
    told = await previewed(office, data, name)
    assert told["state"] == "previewed", told
    report = told["report"]
    changes = {kind: report[kind] for kind in ("new", "changed", "flagged", "unchanged")}
    return changes, [problem for problem in report["problems"] if not problem["reason"].startswith("same_door")]


def nothing(doors: int) -> tuple[dict[str, int], list[Any]]:
    return {"new": 0, "changed": 0, "flagged": 0, "unchanged": doors}, []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_every_kind_of_value_comes_back_as_it_went(office: Office, language: str) -> None:
    await imported(office, ROLL.encode())

    assert await came_back(office, await exported(office, language=language)) == nothing(5)
    assert await came_back(office, await exported(office, "xlsx", language), "roll.xlsx") == nothing(5)


async def test_what_looks_like_a_formula_goes_out_guarded(office: Office) -> None:
    await imported(office, ROLL.encode())
    out = (await exported(office)).decode("utf-8-sig")

    assert "'=李四" in out
    assert "'@门铃坏了" in out
    assert "'-先打电话" in out


async def test_what_people_wrote_in_between_comes_back_as_it_went(office: Office) -> None:
    await imported(office, ROLL.encode())
    sql = "SELECT h.id, h.version FROM households h JOIN buildings b ON b.id = h.building_id WHERE b.name = '5号楼' AND h.door = ?"
    ((door, version),) = await office.rows(sql, "101")
    desk = office.phone("cora")
    fields = {"name": "张三丰", "phones": ["13900000009"], "needs": [], "people_count": None, "note": None}
    correct = desk.command("correct_household", UUID(str(door)), seen=version, fields=fields)
    wife = desk.command("add_resident", UUID(str(door)), fields={"relation": "妻"})
    assert await desk.outcomes(correct, wife) == ["applied"] * 2

    assert await came_back(office, await exported(office)) == nothing(5)


async def test_hidden_phones_are_taken_for_no_phones(office: Office) -> None:
    await imported(office, ROLL.encode())

    assert await came_back(office, await exported(office, phones="masked")) == nothing(5)


async def test_the_messy_roll_comes_back_with_nothing_to_change(office: Office) -> None:
    await imported(office, MESSY.read_bytes())

    assert await came_back(office, await exported(office)) == nothing(432)


async def test_a_second_line_that_says_nobody_lives_there_changes_nothing_when_it_comes_back(office: Office) -> None:
    await imported(office, "地址,户主,备注\n1-1-101,张三,\n1-1-101,,空置，钥匙在物业\n".encode())

    assert await came_back(office, await exported(office)) == nothing(1)
