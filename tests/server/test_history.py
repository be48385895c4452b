"""The history of a door, whole: every value a field ever had, who gave it, when, by which command; each exactly once."""

from typing import Any
from uuid import UUID

import pytest

from server.db.tables import field_writes
from server.households.card import read_history
from tests.server.bureau import LINE, PART, Bureau, corrected
from tests.server.office import Json, Office

FIRST = "户1"  # what the roll called the first door


async def history(office: Office, door: UUID) -> list[Json]:
    lines: list[Json] = (await office.get("cora", f"/api/households/{door}"))["history"]
    return lines


async def told(office: Office, door: UUID, field: str = "name") -> list[tuple[str, Any, str]]:
    """What the history says of a field: how it came, the value, who; the latest first."""
    return [(line["what"], line["value"], line["person"]["name"]) for line in await history(office, door) if line.get("field") == field]


async def corrects(office: Office, who: str, door: UUID, seen: int | None = None, **fields: Any) -> Json:
    phone = office.phone(who)
    if seen is None:
        await phone.pull()
        seen = phone.cards[str(door)]["version"] if str(door) in phone.cards else 1
    office.clock.advance(minutes=1)
    command = phone.command("correct_household", door, seen=seen, fields=fields)
    await phone.push(command)
    return command


async def found(office: Office, who: str = "ann", door: str = "1301", **fields: Any) -> tuple[UUID, Json]:
    """A door that a phone added, half an hour before it arrived."""
    household, phone = office.ids(), office.phone(who)
    place = {"building_id": office.of.buildings[0], "entrance": "1", "floor": 13, "door": door, "campaign_id": office.campaign}
    command = phone.command("add_household", household, **{**place, **fields})
    office.clock.advance(minutes=30)
    await phone.push(command)
    return household, command


async def test_what_the_roll_brought_stays_readable_however_often_it_is_corrected(office: Office) -> None:
    door = office.team.doors[0]
    (added,) = await history(office, door)

    await corrects(office, "ann", door, name="王")
    await corrects(office, "cora", door, seen=2, name="汪")
    await corrects(office, "ben", door, name="黄")

    names = await told(office, door)
    assert [(value, who) for _, value, who in names[:3]] == [("黄", "ben"), ("汪", "cora"), ("王", "ann")]
    assert [(what, value) for what, value, _ in names[3:]] == [("import", FIRST)]
    first = (await history(office, door))[3]
    assert (first["at"], first["arrived_at"], first["person"]) == (added["at"], added["arrived_at"], added["person"])


@pytest.mark.parametrize("finder", ["ann", "cora"])
async def test_what_a_phone_or_a_desk_added_keeps_its_finder_and_the_moment_it_was_found(office: Office, finder: str) -> None:
    door, adding = await found(office, finder, name="张三", note="有狗", team_id=office.team.id)

    correction = await corrects(office, "ben", door, name="张三丰")

    lines = {(line["what"], line.get("value")): line for line in await history(office, door)}
    first, second = lines["add_household", "张三"], lines["correct_household", "张三丰"]
    assert (first["person"]["name"], first["command_id"], first["at"]) == (finder, adding["id"], adding["at"])
    assert first["arrived_at"] == adding["at"] + 30 * 60_000
    assert (second["person"]["name"], second["command_id"]) == ("ben", correction["id"])
    assert await told(office, door, "note") == []  # the card shows it, and the line of the adding says whose it is


async def test_two_phones_that_correct_at_once_leave_the_first_value_once(office: Office) -> None:
    door = office.team.doors[0]

    await corrects(office, "ann", door, seen=1, name="王")
    await corrects(office, "ben", door, seen=1, name="汪")

    assert sorted(value for _, value, _ in await told(office, door)) == sorted([FIRST, "王", "汪"])


