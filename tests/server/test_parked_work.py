"""Parked work: a person applies it, also at another household, or dismisses it; a newer version tries first what it may read."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.db.driver import execute
from server.replication.sweep import sweep
from tests.server.office import Office
from tests.server.test_people import code_of

Json = dict[str, Any]


async def lose(office: Office, replica: UUID) -> None:
    await office.post("cora", f"/api/replicas/{replica}/lost")


async def parked_visit(office: Office, **fields: Any) -> tuple[Any, Json]:
    """A visit that ann made at noon, on a phone that was reported lost before it came in an hour later."""
    phone = office.phone("ann")
    await phone.push()
    visit = phone.visit(office.team.doors[0], office.campaign, **fields)
    office.clock.advance(hours=1)
    await lose(office, phone.replica)
    sent_at = visit["at"] + 3_600_000
    assert await phone.outcomes(visit, sent_at=sent_at) == ["parked"]
    return phone, visit


async def items(office: Office, who: str, kind: str = "parked") -> list[Json]:
    return [item for item in (await office.get(who, "/api/attention"))["items"] if item["kind"] == kind]


async def told(office: Office, who: str) -> list[tuple[str, str | None]]:
    phone = office.phone(who)
    await phone.pull()
    return [(item["what"], item.get("reason")) for item in phone.items if item["kind"] == "notice"]


async def test_parked_work_is_applied_as_its_authors_of_the_moment_it_was_made(office: Office) -> None:
    _, visit = await parked_visit(office, note="聊了暖气")
    [item] = await items(office, "lea")
    assert (item["can_apply"], item["made_at"], item["at"]) == (True, visit["at"], visit["at"] + 3_600_000)

    settled = await office.post("lea", f"/api/parked/{visit['id']}/apply")

    assert settled["outcome"] == "applied"
    [(by, at, note)] = await office.rows("SELECT person_id, at, note FROM visits WHERE id = ?", UUID(visit["id"]))
    assert (by, at, note) == (office.of.people["ann"], visit["at"], "聊了暖气")
    assert await items(office, "lea") == []
    assert ("parked_applied", "applied") in await told(office, "ann")
    history = (await office.get("lea", f"/api/households/{office.team.doors[0]}"))["history"]
    assert [(line["what"], line["person"]["name"]) for line in history[:2]] == [("parked_applied", "lea"), ("record_visit", "ann")]


async def test_parked_work_is_applied_once(office: Office) -> None:
    _, visit = await parked_visit(office)
    call = str(office.ids())

    first = await office.post("lea", f"/api/parked/{visit['id']}/apply", id=call)
    again = await office.post("lea", f"/api/parked/{visit['id']}/apply", id=call)

    assert again == first
    assert (await office.refused("cora", "POST", f"/api/parked/{visit['id']}/apply", {}))[0] == 404
    assert await office.rows("SELECT count(*) FROM visits") == [(1,)]


async def test_an_applied_correction_names_the_version_that_it_made_and_its_opposite_may_have_seen(office: Office) -> None:
    door = office.team.doors[0]
    ann = office.phone("ann")
    await ann.push()
    named = ann.command("correct_household", door, fields={"name": "王淑珍"})
    assert await ann.outcomes(named) == ["applied"]
    stood = await office.get("lea", f"/api/households/{door}")
    await lose(office, ann.replica)
    late = ann.command("correct_household", door, seen=stood["version"], fields={"name": "王秀兰"})
    assert await ann.outcomes(late) == ["parked"]

    settled = await office.post("lea", f"/api/parked/{late['id']}/apply")
    shown = await office.get("lea", f"/api/households/{door}")
    back = office.phone("lea")
    undo = back.command("correct_household", door, seen=settled["version"], fields={"name": stood["household"]["name"]})

    assert settled["version"] == shown["version"]
    assert shown["household"]["name"] == "王秀兰"
    assert await back.outcomes(undo) == ["applied"]
    after = await office.get("lea", f"/api/households/{door}")
    assert (after["household"]["name"], after.get("conflicts", [])) == ("王淑珍", [])


async def test_work_that_waited_too_long_is_rehomed_to_a_household(office: Office) -> None:
    ann = office.phone("ann")
    visit = ann.visit(uuid4(), office.campaign, seen=7)
    assert await ann.outcomes(visit) == ["held"]
    office.clock.advance(days=6)
    await office.store.write(lambda conn: sweep(conn, office.clock(), office.ids))
    at_its_own = await office.refused("lea", "POST", f"/api/parked/{visit['id']}/apply", {})

    door = office.team.doors[1]
    settled = await office.post("lea", f"/api/parked/{visit['id']}/apply", household_id=str(door))

    assert at_its_own == (409, "still_waits")
    assert (settled["outcome"], settled["household_id"]) == ("applied", str(door))
    assert await office.rows("SELECT household_id, at FROM visits") == [(door, visit["at"])]


async def test_a_leader_applies_nothing_at_another_teams_door(office: Office) -> None:
    ann = office.phone("ann")
    visit = ann.visit(office.other.doors[0], office.campaign)
    assert await ann.outcomes(visit) == ["parked"]
    path = f"/api/parked/{visit['id']}/apply"

    by_lea = await office.refused("lea", "POST", path, {})
    elsewhere = await office.refused("lea", "POST", path, {"household_id": str(office.other.doors[0])})

    assert (by_lea, elsewhere) == ((409, "not_yours"), (404, "not_found"))
    assert (await office.post("cora", path))["outcome"] == "applied"
    assert await office.rows("SELECT team_id FROM visits") == [(office.other.id,)]


async def test_work_that_was_applied_and_did_not_count_is_not_told_as_work_that_counts(office: Office) -> None:
    ann, door = office.phone("ann"), office.team.doors[0]
    early = {"id": str(office.ids()), "n": 1, "type": "correct_household", "household_id": str(door), "seen": 1, "at": office.clock()}
    park = ann.command("park", door, body=json.dumps({**early, "fields": {"name": "旧"}}))
    late = ann.command("correct_household", door, seen=1, fields={"name": "新"})
    assert await ann.outcomes(park, late) == ["parked", "applied"]
    office.clock.advance(minutes=1)

    settled = await office.post("lea", f"/api/parked/{park['id']}/apply")

    assert settled["outcome"] == "superseded"
    assert [what for what, _ in await told(office, "ann")] == ["parked_superseded"]
    assert (await office.get("lea", f"/api/households/{door}"))["history"][0]["what"] == "parked_superseded"


async def goes_to_ann_and_bens_team(office: Office, name: str) -> None:
    person = str(office.of.people[name])
    await office.post("cora", f"/api/teams/{office.other.id}/members/{person}/end")
    await office.post("cora", f"/api/teams/{office.team.id}/members", person_id=person, role="member")


async def test_a_leader_applies_nothing_at_another_teams_door_by_the_rights_of_its_author(office: Office) -> None:
    """Cai made a visit for the other team on a phone that was lost since, and is in lea's team now."""
    phone = office.phone("cai")
    await phone.push()
    visit = phone.visit(office.other.doors[0], office.campaign)
    await goes_to_ann_and_bens_team(office, "cai")
    await lose(office, phone.replica)
    assert await phone.outcomes(visit) == ["parked"]
    path = f"/api/parked/{visit['id']}/apply"

    by_lea = await office.refused("lea", "POST", path, {})

    assert by_lea == (409, "not_yours")
    assert [item["id"] for item in await items(office, "leo")] == [visit["id"]]
    assert (await office.post("leo", path))["outcome"] == "applied"


