"""People join, leave, lose phones and lose access; nobody gives wider rights than the own."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import Connection

from server.db.driver import execute
from server.identity.invitations import insert_invitation
from server.identity.rules import Invitation
from tests.server.office import Office

HOUR = 3_600_000
OWN = {"Sec-Fetch-Site": "same-origin", "Doorstep-Client": "pwa"}


async def code_of(office: Office) -> str:
    """For a phone of ann's."""
    invited = {"person_id": office.of.people["ann"], "role": "volunteer", "team_id": office.team.id}
    return str((await office.post("cora", "/api/invitations", **invited))["code"])


async def pulled(browser: httpx.AsyncClient, replica: object, **more: Any) -> Any:
    body = {"protocol": 1, "replica": str(replica), "cursors": {}, **more}
    return (await browser.post("/api/sync/pull", json=body, headers=OWN)).json()


async def pushed(browser: httpx.AsyncClient, office: Office, replica: object, *commands: Any, **more: Any) -> Any:
    body = {"protocol": 1, "replica": str(replica), "sent_at": office.clock(), "commands": list(commands), **more}
    return (await browser.post("/api/sync/push", json=body, headers=OWN)).json()


async def kinds(office: Office, who: str) -> list[str]:
    return sorted(each["kind"] for each in (await office.get(who, "/api/me"))["slices"])


async def test_a_member_follows_the_team_until_leaving_it(office: Office) -> None:
    made = await office.post("cora", "/api/invitations", name="eve", role="volunteer", team_id=office.team.id)
    enrolled = (await office.http.post("/api/enrol", json={"code": made["code"], "replica": str(uuid4())})).json()
    eve = enrolled["person"]["id"]

    await office.post("lea", f"/api/teams/{office.team.id}/members/{eve}/end")
    me = (await office.http.get("/api/me")).json()

    assert sorted(each["kind"] for each in enrolled["slices"]) == ["notices", "person", "reference", "reference", "team"]
    assert sorted(each["kind"] for each in me["slices"]) == ["notices", "person"]
    assert me["roles"] == []


async def test_a_person_can_be_in_two_teams(office: Office) -> None:
    ann = office.of.people["ann"]

    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=ann)

    assert (await kinds(office, "ann")).count("team") == 2
    names = {each["name"]: each for each in (await office.get("cora", f"/api/campaigns/{office.campaign}/teams"))["teams"]}
    assert [each["name"] for each in names["第2队"]["members"]] == ["ann", "cai", "dan", "leo"]


async def test_the_team_reference_tells_phones_who_is_in_the_team(office: Office) -> None:
    phone = office.phone("ann")
    await office.post("lea", f"/api/teams/{office.team.id}/members", name="eve")
    await phone.pull()
    seen = {item["name"] for item in phone.items if item["kind"] == "member"}

    eve = next(item["id"] for item in phone.items if item["kind"] == "member" and item["name"] == "eve")
    phone.items.clear()
    await office.post("lea", f"/api/teams/{office.team.id}/members/{eve}/end")
    await phone.pull()

    assert seen == {"ann", "ben", "lea", "eve"}
    assert [(item["kind"], item["id"], item.get("removed")) for item in phone.items] == [("member", eve, True)]


async def test_a_renamed_person_has_the_new_name_on_the_phones_of_each_of_their_teams(office: Office) -> None:
    ann = str(office.of.people["ann"])
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=ann)
    phones = [office.phone("ben"), office.phone("dan")]
    for phone in phones:
        await phone.pull()
        phone.items.clear()

    office.clock.advance(hours=1)
    renamed = await office.post("cora", f"/api/people/{ann}", name=" 安娜 ")
    for phone in phones:
        await phone.pull()

    assert renamed == {"id": ann, "name": "安娜"}
    assert [[(item["kind"], item["id"], item["name"]) for item in phone.items] for phone in phones] == [[("member", ann, "安娜")]] * 2
    assert (await office.get("ann", "/api/me"))["person"]["name"] == "安娜"
    assert (await office.get("cora", "/api/audit"))["lines"][0]["action"] == "person_renamed"


