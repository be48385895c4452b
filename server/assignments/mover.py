"""Works moves off in the background, and goes on with those whose process ended before they did."""

import asyncio
import logging
from collections.abc import Callable
from uuid import UUID

from server.assignments.jobs import work_off
from server.assignments.orders import BEAT_MS, abandoned
from server.assignments.schemas import MoveReply
from server.db.engine import Store
from server.replication.slices import NewId

EVERY_S = BEAT_MS / 2_000
logger = logging.getLogger("doorstep")


class Mover:
    """One for each process. Every step is stored, so any process can go on with any move."""

    def __init__(self, store: Store, clock: Callable[[], int], new_id: NewId) -> None:
        self._store, self._clock, self._new_id = store, clock, new_id
        self._running: dict[UUID, asyncio.Task[None]] = {}

    async def run(self, move_id: UUID) -> MoveReply:
        """To its end, or what it was answered before."""
        return await work_off(self._store, move_id, self._clock, self._new_id)

    def start(self, move_id: UUID) -> None:
        """In the background. One that runs here already is left to it."""
        if move_id in self._running:
            return
        task = asyncio.create_task(self._work(move_id))
        self._running[move_id] = task
        task.add_done_callback(lambda _: self._running.pop(move_id, None))

    async def settle(self) -> None:
        """Until nothing that was started here is under way."""
        await asyncio.gather(*self._running.values())

    async def keep_taking_up(self) -> None:
        """For as long as the server runs. What fails is told and tried again at the next turn."""
        while True:
            try:
                for move_id in await self._store.read(lambda conn: abandoned(conn, self._clock())):
                    self.start(move_id)
            except Exception as error:
                logger.error("moves were not taken up: %s", type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def stop(self) -> None:
        """Let go of what is under way: another process, or the next start, goes on with it."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, move_id: UUID) -> None:
        try:
            await self.run(move_id)
        except Exception as error:  # it is taken up again when its last beat is old
            logger.error("a move broke off: %s", type(error).__name__)
