"""A move to several teams at once goes on by itself, says how far it is, and can be taken back; two at once never share a door."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from server.assignments.jobs import begin_parts
from server.assignments.orders import BEAT_MS, DOORS_A_TRANSACTION
from server.assignments.schemas import MovesBody, PartBody
from server.identity.store import find_person
from tests.server.office import Json, Office
from tests.server.test_move_endings import end_team, held_by


async def start(office: Office, who: str, *parts: tuple[UUID | None, list[UUID]], **more: Any) -> Json:
    body = [{"team_id": team, "household_ids": doors} for team, doors in parts]
    return await office.post(who, f"/api/campaigns/{office.campaign}/moves", parts=body, **more)


async def done(office: Office, who: str, job: Json) -> Json:
    await office.app.state.mover.settle()
    return await office.get(who, f"/api/moves/{job['id']}")


async def third_team(office: Office) -> UUID:
    return UUID((await office.post("cora", f"/api/campaigns/{office.campaign}/teams", name="第3队"))["id"])


async def test_one_move_gives_doors_to_several_teams_and_says_who_got_how_many(office: Office) -> None:
    third, doors = await third_team(office), office.team.doors

    begun = await start(office, "cora", (office.other.id, doors[:1]), (third, doors[1:3]), (None, doors[3:]))
    told = await done(office, "cora", begun)

    assert (begun["state"], begun["progress"]) == ("running", {"done": 0, "of": 4})
    assert (told["state"], told["moved"], told["progress"], told["reasons"]) == ("done", 4, {"done": 4, "of": 4}, {})
    shares = {share["team"]["name"] if share["team"] else None: (share["moved"], share["of"]) for share in told["shares"]}
    assert shares == {"第2队": (1, 1), "第3队": (2, 2), None: (1, 1)}
    assert [(await held_by(office, door))[0] for door in doors] == [office.other.id, third, third, None]


async def test_it_is_one_line_in_the_list_and_one_undo_takes_all_of_it_back(office: Office) -> None:
    third, doors = await third_team(office), office.team.doors
    told = await done(office, "cora", await start(office, "cora", (office.other.id, doors[:2]), (third, doors[2:])))

    listed = (await office.get("cora", f"/api/campaigns/{office.campaign}/moves"))["moves"]
    undone = await done(office, "cora", await office.post("cora", f"/api/moves/{told['id']}/undo"))

    assert [({team["name"] for team in each["to_teams"]}, each["moved"]) for each in listed] == [({"第2队", "第3队"}, 4)]
    assert (undone["moved"], undone["undoes"]) == (4, told["id"])
    assert {(await held_by(office, door))[0] for door in doors} == {office.team.id}
    again = await office.get("cora", f"/api/moves/{told['id']}")
    assert again["undone_at"] == office.clock()
    lines = await office.rows("SELECT action, subject_id FROM audit WHERE subject = 'move' ORDER BY action")
    assert lines == [("move_undone", UUID(undone["id"])), ("shares_given", UUID(told["id"]))]


async def test_the_list_says_from_which_teams_and_buildings_the_doors_came(office: Office) -> None:
    third, mine, spare = await third_team(office), office.team.doors, office.of.spare
    shared = await done(office, "cora", await start(office, "cora", (office.other.id, spare[:1]), (third, spare[1:3])))
    office.clock.advance(hours=1)
    both = [*mine[:3], office.other.doors[0]]
    moved = await office.post("cora", f"/api/campaigns/{office.campaign}/assignments", team_id=str(third), household_ids=[*map(str, both)])

    later, first = (await office.get("cora", f"/api/campaigns/{office.campaign}/moves"))["moves"]

    assert (first["came_from"], moved["came_from"]) == (shared["came_from"], later["came_from"])
    assert [(each["team"], each["doors"]) for each in first["came_from"]["teams"]] == [(None, 3)]
    assert [(each["team"]["name"], each["doors"]) for each in later["came_from"]["teams"]] == [("第1队", 3), ("第2队", 1)]
    assert [each["name"] for each in later["came_from"]["buildings"]] == ["1号楼", "2号楼"]
    assert later["came_from"]["building_count"] == 2


async def test_an_undo_lists_each_door_that_could_not_go_back_with_who_moved_it_since(office: Office) -> None:
    told = await done(office, "cora", await start(office, "cora", (office.other.id, office.team.doors)))
    await office.assign("leo", office.other.id, household_ids=[str(office.team.doors[0])], person_id=str(office.of.people["cai"]))

    undone = await done(office, "cora", await office.post("cora", f"/api/moves/{told['id']}/undo"))

    assert (undone["moved"], undone["reasons"]) == (3, {"moved_since": 1})
    (left,) = undone["left"]
    assert (left["household_id"], left["building"], left["door"]) == (str(office.team.doors[0]), "1号楼", "101")
    assert (left["team"]["name"], left["by"]["name"]) == ("第2队", "leo")


NOTHING = {"building": "", "entrance": None, "door": None, "team": None, "by": None}


async def test_a_move_does_not_tell_where_doors_are_that_its_leader_does_not_see(office: Office) -> None:
    theirs, mine = office.other.doors[0], office.team.doors[0]

    told = await done(office, "lea", await start(office, "lea", (office.team.id, [theirs, mine])))

    (left,) = [each for each in told["left"] if each["household_id"] == str(theirs)]
    assert left == {"household_id": str(theirs), "reason": "not_in_campaign", **NOTHING}
    assert "第2队" not in str(told)


async def test_a_move_made_long_ago_does_not_tell_which_team_has_its_doors_now(office: Office) -> None:
    door, ann = str(office.team.doors[0]), str(office.of.people["ann"])
    made = await office.assign("lea", office.team.id, person_id=ann, household_ids=[door])
    await office.assign("cora", office.other.id, household_ids=[door])
    undo = str(office.ids())
    await office.post("lea", "/api/assignments/undo", id=undo, undo_id=made["undo_id"])

    of_leader, of_coordinator = [await office.get(who, f"/api/moves/{undo}") for who in ("lea", "cora")]

    assert of_leader["left"] == [{"household_id": door, "reason": of_coordinator["left"][0]["reason"], **NOTHING}]
    assert "第2队" not in str(of_leader)
    assert of_coordinator["left"][0]["team"]["name"] == "第2队"


async def test_the_same_order_begun_twice_is_one_move(office: Office) -> None:
    move_id = str(uuid4())

    jobs = await asyncio.gather(*(start(office, "cora", (office.other.id, office.team.doors), id=move_id) for _ in range(4)))
    told = await done(office, "cora", jobs[0])

    assert (told["moved"], told["reasons"]) == (4, {})
    assert await office.rows("SELECT COUNT(*) FROM moves") == [(1,)]


async def test_of_two_coordinators_moving_the_same_doors_at_once_one_gets_all_and_the_other_none(office: Office) -> None:
    third, doors = await third_team(office), office.team.doors
    await office.hire("carl", None)

    async def orders(who: str, team: UUID) -> tuple[UUID, Json]:
        part = {"team_id": str(team), "household_ids": [str(door) for door in doors], "epochs": [1] * len(doors)}
        return team, (await office.ask(who, "POST", f"/api/campaigns/{office.campaign}/moves", {"parts": [part]})).json()

    replies = await asyncio.gather(orders("cora", office.other.id), orders("carl", third))
    await office.app.state.mover.settle()

    holders = {(await held_by(office, door))[0] for door in doors}
    assert len(holders) == 1
    (loser,) = [reply for team, reply in replies if team not in holders]
    if loser.get("code") != "doors_moving":  # the other was done before this one began
        assert (await office.get("cora", f"/api/moves/{loser['id']}"))["reasons"] == {"moved_since": len(doors)}


async def test_a_door_that_moved_since_it_was_proposed_stays_and_says_who_has_it(office: Office) -> None:
    proposed = [{"team_id": str(office.other.id), "household_ids": [str(door) for door in office.team.doors], "epochs": [1, 1, 1, 1]}]
    await office.assign("cora", None, household_ids=[str(office.team.doors[0])])

    told = await done(office, "cora", await office.post("cora", f"/api/campaigns/{office.campaign}/moves", parts=proposed))

    assert (told["moved"], told["reasons"], told["left"][0]["by"]["name"]) == (3, {"moved_since": 1}, "cora")


async def test_while_one_move_has_doors_in_its_hands_another_is_refused_whole(office: Office) -> None:
    """The first is begun and not worked at: its process died."""
    body = MovesBody(parts=[PartBody(team_id=office.other.id, household_ids=office.team.doors)])
    move_id = office.ids()

    def begins(conn: Connection) -> None:
        actor = find_person(conn, office.of.people["cora"], office.clock())
        assert actor is not None
        begin_parts(conn, actor, office.campaign, body, move_id, office.clock())

    await office.store.write(begins)
    path, second = f"/api/campaigns/{office.campaign}/moves", {"parts": [{"team_id": None, "household_ids": [str(office.team.doors[0])]}]}

    assert await office.refused("cora", "POST", path, second) == (409, "doors_moving")
    assert await office.refused("cora", "POST", f"/api/moves/{move_id}/undo", {}) == (409, "doors_moving")
    assert (await office.get("cora", path))["moves"][0]["progress"] == {"done": 0, "of": 4}

    office.clock.advance(ms=BEAT_MS + 1)
    taking_up = asyncio.create_task(office.app.state.mover.keep_taking_up())  # another process, or the next start
    while (await office.get("cora", f"/api/moves/{move_id}"))["state"] == "running":
        await asyncio.sleep(0)
    taking_up.cancel()
    assert (await office.get("cora", f"/api/moves/{move_id}"))["moved"] == 4


async def test_orders_that_make_no_sense_are_refused_whole(office: Office) -> None:
    path, door, team = f"/api/campaigns/{office.campaign}/moves", str(office.team.doors[0]), str(office.other.id)

    async def code(*parts: Json) -> str:
        return (await office.refused("cora", "POST", path, {"parts": list(parts)}))[1]

    assert await code() == "bad_request"
    assert await code({"team_id": team, "household_ids": []}) == "bad_request"
    assert await code({"team_id": team, "household_ids": [door, door]}) == "bad_request"
    assert await code({"team_id": team, "household_ids": [door]}, {"team_id": None, "household_ids": [door]}) == "bad_request"
    assert await code({"team_id": team, "household_ids": [door], "epochs": []}) == "bad_request"
    assert await code({"team_id": str(uuid4()), "household_ids": [door]}) == "not_found"
    await end_team(office, office.other.id)
    assert (
        await code({"team_id": None, "household_ids": [door]}, {"team_id": team, "household_ids": [str(office.team.doors[1])]})
        == "team_ended"
    )
    assert await office.rows("SELECT 1 FROM moves") == []


async def test_the_leaders_of_the_team_that_lost_doors_hear_to_whom_they_went(office: Office) -> None:
    third, doors = await third_team(office), office.team.doors

    await done(office, "cora", await start(office, "cora", (office.other.id, doors[:1]), (third, doors[1:])))

    told = (await office.get("lea", "/api/notices"))["notices"]
    assert {(each["team_id"], each["count"]) for each in told} == {(str(office.other.id), 1), (str(third), 3)}


@pytest.mark.parametrize("doors", [DOORS_A_TRANSACTION + 10])
async def test_phones_push_while_a_large_move_runs(office: Office) -> None:
    begun = await start(office, "cora", (office.other.id, office.team.doors), (None, office.other.doors))

    await office.visit("cora", office.of.spare[0], "not_home")
    between = (await office.get("cora", f"/api/moves/{begun['id']}"))["state"]
    told = await done(office, "cora", begun)

    assert between == "running"
    assert (told["moved"], told["state"]) == (2 * (DOORS_A_TRANSACTION + 10), "done")


async def test_more_doors_than_one_move_takes_are_refused_in_a_word_of_its_own(office: Office) -> None:
    doors = [str(uuid4()) for _ in range(20_001)]
    path, team = f"/api/campaigns/{office.campaign}", str(office.team.id)
    parts = [{"team_id": team, "household_ids": doors[:10_000]}, {"team_id": None, "household_ids": doors[10_000:]}]

    for asked, body in (
        ("assignments", {"team_id": team, "household_ids": doors}),
        ("moves", {"parts": parts}),
        ("proposal", {"household_ids": doors}),
    ):
        assert await office.refused("cora", "POST", f"{path}/{asked}", body) == (413, "move_too_large")
    assert (await office.get("cora", f"{path}/moves"))["moves"] == []
