"""Many doors enter a campaign in the background: the desk is answered at once, people go on knocking, and what breaks off is gone on with."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import Connection

from server.campaigns import entering
from server.campaigns.editing import change_campaign
from server.campaigns.ending import reopen_campaign
from server.campaigns.entering import entering_left
from server.campaigns.reference import refresh_team
from server.campaigns.schemas import ChangedCampaign
from server.campaigns.teams import make_team
from server.organization.recounts import Recounts, finish_recounts
from tests.server.office import Json, Office
from tests.server.test_buildings import tower
from tests.server.test_joins import added

MANY = tower(2, 7, 2)  # 28 doors, and no more than a few enter within a call
FEW = 10
IN = "SELECT COUNT(*) FROM feed f JOIN slices s ON s.id = f.slice_id JOIN households h ON h.id = f.household_id WHERE s.campaign_id = ? AND h.building_id = ?"


class Far:
    """An area that the office's campaign does not reach, with a building of many doors."""

    def __init__(self, office: Office, area_id: UUID, building_id: UUID) -> None:
        self.office, self.id, self.building_id = office, area_id, building_id

    async def add(self) -> Json:
        """To the campaign."""
        return await self.office.post("cora", f"/api/campaigns/{self.office.campaign}", area_ids=[await self.office.area(), self.id])

    async def begin(self) -> None:
        """Only what is done in the call's own transaction, and one piece after it."""
        wanted = ChangedCampaign(area_ids=[await self.office.area(), self.id])
        await self.office.store.write(lambda conn: self._begin(conn, wanted))
        some = [row[0] for row in await self.office.rows("SELECT id FROM households WHERE building_id = ?", self.building_id)][:4]
        now, campaign = self.office.clock(), self.office.campaign
        await self.office.store.write(lambda conn: entering.enter_piece(conn, campaign, some, now))

    def _begin(self, conn: Connection, wanted: ChangedCampaign) -> None:
        change_campaign(conn, self.office.campaign, wanted, self.office.clock())
        entering.begin_entering(conn, [self.office.campaign], self.office.clock())

    async def count(self, campaign: UUID | str | None = None) -> int:
        """Its doors in the campaign."""
        wanted = self.office.campaign if campaign is None else UUID(str(campaign))
        count: int = (await self.office.rows(IN, wanted, self.building_id))[0][0]
        return count


@pytest.fixture
async def far(office: Office, monkeypatch: pytest.MonkeyPatch) -> Far:
    for name, count in (("FEW", FEW), ("ENTERED_AT_ONCE", 4), ("GIVEN_AT_ONCE", 4)):
        monkeypatch.setattr(entering, name, count)
    area_id = await office.make_area("远方社区")
    made = await office.post("cora", "/api/buildings", area_id=area_id, name="1号楼", doors=MANY)
    return Far(office, area_id, UUID(made["building"]["id"]))


async def told(office: Office) -> tuple[Json | None, bool]:
    """What the desk sees of it."""
    campaign = next(each for each in (await office.get("cora", "/api/campaigns"))["campaigns"] if each["id"] == str(office.campaign))
    coverage = await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="team")
    return campaign["entering"], coverage["is_counting"]


async def test_the_desk_is_answered_before_many_doors_are_in_and_told_how_far_that_is(office: Office, far: Far) -> None:
    added = await far.add()

    assert added["entering"]["of"] == len(MANY)
    await office.visit("ann", office.team.doors[0])
    await office.app.state.recounts.settle()
    assert (await far.count(), await told(office)) == (len(MANY), (None, False))


async def test_the_desk_sees_how_far_it_is_and_that_figures_are_not_whole_meanwhile(office: Office, far: Far) -> None:
    await far.begin()

    progress, is_counting = await told(office)

    assert (await far.count(), progress and progress["done"], is_counting) == (4, 4, True)
    assert await office.refused("cora", "GET", "/api/exports/coverage", by="team") == (409, "still_counting")
    changed = await office.post("cora", f"/api/campaigns/{office.campaign}", name="冬季走访")
    assert changed["entering"] == {"done": 4, "of": len(MANY)}
    await office.app.state.recounts.settle()
    assert await far.count() == len(MANY)


