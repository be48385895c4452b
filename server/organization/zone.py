"""After the organization's zone has changed: days and hours go over to it a piece at a time, and every campaign is judged anew.

How far that is stands in the organization's row: `counted_zone` and `counted_to` while days and hours go over, then `counted_to` alone until
the campaigns are done. So whoever finds it broken off goes on with it.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Connection

from server.campaigns.recounting import recount_campaign
from server.db.driver import execute, fetch
from server.db.engine import Store
from server.replication.times import shift_times

UNDER_WAY = "SELECT counted_zone, counted_to FROM organization WHERE counted_to IS NOT NULL"
CAMPAIGNS = "SELECT id FROM campaigns ORDER BY id"
LOOK_EVERY_S = 60
log = logging.getLogger("doorstep")


async def finish_zone(store: Store, clock: Callable[[], int]) -> None:
    """Until all is counted in the zone that is. Others write between the pieces."""
    if not await store.read(how_far):
        return
    is_more = True
    while is_more:
        begun = time.monotonic()
        is_more = await store.write(shift_times)
        await asyncio.sleep(time.monotonic() - begun)
    for campaign_id in await store.read(all_campaigns):
        await recount_campaign(store, campaign_id, clock(), are_tries_others=False)
    await store.write(_done)


class Zones:
    """Counts in the background, one for each process. Every piece is stored, so any process can go on."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store, self._clock = store, clock
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """What is under way here already is left to it: it goes on until all is counted."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work())

    async def settle(self) -> None:
        """Until nothing that was started here is under way."""
        if self._running is not None:
            await self._running

    async def keep_going(self) -> None:
        """For as long as the server runs: go on with what a process that has ended left half done."""
        seen: list[tuple[str | None, UUID]] = []
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                now = await self._store.read(how_far)
            except Exception as error:
                log.error("looking for another zone failed: %s", type(error).__name__)
                continue
            if now and now == seen:  # nobody has got any further
                self.start()
            seen = now

    async def stop(self) -> None:
        """Let go of what is under way: another process, or the next start, goes on with it."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _work(self) -> None:
        try:
            await finish_zone(self._store, self._clock)
        except Exception as error:  # it is gone on with when nobody has got any further for a while
            log.error("counting in another zone broke off: %s", type(error).__name__)


def how_far(conn: Connection) -> list[tuple[str | None, UUID]]:
    """Empty: nothing is under way."""
    return [(row[0], row[1]) for row in fetch(conn, UNDER_WAY)]


def all_campaigns(conn: Connection) -> list[UUID]:
    return [row[0] for row in fetch(conn, CAMPAIGNS)]


def _done(conn: Connection) -> None:
    execute(conn, "UPDATE organization SET counted_to = NULL WHERE counted_zone IS NULL")
