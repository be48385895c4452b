"""People who are erased, and a store that is put back from a copy that still has them. Shares no code with sync/ or server/.

They must not come back: not with the copy, and not with what phones send again.
"""

from tests.simulator.erasures import WithErasures, check_store, erase_somebody
from tests.simulator.history import MINUTE
from tests.simulator.pairs import find_again, join_something
from tests.simulator.people import Person
from tests.simulator.restores import Copy, WithRestores, back_up

SEEDS = range(9_000_000, 10_000_000)
BRANCHES = ["erased again", "erased, and not in the copy", "people erased with an alias", "gone erased", "receipt superseded erased"]
JOINED = "SELECT root_id FROM households WHERE root_id IS NOT NULL"


class WithErasedAgain(WithErasures, WithRestores):
    """A store that goes back, in which nobody who was erased does. People often find the same doors: households are joined, and erased together."""

    def _person(self, name: str) -> Person:
        person = super()._person(name)
        person.adds_doubles = True
        return person

    def _plan(self) -> None:
        super()._plan()
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(3, 6)):
            self._plan_event(self.rng.randint(0, last), lambda: join_something(self))
        for _ in range(self.rng.randint(1, 2)):
            self._plan_event(self.rng.randint(0, last), lambda: copy_and_erase(self))

    async def somebody(self, whole: list[str]) -> str:
        joined = sorted({row[0] for row in await self.server.rows(JOINED)} & set(whole))
        return self.rng.choice(joined) if joined and self.rng.random() < 0.7 else await super().somebody(whole)

    def uncertain(self) -> set[str]:
        return super().uncertain() | self.of_several

    async def look_again(self, copy: Copy) -> None:
        since = {household for household, at in self.erased.items() if at > copy.at}
        self.branches["erased again"] += bool(since & copy.doors)
        self.branches["erased, and not in the copy"] += bool(since - copy.doors)
        await check_store(self)


async def copy_and_erase(history: WithErasedAgain) -> None:
    """The copy has them, or of two doors that joined by themselves one, and is put back some hours later."""
    await back_up(history)
    if history.rng.random() < 0.5:
        await find_again(history)
    history.after(5 * MINUTE, lambda: erase_somebody(history))
