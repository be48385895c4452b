"""Two volunteers write the same fact of one household without seeing each other's."""

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import enrolled
from tests.browser.served import Served
from tests.browser.words import text
from tests.gate import Gate


async def test_both_values_are_kept_and_shown_on_every_phone_of_the_team(served: Served, gate: Gate, new_device: NewDevice) -> None:
    door = (await served.untried(served.team, 1))[0]
    tokens = served.volunteers(served.team)
    origin = "http://{}.localhost:" + str(gate.port)
    ann = await enrolled(await new_device(), origin.format("ann"), served, tokens[0], "volunteer", served.team)
    ben = await enrolled(await new_device(), origin.format("ben"), served, tokens[1], "volunteer", served.team)
    for volunteer in (ann, ben):
        await volunteer.is_ready_to_work_offline()
    for volunteer in (ann, ben):
        await volunteer.loses_the_network(gate)

    await ann.corrects_the_note(door["id"], "白天没人，晚上来")
    await ben.corrects_the_note(door["id"], "上午在家")
    for volunteer in (ann, ben):
        await volunteer.has_the_network_again(gate)
        await volunteer.sends_everything()
    await ann.sends_everything()

    for volunteer in (ann, ben):
        await volunteer.goes_to(f"/door/{door['id']}")
        difference = volunteer.page.locator(".door-differences")
        await expect(difference).to_contain_text("白天没人，晚上来")
        await expect(difference).to_contain_text("上午在家")
        await expect(difference).to_contain_text(text("door.differ.both_kept"))
    await ann.shows("both-values-kept")
    conflicts = (await served.household(door["id"]))["conflicts"]
    assert {conflicts[0]["kept"], conflicts[0]["other"]} == {"白天没人，晚上来", "上午在家"}


async def test_different_facts_of_one_household_both_win(served: Served, gate: Gate, new_device: NewDevice) -> None:
    door = (await served.untried(served.team, 1))[0]
    tokens = served.volunteers(served.team)
    origin = "http://{}.localhost:" + str(gate.port)
    ann = await enrolled(await new_device(), origin.format("ann"), served, tokens[0], "volunteer", served.team)
    ben = await enrolled(await new_device(), origin.format("ben"), served, tokens[1], "volunteer", served.team)
    for volunteer in (ann, ben):
        await volunteer.is_ready_to_work_offline()
    for volunteer in (ann, ben):
        await volunteer.loses_the_network(gate)

    await ann.corrects_the_note(door["id"], "白天没人，晚上来")
    await ben.goes_to(f"/door/{door['id']}/facts")
    await ben.page.get_by_label(text("door.facts.people")).fill("7")
    await ben.page.get_by_role("button", name=text("door.save"), exact=True).click()
    for volunteer in (ann, ben):
        await volunteer.has_the_network_again(gate)
        await volunteer.sends_everything()

    card = await served.household(door["id"])
    assert (card["household"]["note"], card["household"]["people_count"], card["conflicts"]) == ("白天没人，晚上来", 7, [])
