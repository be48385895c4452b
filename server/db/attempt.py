"""A part of a transaction that may fail without the rest."""

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from server.db.driver import fetch
from server.db.engine import is_passing

T = TypeVar("T")
logger = logging.getLogger(__name__)


def attempt(conn: Connection, what: str, work: Callable[[], T]) -> T | None:
    """What `work` returns, under a savepoint. None where it failed: then it is undone, whatever it was, and only the kind of error is logged.

    What was refused only because others wrote is raised: it is for the whole transaction to be run again.
    """
    fetch(conn, "SAVEPOINT attempt")
    try:
        result = work()
    except Exception as error:
        if is_passing(error):
            raise
        logger.error("%s failed: %s", what, type(error).__name__)
        fetch(conn, "ROLLBACK TO SAVEPOINT attempt")
        result = None
    fetch(conn, "RELEASE SAVEPOINT attempt")
    return result
