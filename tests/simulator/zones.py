"""Communities whose clocks are set twice a year: their people are at doors before, in and after both of those hours.

In the histories of the seeds from 13,000,000 to 13,999,999. Shares no code with sync/ or server/.
"""

import heapq
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.simulator.disk import Json
from tests.simulator.facts import Facts, Row, read_facts
from tests.simulator.history import HOUR, History
from tests.simulator.recount import zone_of

SEEDS = range(13_000_000, 14_000_000)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",  # its clocks are set at midnight: that one does not exist, or comes twice
    "Africa/Cairo",
    "Australia/Lord_Howe",  # by half an hour, and the other half of the year
]
BRANCHES = [
    "fault clocks set forward",
    "fault clocks set back",
    "visit on a shorter day",
    "visit on a longer day",
    "visit in an hour that came twice",
    "visit beside the days that count, where clocks are set",
]


def edges_of(zone: ZoneInfo) -> list[int]:
    """The instants of 2026 (ms) from which its clocks go otherwise."""
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(366 * 24)]
    return [
        int(later.timestamp() * 1000)
        for one, later in pairwise(hours)
        if one.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset()
    ]


class WithSetClocks(History):
    """The first half of a history is around one of the hours, the other around the next."""

    zone: ZoneInfo
    edges: list[int]

    async def _begin(self) -> None:
        self.zone = ZoneInfo(self.rng.choice(ZONES))
        self.edges = edges_of(self.zone)
        await self._coordinate("/api/organization", {"time_zone": self.zone.key, "confirmed": True})
        self.clock.now_ms = self.edges[0] - self._ahead()
        first, last = (datetime.fromtimestamp(edge / 1000, self.zone).date() for edge in self.edges)
        starts = self.rng.choice(["2026-01-01", first.isoformat(), (first + timedelta(days=1)).isoformat()])
        ends = self.rng.choice(["2026-12-31", last.isoformat(), (last - timedelta(days=1)).isoformat()])
        await self._coordinate(f"/api/campaigns/{self.server.of.campaign}", {"starts_on": starts, "ends_on": ends})
        await super()._begin()

    def _plan(self) -> None:
        super()._plan()
        last = max(at for at, _, _ in self.queue) - self.clock()
        self._plan_event(last // 2, self._half_a_year)

    def _ahead(self) -> int:
        """How long before such an hour the people begin."""
        return self.rng.choice([self.rng.randint(0, 3 * HOUR), self.rng.randint(2 * HOUR, 6 * HOUR)])

    async def _half_a_year(self) -> None:
        """Nobody does anything until shortly before the other hour."""
        passed = self.edges[1] - self._ahead() - self.clock()
        if passed < 0:  # a long silence was longer
            return
        self.clock.advance(ms=passed)
        self.queue = [(at + passed, number, event) for at, number, event in self.queue]
        heapq.heapify(self.queue)
        await self.server.prune()
        await self.server.sweep()

    async def _quieten(self) -> None:
        await super()._quieten()
        facts = await read_facts(self.server)
        self.watch.wrong += [text async for text in _check_days(self, facts)]
        for edge in self.edges:
            is_forward = offset_at(self.zone, edge) > offset_at(self.zone, edge - 1)
            self.branches[f"fault clocks set {'forward' if is_forward else 'back'}"] += self.clock() > edge
        for visit in facts.visits:
            self._count(visit)

    def _count(self, visit: Row) -> None:
        local = datetime.fromtimestamp(visit.at / 1000, self.zone)
        length = day_length(self.zone, local)
        self.branches["visit on a shorter day"] += length < timedelta(days=1)
        self.branches["visit on a longer day"] += length > timedelta(days=1)
        self.branches["visit in an hour that came twice"] += local.replace(fold=1).utcoffset() != local.replace(fold=0).utcoffset()
        near = min(abs(visit.at - edge) for edge in self.edges) < 24 * HOUR
        self.branches["visit beside the days that count, where clocks are set"] += near and not visit.is_counted

    async def _coordinate(self, path: str, body: Json) -> None:
        answer = await self.server.call("POST", path, {"id": self.new_id(), **body}, "cora")
        assert answer.status == 200, answer.body


def offset_at(zone: ZoneInfo, at: int) -> timedelta:
    offset = datetime.fromtimestamp(at / 1000, zone).utcoffset()
    assert offset is not None
    return offset


def day_length(zone: ZoneInfo, local: datetime) -> timedelta:
    """Of the local day: counted in quarters of an hour that are in it."""
    middle = local.replace(hour=12, minute=0, second=0, microsecond=0).astimezone(UTC)
    quarters = [middle + timedelta(minutes=15 * n) for n in range(-60, 60)]
    return timedelta(minutes=15) * sum(each.astimezone(zone).date() == local.date() for each in quarters)


async def _check_days(history: WithSetClocks, facts: Facts) -> AsyncIterator[str]:
    """What a leader is shown of each day near those hours is what was done on it there."""
    of, zone = history.server.of, zone_of(facts)
    done: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for visit in facts.visits:
        if visit.voided_at is None and visit.team_id is not None:
            done[visit.team_id, datetime.fromtimestamp(visit.at / 1000, zone).date().isoformat()].append(visit)
    for team in of.teams:
        for edge in history.edges:
            for days in (-1, 0, 1):
                on = (datetime.fromtimestamp(edge / 1000, zone) + timedelta(days=days)).date().isoformat()
                answer = await history.server.call("GET", f"/api/campaigns/{of.campaign}/teams/{team.id}/day?on={on}", b"", "cora")
                told = answer.json()
                shown = {line["person"]["id"]: line["visits"] for line in told["members"] if line["visits"]}
                visits = done[str(team.id), on]
                made = {person: sum(visit.person_id == person for visit in visits) for person in {visit.person_id for visit in visits}}
                if (shown, told["tried"]) != (made, len({visit.household_id for visit in visits})):
                    yield f"{on} of team {team.id} in {zone.key} is told as {shown}, {told['tried']} doors; it was {made}"
