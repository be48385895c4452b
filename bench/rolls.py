"""`python -m bench.rolls [--lines N] [--only sqlite|postgresql]`: an import beside its floor, and the wait of a push beside an import and its undo.

The floor writes the rows that the import made into an empty store: raw executemany, transactions of as many doors. Counted is the CPU of
everything: reading the file in its own process, deciding, writing and, on PostgreSQL, the database's processes. Pushes of one visit go to a
server, one after another, alone and while `doorstep import` brings the same lines into its store and takes them back.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from bench.bringing import Brought
from bench.databases import Database, Postgresql, Sqlite, Statement
from bench.process import tree_cpu_s
from bench.server import doorstep, running_server
from bench.waits import Waits, filled, pushing
from bench.work import phones_of
from server.cli import new_id
from server.clock import wall_clock
from server.collector import calm_collector
from server.db.engine import Store, open_store
from server.db.tables import metadata
from server.exchange.importer import CHUNK, Means, run_plan
from server.exchange.plan import plan_import
from server.exchange.rows import OPERATORS
from server.exchange.sandbox import AskRoll, read
from server.exchange.turns import turns_of
from tests.postgres import free_port, running_postgres

LINES = 100_000
ALONE_S = 3
MADE = ("households", "receipts", "roll_lines", "household_needs")  # tables whose rows an import makes, door by door
MOST = 10.0  # times the floor
AREA = "大社区"
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", "秀英桂兰玉梅强伟芳敏"


class Rolled(msgspec.Struct, frozen=True):
    """CPU seconds of an import and of its floor; wall time of the import and of its chunks, and of pushes, by what went on beside them."""

    database: str
    lines: int
    import_s: float
    floor_s: float
    wall_s: float
    rows: int
    chunks: Sequence[float]
    pushes: Mapping[str, Waits]

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
    chunks = _import(store, a_roll(lines))
    spent, taken = _cpu_s(database) - began, time.monotonic() - wall
    batches = _floor(database)
    database.play("warm", batches[:20])
    floor = database.play("floor", batches)
    pushes = _pushes(database, lines, make)
    return Rolled(database.name, lines, spent, floor, taken, sum(len(rows) for batch in batches for _, rows in batch), chunks, pushes)


def _cpu_s(database: Database) -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time() + children.ru_utime + children.ru_stime
    return own + (tree_cpu_s(database.pid) if database.pid else 0.0)


def _import(store: Store, data: bytes) -> list[float]:
    """How long each chunk took; without pauses."""
    chunks: list[float] = []
    roll = read(data, AskRoll(AREA, limits=OPERATORS))
    with turns_of(store) as turns:
        plan = plan_import(turns, roll, AREA, None, wall_clock())
        run_plan(turns, plan, Means(wall_clock, new_id, chunks.append))
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


def _pushes(database: Database, lines: int, make: Callable[[str], None]) -> dict[str, Waits]:
    make("beside")
    url, dice = database.url("beside"), random.Random(1)
    phone = next(phones_of(filled(url, 1), dice))
    with running_server(url, free_port(), database.pid) as server, tempfile.TemporaryDirectory(prefix="doorstep-bench-") as folder:
        roll = Path(folder) / "roll.csv"
        roll.write_bytes(a_roll(lines))
        with pushing(server.port, phone, dice):
            time.sleep(ALONE_S)  # until everything is warm
        with pushing(server.port, phone, dice) as alone:
            time.sleep(ALONE_S)
        with pushing(server.port, phone, dice) as importing:
            brought = _bring(url, str(roll), "--area", AREA, "--yes", "--json")
        with pushing(server.port, phone, dice) as undoing:
            undone = _bring(url, "--undo", msgspec.json.decode(brought.told)["undo_id"])
    return {
        "a push alone": alone,
        "beside an import": importing,
        "    whose chunks": brought.chunks,
        "beside its undo": undoing,
        "    whose chunks ": undone.chunks,
    }


def _bring(url: str, *arguments: str) -> Brought:
    command = [sys.executable, "-m", "bench.bringing", "--database", url, *arguments]
    return msgspec.json.decode(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout, type=Brought)


def lines_of_rolls(result: Rolled) -> Iterator[str]:
    yield ""
    yield f"{result.database}, a roll of {result.lines:,} lines"
    judged = "" if result.ratio <= MOST else ", MISSED"
    yield (
        f"  import      {result.import_s:7.1f} CPU-s, floor {result.floor_s:.1f} for {result.rows:,} rows → {result.ratio:.1f}x (at most {MOST:g}{judged});"
        f" {result.lines / result.wall_s:,.0f} lines/s without the pauses"
    )
    yield f"  a chunk     {_ms(result.chunks)}, {CHUNK} doors, without the pauses"
    yield from (f"  {name:16} {waits}" for name, waits in result.pushes.items())


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
    calm_collector()  # as the command is
    if args.only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as folder:
            print("\n".join(lines_of_rolls(measure_rolls(Sqlite(Path(folder)), args.lines, lambda _: None))), flush=True)
    if args.only != "sqlite":
        with running_postgres() as server:
            database = Postgresql(server.port)
            print("\n".join(lines_of_rolls(measure_rolls(database, args.lines, database.make))), flush=True)


if __name__ == "__main__":
    main()
