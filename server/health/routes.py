"""Whether the process runs, and whether it can do its work."""

import msgspec
from litestar import get
from litestar.di import NamedDependency
from sqlalchemy import Connection, text

from server.db.engine import Store
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
        await store.read(look)
    except Exception as error:
        raise NotReady("the store does not answer; `doorstep migrate` brings an older one up to date") from error
    return Health()


def look(conn: Connection) -> None:
    conn.execute(text("SELECT epoch FROM organization")).first()


ROUTES = (live, ready)
