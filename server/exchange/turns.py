"""The store, one transaction at a time, for plain code that runs beside an event loop or without one."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from server.db.engine import Store

T = TypeVar("T")
Work = Callable[[Connection], T]


class Turns(Protocol):
    """What an import needs of a store: each call is one transaction. A Store is one, for the command line."""

    def write_now(self, work: Work[T]) -> T: ...
    def read_now(self, work: Work[T]) -> T: ...


def write_some(turns: Turns, work: Work[T], pause: Callable[[float], None]) -> T:
    """A piece of a long work in one transaction, and then a pause for others as long as that took, in seconds."""
    began = time.monotonic()
    result = turns.write_now(work)
    pause(time.monotonic() - began)
    return result


class TurnsOnLoop:
    """The server's own store, asked from a job's thread: the job waits in the same line as every push."""

    def __init__(self, store: Store, loop: asyncio.AbstractEventLoop) -> None:
        self._store, self._loop = store, loop

    def write_now(self, work: Work[T]) -> T:
        return asyncio.run_coroutine_threadsafe(self._store.write(work), self._loop).result()

    def read_now(self, work: Work[T]) -> T:
        return asyncio.run_coroutine_threadsafe(self._store.read(work), self._loop).result()


@contextmanager
def turns_of(store: Store) -> Iterator[Turns]:
    """For the command line. PostgreSQL's connections belong to a loop: one for the whole import, so that what they prepared is kept."""
    if store.dialect == "sqlite":
        yield store
        return
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="turns", daemon=True)
    thread.start()
    try:
        yield TurnsOnLoop(store, loop)
    finally:
        asyncio.run_coroutine_threadsafe(store.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
