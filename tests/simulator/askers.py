"""People who ask the desk's and the leaders' routes while everything goes on: no reply to a phone or a desk, and no file, tells what is not its asker's to see.

In the histories of the seeds from 18,000,000 to 18,999,999. One leader also coordinates an area of its own, with doors that no team has. Shares no
code with sync/ or server/.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from tests.simulator.disk import Json, Request
from tests.simulator.history import History
from tests.simulator.people import Person
from tests.simulator.phone import Phone
from tests.simulator.server import Answer
from tests.simulator.told import ID, WORD, Words, doors_beyond, sight_of, text_of, words_beyond

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
FILES = [
    "/api/exports/{kind}?format={format}",
    "/api/exports/{kind}?format={format}&phones=whole",
    "/api/exports/{kind}?format={format}&team_id={team}",
    "/api/exports/{kind}?format={format}&area_id={area}&phones=whole",
    "/api/exports/{kind}?format={format}&building_id={building}",
    "/api/campaigns/{campaign}/walk-list?building_id={building}&doors=all&purpose=print",
]
CALLS: list[tuple[str, Json]] = [  # what is done at a desk, here mostly to what is not the caller's
    ("/api/attention/ask", {"kind": "parked", "item_id": "{parked}", "text": "?"}),
    ("/api/attention/ask", {"kind": "after_wish", "item_id": "{visit}", "text": "?"}),
    ("/api/attention/seen", {"kind": "after_wish", "item_id": "{visit}"}),
    ("/api/attention/seen", {"kind": "superseded", "item_id": "{value}"}),
    ("/api/parked/{parked}/apply", {}),
    ("/api/parked/{parked}/dismiss", {"reason": "?"}),
    ("/api/parked/{parked}/reopen", {}),
    ("/api/pairs/join", {"one_id": "{door}", "other_id": "{other}"}),
    ("/api/pairs/dismiss", {"one_id": "{door}", "other_id": "{other}"}),
    ("/api/households/{door}/erase", {"confirm": "?"}),
    ("/api/campaigns/{campaign}/assignments", {"household_ids": ["{door}", "{other}"], "team_id": "{team}", "dry_run": True}),
    ("/api/campaigns/{campaign}/proposal", {"household_ids": ["{door}", "{other}"]}),
    ("/api/campaigns/{campaign}/typed-visits", {"team_id": "{team}", "visits": 1}),
]
REFUSED = (400, 401, 403, 404, 409, 413, 415, 422)
KEYS = {
    "parked": "SELECT command_id FROM parked ORDER BY command_id",
    "visit": "SELECT id FROM visits ORDER BY id",
    "value": "SELECT command_id FROM field_writes ORDER BY command_id",
    "building": "SELECT id FROM buildings ORDER BY name, id",
}
BRANCHES = [
    *("volunteer was told", "volunteer was refused", "leader was told", "leader was refused", "coordinator was told"),
    *("door told to ann", "door told to cai", "door told to lea", "door told to leo"),
    *("word told to ann", "word told to cai", "word told to lea", "word told to leo"),
    *("file told to lea", "file told to leo", "whole number told to leo", "call answered", "call refused"),
]


class WithAskers(History):
    """`area`: coordinated by leo alone, with the doors `far`. `did`: ids in what was answered of what each did at a desk."""

    area: str
    far: list[str]
    words: Words
    did: dict[str, list[str]]

    def _person(self, name: str) -> Person:
        person = super()._person(name)
        person.wording = lambda command: self.worded(command, name)
        return person

    async def _begin(self) -> None:
        self.words, self.did = Words(), defaultdict(list)
        self.desk.wording = lambda command: self.worded(command, "cora")
        await self._make_area()
        for door in self.far:
            fields = {"name": "远客", "phones": ["139"], "note": "远"}
            self.desk.save({"household_id": door, "type": "correct_household", "fields": fields}, seen=None)
        await super()._begin()

    def _plan(self) -> None:
        super()._plan()
        last = max(at for at, _, _ in self.queue) - self.clock()
        for ask, least, most in ((self._ask, 12, 18), (self._take_out, 6, 12), (self._call, 10, 16)):
            for _ in range(self.rng.randint(least, most)):
                self._plan_event(self.rng.randint(0, last), ask)

    async def _make_area(self) -> None:
        of = self.server.of
        self.area, building = self.new_id(), self.new_id()
        await self._desk("/api/areas", {"id": self.area, "level": "community", "name": "远方社区"})
        await self._desk("/api/buildings", {"id": building, "area_id": self.area, "name": "远方1号楼"})
        await self._desk(f"/api/buildings/{building}/doors", {"doors": [{"door": "101"}, {"door": "102"}]})
        await self._desk(f"/api/people/{of.people['leo']}/roles", {"role": "coordinator", "area_id": self.area})
        self.far = [row[0] for row in await self.server.rows("SELECT id FROM households WHERE building_id = ? ORDER BY id", building)]
        for area, name in await self.server.rows("SELECT area_id, name FROM buildings ORDER BY id"):
            point = {"building": name, "longitude": 116.58, "latitude": 35.41}
            await self._desk(f"/api/areas/{area}/points", {"points": [point]})

    async def _desk(self, path: str, body: dict[str, Any]) -> None:
        answer = await self.server.call("POST", path, body, "cora")
        assert answer.status in (200, 201), (path, answer)

    def worded(self, command: Json, author: str) -> Json:
        return self.words.typed(command, str(self.server.of.people[author]))

    # What is asked

    async def _ask(self) -> None:
        await self._get(self.rng.choice(LISTS), self.rng.choice(ASKERS))

    async def _take_out(self) -> None:
        """A file, or a list for paper."""
        await self._get(self.rng.choice(FILES), self.rng.choice(["lea", "lea", "leo", "leo", "ann"]))

    async def _get(self, path: str, asker: str) -> None:
        path = path.format(**await self._named())
        answer = await self.server.call("GET", path, b"", asker)
        kind = "coordinator" if asker == "cora" else "leader" if asker in ("lea", "leo") else "volunteer"
        self.branches[f"{kind} was {'told' if answer.status == 200 else 'refused'}"] += 1
        self.branches[f"file told to {asker}"] += answer.status == 200 and path.startswith("/api/exports/")
        told_of = {"/api/notices": self._deeds_of(asker), "/api/audit": self.did[asker]}
        await self._look(path, asker, answer, deeds=told_of.get(path, ()))

    async def _call(self) -> None:
        """Something that is done at a desk."""
        asker = self.rng.choice(["ann", "cai", "lea", "lea", "leo", "leo"])
        (path, body), named = self.rng.choice(CALLS), await self._named()
        path, asked = path.format(**named), {"id": self.new_id(), **filled(body, named)}
        answer = await self.server.call("POST", path, asked, asker)
        self.transcript.append(f"{self.clock()} {asker} {path} {answer.status}")
        self.branches[f"call {'answered' if answer.status == 200 else 'refused'}"] += 1
        if answer.status == 200:
            self.did[asker] += ID.findall(answer.body.decode())
        await self._look(path, asker, answer, ID.findall(path + json.dumps(asked)))

    async def _named(self) -> dict[str, str]:
        """Things of any team and area, by the names that paths have for them."""
        of = self.server.of
        doors = [*map(str, (*of.teams[0].doors, *of.teams[1].doors, *of.spare)), *self.spoken.doors, *self.far]
        door, other = self.rng.sample(doors, 2)
        named = {
            "team": str(self.rng.choice(of.teams).id),
            "campaign": str(of.campaign),
            "person": str(of.people[self.rng.choice(["ann", "cai", "dan"])]),
            "door": door,
            "other": other,
            "area": self.area,
            "kind": self.rng.choice(["households", "households", "visits", "requests", "coverage"]),
            "format": self.rng.choice(["csv", "xlsx", "geojson"]),
        }
        for name, sql in KEYS.items():
            found = [row[0] for row in await self.server.rows(sql)]
            named[name] = self.rng.choice(found or [self.area])
        return named

    # What is told

    async def _serve(self, phone: Phone, request: Request) -> tuple[int, bytes]:
        status, body = await super()._serve(phone, request)
        if request.path.endswith("pull") and status == 200:
            notices, rest = apart(body)
            await self._look(request.path, phone.person, Answer(status, rest))
            await self._look("/api/notices", phone.person, Answer(status, notices), deeds=self._deeds_of(phone.person))
        else:
            named = ID.findall(request.body.decode("utf-8", "replace"))
            await self._look(request.path, phone.person, Answer(status, body), named)
        return status, body

    def _deeds_of(self, person: str) -> list[str]:
        """Doors of which notices tell them what became of what they did."""
        return [each.household for each in self.saved if each.household is not None and each.person == person]

    async def _look(self, path: str, asker: str, answer: Answer, named: Collection[str] = (), deeds: Collection[str] = ()) -> None:
        """`named`: ids that the asker had in the request. `deeds`: doors at which the asker did something, where that is told."""
        is_known = answer.status in (200, *REFUSED) or path.startswith("/api/sync/")
        if not is_known:
            self.watch.blame(f"{path} answered {asker} {answer.status}: {answer.body[:200]!r}")
        sight = await sight_of(self.server, asker, path, deeds)
        if sight is None:
            return
        text = text_of(answer.body)
        self._count_told(path, asker, text, sight.doors)
        found = [*words_beyond(self.words, path, text, sight), *await doors_beyond(self.server, text, sight, named)]
        self.watch.wrong += [f"{path} told {asker} of {each}" for each in found]

    def _count_told(self, path: str, asker: str, text: str, doors: set[str]) -> None:
        self.branches[f"door told to {asker}"] += not doors.isdisjoint(ID.findall(text))
        self.branches[f"word told to {asker}"] += bool(WORD.search(text))
        self.branches[f"whole number told to {asker}"] += path.startswith("/api/exports/") and "1390" in text


def filled(body: Json, named: dict[str, str]) -> Json:
    """A body with its names replaced by ids."""
    return {
        key: value.format(**named)
        if isinstance(value, str)
        else [each.format(**named) for each in value]
        if isinstance(value, list)
        else value
        for key, value in body.items()
    }


def apart(reply: bytes) -> tuple[bytes, bytes]:
    """The notices of a pull's pages, and all the rest of it."""
    told = json.loads(reply)
    notices = []
    for page in told["slices"]:
        of_page = [each for each in page["entries"] if each.get("item", {}).get("kind") == "notice"]
        page["entries"] = [each for each in page["entries"] if each not in of_page]
        notices += of_page
    return json.dumps(notices).encode(), json.dumps(told).encode()
