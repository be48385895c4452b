"""Desks hear that something changed, and nothing of what."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from server.events.pulse import Pulse
from tests.server.office import Office


async def next_change(events: AsyncGenerator[int | None]) -> int | None:
    return await asyncio.wait_for(anext(events), 5)


async def test_a_change_is_heard_within_a_second_or_two(office: Office) -> None:
    pulse = Pulse(office.store, office.clock)
    events = pulse.listen(30)
    begun = await next_change(events)
    await asyncio.sleep(1.2)  # the first look

    office.clock.advance(minutes=1)
    await office.visit("ann", office.team.doors[0])

    assert begun == office.clock() - 60_000
    assert await next_change(events) == office.clock()
    await events.aclose()


async def test_a_stream_ends_by_itself(office: Office) -> None:
    heard = [at async for at in Pulse(office.store, office.clock).listen(0)]

    assert heard == [office.clock()]


async def test_a_stream_ends_when_the_server_is_about_to_stop(office: Office) -> None:
    pulse = Pulse(office.store, office.clock)
    events = pulse.listen(30)
    await next_change(events)

    pulse.end()

    with pytest.raises(StopAsyncIteration):
        await next_change(events)
