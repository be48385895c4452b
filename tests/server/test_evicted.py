"""A phone whose browser threw its store away: the server knows it by its cookie, and its leader sees what never came."""

from typing import Any
from uuid import UUID, uuid4

from tests.server.community import Phone
from tests.server.office import Office
from tests.server.test_sessions import OURS


async def waiting(office: Office, who: str) -> dict[str, Any]:
    return {item["kind"]: item["body"] for item in (await office.get(who, "/api/attention"))["items"]}


async def phones(office: Office, who: str) -> dict[str, Any]:
    return {phone["replica"]: phone for phone in (await office.get(who, "/api/phones"))["phones"]}


async def with_three_visits(office: Office) -> Phone:
    """Ann's phone made five records, of which three came."""
    ann = office.phone("ann")
    await ann.pull(status={"unsent": 0, "attention": 0, "persisted": True, "app": "1"})
    await ann.push(*(ann.visit(door, office.campaign, "not_home") for door in office.team.doors[:3]))
    return ann


async def test_a_phone_whose_store_was_thrown_away_hears_what_the_server_has_of_it(office: Office) -> None:
    ann, new = await with_three_visits(office), str(uuid4())
    heard_at = office.clock()
    office.clock.advance(hours=5)

    told = [await office.post("ann", "/api/me/evicted", replica=new, former=str(ann.replica), counted=5) for _ in range(2)]

    assert told == [{"replica": str(ann.replica), "highest_n": 3, "unsent": 2, "last_seen_at": heard_at}] * 2
    missing = (await waiting(office, "lea"))["missing"]
    assert (missing["missing"], missing["evicted_at"], missing["is_known"]) == ([[4, 5]], office.clock(), True)
    former = (await phones(office, "cora"))[str(ann.replica)]
    assert (former["evicted_at"], former["evicted_unsent"]) == (office.clock(), 2)


async def test_where_the_phone_knows_nothing_more_its_cookie_tells_which_it_was(office: Office) -> None:
    browser, former, new = office.client(), str(uuid4()), str(uuid4())
    made = await office.post("cora", "/api/invitations", person_id=str(office.of.people["ann"]), role="volunteer", team_id=office.team.id)
    await browser.post("/api/enrol", json={"code": made["code"], "replica": former})
    phone = Phone(office.app, "ann", office.clock, office.ids, replica=UUID(former))
    await phone.push(*(phone.visit(door, office.campaign, "not_home") for door in office.team.doors[:2]))

    told, lost = [(await browser.post("/api/me/evicted", json={"replica": new, "id": new}, headers=OURS)).json() for _ in range(2)]

    assert (told["replica"], told["highest_n"], told["unsent"]) == (former, 2, None)
    assert lost == told  # whose first answer was lost on its way
    assert (await waiting(office, "lea"))["missing"]["is_known"] is False
    again = (await browser.post("/api/me/evicted", json={"replica": new}, headers=OURS)).json()
    assert again["replica"] is None  # the sign-in is the new replica's now
    await office.post("cora", f"/api/replicas/{new}/lost")
    assert (await browser.get("/api/me")).json()["access"] == "push_only"


async def test_nobody_is_told_that_a_store_thrown_away_had_nothing_unsent(office: Office) -> None:
    """The browser keeps the phone's count late: what it counted in its last moments is in no note."""
    ann = await with_three_visits(office)

    told = await office.post("ann", "/api/me/evicted", replica=str(uuid4()), former=str(ann.replica), counted=3)

    assert (told["highest_n"], told["unsent"]) == (3, None)
    missing = (await waiting(office, "lea"))["missing"]
    assert (missing["missing"], missing["is_known"]) == ([], False)
    assert (await phones(office, "cora"))[str(ann.replica)]["evicted_unsent"] is None


async def test_a_former_phone_is_no_silent_one(office: Office) -> None:
    ann = office.phone("ann")
    await ann.pull(status={"unsent": 3, "oldest_at": office.clock(), "attention": 0, "persisted": True, "app": "1"})
    office.clock.advance(days=2)
    assert "silent" in await waiting(office, "lea")

    await office.post("ann", "/api/me/evicted", replica=str(uuid4()), former=str(ann.replica), counted=0)

    assert "silent" not in await waiting(office, "lea")
    held = await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="team")
    assert held["silent"]["replicas"] == 0


async def test_somebody_elses_phone_is_none_of_theirs(office: Office) -> None:
    ben = office.phone("ben")
    await ben.pull()
    body = {"replica": str(uuid4()), "former": str(ben.replica), "counted": 9}

    assert await office.refused("ann", "POST", "/api/me/evicted", body) == (404, "not_found")
    assert await office.refused("ann", "POST", "/api/me/evicted", {"replica": str(ben.replica)}) == (403, "other_person")


async def test_any_count_a_phone_may_name_is_kept(office: Office) -> None:
    ann = await with_three_visits(office)

    told = await office.post("ann", "/api/me/evicted", replica=str(uuid4()), former=str(ann.replica), counted=2**53 - 1)

    assert told["unsent"] == 2**53 - 1 - 3
    assert (await phones(office, "cora"))[str(ann.replica)]["evicted_unsent"] == told["unsent"]
