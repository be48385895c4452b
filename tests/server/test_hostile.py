"""Bodies that no phone of ours would send, through the whole application: 4xx with a code, or custody; never 5xx."""

import json
import logging
from random import Random
from typing import Any

import msgspec
import pytest

from tests.server.office import Json, Office
from tests.simulator.server import call_app

PIECES = [
    "[",
    "]",
    "{",
    "}",
    '"',
    "\\",
    ",",
    ":",
    "\\u0000",
    "\\ud800",
    "1e999",
    "9" * 30,
    "null",
    "\x00",
    "é",
    "-",
    "true",
    "[" * 40,
    '"n":1',
]


def an_envelope(office: Office) -> Json:
    """One of each of the commonest commands."""
    phone, door = office.phone("ann"), office.team.doors[0]
    visit = phone.visit(door, office.campaign, note="聊了暖气", answers={"q": ["a", 1]})
    commands = [
        visit,
        phone.command("correct_household", door, fields={"name": "程家", "phones": ["138"], "door": "102"}),
        phone.command("add_resident", door, fields={"name": "小陈", "birth_year": 1940}),
        phone.command("raise_request", door, category="facilities", text="灯坏了", urgency="soon"),
        phone.command("add_household", office.ids(), building_id=office.of.buildings[0], door="909", campaign_id=office.campaign),
        phone.command("refuse_contact", door, reason="请勿打扰", review_on="2026-12-01"),
        phone.command("void_visit", door, visit_id=visit["id"], reason="记错"),
        phone.command("park", None, body="{"),
    ]
    return {"protocol": 1, "replica": str(phone.replica), "sent_at": office.clock(), "commands": commands, "status": {"unsent": 8}}


async def send(office: Office, path: str, body: bytes) -> Json | None:
    """The reply, or None if the body was refused as it should be."""
    headers = {"Authorization": "Bearer ann"}
    answer = await office.http.post(path, content=body, headers=headers)
    if answer.status_code == 200:
        return dict(answer.json())
    assert 400 <= answer.status_code < 500, (answer.status_code, body[:400])
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"]
    return None


@pytest.mark.parametrize("path", ["/api/sync/push", "/api/sync/pull"])
async def test_a_body_that_is_none_is_refused_with_a_code(office: Office, path: str) -> None:
    deep = b"[" * 100_000
    for body in (
        b"",
        b"null",
        b"{}",
        b"\xff\xfe",
        b"{",
        deep,
        deep + b"]" * 100_000,
        b'{"a":1e999}',
        b"\x00",
        b'"\\ud800"',
        b" " * (1024 * 1024 + 1),
    ):
        assert await send(office, path, body) is None


@pytest.mark.parametrize("seed", range(2))
async def test_no_mutated_body_makes_the_server_fail(office: Office, seed: int) -> None:
    rng = Random(seed)
    taken = 0
    for _ in range(150):
        text = json.dumps(an_envelope(office), ensure_ascii=rng.random() < 0.5)
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(text))
            text = text[:at] + rng.choice(PIECES) + text[at + rng.choice([0, 0, 1, 5, 40]) :]
        reply = await send(office, "/api/sync/push", text.encode("utf-8", "surrogatepass"))
        if reply is not None and not reply["fork"]:
            taken += len(reply["receipts"])

    rows = await office.rows("SELECT count(*) FROM receipts WHERE replica_id IN (SELECT id FROM replicas WHERE kind = 'phone')")
    assert rows[0][0] == taken > 0


VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    2**53,
    2**63,
    -(2**63),
    2**64,
    1.5,
    "",
    "\x00",
    "x" * 4_001,
    "\ud800",
    [],
    {},
    [[]],
    {"a": 1},
    "2026-02-30",
]


async def test_no_value_of_any_field_makes_the_server_fail(office: Office) -> None:
    for number, plain in enumerate(an_envelope(office)["commands"]):
        for name in plain:
            envelope = an_envelope(office)
            like = envelope["commands"][number]
            spoilt = [{**like, "id": str(office.ids()), "n": n, name: value} for n, value in enumerate(VALUES, start=1)]
            reply = await send(office, "/api/sync/push", json.dumps({**envelope, "commands": spoilt}).encode())
            assert reply is not None
            assert len(reply["receipts"]) == len(VALUES)


async def test_no_value_of_a_corrected_field_makes_the_server_fail(office: Office) -> None:
    phone, door = office.phone("ann"), office.team.doors[0]
    names = ["name", "phones", "people_count", "note", "needs", "roll_vacant", "address", "building_id", "entrance", "floor", "door"]
    commands = [phone.command("correct_household", door, fields={name: value}) for name in names for value in VALUES[:-1]]
    for start in range(0, len(commands), 50):
        batch = commands[start : start + 50]
        body = {"protocol": 1, "replica": str(phone.replica), "sent_at": office.clock(), "commands": batch}
        reply = await send(office, "/api/sync/push", json.dumps(body).encode())
        assert reply is not None
        assert [each["id"] for each in reply["receipts"]] == [each["id"] for each in batch]
    await phone.pull()
    assert msgspec.json.encode(phone.card(door))


@pytest.mark.parametrize("breaks_off", [True, False], ids=["the connection broke", "a gateway closed it"])
async def test_a_push_cut_on_its_way_is_nobodys_fault_and_the_whole_one_is_taken_after_it(
    office: Office, caplog: pytest.LogCaptureFixture, breaks_off: bool
) -> None:
    body = msgspec.json.encode(an_envelope(office))

    with caplog.at_level(logging.WARNING):
        for end in (0, 1, len(body) // 2, len(body) - 1):
            answer = await call_app(office.app, "POST", "/api/sync/push", body[:end], "ann", breaks_off=breaks_off)
            assert (answer.status, answer.json()["code"]) == (400, "bad_request" if breaks_off else "bad_json")

    assert caplog.records == []
    assert await office.rows("SELECT count(*) FROM replicas r JOIN people p ON p.id = r.person_id WHERE p.name = ?", "ann") == [(0,)]
    reply = await send(office, "/api/sync/push", body)
    assert reply is not None
    assert len(reply["receipts"]) == 8
