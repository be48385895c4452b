"""A phone says 148, the office says 108: the story of households moved away from a phone without a network, with the end it has here.

A volunteer visits 148 doors, the last 40 of them without a network. Meanwhile the office sees 40 doors that nobody has been at, and gives
them to another team, which visits some of them too. The phone comes back.
"""

from typing import Any
from uuid import UUID

import pytest

from tests.server.community import Phone
from tests.server.office import Json, Office
from tests.server.test_move_jobs import done

ALL, SENT = 148, 108
pytestmark = pytest.mark.parametrize("doors", [ALL])


class Told:
    """What the office's boards say."""

    def __init__(self, teams: Json, people: Json) -> None:
        self.teams = {row["name"]: row for row in teams["rows"]}
        self.people = {row["name"]: row["work"] for row in people["rows"]}
        self.visited, self.known = teams["visited"], teams["known"]


async def office_says(office: Office) -> Told:
    path = f"/api/campaigns/{office.campaign}/coverage"
    return Told(await office.get("cora", path, by="team"), await office.get("cora", path, by="person", team_id=office.team.id))


async def work_of(office: Office, who: str) -> Json:
    """What a volunteer's own phone is told of the own work."""
    (mine,) = (await office.get(who, "/api/me/work"))["work"]
    return {"visits": mine["visits"], "doors": mine["doors"]}


async def send(phone: Phone, commands: list[dict[str, Any]]) -> None:
    for start in range(0, len(commands), 50):
        assert set(await phone.outcomes(*commands[start : start + 50])) == {"applied"}


async def the_story(office: Office) -> tuple[Phone, Phone, str]:
    """Up to the moment the phone has sent everything. Answers the volunteer's phone, the other team's, and the move's id."""
    ann, cai, doors = office.phone("ann"), office.phone("cai"), office.team.doors
    await ann.pull()
    await cai.pull()
    await send(ann, [ann.visit(door, office.campaign) for door in doors[:SENT]])
    office.clock.advance(hours=1)
    unsent = [ann.visit(door, office.campaign) for door in doors[SENT:]]  # no network from here on

    office.clock.advance(hours=1)
    moved = await move_what_nobody_visited(office)
    await cai.pull()
    await send(cai, [cai.visit(door, office.campaign, "not_home") for door in doors[SENT : SENT + 10]])

    office.clock.advance(days=2)
    await send(ann, unsent)
    await ann.pull()
    await cai.pull()
    return ann, cai, moved


async def move_what_nobody_visited(office: Office) -> str:
    chosen = {"from": {"team_id": str(office.team.id), "unvisited": True}, "only_if": "unvisited"}
    proposal = await office.post("cora", f"/api/campaigns/{office.campaign}/proposal", **chosen)
    assert [each["person"]["name"] for each in proposal["holders"]] == ["ann"]  # the office is told whose phone still has them
    path = f"/api/campaigns/{office.campaign}/moves"
    job = await done(office, "cora", await office.post("cora", path, parts=proposal["parts"], only_if="unvisited"))
    assert job["moved"] == ALL - SENT
    return str(job["id"])


async def test_phone_and_office_end_with_the_same_count(office: Office) -> None:
    ann, _, _ = await the_story(office)

    office_knows = await office_says(office)

    sent = ann.n
    assert (sent, office_knows.people["ann"]) == (ALL, {"visits": ALL, "doors": ALL})
    assert await work_of(office, "ann") == {"visits": ALL, "doors": ALL}
    assert office_knows.visited == ALL  # the ten that both teams visited are ten doors
    assert await work_of(office, "cai") == {"visits": 10, "doors": 10}
    known = {name: (row["known"], row["visited"]) for name, row in office_knows.teams.items()}
    assert known == {"第1队": (SENT, SENT), "第2队": (2 * ALL - SENT, ALL - SENT), "": (ALL, 0)}


async def test_the_phone_knows_of_each_door_that_left_it_why_and_to_whom(office: Office) -> None:
    ann, cai, _ = await the_story(office)
    moved = {str(door) for door in office.team.doors[SENT:]}

    assert {each["household_id"] for each in ann.gone} == moved
    assert {(each["reason"], each["to"]) for each in ann.gone} == {("reassigned", str(office.other.id))}
    visited = [card for card in ann.cards.values() if card["visit_count"]]
    assert len(visited) + len(ann.gone) == ALL  # what is still here and what has left are all that was done
    for phone, team in ((ann, office.team), (cai, office.other)):
        tags = sum(card["tag"] for card in phone.cards.values()) % 2**48
        assert phone.digests[str(team.cards)] == {"count": len(phone.cards), "sum": tags}


async def test_the_new_team_sees_who_has_been_there_so_that_nobody_goes_twice(office: Office) -> None:
    _, cai, _ = await the_story(office)

    late = [card for card in cai.cards.values() if any(visit["late"] for visit in card["visits"])]

    assert len(late) == ALL - SENT
    assert {card["state"] for card in late} == {"met"}
    assert {visit["by_name"] for card in late for visit in card["visits"] if visit["late"]} == {"ann"}
    twice = [card for card in late if card["visit_count"] == 2]
    assert len(twice) == 10


async def test_taking_the_move_back_after_the_late_work_changes_no_count(office: Office) -> None:
    ann, _, moved = await the_story(office)
    before = await office_says(office)

    undone = await done(office, "cora", await office.post("cora", f"/api/moves/{moved}/undo"))
    await ann.pull()

    after = await office_says(office)
    assert (undone["moved"], undone["reasons"]) == (ALL - SENT, {})
    assert (after.visited, after.known, after.people) == (before.visited, before.known, before.people)
    assert (after.teams["第1队"]["known"], after.teams["第1队"]["visited"]) == (ALL, ALL)
    assert len([card for card in ann.cards.values() if card["visit_count"]]) == ALL


async def test_the_history_of_a_door_says_who_held_it_from_when_to_when_and_who_decided(office: Office) -> None:
    await the_story(office)
    door: UUID = office.team.doors[-1]

    holders = (await office.get("cora", f"/api/households/{door}"))["holders"]

    assert [(each["team"], each["by"] and each["by"]["name"]) for each in holders] == [("第2队", "cora"), ("第1队", None)]
    assert holders[1]["to_at"] == holders[0]["from_at"]
    assert holders[0]["to_at"] is None
