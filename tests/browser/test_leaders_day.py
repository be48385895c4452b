"""The leader's day on a phone: what the server counts, doors given and taken back, a message, and what is left without a network."""

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import like, text
from tests.gate import Gate


async def the_leader(served: Served, gate: Gate, new_device: NewDevice, **options: object) -> Person:
    device = await new_device(**options)
    origin = f"http://leader.localhost:{gate.port}"
    return await enrolled(device, origin, served, served.leader(served.team), "leader", served.team)


async def visits(served: Served, token: str, doors: list[dict[str, Any]], outcome: str, **more: Any) -> None:
    """Recorded by a script, all within a second."""
    visit = {"type": "record_visit", "campaign_id": served.campaign, "outcome": outcome, **more}
    await served.push(token, [{**visit, "household_id": door["id"]} for door in doors])


async def test_the_board_follows_the_team_without_being_reloaded(served: Served, gate: Gate, new_device: NewDevice) -> None:
    token = served.volunteers(served.team)[0]
    ann = await served.person(token)
    leader = await the_leader(served, gate, new_device)
    await leader.goes_to("/team")
    line = leader.page.get_by_role("listitem").filter(has=leader.page.get_by_role("heading", name=ann["name"]))
    await expect(line).to_be_visible()

    await visits(served, token, await served.untried(served.team, 2), "not_home")
    await visits(served, token, (await served.untried(served.team, 1)), "met")

    await expect(line.get_by_text(text("people.day.member.tried", n=3))).to_be_visible()
    await leader.shows("leader-today")
    left = leader.page.locator(".day-figures").get_by_role("link").last
    box = await left.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 48
    await left.click()
    await leader.page.wait_for_url("**/team/list?*")


async def test_on_the_phone_the_day_stands_in_the_address(served: Served, gate: Gate, new_device: NewDevice) -> None:
    leader = await the_leader(served, gate, new_device)
    await leader.is_ready_to_work_offline()
    await leader.goes_to("/team")

    await leader.page.get_by_role("button", name=text("people.day.earlier")).click()
    await leader.page.wait_for_url("**/team?on=*")
    gone_by = await leader.page.locator(".day-choice h2").inner_text()
    await leader.page.reload()
    await expect(leader.page.locator(".day-choice h2")).to_have_text(gone_by)
    await leader.page.get_by_role("link", name=text("people.day.tab"), exact=True).click()

    await expect(leader.page.locator(".day-choice h2")).not_to_have_text(gone_by)


async def test_at_the_desk_each_number_of_a_day_opens_its_doors(served: Served, new_device: NewDevice) -> None:
    token = served.volunteers(served.team)[0]
    ann = await served.person(token)
    await visits(served, token, await served.untried(served.team, 3), "met")
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to(f"/desk/teams/{served.team}/day")

    await desk.page.get_by_role("link", name=text("people.day.member.tried", n=3)).click()
    await expect(desk.page.get_by_text(text("desk.doors.count", n=3))).to_be_visible()
    assert f"tried_person={ann['id']}" in desk.page.url
    await desk.page.go_back()
    await desk.page.get_by_role("button", name=text("people.day.earlier")).click()
    await desk.page.wait_for_url("**/day?on=*")
    gone_by = await desk.page.locator(".day-choice h2").inner_text()
    await desk.page.reload()

    await expect(desk.page.locator(".day-choice h2")).to_have_text(gone_by)
    heading = desk.page.get_by_role("heading", level=1)
    await expect(heading).not_to_contain_text(text("door.day.today"))
    await expect(heading).to_contain_text(re.compile(r"\d+月\d+日"))
    told = await desk.page.locator(".day-alerts a").evaluate_all("all => all.map(each => each.href)")
    assert len(told) == len(set(told)) > 0


async def test_on_a_teams_page_what_a_member_did_opens_its_doors(served: Served, new_device: NewDevice) -> None:
    token = served.volunteers(served.team)[0]
    ann = await served.person(token)
    await visits(served, token, await served.untried(served.team, 2), "not_home")
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to(f"/desk/teams/{served.team}")
    line = desk.page.get_by_role("listitem").filter(has=desk.page.get_by_role("heading", name=ann["name"]))

    did = line.get_by_role("link", name=like("desk.member.work"))
    doors = int(re.findall(r"\d+", await did.inner_text())[1])
    await did.click()

    assert doors >= 2
    await expect(desk.page.get_by_text(text("desk.doors.count", n=doors)).first).to_be_visible()


