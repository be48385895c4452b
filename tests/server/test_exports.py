"""What leaves as a file: what it says, whose doors it holds, and what a spreadsheet cannot be made to do with it."""

import asyncio
import csv
import gc
import io
import json
import sys
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.exchange.formulas import guard, unguard
from server.exports.cells import mask_phone
from server.exports.tables import COLUMNS
from server.exports.words import WORDS
from server.exports.xlsx_parts import width_of
from tests.server.office import Office

MESSAGES = Path(__file__).parents[2] / "pwa" / "src" / "messages"


async def taken(office: Office, who: str, kind: str, **query: Any) -> httpx.Response:
    reply = await office.ask(who, "GET", f"/api/exports/{kind}", **query)
    assert reply.status_code == 200, reply.text
    return reply


async def lines(office: Office, who: str, kind: str, **query: Any) -> list[dict[str, str]]:
    reply = await taken(office, who, kind, language="en", **query)
    return list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"), newline="")))


def sheet_of(reply: httpx.Response) -> str:
    """The XML of the only sheet."""
    with ZipFile(io.BytesIO(reply.content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


async def correct(office: Office, who: str, place: int, **fields: Any) -> None:
    phone = office.phone(who)
    await phone.pull()
    door = office.team.doors[place]
    command = phone.command("correct_household", door, seen=phone.card(door)["version"], fields=fields)
    assert await phone.outcomes(command) == ["applied"]


async def test_households_say_where_they_are_who_they_are_and_how_the_visit_went(office: Office) -> None:
    await correct(office, "ann", 0, name="张伟", phones=["13812345678"], people_count=3, needs=["独居老人", "残疾"], note="二楼有狗")
    await office.visit("ann", office.team.doors[0], "not_home")

    rows = await lines(office, "cora", "households", phones="whole")

    assert len(rows) == 12
    first = rows[0]
    assert (first["Community"], first["Building"], first["Entrance"], first["Floor"], first["Door"]) == (
        "祥和社区",
        "1号楼",
        "1",
        "1",
        "101",
    )
    assert (first["Householder"], first["Phones"], first["People"], first["Needs"]) == ("张伟", "13812345678", "3", "独居老人, 残疾")
    assert (first["Visit state"], first["Tries"], first["Team"], first["Note"]) == ("Not home", "1", "第1队", "二楼有狗")
    assert first["Household key"] == str(office.team.doors[0])


async def test_who_lives_there_goes_out_but_for_those_who_left_or_wish_not_to_be_asked(office: Office) -> None:
    phone, door = office.phone("ann"), office.team.doors[0]
    people = ({"name": "李红", "relation": "妻"}, {"name": "赖小"}, {"name": "赖大", "status": "died"}, {"name": "赖二"})
    added = [phone.command("add_resident", door, fields=fields) for fields in people]
    hidden = phone.command("refuse_contact", door, reason="asked", resident_id=added[3]["id"])
    assert await phone.outcomes(*added, hidden) == ["applied"] * 5

    assert (await lines(office, "cora", "households"))[0]["Also living here"] == "李红（妻）, 赖小"


async def test_doors_come_in_the_order_in_which_a_person_walks(office: Office) -> None:
    rows = await lines(office, "cora", "households")

    assert [(row["Building"], row["Door"]) for row in rows] == [
        (f"{building}号楼", f"{floor}01") for building in (1, 2, 3) for floor in (1, 2, 3, 4)
    ]


async def test_phones_are_hidden_unless_a_coordinator_asks_for_them(office: Office) -> None:
    await correct(office, "ann", 0, phones=["13812345678", "0537-2345678"])

    hidden = await lines(office, "lea", "households")

    assert hidden[0]["Numbers (partly hidden)"] == "138****5678, 053****5678"
    assert "Phones" not in hidden[0]
    assert await office.refused("lea", "GET", "/api/exports/households", phones="whole") == (403, "forbidden")


async def test_a_leader_takes_away_only_the_doors_of_the_own_team(office: Office) -> None:
    rows = await lines(office, "lea", "households")

    assert {row["Household key"] for row in rows} == {str(door) for door in office.team.doors}
    assert await office.refused("lea", "GET", "/api/exports/households", team_id=office.other.id) == (404, "not_found")


async def test_a_coordinator_of_another_area_gets_no_door(office: Office) -> None:
    await office.hire("far", await office.make_area("远方社区"))

    assert await lines(office, "far", "households") == []


async def test_a_filter_narrows_what_goes_out(office: Office) -> None:
    await office.visit("ann", office.team.doors[1], "met")

    assert len(await lines(office, "cora", "households", team_id=office.team.id)) == 4
    assert [row["Door"] for row in await lines(office, "cora", "households", state="met")] == ["201"]
    assert len(await lines(office, "cora", "households", unvisited=True)) == 11
    assert len(await lines(office, "cora", "households", unassigned=True)) == 4
    assert len(await lines(office, "cora", "households", building_id=office.of.buildings[1])) == 4
    assert [row["Door"] for row in await lines(office, "cora", "households", outcome="met")] == ["201"]
    assert len(await lines(office, "cora", "visits", visited=1)) == 1


async def test_a_filter_that_makes_no_sense_is_refused(office: Office) -> None:
    assert await office.refused("cora", "GET", "/api/exports/households", state="gone") == (400, "bad_request")
    assert await office.refused("cora", "GET", "/api/exports/households", team_id="x") == (400, "bad_request")
    assert await office.refused("cora", "GET", "/api/exports/nothing") == (400, "bad_request")


async def test_each_visit_is_a_line_with_who_knocked_and_when_in_local_time(office: Office) -> None:
    await office.visit("ann", office.team.doors[0], "not_home")
    await office.visit("ben", office.team.doors[0], "met")

    rows = await lines(office, "lea", "visits")

    assert [(row["Outcome"], row["Knocked by"], row["Team"]) for row in rows] == [("Nobody home", "ann", "第1队"), ("Met", "ben", "第1队")]
    assert rows[0]["Knocked at"] == "2026-01-05 10:26"


async def test_each_request_is_a_line_with_its_progress(office: Office) -> None:
    phone = office.phone("ann")
    raised = phone.command("raise_request", office.team.doors[0], category="facilities", text="路灯坏了", urgency="soon")
    assert await phone.outcomes(raised) == ["applied"]

    rows = await lines(office, "cora", "requests")

    told = [(row["Category"], row["Request"], row["Urgency"], row["Progress"], row["First asked"]) for row in rows]
    assert told == [("Repairs and facilities", "路灯坏了", "Soon", "Raised", "ann")]


@pytest.mark.parametrize(("by", "names"), [("building", ["1号楼", "2号楼", "3号楼"]), ("team", ["第1队", "第2队", "No team"])])
async def test_coverage_goes_out_with_both_figures_and_what_they_are_made_of(office: Office, by: str, names: list[str]) -> None:
    await office.visit("ann", office.team.doors[0], "met")

    rows = await lines(office, "cora", "coverage", by=by)

    assert [row["Counted for"] for row in rows] == names
    first = rows[0]
    assert (first["All doors"], first["Visited"], first["Visited ÷ all (%)"], first["Not yet"]) == ("4", "1", "25.0", "3")


async def test_a_text_that_looks_like_a_formula_stays_text_in_both_kinds_of_file(office: Office) -> None:
    await correct(office, "ann", 0, name='=HYPERLINK("http://x","y")', note="@SUM(1)")

    rows = await lines(office, "cora", "households")
    sheet = sheet_of(await taken(office, "cora", "households", format="xlsx"))

    assert (rows[0]["Householder"], rows[0]["Note"]) == ('\'=HYPERLINK("http://x","y")', "'@SUM(1)")
    assert "<f>" not in sheet
    assert "<t>'=HYPERLINK" in sheet
    assert "hyperlink " not in sheet


async def test_a_sheet_holds_every_door_and_keeps_numbers_that_are_names(office: Office) -> None:
    reply = await taken(office, "cora", "households", format="xlsx")

    sheet = sheet_of(reply)
    assert sheet.count("<row ") == 13
    assert "<t>101</t>" in sheet
    assert reply.headers["content-disposition"].endswith('.xlsx"')


async def test_without_a_campaign_there_are_households_and_no_visits(office: Office) -> None:
    assert await lines(office, "cora", "visits") == []


@given(st.text(max_size=12))
def test_what_was_guarded_reads_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).lstrip(" \u3000").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@pytest.mark.parametrize(("who", "of_team"), [("cora", False), ("lea", False), ("cora", True)])
async def test_visits_and_requests_at_a_door_that_was_closed_go_out_and_say_so(office: Office, who: str, of_team: bool) -> None:
    door, ann, desk = office.team.doors[0], office.phone("ann"), office.phone("cora")
    asked = {"team_id": str(office.team.id)} if of_team else {}
    raised = ann.command("raise_request", door, category="repair", text="漏水", urgency="urgent")
    assert await ann.outcomes(raised, ann.visit(door, office.campaign)) == ["applied", "applied"]
    for each in office.team.doors:  # so none of the building is known any more
        assert await desk.outcomes(desk.command("close_household", each, reason="demolished")) == ["applied"]

    (request,), (visit,) = [await lines(office, who, kind, **asked) for kind in ("requests", "visits")]

    assert (request["Request"], request["Door closed"], visit["Door closed"]) == ("漏水", "yes", "yes")
    assert str(door) not in {row["Household key"] for row in await lines(office, who, "households", **asked)}


def test_a_hidden_number_shows_no_more_than_seven_digits() -> None:
    assert [mask_phone(phone) for phone in ("13812345678", "2345678", "110", "")] == ["138****5678", "****5678", "****", "****"]


@pytest.mark.parametrize("language", WORDS)
def test_files_say_states_and_outcomes_as_the_screens_do(language: str) -> None:
    screens = {area: json.loads((MESSAGES / area / f"{language}.json").read_text(encoding="utf-8")) for area in ("core", "door")}
    words = WORDS[language]

    assert {f"state.{code}": word for code, word in words.values.state.items()}.items() <= screens["core"].items()
    assert {f"outcome.{code}": word for code, word in words.values.outcome.items()}.items() <= screens["door"].items()
    assert {f"request.state.{code}": word for code, word in words.values.request_state.items()}.items() <= screens["door"].items()
    assert {f"request.urgency.{code}": word for code, word in words.values.urgency.items()}.items() <= screens["door"].items()


@pytest.mark.parametrize("language", WORDS)
def test_every_time_and_every_heading_has_room_in_its_column(language: str) -> None:
    headings = WORDS[language].headings
    narrow = [column for columns in COLUMNS.values() for column in columns if column == "at" or column.endswith("_at")]

    assert {column for column in narrow if width_of(column, "") < len("2026-11-27 10:10")} == set()
    assert [column for column, heading in headings.items() if width_of(column, heading) <= len(heading)] == []


def test_every_column_has_a_heading_in_every_language() -> None:
    for words in WORDS.values():
        for kind, columns in COLUMNS.items():
            missing = [column for column in columns if column not in words.headings and column not in words.values.state]
            assert (kind, missing) == (kind, [])
            assert kind in words.sheets


async def test_a_walk_list_goes_from_the_top_floor_down_without_the_doors_that_are_done(office: Office) -> None:
    await office.visit("ann", office.team.doors[0], "met")
    await office.visit("ann", office.team.doors[1], "not_home")
    agreed = {"on": "2026-11-28", "from": "16:00", "to": "18:00"}
    phone = office.phone("ann")
    await phone.push(phone.visit(office.team.doors[2], office.campaign, "call_back", appointment=agreed))

    told = await office.get("lea", f"/api/campaigns/{office.campaign}/walk-list", team_id=office.team.id)

    assert (told["campaign"]["name"], told["team"]["name"], told["door_count"]) == ("秋季走访", "第1队", 3)
    (building,) = told["buildings"]
    (entrance,) = building["entrances"]
    assert [(door["door"], door["state"], door["tries"]) for door in entrance["doors"]] == [
        ("401", "never_tried", 0),
        ("301", "call_back", 1),
        ("201", "not_home", 1),
    ]
    assert [door["appointment"] for door in entrance["doors"]] == [None, agreed, None]


async def test_a_door_that_nobody_may_knock_at_stays_on_paper_and_says_so(office: Office) -> None:
    phone = office.phone("ann")
    assert await phone.outcomes(phone.command("refuse_contact", office.team.doors[2], reason="不要再来")) == ["applied"]

    told = await office.get("lea", f"/api/campaigns/{office.campaign}/walk-list", building_id=office.of.buildings[0])

    doors = {door["door"]: door["knock"] for door in told["buildings"][0]["entrances"][0]["doors"]}
    assert doors == {"401": True, "301": False, "201": True, "101": True}


async def test_what_goes_out_leaves_a_line_that_tells_no_names(office: Office) -> None:
    await taken(office, "cora", "households", phones="whole", team_id=office.team.id)
    office.clock.advance(minutes=1)
    await office.get("lea", f"/api/campaigns/{office.campaign}/walk-list", team_id=office.team.id, purpose="print")
    for looking in ({}, {"purpose": "look"}, {"purpose": "type"}):
        await office.get("lea", f"/api/campaigns/{office.campaign}/walk-list", team_id=office.team.id, **looking)

    told = await office.rows("SELECT person_id, action, team_id, counts FROM audit WHERE action = 'export_made' ORDER BY at")

    assert [(row[0], row[2]) for row in told] == [(office.of.people[name], office.team.id) for name in ("cora", "lea")]
    assert [json.loads(bytes(row[3])) for row in told] == [
        {"households": 1, "whole_phones": 1, "buildings": 1},
        {"walk_list": 1, "doors": 4},
    ]


async def test_a_typed_list_is_noted_once(office: Office) -> None:
    body = {"id": str(office.ids()), "team_id": str(office.team.id), "visits": 12}
    for _ in range(2):
        await office.post("cora", f"/api/campaigns/{office.campaign}/typed-visits", **body)

    told = await office.rows("SELECT subject_id, counts FROM audit WHERE action = 'visits_typed'")

    assert [(row[0], json.loads(bytes(row[1]))) for row in told] == [(office.campaign, {"visits": 12})]


async def test_rows_go_out_as_points_where_buildings_have_a_place(office: Office) -> None:
    area = await office.area()
    assert await office.refused("cora", "GET", "/api/exports/households", format="geojson") == (409, "no_places")
    points = [{"building": "1号楼", "longitude": 116.58, "latitude": 35.41}, {"building": "9号楼", "longitude": 1, "latitude": 2}]

    assert await office.post("cora", f"/api/areas/{area}/points", points=points) == {"placed": 1, "unknown": ["9号楼"]}
    doors = (await taken(office, "cora", "households", format="geojson")).json()
    covered = (await taken(office, "cora", "coverage", format="geojson", by="building")).json()

    assert (doors["type"], len(doors["features"])) == ("FeatureCollection", 4)
    first = doors["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [116.58, 35.41]}
    assert (first["properties"]["building"], first["properties"]["door"], first["properties"]["state"]) == ("1号楼", "101", "未去")
    assert [(each["properties"]["what"], each["properties"]["known"]) for each in covered["features"]] == [("1号楼", 4)]
    assert (await office.refused("cora", "GET", "/api/exports/coverage", format="geojson", by="team"))[0] == 400


async def test_a_place_that_is_none_is_refused(office: Office) -> None:
    points = [{"building": "1号楼", "longitude": 200, "latitude": 0}]
    assert (await office.refused("cora", "POST", f"/api/areas/{await office.area()}/points", {"points": points}))[0] == 400


async def test_a_workbook_that_nobody_waits_for_any_more_is_let_go_without_a_complaint(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)

    begun = await hang_up_once_it_begins(office, "/api/exports/households", b"format=xlsx")
    gc.collect()

    assert begun.startswith(b"PK")
    assert complaints == []


async def hang_up_once_it_begins(office: Office, path: str, query: bytes) -> bytes:
    """The first bytes of an answer whose asker then goes away."""
    first, left = bytearray(), asyncio.Event()
    asked = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        if asked:
            return asked.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            first.extend(message["body"])
            left.set()
            await asyncio.Event().wait()  # nobody takes any more

    headers = [(b"host", b"test"), (b"authorization", b"Bearer cora")]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": ""}
    scope |= {"path": path, "raw_path": path.encode(), "query_string": query, "headers": headers}
    scope |= {"client": ("203.0.113.7", 1), "server": ("test", 80)}
    await asyncio.wait_for(office.app(cast(Any, scope), receive, send), 30)
    return bytes(first)
