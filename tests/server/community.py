"""A small community in an empty store, and phones that speak to the real application over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import msgspec
from litestar import Litestar
from sqlalchemy import Connection, insert

from server.db import tables as t
from server.db.engine import Store
from server.identity.credentials import hash_token
from server.identity.store import open_session
from server.ids import uuid7
from server.replication.replicas import claim_replica
from server.replication.slices import ensure_campaign_slices, ensure_person_slices, ensure_team_slices, follow
from server.replication.write import write_commands
from sync.clock import EffectiveTime, Moment
from sync.commands import AddHousehold
from sync.world import Author, Incoming
from tests.clock import FakeClock

DAY = 86_400_000


class Team(msgspec.Struct):
    id: UUID
    cards: UUID
    doors: list[UUID]


class Community(msgspec.Struct):
    """Two teams of two volunteers and a leader each, a coordinator, one building with doors for each team."""

    campaign: UUID
    teams: list[Team]
    people: dict[str, UUID]  # ann, ben: team 0; cai, dan: team 1; lea, leo lead; cora coordinates
    buildings: list[UUID]
    spare: list[UUID]  # doors of the campaign without a team


class Ids:
    """Ids in order of time, the same in each run."""

    def __init__(self, clock: Callable[[], int], start: int = 0) -> None:
        self.clock, self.count = clock, start

    def __call__(self) -> UUID:
        self.count += 1
        return uuid7(self.clock(), self.count.to_bytes(10, "big"))


PEOPLE = {
    "ann": (0, "member"),
    "ben": (0, "member"),
    "lea": (0, "leader"),
    "cai": (1, "member"),
    "dan": (1, "member"),
    "leo": (1, "leader"),
}


async def found(store: Store, clock: FakeClock, *, doors: int = 4, max_attempts: int | None = 3) -> Community:
    """Make the community; `doors` for each team and as many without one. At one time it is the same, to its ids, whenever it is made."""
    return await store.write(lambda conn: found_in(conn, clock, doors, max_attempts))


def found_in(conn: Connection, clock: FakeClock, doors: int, most: int | None = 3) -> Community:
    now, new_id = clock(), Ids(clock)
    conn.execute(
        insert(t.organization).values(
            id=new_id(), name="祥和社区", time_zone="Asia/Shanghai", epoch=new_id(), seal_key=b"k" * 32, file_secret=b"f" * 32, made_at=now
        )
    )
    area, campaign = new_id(), new_id()
    conn.execute(insert(t.areas).values(id=area, parent_id=None, code=None, level="community", name="祥和社区"))
    conn.execute(
        insert(t.campaigns).values(
            id=campaign, name="秋季走访", starts_on="2026-01-01", ends_on="2026-03-31", max_attempts=most, doc=b"{}", made_at=now
        )
    )
    conn.execute(insert(t.campaign_areas).values(campaign_id=campaign, area_id=area))
    _, reference = ensure_campaign_slices(conn, campaign, new_id)
    buildings = [new_id() for _ in range(3)]
    for number, building in enumerate(buildings, start=1):
        conn.execute(insert(t.buildings).values(id=building, area_id=area, name=f"{number}号楼", kind="tower", doc=b"[]", version=1))
    teams = []
    for number in range(2):
        team = new_id()
        conn.execute(insert(t.teams).values(id=team, name=f"第{number + 1}队", area_id=area, made_at=now))
        slices = ensure_team_slices(conn, campaign, team, new_id)
        teams.append(Team(team, slices.cards, []))
    people = {name: _person(conn, name, now, new_id) for name in (*PEOPLE, "cora", "roll")}
    for name, (number, role) in PEOPLE.items():
        conn.execute(
            insert(t.memberships).values(
                id=new_id(), team_id=teams[number].id, person_id=people[name], role=role, from_at=now - 30 * DAY, to_at=None
            )
        )
        follow(conn, people[name], [teams[number].cards, ensure_team_slices(conn, campaign, teams[number].id, new_id).reference, reference])
    conn.execute(insert(t.roles).values(id=new_id(), person_id=people["cora"], role="coordinator", area_id=None, from_at=now))
    made = [_doors(conn, people["roll"], campaign, team.id, buildings[i], doors, now, new_id) for i, team in enumerate(teams)]
    for team, added in zip(teams, made, strict=True):
        team.doors = added
    spare = _doors(conn, people["roll"], campaign, None, buildings[2], doors, now, new_id)
    return Community(campaign, teams, people, buildings, spare)


def _person(conn: Connection, name: str, now: int, new_id: Ids) -> UUID:
    person = new_id()
    conn.execute(insert(t.people).values(id=person, name=name, is_system=name == "roll", made_at=now))
    if name != "roll":
        ensure_person_slices(conn, person, new_id)
        open_session(conn, hash_token(name), person, "token", now)
    return person


def _doors(
    conn: Connection, roll: UUID, campaign: UUID, team: UUID | None, building: UUID, count: int, now: int, new_id: Ids
) -> list[UUID]:
    """Doors 101, 102, … of one entrance, given to a team from the start, as a coordinator's desk adds them."""
    replica = new_id()
    claim_replica(conn, replica, roll, now, kind="roll")
    author = Author(person_id=roll, name="roll", is_coordinator=True)
    at = EffectiveTime(now, str(replica))
    incoming = [
        Incoming(
            command=AddHousehold(
                id=new_id(), n=n, at=now, household_id=new_id(), building_id=building, entrance="1", floor=n, door=f"{n}01",
                name=f"户{n}", team_id=team,
            ),
            replica_id=replica,
            author=author,
            moment=Moment(at, at, False),
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    receipts = write_commands(conn, incoming, now=now, new_id=new_id)
    assert [receipt.outcome for receipt in receipts] == ["applied"] * count
    return [receipt.household_id for receipt in receipts]  # type: ignore[misc]


class Phone:
    """One replica of one person: numbers its commands, keeps cursors and cards, and sends what a test tells it to."""

    def __init__(self, app: Litestar, person: str, clock: FakeClock, new_id: Ids, *, replica: UUID | None = None) -> None:
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")
        self.token, self.clock, self.new_id = person, clock, new_id
        self.replica, self.n = replica or new_id(), 0
        self.cursors: dict[str, str] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self.digests: dict[str, Any] = {}
        self.gone: list[dict[str, Any]] = []
        self.items: list[dict[str, Any]] = []

    def command(self, type_: str, household: UUID | None, *, seen: int | None = None, **fields: Any) -> dict[str, Any]:
        self.n += 1
        made = {"id": str(self.new_id()), "n": self.n, "type": type_, "seen": seen, "at": self.clock()}
        return {**made, **({} if household is None else {"household_id": str(household)}), **_plain(fields)}

    def visit(self, household: UUID, campaign: UUID, outcome: str = "met", **fields: Any) -> dict[str, Any]:
        return self.command("record_visit", household, campaign_id=campaign, outcome=outcome, **fields)

    async def post(self, path: str, body: bytes | dict[str, Any]) -> httpx.Response:
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return await self.http.post(path, content=raw, headers={"authorization": f"Bearer {self.token}"})

    async def push(self, *commands: dict[str, Any], **envelope: Any) -> dict[str, Any]:
        body = {"protocol": 1, "replica": str(self.replica), "sent_at": self.clock(), "commands": list(commands), **_plain(envelope)}
        answer = await self.post("/api/sync/push", body)
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def outcomes(self, *commands: dict[str, Any], **envelope: Any) -> list[str]:
        return [receipt["outcome"] for receipt in (await self.push(*commands, **envelope))["receipts"]]

    async def pull(self, **envelope: Any) -> dict[str, Any]:
        """One round: pages until no slice has more."""
        while True:
            body = {"protocol": 1, "replica": str(self.replica), "cursors": self.cursors, **envelope}
            answer = await self.post("/api/sync/pull", body)
            assert answer.status_code == 200, answer.text
            reply: dict[str, Any] = answer.json()
            for page in reply["slices"]:
                self._take(page)
            if not any(page["more"] for page in reply["slices"]):
                return reply

    def _take(self, page: dict[str, Any]) -> None:
        self.cursors[page["id"]] = page["cursor"]
        for entry in page["entries"]:
            if "card" in entry:
                self.cards[entry["card"]["household"]["id"]] = entry["card"]
            elif "gone" in entry:
                self.cards.pop(entry["gone"]["household_id"], None)
                self.gone.append(entry["gone"])
            else:
                self.items.append(entry["item"])
        if "digest" in page:
            self.digests[page["id"]] = page["digest"]

    def card(self, household: UUID) -> dict[str, Any]:
        return self.cards[str(household)]


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(fields)
    return plain
