"""People are erased at the desk, and a phone that had them loses them."""

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import enrolled
from tests.browser.served import Served
from tests.browser.test_desk_work import at_the_desk
from tests.browser.words import text


async def test_a_coordinator_erases_people_and_a_phone_loses_them(served: Served, new_device: NewDevice) -> None:
    door = next(row for row in await served.untried(served.team, 20) if row["name"])
    place = " ".join(part for part in (door["building"], door["entrance"], door["door"]) if part)
    token = served.volunteers(served.team)[0]
    phone = await enrolled(await new_device(), f"http://volunteer.localhost:{served.port}", served, token, "volunteer", served.team)
    await phone.is_ready_to_work_offline()
    await phone.goes_to(f"/door/{door['id']}")
    await expect(phone.page.get_by_text(door["name"]).first).to_be_visible()
    desk = await at_the_desk(new_device, served)
    await desk.goes_to(f"/desk/doors?door={door['id']}")

    await desk.page.get_by_role("button", name=text("desk.erase"), exact=True).click()
    dialog = desk.page.get_by_role("dialog")
    verb = dialog.get_by_role("button", name=text("desk.erase.verb"))
    await expect(verb).to_be_disabled()
    await dialog.get_by_label(text("desk.erase.type", place=place)).fill(place)
    await desk.shows("desk-erase")
    await verb.click()

    await expect(desk.page.get_by_text(text("desk.erase.done"))).to_be_visible()
    await expect(desk.page.get_by_role("heading", name=text("desk.no_name"))).to_be_visible()
    await desk.shows("desk-erased")
    await phone.sends_everything()
    await expect(phone.page.get_by_text(text("core.gone.erased"))).to_be_visible()
    await phone.shows("phone-erased")
