"""What may meet at one door: pairs and threes of calls, and what must hold of the store and of every phone after any order of their statements.

What must hold shares no code with sync/ or server/; the application is run by its own parts.
"""

import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from itertools import groupby
from random import Random
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar

from server.app import parts_of
from server.settings import Settings
from tests.clock import FakeClock
from tests.server.community import Community, Ids, Phone
from tests.simulator.asked import check_requests, check_rounds
from tests.simulator.checker import check_slices
from tests.simulator.custody import check_visits_shown, check_waiting
from tests.simulator.disk import Json
from tests.simulator.facts import Facts, read_facts
from tests.simulator.postgres_server import PostgresServer
from tests.simulator.recount import check_counters
from tests.simulator.server import sweep_all
from tests.simulator.stepped import Stepper, Work

WORD = "zq1qz"  # of somebody who is erased
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
LABEL = "1号楼 1 101"


class Meeting:
    """One store, the calls that meet in it, and what came of them."""

    def __init__(self, app: Litestar, url: str, of: Community, seed: int) -> None:
        self.app, self.url, self.of, self.clock = app, url, of, FakeClock()
        self.clock.advance(hours=1)
        self.ids = Ids(self.clock, 3_000_000)
        self.server = PostgresServer(url)
        self.stepper = Stepper(Random(f"meeting {seed}"))
        app.state.update(parts_of(Settings(database=url), clock=self.clock, new_id=Ids(self.clock, 4_000_000)))
        self.stepper.watch(app.state.store)
        self.phones: list[Phone] = []
        self.sent: dict[str, Json] = {}
        self.wrong: list[str] = []
        self.reached: Counter[str] = Counter()

    async def phone(self, person: str) -> Phone:
        phone = Phone(self.app, person, self.clock, self.ids)
        await phone.pull()
        self.phones.append(phone)
        return phone

    def push(self, phone: Phone, *commands: Json) -> Work:
        self.sent |= {command["id"]: command for command in commands}
        return lambda: phone.push(*commands)

    def desk(self, path: str, **body: Any) -> Work:
        asked = {"id": str(self.ids()), **body}
        self.reached["desk asked"] += 1

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://test") as http:
                answer = await http.post(path, json=asked, headers={"authorization": "Bearer cora"})
            self.reached["desk answered"] += 1
            if answer.status_code != 200:
                self.wrong.append(f"{path} answered {answer.status_code}: {answer.text[:200]}")
            return answer

        return ask

    def move(self, doors: list[UUID], team: UUID | None) -> Work:
        path = f"/api/campaigns/{self.of.campaign}/assignments"
        return self.desk(path, household_ids=[str(door) for door in doors], team_id=None if team is None else str(team))

    async def sweep(self) -> None:
        await sweep_all(self.app.state.store, self.clock, self.app.state.new_id)

    async def run(self, scene: "Scene") -> "Meeting":
        works = await scene(self)
        await self.stepper.run(self.url, {name: self._told(name, work) for name, work in works.items()})
        self.reached["waited for another"] += self.stepper.waited
        self.reached["went on between another's statements"] += len(runs_of(self.stepper.order)) - len(works)
        self.wrong += self._check_waiting(await read_facts(self.server))  # before a sweep could make up for it
        await self.sweep()
        facts = await read_facts(self.server)
        self.wrong += [
            *check_slices(facts),
            *check_counters(facts),
            *check_visits_shown(facts),
            *check_one_place(facts),
            *check_twins(facts),
        ]
        self.wrong += self._check_waiting(facts)
        self.wrong += self._check_sent(facts)
        self.wrong += self._check_requests(facts)
        self.wrong += await words_left(self) if self.reached["erased"] else []
        for phone in self.phones:
            await self._told(phone.token, lambda phone=phone: self._check_phone(phone))()
        await self.app.state.store.close()
        return self

    def _told(self, name: str, work: Work) -> Work:
        """A call that the application refused, or over whose answer a phone stumbled, is wrong; where the rest here stumbles a test has to be mended."""

        async def told() -> None:
            try:
                await work()
            except (AssertionError, KeyError) as error:
                self.wrong += [f"{name} stumbled:", *traceback.format_exception(error)]

        return told

    def _check_waiting(self, facts: Facts) -> Iterator[str]:
        return check_waiting(facts, {id_: each.get("household_id") for id_, each in self.sent.items()}, self.clock())

    def _check_sent(self, facts: Facts) -> Iterator[str]:
        """Each command has a receipt and is in one place."""
        receipts = {row.command_id: row for row in facts.receipts}
        written = [facts.visits, facts.requests, facts.request_events, facts.wishes, facts.household_events]
        done = {row.id for rows in written for row in rows} | {row.command_id for row in facts.field_writes}
        held, parked = {row.command_id for row in facts.held}, {row.command_id for row in facts.parked}
        for id_, command in self.sent.items():
            told = receipts.get(id_)
            places = sum(id_ in place for place in (done, held, parked))
            if told is None or (places != 1 and told.reason != "erased" and not self._is_erased(facts, command)):
                yield f"{command['type']} {id_} was answered {told}, and is in {places} places"
            elif told is not None:
                self.reached[f"receipt {told.outcome}"] += 1

    def _check_requests(self, facts: Facts) -> Iterator[str]:
        """Their events as they were judged: each has its own version of the household."""
        versions = {row.command_id: row.version or 0 for row in facts.receipts}
        facts.request_events.sort(key=lambda row: versions.get(row.id, 0))
        self.reached.update(f"event {row.event} {'taken' if row.is_taken else 'not taken'}" for row in facts.request_events)
        yield from check_requests(facts, in_order=True)
        yield from check_rounds(facts, {id_: each.get("seen") for id_, each in self.sent.items()})

    def _is_erased(self, facts: Facts, command: Json) -> bool:
        return self.reached["erased"] > 0 and command["household_id"] not in facts.doors

    async def _check_phone(self, phone: Phone) -> None:
        """What it made of the replies that it got meanwhile is what a new phone is given."""
        await phone.pull()
        fresh = Phone(self.app, phone.token, self.clock, self.ids)
        await fresh.pull()
        keys = [key for key in {*phone.cards, *fresh.cards} if phone.cards.get(key) != fresh.cards.get(key)]
        self.wrong += [f"{phone.token}'s card of {key} is {phone.cards.get(key)}, a new phone's {fresh.cards.get(key)}" for key in keys]


