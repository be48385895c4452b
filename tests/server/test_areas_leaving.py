"""An area leaves a running campaign: its doors go from phones with the reason, what was done counts, and it can be taken back."""

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import Connection

from server.assignments.jobs import begin_leave
from server.assignments.orders import CARDS_A_TRANSACTION, DOORS_A_TRANSACTION, Outline, get_job, sketch_job
from server.db.driver import fetch
from server.db.engine import open_store
from server.identity.store import find_person
from server.replication.leaving import OUT
from tests.server.community import Phone
from tests.server.office import Json, Office
from tests.server.test_move_endings import held_by
from tests.server.test_move_jobs import done

STATES = ("met", "not_home", "refused", "call_back", "inaccessible", "do_not_contact", "vacant", "given_up", "never_tried")


async def divided(office: Office, area_id: UUID | None = None) -> UUID:
    """A second area of the campaign, with the buildings of the second team and of nobody."""
    area = await office.make_area("远方社区", area_id=area_id)
    both = [str(await office.area()), str(area)]
    await office.post("cora", f"/api/campaigns/{office.campaign}", area_ids=both)
    for building in office.of.buildings[1:]:
        await office.post("cora", f"/api/buildings/{building}", area_id=str(area))
    return area


async def leave(office: Office, area: UUID, **more: object) -> Json:
    begun = await office.post("cora", f"/api/campaigns/{office.campaign}/areas/{area}/leave", **more)
    return await done(office, "cora", begun)


async def board(office: Office) -> Json:
    return await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="team")


async def at_the_doors(office: Office, who: str) -> Phone:
    phone = office.phone(who)
    await phone.pull()
    return phone


async def test_what_it_would_mean_is_said_before_anything_is_written(office: Office) -> None:
    area = await divided(office)
    await office.visit("cai", office.other.doors[0])
    phone = office.phone("dan")
    await phone.push(status={"unsent": 7, "oldest_at": office.clock(), "attention": 0, "persisted": True, "app": "1"})
    before = await board(office)

    told = await office.get("cora", f"/api/campaigns/{office.campaign}/areas/{area}/leaving")

    assert (told["area"]["name"], told["doors"], told["visited"], told["visits"]) == ("远方社区", 8, 1, 1)
    assert {(each["team"] or {}).get("name"): each["doors"] for each in told["teams"]} == {"第2队": 4, None: 4}
    assert {holder["person"]["name"]: holder["unsent"] for holder in told["holders"]} == {"cai": None, "dan": 7}
    assert await board(office) == before


async def test_an_area_leaves_a_running_campaign_and_phones_hear_why(office: Office) -> None:
    area = await divided(office)
    cai, ann = await at_the_doors(office, "cai"), await at_the_doors(office, "ann")
    await office.visit("dan", office.other.doors[1])

    told = await leave(office, area)

    assert (told["state"], told["moved"], told["area"]["name"], told["reasons"]) == ("done", 8, "远方社区", {})
    await cai.pull()
    await ann.pull()
    assert {(gone["household_id"], gone["reason"]) for gone in cai.gone} == {(str(door), "left_campaign") for door in office.other.doors}
    assert (cai.cards, cai.digests[str(office.other.cards)]) == ({}, {"count": 0, "sum": 0})
    assert ({*ann.cards}, ann.gone) == ({str(door) for door in office.team.doors}, [])
    assert not [item for item in cai.items if item["kind"] == "building" and not item.get("removed")][1:]
    reached = (await office.get("cora", "/api/campaigns"))["campaigns"][0]["areas"]
    assert [each["name"] for each in reached] == ["祥和社区"]


