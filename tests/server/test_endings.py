"""The end of a campaign or a team: phones are told why their doors leave, and what comes in late still counts."""

from typing import Any
from uuid import UUID, uuid4

from tests.server.community import DAY, Phone
from tests.server.office import Json, Office


async def end(office: Office, what: str = "campaign") -> None:
    path = f"/api/campaigns/{office.campaign}/end" if what == "campaign" else f"/api/teams/{office.team.id}/end"
    await office.post("cora", path)


async def at_the_doors(office: Office, who: str = "ann") -> Phone:
    """A phone that holds its team's doors."""
    phone = office.phone(who)
    await phone.pull()
    return phone


async def coverage_of(office: Office, team_id: UUID) -> Json:
    rows: list[Json] = (await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="team"))["rows"]
    return next(row for row in rows if row["id"] == str(team_id))


async def test_the_end_of_a_campaign_drops_its_slices_and_says_why(office: Office) -> None:
    phone = await at_the_doors(office)
    held = {slice_id for slice_id in phone.cursors if slice_id in await slices_of(office)}
    await end(office)

    reply = await phone.pull()

    assert {*reply["dropped"]} == held
    told = {(each["slice_id"], each["reason"], each["name"], each["at"]) for each in reply["ended"]}
    assert told == {(slice_id, "campaign_ended", "秋季走访", office.clock()) for slice_id in held}
    assert phone.gone == []
    assert (await office.get("cora", "/api/campaigns"))["campaigns"][0]["ended_at"] == office.clock()


async def slices_of(office: Office) -> set[str]:
    return {str(row[0]) for row in await office.rows("SELECT id FROM slices WHERE campaign_id = ?", office.campaign)}


async def test_the_end_of_a_team_drops_its_slices_and_says_why(office: Office) -> None:
    ann, cai = await at_the_doors(office, "ann"), await at_the_doors(office, "cai")
    await end(office, "team")

    reply = await ann.pull()

    of_team = {str(row[0]) for row in await office.rows("SELECT id FROM slices WHERE team_id = ?", office.team.id)}
    assert {each["slice_id"] for each in reply["ended"] if each["reason"] == "team_ended" and each["name"] == "第1队"} == of_team
    assert of_team <= {*reply["dropped"]}
    assert (await cai.pull())["dropped"] == []
    teams = (await office.get("cora", f"/api/campaigns/{office.campaign}/teams"))["teams"]
    assert {team["name"]: (team["ended_at"] is None, team["known"]) for team in teams} == {"第1队": (False, 4), "第2队": (True, 4)}


async def test_an_end_is_told_to_those_who_followed_and_to_nobody_else(office: Office) -> None:
    stranger, left = await at_the_doors(office, "cai"), await at_the_doors(office, "ben")
    await office.post("cora", f"/api/teams/{office.team.id}/members/{office.of.people['ben']}/end")
    await end(office, "team")

    stranger.cursors[str(office.team.cards)] = "guess"
    for phone in (stranger, left):
        reply = await phone.pull()

        assert str(office.team.cards) in reply["dropped"]
        assert "ended" not in reply


async def test_a_visit_that_comes_in_after_the_end_is_taken_and_credited(office: Office) -> None:
    for what, door in (("campaign", office.team.doors[0]), ("team", office.team.doors[1])):
        phone = await at_the_doors(office)
        office.clock.advance(minutes=5)
        before, after = phone.visit(door, office.campaign), phone.visit(door, office.campaign, "refused")
        after["at"] += 60 * 60_000
        await end(office, what)
        office.clock.advance(hours=3)

        assert await phone.outcomes(before, after) == ["applied", "applied"]
        card = await office.get("cora", f"/api/households/{door}", campaign_id=office.campaign)
        credited = [(visit["team_id"], visit["late"], visit["counted"]) for visit in card["visits"]]
        assert credited == [(str(office.team.id), False, True)] * 2
        await office.post("cora", f"/api/{'campaigns' if what == 'campaign' else 'teams'}/{named(office, what)}/reopen")

    row = await coverage_of(office, office.team.id)
    assert (row["met"], row["work"]) == (2, {"visits": 4, "doors": 2})


def named(office: Office, what: str) -> UUID:
    return office.campaign if what == "campaign" else office.team.id


