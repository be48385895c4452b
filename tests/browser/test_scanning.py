"""A code held before a phone's camera. The camera is Chromium's own stand-in, which shows a film of one picture."""

from pathlib import Path

import segno
from playwright.async_api import expect

from tests.browser.browsers import PHONE, device_of, running_browser
from tests.browser.conftest import NewDevice
from tests.browser.people import Person
from tests.browser.served import Served
from tests.browser.words import text

WIDTH, HEIGHT, MODULE_PX = 640, 480, 8


def film_of(code: str, path: Path) -> None:
    """One frame of a QR code in the middle of a grey room, as YUV4MPEG2 at 4:2:0."""
    modules = [bytearray(row) for row in segno.make(code, micro=False).matrix_iter(scale=MODULE_PX, border=4)]
    left, top = (WIDTH - len(modules[0])) // 2, (HEIGHT - len(modules)) // 2
    grey = bytearray(b"\x78" * (WIDTH * HEIGHT))
    for y, row in enumerate(modules):
        at = (top + y) * WIDTH + left
        grey[at : at + len(row)] = bytes(30 if dark else 220 for dark in row)
    path.write_bytes(b"YUV4MPEG2 W%d H%d F5:1 Ip A1:1 C420jpeg\nFRAME\n" % (WIDTH, HEIGHT) + grey + b"\x80" * (WIDTH * HEIGHT // 2))


async def test_a_code_is_scanned_where_the_browser_itself_reads_none(served: Served, tmp_path: Path) -> None:
    who = await served.person(served.volunteers(served.team)[0])
    origin, film = f"http://localhost:{served.port}", tmp_path / "film.y4m"
    film_of(f"{origin}/enrol#{await served.invite('volunteer', who['id'], served.team)}", film)
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    async with running_browser(*camera) as browser, device_of(browser, PHONE, permissions=["camera"]) as phone:
        person = Person(phone, origin)
        await person.goes_to("/enrol")
        assert await person.page.evaluate("'BarcodeDetector' in globalThis") is False
        await person.button("core.enrol.scan").click()
        await person.page.get_by_role("button", name=text("core.enrol.start", name=who["name"])).click()
        await person.page.wait_for_url(lambda address: "/enrol" not in address)
        await person.is_ready_to_work_offline()
        assert phone.troubles == []


async def test_without_a_camera_the_sheet_says_so_and_holds_no_empty_picture(served: Served, new_device: NewDevice) -> None:
    person = Person(await new_device(), f"http://localhost:{served.port}")
    await person.goes_to("/enrol")

    await person.button("core.enrol.scan").click()

    dialog = person.page.get_by_role("dialog")
    await expect(dialog.get_by_role("alert")).to_have_text(text("core.enrol.scan.refused"))
    await expect(dialog.locator("video")).to_have_count(0)