async def test_many_fields_of_one_push_leave_each_its_first_value(office: Office) -> None:
    door, _ = await found(office, name="张三", note="有狗", phones=["13800000000"], people_count=2)
    phone = office.phone("ann")
    await phone.pull()

    one = phone.command("correct_household", door, seen=9, fields={"name": "张四", "note": "狗没了", "phones": [], "people_count": 3})
    two = phone.command("correct_household", door, seen=9, fields={"door": "1302", "name": "张五"})
    await phone.push(one, two)

    first = {line["field"]: line["value"] for line in await history(office, door) if line["what"] == "add_household" and "field" in line}
    address = {"building_id": str(office.of.buildings[0]), "entrance": "1", "floor": 13, "door": "1301"}
    assert first == {"name": "张三", "note": "有狗", "phones": ["13800000000"], "people_count": 2, "address": address}
    assert [value for _, value, _ in await told(office, door)][-1] == "张三"


async def test_a_door_added_and_corrected_in_one_push_says_both(office: Office) -> None:
    phone, door = office.phone("ann"), office.ids()
    adding = phone.command("add_household", door, building_id=office.of.buildings[0], door="1301", campaign_id=office.campaign, name="张三")
    correction = phone.command("correct_household", door, fields={"name": "张四"})

    await phone.push(correction, adding)  # the correction waits for the door
    await phone.push(correction, adding)

    assert sorted(await told(office, door)) == [("add_household", "张三", "ann"), ("correct_household", "张四", "ann")]


async def test_a_residents_first_values_are_said_once(office: Office) -> None:
    phone, door = office.phone("ann"), office.team.doors[0]
    adding = phone.command("add_resident", door, fields={"name": "陈桂兰"})
    await phone.push(adding)
    await phone.push(phone.command("correct_resident", door, resident_id=adding["id"], seen=2, fields={"name": "陈桂芳", "phone": "1"}))

    assert sorted(value for _, value, _ in await told(office, door)) == sorted(["陈桂兰", "陈桂芳"])
    assert [value for _, value, _ in await told(office, door, "phone")] == ["1"]


async def test_two_doors_that_become_one_say_what_both_were_added_with_and_take_it_back(office: Office) -> None:
    door = office.team.doors[0]
    mine, _ = await found(office, door="1302", name="张三", note="有狗")

    join = await office.post("cora", "/api/pairs/join", one_id=str(door), other_id=str(mine))
    await corrects(office, "ann", door, name="李四", note="狗没了")

    joined = sorted(value for _, value, _ in await told(office, door))
    assert joined == sorted([FIRST, "张三", "李四"])
    assert sorted(value for _, value, _ in await told(office, door, "note")) == sorted(["有狗", "狗没了"])

    await office.post("cora", f"/api/joins/{join['id']}/undo")
    await corrects(office, "ben", mine, name="赵六")

    assert [value for _, value, _ in await told(office, mine)] == ["赵六", "张三"]
    assert sorted(value for _, value, _ in await told(office, door)) == sorted([FIRST, "李四"])


async def test_no_first_value_outlives_an_erasure(office: Office) -> None:
    door, _ = await found(office, name="独孤求败", note="华山")
    await corrects(office, "ann", door, name="张四", note="无")

    erased = await office.post("cora", f"/api/households/{door}/erase", confirm="1号楼 1 1301")

    assert await office.rows("SELECT * FROM field_writes") == []
    assert {line["what"] for line in await history(office, UUID(erased["id"]))} == {"erase_household"}


def test_a_corrected_roll_leaves_the_values_of_the_first(bureau: Bureau) -> None:
    bureau.imports(PART)
    for before, after in (("孔强艳", "孔强燕"), ("孔强艳", "孔燕")):
        bureau.clock.advance(hours=1)
        bureau.imports(corrected(LINE, (before, after)))
    body, _ = bureau.card("1号楼", "1单元", "301")

    lines = bureau.store.read_now(lambda conn: read_history(conn, body.household.id))

    assert [line.value for line in lines if line.field == "name"] == ["孔燕", "孔强燕", "孔强艳"]
    assert bureau.count(field_writes) == 3


async def test_an_address_is_told_with_the_name_of_its_building(office: Office) -> None:
    door = office.team.doors[0]
    here = (await office.get("cora", f"/api/households/{door}"))["building"]

    await corrects(office, "cora", door, address={"building_id": office.of.buildings[0], "entrance": "1", "floor": 13, "door": "1301"})

    first, *others = await history(office, door)
    assert (first["field"], first["building"]) == ("address", here)
    assert all(("building" in line) == (line.get("field") == "address") for line in others)
