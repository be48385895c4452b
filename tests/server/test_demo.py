"""The demo has everything a newcomer should meet on the first evening, and is the same whenever it is made alike."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import func, select

from server.bench_data.fill import Size, fill_bench
from server.db.driver import fetch
from server.db.engine import Store, open_store
from server.db.tables import campaigns, feed, households, receipts, replicas, requests, slices, visits, wishes
from server.demo.answer import Answer
from server.demo.fill import fill_demo
from server.demo.founding import Means, StoreNotEmptyError
from server.identity.credentials import hash_token
from server.identity.store import find_actor
from server.ids import uuid7
from sync.card import decode_body
from tests.clock import FakeClock
from tests.conftest import make_schema
from tests.postgres import Postgres

HOUR = 3_600_000


def some_means(clock: FakeClock) -> Means:
    """The same ids and tokens each time."""
    numbers = itertools.count(1)

    def chance(size: int) -> bytes:
        return next(numbers).to_bytes(size, "big")

    return Means(clock(), lambda: uuid7(clock(), chance(10)), chance)


@pytest.fixture
def empty(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    yield store
    asyncio.run(store.close())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Answer]]:
    """Made once on each database: what is asked of it here changes nothing."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.sqlite'}"
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        postgres.do("create database demo")
        url = postgres.url("demo")
    make_schema(url)
    store = open_store(url)
    yield store, store.write_now(lambda conn: fill_demo(conn, some_means(FakeClock())))
    asyncio.run(store.close())


def rows(store: Store, statement: Any) -> list[Any]:
    return store.read_now(lambda conn: list(conn.execute(statement)))


def counts(store: Store, column: Any) -> dict[Any, int]:
    return {row[0]: row[1] for row in rows(store, select(column, func.count()).group_by(column))}


def test_the_demo_has_what_a_newcomer_should_meet(demo: tuple[Store, Answer]) -> None:
    store = demo[0]

    assert set(counts(store, visits.c.outcome)) == {"met", "not_home", "call_back", "refused", "moved", "vacant", "inaccessible"}
    assert set(counts(store, requests.c.state)) >= {"raised", "triaged", "assigned", "in_progress", "answered", "closed"}
    assert counts(store, receipts.c.outcome).keys() == {"applied"}
    cards = [decode_body(row.body) for row in rows(store, select(households.c.body))]
    assert len(cards) == 864
    assert sum(card.conflict_count for card in cards) == 1
    assert sum(bool(card.residents) for card in cards) == 60
    assert Counter(bool(wish.resident_id) for card in cards for wish in card.do_not_contact) == {True: 1, False: 1}
    assert len(rows(store, select(wishes))) == 2


def test_every_team_has_doors_that_nobody_has_tried_and_appointments_tonight(demo: tuple[Store, Answer]) -> None:
    store, answer = demo

    for team in answer.teams:
        states = counts_of_slice(store, team.slice_id)
        assert states["never_tried"] >= 40
        assert {"met", "not_home", "call_back", "refused", "vacant", "given_up"} <= states.keys()
        assert len(team.households) == sum(states.values()) == 288
    tonight = [row.doc for row in rows(store, select(visits.c.doc).where(visits.c.outcome == "call_back")) if b"2026-01-05" in row.doc]
    assert len(tonight) >= 6


def counts_of_slice(store: Store, slice_id: UUID) -> dict[str, int]:
    stmt = select(feed.c.state, func.count()).where(feed.c.slice_id == slice_id, feed.c.gone_reason.is_(None)).group_by(feed.c.state)
    return {row[0]: row[1] for row in rows(store, stmt)}


def test_doors_are_left_for_the_coordinator_to_give(demo: tuple[Store, Answer]) -> None:
    assert rows(demo[0], select(slices.c.count).where(slices.c.kind == "unassigned")) == [(288,)]


def test_one_phone_is_silent_with_unsent_work_and_another_is_fresh(demo: tuple[Store, Answer], clock: FakeClock) -> None:
    heard = rows(demo[0], select(replicas.c.last_seen_at, replicas.c.unsent, replicas.c.oldest_at).where(replicas.c.kind == "phone"))

    assert any(clock() - row.last_seen_at > 4 * HOUR and row.unsent > 0 and row.oldest_at < row.last_seen_at for row in heard)
    assert any(clock() - row.last_seen_at < HOUR / 10 and row.unsent == 0 for row in heard)


