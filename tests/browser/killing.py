"""A phone's browser as the system kills it: all of its processes in one moment, its profile left as it lies on the disk."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from playwright.async_api import Browser, Error, Page, Playwright, async_playwright, expect

from launch.browsers import find_chromium
from tests.browser.browsers import ANDROID, FLAGS, Device
from tests.browser.people import Person, enrolled
from tests.browser.served import Served, make_demo, running_server
from tests.browser.words import like, text
from tests.gate import Gate, gate_before

START_S = 30
SAYS_S = 5.0  # after the app has started
SIGNS = "dl.numbers, .wiped, .enrol"  # what the phone holds, that it lost it, that it knows nobody


class Killable:
    """Chromium over a profile that stays."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self.playwright, self.profile = playwright, profile
        self._process: subprocess.Popen[bytes] | None = None
        self._browser: Browser | None = None

    async def start(self) -> Device:
        port = self.profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        command = [str(find_chromium()), *FLAGS, "--headless=new", "--remote-debugging-port=0", "--hide-crash-restore-bubble"]
        command += [
            f"--user-data-dir={self.profile}",
            f"--user-agent={ANDROID}",
            "--window-size=390,844",
            "--accept-lang=zh-CN",
            "about:blank",
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0)
        async with asyncio.timeout(START_S):
            while not (port.exists() and len(port.read_text().splitlines()) == 2):
                await asyncio.sleep(0.02)
        self._browser = await self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port.read_text().splitlines()[0]}")
        return Device(self._browser.contexts[0])

    async def kill(self) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        await asyncio.to_thread(self._process.wait)
        await self._let_go()

    async def close(self) -> None:
        """As somebody does who puts the phone away: cookies and all else are written."""
        if self._browser is None or self._process is None:
            return
        session = await self._browser.new_browser_cdp_session()
        with suppress(Error):
            await session.send("Browser.close")
        await asyncio.to_thread(self._process.wait, START_S)
        await self._let_go()

    async def _let_go(self) -> None:
        if self._browser is not None:
            with suppress(Error):
                await self._browser.close()
        self._browser = self._process = None
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / name).unlink(missing_ok=True)

    def forget(self, *names: str) -> None:
        """What the browser keeps under these names is gone, as when it makes room."""
        for name in names:
            shutil.rmtree(self.profile / "Default" / name, ignore_errors=True)


@dataclass
class Tally:
    kills: int = 0
    saved: int = 0  # visits of which the screen said that they are saved, before the kill
    unsaid: int = 0  # visits under way
    gone: int = 0  # times that the browser had dropped the whole store
    wrong: list[str] = field(default_factory=list)


@dataclass
class Life:
    """Of one store, from its enrolment to its loss."""

    sent: int = 0  # visits that the screen called saved and that the server has
    unsaid: int = 0  # visits under way at a kill, of which each may have been kept and sent


