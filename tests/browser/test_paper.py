"""Where no phone works: a list printed, walked with, and typed back in by keyboard alone."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import like, text
from tests.gate import Gate

TYPING = "/desk/rolls/typing"


async def at_the_desk(new_device: NewDevice, served: Served) -> Person:
    return await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")


async def walk_list(served: Served, doors: str = "left") -> list[dict[str, Any]]:
    """Every door of the first team's list, as the server tells it."""
    told = await served.get(f"/api/campaigns/{served.campaign}/walk-list", served.coordinator, team_id=served.team, doors=doors)
    return [
        {**door, "building": building["name"], "entrance": entrance["name"]}
        for building in told["buildings"]
        for entrance in building["entrances"]
        for door in entrance["doors"]
    ]


async def chooses_team(person: Person, served: Served) -> None:
    await person.page.get_by_label(text("rolls.paper.team")).select_option(served.team)


async def says_who_knocked(person: Person, served: Served) -> str:
    """Somebody of the team; their name."""
    name: str = (await served.person(served.volunteers(served.team)[0]))["name"]
    await person.page.get_by_label(text("rolls.paper.who")).select_option(label=name)
    await person.page.get_by_label(text("rolls.paper.on")).fill(await yesterday(person.page))
    return name


async def yesterday(page: Page) -> str:
    told: str = await page.evaluate("new Date(Date.now() - 864e5 + 8 * 36e5).toISOString().slice(0, 10)")
    return told


async def types(page: Page, door: dict[str, Any], key: str, time: str | None) -> None:
    """One line of paper: the number with its building and entrance, the outcome's key, another time if there is one."""
    number = "-".join(part.rstrip("号楼单元") for part in (door["building"], door["entrance"] or "") if part)
    await page.get_by_label(text("rolls.type.door"), exact=True).fill(f"{number}-{door['door']}")
    await page.keyboard.press("Enter")
    await page.keyboard.press(key)
    if time is not None:
        await page.keyboard.type(time)
    await page.keyboard.press("Enter")


async def printed(served: Served) -> list[int]:
    """How many doors went out with each list that was printed."""
    lines = (await served.get("/api/audit", served.coordinator, action="export_made"))["lines"]
    return [line["counts"]["doors"] for line in lines if "walk_list" in line["counts"]]


async def test_a_walk_list_lies_on_a4_with_a_box_for_each_outcome_and_is_noted_once_it_is_printed(
    served: Served, new_device: NewDevice
) -> None:
    doors = await walk_list(served)
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/rolls/paper")
    await chooses_team(desk, served)

    rows = desk.page.locator(".walk-table tbody tr:has(th[scope=row])")
    await expect(rows).to_have_count(len(doors))
    knocked = sum(door["knock"] for door in doors)
    await expect(rows.locator(".walk-box")).to_have_count(knocked * 7)
    await desk.shows("paper-screen")
    assert await printed(served) == []
    async with desk.page.expect_event("console", lambda said: said.text == "printing"):
        await desk.page.evaluate("addEventListener('beforeprint', () => console.log('printing'))")
        await desk.page.get_by_role("button", name=text("rolls.paper.print", n=len(doors))).click()
    assert await printed(served) == [len(doors)]

    await desk.page.emulate_media(media="print")
    await expect(desk.page.locator(".desk-side")).to_be_hidden()
    await expect(desk.page.locator(".paper-controls").first).to_be_hidden()
    await expect(rows.first.get_by_role("rowheader")).to_be_visible()
    await desk.shows("paper-print")
    box = await rows.first.locator(".walk-box").first.bounding_box()
    assert box is not None
    assert box["width"] >= 26  # 7 mm


async def test_a_leader_prints_the_list_from_the_phone(served: Served, gate: Gate, new_device: NewDevice) -> None:
    doors = await walk_list(served)
    leader = await enrolled(
        await new_device(), f"http://leader.localhost:{gate.port}", served, served.leader(served.team), "leader", served.team
    )
    await leader.is_ready_to_work_offline()

    await leader.goes_to("/team/paper")

    await expect(leader.page.get_by_role("button", name=text("rolls.paper.print", n=len(doors)))).to_be_enabled()
    await leader.page.set_viewport_size({"width": 360, "height": 740})
    await leader.shows("paper-phone")
    for row in await leader.page.locator(".walk-sheet").first.locator("tr").all():
        assert await row.evaluate("row => row.getBoundingClientRect().right <= innerWidth && row.scrollWidth <= row.clientWidth")
        assert await row.evaluate("row => row.scrollHeight <= row.clientHeight"), "its boxes stand outside it"


