"""Doors as boards list them, one household with all that was done there, and what needs a person."""

from uuid import uuid4

import pytest

from tests.server.office import Json, Office


async def rows(office: Office, who: str = "cora", **query: object) -> list[Json]:
    listed: list[Json] = (await office.get(who, "/api/households", campaign_id=office.campaign, **query))["households"]
    return listed


async def test_a_list_says_where_a_door_is_who_has_it_and_how_far_it_came(office: Office) -> None:
    await office.visit("ann", office.team.doors[0], "not_home")
    await office.assign("lea", office.team.id, household_ids=[str(office.team.doors[0])], person_id=str(office.of.people["ann"]))

    row = (await rows(office, team_id=office.team.id))[0]

    assert row == {
        "id": str(office.team.doors[0]),
        "building_id": str(office.of.buildings[0]),
        "building": "1号楼",
        "area_id": str(await office.area()),
        "area": "祥和社区",
        "entrance": "1",
        "floor": 1,
        "door": "101",
        "name": "户1",
        "state": "not_home",
        "tries": 1,
        "team_id": str(office.team.id),
        "team": "第1队",
        "person_id": str(office.of.people["ann"]),
        "person": "ann",
        "last_visit_at": office.clock(),
    }


async def test_filters_narrow_a_list_and_its_count(office: Office) -> None:
    await office.visit("ann", office.team.doors[0], "not_home")
    await office.visit("ann", office.team.doors[1], "inaccessible")

    async def count(**query: object) -> int:
        reply = await office.get("cora", "/api/households", campaign_id=office.campaign, limit=1, **query)
        return int(reply["count"])

    assert await count() == 12
    assert await count(team_id=office.team.id) == 4
    assert await count(unassigned=True) == 4
    assert await count(building_id=office.of.buildings[1]) == 4
    assert await count(state="not_home") == 1
    assert await count(tries=1) == 2
    assert await count(team_id=office.team.id, unvisited=True) == 3  # nobody stood at a door that could not be reached
    assert await count(words="201") == 3
    assert await count(words="户2") == 3
    assert await count(words="%") == 0


async def test_a_list_comes_in_pages_that_leave_nothing_out(office: Office) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        page = await office.get("cora", "/api/households", campaign_id=office.campaign, limit=5, **({"cursor": cursor} if cursor else {}))
        seen += [row["id"] for row in page["households"]]
        assert page["count"] == 12
        if page["next"] is None:
            break
        cursor = page["next"]

    assert sorted(seen) == sorted(str(door) for door in (*office.team.doors, *office.other.doors, *office.of.spare))


async def test_without_a_campaign_the_latest_is_listed(office: Office) -> None:
    assert (await office.get("ann", "/api/households"))["count"] == 4


async def test_somebody_elses_doors_do_not_exist(office: Office) -> None:
    await office.hire("elsewhere", await office.make_area("远方社区"))
    foreign, made_up = office.other.doors[0], uuid4()

    for who in ("ann", "lea", "elsewhere"):
        answers = [await office.ask(who, "GET", f"/api/households/{door}") for door in (foreign, made_up)]
        assert [reply.status_code for reply in answers] == [404, 404]
        assert answers[0].json() == answers[1].json()
    assert {row["team"] for row in await rows(office, "ann")} == {"第1队"}
    assert await office.refused("ann", "GET", "/api/households", team_id=office.other.id) == (404, "not_found")
    grid = f"/api/campaigns/{office.campaign}/grid"
    assert await office.refused("ann", "GET", grid, building_id=office.of.buildings[1]) == (404, "not_found")


async def test_a_building_is_shown_door_by_door(office: Office) -> None:
    await office.visit("ann", office.team.doors[0])

    told = await office.get("ann", f"/api/campaigns/{office.campaign}/grid", building_id=office.of.buildings[0])

    assert told["building"]["name"] == "1号楼"
    assert [(cell["door"], cell["state"], cell["tries"]) for cell in told["cells"]] == [
        ("101", "met", 1),
        ("201", "never_tried", 0),
        ("301", "never_tried", 0),
        ("401", "never_tried", 0),
    ]


