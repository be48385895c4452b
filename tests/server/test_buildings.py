"""A building and its doors, made in one go and taken back in one go."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from server.areas.buildings import write_building
from server.journal.deeds import BuildingMade
from server.replication.alike import suggest_pairs
from tests.server.office import Json, Office
from tests.server.test_rolls_api import card_of, imported, settled


def tower(entrances: int = 2, floors: int = 3, per_floor: int = 2) -> list[Json]:
    return [
        {"entrance": f"{entrance}单元", "floor": floor, "door": f"{floor}{number:02}"}
        for entrance in range(1, entrances + 1)
        for floor in range(1, floors + 1)
        for number in range(1, per_floor + 1)
    ]


async def make(office: Office, name: str = "9号楼", **more: Any) -> Json:
    return await office.post("cora", "/api/buildings", **{"area_id": str(await office.area()), "name": name, "doors": tower(), **more})


async def in_campaign(office: Office, building_id: str) -> int:
    found = await office.get("cora", "/api/households", campaign_id=office.campaign, building_id=building_id)
    return int(found["count"])


async def test_the_doors_are_made_in_one_go_and_enter_the_running_campaign_without_a_team(office: Office) -> None:
    await office.post("cora", f"/api/teams/{office.team.id}/members", person_id=str(office.of.people["cora"]))  # who also knocks

    made = await make(office)

    building = made["building"]
    assert (made["made"], made["there"], building["doors"]) == (12, 0, 12)
    assert building["entrances"] == [{"name": f"{each}单元", "floors": [1, 2, 3], "doors_per_floor": 2} for each in (1, 2)]
    rows = (await office.get("cora", "/api/households", campaign_id=office.campaign, building_id=building["id"]))["households"]
    assert {(row["team_id"], row["state"]) for row in rows} == {(None, "never_tried")}
    assert len({(row["entrance"], row["floor"], row["door"]) for row in rows}) == 12


async def test_the_same_call_again_makes_nothing_twice_and_goes_on_where_it_was_broken_off(office: Office) -> None:
    body: Json = {"id": str(office.ids()), "area_id": str(await office.area()), "name": "9号楼", "doors": tower(3, 40, 4)}
    first = await office.post("cora", "/api/buildings", **body)

    again = await office.post("cora", "/api/buildings", **body)

    assert (first["made"], again["made"], again["there"]) == (480, 0, 480)
    assert await in_campaign(office, first["building"]["id"]) == 480


async def test_more_doors_leave_those_that_are_there(office: Office) -> None:
    building = (await make(office))["building"]

    more = await office.post("cora", f"/api/buildings/{building['id']}/doors", doors=tower(2, 4, 2))

    assert (more["made"], more["there"], more["building"]["entrances"][0]["floors"]) == (4, 12, [1, 2, 3, 4])


async def test_doors_typed_in_another_spelling_are_those_that_are_there(office: Office) -> None:
    building = (await make(office))["building"]
    other = [{**door, "entrance": door["entrance"].replace("单元", "單元"), "door": f"{door['door']}室"} for door in tower(2, 4, 2)]

    more = await office.post("cora", f"/api/buildings/{building['id']}/doors", doors=other)

    rows = (await office.get("cora", "/api/households", campaign_id=office.campaign, building_id=building["id"]))["households"]
    assert (more["made"], more["there"], len(rows)) == (4, 12, 16)
    assert more["building"]["entrances"] == [{"name": f"{each}单元", "floors": [1, 2, 3, 4], "doors_per_floor": 2} for each in (1, 2)]
    assert {row["entrance"] for row in rows} == {"1单元", "2单元"}
    assert (await office.get("cora", "/api/pairs", campaign_id=office.campaign))["pairs"] == []


async def test_doors_that_the_undo_of_an_import_closed_are_opened_again_where_a_desk_draws_them(office: Office) -> None:
    told = await imported(office)
    card = await card_of(office, "5号楼", "102")
    desk = office.phone("cora")  # so that the building stays
    await desk.outcomes(desk.command("correct_household", UUID(card["household"]["id"]), seen=card["version"], fields={"note": "有狗"}))
    await office.post("cora", f"/api/rolls/{told['id']}/undo")
    await settled(office, told["id"])
    path, doors = f"/api/buildings/{card['household']['building_id']}/doors", [{"entrance": "1", "floor": 1, "door": "0101"}]

    made = await office.post("cora", path, doors=doors)

    assert (made["made"], made["there"], made["building"]["doors"]) == (1, 0, 2)
    again = await card_of(office, "5号楼", "101")
    assert await desk.outcomes(desk.command("close_household", UUID(again["household"]["id"]), reason="no_such_door")) == ["applied"]
    assert (await office.post("cora", path, doors=doors))["made"] == 0


async def test_one_door_asked_for_in_two_spellings_is_made_once(office: Office) -> None:
    doors = [{"entrance": "1單元", "floor": 3, "door": "301"}, {"entrance": "１单元", "floor": 3, "door": "０301室"}]

    made = await make(office, doors=doors)

    assert (made["made"], made["there"]) == (1, 1)
    assert made["building"]["entrances"] == [{"name": "1單元", "floors": [3], "doors_per_floor": 1}]


async def test_a_building_made_by_mistake_is_taken_back_and_its_name_is_free_again(office: Office) -> None:
    building = (await make(office))["building"]
    doors = (await office.get("cora", "/api/households", campaign_id=office.campaign, building_id=building["id"]))["households"]
    await office.assign("cora", office.team.id, household_ids=[doors[0]["id"]])

    removed = await office.post("cora", f"/api/buildings/{building['id']}/remove")

    assert (removed["closed"], removed["kept"]) == (12, 0)
    assert await in_campaign(office, building["id"]) == 0
    assert "9号楼" not in [each["name"] for each in (await office.get("cora", "/api/buildings"))["buildings"]]
    assert (await make(office))["made"] == 12
    lines = (await office.get("cora", "/api/audit", subject_id=building["id"]))["lines"]
    assert {(line["action"], line["subject_name"]) for line in lines} == {("building_removed", "9号楼"), ("building_made", "9号楼")}


async def test_doors_at_which_something_was_done_stay_and_so_does_their_building(office: Office) -> None:
    building = (await make(office))["building"]
    door = (await office.get("cora", "/api/households", campaign_id=office.campaign, building_id=building["id"]))["households"][0]["id"]
    await office.assign("cora", office.team.id, household_ids=[door])
    await office.visit("ann", UUID(door))

    removed = await office.post("cora", f"/api/buildings/{building['id']}/remove")

    assert (removed["closed"], removed["kept"]) == (11, 1)
    assert await in_campaign(office, building["id"]) == 1
    lines = (await office.get("cora", "/api/audit", subject_id=building["id"]))["lines"]
    assert {line["action"] for line in lines} == {"building_changed", "building_made"}


async def test_a_building_that_is_taken_back_keeps_the_doors_that_a_phone_found(office: Office) -> None:
    building = (await make(office, doors=tower(1, 1, 1)))["building"]
    ann = office.phone("ann")
    found = ann.command("add_household", office.ids(), building_id=building["id"], floor=9, door="901", campaign_id=office.campaign)
    assert await ann.outcomes(found) == ["applied"]

    removed = await office.post("cora", f"/api/buildings/{building['id']}/remove")

    assert (removed["closed"], removed["kept"]) == (1, 1)


async def test_a_building_that_is_taken_back_keeps_the_doors_of_which_a_roll_or_a_desk_said_something(office: Office) -> None:
    await imported(office)
    ((building,),) = await office.rows("SELECT id FROM buildings WHERE name = ?", "5号楼")
    desk = office.phone("cora")
    noted = desk.command("add_household", office.ids(), building_id=building, entrance="1单元", door="103", note="二楼有狗")
    assert await desk.outcomes(noted) == ["applied"]

    removed = await office.post("cora", f"/api/buildings/{building}/remove")

    assert (removed["closed"], removed["kept"]) == (0, 3)


async def test_a_renamed_building_is_renamed_on_phones_and_no_name_stands_twice_in_an_area(office: Office) -> None:
    phone = office.phone("ann")
    await office.assign("lea", office.team.id, household_ids=[str(office.team.doors[0])], person_id=str(office.of.people["ann"]))
    await phone.pull()
    building = office.of.buildings[0]

    await office.post("cora", f"/api/buildings/{building}", name="甲1号楼")
    await phone.pull()

    assert [item["name"] for item in phone.items if item["id"] == str(building)][-1] == "甲1号楼"
    assert await office.refused("cora", "POST", f"/api/buildings/{building}", {"name": "2号楼"}) == (409, "name_taken")
    body = {"area_id": str(await office.area()), "name": "2号楼"}
    assert await office.refused("cora", "POST", "/api/buildings", body) == (409, "name_taken")


@pytest.mark.parametrize(
    "asked",
    [
        [{"door": "101"}, {"door": "101"}],
        [{"door": " "}],
        [{"door": "1", "floor": 900}],
        [{"door": "1", "floor": 1.5}],
        [{"door": str(number)} for number in range(2_001)],
        [{"door": "1", "stairs": 3}],
    ],
)
async def test_doors_that_are_none_make_nothing(office: Office, asked: list[Json]) -> None:
    body = {"area_id": str(await office.area()), "name": "9号楼", "doors": asked}

    assert await office.refused("cora", "POST", "/api/buildings", body) == (400, "bad_request")
    assert "9号楼" not in [each["name"] for each in (await office.get("cora", "/api/buildings"))["buildings"]]


async def test_a_building_that_goes_to_another_area_takes_its_counts_along(office: Office) -> None:
    await office.visit("ann", office.team.doors[0], "not_home")
    own, far = await office.area(), await office.make_area("远方社区")
    building = office.of.buildings[0]
    phone = office.phone("ann")
    await phone.pull()

    await office.post("cora", f"/api/buildings/{building}", area_id=str(far))

    rows = (await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="area"))["rows"]
    assert {row["name"]: (row["known"], row["not_home"]) for row in rows} == {"祥和社区": (8, 0), "远方社区": (4, 1)}
    await office.visit("ben", office.team.doors[1])
    told = await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="team", area_id=far)
    assert [(row["name"], row["known"], row["met"]) for row in told["rows"]] == [("第1队", 4, 1)]
    phone.items.clear()
    await phone.pull()
    assert {(item["kind"], item["name"]) for item in phone.items if item["kind"] in ("building", "area")} == {
        ("building", "1号楼"),
        ("area", "远方社区"),
    }
    await office.post("cora", f"/api/buildings/{building}", area_id=str(own))
    rows = (await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="area"))["rows"]
    assert {row["name"]: row["known"] for row in rows if row["known"]} == {"祥和社区": 12}


async def test_where_a_building_may_go(office: Office) -> None:
    far = await office.make_area("远方社区")
    await office.post("cora", "/api/buildings", area_id=str(far), name="1号楼", doors=[{"door": "101"}])
    await office.hire("far", far)
    path = f"/api/buildings/{office.of.buildings[0]}"

    assert await office.refused("cora", "POST", path, {"area_id": str(far)}) == (409, "name_taken")
    assert await office.refused("cora", "POST", path, {"area_id": str(office.ids())}) == (404, "not_found")
    assert await office.refused("far", "POST", path, {"area_id": str(far)}) == (404, "not_found")


async def test_a_building_that_cannot_be_written_as_a_journal_has_it_is_left_whole(office: Office) -> None:
    own, far, building = await office.area(), await office.make_area("远方社区"), office.of.buildings[0]
    await office.post("cora", "/api/buildings", area_id=str(far), name="2号楼东", doors=[{"door": "101"}])
    deed = BuildingMade(at=office.clock(), building_id=building, area_id=far, name="2号楼东", kind="apartment", entrances=())

    assert not await office.store.write(lambda conn: write_building(conn, deed))

    assert await office.rows("SELECT area_id, name FROM buildings WHERE id = ?", building) == [(own, "1号楼")]


async def test_a_building_that_was_taken_away_and_is_written_again_was_never_called_otherwise(office: Office) -> None:
    made = UUID((await make(office))["building"]["id"])
    await office.post("cora", f"/api/buildings/{made}/remove")
    deed = BuildingMade(at=office.clock(), building_id=made, area_id=await office.area(), name="9号楼", kind="apartment", entrances=())

    assert await office.store.write(lambda conn: write_building(conn, deed))

    assert await office.rows("SELECT name FROM buildings WHERE id = ?", made) == [("9号楼",)]
    assert await office.rows("SELECT name FROM former_names WHERE building_id = ?", made) == []


async def test_visits_at_the_very_moment_a_building_goes_elsewhere_are_counted_right(office: Office) -> None:
    own, far = await office.area(), await office.make_area("远方社区")
    building = office.of.buildings[0]
    await office.post("cora", f"/api/campaigns/{office.campaign}", area_ids=[str(own), str(far)])

    async def find(number: int) -> None:
        phone = office.phone(("ann", "ben")[number % 2])
        made = phone.command("add_household", office.ids(), building_id=building, door=f"9{number}", campaign_id=office.campaign)
        await phone.push(made, phone.visit(made["household_id"], office.campaign))

    async def go() -> None:
        for area in (far, own, far):
            await office.post("cora", f"/api/buildings/{building}", area_id=str(area))

    await asyncio.gather(go(), *(office.visit("lea", door) for door in office.team.doors), *(find(number) for number in range(6)))

    rows = (await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="area"))["rows"]
    assert {row["name"]: (row["known"], row["met"]) for row in rows} == {"祥和社区": (8, 0), "远方社区": (10, 10)}


async def test_a_building_that_comes_into_a_campaigns_area_brings_its_doors_as_they_stand(office: Office) -> None:
    far = await office.make_area("远方社区")
    made = await office.post("cora", "/api/buildings", area_id=str(far), name="9号楼", doors=[{"door": "101"}, {"door": "102"}])
    found = await office.rows("SELECT id FROM households WHERE building_id = ? ORDER BY id", UUID(made["building"]["id"]))
    await office.visit("cora", found[0][0], "refused")
    path = f"/api/campaigns/{office.campaign}/coverage"
    before = await office.get("cora", path)

    await office.post("cora", f"/api/buildings/{made['building']['id']}", area_id=str(await office.area()))

    after = await office.get("cora", path)
    assert (after["known"], after["refused"]) == (before["known"] + 2, before["refused"] + 1)


async def test_a_building_is_looked_through_once_for_all_the_doors_it_gets(office: Office) -> None:
    building = (await make(office))["building"]["id"]
    doors = [row[0] for row in await office.rows("SELECT id FROM households WHERE building_id = ?", UUID(building))]
    asked: list[str] = []

    def suggest(conn: Connection) -> None:
        raw: Any = conn.connection.driver_connection
        if conn.dialect.name == "sqlite":
            raw.set_trace_callback(asked.append)
        else:
            raw.add_query_logger(lambda query: asked.append(query.query))
        suggest_pairs(conn, doors, office.clock())

    await office.store.write(suggest)

    assert (len(doors), sum("name, body FROM households" in each for each in asked)) == (12, 1)


async def test_a_building_that_is_taken_back_by_the_same_call_again_is_answered_the_same(office: Office) -> None:
    path, call = f"/api/buildings/{(await make(office))['building']['id']}/remove", str(office.ids())

    first = await office.post("cora", path, id=call)

    assert await office.post("cora", path, id=call) == first
    assert await office.refused("cora", "POST", path, {"id": str(office.ids())}) == (404, "not_found")