def runs_of(order: list[str]) -> list[str]:
    """Who went on, once for each time that it was somebody else than before."""
    return [name for name, _ in groupby(order)]


def check_one_place(facts: Facts) -> Iterator[str]:
    """Each door is with one team, or with none."""
    places = Counter(
        row.household_id
        for row in facts.feed
        if facts.slice[row.slice_id].kind in ("team", "unassigned") and row.gone_reason in (None, "closed")
    )
    for door in facts.doors:
        if places[door] != 1:
            yield f"{door} stands in {places[door]} places"


def check_twins(facts: Facts) -> Iterator[str]:
    """Each address is one door's."""
    homes = [card["household"] for card in facts.cards.values()]
    addresses = Counter((home["building_id"], home["entrance"], home["floor"], home["door"]) for home in homes)
    yield from (f"{number} doors are {address}" for address, number in addresses.items() if number > 1)


Scene = Callable[[Meeting], Awaitable[dict[str, Work]]]


async def two_push_at_one_door(m: Meeting) -> dict[str, Work]:
    door, campaign = m.of.teams[0].doors[0], m.of.campaign
    ann, ben, lea = [await m.phone(name) for name in ("ann", "ben", "lea")]
    seen = ann.card(door)["version"]
    return {
        "ann": m.push(ann, ann.visit(door, campaign), ann.command("correct_household", door, seen=seen, fields={"name": "赵六"})),
        "ben": m.push(
            ben, ben.visit(door, campaign, "not_home"), ben.command("correct_household", door, seen=seen, fields={"name": "钱七"})
        ),
        "lea": m.push(lea, lea.command("raise_request", door, category="facilities", text="灯坏了")),
    }


async def two_push_while_one_pulls(m: Meeting) -> dict[str, Work]:
    """Corrections change no counter, whose lock would let one push begin where the other ends."""
    doors = m.of.teams[0].doors
    ann, ben, lea = [await m.phone(name) for name in ("ann", "ben", "lea")]

    async def pulls() -> None:
        for _ in range(6):
            await lea.pull()

    return {
        "ann": m.push(ann, ann.command("correct_household", doors[0], seen=1, fields={"name": "赵六"})),
        "ben": m.push(ben, ben.command("correct_household", doors[1], seen=1, fields={"name": "钱七"})),
        "lea": pulls,
    }


async def a_push_and_a_move(m: Meeting) -> dict[str, Work]:
    doors, campaign = m.of.teams[0].doors, m.of.campaign
    ann, cai = [await m.phone(name) for name in ("ann", "cai")]
    return {
        "ann": m.push(ann, *(ann.visit(door, campaign) for door in doors[:3])),
        "desk": m.move(doors[1:4], m.of.teams[1].id),
        "cai": cai.pull,
    }


async def two_moves_of_the_same_doors(m: Meeting) -> dict[str, Work]:
    doors = m.of.teams[0].doors
    await m.phone("ann"), await m.phone("cai")
    return {
        "away": m.move(doors[:3], m.of.teams[1].id),
        "nobody's": m.move(doors[1:], None),
        "over": m.move([doors[2], *m.of.teams[1].doors[:1]], m.of.teams[1].id),
    }


async def a_push_and_a_join(m: Meeting) -> dict[str, Work]:
    doors, campaign = m.of.teams[0].doors, m.of.campaign
    ann, ben = [await m.phone(name) for name in ("ann", "ben")]
    return {
        "ann": m.push(ann, ann.visit(doors[0], campaign), ann.command("refuse_contact", doors[1], reason="请勿打扰")),
        "ben": m.push(ben, ben.visit(doors[1], campaign, "not_home")),
        "desk": m.desk("/api/pairs/join", one_id=str(doors[0]), other_id=str(doors[1])),
    }


