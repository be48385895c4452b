"""python -m tests.simulator.stage SCENE SEED: a scene on PostgreSQL in the order of statements that the seed gives."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path

from litestar import Litestar

from tests.conftest import make_schema
from tests.postgres import Postgres, running_postgres
from tests.server.community import Community
from tests.simulator.at_once import SCENES, Meeting, Scene
from tests.simulator.bugs import SEQUENCE
from tests.simulator.postgres_server import PostgresServer
from tests.simulator.run import commit

KEPT = Path(__file__).parent / "orders.txt"  # as hostile/kept.py has them
BY_NAME = {scene.__name__: scene for scene in SCENES}


class Stage:
    """A community to copy, and one application."""

    def __init__(self, postgres: Postgres, of: Community, app: Litestar) -> None:
        self.postgres, self.of, self.app = postgres, of, app

    async def play(self, scene: Scene, seed: int) -> Meeting:
        self.postgres.copy("doorstep_stage", "doorstep_scene")
        try:
            return await Meeting(self.app, self.postgres.url("doorstep_scene"), self.of, seed).run(scene)
        finally:
            await self.app.state.store.close()
            self.postgres.drop("doorstep_scene")


@asynccontextmanager
async def a_stage(postgres: Postgres, template: str) -> AsyncIterator[Stage]:
    """`template`: a database with the schema and no rows."""
    postgres.copy(template, "doorstep_stage")
    server = await PostgresServer(postgres.url("doorstep_stage")).fill()
    await server.rows(SEQUENCE)
    await server.app.state.store.close()
    yield Stage(postgres, server.of, server.app)
    postgres.drop("doorstep_stage")


@asynccontextmanager
async def a_stage_alone() -> AsyncIterator[Stage]:
    """On a PostgreSQL of its own."""
    with running_postgres() as postgres:
        postgres.do("create database doorstep_template")
        make_schema(postgres.url("doorstep_template"))
        async with a_stage(postgres, "doorstep_template") as stage:
            yield stage


def describe(scene: Scene, seed: int, met: Meeting) -> str:
    """What a developer needs to see it again."""
    lines = "\n".join(f"    {text[:1_000]}" for text in met.wrong[:12])
    order = " ".join(f"{name}×{len(list(each))}" for name, each in groupby(met.stepper.order))
    again = f".venv/bin/python -m tests.simulator.stage {scene.__name__} {seed}"
    return f"{scene.__name__} by seed {seed} at commit {commit()}:\n{lines}\n    {order}\n    again: {again}"


async def main(name: str, seed: int) -> int:
    async with a_stage_alone() as stage:
        met = await stage.play(BY_NAME[name], seed)
    print(describe(BY_NAME[name], seed, met))
    return 1 if met.wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1], int(sys.argv[2]))))