async def test_nobody_renames_somebody_with_wider_rights(office: Office) -> None:
    cora, ann, leo = (office.of.people[name] for name in ("cora", "ann", "leo"))
    await office.post("cora", f"/api/people/{cora}", name="何主任")  # their own
    assert (await office.get("cora", "/api/me"))["person"]["name"] == "何主任"

    await office.post("cora", f"/api/people/{ann}/roles", role="handler", area_id=str(await office.area()))

    assert await office.refused("lea", "POST", f"/api/people/{ann}", {"name": "x"}) == (403, "forbidden")
    assert await office.refused("lea", "POST", f"/api/people/{leo}", {"name": "x"}) == (404, "not_found")
    assert (await office.ask("cora", "POST", f"/api/people/{ann}", {"name": "  "})).status_code == 400


async def test_the_reference_of_a_new_campaign_reaches_its_teams_phones(office: Office) -> None:
    made = await office.post("cora", "/api/campaigns", name="冬季走访", starts_on="2026-04-01", ends_on="2026-04-30", max_attempts=2)
    await office.post("cora", f"/api/campaigns/{made['id']}/teams", id=str(office.team.id), name="第1队")
    phone = office.phone("ann")

    await phone.pull()

    told = next(item for item in phone.items if item["kind"] == "campaign" and item["id"] == made["id"])
    assert (told["name"], told["max_attempts"], told["time_zone"]) == ("冬季走访", 2, "Asia/Shanghai")
    assert [each["code"] for each in told["categories"]] == ["facilities", "environment", "safety", "welfare", "neighbours", "other"]
    assert set(told["categories"][0]["names"]) == {"zh-Hans", "zh-Hant", "en"}
    rows = (await office.get("cora", "/api/households", campaign_id=made["id"], unassigned=True))["households"]
    assert len(rows) == 12  # every known door is in the new round, without a team


async def test_somebody_whose_access_ended_may_only_push(office: Office) -> None:
    phone = office.phone("ann")
    await phone.pull()
    before = phone.visit(office.team.doors[0], office.campaign)
    office.clock.advance(hours=1)
    await office.post("cora", f"/api/people/{office.of.people['ann']}/end")
    office.clock.advance(hours=1)

    assert await phone.outcomes(before) == ["applied"]  # made before the end
    assert (await phone.pull())["access"] == "wipe"
    assert await office.refused("ann", "GET", "/api/campaigns") == (403, "access_ended")
    assert (await office.get("ann", "/api/me"))["access"] == "push_only"
    assert await office.refused("cora", "POST", f"/api/people/{office.of.people['cora']}/end", {}) == (403, "forbidden")


async def test_what_a_coordinator_did_before_access_ended_is_judged_as_usual(office: Office) -> None:
    who, door = await office.hire("dora", None), office.team.doors[0]
    dora = office.phone("dora")
    await dora.pull()
    visit, closing = dora.visit(door, office.campaign), dora.command("close_household", office.team.doors[1], reason="demolished")
    waits = dora.visit(office.ids(), office.campaign)  # for a door that nobody knows yet
    office.clock.advance(hours=1)
    await office.post("cora", f"/api/people/{who}/end")
    office.clock.advance(hours=1)
    late = dora.visit(door, office.campaign)

    assert await dora.outcomes(visit, closing, waits, late) == ["applied", "applied", "held", "parked"]
    assert (await office.get("cora", f"/api/households/{office.team.doors[1]}"))["household"]["closed"]["confirmed"]
    ann = office.phone("ann")
    place = {"building_id": office.of.buildings[0], "entrance": "1", "floor": 13, "door": "1301", "campaign_id": office.campaign}
    await ann.push(ann.command("add_household", UUID(waits["household_id"]), **place))
    assert await office.rows("SELECT id FROM visits WHERE person_id = ? ORDER BY n", who) == [
        (UUID(each["id"]),) for each in (visit, waits)
    ]


