"""Links that go one by one and come back in another order while others work, and requests that are cut on their way.

In the histories of the seeds from 12,000,000 to 12,999,999. Shares no code with sync/ or server/.
"""

from dataclasses import replace
from typing import Any

from tests.simulator.disk import Request
from tests.simulator.history import HOUR, MINUTE, Flight, History
from tests.simulator.network import Trip
from tests.simulator.phone import Phone

SEEDS = range(12_000_000, 13_000_000)
BRANCHES = [
    "fault links cut one by one",
    "fault request cut",
    "fault request cut and closed",
    "all links down",
    "no link at the desk",
    "work saved without a link",
    "request lost on a dead link",
    "reply lost on a dead link",
    "back while others were away",
]
STORED = "SELECT (SELECT count(*) FROM receipts), (SELECT count(*) FROM parked), (SELECT count(*) FROM replicas)"


class WithBadLinks(History):
    """`down`: the phones without a link, each as often as it lost it."""

    down: list[Phone]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.down = []
        self.faults = replace(self.faults, cut_request=self.rng.choice([0.05, 0.25]))

    def _plan(self) -> None:
        super()._plan()
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(2, 4)):
            self._plan_event(self.rng.randint(0, last), self._cut_links)

    async def _cut_links(self) -> None:
        """One after another, the desk's among them; when the last one is gone they come back, in an order of their own."""
        self.branches["fault links cut one by one"] += 1
        going = self.rng.sample(self.phones, self.rng.randint(3, len(self.phones)))
        at = 0
        for phone in going:
            at += self.rng.randint(0, 20 * MINUTE)
            self.after(at, lambda phone=phone: self._go(phone))  # type: ignore[misc]
        at += self.rng.randint(MINUTE, 5 * HOUR)
        for phone in self.rng.sample(going, len(going)):
            at += self.rng.randint(0, 20 * MINUTE)
            self.after(at, lambda phone=phone: self._come_back(phone))  # type: ignore[misc]

    async def _go(self, phone: Phone) -> None:
        self.down.append(phone)
        self.transcript.append(f"{self.clock()} {phone.name} has no link")
        self.branches["all links down"] += all(each in self.down for each in self.phones)

    async def _come_back(self, phone: Phone) -> None:
        """A phone that has a link again asks at once."""
        self.down.remove(phone)
        self.transcript.append(f"{self.clock()} {phone.name} has a link again")
        if phone not in self.down and phone not in self.retired:
            self.branches["back while others were away"] += bool(self.down)
            await self.sync(phone)

    async def _act(self) -> None:
        before = len(self.saved)
        await super()._act()
        away = {phone.name for phone in self.down}
        self.branches["work saved without a link"] += sum(each.phone in away for each in self.saved[before:])

    async def _desk_act(self) -> None:
        if self.desk.phone in self.down:
            self.branches["no link at the desk"] += 1
        else:
            await super()._desk_act()

    async def _arrive(self, phone: Phone, request: Request, flight: Flight, planned: Trip | None) -> None:
        if phone in self.down:
            self.branches["request lost on a dead link"] += 1
        elif planned is not None and planned.request_cut is not None:
            await self._arrive_cut(phone, request, flight, planned, int(planned.request_cut * len(request.body)))
        else:
            await super()._arrive(phone, request, flight, planned)

    async def _arrive_cut(self, phone: Phone, request: Request, flight: Flight, planned: Trip, size: int) -> None:
        """It is refused, and nothing of it is kept. Only through a gateway does the phone hear of that."""
        before = await self.server.rows(STORED)
        answer = await self.server.call_cut(request.path, request.body[:size], phone.person, is_closed=planned.is_closed)
        self.branches["fault request cut and closed" if planned.is_closed else "fault request cut"] += 1
        self.transcript.append(f"{self.clock()} {phone.name} {request.path} cut at {size} of {len(request.body)} {answer.status}")
        if answer.status != 400 or await self.server.rows(STORED) != before:
            self.watch.blame(f"{phone.name}: {request.path} cut at {size} was answered {answer.status}, or something of it was kept")
        if planned.reply_after is not None:
            self.after(planned.reply_after, lambda: self._deliver(phone, request, flight, answer.status, answer.body))

    async def _deliver(self, phone: Phone, request: Request, flight: Flight, status: int, body: bytes) -> None:
        if phone in self.down:
            self.branches["reply lost on a dead link"] += 1
        else:
            await super()._deliver(phone, request, flight, status, body)
