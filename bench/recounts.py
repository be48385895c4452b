"""`python -m bench.recounts [--teams N] [--only sqlite|postgresql]`: how long pushes wait while what counts is counted anew.

A store of N teams with 445 doors each; every volunteer has sent an evening's work. Then a phone pushes one visit after another, first alone, then
while the organization gets another time zone, while its campaign gets days on which nobody was out yet, its own days again, and another
most of tries; each until everything is counted by it.
"""

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from bench.server import Client, running_server
from bench.waits import DOORS, filled, measured, pushing
from bench.work import evening, phones_of
from tests.postgres import free_port

ZONE = "America/Los_Angeles"
ALONE_S = 5.0


def main() -> None:
    measured("python -m bench.recounts", str(__doc__), 225, _measure)


def _measure(name: str, url: str, teams: int) -> None:
    told = filled(url, teams)
    dice = random.Random(7)
    phones = list(phones_of(told, dice))
    with running_server(url, port := free_port(), None):
        client, now = Client(port), time.time_ns() // 1_000_000
        for phone in phones[:-1]:
            client.post("/api/sync/push", phone.token, phone.push(evening(phone, now, dice), now))
        with pushing(port, phones[-1], dice) as alone:
            time.sleep(ALONE_S)
        print(f"{name}: {teams * DOORS} doors\n  alone      {alone}", flush=True)
        desk = Desk(Client(port), told["tokens"]["coordinator"], told["campaign_id"])
        for what, path, body in desk.changes(datetime.now(UTC)):
            with pushing(port, phones[-1], dice) as changing:
                answered, counted = desk.change(path, body)
            print(f"  {what:10} {changing}   answered in {answered:.1f} s, counted in {counted:.1f} s", flush=True)


class Desk:
    """What a coordinator changes."""

    def __init__(self, client: Client, token: str, campaign_id: str) -> None:
        self._client, self._token, self._campaign_id = client, token, campaign_id

    def changes(self, today: datetime) -> list[tuple[str, str, dict[str, Any]]]:
        path = f"/api/campaigns/{self._campaign_id}"
        was = next(each for each in self._get("/api/campaigns")["campaigns"] if each["id"] == self._campaign_id)
        later = {"starts_on": f"{today + timedelta(days=3):%Y-%m-%d}", "ends_on": f"{today + timedelta(days=30):%Y-%m-%d}"}
        return [
            ("the zone", "/api/organization", {"time_zone": ZONE, "confirmed": True}),
            ("other days", path, later),
            ("days back", path, {name: was[name] for name in later}),
            ("one try", path, {"max_attempts": 1}),
        ]

    def change(self, path: str, body: dict[str, Any]) -> tuple[float, float]:
        """Seconds to the answer, and until all is counted."""
        began = time.monotonic()
        self._client.post(path, self._token, msgspec.json.encode(body))
        answered = time.monotonic() - began
        while self._get("/api/organization")["is_counting"]:
            time.sleep(0.2)
        return answered, time.monotonic() - began

    def _get(self, path: str) -> Any:
        return self._client.get(path, self._token).told()


if __name__ == "__main__":
    main()