async def test_ending_access_revokes_what_was_not_used(office: Office) -> None:
    ann = str(office.of.people["ann"])
    made = await office.post("cora", "/api/invitations", person_id=ann, role="volunteer", team_id=office.team.id)

    await office.post("cora", f"/api/people/{ann}/end")

    reply = await office.http.post("/api/enrol", json={"code": made["code"], "replica": str(uuid4())})
    assert reply.json()["code"] == "code_revoked"
    again = {"person_id": ann, "role": "volunteer", "team_id": str(office.team.id)}
    assert await office.refused("cora", "POST", "/api/invitations", again) == (403, "forbidden")


async def test_who_has_come_in_by_a_code_leaves_no_older_one_for_the_same_open(office: Office) -> None:
    """It was lost or never arrived: whoever finds it must not come in as that person."""

    async def invite(role: str, **more: Any) -> Any:
        office.clock.advance(hours=1)
        return await office.post("cora", "/api/invitations", person_id=office.of.people["ann"], role=role, **more)

    async def enrol(made: Any) -> Any:
        return (await office.http.post("/api/enrol", json={"code": made["code"], "replica": str(uuid4())})).json()

    mine = {"team_id": office.team.id, "valid_hours": 48}
    desk, older, used, newer = await invite("coordinator"), *[await invite("volunteer", **mine) for _ in range(3)]

    assert (await enrol(used))["person"]["name"] == "ann"

    assert (await enrol(older))["code"] == "code_revoked"
    for other in (newer, desk):  # made since, for a further phone; for something else
        assert (await enrol(other))["person"]["name"] == "ann"


async def test_an_invitation_as_a_volunteer_unmakes_no_leader(office: Office) -> None:
    """Leaders are unmade by coordinators, and outright."""
    ben, lea = (str(office.of.people[name]) for name in ("ben", "lea"))
    await office.post("cora", f"/api/teams/{office.team.id}/members", person_id=ben, role="leader")

    for who in (ben, lea):
        await office.post("lea", "/api/invitations", person_id=who, role="volunteer", team_id=office.team.id)

    rows = await office.rows("SELECT person_id FROM memberships WHERE team_id = ? AND role = 'leader' AND to_at IS NULL", office.team.id)
    assert {str(row[0]) for row in rows} == {ben, lea}


async def test_a_lost_phone_loses_its_sign_in_but_not_its_work(office: Office) -> None:
    made = await office.post("cora", "/api/invitations", person_id=office.of.people["ann"], role="volunteer", team_id=office.team.id)
    replica = uuid4()
    await office.http.post("/api/enrol", json={"code": made["code"], "replica": str(replica)})
    push = {"protocol": 1, "replica": str(replica), "sent_at": office.clock(), "commands": []}
    headers = {"Sec-Fetch-Site": "same-origin", "Doorstep-Client": "pwa"}

    await office.post("lea", f"/api/replicas/{replica}/lost")

    assert (await office.http.get("/api/households")).json()["code"] == "access_ended"
    assert (await office.http.post("/api/sync/push", json=push, headers=headers)).status_code == 200
    assert (await office.get("ann", "/api/me"))["access"] == "full"  # her other sign-in goes on
    assert await office.refused("leo", "POST", f"/api/replicas/{replica}/lost", {}) == (404, "not_found")


async def test_who_led_somebody_before_they_went_to_another_team_does_not_report_their_phone(office: Office) -> None:
    """Of somebody who left altogether the last team's leader still does: nobody else looks after them."""
    ann, person = office.phone("ann"), office.of.people["ann"]
    await ann.pull()
    lost = f"/api/replicas/{ann.replica}/lost"
    await office.post("cora", f"/api/teams/{office.team.id}/members/{person}/end")
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=person)

    assert await office.refused("lea", "POST", lost, {}) == (403, "forbidden")
    assert (await ann.pull())["access"] == "full"
    office.clock.advance(days=1)
    await office.post("cora", f"/api/teams/{office.other.id}/members/{person}/end")
    assert await office.refused("lea", "POST", lost, {}) == (403, "forbidden")
    await office.post("leo", lost)


