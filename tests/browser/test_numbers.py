"""Every number of every board opens the doors that it counts: at the desk by the server's list, on a leader's phone by its own cards."""

import re
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.test_leaders_day import the_leader, visits
from tests.browser.words import like, text
from tests.gate import Gate

LINKS = """
(where) => [...document.querySelectorAll(`main a[href^="${where}"]:not([href*="door="])`)].map((link) => {
    const shown = link.cloneNode(true);
    for (const hidden of shown.querySelectorAll('.visually-hidden')) hidden.remove();
    return [link.getAttribute('href'), shown.textContent];
})
"""
GO_TO = "(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }"


class Number(NamedTuple):
    """A link with the numbers in its text; shares are left out."""

    href: str
    said: str
    numbers: tuple[int, ...]


async def numbers_on(page: Page, where: str) -> list[Number]:
    """Once the page has all its answers."""
    await expect(page.locator(f"main a[href^='{where}']").first).to_be_visible()
    await expect(page.get_by_text(text("core.loading"))).to_have_count(0)
    found = []
    for href, said in await page.evaluate(LINKS, where):
        told = re.sub(r"\d+(\.\d+)?\s?%|\d+[月日]", "", said.replace(",", ""))
        if numbers := tuple(int(each) for each in re.findall(r"\d+", told)):
            found.append(Number(href, said, numbers))
    return found


async def a_day_after_which_doors_have_gone(served: Served) -> None:
    """Of four doors where somebody was today one is another team's by now, and one is closed; two were given, one is agreed for tonight."""
    token = served.volunteers(served.team)[0]
    ann, doors = await served.person(token), await served.untried(served.team, 6)
    await visits(served, token, doors[:2], "not_home")
    await visits(served, token, doors[2:4], "met")
    await visits(served, token, doors[:1], "refused")
    await visits(
        served,
        token,
        doors[4:5],
        "call_back",
        appointment={"on": str(datetime.now(ZoneInfo("Asia/Shanghai")).date()), "from": "00:00", "to": "23:59"},
    )
    path = f"/api/campaigns/{served.campaign}/assignments"
    await served.post(path, served.coordinator, {"household_ids": [doors[0]["id"]], "team_id": served.other_team})
    held = {"household_ids": [doors[3]["id"], doors[5]["id"]], "team_id": served.team, "person_id": ann["id"]}
    await served.post(path, served.coordinator, held)
    closing = {"type": "close_household", "household_id": doors[2]["id"], "reason": "demolished"}
    await served.push(served.coordinator, [closing])


async def answered(served: Served, href: str) -> set[int]:
    """What the server's list of a number's address says: doors, and of what was done there visits and doors."""
    query = {key: values[-1] for key, values in parse_qs(urlsplit(href).query).items() if key not in ("view", "to")}
    told = await served.get("/api/households", served.coordinator, limit="1", **query)
    return {told["count"], *(told["been"] or {}).values()}


async def test_at_the_desk_every_number_of_every_board_opens_its_doors(served: Served, new_device: NewDevice) -> None:
    await a_day_after_which_doors_have_gone(served)
    area = (await served.get(f"/api/campaigns/{served.campaign}/coverage", served.coordinator, by="area"))["rows"][0]["id"]
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    team = f"team_id={served.team}"
    boards = [f"?by={by}&{which}" for by in ("person", "day") for which in (team, f"area_id={area}", "")]
    boards += ["?by=team", f"?by=area&{team}", f"?by=building&{team}", "/teams", f"/teams/{served.team}", f"/teams/{served.team}/day"]

    seen: dict[str, Number] = {}
    for board in boards:
        await desk.goes_to(f"/desk{board}")
        found = await numbers_on(desk.page, "/desk/doors")
        assert len(found) > 1, board
        seen |= {number.href: number for number in found}

    lists = {href: await answered(served, href) for href in seen}
    wrong = [(number, lists[href]) for href, number in seen.items() if not lists[href].intersection(number.numbers)]
    assert wrong == []
    assert len(seen) > 100


async def listed_on(leader: Person, href: str) -> set[int]:
    """How many doors a list has on this phone, and how many with those that it says are not there any more: the server's number."""
    await leader.page.evaluate(GO_TO, href)
    said = leader.page.get_by_role("status").filter(has_text=like("door.list.count"))
    await expect(said).to_be_visible()
    if "tried_" in href:
        await expect(said).to_contain_text(like("seeing.been"))
    here, *elsewhere = [int(each) for each in re.findall(r"(\d+) 户", await said.inner_text())]
    return {here, here + sum(elsewhere)}


async def test_on_a_leaders_phone_every_number_of_every_board_opens_its_doors(served: Served, gate: Gate, new_device: NewDevice) -> None:
    await a_day_after_which_doors_have_gone(served)
    leader = await the_leader(served, gate, new_device)
    await leader.is_ready_to_work_offline()

    seen: dict[str, Number] = {}
    for board in ("/team", "/team/coverage", "/team/people"):
        await leader.goes_to(board)
        found = await numbers_on(leader.page, "/team/list")
        assert len(found) > 1, board
        seen |= {number.href: number for number in found}

    lists = {href: await listed_on(leader, href) for href in seen}
    wrong = [(number, lists[href]) for href, number in seen.items() if not lists[href].intersection(number.numbers)]
    assert wrong == []
    await leader.page.evaluate(GO_TO, next(href for href in seen if "tried_on" in href))
    await expect(leader.page.get_by_text(like("seeing.been.elsewhere", n=2))).to_be_visible()
    await leader.shows("leader-listed")
