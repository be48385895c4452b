"""Every main screen in three languages, light and dark, in the largest type: nothing is cut off and nothing is unreadable to a machine."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import text
from tests.gate import Gate

AXE = Path(__file__).parent.parent.parent / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
PHONE_SCREENS = ["/", "/doors", "/list", "/requests", "/phone", "/door/{door}", "/door/{door}/visit/call_back", "/door/{door}/request"]
LEADER_SCREENS = ["/team", "/team/coverage", "/team/people", "/team/doors", "/team/attention", "/team/cards", "/team/paper", "/team/typing"]
TRIED_SCREENS = ["/team/list?tried_by={team}"]
DESK_SCREENS = ["/desk", "/desk/doors", "/desk/moves", "/desk/teams", "/desk/attention"]
ROLL_SCREENS = ["/desk/rolls", "/desk/rolls/out", "/desk/rolls/paper", "/desk/rolls/typing"]
TEAM_SCREENS = [
    "/desk/people",
    "/desk/audit",
    "/desk/teams/{team}",
    "/desk/teams/{team}/day",
    "/desk/teams/{team}/cards",
    "/desk/sharing?team_id={team}",
]
SETUP_SCREENS = [
    "/desk/setup",
    "/desk/setup/areas",
    "/desk/setup/building",
    "/desk/setup/campaigns",
    "/desk/setup/campaigns/new",
    "/desk/setup/organization",
]
SMALL_DESK_SCREENS = ["/desk/people", "/desk/audit", "/desk/sharing", "/desk/setup", "/desk/setup/building", "/desk/setup/campaigns/new"]
LOOKS = [("zh-Hans", "light", 18), ("zh-Hant", "dark", 18), ("zh-Hans", "dark", 30), ("en", "light", 30)]
DESK_LOOKS = [("zh-Hans", "light", 18), ("en", "dark", 18)]
ALL = os.environ.get("DOORSTEP_LOOKS") == "all"

# Elements that a phone's edge cuts off, or a scroll bar for a pixel or two; what scrolls by itself, and what only a screen reader is told, may be wider.
CUT_OFF = """() => {
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  const long = document.scrollingElement.scrollHeight - innerHeight;
  return [
    ...(wide > 1 ? [`the page is ${wide} px wider than the screen`] : []),
    ...(long > 0 && long < 4 ? [`the page is ${long} px longer than the screen`] : []),
  ];
}"""
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],  # of what is right nothing is told, which takes half as long
}


async def looks(person: Person, language: str, theme: str, size: int) -> None:
    settings = json.dumps({"language": language, "theme": theme, "text_size": size})
    await person.page.evaluate("value => localStorage.setItem('doorstep-settings', value)", settings)


async def complaints(page: Page) -> list[str]:
    """What is cut off, and what axe finds wrong."""
    found: list[str] = await page.evaluate(CUT_OFF)
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    told: dict[str, Any] = await page.evaluate("rules => axe.run(document, rules)", RULES)
    for violation in told["violations"]:
        found += [f"{violation['id']}: {' '.join(map(str, node['target']))}" for node in violation["nodes"]]
    return found


def in_turn(screens: list[str], turn: int) -> list[str]:
    """Every other screen, so that of several looks each screen has a part: a light and a dark one, where there are four. With ALL, all."""
    return screens if ALL else screens[turn % 2 :: 2]


async def walk(person: Person, screens: list[str], name: str, language: str, theme: str, size: int) -> dict[str, list[str]]:
    """Open each screen in a look, keep its picture, and gather what is wrong."""
    await looks(person, language, theme, size)
    wrong: dict[str, list[str]] = {}
    for screen in screens:
        await person.goes_to(screen)
        await person.page.locator("main, .door, .doors, form").first.wait_for()
        await expect(person.page.get_by_text(text("core.loading", language=language), exact=True)).to_have_count(0)
        place = re.sub(r"[0-9a-f-]{36}", "", screen).strip("/").replace("/", "-") or "next"
        await person.shows(f"{name}-{place}-{language}-{theme}-{size}")
        if found := await complaints(person.page):
            wrong[f"{screen} {language} {theme} {size}"] = found
    return wrong


@pytest.mark.parametrize(("language", "theme", "size"), LOOKS)
async def test_a_volunteers_and_a_leaders_screens(
    served: Served, gate: Gate, new_device: NewDevice, language: str, theme: str, size: int
) -> None:
    door = (await served.untried(served.team, 1))[0]["id"]
    leader = await enrolled(
        await new_device(), f"http://leader.localhost:{gate.port}", served, served.leader(served.team), "leader", served.team
    )
    await leader.is_ready_to_work_offline()

    screens = [screen.format(door=door) for screen in PHONE_SCREENS] + LEADER_SCREENS
    screens += [screen.format(team=served.team) for screen in TRIED_SCREENS]

    assert await walk(leader, in_turn(screens, LOOKS.index((language, theme, size))), "phone", language, theme, size) == {}


@pytest.mark.parametrize(("language", "theme", "size"), DESK_LOOKS)
async def test_a_coordinators_screens(served: Served, gate: Gate, new_device: NewDevice, language: str, theme: str, size: int) -> None:
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{gate.port}", served, served.coordinator, "coordinator")

    screens = DESK_SCREENS + ROLL_SCREENS + SETUP_SCREENS + [screen.format(team=served.team) for screen in TEAM_SCREENS]

    assert await walk(desk, in_turn(screens, DESK_LOOKS.index((language, theme, size))), "desk", language, theme, size) == {}


async def test_a_desk_on_the_smallest_phone_in_the_largest_type(served: Served, gate: Gate, new_device: NewDevice) -> None:
    small = await new_device(viewport={"width": 320, "height": 640})
    desk = await enrolled(small, f"http://desk.localhost:{gate.port}", served, served.coordinator, "coordinator")

    assert await walk(desk, DESK_SCREENS + SMALL_DESK_SCREENS, "small-desk", "en", "light", 30) == {}


async def test_a_sheets_title_in_the_largest_type_leaves_the_cross_its_size_and_breaks_between_words(
    served: Served, gate: Gate, new_device: NewDevice
) -> None:
    small = await new_device(viewport={"width": 360, "height": 740})
    desk = await enrolled(small, f"http://desk.localhost:{gate.port}", served, served.coordinator, "coordinator")
    await looks(desk, "zh-Hant", "dark", 30)
    await desk.goes_to(f"/desk/doors?door={(await served.untried(served.team, 1))[0]['id']}")
    await desk.page.get_by_role("button", name=text("desk.erase", language="zh-Hant"), exact=True).click()

    title = desk.page.get_by_role("dialog").last.get_by_role("heading", level=2).first  # its panels have headings, too
    await expect(title).to_contain_text("单元")
    await desk.shows("small-sheet")
    cross = await title.locator("xpath=../button//*[name()='svg']").bounding_box()
    assert cross is not None
    assert cross["width"] >= 30
    assert set(await title.locator(".whole").evaluate_all("all => all.map(each => each.getClientRects().length)")) == {1}