async def test_a_leader_takes_back_nothing_at_another_teams_door_by_naming_a_door_of_their_own(office: Office) -> None:
    """The correction was made at the other team's door while that was part of lea's, and left with it."""
    mine, theirs = office.team.doors[0], office.other.doors[0]
    join = await office.post("cora", "/api/pairs/join", one_id=str(mine), other_id=str(theirs))
    cai = office.phone("cai")
    word = cai.command("correct_household", theirs, fields={"name": "王五"})
    assert await cai.outcomes(word) == ["applied"]
    await office.post("cora", f"/api/joins/{join['id']}/undo")
    await lose(office, cai.replica)
    undo = cai.command("undo_correction", mine, correction_id=word["id"])
    assert await cai.outcomes(undo) == ["parked"]
    path = f"/api/parked/{undo['id']}/apply"

    refused = [await office.refused("lea", "POST", path, each) for each in ({}, {"household_id": str(office.team.doors[1])})]

    assert refused == [(409, "not_yours")] * 2
    assert (await office.get("cora", f"/api/households/{theirs}"))["household"]["name"] == "王五"
    assert (await office.post("cora", path))["household_id"] == str(theirs)


async def test_parked_work_at_a_former_id_of_a_door_is_for_the_leader_of_that_door_and_told_in_its_history(office: Office) -> None:
    """Cai, of the other team, was at two doors of lea's, of which one became part of the other since."""
    doors, cai = office.team.doors[:2], office.phone("cai")
    visits = [cai.visit(door, office.campaign) for door in doors]
    assert await cai.outcomes(*visits) == ["parked", "parked"]
    join = await office.post("cora", "/api/pairs/join", one_id=str(doors[0]), other_id=str(doors[1]))
    root, former = join["survivor_id"], join["absorbed_id"]

    shown = await items(office, "lea")
    office.clock.advance(minutes=1)
    at_former = next(visit["id"] for visit in visits if visit["household_id"] == former)
    await office.post("lea", f"/api/parked/{at_former}/dismiss", reason="重复")

    assert [item["household_id"] for item in shown] == [root, root]
    assert [item["id"] for item in await items(office, "lea")] == [visit["id"] for visit in visits if visit["id"] != at_former]
    assert (await office.get("lea", f"/api/households/{root}"))["history"][0]["what"] == "parked_dismissed"
    await office.post("cora", f"/api/joins/{join['id']}/undo")
    assert "parked_dismissed" in [line["what"] for line in (await office.get("cora", f"/api/households/{former}"))["history"]]


