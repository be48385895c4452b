"""What is asked several times in the same moment happens once."""

import asyncio
from uuid import uuid4

from tests.server.office import Office

TIMES = 6


async def test_one_code_enrols_one_of_many_phones_that_show_it_at_once(office: Office) -> None:
    made = await office.post("cora", "/api/invitations", name="eve", role="volunteer", team_id=office.team.id)
    bodies = [{"code": made["code"], "replica": str(uuid4())} for _ in range(TIMES)]

    replies = await asyncio.gather(*(office.client().post("/api/enrol", json=body) for body in bodies))

    assert sorted(reply.status_code for reply in replies) == [200, *[410] * (TIMES - 1)]


async def test_one_call_made_many_times_at_once_is_answered_the_same(office: Office) -> None:
    team = {"id": str(uuid4()), "name": "第3队"}
    member = {"id": str(uuid4()), "name": "eve"}

    teams = await asyncio.gather(*(office.post("cora", f"/api/campaigns/{office.campaign}/teams", **team) for _ in range(TIMES)))
    members = await asyncio.gather(*(office.post("cora", f"/api/teams/{office.team.id}/members", **member) for _ in range(TIMES)))

    assert teams == [teams[0]] * TIMES
    assert members == [members[0]] * TIMES
    assert await office.rows("SELECT COUNT(*) FROM teams") == [(3,)]
    assert await office.rows("SELECT COUNT(*) FROM people WHERE name = ?", "eve") == [(1,)]


async def test_one_move_made_many_times_at_once_moves_once(office: Office) -> None:
    move = {"id": str(uuid4()), "from": {"team_id": str(office.team.id)}}

    replies = await asyncio.gather(*(office.assign("cora", office.other.id, **move) for _ in range(TIMES)))

    assert replies == [replies[0]] * TIMES
    assert (replies[0]["moved"], replies[0]["skipped"]) == (4, [])


async def test_a_door_asked_for_by_two_teams_at_once_ends_in_one(office: Office) -> None:
    doors = [str(door) for door in office.of.spare]
    team = await office.post("cora", f"/api/campaigns/{office.campaign}/teams", name="第3队")

    await asyncio.gather(*(office.assign("cora", to, household_ids=doors) for to in (office.team.id, office.other.id, team["id"])))

    rows = (await office.get("cora", f"/api/campaigns/{office.campaign}/coverage"))["rows"]
    assert sum(row["known"] for row in rows) == 12
    listed = (await office.get("cora", "/api/households", building_id=office.of.buildings[2]))["households"]
    assert len(listed) == len({row["id"] for row in listed}) == 4


async def test_visits_while_doors_move_are_all_kept_and_counted(office: Office) -> None:
    phones = [office.phone(who) for who in ("ann", "ben")]
    pushes = [phone.push(phone.visit(door, office.campaign)) for phone in phones for door in office.team.doors]
    moves = [office.assign("cora", to, household_ids=[str(door) for door in office.team.doors]) for to in (office.other.id, None)]

    replies = await asyncio.gather(*pushes, *moves)

    assert [reply["receipts"][0]["outcome"] for reply in replies[: len(pushes)]] == ["applied"] * 8
    told = await office.get("cora", f"/api/campaigns/{office.campaign}/coverage")
    assert (told["known"], told["visited"], told["met"]) == (12, 4, 4)
    assert sum(row["known"] for row in told["rows"]) == 12
