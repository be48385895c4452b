"""One replica or desk of a conversation that is being recorded."""

from typing import Any
from uuid import UUID

from tests.clock import FakeClock
from tests.corpus.talk import Devices, Json, Turn
from tests.server.community import Ids

CARD_PAGE = 1_500  # bytes: some pages for four doors


class Talker:
    """One replica: numbers its commands, keeps cursors and versions, and writes down each turn."""

    def __init__(self, devices: Devices, turns: list[Turn], new_id: Ids, device: str, token: str | None) -> None:
        self.devices, self.turns, self.new_id = devices, turns, new_id
        self.device, self.token, self.replica, self.n = device, token, str(new_id()), 0
        self.cursors: dict[str, str] = {}
        self.versions: dict[str, int] = {}

    @property
    def clock(self) -> FakeClock:
        return self.devices.clock

    async def call(self, path: str, request: Json) -> Json:
        status, reply = await self.devices.call(self.device, self.token, path, request)
        made = {"now_ms": self.clock(), "device": self.device, "token": self.token, "path": path}
        self.turns.append(Turn(**made, request=request, status=status, reply=reply))
        return reply

    async def asks(self, path: str, **request: Any) -> Json:
        reply = await self.call(path, {"id": str(self.new_id()), **request})
        self.clock.advance(minutes=1)
        return reply

    def does(self, kind: str, household: object, **fields: Any) -> Json:
        self.n += 1
        seen = self.versions.get(str(household))
        told = {"id": str(self.new_id()), "n": self.n, "type": kind, "household_id": str(household), "seen": seen, "at": self.clock()}
        return {**told, "heard": self.clock(), "offset": 0, **{name.rstrip("_"): _plain(value) for name, value in fields.items()}}

    async def push(self, *commands: Json, **more: Any) -> Json:
        told = {"protocol": 1, "replica": self.replica, "sent_at": self.clock(), "commands": list(commands)}
        status = {"unsent": len(commands), "oldest_at": self.clock(), "attention": 0, "persisted": True, "app": "1"}
        reply = await self.call("/api/sync/push", {**told, "status": status, **more})
        self.clock.advance(minutes=1)
        return reply

    async def pull(self, **first: Any) -> None:
        """A round. `first`: what only its first pull says."""
        more = True
        while more:
            told = {"protocol": 1, "replica": self.replica, "cursors": dict(self.cursors), "max_bytes": CARD_PAGE, **first}
            first = {}
            reply = await self.call("/api/sync/pull", told)
            pages = reply["slices"]
            self.cursors = {id_: cursor for id_, cursor in self.cursors.items() if id_ not in reply["dropped"]}
            for page in pages:
                self.cursors[page["id"]] = page["cursor"]
                cards = [entry["card"] for entry in page["entries"] if "card" in entry]
                self.versions |= {card["household"]["id"]: card["version"] for card in cards}
            more = any(page["more"] for page in pages)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
