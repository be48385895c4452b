"""Histories in which people ask for lists and doors: no reply names what is not its asker's to see; and bugs planted there, which must be caught."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from server.attention.sight import Sight
from tests.simulator.askers import BRANCHES, SEEDS
from tests.simulator.run import ENOUGH, is_caught, run_until_reached
from tests.simulator.server import Server

MOST_SEEDS = 20
BUGS: dict[str, Callable[[], Any]] = {
    "any_door_is_shown": lambda: patch("server.households.routes.sees_door", lambda *_: True),
    "a_leader_looks_after_everybody": lambda: patch.object(Sight, "_is_led", lambda *_: True),
}


async def test_no_reply_names_a_door_or_a_record_that_is_not_its_askers_to_see(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, ENOUGH, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []


@pytest.mark.parametrize("name", sorted(BUGS))
async def test_a_bug_planted_in_who_sees_what_is_caught(server: Server, name: str) -> None:
    with BUGS[name]():
        assert await is_caught(server, SEEDS[:MOST_SEEDS])
