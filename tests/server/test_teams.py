"""Teams are named and invited as a whole; what somebody held is the team's when they leave; roles are given and taken."""

import asyncio
from uuid import uuid4

from tests.server.office import Office

HOUR = 3_600_000


async def settled(office: Office) -> None:
    await office.app.state.mover.settle()


async def holders(office: Office) -> dict[str, str | None]:
    rows = (await office.get("cora", "/api/households", team_id=office.team.id))["households"]
    return {row["id"]: row["person"] for row in rows}


async def test_doors_of_somebody_who_leaves_a_team_are_the_teams_again(office: Office) -> None:
    first, second, *_ = [str(door) for door in office.team.doors]
    await office.assign("lea", office.team.id, household_ids=[first, second], person_id=office.of.people["ann"])

    left = await office.post("lea", f"/api/teams/{office.team.id}/members/{office.of.people['ann']}/end")
    await settled(office)

    assert left["doors"] == 2
    assert set((await holders(office)).values()) == {None}
    await office.post("lea", "/api/assignments/undo", undo_id=left["move_ids"][0])  # can be taken back, but she is not in the team
    assert set((await holders(office)).values()) == {None}


async def test_ended_access_gives_the_doors_back_in_every_team(office: Office) -> None:
    ann = office.of.people["ann"]
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=ann)
    await office.assign("lea", office.team.id, household_ids=[str(office.team.doors[0])], person_id=ann)
    await office.assign("leo", office.other.id, household_ids=[str(each) for each in office.other.doors[:2]], person_id=ann)
    call = str(uuid4())

    ended, again = [await office.post("cora", f"/api/people/{ann}/end", id=call) for _ in range(2)]
    await settled(office)

    assert (ended["doors"], again) == (3, ended)
    rows = await office.rows("SELECT household_id FROM feed WHERE person_id = ? AND gone_reason IS NULL", ann)
    assert rows == []
    lines = [each for each in (await office.get("cora", "/api/audit"))["lines"] if each["action"] == "access_ended"]
    assert [each["counts"] for each in lines] == [{"doors": 3}]


async def test_a_leaders_sheet_has_a_card_for_every_volunteer_of_the_team(office: Office) -> None:
    call = str(uuid4())

    sheet, again = [await office.post("lea", f"/api/teams/{office.team.id}/invitations", id=call) for _ in range(2)]

    assert [each["person"]["name"] for each in sheet["invitations"]] == ["ann", "ben"]
    assert [each["name"] for each in sheet["skipped"]] == ["lea"]  # leaders are invited by coordinators
    assert again == sheet
    assert {each["expires_at"] - office.clock() for each in sheet["invitations"]} == {7 * 24 * HOUR}
    for each in sheet["invitations"]:
        reply = await office.client().post("/api/enrol", json={"code": each["code"], "replica": str(uuid4())})
        assert reply.json()["person"] == each["person"]


async def test_new_people_get_cards_by_their_names(office: Office) -> None:
    sheet = await office.post("cora", f"/api/teams/{office.team.id}/invitations", names=["赵一", "钱二"], valid_hours=48)

    assert [each["person"]["name"] for each in sheet["invitations"]] == ["赵一", "钱二"]
    people = (await office.get("cora", "/api/people", team_id=office.team.id))["people"]
    assert [each["name"] for each in people] == ["ann", "ben", "lea", "赵一", "钱二"]


async def test_nobody_gets_a_card_that_opens_more_than_its_maker_has(office: Office) -> None:
    await office.post("cora", f"/api/teams/{office.team.id}/members", person_id=office.of.people["cora"])

    sheet = await office.post("lea", f"/api/teams/{office.team.id}/invitations")

    assert "cora" not in [each["person"]["name"] for each in sheet["invitations"]]
    assert "cora" in [each["name"] for each in sheet["skipped"]]


async def test_a_team_gets_another_name_and_phones_read_it(office: Office) -> None:
    phone = office.phone("ann")
    await phone.pull()
    phone.items.clear()

    await office.post("cora", f"/api/teams/{office.team.id}", name="银杏队")
    await phone.pull()

    assert [item["name"] for item in phone.items if item["kind"] == "team"] == ["银杏队"]


