"""A leader's day: counts of one local day, what is left with whom, what was agreed, and which phones are silent."""

import asyncio
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from server.days import store as store_of_days
from server.db.engine import open_store
from tests.server.office import Json, Office

HOUR = 3_600_000


async def day(office: Office, who: str = "lea", **query: str) -> Json:
    return await office.get(who, f"/api/campaigns/{office.campaign}/teams/{office.team.id}/day", **query)


async def line(office: Office, name: str, **query: str) -> Json:
    return next(each for each in (await day(office, **query))["members"] if each["person"]["name"] == name)


async def give(office: Office, name: str, *doors: UUID) -> None:
    await office.assign("lea", office.team.id, household_ids=list(doors), person_id=office.of.people[name])


async def test_a_members_line_tells_doors_and_phone(office: Office) -> None:
    first, second, *_ = office.team.doors
    await give(office, "ann", first, second)
    await office.visit("ann", first, "met")
    await office.visit("ann", first, "met")
    await office.phone("ann").pull(status={"unsent": 3, "oldest_at": None, "attention": 0, "persisted": True, "app": "1"})

    told = await line(office, "ann")

    assert (told["role"], told["held"], told["left"], told["tried"], told["met"], told["visits"]) == ("member", 2, 1, 1, 1, 2)
    assert (told["phones"]["unsent"], told["phones"]["last_seen_at"]) == (3, office.clock())
    assert (await line(office, "ben"))["held"] == 0


async def test_doors_without_holder_are_counted(office: Office) -> None:
    await give(office, "ann", office.team.doors[0])
    await office.visit("ben", office.team.doors[1], "not_home")

    told = await day(office)

    assert (told["known"], told["left"], told["unheld"], told["unheld_left"]) == (4, 3, 3, 2)


async def test_a_day_is_a_day_of_the_organization(office: Office) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    at = datetime.fromtimestamp(office.clock() / 1000, zone)
    office.clock.advance(hours=23 - at.hour, minutes=40 - at.minute)  # 23:40 there, the afternoon in UTC
    late = datetime.fromtimestamp(office.clock() / 1000, zone).date()
    await office.visit("ann", office.team.doors[0], "met")
    office.clock.advance(minutes=40)
    await office.visit("ann", office.team.doors[1], "met")

    assert (await day(office, on=str(late)))["tried"] == 1
    assert (await day(office))["tried"] == 1
    assert (await day(office))["on"] == str(datetime.fromtimestamp(office.clock() / 1000, zone).date())


async def test_what_was_agreed_for_tonight_is_with_whoever_has_the_door(office: Office) -> None:
    first, second, third, _ = office.team.doors
    today = (await day(office))["on"]
    phone = office.phone("ann")
    for door, hour in ((first, "19:00"), (second, "18:00"), (third, "20:00")):
        await phone.push(phone.visit(door, office.campaign, "call_back", appointment={"on": today, "from": hour, "to": "23:00"}))
    await give(office, "ben", first)
    office.clock.advance(minutes=1)
    await office.visit("ben", third, "met")  # kept early

    told = await day(office)

    assert [(each["person"]["name"], each["from"]) for each in told["appointments"]] == [("ann", "18:00"), ("ben", "19:00")]
    assert {each["person"]["name"]: each["appointments"] for each in told["members"]} == {"ann": 1, "ben": 1, "lea": 0}
    assert told["appointments"][0]["household_id"] == str(second)


async def test_doors_nobody_has_been_at_for_a_week_are_counted(office: Office) -> None:
    assert (await day(office))["untouched"] == 0  # the campaign has just begun
    await office.visit("ann", office.team.doors[0], "not_home")
    office.clock.advance(days=8)

    assert (await day(office))["untouched"] == 4
    await office.visit("ann", office.team.doors[0], "not_home")
    await office.visit("ben", office.team.doors[1], "met")

    assert (await day(office))["untouched"] == 2


@pytest.mark.parametrize("doors", [60])
async def test_the_week_is_found_in_a_long_feed(office: Office) -> None:
    for number, door in enumerate(office.team.doors[:40]):
        office.clock.advance(days=number % 2)
        await office.visit("ann", door, "not_home")
    fresh = office.clock() - 7 * 24 * HOUR
    rows = await office.rows("SELECT last_visit_at FROM feed f JOIN slices s ON s.id = f.slice_id WHERE s.team_id = ?", office.team.id)

    assert (await day(office))["untouched"] == sum(at is None or at < fresh for (at,) in rows)


async def test_an_odd_day_raises_a_question(office: Office) -> None:
    phone = office.phone("ann")
    visits = []
    for door in office.team.doors:
        visits.append(phone.visit(door, office.campaign, "met"))
    for door in office.other.doors[:2]:
        visits.append(phone.visit(door, office.campaign, "met"))
    await phone.push(*visits)

    assert (await line(office, "ann"))["questions"] == []  # four of the own team; the rest is the other team's work


@pytest.mark.parametrize("doors", [6])
async def test_doors_opened_within_a_minute_are_asked_about(office: Office) -> None:
    phone = office.phone("ann")
    await phone.push(*[phone.visit(door, office.campaign, "met") for door in office.team.doors])

    asked = (await line(office, "ann"))["questions"]

    assert [(each["code"], each["doors"]) for each in asked] == [("same_minute", 6)]
    assert (await line(office, "ben"))["questions"] == []


