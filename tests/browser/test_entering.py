"""Many doors come into a campaign: the desk sees how far that is, on a laptop and on a phone, until they are in."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import enrolled
from tests.browser.served import Served
from tests.browser.test_looks import ALL, complaints, looks
from tests.browser.words import text

# As another process of the server writes it that is at it. This one leaves that alone: it goes on only where nobody has got further for a while.
BEGUN = "INSERT INTO entering (campaign_id, begun_at, doors, done) VALUES (?, 1, 112345, 4321)"
FURTHER = "UPDATE entering SET done = 98765 WHERE campaign_id = ?"
IN = "DELETE FROM entering WHERE campaign_id = ?"

LOOKS = [("zh-Hans", "light", 18, True), ("zh-Hant", "dark", 30, False), ("en", "light", 18, False), ("en", "dark", 18, True)]


@pytest.mark.parametrize(("language", "theme", "size", "laptop"), LOOKS if ALL else LOOKS[:2])
async def test_how_far_doors_have_come_in_is_shown_until_they_are(
    served: Served, new_device: NewDevice, tmp_path: Path, language: str, theme: str, size: int, laptop: bool
) -> None:
    def write(sql: str) -> None:
        with closing(sqlite3.connect(tmp_path / "doorstep.sqlite", timeout=10)) as store, store:
            store.execute(sql, (UUID(served.campaign).bytes,))

    def said(done: str) -> str:
        return text("setup.campaign.entering", language=language, done=done, of="112,345")

    origin = f"http://desk.localhost:{served.port}"
    desk = await enrolled(await new_device(laptop=laptop), origin, served, served.coordinator, "coordinator")
    await looks(desk, language, theme, size)
    write(BEGUN)

    await desk.goes_to("/desk/setup/campaigns")
    await expect(desk.page.get_by_text(said("4,321"))).to_be_visible()
    await desk.shows(f"entering-{language}-{theme}-{size}")
    assert await complaints(desk.page) == []
    await desk.goes_to("/desk")
    await expect(desk.page.get_by_text(text("seeing.counting", language=language))).to_be_visible()
    await desk.shows(f"entering-board-{language}-{theme}-{size}")
    await desk.goes_to("/desk/setup/campaigns")
    write(FURTHER)
    await expect(desk.page.get_by_text(said("98,765"))).to_be_visible()
    write(IN)
    await expect(desk.page.get_by_role("progressbar")).to_have_count(0)
