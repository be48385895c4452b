"""The measurements themselves: CPU of a real server under real requests, beside the floor of the same run."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import msgspec

from bench.databases import Database
from bench.floors import CARDS_READ, FOLLOWED, ITEMS_READ, push_floor
from bench.server import Client, Reply, Server, doorstep, running_server
from bench.work import COMMANDS, Phone, evening, phones_of, resident, visit
from tests.postgres import free_port

TEAM = 445  # households
LANES = 4  # phones that push at the same time
PUSH, PULL = "/api/sync/push", "/api/sync/pull"
WARM = 3


class Plan(msgspec.Struct, frozen=True):
    """How much is measured. `teams` of TEAM households each."""

    teams: int
    phones: int
    pulls: int


class Pulls(msgspec.Struct, frozen=True):
    """One kind of pull: CPU seconds each, the floor's, and the bytes on the wire."""

    cpu_s: float
    floor_s: float
    size: int

    @property
    def ratio(self) -> float:
        return self.cpu_s / self.floor_s


class Result(msgspec.Struct, frozen=True):
    database: str
    households: int
    commands: int
    push_s: float  # CPU seconds of all pushes
    push_floor_s: float
    push_wall_s: float
    first: Pulls
    first_gzip: Pulls
    idle: Pulls
    ten: Pulls
    card_bytes: float
    peak_mib: float

    @property
    def push_ratio(self) -> float:
        return self.push_s / self.push_floor_s


class Stage(msgspec.Struct):
    """One store under measurement: its server, and a volunteer whose team has had a visit and a resident at each door."""

    database: Database
    store: str
    server: Server
    reader: Phone
    plan: Plan


def measure(database: Database, plan: Plan, make: Callable[[str], None]) -> Result:
    """`make` gives the database an empty store of a name."""
    dice = random.Random(plan.teams)
    store = f"bench_{plan.teams}"
    make(store)
    told = msgspec.json.decode(_fill(database, store, plan))
    phones = list(phones_of(told, dice))
    with _serving(database, store) as server:
        _seed(server, phones[0], dice)
    before = f"{store}_before"
    database.copy(store, before)
    with _serving(database, store) as server:
        stage = Stage(database, store, server, phones[0], plan)
        first, first_gzip, idle, ten, cards = _pulls(stage, dice)
        spent, wall = _pushes(server, phones[1 : plan.phones + 1], dice)
        peak = server.peak_mib()
    batches = push_floor(database, before, store)
    database.copy(before, f"{store}_floor")
    floor = database.play(f"{store}_floor", batches)
    households = sum(len(team["households"]) for team in told["teams"])
    return Result(database.name, households, plan.phones * COMMANDS, spent, floor, wall, first, first_gzip, idle, ten, cards, peak)


