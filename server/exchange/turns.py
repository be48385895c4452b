"""The store, one transaction at a time, for plain code that runs beside an event loop or without one."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from server.db.engine import Store

T = TypeVar("T")
Work = Callable[[Connection], T]


class Turns(Protocol):
    """What an import needs of a store: each call is one transaction. A Store is one, for the command line."""

    def write_now(self, work: Work[T]) -> T: ...
    def read_now(self, work: Work[T]) -> T: ...


class TurnsOnLoop:
    """The server's own store, asked from a job's thread: the job waits in the same line as every push."""

    def __init__(self, store: Store, loop: asyncio.AbstractEventLoop) -> None:
        self._store, self._loop = store, loop

    def write_now(self, work: Work[T]) -> T:
        return asyncio.run_coroutine_threadsafe(self._store.write(work), self._loop).result()

    def read_now(self, work: Work[T]) -> T:
        return asyncio.run_coroutine_threadsafe(self._store.read(work), self._loop).result()
