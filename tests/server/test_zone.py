"""Another zone is counted a piece at a time, while people go on knocking; broken off, it is gone on with."""

import asyncio
from collections import Counter
from datetime import date

from server.db.engine import open_store
from server.organization.recounts import finish_recounts, how_far
from server.organization.schemas import ChangedOrganization
from server.organization.store import change_organization
from server.replication.times import DOORS, NEXT_DOORS, shift_times, slots_in
from tests.server.office import Office

FAR = "America/Los_Angeles"
COUNTED = "SELECT campaign_id, team_id, at, outcome FROM visits WHERE is_counted AND voided_at IS NULL"
TIMES = "SELECT campaign_id, team_id, slot, visits, met FROM coverage_times WHERE visits <> 0 OR met <> 0 OR reached <> 0"


async def says(office: Office, zone: str) -> bool:
    """Only what is done in the call's own transaction."""
    body = ChangedOrganization(time_zone=zone, confirmed=True)
    return await office.store.write(lambda conn: change_organization(conn, body, office.clock()))


async def are_counted_in(office: Office, zone: str) -> bool:
    wanted: Counter[tuple[object, ...]] = Counter()
    for campaign_id, team_id, at, outcome in await office.rows(COUNTED):
        for slot in slots_in(zone)(at):
            wanted[campaign_id, team_id, slot, "visits"] += 1
            wanted[campaign_id, team_id, slot, "met"] += outcome == "met"
    found: Counter[tuple[object, ...]] = Counter()
    for campaign_id, team_id, slot, visits, met in await office.rows(TIMES):
        found[campaign_id, team_id, slot, "visits"] += visits
        found[campaign_id, team_id, slot, "met"] += met
    return +wanted == +found


async def walk(office: Office) -> None:
    for who, doors in (("ann", office.team.doors), ("cai", office.other.doors)):
        for door, outcome in zip(doors, ("met", "not_home", "met", "inaccessible"), strict=False):
            office.clock.advance(hours=1)
            await office.visit(who, door, outcome)


async def test_days_and_hours_go_over_in_pieces_while_people_go_on_knocking(office: Office) -> None:
    await walk(office)
    assert await are_counted_in(office, "Asia/Shanghai")

    assert await says(office, FAR)
    assert await are_counted_in(office, "Asia/Shanghai")
    while await office.store.write(lambda conn: shift_times(conn, 3)):
        await walk(office)

    assert await are_counted_in(office, FAR)
    await walk(office)
    assert await are_counted_in(office, FAR)


def test_a_piece_is_taken_by_its_ids_and_nothing_is_sorted_or_searched_through(sqlite_database_url: str) -> None:
    store = open_store(sqlite_database_url)

    plan = store.read_now(lambda conn: conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {NEXT_DOORS}", (b"", DOORS)).all())

    asyncio.run(store.close())
    assert [row[-1] for row in plan] == ["SEARCH households USING INDEX sqlite_autoindex_households_1 (id>?)"]


async def test_pieces_and_visits_at_once_are_counted_right(office: Office) -> None:
    await walk(office)
    await says(office, FAR)

    async def shift() -> None:
        while await office.store.write(lambda conn: shift_times(conn, 1)):
            await asyncio.sleep(0)

    await asyncio.gather(shift(), *(office.visit(who, door) for who in ("ann", "ben", "lea") for door in office.team.doors))

    assert await are_counted_in(office, FAR)


async def test_what_was_broken_off_is_gone_on_with_and_campaigns_are_judged_anew(office: Office) -> None:
    await walk(office)
    await says(office, FAR)
    await office.store.write(lambda conn: shift_times(conn, 2))
    assert (await office.get("cora", "/api/organization"))["is_counting"] is True
    body = {"time_zone": "Europe/Berlin", "confirmed": True}
    assert await office.refused("cora", "POST", "/api/organization", body) == (409, "zone_changing")

    await office.post("cora", "/api/organization", time_zone=FAR, confirmed=True)
    await office.app.state.recounts.settle()

    assert (await office.get("cora", "/api/organization"))["is_counting"] is False
    assert await office.store.read(how_far) == []
    assert await are_counted_in(office, FAR)
    days = (await office.get("cora", f"/api/campaigns/{office.campaign}/times"))["days"]
    assert [date.fromisoformat(day["on"]).isoformat() for day in days] == ["2026-01-04", "2026-01-05"]


async def test_the_desk_is_answered_before_all_is_counted_and_told_that_it_is_not(office: Office) -> None:
    await walk(office)
    recounts, times = office.app.state.recounts, f"/api/campaigns/{office.campaign}/times"
    changed = await office.post("cora", "/api/organization", time_zone=FAR, confirmed=True)
    await recounts.settle()
    assert (changed["is_counting"], await are_counted_in(office, FAR)) == (True, True)

    await says(office, "Asia/Shanghai")
    between = await office.get("cora", times)
    recounts.start()
    await recounts.settle()

    assert (between["is_counting"], (await office.get("cora", times))["is_counting"]) == (True, False)
    assert await are_counted_in(office, "Asia/Shanghai")


async def test_nothing_is_done_where_no_zone_is_under_way(office: Office) -> None:
    await walk(office)

    await finish_recounts(office.store, office.clock, office.ids)

    assert await are_counted_in(office, "Asia/Shanghai")
