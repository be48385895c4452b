"""What somebody did, as the office counts it: for the person's own phone, so that both say the same number."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from msgspec import Struct
from sqlalchemy import Connection

from server.db.driver import fetch
from server.identity.actor import Actor
from server.identity.caller import Caller

WORK = """
SELECT w.campaign_id, c.name, w.team_id, t.name, w.visits, w.doors
FROM coverage_work w JOIN campaigns c ON c.id = w.campaign_id LEFT JOIN teams t ON t.id = w.team_id
WHERE w.person_id = ? AND w.visits > 0 ORDER BY c.starts_on DESC, c.id DESC, t.name
"""


class OwnWork(Struct, frozen=True):
    """In one campaign, with one team: visits that count and the doors they were at, whoever holds these now."""

    campaign_id: UUID
    campaign: str
    team_id: UUID
    team: str | None
    visits: int
    doors: int


class OwnWorks(Struct, frozen=True):
    as_of: int
    work: list[OwnWork]


@get("/api/me/work", operation_id="own_work")
async def own_work(caller: NamedDependency[Caller]) -> OwnWorks:
    """The caller's visits as the boards credit them, the latest campaign first."""

    def read(conn: Connection, actor: Actor) -> OwnWorks:
        return OwnWorks(caller.now, [OwnWork(*row) for row in fetch(conn, WORK, actor.person_id)])

    return await caller.read(read)


ROUTES: tuple[BaseRouteHandler, ...] = (own_work,)