async def test_states_add_up_without_what_left_and_work_stays_credited(office: Office) -> None:
    area = await divided(office)
    await office.assign("cora", office.other.id, household_ids=[str(office.other.doors[0])], person_id=str(office.of.people["cai"]))
    await office.visit("cai", office.other.doors[0])

    await leave(office, area)

    told = await board(office)
    rows = {row["name"]: row for row in told["rows"]}
    for row in (told, rows["第1队"], rows["第2队"]):
        assert sum(row[state] for state in STATES) == row["known"]
    assert (told["known"], rows["第1队"]["known"], rows["第2队"]["known"], rows["第2队"]["visited"]) == (4, 4, 0, 0)
    assert rows["第2队"]["work"] == {"visits": 1, "doors": 1}
    cells = await office.rows("SELECT SUM(known), SUM(visited) FROM coverage_people WHERE campaign_id = ?", office.campaign)
    assert [tuple(int(each) for each in row) for row in cells] == [(0, 0)]
    listed = await office.get("cora", "/api/households", campaign_id=office.campaign)
    assert listed["count"] == 4


async def test_what_comes_in_after_an_area_left_is_taken_credited_and_told(office: Office) -> None:
    area, door = await divided(office), office.other.doors[0]
    cai = await at_the_doors(office, "cai")
    knock = cai.visit(door, office.campaign)
    office.clock.advance(hours=1)
    await leave(office, area)
    office.clock.advance(hours=3)

    assert await cai.outcomes(knock, cai.visit(door, office.campaign, "refused")) == ["applied", "applied"]

    card = await office.get("cora", f"/api/households/{door}")
    credited = [(visit["by_name"], visit["team_id"], visit["late"], visit["counted"]) for visit in card["visits"]]
    assert credited == [("cai", str(office.other.id), True, True)] * 2
    told = await board(office)
    assert (told["known"], next(row for row in told["rows"] if row["name"] == "第2队")["work"]) == (4, {"visits": 2, "doors": 1})
    cora = await at_the_doors(office, "cora")
    assert [item["what"] for item in cora.items if item["kind"] == "notice"] == ["late_work", "late_work"]


async def test_a_door_found_where_an_area_has_left_is_its_finders_and_no_longer_in_the_campaign(office: Office) -> None:
    area, door = await divided(office), uuid4()
    cai = await at_the_doors(office, "cai")
    place: Json = {"building_id": str(office.of.buildings[1]), "entrance": "2", "floor": 9, "door": "901"}
    found = cai.command("add_household", door, campaign_id=office.campaign, team_id=office.other.id, **place)
    knocks = [cai.visit(door, office.campaign, outcome) for outcome in ("not_home", "met")]
    office.clock.advance(hours=1)
    await leave(office, area)
    office.clock.advance(hours=3)

    assert await cai.outcomes(found, knocks[0]) == ["applied", "applied"]
    assert await cai.outcomes(knocks[1]) == ["applied"]

    assert (await board(office))["known"] == 4
    await cai.pull()
    assert {gone["reason"] for gone in cai.gone if gone["household_id"] == str(door)} == {"left_campaign"}
    card = await office.get("cora", f"/api/households/{door}")
    assert [(visit["outcome"], visit["team_id"]) for visit in card["visits"]] == [
        (each, str(office.other.id)) for each in ("met", "not_home")
    ]


async def test_undoing_gives_each_door_back_to_who_had_it_with_what_came_in_meanwhile(office: Office) -> None:
    area, (one, two, *_) = await divided(office), office.other.doors
    cai_id = office.of.people["cai"]
    await office.assign("cora", office.other.id, household_ids=[str(one)], person_id=str(cai_id))
    before = await board(office)
    cai = await at_the_doors(office, "cai")
    left = await leave(office, area)
    await cai.pull()
    await office.visit("cai", two)

    back = await done(office, "cora", await office.post("cora", f"/api/moves/{left['id']}/undo"))

    assert (back["moved"], back["undoes"]) == (8, left["id"])
    assert [await held_by(office, door) for door in (one, two, office.of.spare[0])] == [
        (office.other.id, cai_id),
        (office.other.id, None),
        (None, None),
    ]
    after = await board(office)
    assert (after["known"], after["met"], before["met"]) == (before["known"], 1, 0)
    await cai.pull()
    assert ({*cai.cards}, cai.card(two)["state"]) == ({str(door) for door in office.other.doors}, "met")
    assert {item["id"] for item in cai.items if item["kind"] == "building" and not item.get("removed")} >= {str(office.of.buildings[1])}
    again = await done(office, "cora", await office.post("cora", f"/api/moves/{left['id']}/undo"))
    assert again["moved"] == 0
    lines = (await office.get("cora", f"/api/campaigns/{office.campaign}/moves"))["moves"]
    line = next(each for each in lines if each["id"] == left["id"])
    assert (line["area"]["name"], line["undone_at"] is not None) == ("远方社区", True)


