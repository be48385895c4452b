"""Browsers and a real server for the tests that drive the app."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.browsers import LAPTOP, PHONE, Device, device_of, running_browser
from tests.browser.served import DemoStore, Served, make_demo, running_server
from tests.gate import Gate, gate_before

NewDevice = Callable[..., Awaitable[Device]]


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
async def new_device(browser: Browser) -> AsyncIterator[NewDevice]:
    """Makes browsers that stay open for the test. At its end no page of theirs may have met an error it did not expect."""
    async with AsyncExitStack() as stack:
        devices: list[Device] = []

        async def make(**options: object) -> Device:
            kind = LAPTOP if options.pop("laptop", False) else PHONE
            devices.append(await stack.enter_async_context(device_of(browser, kind, **options)))
            return devices[-1]

        yield make
        troubles = [trouble for device in devices for trouble in device.troubles]
        assert troubles == []
