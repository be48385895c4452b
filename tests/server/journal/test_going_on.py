"""Campaigns that went on after their end, and teams that went on in the next one, stand after a restore as they did."""

from pathlib import Path
from typing import Any
from uuid import UUID

from server.db.engine import open_store
from server.organization.recounts import finish_recounts
from tests.server.journal.replaying import replayed, state
from tests.server.office import Office
from tests.server.test_buildings import tower

DAYS = {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}


async def restored(office: Office, older: str, journal: Path) -> tuple[list[Any], dict[str, int]]:
    """The state of the older copy once it has been put back and served, and what could not be done again."""
    told, _, _ = await replayed(office, older, journal)
    store = open_store(older)
    await finish_recounts(store, office.clock, office.ids)
    after = await store.read(state)
    await store.close()
    return after, dict(told.left)


async def test_doors_that_entered_a_campaign_when_it_went_on_are_in_it_after_a_restore(office: Office, older: str, journal: Path) -> None:
    await office.post("cora", f"/api/campaigns/{office.campaign}/end")
    await office.post("cora", "/api/buildings", area_id=await office.area(), name="新楼", doors=tower())
    await office.post("cora", f"/api/campaigns/{office.campaign}/reopen")
    await office.app.state.recounts.settle()

    assert await restored(office, older, journal) == (await office.store.read(state), {})


async def test_teams_that_had_gone_on_go_on_no_further_after_a_restore(office: Office, older: str, journal: Path) -> None:
    await office.post("cora", "/api/campaigns", name="秋天", like_id=office.campaign, **DAYS)
    await office.app.state.recounts.settle()
    await office.assign("cora", office.team.id, household_ids=[str(office.of.spare[0])])
    made = await office.post("cora", f"/api/campaigns/{office.campaign}/teams", name="第三队")
    await office.assign("cora", UUID(made["id"]), household_ids=[str(office.of.spare[1])])
    await office.app.state.mover.settle()

    assert await restored(office, older, journal) == (await office.store.read(state), {})
