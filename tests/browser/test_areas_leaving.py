"""A coordinator takes an area out of a running campaign while a phone that holds its doors is offline, and takes that back."""

from playwright.async_api import Locator, expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import like, text
from tests.gate import Gate


async def second_area(served: Served, door: str) -> list[dict[str, str]]:
    """An area of the campaign with the building of a door; all doors that the campaign has there."""
    building = (await served.household(door))["household"]["building_id"]
    top = (await served.get("/api/areas", served.coordinator, tops="true"))["areas"][0]
    area = await served.post("/api/areas", served.coordinator, {"name": "远方社区", "level": "community", "parent_id": top["parent_id"]})
    campaigns = (await served.get("/api/campaigns", served.coordinator))["campaigns"]
    reached = next(each["area_ids"] for each in campaigns if each["id"] == served.campaign)
    await served.post(f"/api/campaigns/{served.campaign}", served.coordinator, {"area_ids": [*reached, area["id"]]})
    await served.post(f"/api/buildings/{building}", served.coordinator, {"area_id": area["id"]})
    doors = await served.get("/api/households", served.coordinator, campaign_id=served.campaign, building_id=building, limit="200")
    return list(doors["households"])


def take_out(desk: Person) -> Locator:
    return desk.page.get_by_role("button", name=text("setup.campaign.areas.leave", name="远方社区"))


async def test_an_area_leaves_while_a_phone_is_offline_and_its_work_is_taken_all_the_same(
    served: Served, gate: Gate, new_device: NewDevice
) -> None:
    (door, *_) = await served.untried(served.team, 1)
    doors = await second_area(served, door["id"])
    token = served.volunteers(served.team)[0]
    ann = await enrolled(await new_device(), f"http://ann.localhost:{gate.port}", served, token, "volunteer", served.team)
    await ann.is_ready_to_work_offline()
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await ann.loses_the_network(gate)

    # The desk sees what it means before anything happens, then does it.
    await desk.goes_to(f"/desk/setup/campaigns/{served.campaign}")
    await take_out(desk).click()
    dialog = desk.page.get_by_role("dialog")
    await expect(dialog.get_by_text(text("setup.leaving.phones"))).to_be_visible()
    me = await served.person(token)
    await expect(dialog.get_by_text(me["name"]).first).to_be_visible()
    await desk.shows("desk-area-leaving")
    await ann.records_nobody_home(door["id"])
    await dialog.get_by_role("button", name=text("setup.leaving.verb", n=len(doors))).click()
    await expect(desk.page.get_by_text(text("sharing.left_campaign", n=len(doors)))).to_be_visible()
    await expect(take_out(desk)).to_have_count(0)
    await desk.shows("desk-area-left")

    # The phone sends what it did, hears why the doors leave, and its work is credited.
    await ann.has_the_network_again(gate)
    await ann.sends_everything()
    card = await served.household(door["id"])
    assert [(visit["outcome"], visit["by"], visit["counted"]) for visit in card["visits"]] == [("not_home", me["id"], True)]
    await expect(ann.page.get_by_text(text("core.gone.left_campaign")).first).to_be_visible()
    await ann.shows("phone-area-left")
    await ann.goes_to(f"/door/{door['id']}")
    await expect(ann.page.get_by_text(text("door.not_here.left_campaign"))).to_be_visible()
    notices = (await served.get("/api/notices", served.coordinator))["notices"]
    assert ("late_work", door["id"]) in [(notice["what"], notice.get("household_id")) for notice in notices]

    # Taken back: the phone has the door again, with what it did meanwhile.
    await desk.page.get_by_role("button", name=like("sharing.undo", n=len(doors))).click()
    await expect(desk.page.get_by_text(text("sharing.undone", n=len(doors)))).to_be_visible()
    await expect(take_out(desk)).to_be_visible()
    await ann.sends_everything()
    await ann.goes_to(f"/door/{door['id']}")
    await expect(ann.page.get_by_text(text("door.history.title"))).to_be_visible()
    await desk.goes_to("/desk/moves")
    await expect(desk.page.get_by_text(text("desk.moves.out", area="远方社区"))).to_be_visible()
    await desk.shows("desk-moves-area")
