"""What a volunteer writes down at a door, as the server has it afterwards."""

import asyncio
import json
from contextlib import suppress

import pytest
from playwright.async_api import Route, TimeoutError, expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import like, text
from tests.gate import Gate

OFFER_TO_INSTALL = "() => dispatchEvent(new Event('beforeinstallprompt', { cancelable: true }))"


@pytest.fixture
async def ann(served: Served, gate: Gate, new_device: NewDevice) -> Person:
    token = served.volunteers(served.team)[0]
    person = await enrolled(await new_device(), f"http://volunteer.localhost:{gate.port}", served, token, "volunteer", served.team)
    await person.is_ready_to_work_offline()
    return person


async def test_a_new_phone_without_a_network_does_not_say_that_nobody_gave_it_doors(
    served: Served, gate: Gate, new_device: NewDevice
) -> None:
    device, is_up = await new_device(), asyncio.Event()

    async def fetch_if_up(route: Route) -> None:
        await (route.continue_() if is_up.is_set() else route.abort())

    await device.context.route("**/api/sync/pull", fetch_if_up)
    token = served.volunteers(served.team)[0]
    person = await enrolled(device, f"http://volunteer.localhost:{gate.port}", served, token, "volunteer", served.team)
    await person.goes_to("/")

    await expect(person.page.get_by_text(text("door.next.not_here.title"))).to_be_visible()
    await expect(person.page.get_by_text(text("door.next.empty.title"))).to_have_count(0)

    is_up.set()
    with suppress(TimeoutError):  # the phone tried again by itself in this very moment, and the button is gone
        await person.button("door.next.empty.go").click(timeout=5_000)
    await expect(person.page.locator(".next-door")).to_be_visible()


async def test_a_phone_with_half_of_its_doors_does_not_call_their_number_whole(served: Served, gate: Gate, new_device: NewDevice) -> None:
    device, pulls = await new_device(), 0

    async def fetch_two_small_pages(route: Route) -> None:
        nonlocal pulls
        pulls += 1
        asked = {**json.loads(route.request.post_data or ""), "max_bytes": 60_000}
        await (route.continue_(post_data=json.dumps(asked)) if pulls <= 2 else route.abort())

    await device.context.route("**/api/sync/pull", fetch_two_small_pages)
    token = served.volunteers(served.team)[0]
    person = await enrolled(device, f"http://volunteer.localhost:{gate.port}", served, token, "volunteer", served.team)
    await person.goes_to("/")

    await expect(person.page.get_by_role("heading", level=1)).to_have_text(like("door.next.partial"))
    await expect(person.page.locator(".next-all")).to_have_text(like("door.next.all_partial"))
    await expect(person.page.locator(".next-door")).to_be_visible()
    for whole in ("door.next.scope_mine", "door.next.scope_team", "door.chip.sent"):
        await expect(person.page.get_by_text(like(whole))).to_have_count(0)

    await device.context.unroute("**/api/sync/pull")
    await expect(person.page.get_by_role("heading", level=1)).to_have_text(like("door.next.left"), timeout=60_000)
    await expect(person.page.get_by_text(text("door.chip.sent"))).to_be_visible()


async def test_a_met_visit_with_a_note_is_three_taps_and_the_words_and_the_offer_to_install_covers_nothing(
    ann: Person, served: Served
) -> None:
    door = (await served.untried(served.team, 1))[0]
    await ann.goes_to(f"/door/{door['id']}")

    await ann.button("door.outcome.met").click()
    await ann.page.get_by_label(text("door.visit.note")).fill("老人腿脚不便，下次早点来")
    await ann.page.evaluate(OFFER_TO_INSTALL)
    await ann.button("door.visit.save").click()
    await ann.page.wait_for_url(f"**/door/{door['id']}")
    await expect(ann.page.get_by_text(text("door.knock", n=1), exact=True)).to_be_visible()
    await ann.page.locator(".back-link").click()
    await ann.page.locator("nav.tabs a[href='/']").click()
    await ann.button("core.action.undo").click(trial=True)  # nothing has risen over it
    await ann.shows("install-card")
    await ann.button("core.install.later").click()
    await expect(ann.page.get_by_text(text("core.install.title"))).to_have_count(0)
    await ann.sends_everything()

    [visit] = (await served.household(door["id"]))["visits"]
    assert (visit["outcome"], visit["note"]) == ("met", "老人腿脚不便，下次早点来")


async def test_a_resident_who_was_added_is_said_to_be_added(ann: Person, served: Served) -> None:
    door = (await served.untried(served.team, 1))[0]
    await ann.goes_to(f"/door/{door['id']}/resident/new")

    await ann.page.get_by_label(text("door.people.name")).fill("周小梅")
    await ann.page.get_by_role("button", name=text("door.save"), exact=True).click()

    await expect(ann.page.get_by_text(like("door.saved", what=text("door.people.added")))).to_be_visible()


async def test_a_request_reaches_the_card_with_its_category(ann: Person, served: Served) -> None:
    door = (await served.untried(served.team, 1))[0]
    await ann.goes_to(f"/door/{door['id']}/request")

    await ann.page.get_by_role("group", name=text("door.request.category")).get_by_role("radio").first.check()
    await ann.page.get_by_label(text("door.request.text")).fill("楼道灯坏了三天")
    await ann.page.get_by_role("button", name=text("door.save"), exact=True).click()
    await ann.page.wait_for_url(f"**/door/{door['id']}")
    await ann.sends_everything()

    [request] = (await served.household(door["id"]))["requests"]
    assert (request["text"], request["state"], request["category"]) == ("楼道灯坏了三天", "raised", "facilities")


async def test_a_wish_not_to_be_contacted_closes_the_door_on_this_phone_at_once_and_on_the_server_after(
    ann: Person, served: Served, gate: Gate
) -> None:
    door = (await served.untried(served.team, 1))[0]
    await ann.loses_the_network(gate)
    await ann.goes_to(f"/door/{door['id']}/wish")

    await ann.page.get_by_label(text("door.reason")).fill("家里有病人")
    await ann.page.get_by_role("button", name=text("door.save"), exact=True).click()
    await expect(ann.page.get_by_text(text("door.wish.warning"))).to_be_visible()
    await expect(ann.button("door.wish.record_anyway")).to_be_visible()
    await ann.has_the_network_again(gate)
    await ann.sends_everything()

    card = await served.household(door["id"])
    assert ([wish["reason"] for wish in card["do_not_contact"]], card["state"]) == (["家里有病人"], "do_not_contact")


async def test_a_door_is_found_by_its_number_and_by_the_pinyin_of_a_name_without_a_network(ann: Person, served: Served, gate: Gate) -> None:
    await ann.loses_the_network(gate)
    await ann.goes_to("/list")

    for words in ("502", "wang", "李"):
        await ann.page.get_by_label(text("door.search.label")).fill(words)
        await expect(ann.page.locator(".found a").first).to_be_visible()
    await ann.page.get_by_label(text("door.search.label")).fill("zzzz")
    await expect(ann.page.get_by_text(text("door.search.none", query="zzzz"))).to_be_visible()


async def test_a_search_that_finds_more_than_it_lists_does_not_call_its_list_all(ann: Person) -> None:
    await ann.goes_to("/list?find=1")

    await ann.page.locator("input").first.fill("1")
    await expect(ann.page.get_by_text(text("door.search.found_first", n=20))).to_be_visible()
    await ann.page.locator("input").first.fill("6-3-301")
    await expect(ann.page.get_by_text(text("door.search.found", n=1), exact=True)).to_be_visible()