async def test_doors_of_a_team_that_ended_meanwhile_and_doors_found_meanwhile_come_back_to_nobody(office: Office) -> None:
    area = await divided(office)
    left = await leave(office, area)
    made = await office.post("cora", f"/api/buildings/{office.of.buildings[1]}/doors", doors=[{"door": "2001", "floor": 20}])
    assert (made, (await board(office))["known"]) == (made, 4)
    await office.post("cora", f"/api/teams/{office.other.id}/end")

    back = await done(office, "cora", await office.post("cora", f"/api/moves/{left['id']}/undo"))

    assert (back["moved"], (await board(office))["known"]) == (9, 13)
    assert {await held_by(office, door) for door in office.other.doors} == {(None, None)}


async def test_an_area_that_is_added_again_brings_its_doors_with_their_history(office: Office) -> None:
    area, door = await divided(office), office.other.doors[0]
    await office.visit("cai", door)
    await leave(office, area)

    await office.post("cora", f"/api/campaigns/{office.campaign}", area_ids=[str(await office.area()), str(area)])

    told = await board(office)
    assert (told["known"], told["met"]) == (12, 1)
    card = await office.get("cora", f"/api/households/{door}", campaign_id=office.campaign)
    assert (card["state"], card["assignment"]["team_id"], [visit["by_name"] for visit in card["visits"]]) == ("met", None, ["cai"])
    await office.assign("cora", office.other.id, household_ids=[str(door)])
    assert await held_by(office, door) == (office.other.id, None)
    assert (await leave(office, area))["moved"] == 8


async def test_a_door_that_was_just_moved_leaves_with_its_area(office: Office) -> None:
    """The order stands, and nobody has worked at it yet: another hand is quicker."""
    area, door = await divided(office), office.other.doors[0]
    left_id = office.ids()

    def begins(conn: Connection) -> None:
        actor = find_person(conn, office.of.people["cora"], office.clock())
        assert actor is not None
        begin_leave(conn, actor, office.campaign, area, left_id, office.clock())

    await office.store.write(begins)
    assert (await office.assign("cora", office.team.id, household_ids=[str(door)]))["moved"] == 1
    ann = await at_the_doors(office, "ann")
    assert str(door) in ann.cards

    told = await office.app.state.mover.run(left_id)

    assert (told.moved, (await board(office))["known"]) == (8, 4)
    await ann.pull()
    assert [(gone["household_id"], gone["reason"]) for gone in ann.gone] == [(str(door), "left_campaign")]


async def test_a_closed_door_leaves_too_and_does_not_come_back_by_being_opened(office: Office) -> None:
    area, door = await divided(office), office.other.doors[0]
    desk = office.phone("cora")
    assert await desk.outcomes(desk.command("close_household", door, reason="demolished")) == ["applied"]
    left = await leave(office, area)
    assert left["moved"] == 8

    assert await desk.outcomes(desk.command("reopen_household", door, reason="还在")) == ["applied"]
    assert (await board(office))["known"] == 4
    back = await done(office, "cora", await office.post("cora", f"/api/moves/{left['id']}/undo"))

    assert (back["moved"], (await board(office))["known"], await held_by(office, door)) == (8, 12, (office.other.id, None))


