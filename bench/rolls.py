"""`python -m bench.rolls [--lines N] [--only sqlite|postgresql]`: an import beside its floor, and the wait of a push beside an import.

The floor writes the rows that the import made into an empty store: raw executemany, transactions of as many doors. Counted is the CPU of
everything: reading the file in its own process, deciding, writing and, on PostgreSQL, the database's processes.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from bench.databases import Database, Postgresql, Sqlite, Statement
from bench.process import tree_cpu_s
from bench.server import Client, doorstep, running_server
from bench.work import phones_of, visit
from server.cli import new_id
from server.clock import wall_clock
from server.db.engine import Store, open_store
from server.db.tables import metadata
from server.exchange.importer import CHUNK, Means, run_plan
from server.exchange.plan import plan_import
from server.exchange.rows import OPERATORS
from server.exchange.sandbox import AskRoll, read
from server.exchange.turns import turns_of
from tests.postgres import free_port, running_postgres

LINES, BESIDE = 100_000, 10_000
MADE = ("households", "receipts", "roll_lines", "household_needs")  # tables whose rows an import makes, door by door
MOST = 10.0  # times the floor
AREA = "大社区"
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", "秀英桂兰玉梅强伟芳敏"


class Rolled(msgspec.Struct, frozen=True):
    """CPU seconds of an import and of its floor; seconds of wall time of pushes alone, of pushes beside an import, and of its chunks."""

    database: str
    lines: int
    import_s: float
    floor_s: float
    wall_s: float
    rows: int
    alone: Sequence[float]
    beside: Sequence[float]
    chunks: Sequence[float]

    @property
    def ratio(self) -> float:
        return self.import_s / self.floor_s


def a_roll(lines: int) -> bytes:
    """A large community's, in good order: towers of 18 floors, four entrances of four doors a floor."""
    dice = random.Random(7)
    return "\n".join(["编号,社区,楼栋,单元,楼层,门牌,户主,联系电话,人口数,标签,备注", *_lines(lines, dice)]).encode()


def _lines(lines: int, dice: random.Random) -> Iterator[str]:
    for number in range(lines):
        building, place = divmod(number, 288)
        entrance, place = divmod(place, 72)
        floor, door = divmod(place, 4)
        name = dice.choice(FAMILY) + dice.choice(GIVEN) + dice.choice(GIVEN)
        needs = dice.choice(("", "", "高龄", "独居老人;残疾", "租户"))
        where = f"{building + 1}号楼,{entrance + 1}单元,{floor + 1},{floor + 1}{door + 1:02d}"
        told = f"{name},13{dice.randrange(10**9):09d},{dice.randrange(1, 6)},{needs},{dice.choice(('', '', '空置', '门铃坏了'))}"
        yield f"X-{number:06d},{AREA},{where},{told}"


def measure_rolls(database: Database, lines: int, make: Callable[[str], None]) -> Rolled:
    make("rolled")
    doorstep("migrate", "--database", database.url("rolled"))
    database.copy("rolled", "floor")
    database.copy("rolled", "warm")
    store = open_store(database.url("rolled"))
    began, wall = _cpu_s(database), time.monotonic()
    chunks = _import(store, a_roll(lines), pausing=False)
    spent, taken = _cpu_s(database) - began, time.monotonic() - wall
    batches = _floor(database)
    database.play("warm", batches[:20])
    floor = database.play("floor", batches)
    alone, beside = _pushes(database, min(BESIDE, lines), make)
    return Rolled(
        database.name, lines, spent, floor, taken, sum(len(rows) for batch in batches for _, rows in batch), alone, beside, chunks
    )


def _cpu_s(database: Database) -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time() + children.ru_utime + children.ru_stime
    return own + (tree_cpu_s(database.pid) if database.pid else 0.0)


def _import(store: Store, data: bytes, *, pausing: bool) -> list[float]:
    """How long each chunk took."""
    chunks: list[float] = []

    def pause(seconds: float) -> None:
        chunks.append(seconds)
        if pausing:
            time.sleep(seconds)

    roll = read(data, AskRoll(AREA, limits=OPERATORS))
    with turns_of(store) as turns:
        plan = plan_import(turns, roll, AREA, None, wall_clock())
        run_plan(turns, plan, Means(wall_clock, new_id, pause))
    return chunks


def _floor(database: Database) -> list[list[Statement]]:
    """The rows that stand in the store now, a batch for each chunk."""
    tables = {}
    for table in MADE:
        names = [column.name for column in metadata.tables[table].columns]
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        tables[sql] = [tuple(row) for row in database.rows("rolled", f"SELECT {', '.join(names)} FROM {table}")]
    count = -(-max(map(len, tables.values())) // CHUNK)
    return [
        [(sql, rows[len(rows) * step // count : len(rows) * (step + 1) // count]) for sql, rows in tables.items()] for step in range(count)
    ]


def _pushes(database: Database, lines: int, make: Callable[[str], None]) -> tuple[list[float], list[float]]:
    """Seconds that a volunteer's pushes of one visit take, alone and while an import runs in another process."""
    make("beside")
    told = msgspec.json.decode(doorstep("bench-data", "--teams", "1", "--volunteers", "1", "--database", database.url("beside"), "--json"))
    dice = random.Random(1)
    phone = next(phones_of(told, dice))
    store, data = open_store(database.url("beside")), a_roll(lines)
    with running_server(database.url("beside"), free_port(), database.pid) as server, ThreadPoolExecutor(1) as pool:
        client = Client(server.port)

        def push() -> float:
            now = wall_clock()
            body = phone.push([visit(phone, dice.choice(phone.households), now, now, dice)], now)
            began = time.monotonic()
            client.post("/api/sync/push", phone.token, body)
            return time.monotonic() - began

        for _ in range(20):
            push()
        alone = [push() for _ in range(100)]
        job = pool.submit(_import, store, data, pausing=True)
        beside: list[float] = []
        while not job.done():
            beside.append(push())
        job.result()
    return alone, beside


def lines_of_rolls(result: Rolled) -> Iterator[str]:
    yield ""
    yield f"{result.database}, a roll of {result.lines:,} lines"
    judged = "" if result.ratio <= MOST else ", MISSED"
    yield (
        f"  import      {result.import_s:7.1f} CPU-s, floor {result.floor_s:.1f} for {result.rows:,} rows → {result.ratio:.1f}x (at most {MOST:g}{judged});"
        f" {result.lines / result.wall_s:,.0f} lines/s without the pauses"
    )
    yield f"  a chunk     {_ms(result.chunks)}, {CHUNK} doors"
    yield f"  a push      {_ms(result.alone)} alone"
    yield f"  beside one  {_ms(result.beside)}, {len(result.beside)} pushes"


def _ms(seconds: Sequence[Any]) -> str:
    ordered = sorted(seconds)
    return (
        f"{median(ordered) * 1000:6.1f} ms median, {ordered[len(ordered) * 99 // 100] * 1000:.0f} at 99 %, {ordered[-1] * 1000:.0f} at most"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rolls", description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    if args.only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as folder:
            print("\n".join(lines_of_rolls(measure_rolls(Sqlite(Path(folder)), args.lines, lambda _: None))), flush=True)
    if args.only != "sqlite":
        with running_postgres() as server:
            database = Postgresql(server.port)
            print("\n".join(lines_of_rolls(measure_rolls(database, args.lines, database.make))), flush=True)


if __name__ == "__main__":
    main()
