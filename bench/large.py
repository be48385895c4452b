"""`python -m bench.large [--teams N] [--only sqlite|postgresql]`: how long a desk's largest calls take, and how long pushes wait beside them.

A store of N teams with 445 doors each. Phones of the last team push one visit after another while a coordinator does each of these things: its
answer, then the time until all of it is done, where it goes on in the background.
"""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from bench.server import Client, running_server
from bench.waits import DOORS, filled, measured, pushing
from bench.work import phones_of
from tests.postgres import free_port

TAKEN = 8_900
ALONE_S = 5.0
DAYS = {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}


def main() -> None:
    measured("python -m bench.large", str(__doc__), 226, _measure)


def _measure(name: str, url: str, teams: int) -> None:
    told = filled(url, teams)
    dice = random.Random(7)
    phone = list(phones_of(told, dice))[-1]
    with running_server(url, port := free_port(), None):
        print(f"{name}: {teams * DOORS} doors", flush=True)
        with pushing(port, phone, dice) as alone:
            time.sleep(ALONE_S)
        print(f"  {'alone':28} {alone}", flush=True)
        desk = Desk(Client(port), told)
        for what, act, is_working in desk.deeds():
            with pushing(port, phone, dice) as beside:
                began = time.monotonic()
                act()
                answered = time.monotonic() - began
                while is_working():
                    time.sleep(0.5)
                done = time.monotonic() - began
            print(f"  {what:28} {beside}   answered in {answered:.1f} s, done in {done:.1f} s", flush=True)


class Desk:
    """What a coordinator does."""

    def __init__(self, client: Client, told: dict[str, Any]) -> None:
        self._client, self._token, self._told = client, told["tokens"]["coordinator"], told
        self._campaign, self._last = f"/api/campaigns/{told['campaign_id']}", ""

    def deeds(self) -> Iterator[tuple[str, Callable[[], object], Callable[[], bool]]]:
        """What it is, the call, and whether it is still worked at."""
        losing, *_, team = self._told["teams"]
        areas = self._get("/api/areas")["areas"]
        top = next(area["id"] for area in areas if area["parent_id"] is None)
        one = next(area["id"] for area in areas if area["parent_id"] is not None)
        yield "a building of 2,000 doors", lambda: self._build(one), _never
        yield "which is taken back", lambda: self._post(f"/api/buildings/{self._last}/remove", {}), _never
        yield "an area comes in", lambda: self._begin(one, top), self._is_entering
        yield "the campaign ends", lambda: self._post(f"{self._campaign}/end", {}), _never
        yield "and goes on", lambda: self._post(f"{self._campaign}/reopen", {}), self._is_entering
        yield (
            "the next campaign",
            lambda: self._post("/api/campaigns", {"name": "下一轮", **DAYS, "like_id": self._told["campaign_id"]}),
            self._is_entering,
        )
        self._take(losing["id"], [door for each in self._told["teams"][1:21] for door in each["households"]][:TAKEN])
        yield f"a team of {TAKEN + DOORS} doors ends", lambda: self._post(f"/api/teams/{losing['id']}/end", {}), _never
        yield "and goes on", lambda: self._post(f"/api/teams/{losing['id']}/reopen", {}), _never
        yield "two doors are joined", lambda: self._join(*team["households"][:2]), _never
        yield "and parted", lambda: self._post(f"/api/joins/{self._last}/undo", {}), _never
        yield "people are erased", lambda: self._erase(team["households"][2]), _never

    def _build(self, area_id: str) -> None:
        doors = [
            {"entrance": f"{entrance}单元", "floor": floor, "door": f"{floor}{door:02}"}
            for entrance in range(1, 11)
            for floor in range(1, 26)
            for door in range(1, 9)
        ]
        made = self._post("/api/buildings", {"area_id": area_id, "name": "新楼", "doors": doors})
        self._last = made["building"]["id"]

    def _begin(self, one: str, top: str) -> None:
        """A campaign of one area that gets all of them."""
        made = self._post("/api/campaigns", {"name": "小的", **DAYS, "area_ids": [one]})
        self._post(f"/api/campaigns/{made['id']}", {"area_ids": [one, top]})

    def _take(self, team_id: str, doors: list[str]) -> None:
        move = self._post(f"{self._campaign}/moves", {"parts": [{"team_id": team_id, "household_ids": doors}]})
        while self._get(f"/api/moves/{move['id']}")["state"] == "running":
            time.sleep(0.5)

    def _join(self, one: str, other: str) -> None:
        self._last = self._post("/api/pairs/join", {"one_id": one, "other_id": other})["id"]

    def _erase(self, door: str) -> None:
        home = self._get(f"/api/households/{door}")["household"]
        self._post(f"/api/households/{door}/erase", {"confirm": f"{self._building_of(home)}{home['entrance'] or ''}{home['door'] or ''}"})

    def _building_of(self, home: dict[str, Any]) -> str:
        return str(next(each["name"] for each in self._told["teams"][-1]["buildings"] if each["id"] == home["building_id"]))

    def _is_entering(self) -> bool:
        return any(each["entering"] is not None for each in self._get("/api/campaigns")["campaigns"])

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._client.post(path, self._token, msgspec.json.encode(body)).told()

    def _get(self, path: str) -> Any:
        return self._client.get(path, self._token).told()


def _never() -> bool:
    return False


if __name__ == "__main__":
    main()
