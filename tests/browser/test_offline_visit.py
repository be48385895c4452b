"""A volunteer in a stairwell: the network goes, the work goes on, the network comes back."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewDevice
from tests.browser.people import Person
from tests.browser.served import Served
from tests.browser.words import text
from tests.gate import Gate


@pytest.fixture
async def ann(served: Served, gate: Gate, new_device: NewDevice) -> Person:
    """A volunteer of the first team, enrolled and ready."""
    token = served.volunteers(served.team)[0]
    person = await served.person(token)
    ann = Person(await new_device(), f"http://volunteer.localhost:{gate.port}")
    await ann.enrols(await served.invite("volunteer", person["id"], served.team), person["name"])
    await ann.is_ready_to_work_offline()
    return ann


async def unvisited(served: Served, count: int) -> list[dict[str, Any]]:
    found = await served.get("/api/households", served.coordinator, team_id=served.team, unvisited="true", limit=str(count))
    return list(found["households"])


async def test_a_visit_recorded_offline_survives_a_restart_and_reaches_the_server_when_the_network_returns(
    ann: Person, served: Served, gate: Gate
) -> None:
    door = (await unvisited(served, 1))[0]
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
