"""Doors that a desk gave to somebody, and that a restored store does not know or hold in the campaign yet: they go there once they can."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from server.app import parts_of
from server.db.driver import fetch
from server.journal.awaited import CAME, give
from server.replication.sweep import sweep
from server.settings import Settings
from tests.server.journal.replaying import replayed, state
from tests.server.journal.test_areas import two_more_areas
from tests.server.office import Office
from tests.server.test_move_endings import held_by


@asynccontextmanager
async def put_back(office: Office, older: str, journal: Path) -> AsyncIterator[Any]:
    """The office on the restored copy; what its replay told."""
    told, _, _ = await replayed(office, older, journal)
    served = office.store
    office.app.state.update(parts_of(Settings(database=older), clock=office.clock))
    office.store = office.app.state.store
    try:
        yield told
    finally:
        await office.app.state.mover.settle()
        await office.store.close()
        office.store = served


async def swept(office: Office) -> None:
    await office.app.state.mover.settle()
    await office.store.write(lambda conn: sweep(conn, office.clock(), office.ids))


def found_by(office: Office, name: str, *doors: UUID, building: int = 0) -> tuple[Any, list[Any]]:
    """A phone, and what it sends of doors that it found."""
    phone = office.phone(name)
    place = {"building_id": office.of.buildings[building], "entrance": "9", "campaign_id": office.campaign, "floor": 9}
    return phone, [phone.command("add_household", each, **place, door=str(number)) for number, each in enumerate(doors, 901)]


async def test_a_door_that_the_copy_does_not_know_goes_to_whom_a_desk_gave_it_once_its_finder_brings_it(
    office: Office, older: str, journal: Path
) -> None:
    door, other = office.ids(), office.ids()
    ann, added = found_by(office, "ann", door, other)
    await ann.push(*added)
    await office.assign("cora", None, household_ids=[str(door)])
    given = await office.assign("cora", office.other.id, household_ids=[str(door), str(other)])
    await office.app.state.mover.settle()

    async with put_back(office, older, journal) as told:
        await ann.push(*added)
        await office.assign("cora", None, household_ids=[str(other)])  # somebody decides anew before the sweep
        await swept(office)

        assert not told.left
        assert [await held_by(office, each) for each in (door, other)] == [(office.other.id, None), (None, None)]
        assert await office.rows("SELECT household_id FROM awaited_doors") == []
        assert (await office.post("cora", "/api/assignments/undo", undo_id=given["undo_id"]))["moved"] == 1


async def test_a_door_that_somebody_moves_while_it_is_given_stays_where_they_moved_it(office: Office, older: str, journal: Path) -> None:
    door = office.ids()
    ann, added = found_by(office, "ann", door)
    await ann.push(*added)
    await office.assign("cora", office.other.id, household_ids=[str(door)])
    await office.app.state.mover.settle()

    async with put_back(office, older, journal):
        await ann.push(*added)
        came = await office.store.read(lambda conn: fetch(conn, CAME, 1))  # by a sweep that then waits for the door
        await office.assign("cora", None, household_ids=[str(door)])
        await office.app.state.mover.settle()
        await office.store.write(lambda conn: give(conn, office.clock(), *came[0]))

        assert await held_by(office, door) == (None, None)
        assert await office.rows("SELECT household_id FROM awaited_doors") == []


async def test_what_a_desk_gave_waits_while_its_campaign_or_team_has_ended_or_the_door_is_closed(
    office: Office, older: str, journal: Path
) -> None:
    door, shut, team = office.ids(), office.ids(), office.other.id
    ann, added = found_by(office, "ann", door, shut)
    await ann.push(*added)
    await office.assign("cora", team, household_ids=[str(door), str(shut)])
    await office.app.state.mover.settle()
    cora = office.phone("cora")

    async with put_back(office, older, journal):
        await ann.push(*added)
        await cora.push(cora.command("close_household", shut, reason="demolished"))
        places = []
        for path in (f"/api/campaigns/{office.campaign}", f"/api/teams/{team}"):
            await office.post("cora", f"{path}/end")
            await swept(office)
            places.append(await held_by(office, door))
            await office.post("cora", f"{path}/reopen")
        await swept(office)
        places += [await held_by(office, door), await held_by(office, shut)]
        await cora.push(cora.command("reopen_household", shut, reason="it stands"))
        await swept(office)

        assert places == [(office.team.id, None), (office.team.id, None), (team, None), (office.team.id, None)]
        assert await held_by(office, shut) == (team, None)


async def test_what_a_desk_gave_waits_while_the_area_of_its_door_is_out(office: Office, older: str, journal: Path) -> None:
    _, area = await two_more_areas(office, older)
    door = office.ids()
    cai, added = found_by(office, "cai", door, building=1)
    await cai.push(*added)
    await office.assign("cora", office.team.id, household_ids=[str(door)])
    await office.app.state.mover.settle()

    async with put_back(office, older, journal):
        left = await office.post("cora", f"/api/campaigns/{office.campaign}/areas/{area}/leave")
        await cai.push(*added)
        await swept(office)
        await office.post("cora", f"/api/moves/{left['id']}/undo")
        await swept(office)

        assert await held_by(office, door) == (office.team.id, None)


async def test_a_door_that_came_back_with_its_area_is_with_who_had_it_though_its_finder_works_elsewhere_by_now(
    office: Office, older: str, journal: Path
) -> None:
    _, area = await two_more_areas(office, older)
    door, cai = office.ids(), office.of.people["cai"]
    phone, added = found_by(office, "cai", door, building=1)
    await phone.push(*added)
    left = await office.post("cora", f"/api/campaigns/{office.campaign}/areas/{area}/leave")
    await office.app.state.mover.settle()
    await office.post("cora", f"/api/moves/{left['id']}/undo")
    await office.post("cora", f"/api/teams/{office.team.id}/members", person_id=str(cai))
    await office.post("cora", f"/api/teams/{office.other.id}/members/{cai}/end")
    await office.app.state.mover.settle()

    async with put_back(office, older, journal):
        await phone.push(*added)
        await swept(office)

        assert await held_by(office, door) == (office.other.id, None)


async def test_whoever_left_the_team_before_a_door_came_does_not_get_it(office: Office, older: str, journal: Path) -> None:
    door, ben = office.ids(), office.of.people["ben"]
    ann, added = found_by(office, "ann", door)
    await ann.push(*added)
    await office.assign("cora", office.team.id, household_ids=[str(door)], person_id=str(ben))
    await office.app.state.mover.settle()

    async with put_back(office, older, journal):
        await office.post("cora", f"/api/teams/{office.team.id}/members/{ben}/end")
        await ann.push(*added)
        await swept(office)

        assert await held_by(office, door) == (office.team.id, None)


async def test_doors_that_entered_after_their_campaign_went_on_are_with_whom_a_desk_gave_them(
    office: Office, older: str, journal: Path
) -> None:
    await office.post("cora", f"/api/campaigns/{office.campaign}/end")
    building, drawn = office.ids(), [{"entrance": "1", "floor": 1, "door": door} for door in ("101", "102")]
    await office.post("cora", "/api/buildings", id=str(building), area_id=await office.area(), name="新楼", doors=drawn)
    await office.post("cora", f"/api/campaigns/{office.campaign}/reopen")
    doors = [str(each) for (each,) in await office.rows("SELECT id FROM households WHERE building_id = ?", building)]
    await office.assign("cora", office.team.id, household_ids=doors)
    await office.app.state.mover.settle()

    told, after, _ = await replayed(office, older, journal)

    assert (after, told.left) == (await office.store.read(state), {})