async def test_a_lost_phones_sign_in_does_not_make_a_fresh_phone_of_it(office: Office) -> None:
    """Who found it could send under a name that nobody has reported."""
    made = await office.post("cora", "/api/invitations", person_id=office.of.people["ann"], role="volunteer", team_id=office.team.id)
    browser, lost, fresh = office.client(), uuid4(), uuid4()
    await browser.post("/api/enrol", json={"code": made["code"], "replica": str(lost)})
    visit = office.phone("ann").visit(office.team.doors[0], office.campaign)
    push = {"protocol": 1, "replica": str(fresh), "sent_at": office.clock(), "commands": [visit]}

    await office.post("lea", f"/api/replicas/{lost}/lost")
    reply = (await browser.post("/api/sync/push", json=push, headers={"Sec-Fetch-Site": "same-origin", "Doorstep-Client": "pwa"})).json()

    assert [(each["outcome"], each["reason"]) for each in reply["receipts"]] == [("parked", "lost_phone")]
    assert reply["access"] == "wipe"


async def test_a_phone_that_forked_is_lost_with_its_sign_in_under_its_present_name(office: Office) -> None:
    """Its board shows the name that it goes on under; who reports that one lost means the phone."""
    replica, after, browser, thief = uuid4(), uuid4(), office.client(), office.client()
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(replica)})
    phone = office.phone("ann")
    one, other = [phone.visit(door, office.campaign) for door in office.team.doors[:2]]
    await pushed(browser, office, replica, one)
    assert (await pushed(browser, office, replica, {**other, "n": 1}))["fork"] is True
    await pushed(browser, office, after, {**other, "n": 1}, forked_from=str(replica))
    thief.cookies = httpx.Cookies(browser.cookies)

    await office.post("lea", f"/api/replicas/{after}/lost")

    assert (await pulled(browser, after))["access"] == "wipe"
    stolen = await pulled(thief, uuid4())
    assert (stolen["access"], stolen["slices"]) == ("wipe", [])
    assert await office.rows("SELECT count(*) FROM replicas WHERE lost_at IS NOT NULL") == [(3,)]


async def test_the_office_hears_that_a_phone_is_wiped_under_the_name_that_says_so(office: Office) -> None:
    """Hers is wiped; a stolen copy of it (S-25) that holds the first name was never heard again."""
    replica, after, browser = uuid4(), uuid4(), office.client()
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(replica)})
    phone = office.phone("ann")
    one, other = [phone.visit(door, office.campaign) for door in office.team.doors[:2]]
    await pushed(browser, office, replica, one)
    assert (await pushed(browser, office, replica, {**other, "n": 1}))["fork"] is True
    await pushed(browser, office, after, {**other, "n": 1}, forked_from=str(replica))
    await office.post("lea", f"/api/replicas/{replica}/lost")
    await pulled(browser, after, status={"unsent": 0, "attention": 0, "wiped": True})

    rows = await office.rows("SELECT id, wipe_asked_at IS NOT NULL, wiped_at IS NOT NULL FROM replicas WHERE lost_at IS NOT NULL")
    assert {row[0]: (bool(row[1]), bool(row[2])) for row in rows} == {replica: (False, False), after: (True, True)}


async def test_whatever_comes_by_a_phones_cookie_is_that_phone(office: Office) -> None:
    """After a restore nobody knows any more that it goes on under another name since the copy."""
    replica, after, browser = uuid4(), uuid4(), office.client()
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(replica)})
    await pulled(browser, after)

    await office.post("lea", f"/api/replicas/{after}/lost")

    assert (await pulled(browser, uuid4()))["access"] == "wipe"


