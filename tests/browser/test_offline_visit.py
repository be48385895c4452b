"""A volunteer in a stairwell: the network goes, the work goes on, the network comes back."""

import signal

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person, enrolled
from tests.browser.served import Served
from tests.browser.words import like, text
from tests.gate import Gate


@pytest.fixture
async def ann(served: Served, gate: Gate, new_device: NewDevice) -> Person:
    """A volunteer of the first team, enrolled and ready."""
    token = served.volunteers(served.team)[0]
    person = await enrolled(await new_device(), f"http://volunteer.localhost:{gate.port}", served, token, "volunteer", served.team)
    await person.is_ready_to_work_offline()
    return person


async def test_a_visit_recorded_offline_survives_a_restart_and_reaches_the_server_when_the_network_returns(
    ann: Person, served: Served, gate: Gate
) -> None:
    door = (await served.untried(served.team, 1))[0]
    await ann.loses_the_network(gate)

    await ann.records_nobody_home(door["id"])
    await ann.restarts_at(f"/door/{door['id']}")
    await expect(ann.page.get_by_text(text("door.on_phone")).first).to_be_visible()
    await ann.goes_to("/phone")
    await ann.says_on_phone(1)
    assert (await served.household(door["id"]))["visit_count"] == 0

    await ann.has_the_network_again(gate)
    await ann.sends_everything()
    assert [visit["outcome"] for visit in (await served.household(door["id"]))["visits"]] == ["not_home"]


async def test_a_phone_stays_ready_where_the_server_takes_calls_and_never_answers(ann: Person, served: Served) -> None:
    served.process.send_signal(signal.SIGSTOP)
    try:
        await ann.restarts_at("/")
        await ann.goes_to("/phone")
        await ann.page.evaluate("navigator.serviceWorker.ready.then((worker) => void worker.update().catch(() => undefined))")
        await ann.page.reload()

        await expect(ann.page.get_by_text(text("core.phone.ready"))).to_be_visible()
    finally:
        served.process.send_signal(signal.SIGCONT)


async def test_an_undone_visit_never_reaches_the_server(ann: Person, served: Served, gate: Gate) -> None:
    door = (await served.untried(served.team, 1))[0]
    await ann.loses_the_network(gate)

    await ann.records_nobody_home(door["id"])
    await ann.button("core.action.undo").click()
    await expect(ann.page.get_by_text(text("core.undone"))).to_be_visible()
    await ann.has_the_network_again(gate)
    await ann.sends_everything()

    assert (await served.household(door["id"]))["visit_count"] == 0


async def test_a_half_typed_form_is_there_again_after_a_crash(ann: Person, served: Served, gate: Gate) -> None:
    door = (await served.untried(served.team, 1))[0]
    await ann.loses_the_network(gate)
    await ann.goes_to(f"/door/{door['id']}/facts")
    await ann.page.get_by_label(text("door.facts.note")).fill("门铃坏了，要敲门")
    await ann.page.wait_for_timeout(1_000)  # a crash in the second after a key may cost that second

    await ann.restarts_at(f"/door/{door['id']}/facts")

    await expect(ann.page.get_by_text(text("door.form.restored"))).to_be_visible()
    await expect(ann.page.get_by_label(text("door.facts.note"))).to_have_value("门铃坏了，要敲门")
    await ann.goes_to("/")
    await ann.shows("next-unfinished")
    await ann.page.get_by_role("link", name=like("door.next.go_on")).click()
    await expect(ann.page.get_by_label(text("door.facts.note"))).to_have_value("门铃坏了，要敲门")


async def test_nobody_home_at_many_doors_is_one_save_and_one_undo(ann: Person, served: Served, gate: Gate) -> None:
    door = (await served.untried(served.team, 1))[0]
    await ann.loses_the_network(gate)
    await ann.goes_to(f"/doors?building={door['building_id']}&entrance={door['entrance']}")
    await ann.button("door.doors.many").click()
    await ann.button("door.doors.pick_floor", floor=text("door.floor.of", floor=door["floor"])).click()
    await ann.button("door.doors.save_many").click()
    await expect(ann.page.get_by_text(like("door.doors.saved_many"))).to_be_visible()
    await ann.button("core.action.undo").click()

    await expect(ann.page.get_by_text(text("core.undone"))).to_be_visible()
    await ann.goes_to("/phone")
    await ann.says_on_phone(0)