def _fill(database: Database, store: str, plan: Plan) -> str:
    people = -(-(plan.phones + 1) // plan.teams)
    size = ("--teams", str(plan.teams), "--households", str(TEAM), "--volunteers", str(people))
    return doorstep("bench-data", "--database", database.url(store), *size, "--json")


def _serving(database: Database, store: str) -> Any:
    return running_server(database.url(store), free_port(), database.pid)


def _seed(server: Server, phone: Phone, dice: random.Random) -> None:
    """One visit and one resident at each door of a team, by one of its volunteers."""
    client, now = Client(server.port), now_ms()
    made = [each(phone, door, now - 86_400_000, now, dice) for door in phone.households for each in (visit, resident)]
    for start in range(0, len(made), COMMANDS):
        client.post(PUSH, phone.token, phone.push(made[start : start + COMMANDS], now))


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def _pushes(server: Server, phones: Sequence[Phone], dice: random.Random) -> tuple[float, float]:
    """CPU and wall seconds of an evening's push by every phone, some at a time."""
    now = now_ms()
    bodies = [(phone.token, phone.push(evening(phone, now, dice), now)) for phone in phones]
    lanes = [bodies[place::LANES] for place in range(LANES)]
    began, wall = server.cpu_s(), time.monotonic()
    with ThreadPoolExecutor(LANES) as pool:
        list(pool.map(lambda lane: _push_all(server.port, lane), lanes))
    return server.cpu_s() - began, time.monotonic() - wall


def _push_all(port: int, bodies: Sequence[tuple[str, bytes]]) -> None:
    client = Client(port)
    for token, body in bodies:
        outcomes = {receipt["outcome"] for receipt in client.post(PUSH, token, body).told()["receipts"]}
        if not outcomes <= {"applied", "merged", "noop"}:
            raise RuntimeError(f"a push was answered {outcomes}")


def _pulls(stage: Stage, dice: random.Random) -> tuple[Pulls, Pulls, Pulls, Pulls, float]:
    client, phone = Client(stage.server.port), stage.reader
    whole, cursors = _walk(client, phone, {})
    cards = [entry for each in whole["slices"] if each["kind"] == "team" for entry in each["entries"]]
    size = sum(len(msgspec.json.encode(entry)) for entry in cards) / len(cards)
    slices = {each["id"]: each["kind"] for each in whole["slices"]}
    everything = [(CARDS_READ if kind in ("team", "person") else ITEMS_READ, (_id(stage, id_), 0)) for id_, kind in slices.items()]
    first, first_gzip = (_repeated(stage, client, {}, everything, packed=packed) for packed in (False, True))
    person = _person(stage, phone)
    idle = _repeated(stage, client, cursors, [(FOLLOWED, (person,))], packed=False, more=10)
    now = now_ms()
    changes = [visit(phone, door, now - 60_000, now, dice) for door in phone.households[:10]]
    client.post(PUSH, phone.token, phone.push(changes, now))
    team = next(id_ for id_, kind in slices.items() if kind == "team")
    head = stage.database.rows(stage.store, "SELECT head FROM slices WHERE id = ?", _id(stage, team))[0][0]
    ten = _repeated(stage, client, cursors, [(FOLLOWED, (person,)), (CARDS_READ, (_id(stage, team), head - 10))], packed=False)
    return first, first_gzip, idle, ten, size


def _id(stage: Stage, text: str) -> Any:
    return UUID(text).bytes if stage.database.pid is None else UUID(text)


def _person(stage: Stage, phone: Phone) -> Any:
    return stage.database.rows(stage.store, "SELECT person_id FROM replicas WHERE id = ?", _id(stage, phone.replica))[0][0]


def _walk(client: Client, phone: Phone, cursors: dict[str, str]) -> tuple[Any, dict[str, str]]:
    """A pull to its end; here every slice fits into one page."""
    told = client.post(PULL, phone.token, _pull(phone, cursors)).told()
    if any(each["more"] for each in told["slices"]):
        raise RuntimeError("a slice did not fit into one page")
    return told, cursors | {each["id"]: each["cursor"] for each in told["slices"]}


def _pull(phone: Phone, cursors: dict[str, str]) -> bytes:
    return msgspec.json.encode({"protocol": 1, "replica": phone.replica, "cursors": cursors, "max_bytes": 4_000_000})


def _repeated(
    stage: Stage, client: Client, cursors: dict[str, str], queries: list[tuple[str, tuple[Any, ...]]], *, packed: bool, more: int = 1
) -> Pulls:
    """The same pull many times. `more`: how many times as often, where one is short."""
    times = stage.plan.pulls * more
    body, last = _pull(stage.reader, cursors), Reply(0, b"")
    for _ in range(WARM):
        client.post(PULL, stage.reader.token, body, packed=packed)
    began = stage.server.cpu_s()
    for _ in range(times):
        last = client.post(PULL, stage.reader.token, body, packed=packed)
    spent = stage.server.cpu_s() - began
    floor = stage.database.read(stage.store, queries, times)
    return Pulls(spent / times, floor / times, last.size)