async def test_a_household_is_shown_with_everything_that_was_done_there(office: Office) -> None:
    door, ann = office.team.doors[0], office.phone("ann")
    office.clock.advance(minutes=1)
    await ann.push(ann.visit(door, office.campaign, "not_home", note="门口有鞋"))
    office.clock.advance(minutes=1)
    await ann.push(
        ann.command("correct_household", door, seen=1, fields={"people_count": 3}),
        ann.command("raise_request", door, seen=1, category="facilities", text="楼道灯不亮"),
        ann.command("refuse_contact", door, seen=1, reason="勿扰"),
    )
    await office.assign("cora", office.other.id, household_ids=[str(door)])

    told = await office.get("cora", f"/api/households/{door}", campaign_id=office.campaign)

    assert (told["state"], told["visit_count"], told["household"]["people_count"]) == ("do_not_contact", 1, 3)
    assert told["assignment"]["team_id"] == str(office.other.id)
    assert told["building"] == "1号楼"
    whats = [change["what"] for change in told["history"]]
    assert sorted(whats[:3]) == ["correct_household", "raise_request", "refuse_contact"]
    assert whats[3:] == ["record_visit", "import"]
    visit, corrected = told["history"][3], next(each for each in told["history"] if each["what"] == "correct_household")
    assert (visit["value"], visit["note"], visit["person"]["name"]) == ("not_home", "门口有鞋", "ann")
    assert (corrected["field"], corrected["value"]) == ("people_count", 3)
    assert [(held["team"], held["to_at"]) for held in told["holders"]] == [("第2队", None), ("第1队", office.clock())]


async def test_a_history_names_the_command_of_each_value_and_what_became_of_it(office: Office) -> None:
    door = office.team.doors[0]
    ann, ben = office.phone("ann"), office.phone("ben")
    office.clock.advance(minutes=1)
    second = ben.command("correct_household", door, seen=1, fields={"note": "乙"})
    office.clock.advance(minutes=1)
    first = ann.command("correct_household", door, seen=1, fields={"note": "甲"})
    late = {**ann.command("correct_household", door, seen=1, fields={"note": "丙"}), "n": 1}
    await ann.push({**first, "n": 5})
    await ben.push(second)
    office.clock.advance(minutes=1)
    await ann.push(late)

    history = (await office.get("cora", f"/api/households/{door}"))["history"]

    told = {line["value"]: (line["command_id"], line.get("became")) for line in history if line.get("field") == "note"}
    assert told == {"甲": (first["id"], None), "乙": (second["id"], "merged"), "丙": (late["id"], "superseded")}
    assert all(line["arrived_at"] >= line["at"] for line in history)


async def test_what_nobody_can_decide_alone_waits_for_a_person(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    door, other = office.team.doors[:2]
    await ann.push(
        ann.command("correct_household", door, seen=1, fields={"name": "王"}),
        ann.command("close_household", other, seen=1, reason="not_a_dwelling"),
        ann.command("paint_household", door, colour="red"),
    )
    office.clock.advance(minutes=1)
    await ben.push(
        ben.command("correct_household", door, seen=1, fields={"name": "汪"}),
        ben.command("comment_request", door, request_id=str(uuid4()), text="还没修"),
    )

    items = {item["kind"]: item for item in (await office.get("lea", "/api/attention"))["items"]}

    assert set(items) == {"conflict", "close_proposed", "parked", "held"}
    assert (items["conflict"]["label"], items["conflict"]["body"]["field"]) == ("1号楼 1 101", "name")
    assert {items["conflict"]["body"]["kept"], items["conflict"]["body"]["other"]} == {"王", "汪"}
    assert (items["close_proposed"]["reason"], items["close_proposed"]["person"]["name"]) == ("not_a_dwelling", "ann")
    assert "paint_household" in items["parked"]["body"]
    assert "还没修" in items["held"]["body"]
    assert len((await office.get("cora", "/api/attention"))["items"]) == 4
    assert (await office.get("leo", "/api/attention"))["items"] == []


async def test_a_settled_conflict_waits_no_more(office: Office) -> None:
    ann, ben = office.phone("ann"), office.phone("ben")
    door = office.team.doors[0]
    await ann.push(ann.command("correct_household", door, seen=1, fields={"name": "王"}))
    reply = await ben.push(ben.command("correct_household", door, seen=1, fields={"name": "汪"}))

    await ann.push(ann.command("correct_household", door, seen=reply["receipts"][0]["version"], fields={"name": "王"}))

    assert (await office.get("lea", "/api/attention"))["items"] == []


async def test_a_search_takes_large_and_small_letters_for_the_same(office: Office) -> None:
    ann = office.phone("ann")
    await ann.push(ann.command("correct_household", office.team.doors[0], fields={"name": "Ärger Wang", "door": "B9x"}))

    for words in ("wANG", "b9X"):
        found = await office.get("cora", "/api/households", campaign_id=office.campaign, words=words)
        assert [each["name"] for each in found["households"]] == ["Ärger Wang"]


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 501}, {"cursor": "xyz"}, {"tries": -1}, {"state": "sleeping"}, {"words": "x" * 101}, {"words": "\0"}]
)
async def test_wrong_questions_are_refused(office: Office, query: dict[str, object]) -> None:
    assert await office.refused("cora", "GET", "/api/households", campaign_id=office.campaign, **query) == (400, "bad_request")


