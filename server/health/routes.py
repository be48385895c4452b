"""Whether the process runs, and whether it can do its work."""

import msgspec
from litestar import get
from litestar.di import NamedDependency
from sqlalchemy import Connection, text

from server.db.engine import Store
from server.db.migrate import is_current
from server.errors import NotReady


class Health(msgspec.Struct, frozen=True):
    status: str = "ok"


@get("/health/live", operation_id="live")
async def live() -> Health:
    """The process answers."""
    return Health()


@get("/health/ready", operation_id="ready")
async def ready(store: NamedDependency[Store]) -> Health:
    """The store answers, and holds the tables this version reads."""
    try:
        fits = await store.read(fits_this_version)
    except Exception as error:
        raise NotReady("the store does not answer") from error
    if not fits:
        raise NotReady("the store is of another version: doorstep migrate")
    return Health()


def fits_this_version(conn: Connection) -> bool:
    conn.execute(text("SELECT epoch FROM organization")).first()
    return is_current(conn)


ROUTES = (live, ready)
