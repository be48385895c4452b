"""One look a second at the heads of all slices, for everybody who listens in this process."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

from sqlalchemy import Connection

from server.db.driver import fetch
from server.db.engine import Store

HEADS = "SELECT COUNT(*), COALESCE(SUM(head), 0) FROM slices"  # heads only rise: an equal sum means that nothing changed
SECOND = 1.0
QUIET = 20  # looks without news before a line that only keeps the connection open


class Pulse:
    """Looks only while somebody listens."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store, self._clock = store, clock
        self._changed = asyncio.Condition()
        self._count = 0
        self._at = 0
        self._listeners = 0
        self._task: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None

    def end(self) -> None:
        """The server is about to stop: whoever listens is told to go, and asks again where one answers."""
        self._ending = self._ending or asyncio.create_task(self._wake())

    async def listen(self, seconds: float) -> AsyncGenerator[int | None]:
        """The time of each change; None where nothing has happened for a while. Ends after `seconds`: who still cares asks again."""
        self._listeners += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        try:
            seen, end = self._count, asyncio.get_running_loop().time() + seconds
            yield self._clock()
            while asyncio.get_running_loop().time() < end:
                with suppress(TimeoutError):
                    async with asyncio.timeout(QUIET * SECOND):
                        await self._until_other_than(seen)
                if self._ending is not None:
                    return
                yield self._at if self._count != seen else None
                seen = self._count
        finally:
            self._listeners -= 1

    async def _until_other_than(self, seen: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._count != seen or self._ending is not None)

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _look(self) -> None:
        last = None
        while self._listeners > 0:
            with suppress(Exception):  # a store that does not answer for a moment is asked again
                now = await self._store.read(heads)
                if last is not None and now != last:
                    async with self._changed:
                        self._count, self._at = self._count + 1, self._clock()
                        self._changed.notify_all()
                last = now
            await asyncio.sleep(SECOND)


def heads(conn: Connection) -> tuple[int, int]:
    count, total = fetch(conn, HEADS)[0]
    return int(count), int(total)
