"""Sheets of paper typed in for who knocked: what boards, cards, files and histories say of it."""

from typing import Any

from tests.server.office import Office
from tests.server.test_exports import lines


async def board(office: Office) -> dict[str, tuple[int, int]]:
    told = await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="person", team_id=office.team.id)
    return {row["name"]: (row["work"]["visits"], row["work"]["doors"]) for row in told["rows"] if row["name"]}


async def type_in(office: Office, who: str, knocker: str, door: Any, outcome: str = "met") -> tuple[str, str | None]:
    phone = office.phone(who)
    receipt = (await phone.push(phone.visit(door, office.campaign, outcome, for_person=office.of.people[knocker])))["receipts"][0]
    return receipt["outcome"], receipt.get("reason")


async def test_a_coordinator_types_in_a_sheet_and_everything_names_who_knocked(office: Office) -> None:
    first, second = office.team.doors[:2]
    for door, outcome in ((first, "met"), (second, "not_home")):
        assert await type_in(office, "cora", "ann", door, outcome) == ("applied", None)

    assert await board(office) == {"ann": (2, 2), "ben": (0, 0), "lea": (0, 0)}
    told = await office.get("cora", f"/api/households/{first}")
    (visit,), change = told["visits"], told["history"][0]
    assert (visit["by_name"], visit["typed_by"], visit["typed_by_name"]) == ("ann", str(office.of.people["cora"]), "cora")
    assert (change["what"], change["person"]["name"], change["typed_by"]["name"]) == ("record_visit", "ann", "cora")
    rows = await lines(office, "cora", "visits")
    assert [(row["Knocked by"], row["Typed in by"], row["Team"]) for row in rows] == [("ann", "cora", "第1队")] * 2
    phone = office.phone("ann")
    await phone.pull()
    assert phone.card(second)["visits"][0]["by_name"] == "ann"


async def test_who_is_at_no_computer_types_for_nobody_but_their_team(office: Office) -> None:
    mine, theirs = office.team.doors[0], office.other.doors[0]

    assert await type_in(office, "lea", "ann", mine) == ("applied", None)
    assert await type_in(office, "lea", "cai", theirs) == ("parked", "not_yours")
    assert await type_in(office, "ann", "ben", mine) == ("parked", "not_yours")
    assert await type_in(office, "cora", "cai", mine) == ("parked", "not_yours")
    assert await type_in(office, "cora", "roll", mine) == ("parked", "not_yours")
    assert await board(office) == {"ann": (1, 1), "ben": (0, 0), "lea": (0, 0)}


async def test_a_sheet_that_comes_to_the_desk_after_a_move_counts_for_who_knocked(office: Office) -> None:
    door = office.team.doors[0]
    office.clock.advance(minutes=1)
    await office.assign("cora", office.other.id, household_ids=[str(door)])
    office.clock.advance(minutes=1)

    assert await type_in(office, "cora", "ann", door) == ("applied", None)

    (visit,) = (await office.get("cora", f"/api/households/{door}"))["visits"]
    assert (visit["by_name"], visit["team_id"], visit["late"]) == ("ann", str(office.team.id), True)
    assert (await board(office))["ann"] == (1, 1)


async def test_a_leaders_day_asks_nothing_about_the_minutes_of_paper(office: Office) -> None:
    phone = office.phone("lea")
    ann = office.of.people["ann"]
    found = [phone.command("add_household", office.ids(), building_id=office.of.buildings[0], door=f"9{n}") for n in range(2)]
    await phone.push(*found)
    doors = [*office.team.doors, *(each["household_id"] for each in found)]
    await phone.push(*(phone.visit(door, office.campaign, for_person=ann) for door in doors))

    told = await office.get("lea", f"/api/campaigns/{office.campaign}/teams/{office.team.id}/day")

    member = next(each for each in told["members"] if each["person"]["id"] == str(ann))
    assert (member["tried"], member["questions"]) == (6, [])
