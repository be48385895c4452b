"""Where the app is opened from decides what it can promise, and it says so."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from server.phone.certificates import Served as Certificate
from server.phone.certificates import keep_authority, keep_certificate, utc_now
from tests.browser.browsers import PHONE, device_of, running_browser
from tests.browser.certificates import trusting_home
from tests.browser.conftest import NewDevice
from tests.browser.people import Person
from tests.browser.served import DemoStore, Served, running_server
from tests.browser.words import text
from tests.gate import Gate, gate_before
from tests.postgres import free_port

WECHAT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49 NetType/WIFI"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
ON_THE_LAN = "doorstep.lan"  # a name that reaches this machine, as a phone in the room would use one


@pytest.fixture
async def lan_browser() -> AsyncIterator[Browser]:
    async with running_browser(f"--host-resolver-rules=MAP {ON_THE_LAN} 127.0.0.1") as browser:
        yield browser


async def test_from_a_plain_http_address_on_the_network_the_app_says_what_it_cannot_do_and_what_to_do(
    lan_browser: Browser, gate: Gate
) -> None:
    async with device_of(lan_browser, PHONE) as phone:
        person = Person(phone, f"http://{ON_THE_LAN}:{gate.port}")
        await person.goes_to("/")

        await expect(person.page.get_by_role("heading", name=text("core.unsupported.insecure.title"))).to_be_visible()
        await expect(person.page.get_by_text(text("core.unsupported.insecure.text"))).to_be_visible()
        await person.shows("plain-http-on-the-network")
        assert await person.page.evaluate("isSecureContext") is False
        assert phone.troubles == []


class Https:
    """A server that speaks https under an authority's certificate, and the authority."""

    def __init__(self, served: Served, port: int, authority: Path) -> None:
        self.served, self.port, self.authority = served, port, authority


@pytest.fixture
async def https(demo_store: DemoStore, tmp_path: Path) -> AsyncIterator[Https]:
    authority = keep_authority(tmp_path / "ca", utc_now())
    certificate: Certificate = keep_certificate(tmp_path / "ca", authority, [ON_THE_LAN, "127.0.0.1"], utc_now())
    port = free_port()
    flags = ["--https-host", "127.0.0.1", "--https-port", str(port)]
    flags += ["--certificate", str(certificate.certificate), "--key", str(certificate.key)]
    async with running_server(demo_store.copy_to(tmp_path), *flags) as served:
        yield Https(served, port, tmp_path / "ca" / "ca.pem")


async def test_over_https_of_a_trusted_authority_a_phone_enrols_and_works_offline(https: Https, tmp_path: Path) -> None:
    served = https.served
    person = await served.person(served.volunteers(served.team)[0])
    code = await served.invite("volunteer", person["id"], served.team)
    home = trusting_home(tmp_path / "home", https.authority)
    async with (
        running_browser(f"--host-resolver-rules=MAP {ON_THE_LAN} 127.0.0.1", env=home) as browser,
        gate_before(https.port) as gate,
        device_of(browser, PHONE) as phone,
    ):
        ann = Person(phone, f"https://{ON_THE_LAN}:{gate.port}")
        await ann.enrols(code, person["name"])
        await ann.is_ready_to_work_offline()
        cookies = await phone.context.cookies()
        await ann.loses_the_network(gate)
        await ann.restarts_at("/")

        await expect(ann.page.get_by_role("navigation", name=text("core.tabs"))).to_be_visible()
        assert [(c.get("name"), c.get("secure"), c.get("httpOnly")) for c in cookies] == [(f"__Host-doorstep-{person['id']}", True, True)]
        assert phone.troubles == []


async def test_without_the_authority_the_browser_refuses_the_page(https: Https, lan_browser: Browser) -> None:
    async with device_of(lan_browser, PHONE) as phone:
        page = await phone.context.new_page()

        with pytest.raises(Exception, match="ERR_CERT_AUTHORITY_INVALID"):
            await page.goto(f"https://{ON_THE_LAN}:{https.port}/")


async def test_inside_a_messenger_the_app_says_to_open_it_in_a_browser(served: Served, gate: Gate, new_device: NewDevice) -> None:
    person = Person(await new_device(user_agent=WECHAT), f"http://localhost:{gate.port}")

    await person.goes_to("/enrol#ABCDE12345")

    await expect(person.page.get_by_role("heading", name=text("core.unsupported.built_in.title"))).to_be_visible()
    await expect(person.page.get_by_role("img", name=text("core.unsupported.built_in.picture"))).to_be_visible()
    await person.shows("inside-a-messenger")


async def test_on_an_iphone_the_link_says_install_first_and_shows_the_code(served: Served, gate: Gate, new_device: NewDevice) -> None:
    who = await served.person(served.volunteers(served.team)[0])
    code = await served.invite("volunteer", who["id"], served.team)
    person = Person(await new_device(user_agent=IPHONE), f"http://localhost:{gate.port}")

    await person.goes_to(f"/enrol#{code}")

    await expect(person.page.get_by_role("heading", name=text("core.enrol.ios.title"))).to_be_visible()
    await expect(person.page.get_by_text(re.compile(f"{code[:5]}.?{code[5:]}"))).to_be_visible()
    await person.shows("install-first-on-an-iphone")


async def test_opening_a_link_spends_nothing_and_the_tap_spends_it_once(served: Served, gate: Gate, new_device: NewDevice) -> None:
    who = await served.person(served.volunteers(served.team)[0])
    code = await served.invite("volunteer", who["id"], served.team)
    first = Person(await new_device(), f"http://a.localhost:{gate.port}")
    second = Person(await new_device(), f"http://b.localhost:{gate.port}")
    await first.goes_to(f"/enrol#{code}")
    await second.goes_to(f"/enrol#{code}")

    await second.button("core.enrol.start", name=who["name"]).click()
    await expect(second.page.get_by_role("navigation", name=text("core.tabs"))).to_be_visible()
    await first.button("core.enrol.start", name=who["name"]).click()

    await expect(first.page.get_by_role("alert")).to_have_text(text("core.enrol.problem.code_used"))