class Visits:
    """A volunteer who records a visit at one door after another, without a network, until the phone is killed."""

    def __init__(self, killable: Killable, served: Served, gate: Gate, rng: Random, tally: Tally) -> None:
        self.killable, self.served, self.gate, self.rng, self.tally = killable, served, gate, rng, tally
        self.origin = f"http://volunteer.localhost:{gate.port}"
        self.doors: list[str] = []
        self.life = Life()

    async def enrol(self, number: int) -> None:
        """A fresh profile, signed in and able to work without a network. `number`: which of the team's volunteers."""
        shutil.rmtree(self.killable.profile, ignore_errors=True)
        self.killable.profile.mkdir(parents=True)
        token = self.served.volunteers(self.served.team)[number]
        person = await enrolled(await self.killable.start(), self.origin, self.served, token, "volunteer", self.served.team)
        await person.is_ready_to_work_offline()
        await self.killable.close()

    async def strike(self) -> None:
        """One kill, and what is there afterwards."""
        self.doors = self.doors or [door["id"] for door in await self.served.untried(self.served.team, 40)]
        saved = await self._work_until_killed()
        self.tally.kills += 1
        person = Person(await self.killable.start(), self.origin)
        if await self._is_there(person):
            await self.gate.up()
            await person.goes_to("/phone")  # an app that starts sends what it has
            await person.says_on_phone(0)
            for door in saved:
                if (await self.served.household(door))["visit_count"] == 0:
                    self.tally.wrong.append(f"the visit at {door} was saved and is nowhere")
            self.life.sent += len(saved)
            await self.killable.close()
        else:
            self.tally.gone += 1
            await self.gate.up()
            await self._loss_is_told(person)
            await self.killable.close()
            await self.enrol(0)
            self.life = Life()

    async def _work_until_killed(self) -> list[str]:
        person = Person(await self.killable.start(), self.origin)
        await self.gate.down()
        saved = []
        for _ in range(self.rng.choice([1, 1, 2])):
            door = self.doors.pop()
            await person.records_nobody_home(door)
            saved.append(door)
        self.tally.saved += len(saved)
        if self.rng.random() < 0.6:
            await person.goes_to(f"/door/{self.doors.pop()}")
            await person.button("door.outcome.not_home").click()
            self.tally.unsaid += 1
            self.life.unsaid += 1
            await asyncio.sleep(self.rng.uniform(0, 0.06))
        await self.killable.kill()
        return saved

    async def _is_there(self, person: Person) -> bool:
        """Whether the store is. If not, the app has to say so within five seconds of its start."""
        await person.goes_to("/phone")
        if not await says_what_became_of_the_store(person.page):
            self.tally.wrong.append("the app said nothing of its store")
            return False
        return await person.page.locator("dl.numbers").count() > 0 and await person.page.locator(".wiped").count() == 0

    async def _loss_is_told(self, person: Person) -> None:
        """Once there is a network: to the volunteer how far the server had heard the lost store, and to the leader that something may be missing."""
        if await person.page.locator(".enrol").count() > 0:  # the cookie went, too: nobody can know whose store it was
            return
        heard, least = await number_heard(person), self.life.sent
        if not least <= heard <= least + self.life.unsaid:
            self.tally.wrong.append(
                f"the server says it had heard {heard} numbers of a store that had sent {least} to {least + self.life.unsaid}"
            )
        if not await gaps(self.served):
            self.tally.wrong.append("no leader sees that a store was lost")


async def number_heard(person: Person) -> int:
    """What the screen says of the last number that the server had from the lost store."""
    await person.goes_to("/phone")
    told = person.page.get_by_text(like("core.wiped.heard"))
    await expect(told).to_be_visible()
    found = re.search(text("core.wiped.heard").split("{n}")[0] + r"(\d+)", await told.inner_text())
    assert found is not None
    return int(found[1])


async def gaps(served: Served) -> list[dict[str, Any]]:
    """What is missing of phones of the demo's first team, as its leader sees it."""
    items = (await served.get("/api/attention", served.leader(served.team)))["items"]
    return [each["body"] for each in items if each["kind"] == "missing"]


async def says_what_became_of_the_store(page: Page, seconds: float = SAYS_S) -> bool:
    """Whether the screen shows, in time, its numbers or that they are gone."""
    try:
        await expect(page.locator(SIGNS).first).to_be_visible(timeout=seconds * 1000)
    except AssertionError:
        return False
    return True


async def kill_browsers(folder: Path, seed: int, count: int) -> Tally:
    """So many kills of one phone, over a server and a demo of their own in `folder`."""
    store = await asyncio.to_thread(make_demo, folder)
    async with running_server(store) as served, gate_before(served.port) as gate, async_playwright() as playwright:
        visits = Visits(Killable(playwright, folder / "profile"), served, gate, Random(seed), Tally())
        await visits.enrol(0)
        for _ in range(count):
            await visits.strike()
        await visits.killable.close()
        return visits.tally
