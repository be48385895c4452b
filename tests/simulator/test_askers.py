"""Histories in which people ask for lists, doors and files: no reply tells what is not its asker's to see; and bugs planted there, which must be caught."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from server.attention import sight
from server.db.driver import fetch
from server.exports import files
from server.identity.scope import Scope
from server.replication import notices
from server.replication.slices import Item, NewId
from sync import judge
from sync.card import Door
from sync.records import Notice
from sync.rulings.case import Ruling
from sync.world import Incoming, World
from tests.simulator.askers import BRANCHES, SEEDS
from tests.simulator.run import ENOUGH, is_caught, run_until_reached
from tests.simulator.server import Server

MOST_SEEDS = 20

reach_of, items_of, judged = files.reach_of, notices.items_of, judge.judge


def of_every_area(*given: Any) -> Any:
    return replace(reach_of(*given), area_ids=None)


def to_everybody(conn: Connection, told: Sequence[Notice], doors: Mapping[UUID, Door], now: int, new_id: NewId) -> dict[UUID, list[Item]]:
    people = [row[0] for row in fetch(conn, "SELECT id FROM people ORDER BY id")]
    return items_of(conn, [replace(each, to=person) for each in told for person in people], doors, now, new_id)


def everybody_is_led(conn: Connection, scope: Scope, people: set[UUID]) -> dict[UUID, set[UUID]]:
    return {person: set() for person in people}


def with_the_name_there(incoming: Incoming, world: World) -> Ruling:
    """Why something is not its author's to do: who lives there."""
    ruling, door = judged(incoming, world), world.find(incoming.command.household_id)
    return replace(ruling, reason=door.body.household.name) if ruling.reason == "not_yours" and door is not None else ruling


BUGS: dict[str, Callable[[], Any]] = {
    "any_door_is_shown": lambda: patch("server.households.routes.sees_door", lambda *_: True),
    "a_leader_looks_after_everybody": lambda: patch.multiple(sight, BY_LED="({author} IN (??) OR 1 = 1)", _led_authors=everybody_is_led),
    "an_export_that_forgets_the_area": lambda: patch.object(files, "reach_of", of_every_area),
    "numbers_that_go_out_whole": lambda: patch("server.exports.tables.mask_phone", lambda phone: phone),
    "a_notice_that_goes_to_everybody": lambda: patch("server.replication.write.items_of", to_everybody),
    "a_receipt_that_tells_what_a_stranger_said": lambda: patch.object(judge, "judge", with_the_name_there),
}


async def test_no_reply_tells_what_is_not_its_askers_to_see(server: Server) -> None:
    report = await run_until_reached(server, SEEDS, ENOUGH, BRANCHES)

    assert not report.failures, str(report)
    assert report.unreached == []


@pytest.mark.parametrize("name", sorted(BUGS))
async def test_a_bug_planted_in_who_sees_what_is_caught(server: Server, name: str) -> None:
    with BUGS[name]():
        assert await is_caught(server, SEEDS[:MOST_SEEDS])
