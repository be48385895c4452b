"""A part of a transaction that may fail without the rest."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from server.db.driver import fetch
from server.db.refusals import is_the_stores

R = TypeVar("R")
T = TypeVar("T")
NOTED = "journal"  # in conn.info: what the transaction that runs on it will write in the journal
logger = logging.getLogger(__name__)


def attempt(conn: Connection, what: str, work: Callable[[], T]) -> T | None:
    """What `work` returns, under a savepoint. None where it failed: then it is undone, with what it noted for the journal, and only the kind
    of error is logged.

    What says nothing of the work itself is raised, for the whole transaction: that others write, a full disk, a database that went away.
    """
    noted: list[object] = conn.info.get(NOTED, [])
    before = len(noted)
    fetch(conn, "SAVEPOINT attempt")
    try:
        result = work()
    except Exception as error:
        if is_the_stores(error):
            raise
        logger.error("%s failed: %s", what, type(error).__name__)
        fetch(conn, "ROLLBACK TO SAVEPOINT attempt")
        del noted[before:]
        result = None
    fetch(conn, "RELEASE SAVEPOINT attempt")
    return result


def failing(conn: Connection, what: str, rows: Sequence[R], work: Callable[[Sequence[R], bool], object]) -> list[R]:
    """Those of the rows on which `work` fails: it is tried with all, then, if that fails, with each alone (what it is told by its second argument)."""
    if attempt(conn, what, partial(_done, work, rows, False)):
        return []
    return [row for row in rows if not attempt(conn, what, partial(_done, work, [row], True))]


def _done(work: Callable[[Sequence[R], bool], object], rows: Sequence[R], is_alone: bool) -> bool:
    work(rows, is_alone)
    return True
