"""A phone that cannot send saves a file, and somebody else hands it in. What it holds counts once, whether or not the phone comes back."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.test_desk_work import at_the_desk
from tests.browser.test_looks import ALL, LOOKS, complaints, looks
from tests.browser.words import like, text
from tests.gate import Gate


async def a_phone_offline_with_two_records(served: Served, gate: Gate, new_device: NewDevice) -> tuple[Person, list[dict[str, str]]]:
    doors = await served.untried(served.team, 2)
    token = served.volunteers(served.team)[0]
    ann = await enrolled(await new_device(), f"http://ann.localhost:{gate.port}", served, token, "volunteer", served.team)
    await ann.is_ready_to_work_offline()
    await expect(ann.page.get_by_text(text("core.file.nothing"))).to_be_visible()
    await ann.loses_the_network(gate)
    for door in doors:
        await ann.records_nobody_home(door["id"])
    return ann, doors


async def saves_the_file(phone: Person, to: Path) -> Path:
    """Offline, by the one button there is for it."""
    await phone.goes_to("/phone")
    async with phone.page.expect_download() as download:
        await phone.button("core.file.save").click()
    await expect(phone.page.get_by_text(like("core.file.saved", n="2"))).to_be_visible()
    await expect(phone.page.get_by_text(like("core.file.last", n="2"))).to_be_visible()
    await phone.says_on_phone(2)
    file = to / (await download.value).suggested_filename
    await (await download.value).save_as(file)
    return file


async def chooses(desk: Person, file: Path, language: str = "zh-Hans") -> None:
    await desk.page.get_by_role("button", name=text("desk.handin.open", language=language)).click()
    await desk.page.get_by_label(text("desk.handin.choose", language=language)).first.set_input_files(file)


async def tries_at(served: Served, doors: list[dict[str, str]]) -> list[list[str]]:
    return [[visit["by"] for visit in (await served.household(door["id"]))["visits"]] for door in doors]


async def test_the_work_of_a_phone_that_was_thrown_away_comes_in_by_its_file(
    served: Served, gate: Gate, new_device: NewDevice, tmp_path: Path
) -> None:
    who = await served.person(served.volunteers(served.team)[0])
    coverage = f"/api/campaigns/{served.campaign}/coverage"
    before = await served.get(coverage, served.coordinator)
    ann, doors = await a_phone_offline_with_two_records(served, gate, new_device)
    await ann.goes_to("/phone")
    await ann.page.get_by_role("heading", name=text("core.file.title")).scroll_into_view_if_needed()
    await ann.shows("phone-unsent-file")
    file = await saves_the_file(ann, tmp_path)
    await ann.shows("phone-unsent-file-saved")
    await ann.page.close()  # and with it all that the phone held
    await ann.device.context.clear_cookies()
    readable = file.read_text(encoding="utf-8")
    assert all(word not in readable for word in (doors[0]["id"], "not_home", who["name"]))

    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")
    await chooses(desk, file)
    await expect(desk.page.get_by_text(who["name"]).first).to_be_visible()
    await desk.shows("desk-hand-in")
    assert await tries_at(served, doors) == [[], []]
    await desk.page.get_by_role("button", name=like("desk.handin.take", n="2")).click()
    await expect(desk.page.get_by_text(like("desk.handin.became.applied", n="2"))).to_be_visible()
    await desk.shows("desk-handed-in")

    assert await tries_at(served, doors) == [[who["id"]], [who["id"]]]
    after = await served.get(coverage, served.coordinator)
    assert (after["visited"], after["not_home"]) == (before["visited"] + 2, before["not_home"] + 2)
    await desk.button("desk.handin.another").click()
    await desk.page.get_by_label(text("desk.handin.choose")).first.set_input_files(file)
    await expect(desk.page.get_by_text(text("desk.handin.none"))).to_be_visible()


async def test_a_phone_that_comes_back_after_its_file_was_handed_in_drains_and_doubles_nothing(
    served: Served, gate: Gate, new_device: NewDevice, tmp_path: Path
) -> None:
    who = await served.person(served.volunteers(served.team)[0])
    leader = await enrolled(
        await new_device(), f"http://leader.localhost:{served.port}", served, served.leader(served.team), "leader", served.team
    )
    ann, doors = await a_phone_offline_with_two_records(served, gate, new_device)
    file = await saves_the_file(ann, tmp_path)
    await leader.goes_to("/team/attention")
    await chooses(leader, file)
    await leader.shows("leader-hand-in")
    await leader.page.get_by_role("button", name=like("desk.handin.take", n="2")).click()
    await expect(leader.page.get_by_text(like("desk.handin.became.applied", n="2"))).to_be_visible()

    await ann.has_the_network_again(gate)
    await ann.sends_everything()

    assert await tries_at(served, doors) == [[who["id"]], [who["id"]]]
    await expect(ann.page.get_by_text(text("core.file.nothing"))).to_be_visible()


SHARES = """() => {
  window.shared = [];
  navigator.canShare = ({ files }) => files.every((file) => file.type === 'text/plain');
  navigator.share = async ({ files }) => {
    if (window.changesMind) throw new DOMException('', 'AbortError');
    window.shared.push(await files[0].text());
  };
}"""


async def test_on_a_phone_the_file_goes_where_its_person_shares_it(served: Served, gate: Gate, new_device: NewDevice) -> None:
    ann, _ = await a_phone_offline_with_two_records(served, gate, new_device)
    await ann.goes_to("/phone")
    await ann.page.evaluate(SHARES)

    await ann.page.evaluate("window.changesMind = true")
    await ann.button("core.file.save").click()
    await expect(ann.page.get_by_role("button", name=text("core.file.save"))).to_be_enabled()
    await expect(ann.page.get_by_text(like("core.file.last"))).to_have_count(0)

    await ann.page.evaluate("window.changesMind = false")
    await ann.button("core.file.save").click()
    await expect(ann.page.get_by_text(like("core.file.last", n="2"))).to_be_visible()
    await expect(ann.page.get_by_text(like("core.file.where"))).to_have_count(0)
    assert await ann.page.evaluate("window.shared.map((text) => JSON.parse(text).doorstep)") == ["outbox"]


async def test_somebody_whose_access_ended_saves_what_the_phone_cannot_send(
    served: Served, gate: Gate, new_device: NewDevice, tmp_path: Path
) -> None:
    token = served.volunteers(served.team)[1]
    who, (door,) = await served.person(token), await served.untried(served.team, 1)
    ben = await enrolled(await new_device(), f"http://ben.localhost:{gate.port}", served, token, "volunteer", served.team)
    await ben.is_ready_to_work_offline()
    await ben.device.context.route("**/api/sync/push", lambda route: route.abort())
    await ben.records_nobody_home(door["id"])
    await served.post(f"/api/people/{who['id']}/end", served.coordinator, {})
    await ben.goes_to("/")
    await expect(ben.page.get_by_role("heading", name=text("core.ended.title"))).to_be_visible()

    async with ben.page.expect_download() as download:
        await ben.button("core.file.save").click()
    await ben.shows("access-ended-unsent-file")
    await (await download.value).save_as(tmp_path / "file")
    leader = await enrolled(
        await new_device(), f"http://leader.localhost:{served.port}", served, served.leader(served.team), "leader", served.team
    )
    await leader.goes_to("/team/attention")
    await chooses(leader, tmp_path / "file")
    await expect(leader.page.get_by_text(text("desk.handin.ended"))).to_be_visible()
    await leader.page.get_by_role("button", name=like("desk.handin.take", n="1")).click()
    await expect(leader.page.get_by_text(like("desk.handin.became.applied", n="1"))).to_be_visible()

    assert await tries_at(served, [door]) == [[who["id"]]]


async def test_a_file_is_handed_in_by_keys_alone(served: Served, gate: Gate, new_device: NewDevice, tmp_path: Path) -> None:
    ann, _ = await a_phone_offline_with_two_records(served, gate, new_device)
    file = await saves_the_file(ann, tmp_path)
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")
    keys, here = desk.page.keyboard, desk.page.locator(":focus")

    await desk.button("desk.handin.open").focus()
    await keys.press("Enter")
    await expect(here).to_have_text(text("desk.handin.title"))
    await keys.press("Tab")
    async with desk.page.expect_file_chooser() as chooser:
        await keys.press("Tab")
        await expect(here).to_have_text(text("desk.handin.choose"))  # the page answers: by now it knows, too, that a chooser is waited for
        await keys.press("Enter")
    await (await chooser.value).set_files(file)
    await expect(desk.page.locator(".hand-in-held")).to_be_focused()
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(desk.page.get_by_text(like("desk.handin.became.applied", n="2"))).to_be_visible()
    await expect(desk.page.locator(".hand-in-held")).to_be_focused()
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(here).to_have_text(text("desk.handin.title"))
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(here).to_have_text(text("desk.handin.open"))


async def test_a_file_that_was_changed_on_the_way_is_refused_in_words(
    served: Served, gate: Gate, new_device: NewDevice, tmp_path: Path
) -> None:
    ann, doors = await a_phone_offline_with_two_records(served, gate, new_device)
    file = await saves_the_file(ann, tmp_path)
    whole = file.read_text(encoding="utf-8")
    mark = whole.index('"sealed":"') + len('"sealed":"')
    broken = {
        "desk.handin.trouble.bad_seal": whole[:mark] + ("A" if whole[mark] != "A" else "B") + whole[mark + 1 :],
        "desk.handin.trouble.file_cut_off": whole[:-40],
        "desk.handin.trouble.not_an_outbox": "2026",
    }
    desk = await at_the_desk(new_device, served)
    await desk.goes_to("/desk/attention")
    await desk.button("desk.handin.open").click()

    for reason, content in broken.items():
        (tmp_path / "broken.txt").write_text(content, encoding="utf-8")
        await desk.page.get_by_label(text("desk.handin.choose")).first.set_input_files(tmp_path / "broken.txt")
        await expect(desk.page.get_by_text(text(reason))).to_be_visible()
        await expect(desk.page.get_by_text(text("desk.handin.safe"))).to_be_visible()

    await desk.shows("desk-hand-in-refused")
    assert await tries_at(served, doors) == [[], []]


async def test_saving_and_handing_in_can_be_read_in_every_look(served: Served, gate: Gate, new_device: NewDevice, tmp_path: Path) -> None:
    ann, _ = await a_phone_offline_with_two_records(served, gate, new_device)
    file = await saves_the_file(ann, tmp_path)
    leader = await enrolled(
        await new_device(), f"http://leader.localhost:{served.port}", served, served.leader(served.team), "leader", served.team
    )
    desk = await at_the_desk(new_device, served)
    wrong: dict[str, list[str]] = {}

    async def judge(person: Person, name: str) -> None:
        if found := await complaints(person.page):
            wrong[name] = found
        await person.shows(name)

    for language, theme, size in LOOKS if ALL else LOOKS[1::2]:
        look = f"{language}-{theme}-{size}"
        for person, path, name in ((leader, "/team/attention", "leader"), (desk, "/desk/attention", "desk")):
            await looks(person, language, theme, size if name == "leader" else 18)
            await person.goes_to(path)
            await chooses(person, file, language)
            await expect(person.page.locator(".hand-in-held")).to_be_visible()
            await judge(person, f"hand-in-{name}-{look}")
        await looks(ann, language, theme, size)
        await ann.goes_to("/phone")
        save = ann.page.get_by_role("button", name=text("core.file.save", language=language))
        async with ann.page.expect_download():
            await save.click()
        await expect(ann.page.locator(".save-unsent-said")).to_be_visible()
        await ann.page.locator(".save-unsent").evaluate("panel => panel.scrollIntoView()")
        await judge(ann, f"unsent-file-{look}")

    assert wrong == {}
