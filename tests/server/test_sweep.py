"""Held work is replayed, handed to a person after five days, and old gones are forgotten with their slices' floor raised."""

import asyncio
from uuid import uuid4

import pytest

from server.db.driver import execute
from server.replication.sweep import CHUNK, be_patient_until, keep_sweeping, prune, sweep, sweep_through
from tests.server.office import Office
from tests.server.test_moves import move
from tests.server.test_push import World, world

__all__ = ["world"]


async def test_held_work_goes_to_a_person_after_five_days_and_its_author_hears_of_it(world: World) -> None:
    ann = world.phone("ann")
    assert await ann.outcomes(ann.visit(uuid4(), world.of.campaign)) == ["held"]

    await world.store.write(lambda conn: sweep(conn, world.clock(), world.ids))
    assert await world.rows("SELECT count(*) FROM held") == [(1,)]
    world.clock.advance(days=5, minutes=1)
    await world.store.write(lambda conn: sweep(conn, world.clock(), world.ids))
    await ann.pull()

    assert await world.rows("SELECT count(*) FROM held") == [(0,)]
    assert await world.rows("SELECT reason FROM parked") == [("waited_too_long",)]
    assert [(item["what"], item["reason"]) for item in ann.items if item["kind"] == "notice"] == [("parked", "waited_too_long")]


async def start(world: World) -> None:
    """A server over this store, until its first sweep is through."""
    sweeping = asyncio.create_task(keep_sweeping(world.store, world.clock, world.ids))
    async with asyncio.timeout(20):
        while await world.rows("SELECT read_by FROM organization") == [(None,)]:
            await asyncio.sleep(0)
    sweeping.cancel()


async def test_what_was_held_waits_for_phones_that_could_not_come_while_the_server_was_off(world: World) -> None:
    ann = world.phone("ann")
    assert await ann.outcomes(ann.visit(uuid4(), world.of.campaign)) == ["held"]
    world.clock.advance(days=6)

    await start(world)
    assert await world.rows("SELECT count(*) FROM held") == [(1,)]
    started_at = world.clock()
    until = await world.store.write(lambda conn: be_patient_until(conn, started_at))
    world.clock.advance(hours=6)
    await world.phone("ben").pull()
    await sweep_through(world.store, world.clock, world.ids, until)

    assert await world.rows("SELECT count(*) FROM held") == [(0,)]


async def test_what_was_held_waits_for_phones_also_where_the_server_is_started_again_soon(world: World) -> None:
    """By then a first phone was heard, and the others were not."""
    ann = world.phone("ann")
    assert await ann.outcomes(ann.visit(uuid4(), world.of.campaign)) == ["held"]
    world.clock.advance(days=10)
    await start(world)
    await world.phone("ben").pull()
    world.clock.advance(minutes=10)

    until = await world.store.write(lambda conn: be_patient_until(conn, world.clock()))
    await sweep_through(world.store, world.clock, world.ids, until)

    assert await world.rows("SELECT count(*) FROM held") == [(1,)]


async def test_where_the_server_is_off_again_and_again_held_work_goes_to_a_person_all_the_same(world: World) -> None:
    ann = world.phone("ann")
    assert await ann.outcomes(ann.visit(uuid4(), world.of.campaign)) == ["held"]
    world.clock.advance(days=31)

    await start(world)

    assert await world.rows("SELECT count(*) FROM held") == [(0,)]


async def test_the_sweep_replays_what_was_missed(world: World) -> None:
    ann = world.phone("ann")
    unknown = uuid4()
    assert await ann.outcomes(ann.visit(world.door, unknown)) == ["held"]
    copy = "INSERT INTO campaigns SELECT ?, name, starts_on, ends_on, max_attempts, doc, made_at, NULL, NULL, NULL FROM campaigns"
    await world.store.write(lambda conn: conn.exec_driver_sql(*_bound(conn.dialect.name, copy, unknown)) and None)

    await world.store.write(lambda conn: sweep(conn, world.clock(), world.ids))

    assert await world.rows("SELECT count(*) FROM held") == [(0,)]
    assert await world.rows("SELECT count(*) FROM visits WHERE campaign_id = ?", unknown) == [(1,)]