async def test_the_office_sees_whether_a_lost_phone_was_told_to_wipe_itself_and_has(office: Office) -> None:
    ann, status = office.phone("ann"), {"unsent": 0, "attention": 0}
    await ann.pull()

    async def said() -> list[bool]:
        [phone] = (await office.get("lea", f"/api/people/{office.of.people['ann']}"))["phones"]
        return [phone[name] is not None for name in ("lost_at", "wipe_asked_at", "wiped_at")]

    told = [await said()]
    await office.post("lea", f"/api/replicas/{ann.replica}/lost")
    told.append(await said())
    assert (await ann.pull(status=status))["access"] == "wipe"
    told.append(await said())
    await ann.pull(status={**status, "wiped": True})
    told.append(await said())

    assert told == [[False, False, False], [True, False, False], [True, True, False], [True, True, True]]


async def test_a_lost_phone_that_only_pushes_was_told_too(office: Office) -> None:
    ann = office.phone("ann")
    await ann.push()
    await office.post("lea", f"/api/replicas/{ann.replica}/lost")

    assert (await ann.push(ann.visit(office.team.doors[0], office.campaign)))["access"] == "wipe"

    assert await office.rows("SELECT wipe_asked_at IS NOT NULL, wiped_at IS NULL FROM replicas WHERE id = ?", ann.replica) == [(1, 1)]


async def test_a_lost_phone_that_is_found_works_again_after_a_new_code_and_only_by_it(office: Office) -> None:
    replica, browser = str(uuid4()), office.client()
    pull = {"protocol": 1, "replica": replica, "cursors": {}}
    headers = {"Sec-Fetch-Site": "same-origin", "Doorstep-Client": "pwa"}
    invited = {"person_id": office.of.people["ann"], "role": "volunteer", "team_id": office.team.id}
    first = await office.post("cora", "/api/invitations", **invited)
    await browser.post("/api/enrol", json={"code": first["code"], "replica": replica})
    stolen = office.client()
    stolen.cookies = httpx.Cookies(browser.cookies)
    await office.post("lea", f"/api/replicas/{replica}/lost")
    await browser.post("/api/enrol", json={"code": first["code"], "replica": replica})  # repeated, as for a lost answer

    assert (await browser.post("/api/sync/pull", json=pull, headers=headers)).json()["access"] == "wipe"
    office.clock.advance(minutes=1)
    second = await office.post("cora", "/api/invitations", **invited)
    await browser.post("/api/enrol", json={"code": second["code"], "replica": replica})

    assert (await browser.post("/api/sync/pull", json=pull, headers=headers)).json()["access"] == "full"
    assert (await stolen.post("/api/sync/pull", json=pull, headers=headers)).status_code == 401


async def test_a_phone_reported_lost_twice_leaves_the_code_that_was_made_in_between(office: Office) -> None:
    """By somebody whose board did not show yet that it was: the code is for the phone that replaces it."""
    replica, browser = uuid4(), office.client()
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(replica)})
    await office.post("lea", f"/api/replicas/{replica}/lost")
    office.clock.advance(minutes=5)
    code = await code_of(office)

    await office.post("cora", f"/api/replicas/{replica}/lost")

    assert (await browser.post("/api/enrol", json={"code": code, "replica": str(uuid4())})).status_code == 200


async def test_a_code_made_before_the_loss_opens_nothing_and_does_not_find_a_lost_phone(office: Office) -> None:
    """For a further phone; it lies in the messages of the first."""
    replica, browser = uuid4(), office.client()
    first = await code_of(office)
    office.clock.advance(minutes=1)
    further = await code_of(office)
    await browser.post("/api/enrol", json={"code": first, "replica": str(replica)})
    office.clock.advance(hours=1)
    await office.post("lea", f"/api/replicas/{replica}/lost")

    for name in (replica, uuid4()):
        assert (await browser.post("/api/enrol", json={"code": further, "replica": str(name)})).json()["code"] == "code_revoked"
    await office.store.write(lambda conn: execute(conn, "UPDATE invitations SET revoked_at = NULL"))  # as one of an older version
    await browser.post("/api/enrol", json={"code": further, "replica": str(replica)})

    assert (await pulled(browser, replica))["access"] == "wipe"


