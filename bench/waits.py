"""How long pushes take while something else goes on."""

import argparse
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from bench.server import Client, doorstep
from bench.work import Phone, visit
from tests.postgres import running_postgres

EVERY_S = 0.02
DOORS = 445  # of a team


class Waits(msgspec.Struct):
    """How long pushes, or chunks of a long work, took, ms."""

    took: list[float]

    def __str__(self) -> str:
        ordered = sorted(self.took)
        return f"{len(ordered):5} times   median {_at(ordered, 0.5):6.1f}   95 % {_at(ordered, 0.95):6.1f}   longest {ordered[-1]:6.1f} ms"


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@contextmanager
def pushing(port: int, phone: Phone, dice: random.Random) -> Iterator[Waits]:
    """One visit after another, as from many phones, until the block ends."""
    waits, over = Waits([]), threading.Event()

    def push() -> None:
        client = Client(port)
        while not over.is_set():
            now = time.time_ns() // 1_000_000
            body = phone.push([visit(phone, dice.choice(list(phone.households)), now, now, dice)], now)
            began = time.monotonic()
            client.post("/api/sync/push", phone.token, body)
            waits.took.append(1000 * (time.monotonic() - began))
            time.sleep(EVERY_S)

    thread = threading.Thread(target=push)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()


def measured(prog: str, about: str, teams: int, measure: Callable[[str, str, int], None]) -> None:
    """The command line of a bench that measures an empty store of each database, filled with so many teams of DOORS each."""
    parser = argparse.ArgumentParser(prog=prog, description=about)
    parser.add_argument("--teams", type=int, default=teams, help=f"{teams}: {teams * DOORS:,} doors")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    for name, url in stores(args.only):
        measure(name, url, args.teams)


def filled(url: str, teams: int) -> Any:
    """What was told of the community that the store has now."""
    size = ("--teams", str(teams), "--households", str(DOORS), "--volunteers", "4")
    return msgspec.json.decode(doorstep("bench-data", "--database", url, *size, "--json"))


def stores(only: str | None) -> Iterator[tuple[str, str]]:
    """Empty ones, by the name of their database."""
    if only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as folder:
            yield "SQLite", f"sqlite:///{Path(folder) / 'store.sqlite'}"
    if only != "sqlite":
        with running_postgres() as server:
            yield "PostgreSQL", server.url("postgres")
