"""People who ask the desk's and the leaders' routes while everything goes on: no reply names a door, or a record of one, that is not its asker's to see.

In the histories of the seeds from 18,000,000 to 18,999,999. One leader also coordinates an area of its own, with doors that no team has. Shares no
code with sync/ or server/.
"""

import re
from collections.abc import AsyncIterator
from typing import Any

from tests.simulator.history import History
from tests.simulator.server import Answer

SEEDS = range(18_000_000, 19_000_000)
ASKERS = ["ann", "ben", "cai", "dan", "lea", "leo", "leo", "cora"]
LISTS = [
    "/api/households",
    "/api/households?team_id={team}",
    "/api/households?campaign_id={campaign}",
    "/api/households?tried_by={team}",
    "/api/households?tried_person={person}&campaign_id={campaign}",
    "/api/households/{door}",
    "/api/campaigns/{campaign}/grid?building_id={building}",
    "/api/campaigns/{campaign}/teams/{team}/day",
    "/api/campaigns/{campaign}/moves",
    "/api/campaigns/{campaign}/walk-list?team_id={team}",
    "/api/attention",
    "/api/attention/settled",
    "/api/notices",
    "/api/pairs",
    "/api/joins",
    "/api/phones",
    "/api/audit",
    "/api/me/work",
]
REFUSED = (400, 401, 403, 404)
OF_PEOPLE = (
    "/api/attention",
    "/api/notices",
)  # what somebody did is told to them, and to who looks after them, wherever the door is by now
ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OWN_DOORS = """
SELECT DISTINCT f.household_id FROM people p JOIN memberships m ON m.person_id = p.id AND m.to_at IS NULL
JOIN slices s ON s.team_id = m.team_id AND s.kind = 'team' JOIN feed f ON f.slice_id = s.id
WHERE p.name = ? AND p.ended_at IS NULL AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')
"""
AREA_DOORS = """
WITH RECURSIVE under(id) AS (
    SELECT r.area_id FROM roles r JOIN people p ON p.id = r.person_id
    WHERE p.name = ? AND p.ended_at IS NULL AND r.role = 'coordinator' AND r.to_at IS NULL AND r.area_id IS NOT NULL
    UNION SELECT a.id FROM areas a JOIN under u ON a.parent_id = u.id)
SELECT h.id FROM households h JOIN buildings b ON b.id = h.building_id WHERE b.area_id IN (SELECT id FROM under)
"""
EVERYWHERE = """
SELECT 1 FROM roles r JOIN people p ON p.id = r.person_id
WHERE p.name = ? AND p.ended_at IS NULL AND r.role = 'coordinator' AND r.to_at IS NULL AND r.area_id IS NULL
"""
DOORS = "SELECT id, COALESCE(root_id, id) FROM households WHERE is_known"
LOOKED_AFTER = """
SELECT p.id FROM people p WHERE p.name = ? UNION SELECT m.person_id FROM memberships m
JOIN memberships l ON l.team_id = m.team_id AND l.role = 'leader' AND l.to_at IS NULL JOIN people p ON p.id = l.person_id WHERE p.name = ?
"""
RECORDS = {
    "visit": "SELECT id, household_id, person_id FROM visits",
    "request": "SELECT id, household_id, person_id FROM requests",
    "wish": "SELECT id, household_id, person_id FROM wishes",
    "event": "SELECT id, household_id, person_id FROM household_events",
    "value": "SELECT command_id, household_id, person_id FROM field_writes",
    "parked work": "SELECT command_id, household_id, person_id FROM parked WHERE household_id IS NOT NULL",
}
BRANCHES = [
    *("volunteer was told", "volunteer was refused", "leader was told", "leader was refused", "coordinator was told"),
    *("door told to ann", "door told to cai", "door told to lea", "door told to leo"),
]


class WithAskers(History):
    area: str  # coordinated by leo alone

    async def _begin(self) -> None:
        await self._make_area()
        await super()._begin()

    def _plan(self) -> None:
        super()._plan()
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(12, 18)):
            self._plan_event(self.rng.randint(0, last), self._ask)

    async def _make_area(self) -> None:
        of = self.server.of
        self.area = self.new_id()
        await self._desk("/api/areas", {"id": self.area, "level": "community", "name": "远方社区"})
        building = self.new_id()
        await self._desk("/api/buildings", {"id": building, "area_id": self.area, "name": "远方1号楼"})
        await self._desk(f"/api/buildings/{building}/doors", {"doors": [{"door": "101"}, {"door": "102"}]})
        await self._desk(f"/api/people/{of.people['leo']}/roles", {"role": "coordinator", "area_id": self.area})

    async def _desk(self, path: str, body: dict[str, Any]) -> None:
        answer = await self.server.call("POST", path, body, "cora")
        assert answer.status in (200, 201), (path, answer)

    async def _ask(self) -> None:
        of, asker = self.server.of, self.rng.choice(ASKERS)
        doors = [str(door) for door in [*of.teams[0].doors, *of.teams[1].doors, *of.spare]] + self.spoken.doors
        named = {
            "team": self.rng.choice(of.teams).id,
            "campaign": of.campaign,
            "person": of.people[self.rng.choice(["ann", "cai", "dan"])],
            "door": self.rng.choice(doors),
            "building": self.rng.choice(of.buildings),
        }
        path = self.rng.choice(LISTS)
        answer = await self.server.call("GET", path.format(**named), b"", asker)
        kind = "coordinator" if asker == "cora" else "leader" if asker in ("lea", "leo") else "volunteer"
        self.branches[f"{kind} was {'told' if answer.status == 200 else 'refused'}"] += 1
        if answer.status != 200 and answer.status not in REFUSED:
            self.watch.blame(f"{path} answered {asker} {answer.status}: {answer.body[:200]!r}")
        if answer.status == 200:
            self.watch.wrong += [f"{path} told {asker} of {text}" async for text in self._beyond(path, asker, answer)]

    async def _beyond(self, path: str, asker: str, answer: Answer) -> AsyncIterator[str]:
        """What the reply names that is not the asker's to see."""
        rows = self.server.rows
        if await rows(EVERYWHERE, asker):
            return
        told = {found.decode() for found in ID.findall(answer.body)}
        roots: dict[str, str] = dict(await rows(DOORS))
        seen = {roots.get(door, door) for (door,) in [*await rows(OWN_DOORS, asker), *await rows(AREA_DOORS, asker)]}
        self.branches[f"door told to {asker}"] += len(told & seen)
        people = {person for (person,) in await rows(LOOKED_AFTER, asker, asker)} if path.startswith(OF_PEOPLE) else set()
        values = await rows(RECORDS["value"]) if path == "/api/notices" else []  # of two who differ each is told of the other's word
        differing = {roots.get(door, door) for _, door, person in values if person in people}
        theirs = set[str]()  # doors at which somebody did what they are told of, whom they look after
        for what, sql in RECORDS.items():
            for record, door, person in await rows(sql):
                root = roots.get(door, door)
                if record in told and root not in seen:
                    if person in people or (what == "value" and root in differing):
                        theirs.add(root)
                    else:
                        yield f"the {what} {record} at {door}"
        for door in sorted(told & roots.keys()):
            if roots[door] not in seen | theirs:
                yield f"the door {door}"