async def test_what_names_a_thing_at_another_door_goes_to_a_person_though_the_sweep_finds_that_thing(world: World) -> None:
    ann = world.phone("ann")
    one, other = world.of.teams[0].doors[:2]
    visit = ann.visit(other, world.of.campaign)
    assert await ann.outcomes(visit) == ["applied"]
    assert await ann.outcomes(ann.command("void_visit", one, visit_id=visit["id"], reason="错门")) == ["held"]

    for _ in range(6):
        await sweep_through(world.store, world.clock, world.ids)
        assert await world.rows("SELECT count(*) FROM held") == [(1,)]
        world.clock.advance(days=1)
    await sweep_through(world.store, world.clock, world.ids)

    assert await world.rows("SELECT reason FROM parked") == [("waited_too_long",)]
    assert await world.rows("SELECT count(*) FROM held") == [(0,)]


async def test_what_came_and_still_lets_something_wait_does_not_restart_the_five_days(world: World) -> None:
    ann, new, unknown = world.phone("ann"), uuid4(), uuid4()
    add = ann.command("add_household", new, building_id=world.of.buildings[0], door="901")
    void = ann.command("void_visit", new, visit_id=unknown, reason="错门")
    assert await ann.outcomes(void) == ["held"]
    world.clock.advance(days=3)
    assert await ann.outcomes(add) == ["applied"]
    assert await world.rows("SELECT count(*) FROM held WHERE needs_id = ?", unknown) == [(1,)]

    world.clock.advance(days=2, minutes=1)
    await sweep_through(world.store, world.clock, world.ids)

    assert await world.rows("SELECT reason FROM parked") == [("waited_too_long",)]


async def test_what_is_held_again_keeps_neither_the_sweep_nor_what_waits_behind_it(world: World) -> None:
    ann = world.phone("ann")
    one, other = world.of.teams[0].doors[:2]
    visit, unknown = ann.visit(other, world.of.campaign), uuid4()
    await ann.push(visit)
    voids = [ann.command("void_visit", one, visit_id=visit["id"], reason="错门") for _ in range(CHUNK + 1)]
    assert set(await ann.outcomes(*voids, ann.visit(one, unknown))) == {"held"}
    copy = "INSERT INTO campaigns SELECT ?, name, starts_on, ends_on, max_attempts, doc, made_at, NULL, NULL, NULL FROM campaigns"
    await world.store.write(lambda conn: conn.exec_driver_sql(*_bound(conn.dialect.name, copy, unknown)) and None)

    async with asyncio.timeout(60):
        await sweep_through(world.store, world.clock, world.ids)

    assert await world.rows("SELECT count(*) FROM held") == [(CHUNK + 1,)]
    assert await world.rows("SELECT count(*) FROM visits WHERE campaign_id = ?", unknown) == [(1,)]


async def test_what_this_version_fails_on_goes_to_a_person_and_stops_nothing(world: World) -> None:
    """Held by an older version, that read it."""
    ann, ben, new = world.phone("ann"), world.phone("ben"), uuid4()
    add = ann.command("add_household", new, building_id=world.of.buildings[0], door="901")
    bad, good = ben.visit(new, world.of.campaign), ben.visit(new, world.of.campaign)
    assert await ben.outcomes(bad, good) == ["held", "held"]
    body = bytes((await world.rows("SELECT body FROM held WHERE n = 1"))[0][0]).replace(b"record_visit", b"record_knock")
    await world.store.write(lambda conn: execute(conn, "UPDATE held SET body = ? WHERE n = 1", body))

    assert await ann.outcomes(add) == ["applied"]
    assert await world.rows("SELECT count(*) FROM parked") == [(0,)]
    await sweep_through(world.store, world.clock, world.ids)

    assert await world.rows("SELECT reason, household_id FROM parked") == [("refused_by_store", new)]
    assert await world.rows("SELECT count(*) FROM held") == [(0,)]
    assert await world.rows("SELECT count(*) FROM visits WHERE household_id = ?", new) == [(1,)]
    await ben.pull()
    assert [item["reason"] for item in ben.items if item.get("what") == "parked"] == ["refused_by_store"]


