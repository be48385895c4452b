"""Areas, buildings with their doors and campaigns that a desk sets up between a copy and its being put back. Shares no code with sync/ or server/.

They stand again by the journal, each door under its id and with whoever had it.
"""

from collections.abc import Mapping
from typing import ClassVar

from tests.simulator.disk import Json
from tests.simulator.restores import STANDING, WithRestores

SEEDS = range(7_500_000, 8_000_000)
BRANCHES = ["area set up", "building drawn", "building drawn in another area", "building taken back", "campaign made"]
AREA = "SELECT area_id FROM campaign_areas WHERE campaign_id = ?"
FLOORS = 3
SET_UP = {
    "areas": "SELECT id, parent_id, level, name FROM areas",
    "buildings": "SELECT id, area_id, name, kind, removed_at IS NULL FROM buildings",
    "doors of drawn buildings": "SELECT h.id, b.id FROM households h JOIN buildings b ON b.id = h.building_id WHERE b.name LIKE '新%' AND h.is_known",
    "campaigns": "SELECT id, name, starts_on, ends_on FROM campaigns",
}


class WithSetUp(WithRestores):
    """`areas`: those set up here; `drawn`: buildings."""

    stands: ClassVar[Mapping[str, str]] = {**STANDING, **SET_UP}
    areas: list[str]
    drawn: list[str]

    def _plan(self) -> None:
        super()._plan()
        self.areas, self.drawn = [], []
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(3, 6)):
            self._plan_event(self.rng.randint(0, last), lambda: set_up(self))


async def set_up(history: WithSetUp) -> None:
    dice = history.rng.random()
    if dice < 0.25 or (dice < 0.5 and not history.areas):
        await set_up_area(history)
    elif dice < 0.5:
        await draw(history, history.rng.choice(history.areas))
        history.branches["building drawn in another area"] += 1
    elif dice < 0.8 or not history.drawn:
        await draw(history, (await history.server.rows(AREA, str(history.server.of.campaign)))[0][0])
    else:
        await take_back(history)


async def set_up_area(history: WithSetUp) -> None:
    """With one below it that has a campaign of its own; doors are drawn in no campaign but the one that everybody is in."""
    area, below, number = history.new_id(), history.new_id(), len(history.areas)
    await ask(history, "/api/areas", {"id": area, "level": "community", "name": f"新社区{number}"})
    await ask(history, "/api/areas", {"id": below, "level": "grid", "name": f"新网格{number}", "parent_id": area})
    history.areas.append(area)
    history.branches["area set up"] += 1
    days = {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    await ask(history, "/api/campaigns", {"name": f"新一轮{number}", "area_ids": [below], **days})
    history.branches["campaign made"] += 1


async def draw(history: WithSetUp, area: str) -> None:
    doors = [{"entrance": "1", "floor": floor, "door": f"{floor}0{door}"} for floor in range(1, FLOORS + 1) for door in (1, 2)]
    building = history.new_id()
    await ask(history, "/api/buildings", {"id": building, "area_id": area, "name": f"新{building[-12:]}号楼", "doors": doors})
    history.drawn.append(building)
    history.branches["building drawn"] += 1


async def take_back(history: WithSetUp) -> None:
    building = history.drawn.pop(history.rng.randrange(len(history.drawn)))
    await ask(history, f"/api/buildings/{building}/remove", {})
    history.branches["building taken back"] += 1


async def ask(history: WithSetUp, path: str, body: Json) -> None:
    """Perhaps twice, as after a lost reply."""
    asked = {"id": history.new_id(), **body} if "id" not in body else body
    for _ in range(1 + (history.rng.random() < 0.2)):
        answer = await history.server.call("POST", path, asked, "cora")
    history.transcript.append(f"{history.clock()} {path} {answer.status}")
    if answer.status != 200:
        history.watch.blame(f"{path} answered {answer.status}: {answer.body[:200]!r}")