async def test_doors_that_a_process_left_outside_come_in_at_the_next_start(
    office: Office, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    await far.begin()
    monkeypatch.setattr("server.organization.recounts.LOOK_EVERY_S", 0)
    recounts = Recounts(office.store, office.clock, office.ids)  # the next start

    looking = asyncio.create_task(recounts.keep_going())
    while await office.store.read(entering_left):
        await asyncio.sleep(0)
    looking.cancel()

    await recounts.settle()
    assert await far.count() == len(MANY)


async def test_doors_that_two_processes_let_in_are_told_once(office: Office, far: Far) -> None:
    await far.begin()
    doors = [row[0] for row in await office.rows("SELECT id FROM households WHERE building_id = ?", far.building_id)][:4]

    await office.store.write(lambda conn: entering.enter_piece(conn, office.campaign, doors, office.clock()))  # they are in

    progress, _ = await told(office)
    assert (await far.count(), progress and progress["done"]) == (4, 4)


async def test_an_area_that_leaves_while_its_doors_come_in_is_out_with_all_of_them(office: Office, far: Far) -> None:
    await far.begin()
    doors = await office.store.read(lambda conn: entering.doors_outside(office.campaign, conn))

    await office.post("cora", f"/api/campaigns/{office.campaign}/areas/{far.id}/leave")
    await office.store.write(lambda conn: entering.enter_piece(conn, office.campaign, doors, office.clock()))  # read before
    office.app.state.recounts.start()
    await office.app.state.recounts.settle()
    await office.app.state.mover.settle()

    held = IN + " AND f.gone_reason IS NULL"
    assert (await office.rows(held, office.campaign, far.building_id))[0][0] == 0
    assert await told(office) == (None, False)


async def test_a_campaign_that_ends_while_doors_come_in_has_them_all_when_it_goes_on(office: Office, far: Far) -> None:
    await far.begin()
    await office.post("cora", f"/api/campaigns/{office.campaign}/end")

    await office.post("cora", f"/api/campaigns/{office.campaign}/reopen")
    await office.app.state.recounts.settle()

    assert (await far.count(), await told(office)) == (len(MANY), (None, False))


class GoingOn:
    """The office's campaign was over and goes on; ben left his team in between. Only the call's own transaction is done, as where its process died then."""

    def __init__(self, office: Office) -> None:
        self.office = office

    async def begin(self) -> None:
        office = self.office
        await office.store.write(lambda conn: refresh_team(conn, office.team.id))
        await office.post("cora", f"/api/campaigns/{office.campaign}/end")
        await office.post("cora", f"/api/teams/{office.team.id}/members/{office.of.people['ben']}/end")
        await office.store.write(self._begin)

    def _begin(self, conn: Connection) -> None:
        reopen_campaign(conn, self.office.campaign, self.office.clock())

    async def named(self) -> set[str]:
        """Who is in their team, as a phone is told."""
        phone = self.office.phone("ann")
        await phone.pull()
        return {item["name"] for item in phone.items if item["kind"] == "member" and not item.get("removed")}


async def test_teams_of_a_campaign_that_goes_on_hear_who_is_in_them_and_the_desk_how_far_that_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "FEW", 3)
    going_on = GoingOn(office)
    await going_on.begin()
    before = await going_on.named()
    looked = await office.post("cora", f"/api/campaigns/{office.campaign}", name="冬季走访")

    await Recounts(office.store, office.clock, office.ids).let_enter([office.campaign])  # in the background, for they have eight doors
    await finish_recounts(office.store, office.clock, office.ids)  # the next start, and two processes at once

    assert (looked["entering"]["of"], before, await going_on.named()) == (8, {"ann", "ben", "lea"}, {"ann", "lea"})
    assert await told(office) == (None, False)


async def test_teams_are_told_once_by_two_processes_and_again_where_a_campaign_goes_on_again(office: Office) -> None:
    going_on = GoingOn(office)
    await going_on.begin()
    first = (await office.store.read(entering_left))[0]
    await office.store.write(lambda conn: entering.tell_team(conn, first, office.team.id, 4))
    await office.store.write(lambda conn: entering.tell_team(conn, first, office.team.id, 4))
    once = (await office.store.read(entering_left))[0]
    await office.post("cora", f"/api/campaigns/{office.campaign}/end")
    await office.store.write(lambda conn: reopen_campaign(conn, office.campaign, office.clock()))

    await office.store.write(lambda conn: entering.tell_team(conn, first, office.other.id, 4))

    again = (await office.store.read(entering_left))[0]
    assert ((once.told_to, once.done), again.told_to) == ((office.team.id, 4), entering.NOBODY)


async def test_an_area_that_is_added_while_another_comes_in_comes_in_too(office: Office, far: Far) -> None:
    third = await office.make_area("更远社区")
    made = await office.post("cora", "/api/buildings", area_id=third, name="2号楼", doors=tower())
    await far.begin()

    await office.post("cora", f"/api/campaigns/{office.campaign}", area_ids=[await office.area(), far.id, third])
    await office.app.state.recounts.settle()

    assert await far.count() == len(MANY)
    assert (await office.rows(IN, office.campaign, UUID(made["building"]["id"])))[0][0] == len(tower())


