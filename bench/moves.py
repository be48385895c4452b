"""`python -m bench.moves [--teams N] [--doors N] [--only sqlite|postgresql]`: how long a push waits while doors are moved by the thousand.

A store of N teams with 445 doors each. Phones of the last team push one visit after another, first alone, then while a coordinator's
move gives most of the other doors to two teams, and while that is undone; then while the area of all teams but theirs leaves the campaign,
and while it comes back. A push waits at most for the piece in its way.
"""

import argparse
import random
import time
from typing import Any

import msgspec

from bench.server import Client, running_server
from bench.waits import DOORS, filled, pushing, stores
from bench.work import phones_of
from tests.postgres import free_port

ALONE_S = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.moves", description=__doc__)
    parser.add_argument("--teams", type=int, default=26, help="226: an area of 100,125 doors leaves")
    parser.add_argument("--doors", type=int, default=10_000, help="how many are moved")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    for name, url in stores(args.only):
        _measure(name, url, args.teams, args.doors)


def _measure(name: str, url: str, teams: int, count: int) -> None:
    told = filled(url, teams)
    dice = random.Random(7)
    phone = list(phones_of(told, dice))[-1]
    *losing, one, other, _ = told["teams"]
    doors = [door for team in losing for door in team["households"]][:count]
    with running_server(url, port := free_port(), None):
        print(f"{name}: {len(doors)} of {teams * DOORS} doors")
        desk = Desk(Client(port), told["tokens"]["coordinator"], told["campaign_id"])
        with pushing(port, phone, dice) as alone:
            time.sleep(ALONE_S)
        print(f"  alone             {alone}")
        half = len(doors) // 2
        parts = [{"team_id": one["id"], "household_ids": doors[:half]}, {"team_id": other["id"], "household_ids": doors[half:]}]
        with pushing(port, phone, dice) as moving:
            job, took = desk.run(f"/api/campaigns/{desk.campaign_id}/moves", {"parts": parts, "only_if": "unvisited"})
        print(f"  while moving      {moving}   {job['moved']} doors in {took:.1f} s")
        with pushing(port, phone, dice) as undoing:
            undone, took = desk.run(f"/api/moves/{job['id']}/undo", {})
        print(f"  while undoing     {undoing}   {undone['moved']} doors in {took:.1f} s")
        area_id = desk.set_apart(teams)
        with pushing(port, phone, dice) as leaving:
            left, took = desk.run(f"/api/campaigns/{desk.campaign_id}/areas/{area_id}/leave", {})
        print(f"  while leaving     {leaving}   {left['moved']} doors in {took:.1f} s")
        with pushing(port, phone, dice) as coming:
            back, took = desk.run(f"/api/moves/{left['id']}/undo", {})
        print(f"  while coming back {coming}   {back['moved']} doors in {took:.1f} s")


class Desk:
    """What a coordinator does."""

    def __init__(self, client: Client, token: str, campaign_id: str) -> None:
        self._client, self._token, self.campaign_id = client, token, campaign_id

    def run(self, path: str, body: dict[str, Any]) -> tuple[Any, float]:
        """A job from its order to its end, with the seconds it took."""
        began = time.monotonic()
        job = self._post(path, body)
        while job["state"] == "running":
            time.sleep(0.2)
            job = self._get(f"/api/moves/{job['id']}")
        return job, time.monotonic() - began

    def set_apart(self, teams: int) -> str:
        """Hang the last team's area beside the one that the campaign names, and name it too. Returns the other, which all the rest is in."""
        areas = self._get("/api/areas")["areas"]
        top = next(area["id"] for area in areas if area["parent_id"] is None)
        last = next(area["id"] for area in areas if area["name"] == f"第{teams}社区")
        self._post(f"/api/areas/{last}", {"parent_id": None})
        self._post(f"/api/campaigns/{self.campaign_id}", {"area_ids": [top, last]})
        return str(top)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._client.post(path, self._token, msgspec.json.encode(body)).told()

    def _get(self, path: str) -> Any:
        return self._client.get(path, self._token).told()


if __name__ == "__main__":
    main()