async def test_an_odd_evening_is_asked_about_and_nobody_is_accused(served: Served, gate: Gate, new_device: NewDevice) -> None:
    token = served.volunteers(served.team)[0]
    await visits(served, token, await served.untried(served.team, 6), "met")
    leader = await the_leader(served, gate, new_device)

    await leader.goes_to("/team")

    question = leader.page.get_by_text(like("people.ask.same_minute", n=6))
    await expect(question).to_be_visible()
    assert "？" in await question.inner_text()
    await leader.page.get_by_text(text("people.ask.how")).click()
    await expect(leader.page.get_by_text(text("people.ask.note"))).to_be_visible()
    await leader.shows("leader-question")


async def test_doors_are_given_to_a_member_and_taken_back(served: Served, gate: Gate, new_device: NewDevice) -> None:
    ann = await served.person(served.volunteers(served.team)[0])
    leader = await the_leader(served, gate, new_device)
    await leader.is_ready_to_work_offline()
    await leader.goes_to("/team")

    await leader.page.get_by_role("link", name=f"{text('people.day.give')} {ann['name']}").click()
    await expect(leader.page.get_by_text(text("people.give.for", name=ann["name"]))).to_be_visible()
    fits = await leader.page.get_by_label(text("desk.give.building")).locator("option").all_inner_texts()
    unheld = await served.get("/api/households", served.coordinator, team_id=served.team, unheld="true", unvisited="true", limit="1")
    assert sum(int(found[1]) for each in fits if (found := re.search(r"（(\d+)）", each))) == unheld["count"]
    await leader.page.locator(".door-cell:not([disabled])").first.click()
    await leader.shows("leader-give")
    await leader.page.get_by_role("button", name=text("people.give.now", name=ann["name"], n=1)).click()
    await leader.page.get_by_role("dialog").get_by_role("button", name=ann["name"]).click()
    await expect(leader.page.get_by_text(text("desk.give.given", n=1, name=ann["name"]))).to_be_visible()
    given = (await served.get("/api/households", served.coordinator, team_id=served.team, person_id=ann["id"]))["households"]
    assert len(given) == 1

    await leader.button("core.action.undo").click()
    await expect(leader.page.get_by_text(text("core.undone"))).to_be_visible()

    assert (await served.get("/api/households", served.coordinator, person_id=ann["id"]))["households"] == []


async def test_a_message_names_doors_and_nobody_who_lives_there(served: Served, gate: Gate, new_device: NewDevice) -> None:
    ann = await served.person(served.volunteers(served.team)[0])
    door = (await served.untried(served.team, 1))[0]
    give = {"household_ids": [door["id"]], "team_id": served.team, "person_id": ann["id"]}
    await served.post(f"/api/campaigns/{served.campaign}/assignments", served.coordinator, give)
    leader = await the_leader(served, gate, new_device, permissions=["clipboard-read", "clipboard-write"])
    await leader.is_ready_to_work_offline()
    await leader.goes_to("/team")

    await leader.page.get_by_role("button", name=f"{text('people.day.message')} {ann['name']}").click()
    await leader.shows("leader-message")
    await leader.page.emulate_media(media="print")
    await expect(leader.page.locator(".message-paper")).to_contain_text(door["door"])
    await expect(leader.page.locator(".team")).to_be_hidden()
    await leader.page.emulate_media(media="screen")
    await leader.page.get_by_role("button", name=text("people.message.copy")).click()
    await expect(leader.page.get_by_text(text("people.message.copied"))).to_be_visible()
    copied = await leader.page.evaluate("navigator.clipboard.readText()")

    assert text("people.message.left.own", name=ann["name"], n=1) in copied
    assert f"{door['building']} {door['entrance']}" in copied
    assert door["door"] in copied
    assert door["name"] not in copied


async def test_without_a_network_the_board_tells_what_this_phone_knows(served: Served, gate: Gate, new_device: NewDevice) -> None:
    leader = await the_leader(served, gate, new_device)
    await leader.is_ready_to_work_offline()
    await leader.loses_the_network(gate)

    await leader.restarts_at("/team")

    await expect(leader.page.get_by_text(like("people.day.from_phone"))).to_be_visible()
    await expect(leader.page.get_by_role("heading", name=text("people.day.members"))).to_be_visible()
    await leader.shows("leader-today-offline")
