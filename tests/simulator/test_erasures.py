"""Histories in which people are erased: none of their words is left or comes back, and nobody else's work is touched."""

import os
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from msgspec.structs import replace

from server.journal import replay
from server.journal.deeds import HouseholdErased
from server.replication import erasing, pull, reading
from tests.simulator import erased_again
from tests.simulator.erasures import BRANCHES, DOUBLES, DOUBLES_BRANCHES, SEEDS
from tests.simulator.phone import Phone
from tests.simulator.run import is_caught, run_until_reached
from tests.simulator.server import Server

HISTORIES = int(os.environ.get("DOORSTEP_ERASURE_HISTORIES", "40"))
BUGS: dict[str, Callable[[], Any]] = {
    "written_values_that_stay": lambda: patch.object(erasing, "WHOLE", tuple(name for name in erasing.WHOLE if name != "field_writes")),
    "kept_bodies_that_stay": lambda: patch.object(erasing, "_drop_kept", lambda conn, ids: None),
    "late_work_taken_as_of_an_unknown_door": lambda: patch.object(reading, "erased_of", lambda conn, ids: frozenset()),
    "what_is_kept_without_a_card_is_not_told": lambda: patch.object(pull, "erased_of", lambda conn, ids: frozenset()),
    "a_phone_that_keeps_what_it_sent": lambda: patch.object(Phone, "_forget", keep_what_was_sent),
}
BUGS_PARTED: dict[str, Callable[[], Any]] = {
    "words_that_stay_with_whom_they_were_parted_from": lambda: patch.object(erasing, "_without_words", lambda *_: []),
    "lines_that_forget_under_which_name_they_came": lambda: patch("server.replication.joining.REMEMBER_VALUE", FORGET),
}
BUGS_AGAIN: dict[str, Callable[[], Any]] = {
    "people_who_come_back_with_the_copy": lambda: patch.dict(replay.HANDLERS, {HouseholdErased: lambda conn, deed, new_id: True}),
    "one_of_two_joined_doors_that_comes_back": lambda: patch.dict(replay.HANDLERS, {HouseholdErased: erased_by_its_name_alone}),
}
FORGET = "UPDATE field_writes SET named_id = named_id WHERE ? = command_id AND ? = command_id"  # of nothing
FIRST = {"kept_bodies_that_stay": 72}  # of the seeds that are tried: few histories erase people of whom something is parked or held


def keep_what_was_sent(phone: Phone, disk: Any, household: str) -> None:
    disk.heard_erased |= {household}


def erased_by_its_name_alone(conn: Any, deed: HouseholdErased, new_id: Any) -> bool:
    return replay._household_erased(conn, replace(deed, aliases=()), new_id)


async def test_no_word_is_left_and_nothing_else_is_lost_where_people_are_erased(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, HISTORIES, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []


@pytest.mark.parametrize("name", sorted(BUGS))
async def test_a_bug_planted_where_people_are_erased_is_caught(server: Server, name: str) -> None:
    first = FIRST.get(name, 0)
    with BUGS[name]():
        assert await is_caught(server, SEEDS[first : first + 20])


async def test_no_word_is_left_where_the_erased_had_been_parted_from_others(server: Server) -> None:
    report = await run_until_reached(server, DOUBLES, HISTORIES // 4, DOUBLES_BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []


@pytest.mark.parametrize("name", sorted(BUGS_PARTED))
async def test_a_bug_planted_where_the_erased_had_been_parted_is_caught(server: Server, name: str) -> None:
    with BUGS_PARTED[name]():
        assert await is_caught(server, DOUBLES[:60])


async def test_nobody_who_was_erased_comes_back_where_a_store_is_put_back_from_a_copy(server: Server) -> None:
    report = await run_until_reached(server, erased_again.SEEDS, HISTORIES, erased_again.BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []


@pytest.mark.parametrize("name", sorted(BUGS_AGAIN))
async def test_a_bug_planted_where_people_are_erased_again_is_caught(server: Server, name: str) -> None:
    with BUGS_AGAIN[name]():
        assert await is_caught(server, erased_again.SEEDS[52:72])