async def test_a_paper_list_is_typed_in_without_the_mouse(served: Served, new_device: NewDevice) -> None:
    first, second, third = [door for door in await walk_list(served) if door["knock"]][:3]
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(TYPING)
    await chooses_team(desk, served)
    name = await says_who_knocked(desk, served)

    await types(desk.page, first, "1", "1905")
    await types(desk.page, second, "2", None)
    await types(desk.page, third, "4", "19:20")
    await desk.shows("paper-typing")
    await desk.button("rolls.type.save", n="3").click()

    await expect(desk.page.get_by_text(text("rolls.type.sent", n=3))).to_be_visible()
    await desk.shows("paper-typed")
    for door, outcome, time in ((first, "met", "19:05"), (second, "not_home", "19:05"), (third, "refused", "19:20")):
        card = await served.household(door["household_id"])
        visit = card["visits"][0]
        assert visit["outcome"] == outcome
        assert (visit["by_name"], visit["note"]) == (name, None)
        assert visit["typed_by_name"] == (await served.person(served.coordinator))["name"]
        local = await desk.page.evaluate("at => new Date(at + 8 * 36e5).toISOString().slice(0, 16)", visit["at"])
        assert local == f"{await yesterday(desk.page)}T{time}"


async def test_a_number_that_several_doors_have_is_asked_about(served: Served, new_device: NewDevice) -> None:
    doors = await walk_list(served, "all")
    numbers = [door["door"] for door in doors]
    number = next(each for each in numbers if numbers.count(each) > 1)
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(TYPING)
    await chooses_team(desk, served)
    await says_who_knocked(desk, served)

    await desk.page.get_by_label(text("rolls.type.door"), exact=True).fill(number)
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_text(text("rolls.type.which", n=numbers.count(number)))).to_be_visible()
    await desk.page.get_by_label(text("rolls.type.door"), exact=True).fill("99999")
    await desk.page.keyboard.press("Enter")

    await expect(desk.page.get_by_text(text("rolls.type.no_door", door="99999"))).to_be_visible()


async def test_what_was_typed_outlives_the_page_and_can_be_taken_back(served: Served, new_device: NewDevice) -> None:
    door = next(door for door in await walk_list(served) if door["knock"] and door["tries"] == 0)
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(TYPING)
    await chooses_team(desk, served)
    await says_who_knocked(desk, served)
    await types(desk.page, door, "2", "1905")
    await expect(desk.page.get_by_text(text("rolls.type.count", n=1), exact=True)).to_be_visible()

    await desk.restarts_at(TYPING)
    await chooses_team(desk, served)
    await desk.button("rolls.type.save", n="1").click()
    await expect(desk.page.get_by_text(text("rolls.type.sent", n=1))).to_be_visible()
    assert (await served.household(door["household_id"]))["state"] == "not_home"
    await desk.page.get_by_role("button", name=like("core.action.undo")).click()

    await expect(desk.page.get_by_text(text("core.undone"))).to_be_visible()
    await served.comes_to(door["household_id"], "never_tried")


async def test_lines_from_before_somebody_walked_for_the_team_wait_for_a_person_in_words(served: Served, new_device: NewDevice) -> None:
    door = next(door for door in await walk_list(served) if door["knock"])
    newcomer = await served.post(f"/api/teams/{served.team}/members", served.coordinator, {"name": "小何"})
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(TYPING)
    await chooses_team(desk, served)
    await desk.page.get_by_label(text("rolls.paper.who")).select_option(newcomer["person"]["id"])
    await desk.page.get_by_label(text("rolls.paper.on")).fill(await yesterday(desk.page))

    await types(desk.page, door, "2", "1905")
    await desk.button("rolls.type.save", n="1").click()

    await expect(desk.page.get_by_text(text("rolls.type.parked", n=1))).to_be_visible()
    await expect(desk.page.locator(".paper-parked")).to_contain_text(text("desk.reason.not_yours"))
    await expect(desk.page.get_by_text(text("rolls.type.sent", n=0))).to_have_count(0)


async def test_a_leader_types_in_a_sheet_on_the_phone_and_the_door_says_who_knocked(
    served: Served, gate: Gate, new_device: NewDevice
) -> None:
    door = next(door for door in await walk_list(served) if door["knock"] and door["tries"] == 0)
    leader = await enrolled(
        await new_device(), f"http://leader.localhost:{gate.port}", served, served.leader(served.team), "leader", served.team
    )
    await leader.is_ready_to_work_offline()
    await leader.goes_to("/team/typing")
    name = await says_who_knocked(leader, served)

    await types(leader.page, door, "1", "1905")
    await leader.shows("paper-typing-phone")
    await leader.loses_the_network(gate)
    await leader.button("rolls.type.save", n="1").click()
    await expect(leader.page.get_by_text(text("rolls.type.waiting", n=1))).to_be_visible()
    await leader.goes_to(f"/door/{door['household_id']}")
    typist = (await served.person(served.leader(served.team)))["name"]
    line = leader.page.get_by_text(text("core.typed_by", name=typist))
    await expect(line).to_contain_text(name)
    await leader.shows("paper-typed-door")

    await leader.has_the_network_again(gate)
    await leader.sends_everything()
    await served.comes_to(door["household_id"], "met")

    visit = (await served.household(door["household_id"]))["visits"][0]
    assert (visit["by_name"], visit["typed_by_name"]) == (name, typist)
