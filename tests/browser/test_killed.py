"""The browser is killed while a visit is being saved. What the screen said was saved is there, or the loss of all is said at once.

DOORSTEP_BROWSER_KILLS says how many.
"""

import json
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from playwright.async_api import async_playwright, expect

from tests.browser.killing import SAYS_S, Killable, Tally, Visits, gaps, number_heard
from tests.browser.people import Person
from tests.browser.served import Served
from tests.browser.words import text
from tests.gate import Gate

KILLS = int(os.environ.get("DOORSTEP_BROWSER_KILLS", "8"))
ALL_OF_IT = ("IndexedDB", "Local Storage", "Service Worker", "WebStorage", "Session Storage")


@pytest.fixture
async def visits(served: Served, gate: Gate, tmp_path: Path) -> AsyncIterator[Visits]:
    async with async_playwright() as playwright:
        visits = Visits(Killable(playwright, tmp_path / "profile"), served, gate, Random(1), Tally())
        await visits.enrol(0)
        yield visits
        await visits.killable.close()


async def test_no_saved_visit_is_missing_after_the_browser_was_killed(visits: Visits, tmp_path: Path) -> None:
    for _ in range(KILLS):
        await visits.strike()

    print(visits.tally)
    assert visits.tally.wrong == []
    assert numbers_missing(tmp_path) == 0
    assert visits.tally.kills == KILLS
    assert visits.tally.gone <= 1 + KILLS // 20  # Chromium drops a whole origin now and then, and never a part of one


def numbers_missing(folder: Path) -> int:
    """Phones of which the server knows that they gave a number and did not send it."""
    with closing(sqlite3.connect(folder / "doorstep.sqlite")) as store:
        rows = store.execute("SELECT missing FROM replicas WHERE kind = 'phone'").fetchall()
    return sum(bool(json.loads(missing)) for (missing,) in rows)


@pytest.mark.parametrize("dropped", [("IndexedDB",), ALL_OF_IT], ids=["the-database", "everything-but-the-cookie"])
async def test_a_store_that_the_browser_dropped_is_said_within_five_seconds(visits: Visits, gate: Gate, dropped: tuple[str, ...]) -> None:
    doors = [door["id"] for door in await visits.served.untried(visits.served.team, 3)]
    before = Person(await visits.killable.start(), visits.origin)
    await before.records_nobody_home(doors[0])
    await before.goes_to("/phone")  # an app that starts sends what it has
    await before.says_on_phone(0)
    await gate.down()
    for door in doors[1:]:
        await before.records_nobody_home(door)
    await visits.killable.close()
    visits.killable.forget(*dropped)
    if dropped == ALL_OF_IT:  # the app itself is gone, so a network is needed
        await gate.up()

    person = Person(await visits.killable.start(), visits.origin)
    await person.goes_to("/phone")

    await expect(person.page.get_by_text(text("core.wiped.title"))).to_be_visible(timeout=SAYS_S * 1000)
    await gate.up()
    assert await number_heard(person) == 1
    is_counted = dropped != ALL_OF_IT
    await expect(person.page.get_by_text(text("core.wiped.lost", n=2) if is_counted else text("core.wiped.unknown"))).to_be_visible()
    [gap] = await gaps(visits.served)
    assert (gap["missing"], gap["is_known"]) == ([[2, 3]] if is_counted else [], is_counted)
