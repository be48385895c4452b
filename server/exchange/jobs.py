"""Jobs of rolls: each runs in a thread of its own beside the server's loop and takes its turns at the store like everybody else.

A job is a state in its row. Whoever works at it says so in every transaction; what a dead process left is gone on with by another.
"""

import asyncio
import logging
import threading
import traceback
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from server.db.engine import Store
from server.db.refusals import StoreBusy
from server.exchange.elsewhere import Reach, reach_of
from server.exchange.ending import end_import, end_undo
from server.exchange.importer import Course, Means, Tally, run_plan
from server.exchange.look import Look
from server.exchange.made import TakenBack
from server.exchange.places import find_area
from server.exchange.plan import Plan, plan_import
from server.exchange.report import report_of
from server.exchange.rows import RollError, Row
from server.exchange.sandbox import AskLook, AskRoll, AskRows, StoppedError, look, read, read_rows
from server.exchange.schemas import UndoneBody
from server.exchange.turns import Turns, TurnsOnLoop
from server.exchange.undo import UndoCourse, undo_import
from server.exchange.uploads import Upload, claim_job, data_of, left_jobs, put_upload

SANDBOXES = 2  # files read at a time: each may take half a gigabyte
LOOK_EVERY_S = 30
log = logging.getLogger("doorstep")
T = TypeVar("T")


class RollJobs:
    """Those of one process. `start` after the row says what to do; `stop` lets each finish the chunk it is at."""

    def __init__(self, store: Store, clock: Callable[[], int], new_id: Callable[[], UUID], random_bytes: Callable[[int], bytes]) -> None:
        self._store, self._clock = store, clock
        self._stopping = threading.Event()
        self._means = Means(clock, new_id, self._pause, random_bytes)
        self._tasks: set[asyncio.Task[None]] = set()
        self._sandboxes = threading.BoundedSemaphore(SANDBOXES)

    async def look(self, data: bytes, ask: AskLook) -> Look:
        """What a file seems to hold. Raises RollError."""
        return await asyncio.to_thread(self._in_sandbox, lambda: look(data, ask, is_stopped=self._stopping.is_set))

    async def rows(self, data: bytes) -> tuple[Row, ...]:
        """What stands in a file's first sheet. Raises RollError."""
        return await asyncio.to_thread(self._in_sandbox, lambda: read_rows(data, AskRows(), is_stopped=self._stopping.is_set))

    def start(self, upload_id: UUID) -> None:
        turns = TurnsOnLoop(self._store, asyncio.get_running_loop())
        task = asyncio.create_task(asyncio.to_thread(self._run, turns, upload_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def keep_going(self) -> None:
        """For as long as the server runs: take over what other processes left."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                for upload_id in await self._store.read(lambda conn: left_jobs(conn, self._clock())):
                    self.start(upload_id)
            except Exception as error:
                log.error("looking for jobs of rolls failed: %s", type(error).__name__)

    async def stop(self) -> None:
        self._stopping.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until no job runs."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise StoppedError

    def _in_sandbox(self, work: Callable[[], T]) -> T:
        with self._sandboxes:
            return work()

    def _run(self, turns: Turns, upload_id: UUID) -> None:
        try:
            upload = turns.write_now(lambda conn: claim_job(conn, upload_id, self._clock()))
            if upload is not None:
                self._work_off(turns, upload)
        except StoreBusy as busy:  # it is gone on with at a later look
            log.warning("the job of a roll waits: %s", busy)

    def _work_off(self, turns: Turns, upload: Upload) -> None:
        upload_id = upload.id
        try:
            {"previewing": self._preview, "importing": self._import, "undoing": self._undo}[upload.state](turns, upload)
        except (StoppedError, StoreBusy):  # another process goes on, or this one once the store has time and room
            turns.write_now(lambda conn: put_upload(conn, upload_id, beat_at=None))
        except RollError as refused:
            code = refused.code
            turns.write_now(lambda conn: put_upload(conn, upload_id, state="failed", problem=code))
        except Exception as error:
            log.error("%s in the job of a roll\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            turns.write_now(lambda conn: put_upload(conn, upload_id, state="failed", problem="internal"))

    def _plan(self, turns: Turns, upload: Upload) -> Plan:
        choice = upload.choice
        if choice is None:
            raise RollError("roll_not_ready", "Nobody has said what its columns hold.")
        data = turns.read_now(lambda conn: data_of(conn, upload.id))
        area = turns.read_now(lambda conn: find_area(conn, choice.area))
        ask = AskRoll(area.name, fields=choice.fields, header_line=choice.header_line, sheet=choice.sheet)
        roll = self._in_sandbox(lambda: read(data, ask, is_stopped=self._stopping.is_set))
        reach = self._reach(turns, upload, area.id)
        return plan_import(turns, roll, choice.area, choice.roll_name, self._clock(), choice.parent_id, reach)

    def _reach(self, turns: Turns, upload: Upload, area_id: UUID | None) -> Reach:
        return turns.read_now(lambda conn: reach_of(conn, upload.person_id, area_id, self._clock()))

    def _preview(self, turns: Turns, upload: Upload) -> None:
        plan = self._plan(turns, upload)
        report = report_of(plan.roll, plan.counts, sample=plan.sample)
        doors = len(plan.to_write)
        turns.write_now(
            lambda conn: put_upload(conn, upload.id, state="previewed", report=report, area_id=plan.area.id, done=0, doors=doors)
        )

    def _import(self, turns: Turns, upload: Upload) -> None:
        plan = self._plan(turns, upload)
        doors = len(plan.to_write) + upload.tally.done
        turns.write_now(lambda conn: put_upload(conn, upload.id, doors=doors, beat_at=self._clock()))

        def note(conn: Connection, tally: Tally) -> None:
            put_upload(conn, upload.id, done=tally.done, tally=tally, beat_at=self._clock())

        report = run_plan(turns, plan, self._means, Course(upload.id, upload.tally, note, upload.person_id, upload.name))

        turns.write_now(lambda conn: end_import(conn, upload.id, upload.person_id, report, self._clock()))

    def _undo(self, turns: Turns, upload: Upload) -> None:
        def note(conn: Connection, taken: TakenBack, done: int, doors: int) -> None:
            put_upload(conn, upload.id, done=done, doors=doors, tally=taken, beat_at=self._clock())

        def end(conn: Connection, undone: UndoneBody) -> None:
            end_undo(conn, upload.id, upload.person_id, undone, self._clock())

        areas = self._reach(turns, upload, upload.area_id).written
        undo_import(turns, upload.id, self._means, UndoCourse(upload.taken, note, end, areas))
