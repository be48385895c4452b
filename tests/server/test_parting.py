"""Where a household stands that is taken out of a join, whatever befell its campaign, its area or its door meanwhile."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from server.replication.joining import join_doors, load_two
from tests.server.office import Office
from tests.server.test_areas_leaving import divided, leave
from tests.server.test_joins import added
from tests.server.test_move_jobs import done

STANDS = """
SELECT s.kind, s.team_id FROM feed f JOIN slices s ON s.id = f.slice_id
WHERE f.household_id = ? AND s.campaign_id = ? AND f.gone_reason IS NULL
"""
KNOWN = "SELECT CAST(SUM(known) AS INTEGER) FROM coverage_cells WHERE campaign_id = ?"


async def join(office: Office, one: UUID, other: UUID) -> Any:
    return await office.post("cora", "/api/pairs/join", one_id=str(one), other_id=str(other))


async def test_a_household_that_is_parted_after_the_next_campaign_began_is_in_that_too(office: Office) -> None:
    ann, root = office.phone("ann"), office.team.doors[0]
    mine, add = added(office, ann, "101", entrance=None, floor=1)
    await ann.push(add)
    joined = await join(office, root, mine)
    days = {"starts_on": "2026-04-01", "ends_on": "2026-04-30"}
    campaign = UUID((await office.post("cora", "/api/campaigns", name="冬季走访", like_id=str(office.campaign), **days))["id"])
    assert len(await office.rows(STANDS, root, campaign)) == 1

    await office.post("cora", f"/api/joins/{joined['id']}/undo")

    assert len(await office.rows(STANDS, root, campaign)) == 1
    assert await office.rows(STANDS, mine, campaign) == [("unassigned", None)]
    assert await office.rows(STANDS, mine, office.campaign) == [("team", office.team.id)]


async def test_a_door_found_while_its_area_was_out_and_joined_is_in_the_campaign_when_it_is_parted_after_the_area_came_back(
    office: Office,
) -> None:
    area = await divided(office)
    cai, root = office.phone("cai"), office.other.doors[0]
    await cai.pull()
    left = await leave(office, area)
    mine, add = added(office, cai, "101", floor=1)
    assert await cai.outcomes(add) == ["applied"]
    ((join_id, survivor),) = await office.rows("SELECT id, survivor_id FROM joins WHERE absorbed_id = ?", mine)  # by itself
    await done(office, "cora", await office.post("cora", f"/api/moves/{left['id']}/undo"))

    await office.post("cora", f"/api/joins/{join_id}/undo")

    assert (survivor, len(await office.rows(STANDS, root, office.campaign))) == (root, 1)
    assert await office.rows(STANDS, mine, office.campaign) == [("unassigned", None)]


async def test_a_household_joined_and_parted_around_an_area_that_left_stands_once_when_it_is_parted_again(office: Office) -> None:
    area = await divided(office)
    cai, root = office.phone("cai"), office.other.doors[0]
    await cai.pull()
    mine, add = added(office, cai, "101", entrance=None, floor=1)
    assert await cai.outcomes(add) == ["applied"]
    first = await join(office, root, mine)
    left = await leave(office, area)
    await office.post("cora", f"/api/joins/{first['id']}/undo")
    assert await office.rows(STANDS, mine, office.campaign) == []
    await done(office, "cora", await office.post("cora", f"/api/moves/{left['id']}/undo"))
    assert await office.rows(STANDS, mine, office.campaign) == [("unassigned", None)]
    await office.assign("cora", office.team.id, household_ids=[str(mine)])
    await office.post("cora", "/api/pairs/dismiss", one_id=str(root), other_id=str(mine), undo=True)

    second = await join(office, root, mine)
    await office.post("cora", f"/api/joins/{second['id']}/undo")

    assert await office.rows(STANDS, mine, office.campaign) == [("team", office.team.id)]
    assert (await office.rows(KNOWN, office.campaign)) == [(13,)]


async def test_an_address_that_parts_for_the_second_time_after_an_area_was_out_is_taken(office: Office) -> None:
    area = await divided(office)
    cai, root = office.phone("cai"), office.other.doors[0]
    await cai.pull()
    mine, add = added(office, cai, "101", floor=1)
    assert await cai.outcomes(add) == ["applied"]
    left = await leave(office, area)
    office.clock.advance(minutes=1)
    assert await cai.outcomes(cai.command("correct_household", mine, fields={"door": "102"})) == ["applied"]
    await done(office, "cora", await office.post("cora", f"/api/moves/{left['id']}/undo"))
    office.clock.advance(minutes=1)
    assert await cai.outcomes(cai.command("correct_household", mine, fields={"door": "101"})) == ["applied"]
    assert await office.rows("SELECT survivor_id FROM joins WHERE undone_at IS NULL") == [(root,)]
    office.clock.advance(minutes=1)

    assert await cai.outcomes(cai.command("correct_household", mine, fields={"door": "103"})) == ["applied"]

    assert len(await office.rows(STANDS, mine, office.campaign)) == 1


async def join_closed(office: Office, one: UUID, other: UUID) -> UUID:
    """As a restore does: what is closed in the copy may have been open when a person joined it. The desk would refuse."""
    assert await office.refused("cora", "POST", "/api/pairs/join", {"one_id": str(one), "other_id": str(other)}) == (
        409,
        "not_two_households",
    )
    join_id, now, told_by = office.ids(), office.clock(), office.of.people["cora"]

    def work(conn: Connection) -> None:
        join_doors(conn, *load_two(conn, one, other), now=now, new_id=office.ids, told_by=told_by, join_id=join_id)

    await office.store.write(work)
    return join_id


async def test_a_door_that_was_closed_when_it_was_joined_and_opened_meanwhile_stands_again_when_it_is_parted(office: Office) -> None:
    ann, cora, root = office.phone("ann"), office.phone("cora"), office.team.doors[0]
    mine, add = added(office, ann, "101", entrance=None, floor=1)
    await ann.push(add)
    assert await cora.outcomes(cora.command("close_household", mine, reason="no_such_door")) == ["applied"]
    join_id = await join_closed(office, root, mine)
    assert await cora.outcomes(cora.command("reopen_household", mine, reason="有人住")) == ["applied"]

    await office.post("cora", f"/api/joins/{join_id}/undo")
    await ann.pull()

    assert {str(root), str(mine)} <= ann.cards.keys()
    assert await office.rows(KNOWN, office.campaign) == [(13,)]


async def test_a_closed_door_that_was_joined_while_its_area_left_and_came_back_is_in_the_campaign_when_it_is_parted(office: Office) -> None:
    area = await divided(office)
    cai, cora, root = office.phone("cai"), office.phone("cora"), office.other.doors[0]
    await cai.pull()
    mine, add = added(office, cai, "101", entrance=None, floor=1)
    await cai.push(add)
    assert await cora.outcomes(cora.command("close_household", mine, reason="no_such_door")) == ["applied"]
    join_id = await join_closed(office, root, mine)
    left = await leave(office, area)
    await done(office, "cora", await office.post("cora", f"/api/moves/{left['id']}/undo"))

    await office.post("cora", f"/api/joins/{join_id}/undo")
    assert await cora.outcomes(cora.command("reopen_household", mine, reason="有人住")) == ["applied"]

    assert await office.rows(STANDS, mine, office.campaign) == [("team", office.other.id)]
