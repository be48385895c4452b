"""Lists of doors: in the order people walk, by every filter a number on a board opens, and found in the middle by counters."""

from typing import Any

import pytest
from sqlalchemy import insert

from server.db.tables import campaign_areas
from sync.card import NOBODY
from tests.server.office import Json, Office

LABELS = [
    ("10号楼", "2", 3, "301"),
    ("2号楼", "10", 1, "101"),
    ("2号楼", "2", 2, "201"),
    ("2号楼", "2", 1, "102"),
    ("2号楼", "2", 1, "101"),
]


async def page(office: Office, who: str = "cora", **query: Any) -> Json:
    return await office.get(who, "/api/households", campaign_id=office.campaign, **query)


async def count(office: Office, **query: Any) -> int:
    """As the list says, and as many doors as it then shows."""
    told = await page(office, limit=500, **query)
    assert told["count"] == len(told["households"])
    return int(told["count"])


async def add(office: Office, building: str, entrance: str, floor: int, door: str) -> None:
    """A door found by cora in a building of that name, with no team."""
    found = await office.rows("SELECT id FROM buildings WHERE name = ?", building)
    cora = office.phone("cora")
    made = cora.command("add_household", office.ids(), building_id=found[0][0], entrance=entrance, floor=floor, door=door)
    assert await cora.outcomes(made) == ["applied"]


async def buildings_named(office: Office, *names: str) -> None:
    """The community's buildings, and what belongs to a name, called anew."""
    from server.db.driver import execute
    from server.db.natural import natural_key

    def rename(conn: Any) -> None:
        for building_id, name in zip(office.of.buildings, names, strict=False):
            execute(conn, "UPDATE buildings SET name = ?, sort_key = ? WHERE id = ?", name, natural_key(name), building_id)

    await office.store.write(rename)


async def test_doors_come_by_building_entrance_floor_and_door_as_people_count(office: Office) -> None:
    await buildings_named(office, "10号楼", "2号楼", "1号楼")
    for label in LABELS:
        await add(office, *label)

    told = (await page(office, unassigned=True, limit=500))["households"]

    found = [(row["building"], row["entrance"], row["floor"], row["door"]) for row in told if row["name"] is None]
    assert found == list(reversed(LABELS))
    buildings = [row["building"] for row in (await page(office, limit=500))["households"]]
    assert list(dict.fromkeys(buildings)) == ["1号楼", "2号楼", "10号楼"]


@pytest.mark.parametrize("query", [{}, {"unvisited": True}, {"words": "户"}, {"least_tries": 1}])
async def test_pages_and_places_in_the_middle_are_the_same_list(office: Office, query: dict[str, Any]) -> None:
    await office.visit("ann", office.team.doors[1])
    await office.visit("cai", office.other.doors[2], "not_home")
    whole = [row["id"] for row in (await page(office, limit=500, **query))["households"]]

    walked: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        told = await page(office, limit=3, **query, **({"cursor": cursor} if cursor else {}))
        walked += [row["id"] for row in told["households"]]
        assert told["count"] == len(whole)
        cursor = told["next"]

    assert walked == whole
    for skip in range(len(whole) + 1):
        assert [row["id"] for row in (await page(office, limit=2, skip=skip, **query))["households"]] == whole[skip : skip + 2]