async def test_a_command_the_server_failed_on_is_applied_from_its_text(office: Office) -> None:
    ann = office.phone("ann")
    visit = ann.visit(office.team.doors[0], office.campaign)
    body = f'{{"id":"{visit["id"]}","n":1,"type":"record_visit","household_id":"{office.team.doors[0]}","at":{visit["at"]},'
    body += f'"campaign_id":"{office.campaign}","outcome":"met"}}'
    park = {**ann.command("park", office.team.doors[0], body=body), "id": visit["id"], "n": 1}
    assert await ann.outcomes(park) == ["parked"]

    settled = await office.post("lea", f"/api/parked/{visit['id']}/apply")

    assert (settled["outcome"], settled["type"]) == ("applied", "record_visit")


async def test_a_dismissal_says_why_to_its_author_and_can_be_taken_back(office: Office) -> None:
    _, visit = await parked_visit(office)
    door = office.team.doors[0]

    await office.post("lea", f"/api/parked/{visit['id']}/dismiss", reason="手机当天在别人手里")
    gone = await items(office, "lea")
    told_why = await told(office, "ann")
    await office.post("lea", f"/api/parked/{visit['id']}/reopen")

    assert gone == []
    assert ("parked_dismissed", "手机当天在别人手里") in told_why
    assert [item["id"] for item in await items(office, "lea")] == [visit["id"]]
    history = (await office.get("lea", f"/api/households/{door}"))["history"]
    assert {line["what"] for line in history} >= {"parked_dismissed", "parked_reopened"}
    assert (await office.post("lea", f"/api/parked/{visit['id']}/apply"))["outcome"] == "applied"


async def test_a_dismissal_and_a_question_say_of_which_door_to_who_has_not_its_card(office: Office) -> None:
    ann, door = office.phone("ann"), office.other.doors[0]
    visit = ann.visit(door, office.campaign)
    assert await ann.outcomes(visit) == ["parked"]

    await office.post("lea", "/api/attention/ask", kind="parked", item_id=visit["id"], text="?")
    await office.post("lea", f"/api/parked/{visit['id']}/dismiss", reason="不是我们的")

    await ann.pull()
    [place] = await office.rows("SELECT building_id, entrance, floor, door FROM households WHERE id = ?", door)
    notices = [item for item in ann.items if item["kind"] == "notice"]
    assert [item["what"] for item in notices] == ["asked", "parked_dismissed"]
    assert [[item[name] for name in ("building_id", "entrance", "floor", "door")] for item in notices] == [[str(place[0]), *place[1:]]] * 2


