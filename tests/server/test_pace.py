"""A device that asks faster than any that works is asked to wait; a script with a token is not."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.identity.pace import SEARCH, SYNC, UPLOAD, Pace, Rate
from tests.server.office import Office
from tests.server.test_sessions import OURS, enrol


@pytest.fixture
def database_url(sqlite_database_url: str) -> str:
    """What is counted is not in the store."""
    return sqlite_database_url


@given(st.lists(st.integers(0, 5_000), max_size=200), st.sampled_from([SYNC, SEARCH, Rate(3, 1_000)]))
def test_no_more_are_let_through_than_the_bucket_and_what_flows_in(pauses: list[int], rate: Rate) -> None:
    pace, now, let_through = Pace(), 0, 0
    for pause in pauses:
        now += pause
        wait = pace.take(b"phone", rate, now)
        let_through += wait == 0
        assert wait <= rate.every_ms
        assert pace.take(b"another", rate, now) == 0 or let_through >= rate.size
    assert let_through <= rate.size + now // rate.every_ms


def test_whoever_waits_as_long_as_told_is_let_through_also_after_the_clock_was_set_back() -> None:
    pace, now = Pace(), 1_000_000
    while (wait := pace.take(b"phone", SYNC, now)) == 0:
        pass

    assert pace.take(b"phone", SYNC, now + wait) == 0
    assert pace.take(b"phone", SYNC, 0) <= SYNC.every_ms


async def test_a_phone_that_syncs_without_end_is_asked_to_wait_and_then_goes_on(office: Office) -> None:
    browser = office.client()
    await enrol(office, browser, "ann")

    statuses = {(await ask(browser)).status_code for _ in range(SYNC.size)}
    refused = await ask(browser)
    office.clock.advance(seconds=int(refused.headers["retry-after"]))

    assert statuses == {400}  # no protocol, no replica: but it was read
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tries")
    assert (await ask(browser)).status_code == 400


async def ask(browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.post("/api/sync/push", json={}, headers=OURS)


async def test_searching_is_counted_by_itself_and_a_script_is_not(office: Office) -> None:
    browser = office.client()
    await enrol(office, browser, "lea")
    for _ in range(SEARCH.size):
        await browser.get("/api/areas?q=x")

    assert (await browser.get("/api/areas?q=x")).status_code == 429
    assert (await browser.get("/api/people", headers={"Doorstep-Words": "x"})).status_code == 429
    assert (await browser.get("/api/areas")).status_code == 200
    assert (await ask(browser)).status_code == 400
    assert {(await office.ask("lea", "GET", "/api/areas", q="x")).status_code for _ in range(SEARCH.size + 1)} == {200}


async def test_a_desk_that_uploads_rolls_without_end_is_asked_to_wait(office: Office) -> None:
    browser = office.client()
    await enrol(office, browser, "lea")  # who may not: that is looked at after the pace, and no file is read

    statuses = {(await upload(browser)).status_code for _ in range(UPLOAD.size)}
    refused = await upload(browser)

    assert statuses == {403}
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tries")
    assert (await browser.get("/api/me")).status_code == 200


async def upload(browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.post("/api/rolls?name=roll.csv", content=b"a,b", headers=OURS)
