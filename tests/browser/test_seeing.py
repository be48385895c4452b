"""Seeing it whole at the desk: figures with their formula, every number with its doors, filters in the address, long lists."""

import asyncio
import re
from datetime import date
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.test_looks import in_turn, walk
from tests.browser.words import like, text
from tests.gate import Gate


async def at_the_desk(new_device: NewDevice, served: Served, **options: object) -> Person:
    device = await new_device(laptop=True, **options)
    return await enrolled(device, f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")


async def counts(served: Served, **query: str) -> dict[str, Any]:
    return await served.get(f"/api/campaigns/{served.campaign}/coverage", served.coordinator, **query)


async def doors_shown(page: Page) -> int:
    said = page.get_by_role("status").filter(has_text=like("desk.doors.count"))
    await expect(said).to_be_visible()
    found = re.search(r"\d+", (await said.inner_text()).replace(",", ""))
    assert found is not None
    return int(found[0])


async def test_strict_and_adjusted_shares_stand_side_by_side_and_their_numbers_open_doors(served: Served, new_device: NewDevice) -> None:
    told = await counts(served)
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk")
    figures = desk.page.get_by_role("table", name=text("seeing.figures"))
    visited = figures.get_by_role("row").filter(has=desk.page.get_by_role("rowheader", name=text("seeing.visited")))

    await expect(visited.get_by_role("link")).to_have_text(
        [str(told["visited"]), str(told["known"]), str(told["base_visited"]), str(told["base"])]
    )
    await desk.shows("desk-figures")
    await visited.get_by_role("link").nth(2).click()
    assert await doors_shown(desk.page) == told["base_visited"]


async def test_figures_that_are_still_fetched_show_no_number_and_keep_their_height(served: Served, new_device: NewDevice) -> None:
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")
    told = asyncio.Event()

    async def later(route: Route) -> None:
        await told.wait()
        await route.continue_()

    await desk.page.route("**/coverage?*", later)
    await desk.page.get_by_role("link", name=text("desk.nav.coverage")).click()
    figures = desk.page.get_by_role("region", name=text("seeing.figures"))
    number = figures.locator(".figure-number > *").first
    await expect(figures).to_have_attribute("aria-busy", "true")
    await expect(number).to_be_hidden()
    waiting = await figures.bounding_box()
    told.set()
    await expect(number).to_be_visible()

    assert await figures.bounding_box() == waiting


async def test_the_campaign_that_is_looked_at_stands_in_the_address(served: Served, new_device: NewDevice) -> None:
    area = (await served.get("/api/areas", served.coordinator))["areas"][0]["id"]
    to_come = {"name": "开春再访", "starts_on": "2099-03-01", "ends_on": "2099-04-01", "area_ids": [area]}
    coming = (await served.post("/api/campaigns", served.coordinator, to_come))["id"]
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk")
    choice = desk.page.get_by_role("combobox", name=text("desk.campaign"), exact=True)

    await expect(choice).to_have_value(served.campaign)  # the one that runs, not the one to come
    await choice.select_option(coming)
    await desk.page.get_by_role("link", name=text("desk.nav.doors")).click()
    await desk.page.wait_for_url(f"**/desk/doors?campaign={coming}")
    await desk.page.reload()

    await expect(choice).to_have_value(coming)
    await choice.select_option(served.campaign)
    await desk.page.get_by_role("link", name=text("desk.nav.teams"), exact=True).click()
    await desk.page.wait_for_url("**/desk/teams")


async def test_the_people_of_an_area_are_shown_with_all_their_doors_and_the_board_says_so(served: Served, new_device: NewDevice) -> None:
    ann, doors = await served.person(served.volunteers(served.team)[0]), await served.untried(served.team, 3)
    given = {"household_ids": [door["id"] for door in doors], "team_id": served.team, "person_id": ann["id"]}
    await served.post(f"/api/campaigns/{served.campaign}/assignments", served.coordinator, given)
    area = (await counts(served, by="area"))["rows"][0]["id"]
    desk = await at_the_desk(new_device, served)

    await desk.goes_to(f"/desk?by=person&area_id={area}")

    await expect(desk.page.get_by_text(text("seeing.people_of_area"))).to_be_visible()
    await desk.shows("desk-people-of-area")
    line = desk.page.get_by_role("row").filter(has=desk.page.get_by_role("rowheader", name=ann["name"]))
    await line.locator("a[href*='unvisited=1']").click()
    assert await doors_shown(desk.page) == 3


async def test_a_day_of_the_curve_opens_the_doors_of_that_day(served: Served, new_device: NewDevice) -> None:
    day = (await served.get(f"/api/campaigns/{served.campaign}/times", served.coordinator))["days"][-2]
    doors = (await served.get("/api/households", served.coordinator, tried_on=day["on"]))["count"]
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk?by=day")
    await expect(desk.page.get_by_role("img", name=like("seeing.curve.label"))).to_be_visible()
    await desk.shows("desk-days")
    on = date.fromisoformat(day["on"])
    line = desk.page.get_by_role("row").filter(has=desk.page.get_by_role("rowheader", name=f"{on.month}月{on.day}日"))

    await line.get_by_role("link").first.click()

    assert await doors_shown(desk.page) == doors
    await desk.page.get_by_role(
        "button", name=text("seeing.filter.drop", what=text("seeing.filter.tried_on", day=f"{on.month}月{on.day}日"))
    ).click()
    await desk.page.wait_for_url(re.compile(r"/desk/doors$"))


async def test_what_a_board_shows_stands_in_the_address_and_the_back_button_undoes_a_choice(served: Served, new_device: NewDevice) -> None:
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk")
    await desk.page.get_by_role("link", name=text("seeing.by.building")).click()
    await desk.page.get_by_role("combobox", name=text("desk.col.team")).select_option(served.team)
    await desk.page.wait_for_url(f"**/desk?by=building&team_id={served.team}")
    buildings = len((await counts(served, by="building", team_id=served.team))["rows"])
    await expect(desk.page.get_by_text(text("seeing.rows", n=buildings), exact=True)).to_be_visible()

    await desk.page.reload()
    await expect(desk.page.get_by_text(text("seeing.rows", n=buildings), exact=True)).to_be_visible()
    await desk.page.go_back()
    await desk.page.wait_for_url("**/desk?by=building")


async def test_a_long_list_draws_what_is_on_the_screen_and_can_be_gone_through_to_its_end(served: Served, new_device: NewDevice) -> None:
    everything = (await served.get("/api/households", served.coordinator, limit="500"))["count"]
    last = (await served.get("/api/households", served.coordinator, skip=str(everything - 1)))["households"][0]
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/doors")
    table = desk.page.get_by_role("table", name=text("desk.doors.table"))
    await expect(table).to_have_attribute("aria-rowcount", str(everything + 1))
    await expect(table.get_by_role("checkbox").first).to_be_visible()

    assert await table.get_by_role("row").count() < 120
    await desk.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")

    place = " ".join(part for part in (last["building"], last["entrance"], last["door"]) if part)
    await expect(table.get_by_role("checkbox", name=text("desk.doors.pick_one", place=place), exact=True)).to_be_visible()
    assert await table.get_by_role("row").count() < 120
    await desk.shows("desk-doors-end")


async def test_a_board_and_its_curve_follow_a_visit_without_a_reload(served: Served, gate: Gate, new_device: NewDevice) -> None:
    door = (await served.untried(served.team, 1))[0]
    today = (await served.get(f"/api/campaigns/{served.campaign}/times", served.coordinator))["days"][-1]
    ann = await enrolled(
        await new_device(), f"http://ann.localhost:{gate.port}", served, served.volunteers(served.team)[0], "volunteer", served.team
    )
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk?by=day")
    rows = desk.page.get_by_role("region", name=text("seeing.days")).get_by_role("row")
    await expect(rows.nth(1).get_by_role("link").first).to_have_text(str(today["visits"]))

    await ann.records_nobody_home(door["id"])
    await ann.sends_everything()

    later = (await served.get(f"/api/campaigns/{served.campaign}/times", served.coordinator))["days"][-1]
    assert later != today
    await expect(rows.nth(1).get_by_role("link").first).to_have_text(str(later["visits"]))


@pytest.mark.parametrize(("language", "theme", "size"), [("zh-Hans", "light", 18), ("en", "dark", 30)])
async def test_every_breakdown_in_its_looks(
    served: Served, gate: Gate, new_device: NewDevice, language: str, theme: str, size: int
) -> None:
    day = (await served.get(f"/api/campaigns/{served.campaign}/times", served.coordinator))["days"][-1]["on"]
    screens = [f"/desk?by={by}&team_id={served.team}" for by in ("area", "building", "person", "day")]
    screens += ["/desk?by=day", f"/desk/doors?tried_on={day}&outcome=met&base=1&least_tries=1&tried_by={served.team}"]
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{gate.port}", served, served.coordinator, "coordinator")
    phone = await enrolled(await new_device(), f"http://coordinator.localhost:{gate.port}", served, served.coordinator, "coordinator")

    turn = int(theme == "dark")

    assert await walk(desk, in_turn(screens, turn), "seeing", language, theme, size) == {}
    assert await walk(phone, in_turn(screens, turn + 1), "seeing-phone", language, theme, size) == {}