async def test_a_dismissal_by_the_authors_new_leader_can_be_taken_back_by_who_looks_after_the_door(office: Office) -> None:
    phone = office.phone("cai")
    park = phone.command("park", office.other.doors[0], body='{"type":"record_visit","note":"漏水"}')
    assert await phone.outcomes(park) == ["parked"]
    await goes_to_ann_and_bens_team(office, "cai")
    await office.post("lea", f"/api/parked/{park['id']}/dismiss", reason="?")

    listed = (await office.get("leo", "/api/attention/settled"))["items"]
    await office.post("leo", f"/api/parked/{park['id']}/reopen")

    assert [(item["id"], item["settled"]["person"]["name"]) for item in listed] == [(park["id"], "lea")]
    assert [item["id"] for item in await items(office, "leo")] == [park["id"]]
    await office.post("leo", f"/api/parked/{park['id']}/dismiss", reason="?")
    assert (await office.get("lea", "/api/attention/settled"))["items"] == []
    assert (await office.refused("lea", "POST", f"/api/parked/{park['id']}/reopen", {}))[0] == 404


@pytest.mark.parametrize("reason", ["unknown_type", "unknown_field", "wrong_value"])
async def test_what_an_older_version_could_not_read_is_tried_again_by_a_newer_one(office: Office, reason: str) -> None:
    ann = office.phone("ann")
    visit = ann.visit(office.team.doors[0], office.campaign)
    wrong: dict[str, Json] = {"unknown_type": {"type": "x"}, "unknown_field": {"smell": 1}, "wrong_value": {"outcome": "x"}}
    spoilt = {**visit, **wrong[reason]}
    assert await ann.outcomes(spoilt, sent_at=visit["at"]) == ["parked"]
    await office.store.write(lambda conn: sweep(conn, office.clock(), office.ids))
    assert ["can_apply" in item for item in await items(office, "lea")] == [False]

    def newer(conn: Any) -> None:  # the bytes are ones that this version reads, and it has not looked at them
        text = str(visit).replace("'", '"').replace("None", "null").encode()
        execute(conn, "UPDATE parked SET body = ?", text)
        execute(conn, "UPDATE organization SET read_by = ?", "older")

    await office.store.write(newer)
    office.clock.advance(minutes=5)
    await office.store.write(lambda conn: sweep(conn, office.clock(), office.ids))

    assert await office.rows("SELECT at FROM visits") == [(visit["at"],)]
    assert await items(office, "lea") == []
    assert ("parked_applied", "applied") in await told(office, "ann")


async def reread(office: Office, command: Json) -> None:
    """The bytes in custody are ones that this version reads, and it looks at them."""

    def newer(conn: Any) -> None:
        execute(conn, "UPDATE parked SET body = ?", json.dumps(command).encode())
        execute(conn, "UPDATE organization SET read_by = ?", "older")

    await office.store.write(newer)
    office.clock.advance(minutes=5)
    await office.store.write(lambda conn: sweep(conn, office.clock(), office.ids))


async def test_what_a_lost_phone_sent_unread_waits_for_a_person_in_a_newer_version_too(office: Office) -> None:
    """Also once it was found: nobody had looked at it."""
    phone = office.phone("ann")
    await phone.pull()
    await lose(office, phone.replica)
    visit = phone.visit(office.team.doors[0], office.campaign)
    assert await phone.outcomes({**visit, "smell": 1}) == ["parked"]
    office.clock.advance(hours=1)
    await office.client().post("/api/enrol", json={"code": await code_of(office), "replica": str(phone.replica)})

    await reread(office, visit)

    assert await office.rows("SELECT reason FROM parked WHERE settled_at IS NULL") == [("lost_phone",)]


async def test_what_came_unread_before_its_phone_was_lost_is_judged_as_usual_by_a_newer_version(office: Office) -> None:
    phone = office.phone("ann")
    visit = phone.visit(office.team.doors[0], office.campaign)
    assert await phone.outcomes({**visit, "smell": 1}) == ["parked"]
    office.clock.advance(hours=1)
    await lose(office, phone.replica)

    await reread(office, visit)

    assert await office.rows("SELECT count(*) FROM visits") == [(1,)]


