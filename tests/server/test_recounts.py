"""A campaign's days or most tries change: it is counted by them a piece at a time, while people go on knocking; broken off, it is gone on with."""

import asyncio
from uuid import UUID

import msgspec
import pytest

from server.campaigns import recounting
from server.campaigns.editing import change_campaign
from server.campaigns.entering import begin_entering, entering_left
from server.campaigns.schemas import ChangedCampaign
from server.organization.recounts import Recounts, finish_recounts, how_far
from server.replication.recounting import doors_to_recount
from tests.server.office import Office
from tests.server.test_setting_up import change, team_row

NEVER = {"starts_on": "2026-11-01", "ends_on": "2026-12-31"}
COUNTED = "SELECT COUNT(*) FROM visits WHERE is_counted"


async def walk(office: Office) -> None:
    for who, doors in (("ann", office.team.doors), ("cai", office.other.doors)):
        for door, outcome in zip(doors, ("met", "not_home", "not_home", "inaccessible"), strict=True):
            office.clock.advance(hours=1)
            await office.visit(who, door, outcome)


async def says(office: Office, body: ChangedCampaign) -> None:
    """Only what is done in the call's own transaction."""
    await office.store.write(lambda conn: change_campaign(conn, office.campaign, body, office.clock()))


async def piece(office: Office, count: int) -> int | None:
    """One piece of that many doors."""
    found = await office.store.read(lambda conn: recounting.find_round(office.campaign, conn))
    assert found is not None
    some = msgspec.structs.replace(found, doors=found.doors[:count])
    return await office.store.write(lambda conn: recounting.recount_piece(conn, some, office.clock()))


async def counted(office: Office) -> int:
    count: int = (await office.rows(COUNTED))[0][0]
    return count


async def test_the_desk_is_answered_before_other_days_are_counted_and_told_so(office: Office) -> None:
    await walk(office)
    boards = [f"/api/campaigns/{office.campaign}/coverage", f"/api/campaigns/{office.campaign}/times", "/api/organization"]

    await says(office, ChangedCampaign(**NEVER))
    await piece(office, 3)

    assert [(await office.get("cora", board))["is_counting"] for board in boards] == [True] * 3
    assert [each["is_counting"] for each in (await office.get("cora", "/api/campaigns"))["campaigns"]] == [True]
    assert await counted(office) == 5
    assert await office.refused("cora", "GET", "/api/exports/coverage", by="team") == (409, "still_counting")
    changed = await change(office, name="冬季走访")
    assert changed["is_counting"] is True
    assert [(await office.get("cora", board))["is_counting"] for board in boards] == [False] * 3
    assert (await counted(office), (await team_row(office))["never_tried"]) == (0, 4)


async def test_what_was_broken_off_is_gone_on_with_where_it_was(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await walk(office)
    await says(office, ChangedCampaign(**NEVER))
    assert await piece(office, 3) == 3
    monkeypatch.setattr("server.organization.recounts.LOOK_EVERY_S", 0)
    recounts = Recounts(office.store, office.clock, office.ids)  # the next start

    looking = asyncio.create_task(recounts.keep_going())
    while await office.store.read(how_far):
        await asyncio.sleep(0)
    looking.cancel()

    await recounts.settle()
    assert await counted(office) == 0


async def test_a_campaign_that_doors_cannot_enter_keeps_no_other_from_being_counted(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await walk(office)
    await says(office, ChangedCampaign(**NEVER))
    gone = UUID(int=1)  # no campaign has it: letting doors enter it breaks off
    await office.store.write(lambda conn: begin_entering(conn, [gone], office.clock()))

    office.app.state.recounts.start()
    await office.app.state.recounts.settle()

    assert await counted(office) == 0
    assert [left.campaign_id for left in await office.store.read(entering_left)] == [gone]
    assert caplog.messages == ["the background work broke off: IndexError"]


async def test_a_change_in_the_middle_is_counted_from_the_first_door(office: Office) -> None:
    await walk(office)
    await says(office, ChangedCampaign(**NEVER))
    await piece(office, 3)
    office.clock.advance(hours=1)

    await says(office, ChangedCampaign(starts_on="2026-01-01", ends_on="2026-03-31", max_attempts=1))
    await finish_recounts(office.store, office.clock, office.ids)

    assert await counted(office) == 8
    row = await team_row(office)
    assert (row["met"], row["given_up"], row["not_home"]) == (1, 3, 0)


async def test_a_piece_of_before_the_change_does_nothing(office: Office) -> None:
    await walk(office)
    await says(office, ChangedCampaign(**NEVER))
    found = await office.store.read(lambda conn: recounting.find_round(office.campaign, conn))
    assert found is not None
    office.clock.advance(hours=1)
    await says(office, ChangedCampaign(starts_on="2026-01-01"))

    assert await office.store.write(lambda conn: recounting.recount_piece(conn, found, office.clock())) is None


async def test_other_days_are_counted_right_by_pieces_and_visits_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recounting, "DOORS_A_TRANSACTION", 1)
    await walk(office)
    before = await counted(office)
    await change(office, **NEVER)

    await says(office, ChangedCampaign(starts_on="2026-01-01", max_attempts=2))
    knocks = (office.visit(who, door, "not_home") for who in ("ann", "ben", "lea") for door in office.team.doors)
    await asyncio.gather(finish_recounts(office.store, office.clock, office.ids), *knocks)

    assert await counted(office) == before + 12
    row = await team_row(office)
    assert (row["met"], row["given_up"], row["not_home"]) == (1, 3, 0)


async def test_only_doors_whose_state_hangs_on_it_are_looked_at(office: Office) -> None:
    await walk(office)
    met, *others = office.team.doors

    async def looked_at(most: int | None) -> set[UUID]:
        await says(office, ChangedCampaign(max_attempts=most))
        return set(await office.store.read(lambda conn: doors_to_recount(conn, office.campaign)))

    assert await looked_at(3) == set()
    assert await looked_at(1) == {*others, *office.other.doors[1:]}
    await finish_recounts(office.store, office.clock, office.ids)
    assert await looked_at(None) == {*others, *office.other.doors[1:]}
    await office.visit("ann", others[0])
    assert met not in await looked_at(None)
    assert await looked_at(None) == {*others[1:], *office.other.doors[1:]}


async def test_the_same_days_again_count_nothing_anew(office: Office) -> None:
    await walk(office)

    changed = await office.post("cora", f"/api/campaigns/{office.campaign}", starts_on="2026-01-01", max_attempts=3)

    assert changed["is_counting"] is False
