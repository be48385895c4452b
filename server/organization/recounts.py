"""After the organization's zone, a campaign's rules or its reach have changed: what counts is counted anew in the background, and doors that are
to enter do, a piece at a time.

Days and hours go over to another zone first (`counted_zone` and `counted_to` in the organization's row say how far they are), then each
campaign's visits and doors are judged anew (`campaigns/recounting.py`). So whoever finds it broken off goes on with it.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from server.campaigns.entering import enter_few, enter_waiting, entering_left
from server.campaigns.recounting import campaigns_left, recount_campaign
from server.db.driver import fetch
from server.db.engine import Store
from server.db.turns import in_turn
from server.replication.slices import NewId
from server.replication.times import shift_times

ZONE_LEFT = "SELECT counted_to FROM organization WHERE counted_to IS NOT NULL"
LOOK_EVERY_S = 30
BROKE_OFF = "the background work broke off: %s"
log = logging.getLogger("doorstep")


async def finish_recounts(store: Store, clock: Callable[[], int], new_id: NewId) -> None:
    """Until all doors are in and all is counted by the zone and the rules that are. Others write between the pieces.

    What breaks off at one campaign keeps no other from going on.
    """
    for left in await store.read(entering_left):
        await _tried(enter_waiting(store, left.campaign_id, clock, new_id))
    if await store.read(zone_left):
        is_more = True
        while is_more:
            async with in_turn():
                is_more = await store.write(shift_times)
    for campaign_id, _ in await store.read(campaigns_left):
        await _tried(recount_campaign(store, campaign_id, clock))


async def _tried(work: Coroutine[Any, Any, None]) -> None:
    """What breaks off is told, and gone on with when nobody has got any further for a while."""
    try:
        await work
    except Exception as error:
        log.error(BROKE_OFF, type(error).__name__)


class Recounts:
    """Lets doors enter and counts anew in the background, one for each process. Every piece is stored, so any process can go on."""

    def __init__(self, store: Store, clock: Callable[[], int], new_id: NewId) -> None:
        self._store, self._clock, self._new_id = store, clock, new_id
        self._running: asyncio.Task[None] | None = None
        self._is_wanted = False

    def start(self) -> None:
        """What is under way here already goes on, and sees to what has changed since."""
        self._is_wanted = True
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work())

    async def let_enter(self, campaign_ids: Collection[UUID]) -> None:
        """The doors that are to enter these campaigns: a few before it returns, more in the background."""
        if not await enter_few(self._store, campaign_ids, self._clock, self._new_id):
            self.start()

    async def settle(self) -> None:
        """Until nothing that was started here is under way."""
        if self._running is not None:
            await self._running

    async def keep_going(self) -> None:
        """For as long as the server runs: go on with what a process that has ended left half done."""
        seen: list[object] = []
        while True:
            try:
                now = await self._store.read(lambda conn: [*how_far(conn), *entering_left(conn)])
                if now and now == seen:  # nobody has got any further
                    self.start()
                seen = now
            except Exception as error:
                log.error("looking for what is to be counted anew failed: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_S)

    async def stop(self) -> None:
        """Let go of what is under way: another process, or the next start, goes on with it."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _work(self) -> None:
        while self._is_wanted:
            self._is_wanted = False
            await _tried(finish_recounts(self._store, self._clock, self._new_id))


def zone_left(conn: Connection) -> list[UUID]:
    """How far days and hours are; empty: all have gone over to the zone that is."""
    return [row[0] for row in fetch(conn, ZONE_LEFT)]


def how_far(conn: Connection) -> list[tuple[UUID, UUID]]:
    """Changes from look to look while somebody works at it. Empty: nothing is under way."""
    return [*((UUID(int=0), counted_to) for counted_to in zone_left(conn)), *campaigns_left(conn)]
