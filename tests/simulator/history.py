"""One seed is one history: people, phones, a coordinator and a network in virtual time, then three quiet rounds and the checker."""

import heapq
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from hashlib import blake2b
from random import Random

from tests.simulator import endings, pairs
from tests.simulator import faults as trouble
from tests.simulator.app_phone import AppPhone
from tests.simulator.checker import check
from tests.simulator.desk import Desk
from tests.simulator.disk import Disk, Json, Request
from tests.simulator.network import NONE, TIMEOUT_MS, Trip, on_the_way, some_faults, trip
from tests.simulator.people import Person, Place, Saved, Spoken
from tests.simulator.phone import Phone
from tests.simulator.server import Ids, Server
from tests.simulator.watch import Watch

MINUTE, HOUR = 60_000, 3_600_000
VOLUNTEERS = ["ann", "ben", "cai", "dan", "lea"]
ACTS = 54  # of volunteers; the coordinator acts beside them
MOST_REQUESTS = 60  # of one round
APPS = range(3_000_000, 6_000_000)  # in histories of these seeds the app itself is the phone of some
APPS_AMONG_LINKS, APPS_AMONG_ZONES, APPS_AMONG_REFUSALS, APPS_AMONG_UNDOING = (
    range(last - 100_000, last) for last in (13_000_000, 14_000_000, 15_000_000, 16_300_000)
)
OF_APPS = [APPS, APPS_AMONG_LINKS, APPS_AMONG_ZONES, APPS_AMONG_REFUSALS, APPS_AMONG_UNDOING]
WITH_APP = ("ann", "dan")
ROUNDS = 3  # quiet ones, before the checker looks
MORE_ROUNDS = 6  # at most, where phones have yet to find out what the server cannot read, until one began with nothing unsent

Event = Callable[[], Awaitable[None]]


class Flight:
    """A request under way; over once its reply has come, or nobody waits for it any more."""

    def __init__(self) -> None:
        self.is_over = False


