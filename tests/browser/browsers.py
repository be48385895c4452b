"""Chromium as people hold it: a phone with touch, a laptop, and the pictures taken of them."""

import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, async_playwright, expect

from launch.browsers import find_chromium

# Chromium's bar for addresses opens two pages of its own in each new window, which ask for four times as many files as the app does. The others
# are what Playwright switches off, as far as a page could notice: of two such lists the last counts.
OMNIBOX = ("WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup")
SWITCHED_OFF = (
    *OMNIBOX,
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("DestroyProfileOnBrowserClose", "AvoidUnnecessaryBeforeUnloadCheckSync", "MediaRouter", "LensOverlay", "AimEnabled"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(SWITCHED_OFF)}",
]
PICTURES = Path(__file__).parent.parent.parent / "test-results" / "pictures"
WAIT_MS = 15_000  # two loaded cores may be slow; a test that passes never waits so long
expect.set_options(timeout=WAIT_MS)

ANDROID = "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36"
PHONE: Mapping[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "user_agent": ANDROID,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}
LAPTOP: Mapping[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}

# The browser itself tells of a lost network, and of a header that only secure addresses heed; neither is a fault of a page.
EXPECTED = re.compile(r"net::ERR_|Failed to load resource|the server responded with a status of|Opener-Policy header has been ignored")


@asynccontextmanager
async def running_browser(*flags: str, env: Mapping[str, str] | None = None) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=[*FLAGS, *flags], env={**os.environ, **(env or {})}
        )
        try:
            yield browser
        finally:
            await browser.close()


class Device:
    """One person's browser: a context of its own, so a store and cookies of its own. `troubles` are errors its pages did not expect."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.troubles: list[str] = []
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("console", self._hear)

    async def open(self, address: str) -> Page:
        """A page of its own at that address."""
        page = await self.context.new_page()
        page.set_default_timeout(WAIT_MS)
        await page.goto(address)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.troubles.append(message.text)


@asynccontextmanager
async def device_of(browser: Browser, kind: Mapping[str, Any], **options: Any) -> AsyncIterator[Device]:
    context = await browser.new_context(**{**kind, **options})
    device = Device(context)
    try:
        yield device
    finally:
        try:
            await context.close()
        except Error as gone:  # the browser went first
            device.troubles.append(str(gone))


async def picture(page: Page, name: str) -> Path:
    """A picture of what is on the screen, in test-results/pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    await page.screenshot(path=path, animations="disabled")
    return path
