"""A coordinator moves doors while the phone that holds them is offline. Nobody's work is lost, and everybody is told."""

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import like, text
from tests.gate import Gate


async def moves_at_the_desk(desk: Person, served: Served, doors: list[dict[str, str]]) -> None:
    """Picks the doors in the list and gives them to the other team, which is proposed."""
    await desk.goes_to(f"/desk/doors?team_id={served.team}&unvisited=1")
    for door in doors:
        place = " ".join(part for part in (door["building"], door["entrance"], door["door"]) if part)
        await desk.page.get_by_label(text("desk.doors.pick_one", place=place)).click()
    await desk.button("sharing.go.move", n=str(len(doors))).click()


async def test_late_work_at_a_moved_door_is_accepted_credited_and_told_to_all(served: Served, gate: Gate, new_device: NewDevice) -> None:
    doors = await served.untried(served.team, 3)
    ann_token, cai_token = served.volunteers(served.team)[0], served.volunteers(served.other_team)[0]
    ann = await enrolled(await new_device(), f"http://ann.localhost:{gate.port}", served, ann_token, "volunteer", served.team)
    await ann.is_ready_to_work_offline()
    cai = await enrolled(await new_device(), f"http://cai.localhost:{served.port}", served, cai_token, "volunteer", served.other_team)
    await cai.is_ready_to_work_offline()
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await ann.loses_the_network(gate)

    await moves_at_the_desk(desk, served, doors)
    await expect(desk.page.get_by_text(like("sharing.done", n="3"))).to_be_visible()
    await desk.shows("desk-moved")
    await ann.records_nobody_home(doors[0]["id"])
    await ann.has_the_network_again(gate)
    await ann.sends_everything()

    # Credited to who did it, in the card of the team that holds the door now.
    card = await served.household(doors[0]["id"])
    me = await served.person(ann_token)
    assert [(visit["outcome"], visit["by"]) for visit in card["visits"]] == [("not_home", me["id"])]
    assert card["assignment"]["team_id"] == served.other_team

    # Phone and office say the same number, the moved door included.
    rows = (await served.get(f"/api/campaigns/{served.campaign}/coverage", served.coordinator, by="person", team_id=served.team))["rows"]
    work = next(row["work"] for row in rows if row["id"] == me["id"])
    await expect(ann.page.get_by_text(like("core.phone.own_work", visits=work["visits"], doors=work["doors"]))).to_be_visible()

    # The former team sees the doors leave, with the reason.
    await expect(ann.page.get_by_role("heading", name=text("core.phone.departures", n=3))).to_be_visible()
    place = " ".join(part for part in (doors[0]["building"], doors[0]["entrance"], doors[0]["door"]) if part)
    await expect(ann.page.get_by_text(text("core.notice.moved_away"))).to_contain_text(place)
    await ann.shows("phone-doors-left")
    await ann.goes_to(f"/door/{doors[1]['id']}")
    await expect(ann.page.get_by_text(like("door.not_here.reassigned"))).to_be_visible()

    # The new team has them, with the visit.
    await cai.sends_everything()
    await cai.goes_to(f"/door/{doors[0]['id']}")
    await expect(cai.page.get_by_text(text("door.history.title"))).to_be_visible()
    await expect(cai.page.get_by_text(me["name"])).to_be_visible()

    # The coordinator is told.
    notices = (await served.get("/api/notices", served.coordinator))["notices"]
    assert ("late_work", doors[0]["id"]) in [(notice["what"], notice.get("household_id")) for notice in notices]


async def test_a_door_visited_meanwhile_stays_when_only_the_unvisited_are_moved_and_undo_brings_the_others_back(
    served: Served, gate: Gate, new_device: NewDevice
) -> None:
    doors = await served.untried(served.team, 3)
    token = served.volunteers(served.team)[0]
    ann = await enrolled(await new_device(), f"http://ann.localhost:{gate.port}", served, token, "volunteer", served.team)
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to(f"/desk/doors?team_id={served.team}&unvisited=1")
    await expect(desk.page.get_by_role("table", name=text("desk.doors.table"))).to_be_visible()

    await ann.records_nobody_home(doors[0]["id"])
    await ann.sends_everything()
    reply = await served.post(
        f"/api/campaigns/{served.campaign}/assignments",
        served.coordinator,
        {"household_ids": [door["id"] for door in doors], "team_id": served.other_team, "only_if": "unvisited"},
    )

    assert reply["moved"] == 2
    assert [(skipped["household_id"], skipped["reason"]) for skipped in reply["skipped"]] == [(doors[0]["id"], "visited")]
    await desk.goes_to("/desk/moves")
    line = desk.page.locator(".moves-table tbody tr").first
    teams = (await served.get(f"/api/campaigns/{served.campaign}/teams", served.coordinator))["teams"]
    await expect(line).to_contain_text(next(team["name"] for team in teams if team["id"] == served.team))
    await expect(line).to_contain_text((await served.household(doors[1]["id"]))["building"])
    await desk.button("core.action.undo").first.click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("desk.moves.undo.verb", n=2)).click()
    await expect(desk.page.get_by_text(text("sharing.undone", n=2))).to_be_visible()
    holders = [(await served.household(door["id"]))["assignment"]["team_id"] for door in doors]
    assert holders == [served.team] * 3
