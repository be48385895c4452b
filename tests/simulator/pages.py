"""Two pages of the app on one phone, over one store: locks that are stolen, pages that freeze, full disks and handles that are taken.

In the histories of the seeds from 4,000,000 to 4,999,999. Shares no code with sync/ or server/, nor with the app.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.simulator import faults
from tests.simulator.app_phone import MOST_USES, AppPhone, Page
from tests.simulator.disk import Json, Request
from tests.simulator.history import MINUTE, MOST_REQUESTS, WITH_APP, Flight, History
from tests.simulator.network import Trip, on_the_way
from tests.simulator.people import Person
from tests.simulator.phone import Phone

SEEDS = range(4_000_000, 5_000_000)
SECOND = 1_000
SILENCE = 90 * SECOND  # after which another page takes the lock
BRANCHES = [
    "page frozen",
    "lock stolen",
    "answered before it heard of what befell its lock",
    "other page asked to sync",
    "page died",
    "phone died",
    "page died at a save",
    "full disk at a save",
    "handle lost at a save",
    "save that was done but reported lost",
    "phone died just after a save",
    "full disk in a round",
    "handle lost in a round",
    "answer that was taken but reported lost",
    "saved in both pages",
]
BLOWS: dict[str, Json] = {
    "full disk": {"isFull": True},
    "handle lost": {"handle": "lost"},
    "reported lost": {"handle": "lost as it commits"},
}
TOLD = {
    "reported lost at a save": "save that was done but reported lost",
    "reported lost in a round": "answer that was taken but reported lost",
}


class TwoPages(AppPhone):
    """Its person looks now at one of them, now at the other; `waiting` is what a frozen one has not come to yet."""

    page_count = 2
    crashes = 0.1

    def __init__(self, *given: Any) -> None:
        self.looked_at = 0
        self.frozen: Page | None = None
        self.waiting: list[Callable[[], Awaitable[None]]] = []
        self.saved_in = set[int]()
        super().__init__(*given)

    @property
    def page(self) -> Page:
        return self.pages[self.looked_at]

    def look(self) -> None:
        """At a page that is not frozen: one that somebody looks at is not."""
        self.looked_at = self.rng.choice([k for k, page in enumerate(self.pages) if page is not self.frozen])

    def crash(self) -> None:
        """Of one page, or of the whole phone."""
        one = self.rng.choice([None, *self.pages])
        self.seen_branches.add("page died" if one else "phone died")
        if one is None:
            self._die()
            return
        if one is self.frozen:
            self.frozen = None
            self.waiting.clear()
        self.step(do="crash", page=one.number)

    def blows(self) -> Json:
        return super().blows() or self._blow("in a round")

    def _blow(self, when: str) -> Json:
        if self.rng.random() >= self.crashes:
            return {}
        kind = self.rng.choice(sorted(BLOWS))
        self.seen_branches.add(TOLD.get(f"{kind} {when}", f"{kind} {when}"))
        return BLOWS[kind]

    def save(self, command: Json, **_: Any) -> str:
        """Somebody whose phone does not say that it was saved looks whether it was, and otherwise says it again."""
        blows = self._blow("at a save")
        if not blows and self.rng.random() < self.crashes / 2:
            self.seen_branches.add("page died at a save")
            blows = {"uses_left": self.rng.randrange(MOST_USES)}
        self.saved_in.add(self.looked_at)
        if len(self.saved_in) == self.page_count:
            self.seen_branches.add("saved in both pages")
        before = {row.id for row in self.disk.outbox.values()}
        told = self.page.step(do="save", draft=command, blows=blows)
        stored = sorted({row.id for row in self.disk.outbox.values()} - before)
        self._check_saved(told, stored, is_full="isFull" in blows)
        if not stored:
            return str(self._done(self.page.step(do="save", draft=command))["ids"][0])
        if not blows and self.rng.random() < self.crashes:
            self._die_after(stored)
        return stored[0]

    def _check_saved(self, told: Json, stored: list[str], *, is_full: bool) -> None:
        if len(stored) > 1:
            self.wrong.append(f"what was saved once is there as {stored}")
        if "failed" in told and (stored or not is_full):
            self.wrong.append(f"the person was told {told['failed']}, saved is {stored}")
        if told.get("ids", stored) != stored:
            self.wrong.append(f"{told['ids']} were said to be saved, {stored} are")

    def _die_after(self, stored: list[str]) -> None:
        self.seen_branches.add("phone died just after a save")
        self._die()
        if not {row.id for row in self.disk.outbox.values()} >= set(stored):
            self.wrong.append(f"{stored} were said to be saved, and are not there after the phone died")

    def _die(self) -> None:
        self.frozen = None
        self.waiting.clear()
        self.step(do="crash", page=None)

    def compare(self) -> None:
        """Each page shows what one shows that is opened now."""
        self.step(do="compare")


class WithPages(History):
    app_phone = TwoPages

    def _plan(self) -> None:
        super()._plan()
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(12, 20)):
            self._plan_event(self.rng.randint(0, last), lambda: self.sync(self._one_of_two().phone))
        if self.rng.random() < 0.4:
            self._plan_event(self.rng.randint(last * 2 // 3, last), lambda: faults.end_access(self, self._one_of_two()))

    def _one_of_two(self) -> Person:
        return self.rng.choice([each for each in self.people if each.name in WITH_APP])

    async def _act(self) -> None:
        for person in self.people:
            if isinstance(person.phone, TwoPages):
                person.phone.look()
        await super()._act()

    # Rounds

    async def sync(self, phone: Phone) -> None:
        if not isinstance(phone, TwoPages):
            await super().sync(phone)
            return
        page = self.rng.choice([each for each in phone.pages if each is not phone.frozen])
        others = [each.post for each in phone.pages if each is not page]
        page.begin()
        self._see_lock(phone, page, others)
        await self._launch(phone)
        if page.request is not None and phone.frozen is None and self.rng.random() < 0.3:
            self._freeze(phone, page)

    def _see_lock(self, phone: TwoPages, page: Page, others: list[int | None]) -> None:
        other = next(each for each in phone.pages if each is not page)
        if page.request is not None and others != [None]:
            self.branches["lock stolen"] += 1
        if page.request is None and other.request is not None:
            self.branches["other page asked to sync"] += 1

    async def _launch(self, phone: TwoPages) -> None:
        """Take to the network what pages ask for now."""
        for page in phone.pages:
            if page.is_new:
                await self._send(page)

    def _freeze(self, phone: TwoPages, page: Page) -> None:
        """For longer than a lock is waited for. The person goes on in the other page."""
        self.branches["page frozen"] += 1
        self.transcript.append(f"{self.clock()} {phone.name} page {page.number} freezes")
        page.step(do="freeze")
        phone.frozen = page
        for_ms = self.rng.randint(SILENCE, 6 * MINUTE)
        self.after(self.rng.randint(SILENCE, for_ms + MINUTE), lambda: self.sync(phone))
        self.after(for_ms, lambda life=page.life: self._thaw(phone, page, life))  # type: ignore[misc]

    async def _thaw(self, phone: TwoPages, page: Page, life: int) -> None:
        """What came meanwhile it may come to before it hears what befell its lock."""
        if page.life != life or phone.frozen is not page:
            return
        phone.frozen = None
        waiting, phone.waiting = phone.waiting, []
        self.transcript.append(f"{self.clock()} {phone.name} page {page.number} thaws")
        if self.rng.random() < 0.5:
            page.step(do="thaw")
        else:
            self.branches["answered before it heard of what befell its lock"] += bool(waiting)
        for each in waiting:
            await each()
        if page.life == life:
            page.step(do="thaw")
        await self._launch(phone)

    async def sync_now(self, phone: Phone) -> None:
        if not isinstance(phone, TwoPages):
            await super().sync_now(phone)
            return
        for beginning in self.rng.sample(phone.pages, len(phone.pages)):
            beginning.begin()
            for _ in range(MOST_REQUESTS):
                page = next((each for each in phone.pages if each.request is not None), None)
                if page is None or (request := page.request) is None:
                    break
                page.is_new = False
                status, body = await self._serve(page, request)
                await self._take(page, request, *on_the_way(Trip((), 0, renames_outcome=self.is_newer_server), status, body), late=False)
            phone.compare()  # before the other one has asked, too

    # What comes back

    async def _deliver(self, phone: Phone, request: Request, flight: Flight, status: int, body: bytes) -> None:
        if not isinstance(phone, Page) or not self._must_wait(phone, lambda: self._deliver(phone, request, flight, status, body)):
            await super()._deliver(phone, request, flight, status, body)
        await self._launch_others(phone)

    async def _time_out(self, phone: Phone, request: Request, flight: Flight) -> None:
        if not isinstance(phone, Page) or not self._must_wait(phone, lambda: self._time_out(phone, request, flight)):
            await super()._time_out(phone, request, flight)
        await self._launch_others(phone)

    def _must_wait(self, page: Page, event: Callable[[], Awaitable[None]]) -> bool:
        """Nothing comes to a phone that is gone, or to a page that is frozen until it thaws."""
        if page.phone in self.retired:
            return True
        if isinstance(page.phone, TwoPages) and page.phone.frozen is page:
            page.phone.waiting.append(event)
            return True
        return False

    async def _launch_others(self, phone: Phone) -> None:
        if isinstance(phone, Page) and isinstance(phone.phone, TwoPages) and phone.phone not in self.retired:
            await self._launch(phone.phone)
