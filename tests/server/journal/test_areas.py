"""Areas that left a campaign, came back or were added again: after a restore they stand as they did."""

from pathlib import Path
from uuid import UUID

from server.app import parts_of
from server.db.engine import open_store
from server.settings import Settings
from tests.server.journal.replaying import FEED, replayed, state
from tests.server.office import Office


async def test_an_area_that_left_leaves_again_after_a_restore(office: Office, older: str, journal: Path) -> None:
    areas = await two_more_areas(office, older)
    await office.assign("cora", office.other.id, household_ids=[str(office.other.doors[0])], person_id=str(office.of.people["cai"]))

    out, back = [await office.post("cora", f"/api/campaigns/{office.campaign}/areas/{area}/leave") for area in areas]
    await office.app.state.mover.settle()
    await office.post("cora", f"/api/moves/{back['id']}/undo")
    await office.app.state.mover.settle()
    told, after, _ = await replayed(office, older, journal)

    assert (after, told.left) == (await office.store.read(state), {})
    assert (told.done["area_left"], told.done["doors_left"], told.done["doors_returned"]) == (3, 2, 2)
    assert len(await office.rows("SELECT 1 FROM move_doors WHERE move_id = ?", UUID(out["id"]))) == 4


async def test_an_area_that_was_added_again_is_in_its_campaign_after_a_restore_with_its_doors(
    office: Office, older: str, journal: Path
) -> None:
    _, area = await two_more_areas(office, older)
    path, reached = f"/api/campaigns/{office.campaign}", [str(each) for (each,) in await office.rows("SELECT area_id FROM campaign_areas")]

    await office.post("cora", f"{path}/areas/{area}/leave")
    await office.app.state.mover.settle()
    await office.post("cora", path, area_ids=reached)
    await office.assign("cora", office.team.id, household_ids=[str(office.other.doors[0])])
    told, after, _ = await replayed(office, older, journal)

    assert (after, told.left) == (await office.store.read(state), {})
    assert told.done["area_added"]


async def test_an_area_whose_doors_were_still_leaving_or_coming_back_is_out_or_in_as_a_whole_after_a_restore(
    office: Office, older: str, journal: Path
) -> None:
    _, area = await two_more_areas(office, older)

    left = await office.post("cora", f"/api/campaigns/{office.campaign}/areas/{area}/leave")
    await office.app.state.mover.settle()
    out = await office.store.read(state)
    whole = journal.read_bytes()
    await office.post("cora", f"/api/moves/{left['id']}/undo")
    await office.app.state.mover.settle()
    back = b"".join(line for line in journal.read_bytes().splitlines(keepends=True) if b"doors_returned" not in line)
    journal.write_bytes(b"".join(line for line in whole.splitlines(keepends=True) if b"doors_left" not in line))
    _, after, _ = await replayed(office, older, journal)
    journal.write_bytes(back)
    _, again, _ = await replayed(office, older, journal)

    assert after == out
    assert len(again[FEED]) == len((await office.store.read(state))[FEED]) > len(out[FEED])


async def test_an_area_that_left_when_its_process_died_can_be_taken_back_after_a_restore(office: Office, older: str, journal: Path) -> None:
    _, area = await two_more_areas(office, older)
    held = await office.store.read(lambda conn: state(conn)[FEED])
    left = await office.post("cora", f"/api/campaigns/{office.campaign}/areas/{area}/leave")
    await office.app.state.mover.settle()
    journal.write_bytes(b"".join(line for line in journal.read_bytes().splitlines(keepends=True) if b"doors_left" not in line))
    _, after, _ = await replayed(office, older, journal)
    served, office.store = office.store, open_store(older)
    office.app.state.update(parts_of(Settings(database=older), clock=office.clock))

    back = await office.post("cora", f"/api/moves/{left['id']}/undo")
    await office.app.state.mover.settle()

    assert len(after[FEED]) < len(held)
    assert (await office.get("cora", f"/api/moves/{back['id']}"))["moved"] == len(held) - len(after[FEED])
    assert [each.rsplit(",", 1)[0] for each in await office.store.read(lambda conn: state(conn)[FEED])] == [
        each.rsplit(",", 1)[0] for each in held
    ]
    await office.store.close()
    office.store = served


async def two_more_areas(office: Office, older: str) -> tuple[UUID, UUID]:
    """Both in the store and in its copy."""
    areas = (office.ids(), office.ids())
    copy = parts_of(Settings(database=older), clock=office.clock)
    served = {name: office.app.state[name] for name in copy}
    office.app.state.update(copy)
    office.store = office.app.state.store
    await _two_more_areas(office, areas)
    await office.store.close()
    office.app.state.update(served)
    office.store = office.app.state.store
    await _two_more_areas(office, areas)
    return areas


async def _two_more_areas(office: Office, areas: tuple[UUID, UUID]) -> None:
    """One with the building of nobody's doors, one with the second team's."""
    for area_id, name, building in zip(areas, ("甲社区", "乙社区"), reversed(office.of.buildings[1:]), strict=True):
        await office.make_area(name, area_id=area_id)
        reached = [str(each) for (each,) in await office.rows("SELECT area_id FROM campaign_areas")]
        await office.post("cora", f"/api/campaigns/{office.campaign}", area_ids=[*reached, str(area_id)])
        await office.post("cora", f"/api/buildings/{building}", area_id=str(area_id))
