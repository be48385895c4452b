"""Browsers and a real server for the tests that drive the app."""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.browser.browsers import LAPTOP, PHONE, Device, device_of, picture, running_browser
from tests.browser.served import DemoStore, Served, make_demo, running_server
from tests.gate import Gate, gate_before

FAILED = pytest.StashKey[bool]()
NewDevice = Callable[..., Awaitable[Device]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> DemoStore:
    """The demo community, made once; each test serves a copy."""
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
async def served(demo_store: DemoStore, tmp_path: Path) -> AsyncIterator[Served]:
    async with running_server(demo_store.copy_to(tmp_path)) as server:
        yield server


@pytest.fixture
async def gate(served: Served) -> AsyncIterator[Gate]:
    """The network between the browsers and the server: `gate.port` is where browsers connect."""
    async with gate_before(served.port) as opened:
        yield opened


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as opened:
        yield opened


@pytest.fixture
async def new_device(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[NewDevice]:
    """Makes browsers that stay open for the test. At its end no page of theirs may have met an error it did not expect.

    Of a test that failed there are pictures of every page, in test-results/pictures.
    """
    async with AsyncExitStack() as stack:
        devices: list[Device] = []

        async def make(**options: object) -> Device:
            kind = LAPTOP if options.pop("laptop", False) else PHONE
            devices.append(await stack.enter_async_context(device_of(browser, kind, **options)))
            return devices[-1]

        yield make
        if request.node.stash.get(FAILED, False):
            for number, page in enumerate(page for device in devices for page in device.context.pages):
                await picture(page, f"failed-{request.node.name[:60]}-{number}")
        troubles = [trouble for device in devices for trouble in device.troubles]
        assert troubles == []
