"""A batch gets into the store in one transaction, or, where the database refuses that, command by command."""

import logging
from typing import Protocol, TypeVar

from litestar.exceptions import HTTPException
from sqlalchemy import Connection

from server.db.engine import Store
from server.db.refusals import StoreBusy
from server.errors import Problem
from sync.errors import SyncError

logger = logging.getLogger(__name__)
T = TypeVar("T", covariant=True)
EXPECTED = (SyncError, Problem, StoreBusy, HTTPException)


class Take(Protocol[T]):
    """Owns no transaction, and may be called twice. `singly`: the bulk write was refused, so each command has a savepoint."""

    def __call__(self, conn: Connection, /, *, singly: bool) -> T: ...


async def into_custody(store: Store, take: Take[T]) -> T:
    try:
        return await store.write(lambda conn: take(conn, singly=False))
    except EXPECTED:
        raise
    except Exception as error:
        _tell(error)
        return await store.write(lambda conn: take(conn, singly=True))


def into_custody_now(store: Store, take: Take[T]) -> T:
    """The same from the command line."""
    try:
        return store.write_now(lambda conn: take(conn, singly=False))
    except EXPECTED:
        raise
    except Exception as error:
        _tell(error)
        return store.write_now(lambda conn: take(conn, singly=True))


def _tell(error: Exception) -> None:
    logger.error("a push is done again command by command: %s", type(error).__name__)
