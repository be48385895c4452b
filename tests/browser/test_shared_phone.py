"""Two people use one phone in turn, and what each did stays theirs."""

from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import text
from tests.gate import Gate


async def test_unsent_work_of_each_is_kept_and_sent_as_theirs(served: Served, gate: Gate, new_device: NewDevice) -> None:
    doors = await served.untried(served.team, 2)
    ann, ben = [await served.person(token) for token in served.volunteers(served.team)[:2]]
    phone = await enrolled(
        await new_device(), f"http://localhost:{gate.port}", served, served.volunteers(served.team)[0], "volunteer", served.team
    )
    await phone.is_ready_to_work_offline()
    await phone.button("core.phone.add_person").click()
    await phone.enrols(await served.invite("volunteer", ben["id"], served.team), ben["name"])
    await phone.is_ready_to_work_offline()
    await phone.loses_the_network(gate)

    await phone.records_nobody_home(doors[0]["id"])
    await hands_over(phone, ann["name"])
    await phone.records_nobody_home(doors[1]["id"])
    await phone.has_the_network_again(gate)
    await phone.sends_everything()
    await hands_over(phone, ben["name"])
    await phone.sends_everything()

    visits = [(await served.household(door["id"]))["visits"] for door in doors]
    assert [visit["by"] for each in visits for visit in each] == [ben["id"], ann["id"]]


async def hands_over(phone: Person, name: str) -> None:
    await phone.goes_to("/phone")
    await phone.page.get_by_role("button", name=text("core.phone.switch_to", name=name)).click()
    await phone.page.wait_for_url(f"{phone.origin}/")
    await phone.goes_to("/phone")
    await expect(phone.page.locator(".page-top").get_by_text(name)).to_be_visible()


async def test_who_is_taken_off_the_phone_in_one_page_is_gone_from_every_other(served: Served, gate: Gate, new_device: NewDevice) -> None:
    origin = f"http://localhost:{gate.port}"
    phone = await enrolled(await new_device(), origin, served, served.volunteers(served.team)[0], "volunteer", served.team)
    await phone.is_ready_to_work_offline()
    other = await phone.device.open(f"{origin}/")
    await expect(other.locator(".tabs")).to_be_visible()

    await phone.button("core.phone.leave").click()
    await phone.button("core.phone.leave_yes").click()

    for page in (phone.page, other):
        await expect(page.get_by_role("heading", name=text("core.enrol.code.title"))).to_be_visible()
    assert await other.evaluate("async () => (await indexedDB.databases()).length") == 0


async def test_a_phone_whose_person_may_no_longer_work_loses_the_doors_and_still_sends_what_was_done_before(
    served: Served, gate: Gate, new_device: NewDevice
) -> None:
    door = (await served.untried(served.team, 1))[0]
    token = served.volunteers(served.team)[1]
    who = await served.person(token)
    phone = await enrolled(await new_device(), f"http://localhost:{gate.port}", served, token, "volunteer", served.team)
    await phone.is_ready_to_work_offline()
    await phone.loses_the_network(gate)
    await phone.records_nobody_home(door["id"])

    await served.post(f"/api/people/{who['id']}/end", served.coordinator, {})
    await phone.has_the_network_again(gate)
    await phone.goes_to("/")

    await expect(phone.page.get_by_role("heading", name=text("core.ended.title"))).to_be_visible()
    await expect(phone.page.get_by_text(text("core.ended.text"))).to_be_visible()
    await phone.shows("access-ended")
    await served.comes_to(door["id"], "not_home")
    assert [visit["by"] for visit in (await served.household(door["id"]))["visits"]] == [who["id"]]
    assert await phone.page.evaluate(COUNT_CARDS) == 0


COUNT_CARDS = """async () => {
  let count = 0;
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done, fail) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    for (const store of ['bodies', 'memberships']) {
      if (!db.objectStoreNames.contains(store)) continue;
      count += await new Promise((done) => {
        const asking = db.transaction(store).objectStore(store).count();
        asking.onsuccess = () => done(asking.result);
      });
    }
    db.close();
  }
  return count;
}"""