async def test_what_a_phone_sent_while_it_was_lost_stays_parked_after_it_was_found(office: Office) -> None:
    phone, browser = office.phone("ann"), office.client()
    door = office.team.doors[0]
    await phone.pull()
    await office.post("lea", f"/api/replicas/{phone.replica}/lost")
    while_lost, unsent = phone.visit(door, office.campaign), phone.visit(door, office.campaign)
    assert await phone.outcomes(while_lost) == ["parked"]

    office.clock.advance(minutes=1)
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(phone.replica)})

    assert await phone.outcomes(while_lost, unsent) == ["parked", "applied"]
    assert await office.rows("SELECT reason FROM parked") == [("lost_phone",)]


async def test_a_phone_that_comes_back_with_a_new_code_is_not_lost_by_saying_what_it_was_before(office: Office) -> None:
    """Reported lost, found, its store thrown away: the code vouches for it, and it still tells of its former name."""
    former, new, browser, stolen = uuid4(), uuid4(), office.client(), office.client()
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(former)})
    stolen.cookies = httpx.Cookies(browser.cookies)
    await office.post("lea", f"/api/replicas/{former}/lost")
    office.clock.advance(hours=1)
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(new)})
    evicted = {"replica": str(new), "id": str(new), "former": str(former), "counted": 3}

    assert (await browser.post("/api/me/evicted", json=evicted, headers=OWN)).json()["unsent"] == 3

    assert (await pulled(browser, new))["access"] == "full"
    assert await office.rows("SELECT id FROM replicas WHERE lost_at IS NOT NULL") == []
    assert (await stolen.get("/api/me")).status_code == 401


async def test_a_code_made_before_the_loss_finds_no_former_phone(office: Office) -> None:
    former, new, old, browser = uuid4(), uuid4(), office.client(), office.client()
    await old.post("/api/enrol", json={"code": await code_of(office), "replica": str(former)})
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(new)})
    office.clock.advance(hours=1)
    await office.post("lea", f"/api/replicas/{former}/lost")

    await browser.post("/api/me/evicted", json={"replica": str(new), "former": str(former)}, headers=OWN)

    assert (await pulled(browser, new))["access"] == "wipe"


async def test_phones_say_for_themselves_how_they_are(office: Office) -> None:
    phone = office.phone("ann")
    await phone.pull(status={"unsent": 3, "oldest_at": office.clock() - HOUR, "attention": 1, "persisted": True, "app": "1.0"})
    heard = office.clock()
    office.clock.advance(hours=5)
    await office.phone("ben").pull(status={"unsent": 0, "oldest_at": None, "attention": 0, "persisted": True, "app": "1.0"})

    phones = (await office.get("lea", "/api/phones"))["phones"]
    team = (await office.get("lea", f"/api/campaigns/{office.campaign}/teams"))["teams"][0]

    assert [(each["person"]["name"], each["unsent"], each["unsent_at"], each["attention"]) for each in phones] == [
        ("ann", 3, heard, 1),
        ("ben", 0, office.clock(), 0),
    ]
    assert phones[0]["team_ids"] == [str(office.team.id)]
    assert team["phones"] == {"of": 2, "silent": 1, "silent_since": heard, "last_seen_at": office.clock(), "unsent": 3, "unsent_at": heard}
    assert (await office.get("lea", "/api/people", words="an"))["people"][0]["phones"][0]["app"] == "1.0"


async def test_me_says_how_far_the_server_has_a_replica(office: Office) -> None:
    phone = office.phone("ann")
    await phone.push(phone.visit(office.team.doors[0], office.campaign), phone.visit(office.team.doors[1], office.campaign))

    assert (await office.get("ann", "/api/me", replica=phone.replica))["replica_highest_n"] == 2
    assert (await office.get("ben", "/api/me", replica=phone.replica))["replica_highest_n"] == 0
    assert "replica_highest_n" not in await office.get("ann", "/api/me")


