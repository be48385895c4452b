"""What a database says that is no fault of what was asked of it: others write, its disk is full, it went away; and how the store says so."""

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError

CONCURRENCY = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)  # the whole transaction again
AWAY = (
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.PostgresConnectionError,
    asyncpg.TooManyConnectionsError,
    ConnectionError,
    TimeoutError,
    socket.gaierror,
)
FULL = (asyncpg.DiskFullError, asyncpg.PostgresIOError)
FULL_FILE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}  # the low byte of what SQLite says; the rest tells the place
HELD_FILE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
NO_ANSWER, NO_ROOM = "the database does not answer", "the store's disk is full or cannot be written"
HELD_ELSEWHERE = "another process holds the store"


class StoreBusy(Exception):
    """The database kept refusing for reasons of concurrency, or went away: the caller may try again.

    Nothing was written, unless the database went away in the moment of the commit: what is tried again has the same ids.
    """


class StoreFull(StoreBusy):
    """There is no room on the disk, or it cannot be written: for an operator to mend. Nothing was written."""


@contextmanager
def as_ours() -> Iterator[None]:
    """What SQLite says of a full disk, or of somebody who writes, as ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if says(error, FULL_FILE):
            raise StoreFull(NO_ROOM) from error
        if is_passing(error):
            raise StoreBusy(HELD_ELSEWHERE) from error
        raise
    except OSError as error:
        raise StoreFull(NO_ROOM) from error


def says(error: BaseException, codes: set[int]) -> bool:
    """One of these of SQLite, whether it or SQLAlchemy raised."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(raised, sqlite3.Error) and getattr(raised, "sqlite_errorcode", 0) & 0xFF in codes


def is_passing(error: BaseException) -> bool:
    """Whether it was refused only because others wrote: the whole transaction may go through when it is run again."""
    return isinstance(cause_of(error), CONCURRENCY) or says(error, HELD_FILE)


def is_the_stores(error: BaseException) -> bool:
    """Whether it says something of the store, and nothing of what was asked of it: others write, there is no room, the database went away."""
    return is_passing(error) or isinstance(error, StoreBusy) or isinstance(cause_of(error), (*FULL, *AWAY)) or says(error, FULL_FILE)


def cause_of(error: BaseException) -> BaseException:
    """What the driver raised, also where SQLAlchemy wrapped it."""
    return (error.orig and error.orig.__cause__) or error if isinstance(error, DBAPIError) else error