async def test_every_number_of_a_board_opens_as_many_doors(office: Office) -> None:
    outcomes = ("met", "not_home", "inaccessible", "vacant")
    for door, outcome in zip(office.team.doors, outcomes, strict=True):
        await office.visit("ann", door, outcome)
    await office.visit("ben", office.team.doors[1], "refused")
    ann = office.phone("ann")
    await ann.push(ann.command("refuse_contact", office.team.doors[2], reason="勿扰"))
    await add(office, "1号楼", "1", 9, "901")

    for narrow in ({}, {"team_id": office.team.id}, {"building_id": office.of.buildings[0]}, {"area_id": await office.area()}):
        told = await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", **narrow)
        assert await count(office, **narrow) == told["known"]
        assert await count(office, **narrow, visited=True) == told["visited"]
        assert await count(office, **narrow, unvisited=True) == told["known"] - told["visited"]
        assert await count(office, **narrow, base=True) == told["base"]
        assert await count(office, **narrow, base=True, visited=True) == told["base_visited"]
        assert await count(office, **narrow, base=True, state="met") == told["base_met"]
        assert await count(office, **narrow, least_tries=1) == told["tried"]
        for tries, doors in enumerate(told["tries"][:5]):
            assert await count(office, **narrow, tries=tries) == doors
        for state in ("met", "not_home", "refused", "do_not_contact", "vacant", "inaccessible", "never_tried"):
            assert await count(office, **narrow, state=state) == told[state]
        assert await count(office, **narrow, state="refused", tries=2, visited=True) == 1
    ann_id, given = str(office.of.people["ann"]), [str(door) for door in office.team.doors[:3]]
    await office.assign("lea", office.team.id, household_ids=given, person_id=ann_id)
    assert await count(office, person_id=ann_id) == 3
    assert await count(office, person_id=ann_id, state="met", building_id=office.of.buildings[0]) == 1
    assert await count(office, added=True) == (await office.get("cora", f"/api/campaigns/{office.campaign}/coverage"))["added_on_the_way"]


async def test_a_day_and_an_hour_open_the_doors_tried_then(office: Office) -> None:
    await office.visit("ann", office.team.doors[0], "not_home")
    first = (await office.get("cora", f"/api/campaigns/{office.campaign}/times"))["days"][0]["on"]
    office.clock.advance(hours=25)
    await office.visit("ben", office.team.doors[0], "met")
    await office.visit("cai", office.other.doors[0], "met")

    times = await office.get("cora", f"/api/campaigns/{office.campaign}/times")

    assert [(day["visits"], day["met"], day["reached"]) for day in times["days"]] == [(1, 0, 1), (2, 2, 1)]
    second = times["days"][1]["on"]
    assert sorted((hour["visits"], hour["met"]) for hour in times["hours"]) == [(1, 0), (2, 2)]
    assert await count(office, tried_on=first) == 1
    assert await count(office, tried_on=second) == 2
    assert await count(office, tried_on=second, first=True) == 1
    assert await count(office, tried_on=second, tried_by=office.team.id) == 1
    assert await count(office, tried_on=second, outcome="met") == 2
    assert await count(office, tried_person=office.of.people["ann"]) == 1
    for hour in times["hours"]:
        assert await count(office, tried_hour=hour["hour"]) == hour["visits"]
    mine = await office.get("cora", f"/api/campaigns/{office.campaign}/times", team_id=office.other.id)
    assert [day["visits"] for day in mine["days"]] == [1]
    here = await office.get("cora", f"/api/campaigns/{office.campaign}/times", area_id=await office.area())
    away = await office.get("cora", f"/api/campaigns/{office.campaign}/times", area_id=await office.make_area("远方社区"))
    assert (here["days"], away["days"], away["known"]) == (times["days"], [], 0)


async def test_an_areas_teams_open_what_they_did_and_what_their_people_have(office: Office) -> None:
    ann, grid = office.of.people["ann"], await office.make_area("第一网格", await office.area())
    await office.post("cora", f"/api/buildings/{office.of.buildings[1]}", area_id=str(grid))  # the other team's
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=str(ann))
    for team, lead in ((office.team, "lea"), (office.other, "leo")):
        await office.visit("ann", team.doors[0], "not_home")
        await office.assign(lead, team.id, household_ids=[str(door) for door in team.doors[:2]], person_id=str(ann))

    told = await office.get("cora", f"/api/campaigns/{office.campaign}/times", area_id=grid)
    [row] = [
        row
        for row in (await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="person", area_id=grid))["rows"]
        if row["id"] == str(ann)
    ]

    assert [day["visits"] for day in told["days"]] == [1]
    assert await count(office, tried_on=told["days"][0]["on"], teams_in=grid) == 1
    assert await count(office, tried_hour=told["hours"][0]["hour"], teams_in=grid) == 1
    assert await count(office, tried_person=ann, teams_in=grid) == row["work"]["doors"] == 1
    assert await count(office, person_id=ann, teams_in=grid) == row["known"] == 2
    assert await count(office, person_id=ann) == 4
    assert await office.refused("lea", "GET", "/api/households", tried_person=str(ann), teams_in=str(grid)) == (404, "not_found")