async def test_the_teams_of_a_campaign_go_on_in_the_next_once_its_doors_are_in(office: Office, far: Far) -> None:
    await far.add()
    await office.app.state.recounts.settle()
    doors = [row[0] for row in await office.rows("SELECT id FROM households WHERE building_id = ?", far.building_id)]
    await office.assign("cora", office.team.id, household_ids=doors[:FEW])

    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    made = await office.post("cora", "/api/campaigns", name="夏季走访", like_id=office.campaign, area_ids=[far.id], **days)
    assert made["entering"]["of"] > len(MANY)
    await office.app.state.recounts.settle()

    teams = {each["id"]: each["known"] for each in (await office.get("cora", f"/api/campaigns/{made['id']}/teams"))["teams"]}
    assert (await far.count(made["id"]) >= len(MANY), teams[str(office.team.id)]) == (True, FEW)


async def test_a_team_that_several_processes_let_go_on_at_once_takes_part_once(office: Office, far: Far) -> None:
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    campaign = UUID((await office.post("cora", "/api/campaigns", name="夏季走访", area_ids=[far.id], **days))["id"])
    await office.app.state.recounts.settle()

    def join(conn: Connection) -> UUID:
        return make_team(conn, campaign, office.team.id, "第1队", None, office.clock(), office.ids)

    found = await asyncio.gather(*(office.store.write(join) for _ in range(6)))

    slices = "SELECT kind, COUNT(*) FROM slices WHERE campaign_id = ? AND team_id = ? GROUP BY kind ORDER BY kind"
    assert await office.rows(slices, campaign, office.team.id) == [("reference", 1), ("team", 1)]
    assert len(set(found)) == 1


async def test_a_door_whose_corrected_address_lies_in_a_campaign_enters_it(office: Office, far: Far) -> None:
    """And stays in it, where that is taken back: it may have been given to somebody by then."""
    cora, known = office.phone("cora"), "SELECT CAST(SUM(known) AS INTEGER) FROM coverage_areas WHERE campaign_id = ?"
    (door, *_) = (row[0] for row in await office.rows("SELECT id FROM households WHERE building_id = ?", far.building_id))
    address = {"building_id": str(office.of.buildings[0]), "entrance": "1", "floor": 9, "door": "909"}
    correction = cora.command("correct_household", door, seen=99, fields={"address": address})
    places = "SELECT s.kind, f.epoch, f.gone_reason FROM feed f JOIN slices s ON s.id = f.slice_id WHERE f.household_id = ?"
    assert await office.rows(places, door) == []

    assert await cora.outcomes(correction) == ["applied"]
    assert await office.rows(places, door) == [("unassigned", 1, None)]
    assert await cora.outcomes(cora.command("undo_correction", door, correction_id=correction["id"])) == ["applied"]

    assert await office.rows(places, door) == [("unassigned", 1, None)]
    assert (await office.rows(known, office.campaign), await far.count()) == ([(13,)], 1)
    found = office.ids()
    add = cora.command("add_household", found, building_id=far.building_id, entrance="9", floor=9, door="901")
    await cora.push(add, cora.command("correct_household", found, fields={"address": address | {"door": "910"}}))
    assert await office.rows(places, found) == [("unassigned", 1, None)]


async def test_a_door_that_parts_by_its_address_and_is_closed_at_once_is_in_the_campaign_there_once_it_is_opened(
    office: Office, far: Far
) -> None:
    days = {"starts_on": "2025-11-01", "ends_on": "2026-04-30"}
    made = await office.post("cora", "/api/campaigns", name="远方", area_ids=[str(far.id)], **days)
    campaign = UUID(made["id"])
    ann, ben, cora = office.phone("ann"), office.phone("ben"), office.phone("cora")
    await ann.push(added(office, ann)[1])
    await ben.push(added(office, ben)[1])
    [(alias,)] = await office.rows("SELECT id FROM households WHERE root_id IS NOT NULL")
    address = {"building_id": str(far.building_id), "entrance": "9", "floor": 9, "door": "909"}
    moved = cora.command("correct_household", alias, seen=99, fields={"address": address})
    shut = cora.command("close_household", alias, reason="demolished")
    assert await cora.outcomes(moved, shut) == ["applied", "applied"]

    assert await cora.outcomes(cora.command("reopen_household", alias, reason="有人住")) == ["applied"]

    sql = "SELECT s.kind, f.gone_reason FROM feed f JOIN slices s ON s.id = f.slice_id WHERE f.household_id = ? AND s.campaign_id = ?"
    assert await office.rows(sql, alias, campaign) == [("unassigned", None)]
    assert ("team", None) in await office.rows(sql, alias, office.campaign)