async def test_work_made_more_than_sixty_days_after_the_end_waits_for_a_person(office: Office) -> None:
    phone = await at_the_doors(office)
    await end(office)
    office.clock.advance(days=59)
    assert await phone.outcomes(phone.visit(office.team.doors[0], office.campaign)) == ["applied"]

    office.clock.advance(days=2)

    receipts = (await phone.push(phone.visit(office.team.doors[0], office.campaign)))["receipts"]
    assert [(each["outcome"], each["reason"]) for each in receipts] == [("parked", "not_yours")]


async def test_a_door_found_before_the_end_enters_the_ended_slice_with_its_visit(office: Office) -> None:
    for number, what in (("901", "campaign"), ("902", "team")):
        phone, door = await at_the_doors(office), uuid4()
        place: Json = {"building_id": str(office.of.buildings[0]), "entrance": "2", "floor": 9, "door": number}
        found = phone.command("add_household", door, campaign_id=office.campaign, team_id=office.team.id, **place)
        visit = phone.visit(door, office.campaign)
        await end(office, what)
        office.clock.advance(days=1)

        assert await phone.outcomes(found) == ["applied"]
        assert await phone.outcomes(visit) == ["applied"]
        row = await coverage_of(office, office.team.id)
        assert (row["known"], row["added_on_the_way"], row["met"]) == (5 + (what == "team"),) + ((1, 1) if what == "campaign" else (2, 2))
        await office.post("cora", f"/api/{'campaigns' if what == 'campaign' else 'teams'}/{named(office, what)}/reopen")


async def test_doors_of_an_ended_team_are_given_to_another(office: Office) -> None:
    await end(office, "team")
    cai = await at_the_doors(office, "cai")

    moved = await office.assign("cora", office.other.id, **{"from": {"team_id": str(office.team.id)}})

    assert (moved["moved"], moved["skipped"]) == (4, [])
    await cai.pull()
    assert {*cai.cards} == {str(door) for team in (office.team, office.other) for door in team.doors}


async def test_an_end_that_was_a_mistake_is_taken_back(office: Office) -> None:
    phone, door = await at_the_doors(office), office.team.doors[0]
    await end(office, "team")
    await phone.pull()
    forget(phone)
    late = office.phone("ben")
    assert await late.outcomes(late.visit(door, office.campaign)) == ["applied"]
    office.clock.advance(hours=1)
    await end(office)

    await office.post("cora", f"/api/teams/{office.team.id}/reopen")
    await phone.pull()
    assert phone.cards == {}
    await office.post("cora", f"/api/campaigns/{office.campaign}/reopen")
    await phone.pull()

    assert {*phone.cards} == {str(each) for each in office.team.doors}
    assert phone.card(door)["state"] == "met"
    assert {item["name"] for item in phone.items if item["kind"] == "member"} == {"ann", "ben", "lea"}


def forget(phone: Phone) -> None:
    """As an app that was told of dropped slices."""
    phone.cursors.clear()
    phone.cards.clear()
    phone.items.clear()


async def test_who_left_while_a_campaign_was_over_does_not_get_its_doors_back(office: Office) -> None:
    ben = await at_the_doors(office, "ben")
    await end(office)
    await office.post("cora", f"/api/teams/{office.team.id}/members/{office.of.people['ben']}/end")
    await office.post("cora", f"/api/teams/{office.team.id}/members", name="新来的")
    await office.post("cora", f"/api/campaigns/{office.campaign}/reopen")

    reply = await ben.pull()

    assert str(office.team.cards) in reply["dropped"]
    ann = await at_the_doors(office)
    assert {item["name"] for item in ann.items if item["kind"] == "member"} == {"ann", "lea", "新来的"}
    followers = await office.rows("SELECT COUNT(*) FROM follows WHERE slice_id = ?", office.team.cards)
    assert followers == [(3,)]


async def test_who_left_before_their_team_ended_is_not_in_it_when_the_end_is_taken_back(office: Office) -> None:
    ben = await at_the_doors(office, "ben")
    await end(office)
    await office.post("cora", f"/api/teams/{office.team.id}/members/{office.of.people['ben']}/end")
    office.clock.advance(hours=1)
    await end(office, "team")
    await office.post("cora", f"/api/campaigns/{office.campaign}/reopen")
    ann = await at_the_doors(office)
    ann.cursors[str(office.team.cards)] = "kept"
    assert {each["reason"] for each in (await ann.pull())["ended"]} == {"team_ended"}

    await office.post("cora", f"/api/teams/{office.team.id}/reopen")

    assert str(office.team.cards) in (await ben.pull())["dropped"]
    followers = await office.rows("SELECT COUNT(*) FROM follows WHERE slice_id = ?", office.team.cards)
    assert followers == [(2,)]


