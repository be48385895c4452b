"""How long pushes take while something else goes on."""

import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from bench.server import Client
from bench.work import Phone, visit
from tests.postgres import running_postgres

EVERY_S = 0.02


class Waits(msgspec.Struct):
    """How long pushes took, ms."""

    took: list[float]

    def __str__(self) -> str:
        ordered = sorted(self.took)
        return f"{len(ordered):5} pushes   median {_at(ordered, 0.5):6.1f}   95 % {_at(ordered, 0.95):6.1f}   longest {ordered[-1]:6.1f} ms"


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


def stores(only: str | None) -> Iterator[tuple[str, str]]:
    """Empty ones, by the name of their database."""
    if only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as folder:
            yield "SQLite", f"sqlite:///{Path(folder) / 'store.sqlite'}"
    if only != "sqlite":
        with running_postgres() as server:
            yield "PostgreSQL", server.url("postgres")