async def test_a_door_that_was_closed_when_its_area_was_added_again_is_in_the_campaign_once_it_is_opened(office: Office) -> None:
    area, door = await divided(office), office.other.doors[0]
    desk = office.phone("cora")
    await desk.push(desk.command("close_household", door, reason="demolished"))
    await leave(office, area)
    await office.post("cora", f"/api/campaigns/{office.campaign}", area_ids=[str(await office.area()), str(area)])
    assert (await board(office))["known"] == 11

    await desk.push(desk.command("reopen_household", door, reason="还在"))

    assert ((await board(office))["known"], await held_by(office, door)) == (12, (None, None))


async def test_a_household_that_is_parted_after_its_area_left_stays_out_until_the_area_comes_back(office: Office) -> None:
    area, (one, other) = await divided(office), office.other.doors[:2]
    join = await office.post("cora", "/api/pairs/join", one_id=str(one), other_id=str(other))
    left = await leave(office, area)
    cai, before = await at_the_doors(office, "cai"), await board(office)

    await office.post("cora", f"/api/joins/{join['id']}/undo")
    await cai.pull()

    assert (left["moved"], cai.cards, await board(office)) == (7, {}, before)
    assert await cai.outcomes(cai.visit(other, office.campaign)) == ["applied"]  # its team held it, so that is late work
    await done(office, "cora", await office.post("cora", f"/api/moves/{left['id']}/undo"))
    assert ((await board(office))["known"], await held_by(office, one)) == (12, (office.other.id, None))
    assert await held_by(office, other) == (None, None)


async def test_only_an_area_of_a_running_campaign_leaves_and_not_the_last(office: Office) -> None:
    area, path = await divided(office), f"/api/campaigns/{office.campaign}/areas"
    stranger = await office.make_area("别处")
    assert await office.refused("cora", "POST", f"{path}/{stranger}/leave", {}) == (404, "not_found")
    key = str(uuid4())
    first = await leave(office, area, id=key)

    assert await leave(office, area, id=key) == first
    assert await office.refused("cora", "POST", f"{path}/{area}/leave", {}) == (404, "not_found")
    own = await office.area()
    assert await office.refused("cora", "POST", f"{path}/{own}/leave", {}) == (409, "campaign_keeps_areas")
    assert await office.refused("cora", "GET", f"{path}/{own}/leaving") == (409, "campaign_keeps_areas")
    await office.post("cora", f"/api/campaigns/{office.campaign}/end")
    assert await office.refused("cora", "POST", f"{path}/{own}/leave", {}) == (409, "campaign_ended")
    lines = await office.rows("SELECT subject_id, area_id FROM audit WHERE action = 'area_left'")
    assert lines == [(UUID(key), area)]


async def test_a_campaign_that_has_ended_takes_no_area_in_and_lets_none_go(office: Office) -> None:
    """Nor does it take one back that left while it ran; what else is said of it may be mended."""
    area, own, stranger = await divided(office), await office.area(), await office.make_area("别处")
    left = await leave(office, area)
    path, doors = f"/api/campaigns/{office.campaign}", "SELECT COUNT(*) FROM feed"
    await office.post("cora", f"{path}/end")
    before, held = await office.get("cora", "/api/campaigns"), await office.rows(doors)

    wider = {"name": "改名", "area_ids": [str(own), str(stranger)]}
    assert await office.refused("cora", "POST", path, wider) == (409, "campaign_ended")
    assert await office.refused("cora", "POST", f"{path}/areas/{own}/leave", {}) == (409, "campaign_ended")
    assert await office.refused("cora", "POST", f"/api/moves/{left['id']}/undo", {}) == (409, "campaign_ended")

    assert (await office.get("cora", "/api/campaigns"), await office.rows(doors)) == (before, held)
    named = await office.post("cora", path, name="秋季走访（完）", area_ids=[own])
    assert (named["name"], named["area_ids"], named["entering"]) == ("秋季走访（完）", [str(own)], None)


