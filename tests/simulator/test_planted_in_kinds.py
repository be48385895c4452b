"""The test of the test, where links go, requests are cut, clocks are set and corrections are taken back: planted bugs are caught."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from server.days import board, store
from server.db.engine import SqliteStore, T, Work
from server.db.refusals import StoreBusy
from server.replication import campaigns, routes, times
from sync import undoing as taking_back
from sync.rulings import fields as rulings
from tests.simulator import links, refusals, undoing, zones
from tests.simulator.run import is_caught
from tests.simulator.server import Server

MOST_SEEDS = 20
FIRST = {"a_commit_taken_for_done": 9, "days_that_count_by_the_clocks_of_winter": 9}  # of the seeds that are tried: few histories show it


async def test_a_server_that_takes_the_commands_which_came_before_the_cut_is_caught(server: Server) -> None:
    async def as_far_as_it_came(request: routes.AnyRequest) -> bytes:
        came = (await request.receive()).get("body", b"")
        with suppress(ValueError):
            return json.dumps(json.loads(came)).encode()
        return bytes(came[: came.rfind(b"},{") + 1] + b"]}")

    with patch.object(routes, "_body", as_far_as_it_came):
        assert await is_caught(server, links.SEEDS[:MOST_SEEDS])


async def test_a_commit_that_was_refused_and_taken_for_done_is_caught(server: Server) -> None:
    run = SqliteStore._run

    def answered_without_its_commit(self: SqliteStore, begin: str, work: Work[T]) -> T:
        made: list[T] = []
        try:
            return run(self, begin, lambda conn: made.append(work(conn)) or made[0])  # type: ignore[func-returns-value]
        except StoreBusy:
            if made:
                return made[0]
            raise

    with patch("server.db.engine.ATTEMPTS", 1), patch.object(SqliteStore, "_run", answered_without_its_commit):
        assert await is_caught(server, refusals.SEEDS[FIRST["a_commit_taken_for_done"] :][:MOST_SEEDS])


def slots_by_winter(zone: str) -> Callable[[int], tuple[int, int]]:
    """As the clocks of the place were in January."""
    offset = datetime(2026, 1, 15, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()

    def slots(at_ms: int) -> tuple[int, int]:
        local = datetime.fromtimestamp(at_ms / 1000, UTC) + offset
        return local.toordinal() - times.EPOCH_DAY, local.weekday() * 24 + local.hour

    return slots


def midnight_by_winter(on: str, zone: str, *, days: int = 0) -> int:
    offset = datetime(2026, 1, 15, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
    begins = datetime.fromisoformat(on).replace(tzinfo=UTC) + timedelta(days=days) - offset
    return int(begins.timestamp() * 1000)


def a_day_of_24_hours(zone: ZoneInfo, on: date) -> store.Day:
    begins = store._midnight(on, zone)
    return store.Day(on, begins, begins + store.DAY_MS)


BUGS: dict[str, Callable[[], Any]] = {
    "hours_by_the_clocks_of_winter": lambda: patch.object(times, "slots_in", slots_by_winter),
    "days_that_count_by_the_clocks_of_winter": lambda: patch.object(campaigns, "local_midnight", midnight_by_winter),
    "every_day_has_24_hours": lambda: patch.object(board, "day_of", a_day_of_24_hours),
}


@pytest.mark.parametrize("name", sorted(BUGS))
async def test_a_bug_planted_where_clocks_are_set_is_caught(server: Server, name: str) -> None:
    with BUGS[name]():
        assert await is_caught(server, zones.SEEDS[FIRST.get(name, 0) :][:MOST_SEEDS])


def forgetful(door: Any, correction: str, version: int) -> taking_back.Undone:
    undone = undo(door, correction, version)
    return replace(undone, door=replace(undone.door, merge=replace(undone.door.merge, undone=())))


undo = taking_back.undo


async def test_an_undo_that_forgets_what_it_took_back_is_caught_where_a_store_is_put_back(server: Server) -> None:
    with patch.object(rulings, "undo", forgetful):
        assert await is_caught(server, undoing.RESTORED[:MOST_SEEDS])


async def test_an_undo_that_does_nothing_is_caught(server: Server) -> None:
    with patch.object(taking_back, "take_back", lambda held, *_: held):
        assert await is_caught(server, undoing.SEEDS[:MOST_SEEDS])


async def test_a_closing_that_stays_though_it_was_taken_back_is_caught(server: Server) -> None:
    with patch.object(taking_back, "without_step", lambda door, correction: door):
        assert await is_caught(server, undoing.SEEDS[:MOST_SEEDS])