@pytest.mark.parametrize("how", ["applied", "without any field", "held", "parked"])
async def test_what_waits_for_a_resident_at_a_door_that_is_joined_again_is_judged_by_the_sweep(office: Office, how: str) -> None:
    """A person joins two doors, takes that back, and joins them again: what came in between is at home then. `how` the resident came in."""
    one, other = office.team.doors[:2]
    ann, ben = office.phone("ann"), office.phone("ben")
    added = ben.command("add_resident", other, fields={} if how == "without any field" else {"name": "李四"})
    if how == "parked":
        await ben.push()
        await office.post("cora", f"/api/replicas/{ben.replica}/lost")
        await ben.push(added)
        await office.post("lea", f"/api/parked/{added['id']}/apply")
    else:
        assert await ben.outcomes(added) == ["applied"]
    if how == "held":
        await office.store.write(lambda conn: execute(conn, "UPDATE receipts SET outcome = 'held'"))
    join = await office.post("cora", "/api/pairs/join", one_id=str(one), other_id=str(other))
    await ann.pull()
    said = {"resident_id": added["id"], "fields": {"phone": "139"}}
    word = ann.command("correct_resident", one, seen=ann.card(one)["version"], **said)
    await office.post("cora", f"/api/joins/{join['id']}/undo")
    assert await ann.outcomes(word) == ["held"]
    office.clock.advance(hours=1)
    await office.post("cora", "/api/pairs/dismiss", one_id=str(one), other_id=str(other), undo=True)
    await office.post("cora", "/api/pairs/join", one_id=str(one), other_id=str(other))

    await sweep_through(office.store, office.clock, office.ids)

    assert await office.rows("SELECT count(*) FROM held") == [(0,)]
    [resident] = (await office.get("lea", f"/api/households/{one}"))["residents"]
    assert resident["phone"] == "139"


async def test_what_waits_for_a_resident_does_not_wait_on_for_what_this_version_fails_on(office: Office) -> None:
    ann, ben, door = office.phone("ann"), office.phone("ben"), office.team.doors[0]
    add = ann.command("add_resident", door, fields={"name": "李四"})
    bad, good = (ben.command("correct_resident", door, resident_id=add["id"], fields={"phone": each}) for each in ("138", "139"))
    assert await ben.outcomes(bad, good) == ["held", "held"]
    body = bytes((await office.rows("SELECT body FROM held WHERE n = 1"))[0][0]).replace(b"correct_resident", b"correct_inhabit_")
    await office.store.write(lambda conn: execute(conn, "UPDATE held SET body = ? WHERE n = 1", body))

    assert await ann.outcomes(add) == ["applied"]
    await sweep_through(office.store, office.clock, office.ids)

    assert await office.rows("SELECT reason FROM parked") == [("refused_by_store",)]
    [resident] = (await office.get("lea", f"/api/households/{door}"))["residents"]
    assert resident["phone"] == "139"


def _bound(dialect: str, sql: str, value: object) -> tuple[str, tuple[object, ...]]:
    return (sql if dialect == "sqlite" else sql.replace("?", "$1::uuid"), (value,))


async def test_a_phone_away_for_longer_than_gones_are_kept_walks_again_and_loses_the_door(world: World) -> None:
    ann = world.phone("ann")
    await ann.pull()
    await move(world, [world.door], world.of.teams[1].id)
    world.clock.advance(days=121)

    await world.store.write(lambda conn: prune(conn, world.clock()))
    reply = await ann.pull()

    page = next(page for page in reply["slices"] if page["id"] == str(world.of.teams[0].cards))
    assert page["reset"] is True
    assert {entry["card"]["household"]["id"] for entry in page["entries"]} == {str(door) for door in world.of.teams[0].doors[1:]}
