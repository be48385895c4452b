"""Areas that leave a running campaign and come back into it, while phones are away. Shares no code with sync/ or server/."""

from tests.simulator.desk import MEMBERS, Held, held
from tests.simulator.disk import Json
from tests.simulator.endings import over
from tests.simulator.history import History
from tests.simulator.restores import WithRestores, survivors

SEEDS = range(11_000_000, 12_000_000)
RESTORED = range(11_500_000, 12_000_000)  # of them, those whose store is also put back from copies
BRANCHES = [
    "area left",
    "area came back",
    "area added again",
    "gone left_campaign",
    "visit where an area has left",
    "area refused: it has ended",
]
AREA = "SELECT id FROM areas ORDER BY id LIMIT 1"
REACHED = "SELECT area_id FROM campaign_areas WHERE campaign_id = ?"
DOORS = "SELECT h.id, b.area_id FROM households h JOIN buildings b ON b.id = h.building_id WHERE h.is_known AND h.root_id IS NULL"
STANDING = """
SELECT f.household_id, f.gone_reason IS NULL OR f.gone_reason = 'closed' FROM feed f JOIN slices s ON s.id = f.slice_id
WHERE s.kind IN ('team', 'unassigned') AND s.campaign_id = ?
"""


class WithLeaving(History):
    """`areas`: the community's own, and another with the building of the second team. `left`: of each area that is out, the move by which
    it went, and who had its doors then. `brought`: how its doors stood when it had come back or was added again."""

    areas: list[str]
    left: dict[str, tuple[str, Held]]
    brought: Held
    found_since: set[str]  # doors that a copy lacked which was put back: their phone brings them again, to where they then belong

    async def _begin(self) -> None:
        await divide(self)
        await super()._begin()

    def _plan(self) -> None:
        self.found_since = set()
        super()._plan()
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(4, 8)):
            self._plan_event(self.rng.randint(0, last), lambda: change_reach(self))

    async def _quieten(self) -> None:
        await super()._quieten()
        await check_reach(self)


class WithLeavingAndRestores(WithLeaving, WithRestores):
    """What has left or come back has done so, too, in a store that was put back."""

    def entered(self, before: Held) -> set[str]:
        """Nobody has moved them since: a door that its phone brings again is then with whoever found it."""
        return {door for door, stood in self.brought.items() if stood[0] is None and before.get(door, (None,) * 3)[2] == stood[2]}


async def divide(history: WithLeaving) -> None:
    of, new = history.server.of, history.new_id()
    old = (await history.server.rows(AREA))[0][0]
    history.areas, history.left, history.brought = [old, new], {}, {}
    await ask(history, "/api/areas", {"id": new, "level": "community", "name": "远方社区"})
    await ask(history, f"/api/campaigns/{of.campaign}", {"area_ids": history.areas})
    for building in of.buildings[1:]:
        await ask(history, f"/api/buildings/{building}", {"area_id": new})


async def ask(history: WithLeaving, path: str, body: Json, *, ended: bool = False) -> Json | None:
    """Perhaps twice, as after a lost reply. `ended`: the campaign has, so it is refused."""
    asked = {"id": history.new_id(), **body}
    answer = await history.server.call("POST", path, asked, "cora")
    if history.rng.random() < 0.2:
        await history.server.call("POST", path, asked, "cora")
    history.transcript.append(f"{history.clock()} {path} {answer.status}")
    if ended and answer.status == 409 and answer.json()["code"] == "campaign_ended":
        history.branches["area refused: it has ended"] += 1
        return None
    if answer.status != 200 or ended:
        history.watch.blame(f"{path} answered {answer.status}: {answer.body[:200]!r}")
        return None
    told: Json = answer.json()
    return told


