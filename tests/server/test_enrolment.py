"""A code becomes a sign-in: once, for a while, and not by guessing."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.server.conftest import PROXY
from tests.server.office import Office

HOUR = 3_600_000


async def invited(office: Office, **more: Any) -> str:
    """A code for ann."""
    made = await office.post(
        "cora", "/api/invitations", person_id=office.of.people["ann"], role="volunteer", team_id=office.team.id, **more
    )
    return str(made["code"])


def enrolling(code: str, replica: object = None) -> dict[str, Any]:
    return {"id": str(uuid4()), "code": code, "replica": str(replica or uuid4()), "device": "Redmi 9A"}


async def problem(client: httpx.AsyncClient, path: str, body: dict[str, Any], **headers: str) -> str:
    reply = await client.post(path, json=body, headers=headers)
    return str(reply.json().get("code", reply.status_code))


async def test_a_code_opens_a_sign_in_for_its_person(office: Office) -> None:
    code = await invited(office)
    browser = office.client()

    enrolled = (await browser.post("/api/enrol", json=enrolling(code))).json()
    me = (await browser.get("/api/me")).json()

    assert enrolled["person"] == {"id": str(office.of.people["ann"]), "name": "ann"}
    assert (enrolled["roles"], enrolled["organization"]["time_zone"]) == (["volunteer"], "Asia/Shanghai")
    assert sorted(each["kind"] for each in enrolled["slices"]) == ["notices", "person", "reference", "reference", "team"]
    assert enrolled["seal_key"]
    assert me["person"] == enrolled["person"]
    assert me["access"] == "full"
    assert me["roles"] == [{"role": "volunteer", "team_id": str(office.team.id)}]


async def test_looking_at_a_code_spends_nothing(office: Office) -> None:
    code = await invited(office)

    looks = [(await office.http.post("/api/enrol/peek", json={"code": code})).json() for _ in range(3)]

    assert looks[0]["person"]["name"] == "ann"
    assert looks[0]["teams"] == [{"id": str(office.team.id), "name": "第1队"}]
    assert looks[0]["role"] == "volunteer"
    assert looks.count(looks[0]) == 3
    assert (await office.http.post("/api/enrol", json=enrolling(code))).status_code == 200


async def test_a_code_is_read_as_people_type_it(office: Office) -> None:
    code = await invited(office)
    typed = f" {code[:5].lower()}-{code[5:]} ".replace("0", "o").replace("1", "l")

    assert (await office.http.post("/api/enrol", json=enrolling(typed))).status_code == 200


async def test_a_code_is_spent_by_its_first_phone(office: Office) -> None:
    code, replica = await invited(office), uuid4()
    await office.http.post("/api/enrol", json=enrolling(code, replica))

    assert await problem(office.http, "/api/enrol", enrolling(code)) == "code_used"
    assert await problem(office.http, "/api/enrol/peek", {"code": code}) == "code_used"


async def test_the_same_phone_may_enrol_again_for_ten_minutes(office: Office) -> None:
    code, replica = await invited(office), uuid4()
    first = await office.http.post("/api/enrol", json=enrolling(code, replica))
    office.clock.advance(minutes=9)
    again = await office.client().post("/api/enrol", json=enrolling(code, replica))
    office.clock.advance(minutes=2)

    assert again.json() == first.json()
    assert "set-cookie" in again.headers
    assert await problem(office.http, "/api/enrol", enrolling(code, replica)) == "code_used"


async def test_a_code_expires_and_can_be_revoked(office: Office) -> None:
    old, revoked = await invited(office, valid_hours=2), await invited(office)
    listed = (await office.get("cora", "/api/invitations", team_id=office.team.id))["invitations"]
    await office.post("cora", f"/api/invitations/{max(listed, key=lambda each: each['expires_at'])['id']}/revoke")
    office.clock.advance(hours=2)

    codes = {await problem(office.http, "/api/enrol", enrolling(code)) for code in (old, revoked)}

    assert codes == {"code_expired", "code_revoked"}


async def test_a_replica_of_one_person_never_becomes_anothers(office: Office) -> None:
    phone = office.phone("ben")
    await phone.push()

    assert await problem(office.http, "/api/enrol", enrolling(await invited(office), phone.replica)) == "other_person"
    assert (await office.http.post("/api/enrol/peek", json={"code": "0000000000"})).status_code == 404


async def test_codes_that_begin_alike_may_be_guessed_five_times(office: Office) -> None:
    guesser, other = office.client("203.0.113.66"), office.client("203.0.113.67")

    answers = [await problem(guesser, "/api/enrol/peek", {"code": f"ABCD00000{n}"}) for n in range(7)]
    office.clock.advance(seconds=31)
    later = await problem(guesser, "/api/enrol/peek", {"code": "ABCD000008"})
    waits = (await guesser.post("/api/enrol/peek", json={"code": "ABCD000009"})).headers["retry-after"]

    assert answers == ["unknown_code"] * 5 + ["too_many_tries"] * 2
    assert (later, waits) == ("unknown_code", "60")  # each failure doubles the wait
    assert await problem(other, "/api/enrol/peek", {"code": "ABCD000008"}) == "unknown_code"


async def test_an_address_may_fail_thirty_times_an_hour(office: Office) -> None:
    guesser = office.client("2001:db8::1")
    neighbour = office.client("2001:db8::2")  # the same network
    answers = [await problem(guesser, "/api/enrol", enrolling(f"{n:04}000000")) for n in range(31)]

    assert answers == ["unknown_code"] * 30 + ["too_many_tries"]
    assert await problem(neighbour, "/api/enrol/peek", {"code": "ZZZZ000000"}) == "too_many_tries"
    office.clock.advance(hours=1)
    assert await problem(guesser, "/api/enrol/peek", {"code": "ZZZZ000000"}) == "unknown_code"


async def test_neither_codes_nor_tokens_nor_addresses_are_stored(office: Office) -> None:
    made = await office.post("cora", "/api/invitations", person_id=office.of.people["ann"], role="volunteer", team_id=office.team.id)
    reply = await office.http.post("/api/enrol", json=enrolling(made["code"]))
    await problem(office.http, "/api/enrol/peek", {"code": "0000000000"})
    token = reply.headers["set-cookie"].partition("=")[2].partition(";")[0]

    stored = repr(
        [await office.rows(f"SELECT * FROM {table}") for table in ("invitations", "sessions", "calls", "rate_limits", "replicas")]
    )

    assert made["code"] not in stored
    assert token not in stored
    assert "203.0.113.7" not in stored


@pytest.mark.parametrize(("address", "origin"), [(PROXY, "http://test"), ("203.0.113.7", "https://test")])
async def test_over_https_the_cookie_is_bound_to_the_origin(office: Office, address: str, origin: str) -> None:
    browser = office.client(address, origin)

    reply = await browser.post("/api/enrol", json=enrolling(await invited(office)), headers={"X-Forwarded-Proto": "https"})

    cookie = reply.headers["set-cookie"]
    assert cookie.startswith(f"__Host-doorstep-{office.of.people['ann']}=")
    assert {part.strip().lower() for part in cookie.split(";")[1:]} >= {"secure", "httponly", "path=/", "samesite=strict"}
    assert "domain" not in cookie.lower()


async def test_a_stranger_cannot_say_that_it_is_a_proxy(office: Office) -> None:
    reply = await office.http.post("/api/enrol", json=enrolling(await invited(office)), headers={"X-Forwarded-Proto": "https"})

    assert reply.headers["set-cookie"].startswith(f"doorstep-{office.of.people['ann']}=")
    assert "secure" not in reply.headers["set-cookie"].lower()


async def test_behind_a_proxy_guesses_are_counted_by_who_sent_them(office: Office) -> None:
    proxy = office.client(PROXY)
    for n in range(30):
        await problem(proxy, "/api/enrol/peek", {"code": f"{n:04}000000"}, **{"X-Forwarded-For": "10.0.0.1, 203.0.113.5"})

    one = await problem(proxy, "/api/enrol/peek", {"code": "ZZZZ000000"}, **{"X-Forwarded-For": "10.9.9.9, 203.0.113.5"})
    other = await problem(proxy, "/api/enrol/peek", {"code": "ZZZZ000000"}, **{"X-Forwarded-For": "203.0.113.6"})

    assert (one, other) == ("too_many_tries", "unknown_code")
