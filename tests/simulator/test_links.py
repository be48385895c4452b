"""Histories in which links go one by one and come back in another order, and requests are cut on their way."""

import json
import os
from contextlib import suppress
from unittest.mock import patch

import pytest

from server.replication import routes
from tests.simulator.links import BRANCHES, SEEDS
from tests.simulator.run import Report, is_caught, run_seeds, unreached
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_LINK_HISTORIES", "40"))
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
async def test_nothing_is_lost_or_hidden_where_links_go_one_by_one_and_requests_are_cut(server: Server, part: int) -> None:
    report = await run_seeds(server, SEEDS[part:HISTORIES:PARTS], Report())

    assert not report.failures, str(report)


async def test_a_server_that_takes_the_commands_which_came_before_the_cut_is_caught(server: Server) -> None:
    async def as_far_as_it_came(request: routes.AnyRequest) -> bytes:
        came = (await request.receive()).get("body", b"")
        with suppress(ValueError):
            return json.dumps(json.loads(came)).encode()
        return bytes(came[: came.rfind(b"},{") + 1] + b"]}")

    with patch.object(routes, "_body", as_far_as_it_came):
        assert await is_caught(server, SEEDS[:20])


async def test_links_go_and_come_back_and_requests_are_cut_in_every_way(server: Server) -> None:
    assert await unreached(server, SEEDS[:200], BRANCHES) == []
