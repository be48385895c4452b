"""Moves over HTTP: whose they are, what they answer, and that they can be taken back."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from server.assignments.orders import DOORS_A_TRANSACTION
from server.assignments.store import Move, begin_move
from server.replication.moves import move_doors
from tests.server.office import Json, Office


async def counts(office: Office) -> dict[str, int]:
    """Known doors by team, from the board."""
    rows = (await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="team"))["rows"]
    return {row["name"]: row["known"] for row in rows}


async def test_doors_without_a_team_go_to_one(office: Office) -> None:
    moved = await office.assign("cora", office.team.id, **{"from": {"team_id": None}})

    assert (moved["moved"], moved["skipped"], moved["holders"]) == (4, [], [])
    assert await counts(office) == {"第1队": 8, "第2队": 4}


async def test_the_receiving_phone_gets_the_cards_and_their_building_and_the_former_sees_them_leave(office: Office) -> None:
    ann, cai = office.phone("ann"), office.phone("cai")
    await ann.pull()
    await cai.pull()

    await office.assign("cora", office.other.id, household_ids=[str(door) for door in office.team.doors[:2]])
    await ann.pull()
    await cai.pull()

    assert {str(door) for door in office.team.doors[:2]} <= set(cai.cards)
    assert [(each["reason"], each["to"]) for each in ann.gone] == [("reassigned", str(office.other.id))] * 2
    assert str(office.of.buildings[0]) in {item["id"] for item in cai.items if item["kind"] == "building"}


async def test_a_trial_says_what_would_move_and_who_holds_it(office: Office) -> None:
    await office.visit("ann", office.team.doors[0])
    silent = office.clock()
    office.clock.advance(hours=3)
    body = {"from": {"team_id": str(office.team.id)}, "only_if": "unvisited", "dry_run": True}

    tried = await office.assign("cora", office.other.id, **body)

    assert (tried["moved"], tried["undo_id"]) == (3, None)
    assert tried["skipped"] == [{"household_id": str(office.team.doors[0]), "reason": "visited"}]
    assert [(each["person"]["name"], each["last_seen_at"], each["unsent"]) for each in tried["holders"]] == [("ann", silent, None)]
    assert await counts(office) == {"第1队": 4, "第2队": 4, "": 4}


async def test_filters_choose_by_building_state_and_tries(office: Office) -> None:
    for door, outcome in zip(office.team.doors, ("met", "not_home", "not_home"), strict=False):
        await office.visit("ann", door, outcome)
    await office.visit("ben", office.team.doors[1], "not_home")

    async def would(**chosen: object) -> int:
        reply = await office.assign("cora", office.other.id, **{"from": {"team_id": str(office.team.id), **chosen}, "dry_run": True})
        return int(reply["moved"])

    assert await would() == 4
    assert await would(state="not_home") == 2
    assert await would(state=["not_home", "met"]) == 3
    assert await would(state="not_home", tries=2) == 1
    assert await would(tries=[0, 1]) == 3
    assert await would(building_id=str(office.of.buildings[1])) == 0


async def test_the_same_move_is_answered_the_same(office: Office) -> None:
    move = {"id": str(uuid4()), "from": {"team_id": str(office.team.id)}}

    first, again = [await office.assign("cora", office.other.id, **move) for _ in range(2)]

    assert first == again
    assert first["moved"] == 4
    assert await office.rows("SELECT COUNT(*) FROM moves") == [(1,)]


async def test_undoing_takes_back_what_nobody_moved_since(office: Office) -> None:
    moved = await office.assign("cora", office.other.id, **{"from": {"team_id": str(office.team.id)}})
    await office.assign("cora", None, household_ids=[str(office.team.doors[0])])

    undone = await office.post("cora", "/api/assignments/undo", undo_id=moved["undo_id"])

    assert undone["moved"] == 3
    assert undone["skipped"] == [{"household_id": str(office.team.doors[0]), "reason": "moved_since"}]
    assert await counts(office) == {"第1队": 3, "第2队": 4, "": 5}
    listed = (await office.get("cora", f"/api/campaigns/{office.campaign}/moves"))["moves"]
    assert [(each["moved"], each["undone_at"]) for each in listed if each["id"] == moved["undo_id"]] == [(4, office.clock())]
    assert len(listed) == 2  # the undo is no move of its own


async def test_an_undo_gives_doors_back_to_the_people_who_had_them(office: Office) -> None:
    ann = str(office.of.people["ann"])
    await office.assign("lea", office.team.id, household_ids=[str(office.team.doors[0])], person_id=ann)
    moved = await office.assign("cora", office.other.id, **{"from": {"team_id": str(office.team.id)}})

    await office.post("cora", "/api/assignments/undo", undo_id=moved["undo_id"])

    rows = (await office.get("lea", "/api/households", person_id=ann))["households"]
    assert [(row["id"], row["person"]) for row in rows] == [(str(office.team.doors[0]), "ann")]


async def test_a_leader_gives_the_own_teams_doors_to_its_people(office: Office) -> None:
    doors = [str(office.team.doors[0]), str(office.other.doors[0]), str(uuid4())]

    moved = await office.assign("lea", office.team.id, household_ids=doors, person_id=str(office.of.people["ann"]))

    assert moved["moved"] == 1
    assert moved["skipped"] == [{"household_id": door, "reason": "not_in_campaign"} for door in sorted(doors[1:], key=UUID)]


async def test_a_leader_moves_nothing_else(office: Office) -> None:
    path, ann = f"/api/campaigns/{office.campaign}/assignments", str(office.of.people["ann"])
    doors = [str(office.team.doors[0])]

    async def refusal(**body: object) -> tuple[int, str]:
        return await office.refused("lea", "POST", path, {"household_ids": doors, **body})

    assert await refusal(team_id=str(office.other.id)) == (404, "not_found")
    assert await refusal(team_id=None) == (403, "forbidden")
    assert await refusal(team_id=str(office.team.id), person_id=str(office.of.people["cai"])) == (404, "not_found")
    from_other: Json = {"team_id": str(office.team.id), "from": {"team_id": None}, "person_id": ann}
    assert await office.refused("lea", "POST", path, from_other) == (403, "forbidden")


async def test_an_areas_coordinator_moves_only_that_areas_doors(office: Office) -> None:
    await office.hire("area", await office.area())
    await office.hire("elsewhere", await office.make_area("远方社区"))
    path = f"/api/campaigns/{office.campaign}/assignments"
    body = {"household_ids": [str(office.team.doors[0])], "team_id": str(office.other.id)}

    assert await office.refused("elsewhere", "POST", path, body) == (404, "not_found")
    assert (await office.assign("area", office.other.id, household_ids=body["household_ids"]))["moved"] == 1


async def test_wrong_orders_are_refused_whole(office: Office) -> None:
    path = f"/api/campaigns/{office.campaign}/assignments"
    doors = [str(office.team.doors[0])]
    team = str(office.other.id)

    async def code(body: Json) -> str:
        return (await office.refused("cora", "POST", path, body))[1]

    assert await code({"team_id": team}) == "bad_request"
    assert await code({"team_id": team, "household_ids": doors, "from": {"team_id": None}}) == "bad_request"
    assert await code({"household_ids": doors}) == "bad_request"  # team_id null is said, not left out
    assert await code({"team_id": None, "household_ids": doors, "person_id": str(office.of.people["ann"])}) == "bad_request"
    assert await code({"team_id": str(uuid4()), "household_ids": doors}) == "not_found"
    assert await code({"team_id": team, "household_ids": doors, "colour": "red"}) == "bad_request"
    assert await office.rows("SELECT 1 FROM moves") == []


async def test_the_leader_of_the_team_that_lost_doors_is_told(office: Office) -> None:
    moved = await office.assign("cora", office.other.id, household_ids=[str(door) for door in office.team.doors[:3]])

    told = (await office.get("lea", "/api/notices"))["notices"]

    assert [(each["what"], each["count"], each["team_id"]) for each in told] == [("doors_moved", 3, str(office.other.id))]
    assert (await office.get("leo", "/api/notices"))["notices"] == []
    assert moved["moved"] == 3


async def test_a_move_that_was_broken_off_goes_on_with_the_same_id(office: Office) -> None:
    move_id, doors = uuid4(), office.team.doors

    def begin(conn: Connection) -> None:
        begin_move(conn, Move(move_id, office.campaign, office.of.people["cora"], office.other.id, None, None, office.clock()))
        move_doors(conn, office.campaign, doors[:2], office.other.id, None, only_unvisited=False, now=office.clock(), move_id=move_id)

    await office.store.write(begin)  # and then the process died

    moved = await office.assign("cora", office.other.id, id=str(move_id), household_ids=[str(door) for door in doors])

    assert (moved["moved"], moved["skipped"]) == (4, [])


@pytest.mark.parametrize("doors", [DOORS_A_TRANSACTION + 10])
async def test_a_large_move_goes_in_several_transactions(office: Office) -> None:
    moved = await office.assign("cora", office.other.id, **{"from": {"team_id": str(office.team.id)}})
    undone = await office.post("cora", "/api/assignments/undo", undo_id=moved["undo_id"])

    count = len(office.team.doors)
    assert (moved["moved"], undone["moved"]) == (count, count)
    assert await counts(office) == {"第1队": count, "第2队": count, "": count}
