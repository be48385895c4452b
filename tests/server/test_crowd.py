"""Everybody at once: real interleavings of pushes, pulls and moves, with what must be true afterwards checked as in test_wandering."""

import asyncio
from random import Random

import pytest

from tests.server.office import Office
from tests.server.test_wandering import (
    History,
    counters_equal_a_recount,
    every_command_has_one_receipt,
    every_visit_and_wish_is_kept,
    no_value_has_vanished,
    nothing_waits_any_more,
    phones_hold_what_the_server_shows,
)
from tests.server.wanderer import Wanderer

ROUNDS = 12


async def live(history: History, phone: Wanderer) -> None:
    """One phone's day, as fast as it goes."""
    for _ in range(ROUNDS):
        for _ in range(phone.rng.randint(1, 3)):
            phone.work()
        await phone.push()
        await asyncio.sleep(0)
        await phone.pull()


async def direct(history: History) -> None:
    for _ in range(ROUNDS):
        await history.coordinate()
        await asyncio.sleep(0)


@pytest.mark.parametrize("seed", range(2))
async def test_when_everybody_works_at_once_nothing_is_lost_and_everybody_agrees(office: Office, seed: int) -> None:
    history = History(office, seed)
    for number, phone in enumerate(history.phones):
        phone.rng = Random(f"{seed} {number}")
        await phone.pull()

    await asyncio.gather(*(live(history, phone) for phone in history.phones), direct(history))
    await history.come_home()

    await every_command_has_one_receipt(history)
    await nothing_waits_any_more(history)
    await phones_hold_what_the_server_shows(history)
    await every_visit_and_wish_is_kept(history)
    await counters_equal_a_recount(history)
    await no_value_has_vanished(history)