async def test_roles_are_given_and_taken_and_somebody_stays(office: Office) -> None:
    ann, area = office.of.people["ann"], str(await office.area())
    await office.post("cora", f"/api/people/{ann}/roles", role="coordinator", area_id=area)
    given = (await office.get("ann", "/api/me"))["roles"]
    listed = (await office.get("cora", "/api/people", role="coordinator"))["people"]
    await office.post("cora", f"/api/people/{ann}/roles/end", role="coordinator", area_id=area)

    assert {"role": "coordinator", "area_id": area} in given
    assert [(each["name"], each["roles"][-1]["place"]) for each in listed if each["name"] == "ann"] == [("ann", "祥和社区")]
    assert all(each["role"] != "coordinator" for each in (await office.get("ann", "/api/me"))["roles"])
    own = f"/api/people/{office.of.people['cora']}/roles/end"
    assert await office.refused("cora", "POST", own, {"role": "coordinator", "area_id": None}) == (409, "last_coordinator")


async def test_two_coordinators_who_unmake_each_other_at_once_leave_one(office: Office) -> None:
    dora = await office.hire("dora", None)
    cora = office.of.people["cora"]
    body = {"role": "coordinator", "area_id": None}

    replies = await asyncio.gather(
        office.ask("cora", "POST", f"/api/people/{dora}/roles/end", body), office.ask("dora", "POST", f"/api/people/{cora}/roles/end", body)
    )

    assert sorted(reply.status_code for reply in replies)[0] == 200
    left = await office.rows("SELECT person_id FROM roles WHERE role = 'coordinator' AND area_id IS NULL AND to_at IS NULL")
    assert len(left) == 1


async def test_an_areas_coordinator_gives_no_wider_role(office: Office) -> None:
    far, area = await office.make_area("远方社区"), await office.area()
    await office.hire("near", area)
    ann = office.of.people["ann"]

    wide = {"role": "coordinator", "area_id": None}
    elsewhere = {"role": "coordinator", "area_id": str(far)}
    assert await office.refused("near", "POST", f"/api/people/{ann}/roles", wide) == (403, "forbidden")
    assert await office.refused("near", "POST", f"/api/people/{ann}/roles", elsewhere) == (404, "not_found")
    await office.post("near", f"/api/people/{ann}/roles", role="handler", area_id=str(area))


async def test_people_are_listed_a_page_at_a_time(office: Office) -> None:
    names = [f"人{number:03d}" for number in range(150)]
    await office.post("cora", f"/api/teams/{office.team.id}/invitations", names=names)
    gone = (await office.get("cora", "/api/people", words="人007"))["people"][0]["id"]
    await office.post("cora", f"/api/people/{gone}/end")

    first = await office.get("cora", "/api/people", words="人")
    second = await office.get("cora", "/api/people", words="人", after=first["next"])

    listed = [each["name"] for each in (*first["people"], *second["people"])]
    assert listed == [name for name in names if name != "人007"] + ["人007"]
    assert (len(first["people"]), second["next"]) == (100, None)


async def test_two_teams_of_a_campaign_never_have_one_name_however_it_is_typed(office: Office) -> None:
    teams, rename = f"/api/campaigns/{office.campaign}/teams", f"/api/teams/{office.other.id}"
    taken = (409, "team_name_taken")

    for name in ("第1队", "第１队", " 第 1\u3000队 "):
        assert await office.refused("cora", "POST", teams, {"name": name}) == taken
        assert await office.refused("cora", "POST", rename, {"name": name}) == taken
    assert (await office.post("cora", rename, name="第２队"))["name"] == "第２队"  # its own, in another width

    again = await office.post("cora", "/api/campaigns", name="春季走访", starts_on="2026-04-01", ends_on="2026-05-01")
    made = await office.post("cora", f"/api/campaigns/{again['id']}/teams", name="第1队")  # in another campaign
    joins = {"name": "第1队", "id": str(office.team.id)}
    assert await office.refused("cora", "POST", f"/api/campaigns/{again['id']}/teams", joins) == taken
    await office.post("cora", f"/api/teams/{made['id']}/end")
    await office.post("cora", f"/api/campaigns/{again['id']}/teams", **joins)
    assert await office.refused("cora", "POST", f"/api/teams/{made['id']}/reopen", {}) == taken


async def test_a_name_is_free_where_the_other_team_is_somebody_elses_to_see(office: Office) -> None:
    far = await office.make_area("永宁社区")
    await office.hire("yong", far)
    spring = {"name": "春季走访", "starts_on": "2026-04-01", "ends_on": "2026-05-01", "area_ids": [str(far)]}
    teams = f"/api/campaigns/{(await office.post('cora', '/api/campaigns', **spring))['id']}/teams"
    await office.post("cora", teams, name="一队")

    assert (await office.post("yong", teams, name="一队"))["name"] == "一队"
    assert await office.refused("yong", "POST", teams, {"name": "一队"}) == (409, "team_name_taken")
