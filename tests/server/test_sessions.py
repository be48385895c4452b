"""Whose sign-in counts, and that no other site can use it."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.server.office import Office

OURS = {"Sec-Fetch-Site": "same-origin", "Doorstep-Client": "pwa"}


async def enrol(office: Office, browser: httpx.AsyncClient, who: str) -> str:
    """Give a browser the cookie of somebody; the person's id."""
    person = str(office.of.people[who])
    made = await office.post("cora", "/api/invitations", person_id=person, role="volunteer", team_id=office.team.id)
    reply = await browser.post("/api/enrol", json={"code": made["code"], "replica": str(uuid4())})
    assert reply.status_code == 200, reply.text
    return person


async def code_of(browser: httpx.AsyncClient, method: str, path: str, **more: Any) -> str:
    reply = await browser.request(method, path, **more)
    return "ok" if reply.status_code == 200 else str(reply.json()["code"])


async def test_without_a_sign_in_there_is_nothing(office: Office) -> None:
    assert await office.refused(None, "GET", "/api/me") == (401, "unauthorized")
    assert await office.refused("nobody knows this token", "GET", "/api/campaigns") == (401, "unauthorized")


async def test_two_people_in_one_browser_are_told_apart_by_the_header(office: Office) -> None:
    browser = office.client()
    ann, ben = [await enrol(office, browser, who) for who in ("ann", "ben")]

    assert (await browser.get("/api/me", headers={"Doorstep-Person": ann})).json()["person"]["id"] == ann
    assert (await browser.get("/api/me", headers={"Doorstep-Person": ben})).json()["person"]["id"] == ben
    assert await code_of(browser, "GET", "/api/me") == "unauthorized"
    assert await code_of(browser, "GET", "/api/me", headers={"Doorstep-Person": str(office.of.people["cai"])}) == "unauthorized"
    assert await code_of(browser, "GET", "/api/me", headers={"Doorstep-Person": "no id"}) == "unauthorized"


async def test_a_token_does_not_speak_for_somebody_else(office: Office) -> None:
    headers = {"Authorization": "Bearer ann", "Doorstep-Person": str(office.of.people["ben"])}

    assert await code_of(office.http, "GET", "/api/me", headers=headers) == "unauthorized"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (OURS, "ok"),
        ({"Origin": "http://test", "Doorstep-Client": "pwa"}, "ok"),  # a browser without Sec-Fetch-Site
        ({"Sec-Fetch-Site": "none", "Doorstep-Client": "pwa"}, "ok"),
        ({"Sec-Fetch-Site": "cross-site", "Doorstep-Client": "pwa"}, "cross_site"),
        ({"Sec-Fetch-Site": "same-site", "Doorstep-Client": "pwa"}, "cross_site"),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://test", "Doorstep-Client": "pwa"}, "cross_site"),
        ({"Origin": "http://evil.test", "Doorstep-Client": "pwa"}, "cross_site"),
        ({"Doorstep-Client": "pwa"}, "cross_site"),
        ({"Sec-Fetch-Site": "same-origin"}, "cross_site"),  # a form could send this one
    ],
)
async def test_a_change_by_cookie_must_come_from_our_own_page(office: Office, headers: dict[str, str], code: str) -> None:
    browser = office.client()
    await enrol(office, browser, "ann")

    push = {"protocol": 1, "replica": str(uuid4()), "sent_at": office.clock(), "commands": []}

    assert await code_of(browser, "POST", "/api/sync/push", json=push, headers=headers) == code
    assert await code_of(browser, "POST", "/api/logout", json={}, headers=headers) == code


@pytest.mark.parametrize("host", ["[", "a]b", "[::1"])
async def test_a_host_that_is_none_is_refused(office: Office, host: str) -> None:
    browser = office.client()
    await enrol(office, browser, "ann")

    assert await code_of(browser, "POST", "/api/logout", json={}, headers={"Doorstep-Client": "pwa", "Host": host}) == "cross_site"


async def test_another_site_cannot_sign_somebody_in(office: Office) -> None:
    made = await office.post("cora", "/api/invitations", name="eve", role="volunteer", team_id=office.team.id)
    body = {"code": made["code"], "replica": str(uuid4())}

    reply = await office.http.post("/api/enrol", json=body, headers={"Sec-Fetch-Site": "cross-site"})

    assert reply.json()["code"] == "cross_site"
    assert "set-cookie" not in reply.headers


async def test_logging_out_ends_this_sign_in_and_leaves_others(office: Office) -> None:
    browser = office.client()
    ann, ben = [await enrol(office, browser, who) for who in ("ann", "ben")]

    reply = await browser.post("/api/logout", json={"wipe": True}, headers={**OURS, "Doorstep-Person": ann})

    assert reply.headers["clear-site-data"] == '"cache"'  # ben's unsent work lies in this browser too
    assert await code_of(browser, "GET", "/api/me", headers={"Doorstep-Person": ann}) == "unauthorized"
    assert await code_of(browser, "GET", "/api/me", headers={"Doorstep-Person": ben}) == "ok"
    alone = await browser.post("/api/logout", json={"wipe": True}, headers={**OURS, "Doorstep-Person": ben})
    assert alone.headers["clear-site-data"] == '"cache", "cookies", "storage"'


async def test_a_cookie_in_use_stays_good_and_an_unused_one_expires(office: Office) -> None:
    browser, idle = office.client(), office.client()
    await enrol(office, browser, "ann")
    await enrol(office, idle, "ben")
    push = {"protocol": 1, "replica": str(uuid4()), "commands": []}
    for _ in range(3):
        office.clock.advance(days=100)
        assert await code_of(browser, "POST", "/api/sync/push", json={**push, "sent_at": office.clock()}, headers=OURS) == "ok"

    assert await code_of(browser, "GET", "/api/me") == "ok"
    assert await code_of(idle, "GET", "/api/me") == "unauthorized"
