"""A new version of the app waits until nobody has a form open, and loses nothing."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from server.app import create_app
from server.phone.listeners import Listener, listen
from server.settings import APP_DIR, Settings
from tests.browser.conftest import NewDevice
from tests.browser.people import enrolled
from tests.browser.served import DemoStore, Served, running_program
from tests.browser.words import text
from tests.postgres import free_port


def serve(arguments: list[str]) -> None:
    """The server over a store, with another folder of the built app."""
    database, port, app_dir = arguments
    listen(create_app(Settings(database=database, app_dir=Path(app_dir))), [Listener("127.0.0.1", int(port))])


@pytest.fixture
def app_dir(tmp_path: Path) -> Path:
    """A copy of the built app, for a test to change."""
    return Path(shutil.copytree(APP_DIR, tmp_path / "app"))


@pytest.fixture
async def served(demo_store: DemoStore, tmp_path: Path, app_dir: Path) -> AsyncIterator[Served]:
    store, port = demo_store.copy_to(tmp_path), free_port()
    arguments = [f"sqlite:///{store.file}", str(port), str(app_dir)]
    async with running_program(store, f"{__name__}:serve", arguments, port) as server:
        yield server


def publish_another_version(app_dir: Path) -> None:
    """Another worker, as after a build: its bytes differ, and its shell has another name."""
    for form in ("sw.js.br", "sw.js.gz"):
        (app_dir / form).unlink(missing_ok=True)
    worker = app_dir / "sw.js"
    worker.write_text(worker.read_text(encoding="utf-8").replace("doorstep-shell-", "doorstep-shell-next-"), encoding="utf-8")


async def test_an_update_waits_while_a_form_is_open_and_keeps_the_work(served: Served, app_dir: Path, new_device: NewDevice) -> None:
    door = (await served.untried(served.team, 1))[0]
    token = served.volunteers(served.team)[0]
    ann = await enrolled(await new_device(), f"http://localhost:{served.port}", served, token, "volunteer", served.team)
    await ann.is_ready_to_work_offline()
    await ann.goes_to(f"/door/{door['id']}/facts")

    publish_another_version(app_dir)
    await ann.page.evaluate("navigator.serviceWorker.getRegistration().then((registration) => registration.update())")
    await ann.page.wait_for_function("navigator.serviceWorker.getRegistration().then((registration) => registration.waiting !== null)")
    await expect(ann.page.get_by_text(text("core.update.ready"))).to_be_visible()
    await ann.page.get_by_label(text("door.facts.note")).fill("先敲东边的门")
    await expect(ann.page.get_by_text(text("core.update.ready"))).to_have_count(0)

    await ann.page.get_by_role("button", name=text("door.save"), exact=True).click()
    async with ann.page.expect_event("load"):
        await ann.button("core.update.take").click()
    await ann.page.wait_for_function("caches.keys().then((names) => names.join().startsWith('doorstep-shell-next-') && names.length === 1)")
    await ann.sends_everything()
    assert (await served.household(door["id"]))["household"]["note"] == "先敲东边的门"