async def test_leaders_hear_that_doors_left_and_what_another_area_covers_stays(office: Office) -> None:
    area = await divided(office)
    below = await office.make_area("网格", area)
    kept = office.of.buildings[2]
    await office.post("cora", f"/api/buildings/{kept}", area_id=str(below))
    every = [str(await office.area()), str(area), str(below)]
    await office.post("cora", f"/api/campaigns/{office.campaign}", area_ids=every)

    assert (await leave(office, area))["moved"] == 4

    told = (await office.get("leo", "/api/notices"))["notices"]
    assert [(each["what"], each["count"]) for each in told] == [("doors_left", 4)]
    assert (await board(office))["known"] == 8


@pytest.mark.parametrize("doors", [DOORS_A_TRANSACTION + 10])
async def test_phones_push_while_a_large_area_leaves(office: Office) -> None:
    area = await divided(office)
    begun = await office.post("cora", f"/api/campaigns/{office.campaign}/areas/{area}/leave")

    await office.visit("cai", office.other.doors[-1], "not_home")
    between = await office.get("cora", f"/api/moves/{begun['id']}")
    told = await done(office, "cora", begun)

    assert (between["state"], told["moved"]) == ("running", 2 * (DOORS_A_TRANSACTION + 10))
    assert (await board(office))["known"] == DOORS_A_TRANSACTION + 10


def test_doors_that_come_back_are_found_by_their_ids_however_many_stand_by_themselves(sqlite_database_url: str) -> None:
    """Of an index of all roots, SQLite would look through every door that is nobody's alias, for each piece."""
    store = open_store(sqlite_database_url)
    ids = [uuid4().bytes for _ in range(CARDS_A_TRANSACTION)]
    sql = OUT.replace("(??)", f"({','.join('?' * len(ids))})")

    plan = store.read_now(lambda conn: conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (b"", *ids, b"")).all())

    asyncio.run(store.close())
    assert [row[-1] for row in plan if " h " in row[-1]] == ["SEARCH h USING INDEX sqlite_autoindex_households_1 (id=?)"]


async def test_which_doors_leave_is_read_after_the_call_and_once(office: Office) -> None:
    area, move_id = await divided(office), uuid4()
    actor = await office.store.read(lambda conn: find_person(conn, office.of.people["cora"], office.clock()))
    assert actor is not None

    await office.store.write(lambda conn: begin_leave(conn, actor, office.campaign, area, move_id, office.clock()) and None)
    ordered = await office.store.read(lambda conn: get_job(conn, move_id))
    await asyncio.gather(office.app.state.mover.run(move_id), office.app.state.mover.run(move_id))  # two processes at once

    filled = await office.store.read(lambda conn: get_job(conn, move_id))
    assert ordered is not None
    assert filled is not None
    assert (ordered.order.is_open, ordered.order.count, filled.order.is_open, filled.order.count) == (True, 0, False, 8)
    told = await office.get("cora", f"/api/moves/{move_id}")
    assert (told["state"], told["moved"], told["progress"]) == ("done", 8, {"done": 8, "of": 8})


async def test_how_far_a_move_is_is_told_without_reading_its_doors(office: Office) -> None:
    await office.assign("cora", None, household_ids=[str(door) for door in office.team.doors[1:]])

    doors = await office.store.read(lambda conn: [sketch_job(conn, row[0]) for row in fetch(conn, "SELECT id FROM move_jobs")])

    assert [(sketch.count, [part.count for part in sketch.parts], done) for sketch, done in filter(None, doors)] == [(3, [3], 3)]
    assert [Outline(None, msgspec.Raw(msgspec.json.encode(["a"] * count))).count for count in (0, 1, 2)] == [0, 1, 2]
