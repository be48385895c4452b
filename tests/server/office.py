"""The community's people as they speak to the application over HTTP: a token is its person's name."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import msgspec
from litestar import Litestar
from sqlalchemy import Connection, insert

from server.db import tables as t
from server.db.driver import fetch
from server.db.engine import Store
from server.identity.credentials import hash_token
from server.identity.memberships import give_role, make_person
from server.identity.store import open_session
from tests.clock import FakeClock
from tests.server.community import Community, Ids, Phone

Json = dict[str, Any]


class Office:
    def __init__(self, app: Litestar, store: Store, community: Community, clock: FakeClock) -> None:
        self.app, self.store, self.of, self.clock, self.ids = app, store, community, clock, Ids(clock, 2_000_000)
        self.http = self.client()
        self.team, self.other = community.teams
        self.campaign = community.campaign

    def client(self, address: str = "203.0.113.7", origin: str = "http://test") -> httpx.AsyncClient:
        """A browser or script at an address."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app, client=(address, 1)), base_url=origin)

    async def ask(
        self, who: str | None, method: str, path: str, body: Json | None = None, *, words: str = "", **query: Any
    ) -> httpx.Response:
        """`words`: what is searched for."""
        headers = {} if who is None else {"Authorization": f"Bearer {who}"}
        if words:
            headers["Doorstep-Words"] = quote(words)
        content = None if body is None else msgspec.json.encode(body)
        params = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in query.items()}
        return await self.http.request(method, path, content=content, headers=headers, params=params or None)

    async def get(self, who: str, path: str, **query: Any) -> Json:
        return answer(await self.ask(who, "GET", path, **query))

    async def post(self, who: str, path: str, **body: Any) -> Json:
        return answer(await self.ask(who, "POST", path, body))

    async def refused(self, who: str | None, method: str, path: str, body: Json | None = None, **query: Any) -> tuple[int, str]:
        """Status and code of a problem."""
        reply = await self.ask(who, method, path, body, **query)
        assert reply.headers["content-type"] == "application/problem+json", reply.text
        told = reply.json()
        assert set(told) == {"type", "title", "status", "code", "detail"}
        return told["status"], told["code"]

    async def assign(self, who: str, team: UUID | None, **body: Any) -> Json:
        return await self.post(who, f"/api/campaigns/{self.campaign}/assignments", team_id=team, **body)

    def phone(self, who: str) -> Phone:
        return Phone(self.app, who, self.clock, self.ids)

    async def visit(self, who: str, door: UUID, outcome: str = "met") -> None:
        phone = self.phone(who)
        assert await phone.outcomes(phone.visit(door, self.campaign, outcome)) == ["applied"]

    async def rows(self, sql: str, *params: Any) -> list[Any]:
        return await self.store.read(lambda conn: [tuple(row) for row in fetch(conn, sql, *params)])

    async def hire(self, name: str, area_id: UUID | None) -> UUID:
        """A coordinator of an area, with a token that is the name."""
        return await self.store.write(lambda conn: _hire(conn, name, area_id, self.clock(), self.ids))

    async def make_area(self, name: str, parent_id: UUID | None = None, *, area_id: UUID | None = None) -> UUID:
        area_id = area_id or self.ids()
        values = {"id": area_id, "parent_id": parent_id, "code": None, "level": "community", "name": name}
        await self.store.write(lambda conn: conn.execute(insert(t.areas).values(values)) and None)
        return area_id

    async def area(self) -> UUID:
        """The community's own."""
        area_id: UUID = (await self.rows("SELECT id FROM areas WHERE name = ?", "祥和社区"))[0][0]
        return area_id


def _hire(conn: Connection, name: str, area_id: UUID | None, now: int, ids: Ids) -> UUID:
    person_id = ids()
    make_person(conn, person_id, name, now, ids)
    give_role(conn, person_id, "coordinator", area_id, now, ids)
    open_session(conn, hash_token(name), person_id, "token", now)
    return person_id


def answer(reply: httpx.Response) -> Json:
    assert reply.status_code == 200, f"{reply.status_code} {reply.text}"
    told: Json = reply.json()
    return told
