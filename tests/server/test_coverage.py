"""The board's numbers: they add up, say their base, and say how fresh they are."""

import pytest

from tests.server.office import Json, Office

STATES = ["met", "not_home", "refused", "call_back", "inaccessible", "do_not_contact", "vacant", "given_up", "never_tried"]


async def board(office: Office, who: str = "cora", **query: object) -> Json:
    return await office.get(who, f"/api/campaigns/{office.campaign}/coverage", **query)


async def walk(office: Office) -> None:
    """Ann and ben at the first team's doors, cai at one of the other's."""
    outcomes = ("met", "not_home", "inaccessible")
    for door, outcome in zip(office.team.doors, outcomes, strict=False):
        office.clock.advance(minutes=1)
        await office.visit("ann", door, outcome)
    office.clock.advance(minutes=1)
    await office.visit("ben", office.team.doors[1], "refused")
    await office.visit("cai", office.other.doors[0], "vacant")


async def test_the_states_of_every_row_add_up_to_the_known_doors(office: Office) -> None:
    await walk(office)

    for by in ("team", "area", "building", "person"):
        told = await board(office, by=by)
        for row in (told, *told["rows"]):
            assert sum(row[state] for state in STATES) == row["known"]
            assert sum(row["tries"]) == row["known"]
            assert row["base"] == row["known"] - row["do_not_contact"] - row["vacant"]
            assert row["base_visited"] <= row["base"]


async def test_teams_are_counted_with_what_they_did(office: Office) -> None:
    await walk(office)

    told = await board(office, by="team")

    first, second, nobody = told["rows"]
    assert (first["name"], first["known"], first["visited"], first["met"], first["refused"], first["inaccessible"]) == (
        "第1队",
        4,
        2,
        1,
        1,
        1,
    )
    assert (first["tried"], first["tries"]) == (3, [1, 2, 1, 0, 0, 0])
    assert first["work"] == {"visits": 4, "doors": 3}
    assert (second["vacant"], second["base"], second["work"]) == (1, 3, {"visits": 1, "doors": 1})
    assert (nobody["name"], nobody["known"]) == ("", 4)
    assert (told["known"], told["visited"], told["met"]) == (12, 3, 1)
    assert told["as_of"] == office.clock()


async def test_people_are_counted_by_their_doors_and_their_work(office: Office) -> None:
    await walk(office)
    await office.assign("lea", office.team.id, household_ids=[str(office.team.doors[0])], person_id=str(office.of.people["ann"]))

    rows = {row["name"]: row for row in (await board(office, "lea", by="person", team_id=office.team.id))["rows"]}

    assert set(rows) == {"", "ann", "ben", "lea"}
    assert (rows[""]["known"], rows[""]["visited"]) == (3, 1)
    assert (rows["ann"]["known"], rows["ann"]["met"], rows["ann"]["work"]) == (1, 1, {"visits": 3, "doors": 3})
    assert (rows["ben"]["known"], rows["ben"]["work"]) == (0, {"visits": 1, "doors": 1})
    assert rows["lea"]["work"] == {"visits": 0, "doors": 0}


async def test_an_areas_people_are_those_of_its_teams_with_all_their_doors(office: Office) -> None:
    await walk(office)
    await office.assign("lea", office.team.id, household_ids=[str(office.team.doors[0])], person_id=str(office.of.people["ann"]))
    area, far = await office.area(), await office.make_area("远方社区")
    await office.hire("area", area)

    for who in ("cora", "area"):
        told = await board(office, who, by="person", area_id=area)
        rows = {row["name"]: (row["known"], row["work"]["visits"]) for row in told["rows"]}
        assert (told["known"], rows) == (12, {"ann": (1, 3), "ben": (0, 1), "cai": (0, 1)})
    one = await board(office, by="person", area_id=area, team_id=office.team.id)
    assert {row["name"]: row["known"] for row in one["rows"]} == {"": 3, "ann": 1, "ben": 0, "lea": 0}
    assert (await board(office, by="person", area_id=far))["rows"] == []


async def test_what_teams_did_is_told_only_where_it_is_counted(office: Office) -> None:
    await walk(office)

    narrowed = [
        await board(office, by="team", area_id=await office.area()),
        await board(office, by="team", building_id=office.of.buildings[0]),
    ]

    assert [["work" in row for row in told["rows"]] for told in narrowed] == [[False, False, False], [False]]
    assert [row["known"] for row in narrowed[0]["rows"]] == [4, 4, 4]


async def test_areas_add_up_what_lies_below_them(office: Office) -> None:
    await walk(office)

    rows = (await board(office, by="area"))["rows"]

    assert [(row["name"], row["known"], row["met"]) for row in rows] == [("祥和社区", 12, 1)]
    one = await board(office, by="area", building_id=office.of.buildings[0])
    assert [(row["name"], row["known"]) for row in one["rows"]] == [("祥和社区", 4)]


