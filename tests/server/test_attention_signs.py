"""Signs about phones and about work that was taken in stay until somebody looked, however long that takes."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from server.db.driver import execute
from tests.server.community import Phone
from tests.server.office import Json, Office
from tests.server.test_parked_work import parked_visit


async def items(office: Office, kind: str, where: str = "/api/attention") -> list[Json]:
    return [item for item in (await office.get("lea", where))["items"] if item["kind"] == kind]


async def leaves_it(office: Office, item: Json, **more: Any) -> None:
    await office.post("lea", "/api/attention/seen", kind=item["kind"], item_id=item["id"], **more)


async def a_silent_phone(office: Office) -> None:
    await office.phone("ann").pull(status={"unsent": 30, "oldest_at": office.clock(), "attention": 0, "persisted": True, "app": "1"})
    office.clock.advance(days=2)


async def a_gap(office: Office) -> Phone:
    ann = office.phone("ann")
    visit = ann.visit(office.team.doors[0], office.campaign)
    await ann.push({**visit, "n": visit["n"] + 3})
    return ann


async def an_overruled_value(office: Office, *names: str) -> None:
    ann, door = office.phone("ann"), office.team.doors[0]
    early, late = (ann.command("correct_household", door, seen=99, fields=dict.fromkeys(names or ("note",), said)) for said in ("旧", "新"))
    await ann.push(late)
    await ann.push(early)


MAKERS: dict[str, Callable[[Office], Awaitable[Any]]] = {"silent": a_silent_phone, "missing": a_gap, "superseded": an_overruled_value}


@pytest.mark.parametrize("kind", MAKERS)
async def test_what_nobody_settled_is_still_shown_after_two_months_and_can_be_settled_then(office: Office, kind: str) -> None:
    await MAKERS[kind](office)
    (made,) = await items(office, kind)

    office.clock.advance(days=61)
    (item,) = await items(office, kind)
    await leaves_it(office, item, at=item["at"])

    assert item["id"] == made["id"]
    assert await items(office, kind) == []
    assert [each["id"] for each in await items(office, kind, "/api/attention/settled")] == [item["id"]]


async def test_a_wish_that_comes_in_after_two_months_shows_the_visits_made_after_it(office: Office) -> None:
    ann, door = office.phone("ann"), office.team.doors[0]
    await ann.push()
    wish = ann.command("refuse_contact", door, reason="不要再来")
    office.clock.advance(hours=1)
    await office.visit("ben", door)
    office.clock.advance(days=61)

    await ann.push(wish, sent_at=office.clock())

    (item,) = await items(office, "after_wish")
    assert item["at"] == office.clock()


async def test_a_gap_that_somebody_left_as_it_is_does_not_come_back_each_time_the_phone_syncs(office: Office) -> None:
    ann = await a_gap(office)
    (gap,) = await items(office, "missing")
    office.clock.advance(minutes=1)
    await leaves_it(office, gap)

    office.clock.advance(minutes=5)
    await ann.pull()

    assert await items(office, "missing") == []
    assert len(await items(office, "missing", "/api/attention/settled")) == 1


async def test_a_visit_by_a_doubtful_clock_that_came_in_after_the_item_was_shown_is_shown_still(office: Office) -> None:
    ben = office.phone("ben")

    async def doubtful(door: UUID) -> None:
        await ben.push({**ben.visit(door, office.campaign), "offset": 9_000_000, "heard": office.clock() - 1_000})
        office.clock.advance(minutes=1)

    await doubtful(office.team.doors[0])
    (item,) = await items(office, "doubtful")
    await doubtful(office.team.doors[1])
    await leaves_it(office, item, at=item["at"])

    (later,) = await items(office, "doubtful")
    assert later["body"]["visits"] == 1
    await leaves_it(office, later, at=later["at"])
    assert await items(office, "doubtful") == []
    (settled,) = await items(office, "doubtful", "/api/attention/settled")
    assert (settled["body"]["visits"], settled["settled"]["at"]) == (2, office.clock())


async def test_two_fields_of_one_correction_that_were_overruled_are_two_things(office: Office) -> None:
    await an_overruled_value(office, "note", "name")
    first, second = await items(office, "superseded")
    office.clock.advance(minutes=1)

    await leaves_it(office, first, at=first["at"])

    assert first["id"] != second["id"]
    assert await items(office, "superseded") == [second]
    assert [each["id"] for each in await items(office, "superseded", "/api/attention/settled")] == [first["id"]]
    await leaves_it(office, first, undo=True)
    assert await items(office, "superseded") == [first, second]


async def test_a_correction_that_was_left_as_it_is_before_its_fields_were_told_apart_stays_settled(office: Office) -> None:
    await an_overruled_value(office, "note", "name")
    [(command,)] = await office.rows("SELECT DISTINCT command_id FROM field_writes WHERE outcome = 'superseded'")
    lea, now = office.of.people["lea"], office.clock()
    old = "INSERT INTO attention_marks (kind, item_id, mark, person_id, at) VALUES ('superseded', ?, 'settled', ?, ?)"
    await office.store.write(lambda conn: execute(conn, old, command, lea, now))

    assert await items(office, "superseded") == []
    settled = await items(office, "superseded", "/api/attention/settled")
    assert len(settled) == 2
    await leaves_it(office, settled[0], undo=True)
    assert settled[0]["id"] in [each["id"] for each in await items(office, "superseded")]


async def test_what_a_request_says_at_another_teams_door_is_not_told_to_who_leads_one_of_its_authors(office: Office) -> None:
    ann, ben, door = office.phone("ann"), office.phone("ben"), office.team.doors[0]
    request = ben.command("raise_request", door, category="facilities", text="漏水")
    event = ann.command("advance_request", door, request_id=request["id"], event="closed", text="修好了")
    await ben.push(request)
    assert await ann.outcomes(event) == ["superseded"]
    await office.assign("cora", office.other.id, household_ids=[door])

    (item,) = await items(office, "superseded")

    assert (item["is_elsewhere"], item["body"]) == (True, {"event": "closed", "text": "修好了"})
    (theirs,) = [each for each in (await office.get("leo", "/api/attention"))["items"] if each["kind"] == "superseded"]
    assert (theirs["body"]["request"], theirs["body"]["state"]) == ("漏水", "raised")


async def test_a_notice_does_not_tell_the_address_that_another_team_wrote_after_the_door_had_left(office: Office) -> None:
    cai, door = office.phone("cai"), office.team.doors[0]
    await an_overruled_value(office)
    await office.assign("cora", office.other.id, household_ids=[door])
    await cai.pull()
    address = {"building_id": str(office.of.buildings[1]), "entrance": "9", "floor": 9, "door": "909"}
    assert await cai.outcomes(cai.command("correct_household", door, seen=99, fields={"address": address})) == ["applied"]

    (item,) = await items(office, "superseded")
    await leaves_it(office, item)
    await leaves_it(office, item, undo=True)
    await office.post("lea", "/api/attention/ask", kind="superseded", item_id=item["id"], text="?")

    told = (await office.get("ann", "/api/notices"))["notices"]
    after = [each for each in told if each["what"] in ("seen", "seen_again", "asked")]
    assert sorted(each["what"] for each in after) == ["asked", "seen", "seen_again"]
    assert all({"building_id", "entrance", "floor", "door"}.isdisjoint(each) for each in after)


async def leaves_and_is_renumbered(office: Office, door: UUID) -> None:
    """The door goes to the other team, which then gives it another address."""
    cai = office.phone("cai")
    office.clock.advance(minutes=1)
    await office.assign("cora", office.other.id, household_ids=[door])
    office.clock.advance(minutes=1)
    await cai.pull()
    address = {"building_id": str(office.of.buildings[1]), "entrance": "9", "floor": 9, "door": "909"}
    assert await cai.outcomes(cai.command("correct_household", door, seen=99, fields={"address": address})) == ["applied"]


async def places(office: Office, who: str, what: str) -> list[str | None]:
    told = (await office.get(who, "/api/notices"))["notices"]
    return [each.get("door") for each in told if each["what"] == what]


async def test_what_became_of_parked_work_is_told_without_the_address_that_another_team_wrote_since(office: Office) -> None:
    _, visit = await parked_visit(office)
    await leaves_and_is_renumbered(office, office.team.doors[0])

    await office.post("leo", f"/api/parked/{visit['id']}/apply")

    assert await places(office, "ann", "parked_applied") == [None]


async def test_the_end_of_a_conflict_is_told_with_the_address_only_to_who_held_the_door_when_it_was_written(office: Office) -> None:
    ann, ben, door = office.phone("ann"), office.phone("ben"), office.team.doors[0]
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=office.of.people["ben"])
    for phone, name in ((ann, "甲"), (ben, "乙")):
        await phone.push(phone.command("correct_household", door, seen=1, fields={"name": name}))
    await leaves_and_is_renumbered(office, door)

    leo = office.phone("leo")
    await leo.push(leo.command("correct_household", door, seen=2**60, fields={"name": "丙"}))

    assert (await places(office, "ann", "settled"), await places(office, "ben", "settled")) == ([None], ["909"])


async def test_a_notice_tells_an_address_that_was_written_while_the_door_was_its_readers(office: Office) -> None:
    ben, door = office.phone("ben"), office.team.doors[0]
    await an_overruled_value(office)
    address = {"building_id": str(office.of.buildings[1]), "entrance": "9", "floor": 9, "door": "909"}
    assert await ben.outcomes(ben.command("correct_household", door, seen=99, fields={"address": address})) == ["applied"]
    office.clock.advance(minutes=1)
    await office.assign("cora", office.other.id, household_ids=[door])

    (item,) = await items(office, "superseded")
    await office.post("lea", "/api/attention/ask", kind="superseded", item_id=item["id"], text="?")
    await leaves_it(office, item)

    told = (await office.get("ann", "/api/notices"))["notices"]
    assert {each["what"]: each["door"] for each in told if each["what"] in ("seen", "asked")} == {"seen": "909", "asked": "909"}