async def test_somebody_who_left_keeps_a_line_for_the_day(office: Office) -> None:
    await office.visit("ann", office.team.doors[0], "met")
    await office.post("lea", f"/api/teams/{office.team.id}/members/{office.of.people['ann']}/end")

    told = await day(office)

    assert [(each["person"]["name"], each["role"], each["tried"]) for each in told["members"]] == [
        ("ben", "member", 0),
        ("lea", "leader", 0),
        ("ann", None, 1),
    ]


async def test_another_teams_day_does_not_exist(office: Office) -> None:
    assert await office.refused("leo", "GET", f"/api/campaigns/{office.campaign}/teams/{office.team.id}/day") == (404, "not_found")
    assert await office.refused("ann", "GET", f"/api/campaigns/{office.campaign}/teams/{office.team.id}/day") == (403, "forbidden")


async def test_every_number_opens_as_many_doors(office: Office) -> None:
    await give(office, "ann", office.team.doors[0])
    await office.visit("ben", office.team.doors[1], "met")
    office.clock.advance(days=8)
    await office.visit("ben", office.team.doors[2], "not_home")

    told = await day(office)
    unheld = await office.get("lea", "/api/households", team_id=office.team.id, unheld=True)
    untouched = await office.get("lea", "/api/households", team_id=office.team.id, waiting=True, quiet_days=7)

    assert (unheld["count"], untouched["count"]) == (told["unheld"], told["untouched"]) == (3, 2)
    assert len(unheld["households"]) == 3


async def test_a_days_numbers_are_those_of_its_list_also_of_doors_that_have_gone_since(office: Office) -> None:
    moved, closed, joined, root = office.team.doors
    for door, outcome in ((moved, "met"), (closed, "not_home"), (joined, "not_home"), (root, "met")):
        await office.visit("ann", door, outcome)
    await office.assign("cora", office.other.id, household_ids=[moved])
    cora = office.phone("cora")
    await cora.push(cora.command("close_household", closed, reason="demolished"))
    await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(joined))
    told = await day(office)
    of_day = {"tried_by": office.team.id, "tried_on": told["on"]}

    mine, all_ = [await office.get(who, "/api/households", **of_day) for who in ("lea", "cora")]
    met = await office.get("cora", "/api/households", **of_day, outcome="met", tried_person=office.of.people["ann"])

    assert (told["tried"], told["met"]) == (3, 2)
    assert (mine["been"], mine["count"]) == ({"visits": 4, "doors": told["tried"]}, 1)  # what is left to her team
    assert (all_["been"], all_["count"]) == (mine["been"], 2)  # without the one that was closed
    assert (met["been"], met["count"]) == ({"visits": 2, "doors": told["met"]}, 2)


async def test_a_day_outside_the_campaign_opens_what_was_done_on_it(office: Office) -> None:
    office.clock.advance(days=400)
    await office.visit("ann", office.team.doors[0], "met")
    told = await day(office)

    found = await office.get("lea", "/api/households", tried_by=office.team.id, tried_on=told["on"])
    ever = await office.get("lea", "/api/households", tried_by=office.team.id)

    assert (told["tried"], found["count"], ever["count"]) == (1, 1, 0)


async def test_what_is_agreed_for_a_day_opens_its_doors_in_all_and_of_each_person(office: Office) -> None:
    first, second, third, _ = office.team.doors
    on = (await day(office))["on"]
    phone = office.phone("ann")
    for door in (first, second, third):
        await phone.push(phone.visit(door, office.campaign, "call_back", appointment={"on": on, "from": "22:00", "to": "23:00"}))
    await give(office, "ben", first)
    await office.assign("cora", office.other.id, household_ids=[third])

    told = await day(office)
    opened = await office.get("lea", "/api/households", team_id=office.team.id, agreed_on=on)
    of_each = {
        member["person"]["name"]: await office.get(
            "cora", "/api/households", team_id=office.team.id, agreed_on=on, agreed_with=member["person"]["id"]
        )
        for member in told["members"]
    }

    assert (
        {each["household_id"] for each in told["appointments"]} == {row["id"] for row in opened["households"]} == {str(first), str(second)}
    )
    assert {name: each["count"] for name, each in of_each.items()} == {"ann": 1, "ben": 1, "lea": 0}
    assert {each["person"]["name"]: each["appointments"] for each in told["members"]} == {"ann": 1, "ben": 1, "lea": 0}


SQL = {name: text for name, text in vars(store_of_days).items() if isinstance(text, str) and text.strip().startswith("SELECT")}


@pytest.mark.parametrize("name", sorted(SQL))
def test_nothing_is_searched_through_for_a_board(sqlite_database_url: str, name: str) -> None:
    """Every table but the organization's one row is entered by a key or an index, and no card is read."""
    sql = SQL[name].replace("(??)", "(?, ?)")
    store = open_store(sqlite_database_url)

    plan = store.read_now(lambda conn: conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (b"",) * sql.count("?")).all())

    asyncio.run(store.close())
    assert [row[-1] for row in plan if row[-1].startswith("SCAN") and "organization" not in row[-1]] == []
    assert "body" not in sql
