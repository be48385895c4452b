"""People and teams from a coordinator's phone: cards for many, roles, leaving, ended access, and what the audit tells of it."""

from urllib.parse import unquote

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import like, text


async def coordinator(served: Served, new_device: NewDevice) -> Person:
    return await enrolled(await new_device(), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")


async def test_a_sheet_of_cards_made_by_keys_alone_lets_newcomers_in(served: Served, new_device: NewDevice) -> None:
    desk = await coordinator(served, new_device)
    await desk.goes_to(f"/desk/teams/{served.team}/cards")
    await desk.tabs_to(desk.page.get_by_label(text("people.cards.new")))
    await desk.page.keyboard.insert_text("1. 钱多多\n2. 孙小圣\n\n")
    await desk.presses(desk.page.get_by_role("button", name=text("people.cards.make", n=2)))
    await expect(desk.page.locator(".cards-told")).to_be_focused()
    await desk.tabs_to(desk.button("people.cards.print"))
    cards = desk.page.locator(".card-sheet > li")
    await expect(cards).to_have_count(2)
    await expect(cards.first.get_by_role("img", name=text("desk.invite.qr", name="钱多多"))).to_be_visible()
    code = (await cards.nth(1).locator("b").last.inner_text()).replace(" ", "")
    await desk.shows("desk-cards")
    await desk.page.emulate_media(media="print")
    await expect(cards.first).to_be_visible()
    await expect(desk.page.locator(".desk-side")).to_be_hidden()
    await desk.page.emulate_media(media="screen")

    newcomer = Person(await new_device(), f"http://new.localhost:{served.port}")
    await newcomer.enrols(code, "孙小圣")
    await newcomer.is_ready_to_work_offline()

    await desk.goes_to(f"/desk/teams/{served.team}")
    await expect(desk.page.get_by_text(text("desk.invite.open", n=1))).to_be_visible()
    await desk.button("desk.invite.revoke").click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("desk.invite.revoke"), exact=True).click()
    await expect(desk.page.get_by_text(text("desk.invite.none"))).to_be_visible()


async def test_who_is_searched_for_stands_in_no_address_and_is_still_there_on_the_way_back(served: Served, new_device: NewDevice) -> None:
    name = (await served.person(served.leader(served.team)))["name"]
    desk = await coordinator(served, new_device)
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    search = desk.page.get_by_label(text("people.list.search"))
    only = desk.page.locator(".stack-table tbody tr")
    await desk.goes_to("/desk/people")
    await search.fill(name)
    await expect(only).to_have_count(1)
    await desk.page.get_by_role("link", name=name).click()
    await expect(desk.page.get_by_role("heading", name=name, level=1)).to_be_visible()
    await desk.page.go_back()
    await expect(only).to_have_count(1)
    await desk.page.reload()
    await expect(search).to_have_value(name)
    await expect(only).to_have_count(1)

    await desk.goes_to(f"/desk/doors?team_id={served.team}")
    await desk.page.locator(".filter-fold summary").click()
    await desk.page.get_by_label(text("desk.filter.search")).fill("101")
    await expect(desk.page.locator(".door-table tbody tr").first).to_contain_text("101")
    await desk.page.locator(".door-table tbody tr a").first.click()
    await expect(desk.page.get_by_label(text("desk.filter.search"))).to_have_value("101")

    assert asked
    assert not [url for url in asked if name in unquote(url) or "q=" in url]


async def test_a_role_is_given_for_an_area_and_taken_back(served: Served, new_device: NewDevice) -> None:
    leader = await served.person(served.leader(served.team))
    desk = await coordinator(served, new_device)
    await desk.goes_to("/desk/people")
    await desk.page.get_by_label(text("people.list.search")).fill(leader["name"])
    await desk.page.get_by_role("link", name=leader["name"]).click()
    await desk.page.get_by_text(text("people.person.roles.add")).first.click()
    await desk.page.locator(".pick-list button").first.click()
    await desk.page.get_by_role("button", name=text("people.person.roles.add")).click()
    await expect(desk.page.get_by_text(text("people.person.roles.given", name=leader["name"]))).to_be_visible()
    await desk.shows("desk-person")
    roles = (await served.get("/api/me", served.leader(served.team)))["roles"]
    assert [each["role"] for each in roles] == ["leader", "coordinator"]

    await desk.page.get_by_role("button", name=like("people.person.roles.take")).click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("people.person.roles.take")).click()
    await expect(desk.page.get_by_text(text("people.person.roles.none"))).to_be_visible()
    await desk.button("core.action.undo").click()

    await expect(desk.page.get_by_text(text("people.person.roles.none"))).to_have_count(0)


