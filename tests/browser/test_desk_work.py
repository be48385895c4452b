"""What is decided at a desk or by a leader, done in the browser: invitations, doors given to members, what waits for a person."""

from time import time_ns
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import like, text
from tests.gate import Gate


async def at_the_desk(new_device: NewDevice, served: Served) -> Person:
    return await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")


async def proposes_to_close(served: Served, token: str, household_id: str) -> None:
    """A volunteer says that a door is no dwelling."""
    now = time_ns() // 1_000_000
    command = {
        "id": str(uuid4()),
        "n": 1,
        "type": "close_household",
        "household_id": household_id,
        "seen": None,
        "at": now,
        "reason": "not_a_dwelling",
    }
    push = {"protocol": 1, "replica": str(uuid4()), "sent_at": now, "commands": [command]}
    receipts = (await served.post("/api/sync/push", token, push))["receipts"]
    assert [receipt["outcome"] for receipt in receipts] == ["applied"]


async def test_an_invitation_made_at_the_desk_lets_somebody_new_in(served: Served, new_device: NewDevice) -> None:
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(f"/desk/teams/{served.team}")
    await desk.button("desk.team.add").click()
    dialog = desk.page.get_by_role("dialog")
    await dialog.get_by_label(text("desk.invite.name")).fill("钱多多")
    await dialog.get_by_role("button", name=text("desk.invite.make")).click()
    await expect(dialog.get_by_role("img", name=text("desk.invite.qr", name="钱多多"))).to_be_visible()
    code = (await dialog.locator(".invitation-code b").inner_text()).replace(" ", "")
    await desk.shows("desk-invitation")

    newcomer = Person(await new_device(), f"http://new.localhost:{served.port}")
    await newcomer.enrols(code, "钱多多")

    await newcomer.is_ready_to_work_offline()
    await dialog.get_by_role("button", name=text("core.action.done")).click()
    await desk.goes_to("/desk/teams")
    await expect(desk.page.get_by_text(text("desk.invite.none"))).to_be_visible()


async def test_a_leader_gives_doors_to_a_member_and_takes_them_back(served: Served, gate: Gate, new_device: NewDevice) -> None:
    token = served.volunteers(served.team)[0]
    member = await served.person(token)
    leader = await enrolled(
        await new_device(), f"http://leader.localhost:{gate.port}", served, served.leader(served.team), "leader", served.team
    )
    await leader.is_ready_to_work_offline()
    await leader.goes_to("/team/doors")
    await leader.page.locator(".door-cell:not([disabled])").first.click()
    await leader.button("desk.give.to").click()

    await leader.page.get_by_role("dialog").get_by_role("button", name=member["name"]).click()
    await expect(leader.page.get_by_text(text("desk.give.given", n=1, name=member["name"]))).to_be_visible()
    given = (await served.get("/api/households", served.coordinator, person_id=member["id"]))["households"]
    assert len(given) == 1

    await leader.button("core.action.undo").click()
    await expect(leader.page.get_by_text(text("core.undone"))).to_be_visible()
    assert (await served.get("/api/households", served.coordinator, person_id=member["id"]))["households"] == []


