"""Results as a table, each figure beside what it should be."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bench.measure import TEAM, Pulls, Result

PUSH_MOST = {"SQLite": 4.0, "PostgreSQL": 3.0}
FIRST_MOST, GZIP_MOST = 5.0, 8.0
WIRE_MOST = 80_000  # bytes of a team's doors at gzip 1
PEAK_MOST = 160  # MiB


HEADING = (
    "CPU of the server's process and, on PostgreSQL, the database's processes; the client's is not counted.",
    "The floor: the same rows by raw sqlite3 (WAL, FULL) or asyncpg, executemany, one transaction for 70 commands (bench/floors.py).",
    "A ratio is the median turn's: server and floor take turns, so that what else runs on the machine weighs on both.",
)


def lines_of(result: Result) -> Iterator[str]:
    yield ""
    yield f"{result.database}, {result.households:,} households, phones of {result.busy} teams"
    yield from (f"  {line}" for line in _lines(result))


def _lines(result: Result) -> Iterator[str]:
    push, wire = result.push, result.first_gzip.size
    yield (
        f"push        {push.each_s * 1000:7.3f} CPU-s per 1,000 commands, floor {push.floor_s * 1000:.3f}"
        f" → {push.ratio:.2f}x {_judged(push.ratio, PUSH_MOST[result.database])}; {push.times / result.push_wall_s:,.0f} commands/s"
    )
    yield f"first pull  {_pull(result.first)} {_judged(result.first.cost.ratio, FIRST_MOST)}"
    yield f"  at gzip 1 {_pull(result.first_gzip)} {_judged(result.first_gzip.cost.ratio, GZIP_MOST)}"
    yield f"10 changes  {_pull(result.ten)}"
    yield f"idle pull   {_pull(result.idle)}"
    yield f"a card      {result.card_bytes:,.0f} bytes; {TEAM} doors at gzip 1 {wire:,} bytes {_judged(wire, WIRE_MOST)}"
    yield f"peak memory {result.peak_mib:.0f} MiB {_judged(result.peak_mib, PEAK_MOST) if result.database == 'SQLite' else ''}".rstrip()


def _pull(pulls: Pulls) -> str:
    cost = pulls.cost
    return f"{cost.each_s * 1000:7.3f} CPU-ms, floor {cost.floor_s * 1000:.3f} → {cost.ratio:.2f}x, {pulls.size:,} bytes"


def _judged(value: float, most: float) -> str:
    return f"(at most {most:,g}{'' if value <= most else ', MISSED'})"


def growth_of(results: Sequence[Result]) -> Iterator[str]:
    """How much dearer a command and a pull get as the store grows and the same doors are visited, each against the floor of its own run."""
    yield ""
    for small, large in pairwise(results):
        if (small.database, small.busy) == (large.database, large.busy):
            pairs = {
                "push": (small.push, large.push),
                "first pull": (small.first.cost, large.first.cost),
                "10 changes": (small.ten.cost, large.ten.cost),
                "idle pull": (small.idle.cost, large.idle.cost),
            }
            told = ", ".join(f"{name} {other.ratio / one.ratio - 1:+.0%}" for name, (one, other) in pairs.items())
            yield f"{small.database}, ratios from {small.households:,} to {large.households:,} households: {told} (at most +20 %)"