async def test_a_void_takes_a_visit_out_of_its_day(office: Office) -> None:
    ann = office.phone("ann")
    visit = ann.visit(office.team.doors[0], office.campaign)
    await ann.push(visit)
    await ann.push(ann.command("void_visit", office.team.doors[0], visit_id=visit["id"], reason="wrong door"))

    times = await office.get("cora", f"/api/campaigns/{office.campaign}/times")

    assert (times["days"], times["hours"]) == ([], [])


async def test_doors_nobody_came_to_for_days_can_be_asked_for(office: Office) -> None:
    await office.visit("ann", office.team.doors[0])
    office.clock.advance(hours=24 * 8)
    await office.visit("ann", office.team.doors[1])

    assert await count(office, team_id=office.team.id, quiet_days=7) == 3


async def test_a_coordinator_of_an_area_lists_that_area(office: Office) -> None:
    await office.hire("area", await office.area())
    await office.hire("far", await office.make_area("远方社区"))

    assert (await page(office, "area"))["count"] == 12
    assert (await page(office, "area", unvisited=True, limit=1, skip=11))["count"] == 12
    assert (await page(office, "ann"))["count"] == 4
    assert await office.refused("far", "GET", "/api/households", campaign_id=office.campaign) == (404, "not_found")


@pytest.mark.parametrize("query", [{"cursor": "xyz"}, {"skip": -1}, {"tried_hour": 168}, {"tried_on": "soon"}, {"quiet_days": -1}])
async def test_what_makes_no_sense_is_refused(office: Office, query: dict[str, Any]) -> None:
    status, _ = await office.refused("cora", "GET", "/api/households", campaign_id=office.campaign, **query)
    assert status == 400


async def refused_by_cora(office: Office) -> None:
    """A visit made with no team, at a door that no team has."""
    cora = office.phone("cora")
    assert await cora.outcomes(cora.visit(office.of.spare[0], office.campaign, "refused")) == ["applied"]


async def test_a_volunteer_is_not_told_how_many_visits_nobodys_team_made(office: Office) -> None:
    await refused_by_cora(office)

    told = await page(office, "ann", tried_by=NOBODY)

    assert (told["been"], told["count"]) == ({"visits": 0, "doors": 0}, 0)


async def test_a_leader_is_not_told_what_a_person_of_no_team_of_theirs_did(office: Office) -> None:
    await refused_by_cora(office)

    told = await page(office, "lea", tried_by=NOBODY, tried_person=office.of.people["cora"], outcome="refused")

    assert (told["been"], told["count"]) == ({"visits": 0, "doors": 0}, 0)


async def test_visits_made_with_no_team_are_counted_for_who_coordinates_where_they_were(office: Office) -> None:
    far = await office.make_area("远社区")
    await office.store.write(lambda conn: conn.execute(insert(campaign_areas).values(campaign_id=office.campaign, area_id=far)) and None)
    await office.hire("near", await office.area())
    await office.hire("far", far)
    await refused_by_cora(office)

    told = {who: await page(office, who, tried_by=NOBODY) for who in ("cora", "near", "far")}

    assert {who: (each["been"]["visits"], each["count"]) for who, each in told.items()} == {"cora": (1, 1), "near": (1, 1), "far": (0, 0)}
