"""`python -m bench.moves [--doors N] [--only sqlite|postgresql]`: how long a push waits while doors are moved by the thousand.

A store of 25 teams with 445 doors each. Phones of the last team push one visit after another, first alone, then while a coordinator's
move gives most of the other doors to two teams, and while that is undone. A push waits at most for the piece of the move in its way.
"""

import argparse
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from bench.server import Client, doorstep, running_server
from bench.work import Phone, phones_of, visit
from tests.postgres import free_port, running_postgres

TEAMS, DOORS = 25, 445
ALONE_S = 5.0
EVERY_S = 0.02


class Waits(msgspec.Struct):
    """How long pushes took, ms."""

    took: list[float]

    def __str__(self) -> str:
        ordered = sorted(self.took)
        return f"{len(ordered):5} pushes   median {_at(ordered, 0.5):6.1f}   95 % {_at(ordered, 0.95):6.1f}   longest {ordered[-1]:6.1f} ms"


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.moves", description=__doc__)
    parser.add_argument("--doors", type=int, default=10_000, help="how many are moved")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    for name, url in _stores(args.only):
        _measure(name, url, args.doors)


def _stores(only: str | None) -> Iterator[tuple[str, str]]:
    if only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="doorstep-moves-") as folder:
            yield "SQLite", f"sqlite:///{Path(folder) / 'store.sqlite'}"
    if only != "sqlite":
        with running_postgres() as server:
            yield "PostgreSQL", server.url("postgres")


def _measure(name: str, url: str, count: int) -> None:
    size = ("--teams", str(TEAMS), "--households", str(DOORS), "--volunteers", "4")
    told = msgspec.json.decode(doorstep("bench-data", "--database", url, *size, "--json"))
    dice = random.Random(7)
    phone = list(phones_of(told, dice))[-1]
    *losing, one, other, _ = told["teams"]
    doors = [door for team in losing for door in team["households"]][:count]
    with running_server(url, port := free_port(), None):
        print(f"{name}: {len(doors)} of {TEAMS * DOORS} doors")
        with _pushing(port, phone, dice) as alone:
            time.sleep(ALONE_S)
        print(f"  alone             {alone}")
        half = len(doors) // 2
        parts = [{"team_id": one["id"], "household_ids": doors[:half]}, {"team_id": other["id"], "household_ids": doors[half:]}]
        client, token = Client(port), told["tokens"]["coordinator"]
        with _pushing(port, phone, dice) as moving:
            job, took = _run(client, token, f"/api/campaigns/{told['campaign_id']}/moves", {"parts": parts, "only_if": "unvisited"})
        print(f"  while moving      {moving}   {job['moved']} doors in {took:.1f} s")
        with _pushing(port, phone, dice) as undoing:
            undone, took = _run(client, token, f"/api/moves/{job['id']}/undo", {})
        print(f"  while undoing     {undoing}   {undone['moved']} doors in {took:.1f} s")


def _run(client: Client, token: str, path: str, body: dict[str, Any]) -> tuple[Any, float]:
    """A job from its order to its end, with the seconds it took."""
    began = time.monotonic()
    job = client.post(path, token, msgspec.json.encode(body)).told()
    while job["state"] == "running":
        time.sleep(0.2)
        job = client.get(f"/api/moves/{job['id']}", token).told()
    return job, time.monotonic() - began


@contextmanager
def _pushing(port: int, phone: Phone, dice: random.Random) -> Iterator[Waits]:
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


if __name__ == "__main__":
    main()
