"""A database that refuses at any statement and at any commit because others write, now and then until a call is given up.

In the histories of the seeds from 14,000,000 to 14,999,999. Shares no code with sync/ or server/.
"""

from random import Random

from tests.simulator.history import History
from tests.stumbling import Stumbles

SEEDS = range(14_000_000, 15_000_000)
BRANCHES = ["fault refused at a begin", "fault refused at a statement", "fault refused at a commit", "status 503", "answer 503"]


class WithRefusals(History):
    """Phones are told to come again; whoever is at a desk tries again; what goes on in the background is gone on with."""

    async def run(self) -> "WithRefusals":
        try:
            await super().run()
        finally:
            self.server.stumbles = None
            await self.server.close()
        return self

    async def _begin(self) -> None:
        await super()._begin()
        self.watch.may_be_busy = True
        self.stumbles = Stumbles(Random(f"refusals {self.seed}"), self.rng.choice([0.0005, 0.002, 0.005]))
        self.server.stumbles = self.stumbles
        await self.server.restart()

    async def _quieten(self) -> None:
        self.stumbles.share, self.stumbles.left = 0, 0
        await super()._quieten()
        self.branches.update(self.stumbles.told)