async def test_a_coordinator_takes_another_name_and_cannot_take_the_last_role_over_everything(
    served: Served, new_device: NewDevice
) -> None:
    desk = await coordinator(served, new_device)
    me = await served.person(served.coordinator)
    await desk.goes_to(f"/desk/people/{me['id']}")
    await desk.button("people.person.rename").click()
    await desk.page.get_by_label(text("people.list.name"), exact=True).fill("何主任")
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("people.person.rename"), exact=True).click()
    await expect(desk.page.get_by_role("heading", name="何主任", level=1)).to_be_visible()
    await expect(desk.page.locator(".desk-side").get_by_text("何主任")).to_be_visible()
    await desk.button("core.action.undo").click()
    await expect(desk.page.get_by_role("heading", name=me["name"], level=1)).to_be_visible()

    await desk.page.get_by_role("button", name=like("people.person.roles.take")).click()
    dialog = desk.page.get_by_role("dialog")
    await dialog.get_by_role("button", name=text("people.person.roles.take")).click()

    await expect(dialog.get_by_text(text("desk.problem.last_coordinator"))).to_be_visible()


async def test_ended_access_gives_the_doors_back_and_the_audit_tells_of_it(served: Served, new_device: NewDevice) -> None:
    token = served.volunteers(served.team)[0]
    ann = await served.person(token)
    doors = [door["id"] for door in await served.untried(served.team, 3)]
    give = {"household_ids": doors, "team_id": served.team, "person_id": ann["id"]}
    await served.post(f"/api/campaigns/{served.campaign}/assignments", served.coordinator, give)
    desk = await coordinator(served, new_device)
    await desk.goes_to(f"/desk/people/{ann['id']}")

    await desk.button("people.person.end").click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("people.person.end")).click()
    await expect(desk.page.get_by_text(text("people.person.end.done", name=ann["name"], n=3))).to_be_visible()

    await desk.goes_to("/desk/audit")
    line = desk.page.get_by_role("row").filter(has_text=text("people.did.access_ended"))
    await expect(line).to_contain_text(ann["name"])
    await expect(line).to_contain_text(text("people.count.doors", n=3))
    await desk.shows("desk-audit")
    await desk.goes_to(f"/desk/doors?team_id={served.team}&person_id={ann['id']}")
    await expect(desk.page.get_by_text(text("desk.doors.count", n=0))).to_be_visible()  # a job gave them back meanwhile


async def test_a_small_team_is_named_and_a_team_is_renamed_ended_and_brought_back(served: Served, new_device: NewDevice) -> None:
    desk = await coordinator(served, new_device)
    made = await served.post(f"/api/campaigns/{served.campaign}/teams", served.coordinator, {"name": "小队"})
    await served.post(f"/api/teams/{made['id']}/members", served.coordinator, {"name": "一个人"})
    await desk.goes_to(f"/desk/teams/{made['id']}")
    await expect(desk.page.get_by_text(text("people.team.few", n=1))).to_be_visible()

    await desk.page.locator(".member-more summary").click()
    await desk.page.get_by_role("button", name=like("people.lead.leader")).click()
    await expect(desk.page.get_by_text(text("people.team.no_leader"))).to_have_count(0)
    await desk.button("core.action.undo").click()
    await expect(desk.page.get_by_text(text("people.team.no_leader"))).to_be_visible()
    await desk.button("people.team.rename").click()
    await desk.page.get_by_role("textbox", name=text("desk.teams.name")).fill("银杏队")
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("people.team.rename")).click()
    await expect(desk.page.get_by_role("heading", name="银杏队", level=1)).to_be_visible()
    await desk.button("people.team.end").click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("people.team.end")).click()
    await expect(desk.page.get_by_text(text("people.team.ended.chip"), exact=True)).to_be_visible()
    await desk.button("people.team.reopen").click()

    await expect(desk.button("people.team.end")).to_be_visible()


async def test_somebody_known_joins_a_second_team_and_stays_in_the_first(served: Served, new_device: NewDevice) -> None:
    ann = await served.person(served.volunteers(served.team)[0])
    desk = await coordinator(served, new_device)
    await desk.goes_to(f"/desk/teams/{served.other_team}")
    await desk.button("people.team.add_known").click()
    dialog = desk.page.get_by_role("dialog")
    await dialog.get_by_label(text("people.team.add_known.search")).fill(ann["name"])
    await dialog.get_by_role("button", name=ann["name"]).click()
    await expect(dialog).to_have_count(0)

    roles = (await served.get(f"/api/people/{ann['id']}", served.coordinator))["roles"]

    assert {role["team_id"] for role in roles} == {served.team, served.other_team}
