"""Runs seeds one after another, for tests and from the command line."""

import sqlite3
import subprocess
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulator.history import History, hash_of
from tests.simulator.kinds import history_of, kind_of
from tests.simulator.server import Server

SEEDS = Path(__file__).parent / "seeds.txt"
FEW_ACTS = 24
MOST_TRIED, ENOUGH = 400, 10  # histories for each branch to be reached; fewer than that may not come to it
MEMORY = Path("/dev/shm")  # where there is one, a store in memory: what is simulated here is not the disk


@dataclass
class Report:
    histories: int = 0
    commands: int = 0
    faults: int = 0
    branches: Counter[str] = field(default_factory=Counter)
    failures: dict[int, list[str]] = field(default_factory=dict)
    unreached: list[str] = field(default_factory=list)  # of the branches that were asked for

    def __str__(self) -> str:
        done = f"{self.histories} histories, {self.commands} commands, {self.faults} faults, {len(self.failures)} failed"
        return "\n".join([done, *(describe(seed, wrong) for seed, wrong in self.failures.items())])


@asynccontextmanager
async def a_server() -> AsyncIterator[Server]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        server = await Server.make(Path(folder))
        try:
            yield server
        finally:
            await server.close()
            server.apps.stop()


async def run_seed(server: Server, seed: int, report: Report) -> list[str]:
    """What is wrong in this history."""
    history = history_of(server, seed)
    wrong = await what_is_wrong(server, history)
    report.histories += 1
    report.commands += len(history.saved)
    report.faults += sum(count for name, count in history.branches.items() if name.startswith("fault"))
    report.branches.update(history.branches)
    if wrong:
        report.failures[seed] = wrong
    return wrong


async def what_is_wrong(server: Server, history: History) -> list[str]:
    """A bug may also make a phone or the checker stumble: that counts too."""
    try:
        await history.run()
        return history.wrong
    except Exception as error:
        await server.close()
        return [*history.wrong, f"{type(error).__name__}: {error}"]


async def run_seeds(server: Server, seeds: Iterable[int], report: Report) -> Report:
    for seed in seeds:
        await run_seed(server, seed, report)
    return report


async def digest_of(server: Server, seed: int) -> str:
    """Of all that was said in a short history, of what it reached, and of the store that it left."""
    history = await kind_of(seed)(server, seed, acts=FEW_ACTS).run()
    with closing(sqlite3.connect(server.path)) as left:
        told = [*history.transcript, *history.wrong, *sorted(map(str, history.branches.items())), *left.iterdump()]
    return hash_of("\n".join(told).encode())


async def is_caught(server: Server, seeds: Iterable[int]) -> bool:
    """Whether a history of one of the seeds shows what is planted now."""
    for seed in seeds:
        if await run_seed(server, seed, Report()):
            return True
    return False


async def run_until_reached(server: Server, seeds: Sequence[int], count: int, names: Collection[str]) -> Report:
    """So many histories of the seeds, and on until each of the branches was reached, which is not asked of a few."""
    report = await run_seeds(server, seeds[:count], Report())
    for seed in seeds[count : MOST_TRIED if count >= ENOUGH else count]:
        report.unreached = [name for name in names if not report.branches[name]]
        if not report.unreached:
            break
        await run_seed(server, seed, report)
    return report


def kept_seeds() -> list[int]:
    """Seeds that once failed, replayed first for ever."""
    lines = SEEDS.read_text(encoding="utf-8").splitlines()
    return [int(line.split("#")[0]) for line in lines if line.split("#")[0].strip()]


def keep_seed(seed: int, why: str) -> None:
    if seed not in kept_seeds():
        with SEEDS.open("a", encoding="utf-8") as file:
            file.write(f"{seed}  # {why[:120]}\n")


def describe(seed: int, wrong: list[str], without: Collection[int] = ()) -> str:
    """What a developer needs to see it again. `without`: the planned events that it fails without."""
    lines = "\n".join(f"    {text[:1_000]}" for text in wrong[:12])
    left_out = f" --without {ranges_of(without)}" if without else ""
    return f"seed {seed} at commit {commit()}:\n{lines}\n    again: .venv/bin/python -m tests.simulator {seed}{left_out}"


def ranges_of(numbers: Collection[int]) -> str:
    """1-3,7 for 1, 2, 3 and 7."""
    told: list[list[int]] = []
    for number in sorted(numbers):
        if told and told[-1][1] == number - 1:
            told[-1][1] = number
        else:
            told.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in told)


def numbers_in(ranges: str) -> set[int]:
    """What `ranges_of` wrote."""
    pairs = [each.split("-") for each in ranges.split(",") if each]
    return {number for pair in pairs for number in range(int(pair[0]), int(pair[-1]) + 1)}


def commit() -> str:
    try:
        done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False, cwd=SEEDS.parent)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"
