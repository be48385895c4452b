"""Histories in which files of unsent work are handed in: every command is in one place, whoever brought it first."""

import os
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from msgspec.structs import replace

from server.replication import push
from server.replication.push import Batch
from sync.protocol import Receipt
from tests.simulator.files import BRANCHES, SEEDS
from tests.simulator.run import is_caught, run_until_reached
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_FILE_HISTORIES", "40"))


async def test_nothing_is_lost_or_doubled_where_files_are_handed_in(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, HISTORIES, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []


def a_fork_that_is_not_gone_on_from(conn: Any, batch: Batch, actor: Any, known: Any, _: Any, new_id: Any, *, singly: bool) -> list[Receipt]:
    reply = push.take_custody(conn, batch, actor, new_id, singly=singly)
    return reply.receipts or [Receipt(id=id_, outcome="noop") for id_, _ in known]


def a_file_under_a_name_of_its_own(conn: Any, batch: Batch, actor: Any, known: Any, _: Any, new_id: Any, *, singly: bool) -> list[Receipt]:
    """What comes by hand is no push of its phone: so the numbers that the phone gave stay missing, or are taken for a fork."""
    named = replace(batch.push, replica=new_id())
    return push.take_custody(conn, replace(batch, push=named), actor, new_id, singly=singly).receipts


@pytest.mark.parametrize("bug", [a_fork_that_is_not_gone_on_from, a_file_under_a_name_of_its_own], ids=lambda bug: bug.__name__)
async def test_a_bug_planted_where_files_are_taken_in_is_caught(server: Server, bug: Callable[..., Any]) -> None:
    with patch("server.outboxes.taking._pushed", bug):
        assert await is_caught(server, SEEDS[:20])