class History:
    """`without`: the numbers of planned events that do not happen; what follows then goes on with other chances, the same each time."""

    app_phone = AppPhone

    def __init__(self, server: Server, seed: int, *, acts: int = ACTS, without: Collection[int] = ()) -> None:
        self.server, self.seed, self.acts, self.without = server, seed, acts, frozenset(without)
        self.planned = 0
        self.rng = Random(f"history {seed}")
        self.clock = server.clock
        server.begin(seed)
        self.new_ids = Ids(self.clock, 9)
        self.queue: list[tuple[int, int, Event]] = []
        self.count = 0
        self.saved: list[Saved] = []
        self.spoken = Spoken()
        of = server.of
        strangers = [str(door) for door in of.spare]
        busy = [str(door) for team in of.teams for door in self.rng.sample(team.doors, 2)]
        self.place = Place(str(of.campaign), [str(each) for each in of.buildings[:2]], strangers, busy)
        self.faults = some_faults(self.rng)
        self.is_newer_server = self.faults.newer_server > 0  # it gives receipts of a kind these phones do not know
        self.is_concurrent = False
        self.people = [self._person(name) for name in VOLUNTEERS]
        self.desk = Desk("cora", self._phone("cora", "desk"), self.place, self.spoken, self.rng, self.saved, self.new_id)
        self.retired: list[Phone] = []
        self.told_apart: list[Json] = []  # pairs that the desk dismissed
        self.once_joined: set[tuple[str, str]] = set()  # in a store that was put back since
        self.once_parted: set[tuple[str, str]] = set()  # doors of people who were erased since, and what those had been parted from
        self.watch = Watch(server, self.saved)
        self.branches: Counter[str] = Counter()
        self.transcript: list[str] = []

    def new_id(self) -> str:
        return str(self.new_ids())

    def _phone(self, person: str, kind: str = "phone") -> Phone:
        self.count += 1
        given = (f"{person} {kind} {self.count}", person, Disk(self.new_id()), self.clock, self.new_id, self.rng)
        if any(self.seed in seeds for seeds in OF_APPS) and kind == "phone" and person in WITH_APP:
            ids = {"person": str(self.server.of.people[person]), "organization": str(self.server.of.campaign)}
            phone: Phone = self.app_phone(*given, self.server.apps, ids)
        else:
            phone = Phone(*given)
        phone.page_bytes = self.rng.choice([None, None, 1, 3_000])
        phone.skew = self.rng.choice([0, 0, 0, 2 * MINUTE, -40 * MINUTE, 30 * 24 * HOUR, -30 * 24 * HOUR])
        return phone

    def _person(self, name: str) -> Person:
        person = Person(name, self._phone(name), self.place, self.spoken, self.rng, self.saved, self.new_id)
        person.poison = self.rng.choice([0, 0.02, 0.08]) if not isinstance(person.phone, AppPhone) else 0.0  # the app makes none such
        person.may_lose_team = self.seed >= endings.FROM
        person.adds_doubles = self.seed in pairs.SEEDS or self.seed in pairs.ADDRESSES
        person.corrects_addresses = self.seed in pairs.ADDRESSES
        return person

    @property
    def phones(self) -> list[Phone]:
        return [*(person.phone for person in self.people), self.desk.phone]

    # Virtual time

    def after(self, delay_ms: int, event: Event) -> None:
        self.count += 1
        heapq.heappush(self.queue, (self.clock.now_ms + delay_ms, self.count, event))

    async def run(self) -> "History":
        await self._begin()
        self._plan()
        await self._drain()
        await self._quieten()
        await check(self)
        self._count_branches()
        return self

    async def _begin(self) -> None:
        """Usually everybody has the doors before the day begins."""
        if self.rng.random() < 0.9:
            for phone in self.phones:
                await self.sync_now(phone)

    def _plan(self) -> None:
        at = 0
        for number in range(self.acts):
            at += self.rng.randint(MINUTE, 50 * MINUTE) if number % 12 else self.rng.randint(HOUR, 16 * HOUR)
            self._plan_event(at, self._act)
        for _ in range(self.rng.randint(6, 14)):
            self._plan_event(self.rng.randint(0, at), self._desk_act)
        for _ in range(self.rng.randint(3, 9)):
            self._plan_event(self.rng.randint(0, at), lambda: trouble.strike(self))
        if self.seed >= endings.FROM:
            for _ in range(self.rng.randint(2, 6)):
                self._plan_event(self.rng.randint(0, at), lambda: endings.end_something(self))
        if self.seed in pairs.SEEDS or self.seed in pairs.ADDRESSES:
            for _ in range(self.rng.randint(8, 14)):
                self._plan_event(self.rng.randint(0, at), lambda: pairs.settle_something(self))
        if self.seed in pairs.SEEDS:
            for _ in range(self.rng.randint(3, 6)):
                self._plan_event(self.rng.randint(0, at), lambda: pairs.find_in_part(self))
        if self.seed in pairs.SEEDS or self.seed in pairs.ADDRESSES:
            for _ in range(self.rng.randint(4, 8)):
                self._plan_event(self.rng.randint(0, at), lambda: pairs.find_again(self))
        if self.seed in pairs.ADDRESSES:
            for _ in range(self.rng.randint(3, 6)):
                self._plan_event(self.rng.randint(0, at), lambda: pairs.correct_joined(self))
        if self.seed in pairs.TAKEN_BACK:
            for _ in range(self.rng.randint(3, 6)):
                self._plan_event(self.rng.randint(0, at), lambda: pairs.take_address_back(self))
        for start in range(0, at, 6 * HOUR):
            self._plan_event(start, self.server.sweep)

    def _plan_event(self, delay_ms: int, event: Event) -> None:
        if self.planned not in self.without:
            self.after(delay_ms, event)
        self.planned += 1

    async def _drain(self) -> None:
        while self.queue:
            at, _, event = heapq.heappop(self.queue)
            self.clock.now_ms = max(self.clock.now_ms, at)
            await event()

    async def _quieten(self) -> None:
        """The faults stop. Everybody does one more thing, so that a command that always fails is found out, and syncs three times."""
        self.faults, is_all_sent = NONE, False
        for phone in self.phones:
            if isinstance(phone, AppPhone):
                phone.crashes = 0
        for person in self.people:
            self.clock.advance(minutes=1)
            person.finish()
        most = ROUNDS + (MORE_ROUNDS if any(saved.mark for saved in self.saved) else 0)
        for number in range(most):
            if number >= ROUNDS and is_all_sent:
                break
            is_all_sent = not any(phone.disk.outbox for phone in self.phones)
            await self.server.sweep()
            for phone in self.phones:
                self.clock.advance(seconds=20)
                await self.sync_now(phone)

    # People

    async def _act(self) -> None:
        person = self.rng.choice(self.people)
        before = len(self.saved)
        person.act()
        for saved in self.saved[before:]:
            self.transcript.append(f"{self.clock.now_ms} {saved.phone} {json.dumps(saved.command, sort_keys=True)}")
        if self.rng.random() < 0.45:
            self.after(self.rng.randint(1, 30 * MINUTE), lambda: self.sync(self.rng.choice(self.people).phone))

    async def _desk_act(self) -> None:
        await self.desk.work(self)
        await self.sync(self.desk.phone)

    # The network

    async def sync(self, phone: Phone) -> None:
        """Begin a round, through whatever the network does. A round that stands still is not waited for."""
        if phone.stage == "idle":
            phone.begin()
            await self._send(phone)

    async def sync_now(self, phone: Phone) -> None:
        """A whole round at once over a network that works."""
        phone.begin()
        for _ in range(MOST_REQUESTS):
            if phone.stage == "idle" or (request := phone.next_request()) is None:
                return
            status, body = await self._serve(phone, request)
            await self._take(phone, request, *on_the_way(Trip((), 0, renames_outcome=self.is_newer_server), status, body), late=False)

    async def _send(self, phone: Phone) -> None:
        request = phone.next_request()
        if request is None:
            return
        planned, flight = trip(self.rng, self.faults), Flight()
        if planned.instead is not None:
            status, body = planned.instead
            self.after(planned.reply_after or 0, lambda: self._deliver(phone, request, flight, status, body))
        for number, delay in enumerate(planned.arrivals):
            back = planned if number == 0 else None
            self.after(delay, lambda back=back: self._arrive(phone, request, flight, back))  # type: ignore[misc]
        self.after(TIMEOUT_MS, lambda: self._time_out(phone, request, flight))

    async def _arrive(self, phone: Phone, request: Request, flight: Flight, planned: Trip | None) -> None:
        status, body = await self._serve(phone, request)
        if planned is not None and planned.reply_after is not None:
            seen_status, seen_body = on_the_way(planned, status, body)
            self.after(planned.reply_after, lambda: self._deliver(phone, request, flight, seen_status, seen_body))

    async def _time_out(self, phone: Phone, request: Request, flight: Flight) -> None:
        if not flight.is_over:
            flight.is_over = True
            if phone.life == request.life and phone not in self.retired:
                phone.give_up()
                await self._send(phone)

    async def _deliver(self, phone: Phone, request: Request, flight: Flight, status: int, body: bytes) -> None:
        late = flight.is_over
        flight.is_over = True
        if phone in self.retired or phone.life != request.life:
            return
        await self._take(phone, request, status, body, late=late)
        if not late and phone.stage != "idle":
            await self._send(phone)

    async def _serve(self, phone: Phone, request: Request) -> tuple[int, bytes]:
        answer = await self.server.call("POST", request.path, request.body, phone.person)
        self.transcript.append(f"{self.clock.now_ms} {phone.name} {request.path} {answer.status} {len(answer.body)} {hash_of(answer.body)}")
        await self.watch.see_reply(phone, request, answer)
        return answer.status, answer.body

    async def _take(self, phone: Phone, request: Request, status: int, body: bytes, *, late: bool) -> None:
        before = phone.disk
        phone.take(request, status, body, late=late)
        self.watch.see_change(phone, before, request, status, body)

    # What was reached

    def _count_branches(self) -> None:
        for phone in [*self.phones, *self.retired]:
            self.branches.update(phone.seen_branches)
        self.branches.update(self.watch.branches)

    @property
    def wrong(self) -> list[str]:
        told = [f"{phone.name}: {text}" for phone in [*self.phones, *self.retired] for text in phone.wrong]
        return [*told, *self.watch.wrong]


def hash_of(body: bytes) -> str:
    return blake2b(body, digest_size=6).hexdigest()