async def test_what_was_held_before_its_phone_was_lost_is_judged_as_usual_when_its_door_comes(office: Office) -> None:
    ann, ben, door = office.phone("ann"), office.phone("ben"), office.ids()
    where = {"building_id": office.of.buildings[0], "entrance": "9", "floor": 9, "door": "909"}
    add = ben.command("add_household", door, campaign_id=office.campaign, **where)
    assert await ann.outcomes(ann.visit(door, office.campaign)) == ["held"]
    office.clock.advance(hours=1)
    await lose(office, ann.replica)

    assert await ben.outcomes(add) == ["applied"]

    assert await office.rows("SELECT count(*) FROM visits WHERE household_id = ?", door) == [(1,)]


@pytest.mark.parametrize("became", ["a coordinator", "a volunteer again"])
async def test_what_an_older_version_could_not_read_is_judged_with_its_authors_rights_of_then(office: Office, became: str) -> None:
    """A volunteer proposes to close a door, a coordinator closes it."""
    ann, door, path = office.phone("ann"), office.team.doors[0], f"/api/people/{office.of.people['ann']}/roles"
    if became == "a volunteer again":
        await office.post("cora", path, role="coordinator", area_id=None)
        office.clock.advance(days=1)
    word = ann.command("close_household", door, reason="demolished")
    assert await ann.outcomes({**word, "smell": 1}) == ["parked"]
    office.clock.advance(days=1)
    if became == "a coordinator":
        await office.post("cora", path, role="coordinator", area_id=None)

    else:
        taken = "UPDATE roles SET to_at = ? WHERE person_id = ?"
        await office.store.write(lambda conn: execute(conn, taken, office.clock(), office.of.people["ann"]))

    await reread(office, word)

    closed = (await office.get("cora", f"/api/households/{door}"))["household"]["closed"]
    assert closed["confirmed"] is (became == "a volunteer again")


async def test_unread_work_of_a_coordinator_whose_role_and_then_access_ended_is_judged_with_the_rights_of_its_arrival(
    office: Office,
) -> None:
    who, door = await office.hire("dora", None), office.team.doors[0]
    dora = office.phone("dora")
    await dora.pull()
    visit = dora.visit(door, office.campaign)
    assert await dora.outcomes({**visit, "smell": 1}) == ["parked"]
    office.clock.advance(days=1)
    taken = "UPDATE roles SET to_at = ? WHERE person_id = ?"
    await office.store.write(lambda conn: execute(conn, taken, office.clock(), who))
    office.clock.advance(days=1)
    await office.post("cora", f"/api/people/{who}/end")
    office.clock.advance(days=1)

    await reread(office, visit)

    assert await office.rows("SELECT reason FROM parked WHERE settled_at IS NULL") == []
    assert await office.rows("SELECT id FROM visits WHERE person_id = ?", who) == [(UUID(visit["id"]),)]


async def test_a_leader_closes_no_door_by_the_rights_that_an_ended_coordinator_had(office: Office) -> None:
    """Made a day after access ended; a leader applies it. Neither may close a door."""
    who, door = await office.hire("dora", None), office.team.doors[0]
    dora = office.phone("dora")
    await dora.pull()
    office.clock.advance(days=1)
    await office.post("cora", f"/api/people/{who}/end")
    office.clock.advance(days=1)
    word = dora.command("close_household", door, reason="demolished")
    assert await dora.outcomes(word) == ["parked"]
    assert await office.rows("SELECT reason FROM parked") == [("access_ended",)]

    await office.post("lea", f"/api/parked/{word['id']}/apply")

    closed = (await office.get("cora", f"/api/households/{door}"))["household"]["closed"]
    assert closed["confirmed"] is False


async def test_what_is_still_not_this_persons_stays_parked_for_that_reason(office: Office) -> None:
    ann = office.phone("ann")
    visit = ann.visit(office.other.doors[0], office.campaign)
    assert await ann.outcomes({**visit, "smell": 1}) == ["parked"]

    def newer(conn: Any) -> None:
        execute(conn, "UPDATE parked SET body = ?", str(visit).replace("'", '"').replace("None", "null").encode())

    await office.store.write(newer)
    await office.store.write(lambda conn: sweep(conn, office.clock(), office.ids))

    assert await office.rows("SELECT reason, settled_at FROM parked") == [("not_yours", None)]
