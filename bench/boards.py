"""`python -m bench.boards [--quick] [--only sqlite|postgresql]`: what boards and lists read in a store of 272,000 doors, and in one of twice that.

600 teams, a tenth of the city. The same teams then get as many doors again, in as many buildings again. A board reads counters: what it reads
may grow with the teams and buildings it shows, never with the doors. So every board is the same within 20 %, but for those that show more.
A list by a rare state walks past the buildings that have none, so it grows with those.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import httpx
import msgspec

from bench.watching import Read, Watch, read_by_postgres, read_by_sqlite
from bench.work import Phone, uuid7, visit
from server.app import create_app, wall_clock
from server.bench_data.fill import Filled, Size, add_doors, found
from server.db.engine import PLANS
from server.db.migrate import ready_schema
from server.demo.founding import Means
from server.ids import uuid7 as new_id
from server.settings import Settings
from tests.postgres import running_postgres

FULL, QUICK = (600, 454), (12, 90)
VOLUNTEERS = 3
VISITS = 30  # of each team
TIMES = 5
MOST = 0.20


class Look(msgspec.Struct, frozen=True):
    """One call: what was read for it, how long it took (ms, the median), how many rows it showed."""

    read: Read
    ms: float
    shown: int


class Store(msgspec.Struct, frozen=True):
    """A store under measurement; `path` of an SQLite file."""

    name: str
    url: str
    path: str | None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.boards", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="12 teams of 90 doors: a smoke test")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    teams, doors = QUICK if args.quick else FULL
    for store in _stores(args.only):
        asyncio.run(_measure(store, teams, doors))


def _stores(only: str | None) -> Iterator[Store]:
    if only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="doorstep-boards-") as folder:
            path = str(Path(folder) / "store.sqlite")
            yield Store("SQLite", f"sqlite:///{path}", path)
    if only != "sqlite":
        with running_postgres() as server:
            server.do("create database boards")
            yield Store("PostgreSQL", server.url("boards"), None)


async def _measure(store: Store, teams: int, doors: int) -> None:
    means = Means(wall_clock(), lambda: new_id(wall_clock(), os.urandom(10)), os.urandom)
    app = create_app(Settings(database=store.url))
    held = app.state.store
    await asyncio.to_thread(ready_schema, held)
    filled = await asyncio.to_thread(held.write_now, lambda conn: found(conn, Size(teams, doors * 2, VOLUNTEERS), means))
    await held.close()
    app = create_app(Settings(database=store.url))
    held = app.state.store
    watch = Watch(held)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bench", timeout=600) as client:
        ids = await _fill(held, filled, 0, doors, means)
        await _walk(client, filled, ids)
        await _settle(store)
        small = await _looks(client, store, watch, filled, ids)
        ids = await _fill(held, filled, doors, doors * 2, means)
        await _settle(store)
        large = await _looks(client, store, watch, filled, ids)
    await held.close()
    print("\n".join(_lines(store, teams, doors, small, large)), flush=True)


async def _fill(held: Any, filled: Filled, start: int, end: int, means: Means) -> list[list[UUID]]:
    return [await asyncio.to_thread(add_doors, held, filled, place, start, end, means) for place in range(len(filled.founded.teams))]


async def _walk(client: httpx.AsyncClient, filled: Filled, ids: Sequence[Sequence[UUID]]) -> None:
    """Some visits by each team, over the last days."""
    dice, now = random.Random(1), wall_clock()
    for team, doors in zip(filled.founded.teams, ids, strict=True):
        replica = uuid7(1_700_000_000_000, dice)
        phone = Phone(team.volunteers[0].token, replica, str(filled.founded.campaign_id), [str(each) for each in doors])
        at = [now - dice.randrange(1, 20 * 24) * 3_600_000 for _ in range(VISITS)]
        made = [
            {**visit(phone, door, moment, now, dice), "heard": moment} for door, moment in zip(phone.households, sorted(at), strict=False)
        ]
        reply = await client.post("/api/sync/push", content=phone.push(made, now), headers={"Authorization": f"Bearer {phone.token}"})
        reply.raise_for_status()


async def _settle(store: Store) -> None:
    """Statistics as a database has them that has run for a while."""
    if store.path is None:
        import asyncpg

        connection = await asyncpg.connect(store.url)
        await connection.execute("VACUUM ANALYZE")
        await connection.close()


def _paths(filled: Filled, ids: Sequence[Sequence[UUID]], count: int) -> Mapping[str, str]:
    campaign, team = filled.founded.campaign_id, filled.founded.teams[7]
    building = filled.buildings[7][0].id
    board, doors = f"/api/campaigns/{campaign}", f"/api/households?campaign_id={campaign}&limit=100"
    return {
        "board: every team": f"{board}/coverage?by=team",
        "board: every area": f"{board}/coverage?by=area",
        "board: people of a team": f"{board}/coverage?by=person&team_id={team.id}",
        "board: teams, people and phones": f"{board}/teams",
        "board: days and hours, all": f"{board}/times",
        "board: days and hours, a team": f"{board}/times?team_id={team.id}",
        "board: buildings of a team": f"{board}/coverage?by=building&team_id={team.id}",
        "a tower": f"{board}/grid?building_id={building}",
        "list: first page": doors,
        "list: a page in the middle": f"{doors}&skip={count // 2}",
        "list: of one state": f"{doors}&state=refused",
        "list: not visited, a team": f"{doors}&unvisited=true&team_id={team.id}",
        "list: tried on a day": f"{doors}&tried_on={time.strftime('%Y-%m-%d', time.gmtime(time.time() - 5 * 86_400))}",
    }


async def _looks(client: httpx.AsyncClient, store: Store, watch: Watch, filled: Filled, ids: Sequence[Sequence[UUID]]) -> dict[str, Look]:
    headers = {"Authorization": f"Bearer {filled.founded.coordinator.token}"}
    campaign = filled.founded.campaign_id
    told = (await client.get(f"/api/campaigns/{campaign}/coverage", headers=headers)).json()
    looks = {}
    for name, path in _paths(filled, ids, told["known"]).items():
        with watch.looking() as asked:
            reply = await client.get(path, headers=headers)
        reply.raise_for_status()
        spent = []
        for _ in range(TIMES):
            began = time.perf_counter()
            await client.get(path, headers=headers)
            spent.append((time.perf_counter() - began) * 1000)
        read = read_by_sqlite(store.path, asked) if store.path else await read_by_postgres(store.url, PLANS, asked)
        looks[name] = Look(read, median(spent), _shown(reply.json()))
    return looks


def _shown(body: dict[str, Any]) -> int:
    return len(next((body[key] for key in ("rows", "teams", "days", "cells", "households") if key in body), ()))


def _lines(store: Store, teams: int, doors: int, small: Mapping[str, Look], large: Mapping[str, Look]) -> Iterator[str]:
    unit = "steps" if store.path else "rows"
    yield ""
    yield f"{store.name}, {teams} teams, {teams * doors:,} doors and {teams * doors * 2:,} ({unit} read: {'of its machine' if store.path else 'in the plans'})"
    yield f"  {'':32}{'shown':>6}{unit:>12}{'twice':>12}{'change':>9}{'ms':>8}{'twice':>8}"
    for name, one in small.items():
        other = large[name]
        change = other.read.amount / max(one.read.amount, 1) - 1
        shows_more = other.shown > one.shown * (1 + MOST)
        missed = "  MISSED" if change > MOST and not shows_more and not name.startswith("list") else ""
        scans = f"  scans {', '.join(other.read.scanned)}" if other.read.scanned else ""
        yield (
            f"  {name:32}{one.shown:>6}{one.read.amount:>12,}{other.read.amount:>12,}{change:>+9.0%}{one.ms:>8.1f}{other.ms:>8.1f}"
            f"{f'  shows {other.shown}' if shows_more else ''}{missed}{scans}"
        )


if __name__ == "__main__":
    main()