async def change_reach(history: WithLeaving) -> None:
    """An area leaves, or one that has left comes back to who had its doors, or is added again."""
    campaign = str(history.server.of.campaign)
    reached = {row[0] for row in await history.server.rows(REACHED, campaign)}
    out = [area for area in history.areas if area not in reached]
    ended = campaign in await over(history)
    if not out:
        await leave(history, campaign, history.rng.choice(history.areas), ended=ended)
    elif out[0] in history.left and history.rng.random() < 0.7:
        await come_back(history, out[0], ended=ended)
    else:
        await add_again(history, campaign, out[0], ended=ended)


async def leave(history: WithLeaving, campaign: str, area: str, *, ended: bool) -> None:
    before, doors = await held(history), await doors_of(history, area)
    told = await ask(history, f"/api/campaigns/{campaign}/areas/{area}/leave", {}, ended=ended)
    if told is None:
        return
    history.branches["area left"] += 1
    history.left[area] = (told["id"], {door: before[door] for door in doors & before.keys()})
    await compare(history, {door: at for door, at in before.items() if door not in doors}, f"area {area} left")


async def come_back(history: WithLeaving, area: str, *, ended: bool) -> None:
    """Each door stands with who had it, if its team still lasts and the person is in it; what was found since, with nobody."""
    before, doors, (move, had) = await held(history), await doors_of(history, area), history.left[area]
    told = await ask(history, f"/api/moves/{move}/undo", {}, ended=ended)
    if told is None:
        return
    history.branches["area came back"] += 1
    del history.left[area]
    gone, members = await over(history), set(await history.server.rows(MEMBERS))
    expected = dict(before)
    for door in doors:
        team, person, epoch, closed = had.get(door, (None, None, 0, False))
        team = None if team in gone else team
        expected[door] = (team, person if (team, person) in members else None, epoch, closed)
    await compare(history, expected, f"area {area} came back")
    await note_brought(history, doors)


async def add_again(history: WithLeaving, campaign: str, area: str, *, ended: bool) -> None:
    before, doors = await held(history), await doors_of(history, area)
    if await ask(history, f"/api/campaigns/{campaign}", {"area_ids": history.areas}, ended=ended) is None:
        return
    history.branches["area added again"] += 1
    history.left.pop(area, None)
    await compare(history, before | dict.fromkeys(doors, (None, None, 0, False)), f"area {area} was added again")
    await note_brought(history, doors)


async def note_brought(history: WithLeaving, doors: set[str]) -> None:
    history.brought |= {door: stands for door, stands in (await held(history)).items() if door in doors}


async def doors_of(history: WithLeaving, area: str) -> set[str]:
    return {row[0] for row in await history.server.rows(DOORS) if row[1] == area}


async def compare(history: WithLeaving, expected: Held, what: str) -> None:
    """Who has which door. Of one that another was joined to only that it stands somewhere; so, too, of one that was joined, and of one that
    a store lacked which was put back: who had it when its area left is in no line of the journal, and where its phone brings it again nobody
    has it."""
    once_joined = {door for joined in history.once_joined for door in joined}
    after, joined = await held(history), await survivors(history) | once_joined | history.found_since
    for door in sorted(after.keys() | expected.keys()):
        stands, should = after.get(door, ("nowhere",))[:2], expected.get(door, ("nowhere",))[:2]
        if stands != should and not (door in joined and door in after and door in expected):
            history.watch.blame(f"{what}: {door} is with {stands}, not {should}")


async def check_reach(history: WithLeaving) -> None:
    """A door that ever stood in the campaign does so once, if its area belongs to it, and otherwise not."""
    campaign = str(history.server.of.campaign)
    reached = {row[0] for row in await history.server.rows(REACHED, campaign)}
    places: dict[str, int] = {}
    for door, stands in await history.server.rows(STANDING, campaign):
        places[door] = places.get(door, 0) + bool(stands)
    for door, area in await history.server.rows(DOORS):
        if places.get(door, area in reached) != (area in reached):
            history.watch.blame(f"{door} stands {places[door]} times in the campaign, which reaches its area: {area in reached}")
        history.branches["visit where an area has left"] += area not in reached and any(
            each.household == door and each.type == "record_visit" for each in history.saved
        )
