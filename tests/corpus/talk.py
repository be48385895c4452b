"""A conversation between devices and the application, turn by turn, as it is written down and as it is held again."""

from typing import Any

import httpx
import msgspec
from litestar import Litestar

from tests.clock import FakeClock

Json = dict[str, Any]
OF_THE_APP = {"Sec-Fetch-Site": "same-origin", "Doorstep-Client": "pwa"}


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One call. `device` names a browser that keeps its cookies; `token` who a script speaks for; `now_ms` what the server's clock said."""

    now_ms: int
    device: str
    token: str | None
    path: str
    request: Json
    status: int
    reply: Json


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """`named`: the ids that were there before, by what they are. `fingerprint`: of the wire it was recorded from."""

    protocol: int
    fingerprint: str
    recorded_on: str
    named: dict[str, str]
    turns: list[Turn]


class Devices:
    """Browsers and scripts before one application, each with cookies of its own."""

    def __init__(self, app: Litestar, clock: FakeClock) -> None:
        self.app, self.clock = app, clock
        self.clients: dict[str, httpx.AsyncClient] = {}

    async def call(self, device: str, token: str | None, path: str, request: Json) -> tuple[int, Json]:
        headers = OF_THE_APP if token is None else {"Authorization": f"Bearer {token}"}
        answer = await self._client(device).post(path, content=msgspec.json.encode(request), headers=headers)
        await self.app.state.mover.settle()  # what the call began goes on to its end before the next word
        return answer.status_code, answer.json()

    def _client(self, device: str) -> httpx.AsyncClient:
        if device not in self.clients:
            transport = httpx.ASGITransport(app=self.app, client=("203.0.113.7", 1))
            self.clients[device] = httpx.AsyncClient(transport=transport, base_url="http://test")
        return self.clients[device]

    async def close(self) -> None:
        for client in self.clients.values():
            await client.aclose()
