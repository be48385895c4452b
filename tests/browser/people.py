"""What people do in the app, in the words that are on their screens."""

import os

from playwright.async_api import Locator, Page, expect

from tests.browser.browsers import Device, picture
from tests.browser.served import Served
from tests.browser.words import like, text
from tests.gate import Gate


async def enrolled(device: Device, origin: str, served: Served, token: str, role: str, team_id: str | None = None) -> "Person":
    """The person of a token, with the app open on a device of theirs."""
    who = await served.person(token)
    person = Person(device, origin)
    await person.enrols(await served.invite(role, who["id"], team_id), who["name"])
    return person


class Person:
    """Somebody with the app in their hand: one page of one device."""

    def __init__(self, device: Device, origin: str) -> None:
        self.device = device
        self.origin = origin
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        assert self._page is not None, "open a page first"
        return self._page

    async def goes_to(self, path: str) -> None:
        """Opens a path of the app as an address typed: the page starts anew."""
        if self._page is None:
            self._page = await self.device.open(f"{self.origin}{path}")
        else:
            await self.page.goto(f"{self.origin}{path}")

    async def restarts_at(self, path: str) -> None:
        """Closes the app and opens it again at a path."""
        if self._page is not None:
            await self._page.close()
        self._page = await self.device.open(f"{self.origin}{path}")

    async def enrols(self, code: str, name: str) -> None:
        """Opens the link, looks whom it is for, and begins."""
        await self.goes_to(f"/enrol#{code}")
        await self.page.get_by_role("button", name=text("core.enrol.start", name=name)).click()
        await self.page.wait_for_url(lambda address: "/enrol" not in address)

    async def is_ready_to_work_offline(self) -> None:
        await self.goes_to("/phone")
        await expect(self.page.get_by_text(text("core.phone.ready"))).to_be_visible()

    async def loses_the_network(self, gate: Gate) -> None:
        await gate.down()
        await self.device.context.set_offline(True)

    async def has_the_network_again(self, gate: Gate) -> None:
        await gate.up()
        await self.device.context.set_offline(False)

    async def records_nobody_home(self, household_id: str) -> None:
        await self.goes_to(f"/door/{household_id}")
        await self.button("door.outcome.not_home").click()
        await expect(self.page.get_by_label(text("door.bar")).get_by_text(text("door.saved_here"))).to_be_visible()

    async def corrects_the_note(self, household_id: str, note: str) -> None:
        await self.goes_to(f"/door/{household_id}/facts")
        await self.page.get_by_label(text("door.facts.note")).fill(note)
        await self.page.get_by_role("button", name=text("door.save"), exact=True).click()
        await self.page.wait_for_url(f"**/door/{household_id}")

    async def sends_everything(self) -> None:
        """Until the page says that nothing is only on this phone."""
        await self.goes_to("/phone")
        await self.button("core.phone.send_now").click()
        await self.says_on_phone(0)

    async def says_on_phone(self, count: int) -> None:
        number = self.page.locator("dl.numbers div", has_text=text("core.phone.on_phone")).locator("dd")
        await expect(number).to_have_text(str(count))

    async def tabs_to(self, wanted: Locator, *, most: int = 80) -> None:
        """Goes on by Tab until that has the focus. It has to be shown by then."""
        await expect(wanted).to_be_visible()
        for _ in range(most):
            await self.page.keyboard.press("Tab")
            if await wanted.evaluate("each => each === document.activeElement"):
                assert await wanted.evaluate("each => each.matches(':focus-visible') && getComputedStyle(each).outlineStyle !== 'none'")
                return
        raise AssertionError(f"Tab does not come to {wanted}")

    async def presses(self, wanted: Locator, key: str = "Enter") -> None:
        """By keys alone."""
        await self.tabs_to(wanted)
        await self.page.keyboard.press(key)

    def button(self, key: str, **params: str) -> Locator:
        return self.page.get_by_role("button", name=like(key, **params))

    async def shows(self, name: str) -> None:
        """Keeps a picture of the screen, unless nobody is going to look (`./test`: each costs a quarter of a second)."""
        if os.environ.get("DOORSTEP_PICTURES") != "none":
            await picture(self.page, name)