async def test_a_board_can_be_narrowed(office: Office) -> None:
    await walk(office)

    by_building = (await board(office, by="building", team_id=office.team.id))["rows"]
    one = await board(office, by="team", building_id=office.of.buildings[1])

    assert [(row["name"], row["known"]) for row in by_building] == [("1号楼", 4)]
    assert (one["known"], [row["name"] for row in one["rows"]]) == (4, ["第2队"])


async def test_a_building_whose_doors_all_went_to_another_team_is_in_the_former_ones_rows_no_more(office: Office) -> None:
    doors = [str(door) for door in office.team.doors]
    path = f"/api/campaigns/{office.campaign}/assignments"
    await office.post("cora", path, team_id=str(office.other.id), household_ids=doors)

    left = await board(office, by="building", team_id=office.team.id)
    got = await board(office, by="building", team_id=office.other.id)

    assert left["rows"] == []
    assert [(row["name"], row["known"]) for row in got["rows"]] == [("1号楼", 4), ("2号楼", 4)]


async def test_the_board_says_how_many_phones_are_silent(office: Office) -> None:
    await office.phone("ann").pull()
    await office.phone("cai").pull()
    office.clock.advance(hours=3)
    await office.phone("ben").pull()

    assert (await board(office))["silent"] == {"replicas": 2, "of": 3}
    assert (await board(office, team_id=office.team.id))["silent"] == {"replicas": 1, "of": 2}


async def test_everybody_sees_the_own_part_only(office: Office) -> None:
    await walk(office)
    await office.hire("area", await office.area())
    await office.hire("elsewhere", await office.make_area("远方社区"))

    for who in ("ann", "lea"):
        told = await board(office, who)
        assert (told["known"], [row["name"] for row in told["rows"]]) == (4, ["第1队"])
    assert (await board(office, "area"))["known"] == 12
    assert await office.refused("elsewhere", "GET", f"/api/campaigns/{office.campaign}/coverage") == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "code"), [({"by": "person"}, "forbidden"), ({"by": "colour"}, "bad_request"), ({"team_id": "x"}, "bad_request")]
)
async def test_what_a_volunteer_may_not_ask_is_refused(office: Office, query: dict[str, str], code: str) -> None:
    assert (await office.refused("ann", "GET", f"/api/campaigns/{office.campaign}/coverage", **query))[1] == code


async def test_a_new_campaign_begins_with_what_is_known_of_its_doors(office: Office) -> None:
    ann, cora = office.phone("ann"), office.phone("cora")
    wished, closed = office.team.doors[:2]
    await ann.push(ann.command("refuse_contact", wished, reason="勿扰"), ann.visit(office.team.doors[2], office.campaign))
    await cora.push(cora.command("close_household", closed, reason="demolished"))

    made = await office.post("cora", "/api/campaigns", name="冬季走访", starts_on="2026-04-01", ends_on="2026-04-30")
    told = await office.get("cora", f"/api/campaigns/{made['id']}/coverage")
    moved = await office.post("cora", f"/api/campaigns/{made['id']}/teams", id=str(office.team.id), name="第1队")
    taken = await office.post(
        "cora", f"/api/campaigns/{made['id']}/assignments", team_id=str(office.team.id), household_ids=[str(wished), str(closed)]
    )

    assert (told["known"], told["do_not_contact"], told["never_tried"]) == (11, 1, 10)
    assert moved["slice_id"] != str(office.team.cards)
    assert (taken["moved"], taken["skipped"]) == (1, [{"household_id": str(closed), "reason": "closed"}])
    await ann.pull()
    assert ann.digests[moved["slice_id"]]["count"] == 1
    await cora.push(cora.command("reopen_household", closed, reason="还在"))
    assert (await office.get("cora", f"/api/campaigns/{made['id']}/coverage"))["known"] == 12


async def test_a_list_of_teams_counts_doors_and_one_team_names_its_buildings(office: Office) -> None:
    await walk(office)
    path = f"/api/campaigns/{office.campaign}/teams"

    every, (one,) = (await office.get("cora", path))["teams"], (await office.get("cora", path, team_id=office.team.id))["teams"]

    assert [(each["name"], each["known"], each["visited"], "buildings" in each) for each in every] == [
        ("第1队", 4, 2, False),
        ("第2队", 4, 1, False),
    ]
    assert (one["name"], [each["name"] for each in one["buildings"]]) == ("第1队", ["1号楼"])
    assert await office.refused("lea", "GET", path, team_id=office.other.id) == (404, "not_found")