async def test_a_coordinator_settles_two_values_and_closes_a_door_that_is_none(served: Served, new_device: NewDevice) -> None:
    door = (await served.untried(served.team, 1))[0]
    place = " ".join(part for part in (door["building"], door["entrance"], door["door"]) if part)
    conflict = next(item for item in (await served.get("/api/attention", served.coordinator))["items"] if item["kind"] == "conflict")
    await proposes_to_close(served, served.volunteers(served.team)[0], door["id"])
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")
    await expect(desk.page.get_by_text(place)).to_be_visible()
    await desk.shows("desk-attention")

    await desk.button("desk.settle.take").click()
    await expect(desk.page.get_by_text(text("desk.settle.done", value=conflict["body"]["other"]))).to_be_visible()
    await desk.button("desk.closing.keep").click()
    dialog = desk.page.get_by_role("dialog")
    await dialog.get_by_label(text("desk.closing.why")).fill("有人住")
    await dialog.get_by_role("button", name=text("desk.closing.keep"), exact=True).click()
    await expect(desk.page.get_by_text(text("desk.closing.kept", place=place))).to_be_visible()
    assert (await served.household(door["id"]))["household"]["closed"] is None
    await desk.button("core.action.undo").click()
    await desk.button("desk.closing.close").click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("desk.closing.close")).click()
    await expect(desk.page.get_by_text(text("desk.closing.closed", place=place))).to_be_visible()

    await expect(desk.page.get_by_text(text("desk.empty.attention"), exact=True)).to_be_visible()
    settled = await served.household(conflict["household_id"])
    assert (settled["household"]["name"], settled["conflicts"]) == (conflict["body"]["other"], [])
    assert (await served.household(door["id"]))["household"]["closed"]["confirmed"] is True

    await desk.goes_to(f"/desk/doors?door={door['id']}")
    await desk.button("desk.closing.open").click()
    await expect(desk.page.get_by_text(text("desk.closing.opened", place=place))).to_be_visible()
    assert (await served.household(door["id"]))["household"]["closed"] is None


async def test_a_filter_stands_in_the_address_and_the_back_button_undoes_a_choice(served: Served, new_device: NewDevice) -> None:
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(f"/desk/doors?team_id={served.team}")
    count = desk.page.get_by_role("status").filter(has_text=like("desk.doors.count"))
    everything = len((await served.get("/api/households", served.coordinator, team_id=served.team, limit="500"))["households"])
    await expect(count).to_have_text(text("desk.doors.count", n=everything))

    state = desk.page.get_by_role("combobox", name=text("desk.col.state"), exact=True)
    await state.select_option("never_tried")
    await desk.page.wait_for_url("**/desk/doors?team_id=*&state=never_tried")
    await expect(count).not_to_have_text(text("desk.doors.count", n=everything))
    await desk.page.go_back()

    await expect(count).to_have_text(text("desk.doors.count", n=everything))
    await expect(state).to_have_value("")


async def test_doors_are_picked_moved_and_brought_back_without_a_mouse(served: Served, new_device: NewDevice) -> None:
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(f"/desk/doors?team_id={served.team}&state=never_tried")
    keyboard, doors = desk.page.keyboard, desk.page.locator(".door-table")
    ticks = doors.locator("tr[data-row] input")
    await ticks.first.focus()
    await keyboard.press("Space")
    for key in ("ArrowDown", "ArrowDown", "Shift+Space"):
        await keyboard.press(key)
    await expect(desk.page.get_by_text(text("desk.doors.picked", n=3), exact=True)).to_be_visible()
    await expect(ticks.nth(2)).to_be_focused()
    await keyboard.press("End")
    last = desk.page.locator(f"tr[aria-rowindex='{await doors.get_attribute('aria-rowcount')}'] input")
    await expect(last).to_be_focused()
    await keyboard.press("Home")
    await expect(ticks.first).to_be_focused()

    await keyboard.press("Tab")  # the row's link
    await keyboard.press("Tab")  # out of the long table
    side = desk.page.get_by_role("complementary")
    await expect(side.locator(":focus")).to_be_visible()
    taker = side.get_by_role("group", name=text("sharing.to")).get_by_role("checkbox", checked=True)
    await desk.tabs_to(taker)
    await keyboard.press("Space")  # the only one that was proposed
    await expect(side.get_by_text(text("sharing.to.none"))).to_be_visible()
    await expect(side.locator(".taker :focus")).not_to_be_checked()
    await keyboard.press("Space")
    await expect(side.locator(".taker :focus")).to_be_checked()
    await expect(side.get_by_text(text("sharing.to.none"))).to_have_count(0)
    await desk.button("sharing.go.move", n="3").focus()
    await keyboard.press("Enter")

    await expect(desk.page.get_by_text(like("sharing.done", n="3"))).to_be_visible()
    await expect(desk.page.locator(".job-panel")).to_be_focused()
    await desk.button("sharing.undo").focus()
    await keyboard.press("Enter")
    await expect(desk.page.get_by_text(text("sharing.undone", n=3))).to_be_visible()
    await expect(desk.page.locator(".job-panel")).to_be_focused()
