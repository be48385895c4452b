"""`python -m bench.zones [--teams N] [--only sqlite|postgresql]`: how long pushes wait while the organization gets another time zone.

A store of N teams with 445 doors each; every volunteer has sent an evening's work. Then a phone pushes one visit after another, first alone,
then while a coordinator says another zone, until everything is counted in it.
"""

import argparse
import random
import time
from typing import Any

import msgspec

from bench.server import Client, doorstep, running_server
from bench.waits import pushing, stores
from bench.work import evening, phones_of
from tests.postgres import free_port

DOORS, ZONE = 445, "America/Los_Angeles"
ALONE_S = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.zones", description=__doc__)
    parser.add_argument("--teams", type=int, default=225, help="225: 100,125 doors")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    for name, url in stores(args.only):
        _measure(name, url, args.teams)


def _measure(name: str, url: str, teams: int) -> None:
    size = ("--teams", str(teams), "--households", str(DOORS), "--volunteers", "4")
    told = msgspec.json.decode(doorstep("bench-data", "--database", url, *size, "--json"))
    dice = random.Random(7)
    phones = list(phones_of(told, dice))
    with running_server(url, port := free_port(), None):
        client, now = Client(port), time.time_ns() // 1_000_000
        for phone in phones[:-1]:
            client.post("/api/sync/push", phone.token, phone.push(evening(phone, now, dice), now))
        with pushing(port, phones[-1], dice) as alone:
            time.sleep(ALONE_S)
        print(f"{name}: {teams * DOORS} doors\n  alone            {alone}", flush=True)
        with pushing(port, phones[-1], dice) as changing:
            answered, counted = _change(Client(port), told["tokens"]["coordinator"])
        print(f"  while it changes {changing}   answered in {answered:.1f} s, counted in {counted:.1f} s")


def _change(client: Client, token: str) -> tuple[float, float]:
    """Seconds to the answer, and until all is counted."""
    began = time.monotonic()
    told: Any = client.post("/api/organization", token, msgspec.json.encode({"time_zone": ZONE, "confirmed": True})).told()
    answered = time.monotonic() - began
    while told["is_counting"]:
        time.sleep(0.2)
        told = client.get("/api/organization", token).told()
    return answered, time.monotonic() - began


if __name__ == "__main__":
    main()
