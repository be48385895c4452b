"""Doors shared out at the desk: proposed, changed by hand on the grid, moved only when it is confirmed, and taken back."""

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import enrolled
from tests.browser.served import Served
from tests.browser.words import like, text


async def held(served: Served, team_id: str) -> int:
    found = await served.get("/api/households", served.coordinator, team_id=team_id, unvisited="true", limit="1")
    return int(found["count"])


async def test_a_share_is_changed_on_the_grid_confirmed_and_taken_back_by_keys_alone(served: Served, new_device: NewDevice) -> None:
    third = await served.post(f"/api/campaigns/{served.campaign}/teams", served.coordinator, {"name": "第三队"})
    await served.post(f"/api/teams/{third['id']}/members", served.coordinator, {"name": "小何"})
    before = await held(served, served.team)
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to(f"/desk/sharing?team_id={served.team}")
    confirm = desk.button("sharing.go", n=before)
    await expect(confirm).to_be_visible()
    await desk.shows("desk-sharing")

    panel, here = desk.page.locator(".job-panel"), desk.page.locator(":focus")
    await desk.presses(desk.button("sharing.plan.open").first)
    await desk.presses(desk.page.get_by_role("group", name=text("sharing.brush")).get_by_role("button", name="第三队"), "Space")
    await desk.presses(desk.page.locator(".shared-cell[tabindex='0']"), "Space")
    await expect(desk.page.get_by_text(like("sharing.changed"))).to_be_visible()
    await desk.presses(desk.button("sharing.changed.undo"))
    await expect(desk.page.locator(".sharing-go")).to_be_focused()  # what took the change back is gone
    await desk.page.keyboard.press("Shift+Tab")
    await expect(here).to_be_visible()
    assert await held(served, served.team) == before  # nothing moves before it is confirmed

    await desk.presses(confirm)
    await expect(desk.page.get_by_text(text("sharing.done", n=before))).to_be_visible()
    await expect(panel).to_be_focused()
    assert await held(served, served.team) == 0
    assert await held(served, third["id"]) > 0

    await desk.presses(desk.button("sharing.undo"))
    await expect(desk.page.get_by_text(text("sharing.undone", n=before))).to_be_visible()
    await expect(panel).to_be_focused()
    assert await held(served, served.team) == before
    await desk.presses(desk.button("sharing.another"))
    await expect(desk.page.locator(".sharing-go")).to_be_visible()
    await expect(desk.page.get_by_role("heading", level=1)).to_be_focused()


async def test_a_team_that_is_ticked_and_gets_nothing_is_told_why(served: Served, new_device: NewDevice) -> None:
    names = ("第三队", "第四队")
    for name in names:
        team = await served.post(f"/api/campaigns/{served.campaign}/teams", served.coordinator, {"name": name})
        await served.post(f"/api/teams/{team['id']}/members", served.coordinator, {"name": f"{name}的小何"})
    building = (await served.untried(served.team, 1))[0]["building_id"]
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to(f"/desk/sharing?building_id={building}&unvisited=1")
    takers = desk.page.locator(".takers")
    await expect(takers.get_by_label("第三队", exact=True)).to_be_visible()
    for box in await takers.get_by_role("checkbox").all():
        await box.set_checked((await box.locator("xpath=..").inner_text()).endswith(names))
    why = takers.get_by_text(text("sharing.none.whole"))

    await desk.page.get_by_label(text("sharing.grain")).select_option("building")

    await expect(why).to_have_count(1)
    await why.scroll_into_view_if_needed()
    await desk.shows("desk-sharing-nothing-for-one")
    await desk.page.get_by_label(text("sharing.grain")).select_option("door")
    await expect(why).to_have_count(0)


async def test_a_move_to_a_team_that_has_just_ended_says_so_and_moves_nothing(served: Served, new_device: NewDevice) -> None:
    before = await held(served, served.team)
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to(f"/desk/sharing?team_id={served.team}")
    confirm = desk.button("sharing.go", n=before)
    await expect(confirm).to_be_visible()
    await served.post(f"/api/teams/{served.other_team}/end", served.coordinator, {})

    await confirm.click()

    await expect(desk.page.get_by_text(text("desk.problem.team_ended"))).to_be_visible()
    assert await held(served, served.team) == before


async def test_who_is_given_doors_from_the_day_is_picked_already_when_they_are_moved(served: Served, new_device: NewDevice) -> None:
    ann = await served.person(served.volunteers(served.team)[0])
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to(f"/desk/teams/{served.team}/day")

    await desk.page.get_by_role("link", name=f"{text('people.day.give')} {ann['name']}").click()
    await desk.page.get_by_role("checkbox", name=like("desk.doors.pick_one")).first.check()

    await expect(desk.page.get_by_label(text("desk.move.person"))).to_have_value(ann["id"])
    await desk.shows("desk-give-from-day")
    await desk.page.locator(".taker input[type=checkbox]:not(:checked)").first.check()  # at once, though the proposal comes later