INVITING = [
    # who, for whom, role, team; what is answered
    ("lea", "new", "volunteer", "team", 200),
    ("lea", "ann", "volunteer", "team", 200),
    ("lea", "new", "leader", "team", 403),
    ("lea", "new", "coordinator", None, 403),
    ("lea", "new", "volunteer", "other", 404),
    ("lea", "cai", "volunteer", "team", 404),
    ("lea", "cora", "volunteer", "team", 404),
    ("ann", "new", "volunteer", "team", 403),
    ("cora", "new", "leader", "other", 200),
    ("cora", "cora", "coordinator", None, 200),
    ("cora", "new", "volunteer", None, 403),
    ("area", "new", "leader", "team", 200),
    ("area", "cora", "coordinator", None, 404),
    ("elsewhere", "new", "leader", "team", 404),
    ("elsewhere", "ann", "volunteer", None, 404),
    ("elsewhere", "new", "coordinator", None, 200),
]


@pytest.mark.parametrize(("who", "whom", "role", "team", "status"), INVITING)
async def test_invitations_give_no_more_than_their_makers_have(
    office: Office, who: str, whom: str, role: str, team: str | None, status: int
) -> None:
    await office.hire("area", await office.area())
    await office.hire("elsewhere", await office.make_area("远方社区"))
    body: dict[str, Any] = {"name": "eve"} if whom == "new" else {"person_id": str(office.of.people[whom])}
    teams = {"team": office.team.id, "other": office.other.id}

    reply = await office.ask(who, "POST", "/api/invitations", body | {"role": role} | ({"team_id": str(teams[team])} if team else {}))

    assert reply.status_code == status, reply.text


async def test_a_leader_cannot_become_a_coordinator_who_is_in_the_team(office: Office) -> None:
    await office.post("cora", f"/api/teams/{office.team.id}/members", person_id=office.of.people["cora"])
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=office.of.people["ann"])
    wish = {"role": "volunteer", "team_id": str(office.team.id)}

    for whom in ("cora", "ann"):  # ann would open the other team's doors
        body = wish | {"person_id": str(office.of.people[whom])}
        assert await office.refused("lea", "POST", "/api/invitations", body) == (403, "forbidden")


async def test_leaders_do_not_unmake_leaders_nor_shut_a_coordinator_out(office: Office) -> None:
    second = (await office.post("cora", f"/api/teams/{office.team.id}/members", name="eve", role="leader"))["person"]["id"]
    await office.post("cora", f"/api/teams/{office.team.id}/members", person_id=office.of.people["cora"])
    desk = office.phone("cora")
    await desk.push()

    members = f"/api/teams/{office.team.id}/members"
    assert await office.refused("lea", "POST", members, {"person_id": second, "role": "member"}) == (403, "forbidden")
    assert await office.refused("lea", "POST", f"{members}/{second}/end", {}) == (403, "forbidden")
    assert await office.refused("lea", "POST", f"/api/replicas/{desk.replica}/lost", {}) == (403, "forbidden")
    await office.post("lea", f"{members}/{office.of.people['lea']}/end")  # anybody may step down


async def test_an_areas_coordinator_invites_others_for_that_area(office: Office) -> None:
    area = await office.make_area("远方社区")
    await office.hire("elsewhere", area)

    made = await office.post("elsewhere", "/api/invitations", name="eve", role="coordinator")
    await office.http.post("/api/enrol", json={"code": made["code"], "replica": str(uuid4())})

    assert (await office.http.get("/api/me")).json()["roles"] == [{"role": "coordinator", "area_id": str(area)}]


