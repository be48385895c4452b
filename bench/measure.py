"""The measurements themselves: CPU of a real server under real requests, beside the floor of the same run."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from bench.databases import Database, Statement
from bench.floors import CARDS_READ, FOLLOWED, ITEMS_READ, push_floor
from bench.server import Client, Reply, Server, doorstep, running_server
from bench.work import COMMANDS, Phone, evening, phones_of, resident, visit
from tests.postgres import free_port

TEAM = 445  # households
LANES = 4  # phones that push at the same time
PUSH, PULL = "/api/sync/push", "/api/sync/pull"
WARM = 3
TURNS = 20
T = TypeVar("T")


class Plan(msgspec.Struct, frozen=True):
    """How much is measured. `teams` of TEAM households each; the phones belong to the first `busy` of them."""

    teams: int
    busy: int
    phones: int
    pulls: int


class Cost(msgspec.Struct, frozen=True):
    """CPU seconds of the server and of the floor, turn by turn; `times` things were done in all."""

    turns: list[tuple[float, float]]
    times: int

    @property
    def ratio(self) -> float:
        """The median turn's: a neighbour's burst on the machine falls on one side of some turns only."""
        return median(server / floor for server, floor in self.turns)

    @property
    def each_s(self) -> float:
        return sum(server for server, _ in self.turns) / self.times

    @property
    def floor_s(self) -> float:
        return sum(floor for _, floor in self.turns) / self.times


class Pulls(msgspec.Struct, frozen=True):
    """One kind of pull, with its bytes on the wire."""

    cost: Cost
    size: int


class Result(msgspec.Struct, frozen=True):
    database: str
    households: int
    busy: int  # teams that pushed
    push: Cost
    push_wall_s: float
    first: Pulls
    first_gzip: Pulls
    idle: Pulls
    ten: Pulls
    card_bytes: float
    peak_mib: float


class Evening(msgspec.Struct, frozen=True):
    """One phone's push."""

    replica: str
    token: str
    body: bytes


class Stage(msgspec.Struct):
    """One store under measurement: its server, and a volunteer whose team has had a visit and a resident at each door."""

    database: Database
    store: str
    server: Server
    reader: Phone
    plan: Plan


def measure(database: Database, plan: Plan, make: Callable[[str], None]) -> Result:
    """`make` gives the database an empty store of a name.

    The pushes are rehearsed on a copy, so that the floor's rows are known; then server and floor take turns, a few phones each,
    and both meet the same neighbours on the machine.
    """
    dice = random.Random(plan.teams)
    store = f"bench_{plan.teams}_{plan.busy}"
    make(store)
    told = msgspec.json.decode(_fill(database, store, plan))
    phones = list(phones_of(told, dice))
    with _serving(database, store) as server:
        _seed(server, phones[0], dice)
    pushes = _evenings(phones[1 : plan.phones + 1], dice)
    floor = _rehearsed(database, store, pushes)
    with _serving(database, store) as server:
        stage = Stage(database, store, server, phones[0], plan)
        first, first_gzip, idle, ten, cards = _pulls(stage, dice)
        push, wall = _pushes(stage, pushes, floor)
        peak = server.peak_mib()
    households = sum(len(team["households"]) for team in told["teams"])
    return Result(database.name, households, plan.busy, push, wall, first, first_gzip, idle, ten, cards, peak)


def _evenings(phones: Sequence[Phone], dice: random.Random) -> list[Evening]:
    now = now_ms()
    return [Evening(phone.replica, phone.token, phone.push(evening(phone, now, dice), now)) for phone in phones]


def _rehearsed(database: Database, store: str, pushes: Sequence[Evening]) -> dict[str, list[Statement]]:
    """What each phone's push writes, for the floor; and a copy of the store, `_floor`, to write it into."""
    after = f"{store}_rehearsed"
    database.copy(store, after)
    with _serving(database, after) as server:
        _push_all(server.port, pushes)
    database.copy(store, f"{store}_floor")
    return {str(_uuid(replica)): batch for replica, batch in push_floor(database, store, after).items()}


def _uuid(value: bytes | UUID) -> UUID:
    return UUID(bytes=value) if isinstance(value, bytes) else value


def _fill(database: Database, store: str, plan: Plan) -> str:
    people = -(-(plan.phones + 1) // plan.busy)
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


def _pushes(stage: Stage, pushes: Sequence[Evening], floor: Mapping[str, list[Statement]]) -> tuple[Cost, float]:
    """The cost of an evening's push by every phone, and the pushes' wall seconds."""
    costs, wall = [], 0.0
    for turn in _turns(pushes):
        began, at = stage.server.cpu_s(), time.monotonic()
        with ThreadPoolExecutor(LANES) as pool:
            list(pool.map(lambda lane: _push_all(stage.server.port, lane), [turn[place::LANES] for place in range(LANES)]))
        wall += time.monotonic() - at
        spent = stage.server.cpu_s() - began
        costs.append((spent, stage.database.play(f"{stage.store}_floor", [floor[each.replica] for each in turn])))
    return Cost(costs, len(pushes) * COMMANDS), wall


def _turns(every: Sequence[T]) -> list[Sequence[T]]:
    size = -(-len(every) // TURNS)
    return [every[start : start + size] for start in range(0, len(every), size)]


def _push_all(port: int, pushes: Sequence[Evening]) -> None:
    client = Client(port)
    for each in pushes:
        outcomes = {receipt["outcome"] for receipt in client.post(PUSH, each.token, each.body).told()["receipts"]}
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
    stage.database.read(stage.store, queries, WARM)
    costs = []
    for turn in _turns(range(times)):
        began = stage.server.cpu_s()
        for _ in turn:
            last = client.post(PULL, stage.reader.token, body, packed=packed)
        spent = stage.server.cpu_s() - began
        costs.append((spent, stage.database.read(stage.store, queries, len(turn))))
    return Pulls(Cost(costs, times), last.size)
