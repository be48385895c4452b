"""Calls that meet in one store, a statement of each at a time, in orders from seeds: on PostgreSQL, where transactions truly overlap."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import pytest

from server.db.driver import LOCKS, _for_postgresql, fetch
from sync.digest import MODULUS
from tests.hostile.kept import kept_seeds
from tests.postgres import Postgres
from tests.simulator.at_once import (
    SCENES,
    Scene,
    a_push_and_a_join,
    three_about_one_request,
    two_push_while_one_pulls,
    work_at_a_door_and_the_door,
)
from tests.simulator.bugs import places_from_a_sequence
from tests.simulator.stage import KEPT, Stage, a_stage, describe

ORDERS = int(os.environ.get("DOORSTEP_ORDERS", "5"))  # of the statements of each scene
MOST_ORDERS = 60  # until some meet, and until a bug is seen
MET = ("waited for another", "went on between another's statements")
SUM = "SELECT count, sum FROM slices WHERE id = ?"
ADVANCE = "UPDATE slices SET head = head + ?, count = ?, sum = ? WHERE id = ? RETURNING head"


@pytest.fixture(scope="module")
async def stage(postgres: Postgres, postgres_template: str) -> AsyncIterator[Stage]:
    async with a_stage(postgres, postgres_template) as ready:
        yield ready


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"postgresql-{scene.__name__}")
async def test_whatever_the_order_of_their_statements_nothing_is_lost_and_everybody_agrees(stage: Stage, scene: Scene) -> None:
    reached: Counter[str] = Counter()
    kept = kept_seeds(scene.__name__, KEPT)
    for place, seed in enumerate([*kept, *range(max(ORDERS, MOST_ORDERS))]):
        if place >= len(kept) + ORDERS and all(reached[each] for each in MET):
            break
        met = await stage.play(scene, seed)
        assert not met.wrong, describe(scene, seed, met)
        reached.update(met.reached)
    assert reached["desk answered"] == reached["desk asked"]
    assert all(reached[each] for each in MET)


async def test_a_seed_gives_one_order_of_statements_on_postgresql(stage: Stage) -> None:
    one, other, another = [await stage.play(two_push_while_one_pulls, seed) for seed in (4, 4, 5)]

    assert one.stepper.order == other.stepper.order != another.stepper.order
    assert len(one.stepper.order) > 30


@contextmanager
def sums_counted_on_from_a_look() -> Iterator[None]:
    """What a slice holds is read and written, without a lock in between. (Of its places the store itself refuses two that are one.)"""

    def advance(conn: Any, slice_id: Any, steps: int, *, count: int = 0, tags: int = 0) -> int:
        cards, total = fetch(conn, SUM, slice_id)[0]
        head: int = fetch(conn, ADVANCE, steps, cards + count, (total + tags) % MODULUS, slice_id)[0][0]
        return head - steps + 1

    with ExitStack() as stack:
        for room in ("feed", "moves", "slices"):
            stack.enter_context(patch(f"server.replication.{room}.advance_slice", advance))
        yield


@contextmanager
def rows_read_without_a_lock() -> Iterator[None]:
    _for_postgresql.cache_clear()
    with patch.dict(LOCKS, {"{lock}": ""}):
        yield
    _for_postgresql.cache_clear()


@contextmanager
def a_replay_that_misses_a_concurrent_add() -> Iterator[None]:
    """An id that nobody knows has no row to lock: its work is held while the door is added beside it, and neither sees the other."""
    with patch("server.replication.reading.add_keys", lambda conn, ids: None):
        yield


PLANTED: list[tuple[Callable[[], AbstractContextManager[None]], Scene]] = [
    (places_from_a_sequence, two_push_while_one_pulls),
    (sums_counted_on_from_a_look, two_push_while_one_pulls),
    (rows_read_without_a_lock, a_push_and_a_join),
    (a_replay_that_misses_a_concurrent_add, work_at_a_door_and_the_door),
    (rows_read_without_a_lock, three_about_one_request),
]


@pytest.mark.parametrize(("bug", "scene"), PLANTED, ids=lambda each: f"postgresql-{each.__name__}")
async def test_a_bug_that_only_an_order_of_statements_shows_is_caught(
    stage: Stage, bug: Callable[[], AbstractContextManager[None]], scene: Scene
) -> None:
    with bug():
        for seed in range(MOST_ORDERS):
            if (await stage.play(scene, seed)).wrong:
                return

    pytest.fail(f"went through {MOST_ORDERS} orders unseen")
