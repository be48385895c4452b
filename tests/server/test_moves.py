"""Assignment is decided at the server; late work at a door that moved is accepted, credited and told."""

from uuid import UUID

from sqlalchemy import Connection

from server.replication.moves import Moved, move_doors
from tests.server.test_push import World, world

__all__ = ["world"]


async def move(world: World, doors: list[UUID], team: UUID | None, person: UUID | None = None, *, only_unvisited: bool = False) -> Moved:
    def work(conn: Connection) -> Moved:
        return move_doors(
            conn, world.of.campaign, doors, team, person, only_unvisited=only_unvisited, now=world.clock(), move_id=world.ids()
        )

    return await world.store.write(work)


async def test_a_moved_door_leaves_one_phone_with_a_reason_and_comes_to_the_other(world: World) -> None:
    ann, cai = world.phone("ann"), world.phone("cai")
    await ann.pull()
    await cai.pull()

    await move(world, [world.door], world.of.teams[1].id)
    await ann.pull()
    await cai.pull()

    assert str(world.door) not in ann.cards
    assert [(gone["reason"], gone["to"]) for gone in ann.gone] == [("reassigned", str(world.of.teams[1].id))]
    assert cai.card(world.door)["assignment"]["team_id"] == str(world.of.teams[1].id)
    for phone, team in ((ann, world.of.teams[0]), (cai, world.of.teams[1])):
        tags = sum(card["tag"] for card in phone.cards.values()) % 2**48
        assert phone.digests[str(team.cards)] == {"count": len(phone.cards), "sum": tags}


async def test_only_if_unvisited_is_decided_at_the_moment_of_the_move(world: World) -> None:
    ann = world.phone("ann")
    await ann.push(ann.visit(world.door, world.of.campaign, "not_home"))

    moved = await move(world, world.of.teams[0].doors, world.of.teams[1].id, only_unvisited=True)

    assert set(moved.moved) == set(world.of.teams[0].doors[1:])
    assert [(each.household_id, each.reason) for each in moved.skipped] == [(world.door, "visited")]


async def test_a_visit_made_offline_by_the_former_team_is_accepted_credited_and_told(world: World) -> None:
    ann, cai, cora = world.phone("ann"), world.phone("cai"), world.phone("cora")
    await ann.pull()
    visit = ann.visit(world.door, world.of.campaign)
    world.clock.advance(hours=1)
    await move(world, [world.door], world.of.teams[1].id)
    world.clock.advance(days=2)

    reply = await ann.push(visit, sent_at=world.clock())
    await cai.pull()
    await cora.pull()

    assert reply["receipts"][0]["outcome"] == "applied"
    card = cai.card(world.door)
    assert (card["state"], card["visits"][0]["late"], card["visits"][0]["team_id"]) == ("met", True, str(world.of.teams[0].id))
    assert [item["what"] for item in cora.items if item["kind"] == "notice"] == ["late_work"]
    work = await world.rows("SELECT team_id, visits FROM coverage_work WHERE person_id = ?", world.of.people["ann"])
    assert work == [(world.of.teams[0].id, 1)]
    met = await world.rows("SELECT team_id, met FROM coverage_cells WHERE met > 0")
    assert met == [(world.of.teams[1].id, 1)]


async def test_work_made_more_than_sixty_days_after_the_door_left_waits_for_a_person(world: World) -> None:
    ann = world.phone("ann")
    await move(world, [world.door], world.of.teams[1].id)
    world.clock.advance(days=61)

    assert await ann.outcomes(ann.visit(world.door, world.of.campaign)) == ["parked"]


async def test_a_door_that_comes_back_is_one_card_again(world: World) -> None:
    ann = world.phone("ann")
    await ann.pull()
    await move(world, [world.door], world.of.teams[1].id)
    await ann.pull()

    await move(world, [world.door], world.of.teams[0].id)
    await ann.pull()

    assert ann.card(world.door)["assignment"]["epoch"] == 3
    tags = sum(card["tag"] for card in ann.cards.values()) % 2**48
    assert ann.digests[str(world.of.teams[0].cards)] == {"count": 4, "sum": tags}


async def test_giving_a_door_to_a_volunteer_changes_the_card_and_nobody_loses_it(world: World) -> None:
    ann, ben = world.phone("ann"), world.phone("ben")
    await ben.pull()

    await move(world, [world.door], world.of.teams[0].id, world.of.people["ann"])
    await ann.pull()
    await ben.pull()

    assert ben.gone == []
    assert ben.card(world.door)["assignment"]["person_id"] == str(world.of.people["ann"])
    counted = await world.rows("SELECT person_id, known, never_tried FROM coverage_people WHERE known > 0")
    assert counted == [(world.of.people["ann"], 1, 1)]


async def test_a_closed_door_leaves_the_counts_and_comes_back_when_it_is_opened(world: World) -> None:
    ann, cora = world.phone("ann"), world.phone("cora")
    await ann.pull()

    assert await ann.outcomes(ann.command("close_household", world.door, reason="no_such_door")) == ["applied"]
    assert await cora.outcomes(cora.command("close_household", world.door, reason="no_such_door")) == ["applied"]
    await ann.pull()
    assert [gone["reason"] for gone in ann.gone] == ["closed"]
    assert await world.rows("SELECT known FROM coverage_cells WHERE team_id = ?", world.of.teams[0].id) == [(3,)]

    assert await cora.outcomes(cora.command("reopen_household", world.door, reason="看错了")) == ["applied"]
    await ann.pull()
    assert ann.card(world.door)["household"]["closed"] is None
    assert await world.rows("SELECT known FROM coverage_cells WHERE team_id = ?", world.of.teams[0].id) == [(4,)]


async def test_a_new_walk_skips_what_left_before_it_began(world: World) -> None:
    await move(world, [world.door], world.of.teams[1].id)
    ann = world.phone("ann")

    await ann.pull(max_bytes=1)

    assert ann.gone == []
    assert len(ann.cards) == 3


async def test_a_stranger_cursor_begins_a_new_walk(world: World) -> None:
    ann = world.phone("ann")
    slice_id = str(world.of.teams[0].cards)
    ann.cursors[slice_id] = "1." + "0" * 32 + ".5."

    reply = await ann.pull()

    page = next(page for page in reply["slices"] if page["id"] == slice_id)
    assert (page["reset"], len(ann.cards)) == (True, 4)


async def test_a_slice_of_another_team_is_dropped_as_if_it_did_not_exist(world: World) -> None:
    ann = world.phone("ann")
    stranger, nowhere = str(world.of.teams[1].cards), str(world.ids())
    ann.cursors = {stranger: "1", nowhere: "1"}

    reply = await ann.pull()

    assert sorted(reply["dropped"]) == sorted([stranger, nowhere])
    assert len(ann.cards) == 4