async def test_whose_access_ended_meanwhile_is_in_no_team_that_lasts_again(office: Office) -> None:
    await end(office, "team")
    await office.post("cora", f"/api/people/{office.of.people['ben']}/end")

    await office.post("cora", f"/api/teams/{office.team.id}/reopen")

    in_it = await office.rows("SELECT person_id FROM memberships WHERE team_id = ? AND to_at IS NULL", office.team.id)
    assert {row[0] for row in in_it} == {office.of.people["ann"], office.of.people["lea"]}
    assert await office.rows("SELECT slice_id FROM follows WHERE person_id = ?", office.of.people["ben"]) == []


async def test_an_end_is_answered_the_same_and_nobody_joins_what_has_ended(office: Office) -> None:
    once: dict[str, Any] = {"id": str(office.ids())}
    first = await office.post("cora", f"/api/campaigns/{office.campaign}/end", **once)
    office.clock.advance(days=1)

    assert await office.post("cora", f"/api/campaigns/{office.campaign}/end", **once) == first
    again = await office.post("cora", f"/api/campaigns/{office.campaign}/end")
    assert again["ended_at"] == first["ended_at"] == office.clock() - DAY
    made = await office.refused("cora", "POST", f"/api/campaigns/{office.campaign}/teams", {"name": "三队"})
    assert made == (409, "campaign_ended")
    await end(office, "team")
    path = f"/api/teams/{office.team.id}"
    calls = {f"{path}/members": {"name": "新来的"}, f"{path}/invitations": {"names": ["新来的"]}}
    calls["/api/invitations"] = {"name": "新来的", "role": "volunteer", "team_id": str(office.team.id)}
    assert {await office.refused("cora", "POST", path, body) for path, body in calls.items()} == {(409, "team_ended")}


async def test_the_next_campaign_begins_on_the_same_doors_with_their_history(office: Office) -> None:
    phone, door = await at_the_doors(office), office.team.doors[0]
    assert await phone.outcomes(phone.visit(door, office.campaign, "refused")) == ["applied"]
    await end(office)
    office.clock.advance(days=1)

    following = {"name": "夏季走访", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "like_id": str(office.campaign)}
    made = await office.post("cora", "/api/campaigns", **following)
    reply = await phone.pull()

    assert {each["reason"] for each in reply["ended"]} == {"campaign_ended"}
    assert {*phone.cards} == {str(each) for each in office.team.doors}
    card = phone.card(door)
    assert (card["assignment"]["campaign_id"], card["assignment"]["team_id"]) == (made["id"], str(office.team.id))
    assert (card["state"], card["visit_count"]) == ("never_tried", 1)
    assert [(visit["outcome"], visit["campaign_id"]) for visit in card["visits"]] == [("refused", str(office.campaign))]
    assert await phone.outcomes(phone.visit(door, UUID(made["id"]))) == ["applied"]
    old = await coverage_of(office, office.team.id)
    assert (old["refused"], old["met"], old["known"]) == (1, 0, 4)


async def test_work_in_the_next_campaign_at_a_door_that_is_another_teams_there_is_told_as_late(office: Office) -> None:
    phone, door = await at_the_doors(office), office.team.doors[0]
    await end(office)
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    made = await office.post("cora", "/api/campaigns", name="夏季走访", like_id=str(office.campaign), **days)
    path = f"/api/campaigns/{made['id']}/assignments"
    assert (await office.post("cora", path, team_id=str(office.other.id), household_ids=[str(door)]))["moved"] == 1
    office.clock.advance(days=1)

    assert await phone.outcomes(phone.visit(door, UUID(made["id"]))) == ["applied"]
    await phone.pull()

    assert await office.rows("SELECT team_id FROM visits WHERE is_late") == [(office.team.id,)]
    assert "late_work" in {item["what"] for item in phone.items if item["kind"] == "notice"}