async def work_at_a_door_and_the_door(m: Meeting) -> dict[str, Work]:
    """Held, or not, by whether the door comes first; then the add releases it, or the sweep does."""
    ann, ben, lea = [await m.phone(name) for name in ("ann", "ben", "lea")]
    door, campaign = m.ids(), m.of.campaign
    place = {"building_id": m.of.buildings[0], "entrance": "1", "floor": 13, "door": "1301", "campaign_id": campaign}
    return {
        "ann": m.push(ann, ann.command("add_household", door, **place)),
        "ben": m.push(ben, ben.visit(door, campaign), ben.command("raise_request", door, category="facilities", text="漏水")),
        "lea": m.push(lea, lea.visit(door, campaign, "not_home")),
        "sweep": m.sweep,
    }


async def the_same_door_found_by_two(m: Meeting) -> dict[str, Work]:
    ann, ben = [await m.phone(name) for name in ("ann", "ben")]
    mine, theirs, campaign = m.ids(), m.ids(), m.of.campaign
    place = {"building_id": m.of.buildings[0], "entrance": "1", "floor": 13, "door": "1301", "campaign_id": campaign}
    return {
        "ann": m.push(ann, ann.command("add_household", mine, **place), ann.visit(mine, campaign)),
        "ben": m.push(ben, ben.command("add_household", theirs, **place), ben.visit(theirs, campaign)),
    }


async def an_address_taken_back_and_the_same_door_found(m: Meeting) -> dict[str, Work]:
    """By two teams, which write to no slice and no counter of both."""
    ann, cai = [await m.phone(name) for name in ("ann", "cai")]
    mine, theirs, campaign = m.ids(), m.ids(), m.of.campaign
    place = {"building_id": m.of.buildings[0], "entrance": "1", "floor": 13, "door": "1301", "campaign_id": campaign}
    add, moved = ann.command("add_household", mine, **place), ann.command("correct_household", mine, fields={"door": "1302"})
    await m.push(ann, add, moved)()
    return {
        "ann": m.push(ann, ann.command("undo_correction", mine, correction_id=moved["id"]), ann.visit(mine, campaign)),
        "cai": m.push(cai, cai.command("add_household", theirs, **place), cai.visit(theirs, campaign)),
    }


async def a_push_and_an_erasure(m: Meeting) -> dict[str, Work]:
    door, campaign = m.of.teams[0].doors[0], m.of.campaign
    ann = await m.phone("ann")
    erase = m.desk(f"/api/households/{door}/erase", confirm=LABEL)

    async def erases() -> None:
        await erase()
        m.reached["erased"] += 1

    return {
        "ann": m.push(ann, ann.visit(door, campaign, note=WORD), ann.command("correct_household", door, fields={"name": WORD})),
        "desk": erases,
    }


async def three_about_one_request(m: Meeting) -> dict[str, Work]:
    """Two offices answer, one closes it, and the resident says no: whatever came first, all of it is in the timeline."""
    door = m.of.teams[0].doors[0]
    ann, ben, lea, cora = [await m.phone(name) for name in ("ann", "ben", "lea", "cora")]
    raised = ann.command("raise_request", door, category="facilities", text="灯坏了")
    await m.push(ann, raised)()
    for phone in (ann, ben, lea):
        await phone.pull()
    seen = ann.card(door)["version"]

    def says(phone: Phone, *events: str) -> Work:
        made = [
            phone.command("advance_request", door, seen=seen, request_id=raised["id"], event=event, text=f"{event} {phone.token}")
            for event in events
        ]
        return m.push(phone, *made)

    return {
        "lea": says(lea, "assigned", "answered"),
        "cora": says(cora, "in_progress", "answered", "closed"),
        "ben": says(ben, "not_satisfied"),
        "ann": m.push(ann, ann.command("comment_request", door, request_id=raised["id"], text="还没有人来")),
    }


async def words_left(m: Meeting) -> list[str]:
    """Where the store still has the word of somebody who was erased."""
    found = []
    for (table,) in await m.server.rows(TABLES):
        rows = await m.server.rows(
            f"SELECT count(*) FROM {table} t WHERE t::text LIKE $1 OR t::text LIKE $2", f"%{WORD}%", f"%{WORD.encode().hex()}%"
        )
        found += [f"{table} still has a word of who was erased"] if rows[0][0] else []
    return found


SCENES: list[Scene] = [
    two_push_at_one_door,
    two_push_while_one_pulls,
    a_push_and_a_move,
    two_moves_of_the_same_doors,
    a_push_and_a_join,
    work_at_a_door_and_the_door,
    the_same_door_found_by_two,
    an_address_taken_back_and_the_same_door_found,
    a_push_and_an_erasure,
    three_about_one_request,
]