async def test_the_same_call_is_answered_the_same_and_no_other_call_takes_its_id(office: Office) -> None:
    call = str(uuid4())
    body = {"id": call, "name": "eve", "role": "volunteer", "team_id": str(office.team.id)}

    first, again = [await office.ask("cora", "POST", "/api/invitations", body) for _ in range(2)]

    assert first.content == again.content
    assert first.json()["path"] == f"/enrol#{first.json()['code']}"
    assert len(await office.rows("SELECT 1 FROM people WHERE name = ?", "eve")) == 1
    assert await office.refused("lea", "POST", "/api/invitations", body) == (409, "id_taken")
    assert await office.refused("cora", "POST", f"/api/campaigns/{office.campaign}/teams", {"id": call, "name": "x"}) == (409, "id_taken")


async def test_invitations_are_listed_without_their_codes(office: Office) -> None:
    made = await office.post("cora", "/api/invitations", name="eve", role="leader", team_id=office.other.id, valid_hours=168)

    listed = (await office.get("cora", "/api/invitations"))["invitations"]

    assert [(each["person"]["name"], each["role"], each["team_id"], each["used_at"]) for each in listed] == [
        ("eve", "leader", str(office.other.id), None)
    ]
    assert listed[0]["expires_at"] == office.clock() + 168 * HOUR
    assert made["code"] not in str(listed)
    assert (await office.get("lea", "/api/invitations"))["invitations"] == []
    assert await office.refused("lea", "POST", f"/api/invitations/{made['id']}/revoke", {}) == (404, "not_found")


async def test_many_invitations_of_others_hide_none_of_ones_own(office: Office) -> None:
    own = await office.post("lea", "/api/invitations", name="eve", role="volunteer", team_id=office.team.id)
    office.clock.advance(minutes=1)
    await office.store.write(lambda conn: invite_many(conn, office, 501))

    assert [each["id"] for each in (await office.get("lea", "/api/invitations"))["invitations"]] == [own["id"]]


def invite_many(conn: Connection, office: Office, count: int) -> None:
    """Of the other team."""
    for _ in range(count):
        made = Invitation(
            office.ids(), office.of.people["cai"], "volunteer", office.other.id, office.clock(), office.clock() + 1, None, None, None
        )
        insert_invitation(conn, made, made.id.bytes, None)


async def test_people_are_found_in_the_own_teams_only(office: Office) -> None:
    everybody = (await office.get("cora", "/api/people"))["people"]
    own = (await office.get("lea", "/api/people"))["people"]

    assert [each["name"] for each in everybody] == ["ann", "ben", "cai", "cora", "dan", "lea", "leo"]
    assert [each["name"] for each in own] == ["ann", "ben", "lea"]
    assert own[2]["roles"] == [{"role": "leader", "team_id": str(office.team.id), "place": "第1队"}]
    assert await office.refused("lea", "GET", "/api/people", team_id=office.other.id) == (404, "not_found")


async def test_a_volunteer_becomes_a_leader_and_phones_follow(office: Office) -> None:
    ann: UUID = office.of.people["ann"]

    await office.post("cora", f"/api/teams/{office.team.id}/members", person_id=ann, role="leader")

    assert (await office.get("ann", "/api/me"))["roles"] == [{"role": "leader", "team_id": str(office.team.id)}]
    assert await office.refused("lea", "POST", f"/api/teams/{office.team.id}/members", {"name": "eve", "role": "leader"}) == (
        403,
        "forbidden",
    )


async def test_people_are_found_by_words_that_stand_in_no_address(office: Office) -> None:
    assert [each["name"] for each in (await office.get("cora", "/api/people", words=" AN"))["people"]] == ["ann", "dan"]
    assert len((await office.get("cora", "/api/people?q=ann"))["people"]) > 1


@pytest.mark.parametrize("words", ["%ff", "%00", "x" * 101, "%F0%9F%98%80" * 101])
async def test_words_that_nobody_can_have_typed_are_refused(office: Office, words: str) -> None:
    for path in ("/api/people", "/api/households"):
        reply = await office.http.get(path, headers={"Authorization": "Bearer cora", "Doorstep-Words": words})
        assert (reply.status_code, reply.json()["code"]) == (400, "bad_request")