def test_the_campaign_is_running(demo: tuple[Store, Answer]) -> None:
    row = rows(demo[0], select(campaigns))[0]

    assert (row.starts_on, row.ends_on, row.max_attempts, row.id) == ("2025-12-24", "2026-01-23", 3, demo[1].campaign_id)


def test_the_tokens_sign_their_people_in(demo: tuple[Store, Answer], clock: FakeClock) -> None:
    store, answer = demo
    tokens = answer.tokens

    def roles(token: str) -> tuple[bool, frozenset[UUID], frozenset[UUID]]:
        actor = store.read_now(lambda conn: find_actor(conn, hash_token(token), None, clock()))
        return actor.is_coordinator, actor.led_team_ids, actor.team_ids

    assert roles(tokens.coordinator) == (True, frozenset(), frozenset())
    for team in answer.teams:
        assert roles(tokens.leaders[team.id]) == (False, frozenset({team.id}), frozenset({team.id}))
        assert len([each for each in tokens.volunteers if each.team_id == team.id]) >= 3
    for each in tokens.volunteers:
        assert roles(each.token) == (False, frozenset(), frozenset({each.team_id}))


def test_the_answer_is_the_object_that_scripts_expect(demo: tuple[Store, Answer]) -> None:
    told = msgspec.json.decode(demo[1].as_json())

    assert told.keys() == {"campaign_id", "teams", "tokens"}
    assert [team.keys() for team in told["teams"]] == [{"id", "name", "slice_id", "households"}] * 2
    assert told["tokens"].keys() == {"coordinator", "leaders", "volunteers"}
    assert told["tokens"]["volunteers"][0].keys() == {"person", "team_id", "token"}


def test_the_same_means_make_the_same_demo(sqlite_copy: Callable[[], Store], clock: FakeClock) -> None:
    answers = []
    for _ in range(2):
        store = sqlite_copy()
        answers.append(store.write_now(lambda conn: fill_demo(conn, some_means(clock))).as_json())
        asyncio.run(store.close())

    assert answers[0] == answers[1]


@pytest.fixture
def sqlite_copy(sqlite_template: Any, tmp_path: Any) -> Callable[[], Store]:
    numbers = itertools.count()

    def copy() -> Store:
        path = tmp_path / f"{next(numbers)}.sqlite"
        path.write_bytes(sqlite_template.read_bytes())
        return open_store(f"sqlite:///{path}")

    return copy


@pytest.mark.parametrize("hours", [0, 6, 12, 18])
def test_the_demo_can_be_made_at_any_hour(sqlite_copy: Callable[[], Store], clock: FakeClock, hours: int) -> None:
    clock.advance(hours=hours, days=hours / 6)
    store = sqlite_copy()

    answer = store.write_now(lambda conn: fill_demo(conn, some_means(clock)))

    assert all(counts_of_slice(store, team.slice_id)["never_tried"] >= 40 for team in answer.teams)
    latest = rows(store, select(func.max(visits.c.at)))[0][0]
    assert latest <= clock()
    asyncio.run(store.close())


def test_a_store_in_use_is_left_alone(demo: tuple[Store, Answer], clock: FakeClock) -> None:
    with pytest.raises(StoreNotEmptyError):
        demo[0].write_now(lambda conn: fill_demo(conn, some_means(clock)))


def test_bench_data_has_the_size_that_was_asked_for(empty: Store, clock: FakeClock) -> None:
    answer = fill_bench(empty, Size(teams=3, households=40, volunteers=2), some_means(clock))

    assert [len(team.households) for team in answer.teams] == [40, 40, 40]
    assert [counts_of_slice(empty, team.slice_id) for team in answer.teams] == [{"never_tried": 40}] * 3
    assert [[building.name for building in team.buildings or ()] for team in answer.teams] == [["1号楼", "2号楼"]] * 3
    assert len(answer.tokens.volunteers) == 6
    shown = empty.read_now(lambda conn: fetch(conn, "SELECT count(*) FROM items WHERE kind = 'building'"))
    assert shown[0][0] == 6


def test_bench_data_without_doors_has_buildings_to_add_them_to(empty: Store, clock: FakeClock) -> None:
    answer = fill_bench(empty, Size(teams=2, households=0, volunteers=1), some_means(clock))

    assert [(len(team.households), len(team.buildings or ())) for team in answer.teams] == [(0, 1), (0, 1)]
