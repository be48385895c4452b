"""What a phone that goes on as a new replica still owns: its origin, and the one place of what it sent without a readable id."""

from uuid import UUID

from tests.server.office import Office
from tests.server.test_push import World, world

__all__ = ["world"]


async def test_a_replica_says_whence_it_forked_also_if_it_pulled_before_its_first_push_arrived(world: World) -> None:
    ann = world.phone("ann")
    await ann.push(ann.visit(world.door, world.of.campaign))
    forked = world.phone("ann")
    await forked.pull()

    await forked.push(forked.visit(world.door, world.of.campaign), forked_from=ann.replica)

    assert await world.rows("SELECT forked_from FROM replicas WHERE id = ?", forked.replica) == [(ann.replica,)]


async def test_a_command_without_a_readable_id_is_parked_once_although_its_phone_forked_in_between(world: World) -> None:
    ann, forked = world.phone("ann"), world.phone("ann")
    command = ann.visit(world.door, world.of.campaign) | {"id": "no-id"}

    first = await ann.push(command)
    again = await forked.push(command, forked_from=ann.replica)

    assert first["receipts"] == again["receipts"] == [{"id": None, "outcome": "parked", "reason": "no_id"}]
    assert await world.rows("SELECT count(*) FROM parked") == [(1,)]


async def test_the_same_bytes_of_another_person_are_parked_apart(world: World) -> None:
    ann, cai = world.phone("ann"), world.phone("cai")
    command = ann.visit(world.door, world.of.campaign) | {"id": "no-id"}

    await ann.push(command)
    await cai.push(command)

    owners: list[tuple[UUID]] = await world.rows("SELECT person_id FROM parked")
    assert {row[0] for row in owners} == {world.of.people["ann"], world.of.people["cai"]}


async def test_a_phone_that_forked_knows_the_round_it_began_before(office: Office) -> None:
    """It goes on under a new name, with the same commands."""
    ann, lea, door = office.phone("ann"), office.phone("lea"), office.team.doors[0]
    made = ann.command("raise_request", door, category="facilities", text="漏水")
    answer = lea.command("advance_request", door, request_id=made["id"], event="answered")
    assert (await ann.outcomes(made), await lea.outcomes(answer)) == (["applied"], ["applied"])
    await ann.pull()
    about = {"seen": ann.card(door)["version"], "request_id": made["id"]}
    assert await ann.outcomes(ann.command("advance_request", door, event="not_satisfied", **about)) == ["applied"]
    office.clock.advance(minutes=1)
    yes, former = ann.command("advance_request", door, event="satisfied", **about), ann.replica
    ann.replica = office.ids()

    reply = await ann.push(yes, forked_from=former)

    assert [(each["outcome"], each.get("reason")) for each in reply["receipts"]] == [("applied", None)]
