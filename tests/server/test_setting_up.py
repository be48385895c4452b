"""A campaign is changed while it runs, and the organization's zone with it: what is there is counted anew."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.server.office import Json, Office


async def team_row(office: Office) -> Json:
    rows: list[Json] = (await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="team"))["rows"]
    return next(row for row in rows if row["id"] == str(office.team.id))


async def change(office: Office, **body: Any) -> Json:
    """And count anew what hangs on it."""
    changed = await office.post("cora", f"/api/campaigns/{office.campaign}", **body)
    await office.app.state.recounts.settle()
    return changed


async def test_other_days_or_most_tries_count_what_is_there_anew(office: Office) -> None:
    phone, (one, two, *_) = office.phone("ann"), office.team.doors
    await phone.pull()
    knocks = [
        phone.visit(one, office.campaign, "not_home"),
        phone.visit(one, office.campaign, "not_home"),
        phone.visit(two, office.campaign),
    ]
    assert await phone.outcomes(*knocks) == ["applied"] * 3
    assert ((await team_row(office))["not_home"], (await team_row(office))["met"]) == (1, 1)

    await change(office, max_attempts=2)
    assert (await team_row(office))["given_up"] == 1
    await change(office, starts_on="2026-03-30", ends_on="2026-12-31")
    gone = await team_row(office)
    assert (gone["never_tried"], gone["visited"], gone["work"]) == (4, 0, {"visits": 0, "doors": 0})
    await change(office, starts_on="2026-01-01", max_attempts=3)

    row = await team_row(office)
    assert (row["not_home"], row["met"], row["tried"], row["work"]["visits"]) == (1, 1, 2, 3)
    await phone.pull()
    assert [visit["counted"] for visit in phone.card(one)["visits"]] == [True, True]
    assert [item["max_attempts"] for item in phone.items if item["kind"] == "campaign"][-1] == 3


async def test_another_zone_shifts_every_local_day_and_counts_anew(office: Office) -> None:
    """A visit at 08:30 in Shanghai is one of the evening before in Los Angeles, a day before the campaign began."""
    first = datetime(2026, 2, 20, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    office.clock.now_ms = int(first.timestamp() * 1000)
    await change(office, starts_on="2026-02-20")
    await office.visit("ann", office.team.doors[0])
    assert (await team_row(office))["met"] == 1
    wish = {"time_zone": "America/Los_Angeles"}

    assert await office.refused("cora", "POST", "/api/organization", wish) == (409, "zone_unconfirmed")
    assert (await office.get("cora", "/api/organization"))["time_zone"] == "Asia/Shanghai"
    changed = await office.post("cora", "/api/organization", **wish, confirmed=True)
    await office.app.state.recounts.settle()

    assert (changed["time_zone"], changed["campaigns"], changed["visits"]) == ("America/Los_Angeles", 1, 1)
    assert (await team_row(office))["met"] == 0
    phone = office.phone("ann")
    await phone.pull()
    assert {item["time_zone"] for item in phone.items if item["kind"] == "campaign"} == {"America/Los_Angeles"}
    await office.post("cora", "/api/organization", time_zone="Asia/Shanghai", confirmed=True)
    await office.app.state.recounts.settle()
    assert (await team_row(office))["met"] == 1


async def test_a_zone_that_is_none_is_refused_and_a_name_needs_no_confirming(office: Office) -> None:
    assert await office.refused("cora", "POST", "/api/organization", {"time_zone": "Asia/济宁", "confirmed": True}) == (400, "bad_request")

    assert (await office.post("cora", "/api/organization", name=" 任城区 "))["name"] == "任城区"
    assert (await office.get("ann", "/api/me"))["organization"]["name"] == "任城区"


async def test_an_area_that_is_added_brings_its_doors_and_none_is_taken_away(office: Office) -> None:
    area = await office.make_area("远方社区")
    made = await office.post("cora", "/api/buildings", area_id=str(area), name="1号楼", doors=[{"door": "101", "floor": 1}])
    before = await office.get("cora", "/api/households", campaign_id=office.campaign, building_id=made["building"]["id"])
    assert before["count"] == 0
    own = str(await office.area())

    changed = await office.post("cora", f"/api/campaigns/{office.campaign}", area_ids=[own, str(area)])

    assert [each["name"] for each in changed["areas"]] == ["祥和社区", "远方社区"]
    after = await office.get("cora", "/api/households", campaign_id=office.campaign, building_id=made["building"]["id"])
    assert after["count"] == 1
    assert await office.refused("cora", "POST", f"/api/campaigns/{office.campaign}", {"area_ids": [own]}) == (409, "campaign_keeps_areas")


async def test_a_campaign_is_named_and_says_what_counts(office: Office) -> None:
    path = f"/api/campaigns/{office.campaign}"
    changed = await office.post("cora", path, name=" 冬季走访 ", goal="met", max_attempts=None)

    assert (changed["name"], changed["goal"], changed["max_attempts"]) == ("冬季走访", "met", None)
    assert await office.refused("cora", "POST", path, {"starts_on": "2026-06-01", "ends_on": "2026-05-01"}) == (400, "bad_request")
    assert await office.refused("cora", "POST", path, {"ends_on": "2025-05-01"}) == (400, "bad_request")
    assert await office.refused("cora", "POST", f"/api/campaigns/{UUID(int=5)}", {"name": "x"}) == (404, "not_found")
