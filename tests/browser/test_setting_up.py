"""An organization is set up at the desk with nothing but a mouse and a keyboard; and a team ends while its phone is offline."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import DemoStore, Served, running_server
from tests.browser.test_looks import walk
from tests.browser.words import like, text
from tests.city import city_of
from tests.gate import Gate


def link(person: Person, key: str) -> Locator:
    return person.page.get_by_role("link", name=text(key), exact=True)


def first_code(store: DemoStore) -> str:
    """What the server printed for the first coordinator."""
    found = re.search(r"/enrol#(\S+)", store.file.with_suffix(".log").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


async def brings_the_areas_in(desk: Person, file: Path) -> None:
    """From a list of 5,097, dropped on the file button; then finds one by its initials."""
    await link(desk, "setup.step.areas.go").click()
    await desk.page.get_by_role("button", name=text("setup.areas.list")).click()
    async with desk.page.expect_file_chooser() as chosen:
        await desk.page.get_by_role("button", name=text("setup.list.choose")).click()
    await (await chosen.value).set_files(file)
    await desk.page.get_by_role("button", name=text("setup.list.go", n=5097)).click()
    await expect(desk.page.get_by_text(like("setup.list.done", new="5,097"))).to_be_visible(timeout=60_000)
    await desk.page.get_by_label(text("setup.areas.search")).fill("sq4321")
    await desk.page.get_by_role("button", name="社区4321").click()
    await expect(desk.page.get_by_role("heading", name="社区4321")).to_be_visible()
    await desk.page.get_by_label(text("setup.areas.search")).fill("")
    in_tree = desk.page.locator(".area-tree").get_by_role("button", name="社区4321", pressed=True)
    await expect(in_tree).to_be_visible()  # the tree is open down to it


async def draws_a_building(desk: Person) -> None:
    """Sees its doors while typing, clicks one away, takes that back, clicks it away again, and makes them."""
    await link(desk, "setup.building.add").click()
    await desk.page.get_by_label(text("setup.building.name")).fill("3号楼")
    await desk.page.get_by_label(text("setup.building.highest")).fill("5")
    await desk.page.get_by_label(text("setup.building.left_out")).fill("4")
    count = desk.page.get_by_role("status").filter(has_text=re.compile("共"))
    await expect(count).to_contain_text(text("setup.preview.count", n=16))
    door = desk.page.get_by_role("group", name="1单元").get_by_role("button", name="501")
    await door.click()
    await desk.button("setup.building.undo").click()
    await expect(count).to_contain_text(text("setup.preview.count", n=16))
    await door.click()
    await desk.shows("desk-building-drawn")
    await desk.page.get_by_role("button", name=text("setup.building.make", n=15)).click()
    await expect(desk.page.get_by_text(text("setup.building.made", name="3号楼", n=15))).to_be_visible()


async def begins_a_campaign(desk: Person) -> None:
    """Types its name and presses Enter: the days, the areas and the tries are there already."""
    await link(desk, "desk.nav.setup").click()
    await link(desk, "setup.step.campaign.go").click()
    name = desk.page.get_by_label(text("setup.campaign.name"), exact=True)
    await name.fill("秋季走访")
    await expect(desk.page.get_by_text("大城市")).to_be_visible()
    await name.press("Enter")
    await expect(desk.page.get_by_text(text("setup.campaign.made", name="秋季走访"))).to_be_visible()


async def invites_by_keys_alone(desk: Person, name: str) -> str:
    """Returns the code."""
    dialog = desk.page.get_by_role("dialog")
    await desk.presses(desk.button("desk.team.add"))
    await desk.tabs_to(dialog.get_by_label(text("desk.invite.name")))
    await desk.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(desk.button("desk.team.add")).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await desk.tabs_to(dialog.get_by_label(text("desk.invite.name")))
    await desk.page.keyboard.insert_text(name)
    await desk.page.keyboard.press("Enter")
    await expect(dialog.locator(".invitation-card")).to_be_focused()  # the field is gone
    code = (await dialog.locator(".invitation-code b").inner_text()).replace(" ", "")
    await desk.presses(dialog.get_by_role("button", name=text("core.action.done")))
    await expect(desk.button("desk.team.add")).to_be_focused()
    await expect(desk.page.get_by_role("heading", name=text("desk.invite.open", n=1))).to_be_visible()
    return code


async def makes_a_team_and_shares_the_doors(desk: Person) -> str:
    """Returns the code of the volunteer that it invites."""
    await link(desk, "setup.step.teams.go").click()
    await desk.button("desk.teams.make").click()
    dialog = desk.page.get_by_role("dialog")
    await dialog.get_by_label(text("desk.teams.name")).fill("第一队")
    await dialog.get_by_role("textbox").press("Enter")
    await expect(desk.page.get_by_role("heading", name="第一队")).to_be_visible()
    code = await invites_by_keys_alone(desk, "钱多多")
    await link(desk, "desk.nav.setup").click()
    await link(desk, "setup.step.sharing.go").click()
    await desk.shows("desk-sharing-first")
    await desk.page.get_by_label(text("sharing.choose.team")).select_option(label=text("sharing.choose.nobody"))
    await desk.page.get_by_role("button", name=like("sharing.go", n=15)).click()
    await expect(desk.page.get_by_text(text("sharing.shared", n=15))).to_be_visible()
    await desk.goes_to("/desk/sharing")
    await expect(desk.page.get_by_role("heading", name=text("sharing.chosen.shared"))).to_be_visible()
    return code


async def test_an_organization_is_set_up_from_nothing_to_a_running_campaign(new_device: NewDevice, tmp_path: Path) -> None:
    store = DemoStore(tmp_path / "empty.sqlite", {})
    areas = tmp_path / "areas.csv"
    areas.write_text(city_of(), encoding="gb18030")
    async with running_server(store) as served:
        desk = Person(await new_device(laptop=True), f"http://desk.localhost:{served.port}")
        await desk.enrols(first_code(store), "Coordinator")
        await desk.page.wait_for_url("**/desk")
        await expect(desk.page.get_by_role("heading", name=text("setup.steps.title"))).to_be_visible()

        await brings_the_areas_in(desk, areas)
        await draws_a_building(desk)
        await link(desk, "desk.nav.attention").click()
        await expect(desk.page.get_by_role("heading", name=text("desk.empty.attention"))).to_be_visible()  # also before there is a campaign
        await begins_a_campaign(desk)
        code = await makes_a_team_and_shares_the_doors(desk)

        volunteer = Person(await new_device(), f"http://new.localhost:{served.port}")
        await volunteer.enrols(code, "钱多多")
        await volunteer.is_ready_to_work_offline()
        await volunteer.goes_to("/list")
        await expect(volunteer.page.get_by_text("3号楼").first).to_be_visible()
        await volunteer.shows("phone-first-doors")


@pytest.mark.parametrize(("language", "theme", "size", "laptop"), [("en", "dark", 18, True), ("zh-Hans", "light", 30, False)])
async def test_nothing_is_cut_off_or_unreadable_where_one_sets_up(
    served: Served, new_device: NewDevice, language: str, theme: str, size: int, laptop: bool
) -> None:
    desk = await enrolled(
        await new_device(laptop=laptop), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator"
    )
    area = (await served.get("/api/areas", served.coordinator))["areas"][0]["id"]
    screens = ["", "/campaigns", "/organization", f"/areas?area={area}", f"/building?area={area}", f"/campaigns/new?like={served.campaign}"]

    assert await walk(desk, [f"/desk/setup{screen}" for screen in screens], "setup", language, theme, size) == {}


async def test_a_new_campaign_is_there_at_once_on_every_part_of_the_page_also_without_news(served: Served, new_device: NewDevice) -> None:
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.page.route("**/api/events", lambda route: None)  # the line opens and says nothing
    await desk.goes_to(f"/desk/setup/campaigns/new?like={served.campaign}")

    await desk.page.get_by_label(text("setup.campaign.name"), exact=True).fill("春季走访")
    await desk.page.get_by_label(text("setup.campaign.name"), exact=True).press("Enter")

    await expect(desk.page.get_by_text(text("setup.campaign.made", name="春季走访"))).to_be_visible()
    await expect(desk.page.locator(".desk-side-campaign option")).to_have_count(2)


async def test_a_tree_with_a_loop_is_refused_with_the_line_and_nothing_is_written(
    served: Served, new_device: NewDevice, tmp_path: Path
) -> None:
    file = tmp_path / "loop.csv"
    file.write_text("编码,上级编码,名称\n1,2,甲区\n2,1,乙街道\n", encoding="utf-8")
    desk = await enrolled(await new_device(laptop=True), f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to("/desk/setup/areas")
    before = await served.get("/api/areas", served.coordinator)

    await desk.page.get_by_role("button", name=text("setup.areas.list")).click()
    async with desk.page.expect_file_chooser() as chosen:
        await desk.page.get_by_role("button", name=text("setup.list.choose")).click()
    await (await chosen.value).set_files(file)

    alert = desk.page.get_by_role("alert")
    await expect(alert).to_contain_text(text("setup.list.line", line=2))
    await expect(alert).to_contain_text(text("setup.list.why.loop", value="1 → 2 → 1"))
    await expect(desk.page.get_by_role("button", name=text("setup.list.go", n=0))).to_be_disabled()
    await desk.shows("desk-areas-loop")
    assert await served.get("/api/areas", served.coordinator) == before


async def test_the_phone_of_an_ended_team_sees_its_doors_leave_with_the_reason_and_its_unsent_work_is_kept_and_sent(
    served: Served, gate: Gate, new_device: NewDevice
) -> None:
    door, token = (await served.untried(served.team, 1))[0], served.leader(served.team)
    ann = await enrolled(await new_device(), f"http://ann.localhost:{gate.port}", served, token, "leader", served.team)
    await ann.is_ready_to_work_offline()
    await ann.loses_the_network(gate)
    await ann.records_nobody_home(door["id"])

    ended = await served.post(f"/api/teams/{served.team}/end", served.coordinator, {})
    await ann.goes_to("/phone")
    await ann.says_on_phone(1)
    await ann.has_the_network_again(gate)
    await ann.sends_everything()

    teams = (await served.get(f"/api/campaigns/{served.campaign}/teams", served.coordinator))["teams"]
    team = next(each for each in teams if each["id"] == ended["id"])
    await expect(ann.page.get_by_text(text("core.gone.team_ended", n=team["known"]))).to_be_visible()
    await ann.shows("phone-team-ended")
    await ann.goes_to("/")
    await expect(ann.page.get_by_role("heading", name=text("door.next.over.title", name=team["name"]))).to_be_visible()
    await ann.goes_to("/team")
    await expect(ann.page.get_by_role("heading", name=text("door.next.over.title", name=team["name"]))).to_be_visible()
    await ann.goes_to(f"/door/{door['id']}")
    await expect(ann.page.get_by_text(text("door.not_here.ended", name=team["name"]))).to_be_visible()
    visits = (await served.household(door["id"]))["visits"]
    me = await served.person(token)
    assert [(visit["outcome"], visit["by"], visit["team_id"], visit["counted"]) for visit in visits] == [
        ("not_home", me["id"], served.team, True)
    ]


async def test_a_building_is_put_in_another_area_and_back(served: Served, new_device: NewDevice) -> None:
    areas = (await served.get("/api/areas", served.coordinator, q="祥和"))["areas"]
    home = areas[0]["id"]
    other = await served.post("/api/areas", served.coordinator, {"name": "和美社区", "level": "community"})
    building = (await served.get("/api/buildings", served.coordinator, area_id=home))["buildings"][0]
    device = await new_device(laptop=True)
    desk = await enrolled(device, f"http://desk.localhost:{served.port}", served, served.coordinator, "coordinator")
    await desk.goes_to(f"/desk/setup/building?area={home}&building={building['id']}")

    await desk.button("setup.building.place").click()
    await desk.page.get_by_label(text("setup.building.place.to")).fill("hemei")
    await desk.page.get_by_role("button", name=re.compile("和美社区")).click()
    await desk.shows("setup-place-building")
    await desk.page.get_by_role("dialog").get_by_role("button", name=text("setup.building.place")).click()
    await expect(desk.page.get_by_text(text("setup.building.placed", name=building["name"], area="和美社区"))).to_be_visible()
    there = (await served.get("/api/buildings", served.coordinator, area_id=other["id"]))["buildings"]
    assert [each["id"] for each in there] == [building["id"]]

    await desk.page.get_by_role("button", name=like("core.action.undo")).click()
    await expect(desk.page.get_by_text(text("core.undone"))).to_be_visible()
    assert (await served.get("/api/buildings", served.coordinator, area_id=other["id"]))["buildings"] == []