async def test_areas_and_buildings_are_those_of_the_own_doors(office: Office) -> None:
    far = await office.make_area("远方社区")
    await office.hire("elsewhere", far)

    async def names(who: str, path: str, key: str, **query: object) -> list[str]:
        return [each["name"] for each in (await office.get(who, path, **query))[key]]

    assert sorted(await names("cora", "/api/areas", "areas")) == ["祥和社区", "远方社区"]
    assert await names("cora", "/api/areas", "areas", q="远方") == ["远方社区"]
    assert await names("ann", "/api/areas", "areas") == ["祥和社区"]
    assert await names("elsewhere", "/api/areas", "areas") == ["远方社区"]
    assert await names("ann", "/api/buildings", "buildings") == ["1号楼"]
    assert await names("cora", "/api/buildings", "buildings", campaign_id=office.campaign) == ["1号楼", "2号楼", "3号楼"]
    assert await names("cora", "/api/buildings", "buildings", team_id=office.other.id) == ["2号楼"]
    assert await names("cora", "/api/buildings", "buildings", area_id=far) == []
    assert await names("elsewhere", "/api/buildings", "buildings") == []


async def test_a_door_found_in_a_building_that_is_new_to_the_team_brings_the_building(office: Office) -> None:
    ann = office.phone("ann")
    await ann.pull()
    building = office.of.buildings[2]
    door = {"building_id": building, "entrance": "1", "floor": 9, "door": "901", "campaign_id": office.campaign}
    await ann.outcomes(ann.command("add_household", office.ids(), **door))
    ben = office.phone("ben")
    await ben.pull()
    again = ann.command("add_household", office.ids(), **door | {"door": "902"})
    await ann.outcomes(again)

    assert [item["name"] for item in ben.items if item["id"] == str(building)] == ["3号楼"]
    assert [item["name"] for item in ben.items if item["kind"] == "area"] == ["祥和社区"]
    versions = "SELECT version FROM items WHERE item_id = ?"
    assert await office.rows(versions, building) == [(1,)]


async def test_a_door_that_is_opened_again_comes_with_its_building(office: Office) -> None:
    ann, cora, door, building = office.phone("ann"), office.phone("cora"), office.of.spare[0], str(office.of.buildings[2])
    await office.assign("cora", office.team.id, household_ids=[str(door)])
    assert await cora.outcomes(cora.command("close_household", door, reason="no_such_door")) == ["applied"]
    await office.assign("cora", office.other.id, household_ids=[str(office.team.doors[0])])  # the team's buildings are read again
    await ann.pull()
    assert [item for item in ann.items if item["id"] == building and not item.get("removed")] == []

    assert await cora.outcomes(cora.command("reopen_household", door, reason="有人住")) == ["applied"]
    await ann.pull()

    assert str(door) in ann.cards
    assert [item["name"] for item in ann.items if item["id"] == building and not item.get("removed")] == ["3号楼"]
