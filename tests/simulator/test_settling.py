"""Histories in which requests are told in full, and parked work is settled by a person; and bugs planted there, which must be caught."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from msgspec.structs import replace

from server.attention import settling as desk
from server.replication import retrying
from sync import requests
from sync.rulings import requests as rulings
from tests.simulator.run import ENOUGH, is_caught, run_until_reached
from tests.simulator.server import Server
from tests.simulator.settling import BRANCHES, SEEDS

MOST_SEEDS = 20
FIRST = {"work_parked_again_is_taken_for_settled": 9}  # of the seeds that are tried: few histories show it


async def test_parked_work_is_as_a_person_left_it_and_requests_go_by_legal_steps_of_their_round(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, ENOUGH, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []


apply_parked, incoming, record = desk.apply_parked, retrying._incoming, rulings._record


def parked_again_and_taken_for_settled(conn: Any, parked: Any, settler: Any, **more: Any) -> Any:
    judged = apply_parked(conn, parked, settler, **more)
    return judged and replace(judged, ruling=replace(judged.ruling, outcome="applied"))


BUGS: dict[str, Callable[[], Any]] = {
    "work_parked_again_is_taken_for_settled": lambda: patch.object(desk, "apply_parked", parked_again_and_taken_for_settled),
    "nobody_vouches_for_what_a_desk_applies": lambda: patch.object(
        retrying, "_incoming", lambda conn, parked, _=None: incoming(conn, parked)
    ),
    "a_question_reaches_nobody": lambda: patch("server.attention.routes.tell", lambda *_: None),
    "a_step_of_an_earlier_round_is_taken": lambda: patch.object(requests, "_reaches", lambda *_: True),
    "a_step_forgets_what_was_said_with_it": lambda: patch.object(
        rulings, "_record", lambda *about: replace(record(*about), rating=None, to=None, due_on=None, into_id=None)
    ),
}


@pytest.mark.parametrize("name", sorted(BUGS))
async def test_a_bug_planted_where_work_is_settled_is_caught(server: Server, name: str) -> None:
    with BUGS[name]():
        assert await is_caught(server, SEEDS[FIRST.get(name, 0) :][:MOST_SEEDS])
