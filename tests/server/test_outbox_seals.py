"""What a seal proves: whose work it is, though the store may know nothing of them. Without a good one nothing is read, and the phone still has it."""

import json
import logging
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.identity.seal import derive_key
from sync.protocol import MAX_BODY, MAX_COMMANDS
from sync.sealed import MAX_FILE, SealedPart, bound_to
from tests.server.community import Phone
from tests.server.office import Office
from tests.server.sealing import Sealer, a_file, code_for, handed_in, looked_at, organization_of, sealer, send
from tests.server.test_people import code_of, pushed

VECTORS = Path(__file__).parents[1] / "vectors"
SECRET = "王淑珍的药在抽屉里"


@pytest.mark.parametrize("case", json.loads((VECTORS / "sealed.json").read_text(encoding="utf-8")), ids=lambda case: str(case["name"]))
def test_a_file_is_sealed_as_the_vectors_say(case: dict[str, dict[str, str]]) -> None:
    """The app seals the same (pwa/src/store/sealed.test.ts)."""
    given, expected = case["input"], case["expected"]
    part = msgspec.convert({**given, "sealed": expected["sealed"]}, SealedPart)

    key = derive_key(b64decode(given["secret"]), part.replica, part.person)

    assert b64encode(key).decode() == expected["key"]
    assert AESGCM(key).decrypt(part.nonce, part.sealed, bound_to(part)).decode() == given["plain"]


async def stored(office: Office) -> list[Any]:
    return [(await office.rows(f"SELECT COUNT(*) FROM {name}"))[0][0] for name in ("receipts", "parked", "held", "audit", "people")]


async def test_each_phone_of_each_person_has_a_key_of_its_own(office: Office) -> None:
    ann, again, ben = await sealer(office, "ann"), await sealer(office, "ann"), await sealer(office, "ben")
    same = await sealer(office, "ann", ann.phone)

    assert len({ann.key, again.key, ben.key}) == 3
    assert same.key == ann.key
    assert {len(key) for key in (ann.key, ben.key)} == {32}


async def test_a_phone_gets_the_key_when_it_enrols_and_again_whenever_it_asks(office: Office) -> None:
    replica = str(uuid4())
    made = await office.post("cora", "/api/invitations", person_id=office.of.people["ann"], role="volunteer", team_id=office.team.id)
    enrolled = (await office.http.post("/api/enrol", json={"code": made["code"], "replica": replica})).json()

    assert (await office.get("ann", "/api/me", replica=replica))["seal_key"] == enrolled["seal_key"]
    assert "seal_key" not in await office.get("ann", "/api/me")


async def test_nobody_gets_the_key_of_somebody_elses_phone(office: Office) -> None:
    ben = office.phone("ben")
    await ben.push()

    assert "seal_key" not in await office.get("ann", "/api/me", replica=ben.replica)


async def test_a_lost_phones_sign_in_is_told_no_key(office: Office) -> None:
    """With one for a name that nobody reported, who found it could be taken for a fresh phone."""
    made = await office.post("cora", "/api/invitations", person_id=office.of.people["ann"], role="volunteer", team_id=office.team.id)
    browser, replica = office.client(), str(uuid4())
    await browser.post("/api/enrol", json={"code": made["code"], "replica": replica})
    assert "seal_key" in (await browser.get(f"/api/me?replica={uuid4()}")).json()

    await office.post("lea", f"/api/replicas/{replica}/lost")

    assert ["seal_key" in (await browser.get(f"/api/me?replica={each}")).json() for each in (uuid4(), replica)] == [False, False]


async def test_the_key_is_no_secret_that_phones_were_ever_told(office: Office) -> None:
    """Phones of before were told the organization's seal_key: nothing may follow from that."""
    ann = await sealer(office, "ann")

    assert ann.key not in (b"k" * 32, derive_key(b"k" * 32, ann.phone.replica, UUID(ann.person)))


async def test_a_phone_that_a_restore_forgot_is_its_persons_by_the_seal(office: Office) -> None:
    ann = await sealer(office, "ann")
    visit = ann.phone.visit(office.team.doors[0], office.campaign)

    (told,) = await handed_in(office, "lea", ann.file(visit))

    assert told["became"] == {"applied": 1}
    assert await office.rows("SELECT person_id FROM replicas WHERE id = ?", ann.phone.replica) == [(office.of.people["ann"],)]


async def test_what_somebody_forgotten_did_waits_for_a_person(office: Office) -> None:
    """A restore to an older copy, without its journal: nobody knows the person any more. The seal does."""
    phone, person = Phone(office.app, "zoe", office.clock, office.ids), uuid4()
    zoe = Sealer(await organization_of(office), person, phone, derive_key(b"f" * 32, phone.replica, person))
    file = zoe.file(phone.visit(office.team.doors[0], office.campaign), phone.command("park", None, body="?"), name="周丽")
    (seen,) = await looked_at(office, "lea", file)
    before = await stored(office)

    (told,) = await handed_in(office, "cora", file)

    assert (seen["person"]["name"], seen["is_known"], before[-1] + 1) == ("周丽", False, (await stored(office))[-1])
    assert told["became"] == {"parked": 2}
    waiting = [item for item in (await office.get("cora", "/api/attention"))["items"] if item["kind"] == "parked"]
    assert [item["person"]["name"] for item in waiting] == ["周丽"] * 2
    assert (await office.get("cora", f"/api/people/{person}"))["ended_at"] == office.clock()
    await office.post("cora", f"/api/parked/{waiting[0]['id']}/dismiss", reason="?")


async def test_work_made_after_access_ended_is_parked_and_made_before_is_judged(office: Office) -> None:
    ann = await sealer(office, "ann")
    before = ann.phone.visit(office.team.doors[0], office.campaign)
    office.clock.advance(hours=1)
    await office.post("cora", f"/api/people/{ann.person}/end")
    office.clock.advance(hours=1)
    after = ann.phone.visit(office.team.doors[1], office.campaign)

    (told,) = await handed_in(office, "lea", ann.file(before, after))

    assert (told["is_ended"], told["became"]) == (True, {"applied": 1, "parked": 1})
    assert await office.rows("SELECT reason FROM parked") == [("access_ended",)]


async def test_the_file_of_a_lost_phone_is_parked_whole_under_whatever_name_it_writes(office: Office) -> None:
    """Who found it can seal with its key, and would like to be taken for a fresh phone."""
    ann = await sealer(office, "ann")
    await ann.phone.push()
    await office.post("lea", f"/api/replicas/{ann.phone.replica}/lost")
    plain = ann.phone.visit(office.team.doors[0], office.campaign)
    other = ann.phone.visit(office.team.doors[1], office.campaign)
    fresh = ann.part(ann.push(other, replica=str(uuid4())))

    (told,) = await handed_in(office, "lea", a_file(ann.part(ann.push(plain)), fresh))

    assert (told["is_lost"], told["became"]) == (True, {"parked": 2})
    assert await office.rows("SELECT DISTINCT reason FROM parked") == [("lost_phone",)]
    assert await office.rows("SELECT wipe_asked_at FROM replicas WHERE id = ?", ann.phone.replica) == [(None,)]


async def test_a_found_phone_that_once_forked_hands_in_as_it_pushes(office: Office) -> None:
    replica, after, browser, phone = uuid4(), uuid4(), office.client(), office.phone("ann")
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(replica)})
    made = [phone.visit(door, office.campaign) for door in office.team.doors]
    await pushed(browser, office, replica, {**made[0], "n": 1})
    await pushed(browser, office, after, {**made[1], "n": 1}, forked_from=str(replica))
    await office.post("lea", f"/api/replicas/{replica}/lost")
    office.clock.advance(hours=1)
    await browser.post("/api/enrol", json={"code": await code_of(office), "replica": str(after)})
    reply = await pushed(browser, office, after, {**made[2], "n": 2}, forked_from=str(replica))
    assert [each["outcome"] for each in reply["receipts"]] == ["applied"]

    phone.replica = after
    ann = await sealer(office, "ann", phone)
    (told,) = await handed_in(office, "lea", ann.file({**made[3], "n": 3}, forked_from=str(replica)))

    assert (told["is_lost"], told["became"]) == (False, {"applied": 1})


async def test_what_names_an_erased_household_is_kept_nowhere(office: Office) -> None:
    ann, door = await sealer(office, "ann"), office.of.spare[0]
    await office.post("cora", f"/api/households/{door}/erase", confirm="3号楼 1 101")

    (told,) = await handed_in(office, "cora", ann.file(ann.phone.visit(door, office.campaign, note=SECRET)))

    assert told["became"] == {"superseded": 1}
    assert await office.rows("SELECT COUNT(*) FROM parked") == [(0,)]


async def test_a_sealed_push_that_nobody_can_read_is_parked_as_its_text(office: Office) -> None:
    ann = await sealer(office, "ann")

    for plain in (b"not json at all \x00\xff", b"[" * 5_000 + b"]" * 5_000, b"[]"):
        (told,) = await handed_in(office, "cora", a_file(ann.part(plain)))
        (again,) = await handed_in(office, "cora", a_file(ann.part(plain)))
        assert (told["became"], again["here"]) == ({"parked": 1}, 1)

    bodies = [bytes(body).decode() for (body,) in await office.rows("SELECT body FROM parked")]
    assert "not json at all \\u0000\\xff" in bodies
    assert (await office.get("cora", "/api/attention"))["items"] != []


async def test_one_command_that_spoils_its_push_spoils_no_other_in_a_file(office: Office) -> None:
    """A phone would find it by halves and send it as text; of a file nobody can ask that."""
    ann = await sealer(office, "ann")
    deep = {**ann.phone.visit(office.team.doors[0], office.campaign), "deep": "DEEP"}
    visit = ann.phone.visit(office.team.doors[1], office.campaign)
    plain = json.dumps(ann.push(deep, visit)).replace('"DEEP"', "[" * 20 + "]" * 20)

    (told,) = await handed_in(office, "cora", a_file(ann.part(plain.encode())))

    assert (told["pieces"], told["became"]) == (2, {"parked": 1, "applied": 1})
    later = await ann.phone.push({"type": "park", "id": deep["id"], "n": deep["n"], "at": office.clock(), "body": "?"})
    assert [each["outcome"] for each in later["receipts"]] == ["parked"]
    assert await office.rows("SELECT COUNT(*) FROM parked") == [(1,)]


async def test_work_under_somebody_elses_replica_is_taken_by_nobody(office: Office) -> None:
    ann, ben = await sealer(office, "ann"), office.phone("ben")
    await ben.push()
    file = ann.file(ann.phone.visit(office.team.doors[0], office.campaign), replica=str(ben.replica))
    before = await stored(office)

    assert await code_for(office, file) == (422, "other_person")
    assert await stored(office) == before


async def test_one_part_that_cannot_be_read_does_not_hold_up_another(office: Office) -> None:
    ann, ben = await sealer(office, "ann"), await sealer(office, "ben")
    broken = {**ann.part(ann.push(ann.phone.visit(office.team.doors[0], office.campaign))), "nonce": b64encode(b"x" * 12).decode()}

    told = await handed_in(office, "lea", a_file(broken, ben.part(ben.push(ben.phone.visit(office.team.doors[0], office.campaign)))))

    assert [(each["trouble"], each["person"] and each["person"]["name"]) for each in told] == [("bad_seal", None), (None, "ben")]
    assert told[1]["became"] == {"applied": 1}


def flipped(part: dict[str, str], at: int) -> dict[str, str]:
    raw = bytearray(msgspec.convert(part["sealed"], bytes))
    raw[at] ^= 1
    return {**part, "sealed": b64encode(raw).decode()}


async def test_a_file_without_a_good_seal_is_refused_and_nothing_of_it_is_stored(office: Office) -> None:
    ann, before = await sealer(office, "ann"), await stored(office)
    part = ann.part(ann.push(ann.phone.visit(office.team.doors[0], office.campaign, note=SECRET)))
    old = Sealer(ann.organization, UUID(ann.person), ann.phone, b"k" * 32)  # as phones of before had it
    wrong = {
        "the first bit": flipped(part, 0),
        "the last bit": flipped(part, -1),
        "another person": {**part, "person": str(office.of.people["ben"])},
        "another phone": {**part, "replica": str(uuid4())},
        "the organization's own key": old.part(old.push()),
        "no content": {**part, "sealed": b64encode(b"0" * 16).decode()},
    }

    for name, each in wrong.items():
        for path in ("", "/preview"):
            assert await code_for(office, a_file(each), path) == (422, "bad_seal"), name
    assert await code_for(office, a_file(ann.part(ann.push(), organization=str(uuid4())))) == (422, "other_organization")
    assert await code_for(office, a_file(ann.part(ann.push(protocol=2)))) == (422, "newer_app")
    assert await stored(office) == before


async def test_a_hostile_file_is_refused_with_a_reason_and_never_fails_the_server(office: Office) -> None:
    ann, before = await sealer(office, "ann"), await stored(office)
    part = ann.part(ann.push())
    whole = msgspec.json.encode(a_file(part))
    wrong: dict[str, tuple[bytes, tuple[int, str]]] = {
        "nothing": (b"", (422, "not_an_outbox")),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), (422, "not_an_outbox")),
        "cut off": (whole[:-20], (422, "file_cut_off")),
        "another object": (b'{"a": 1}', (422, "not_an_outbox")),
        "no parts": (msgspec.json.encode(a_file()), (422, "not_an_outbox")),
        "too many parts": (msgspec.json.encode(a_file(*[part] * 65)), (422, "not_an_outbox")),
        "no base64": (msgspec.json.encode(a_file({**part, "sealed": "???"})), (422, "not_an_outbox")),
        "a short nonce": (msgspec.json.encode(a_file({**part, "nonce": "AAAA"})), (422, "not_an_outbox")),
        "a part larger than a push": (msgspec.json.encode(a_file({**part, "sealed": "A" * 1_500_000})), (422, "not_an_outbox")),
        "a later version": (msgspec.json.encode({**a_file(), "version": 2, "parts": "otherwise"}), (422, "other_file_version")),
        "nested": (b"[" * 200_000 + b"]" * 200_000, (422, "not_an_outbox")),
        "nested inside": (b'{"doorstep":"outbox","version":1,"parts":' + b"[" * 200_000 + b"]" * 200_000 + b"}", (422, "file_cut_off")),
        "not UTF-8": (whole.replace(b"AAAA", b"\xff\xff\xff\xff").replace(b'"person"', b'"\xff"'), (422, "not_an_outbox")),
        "a number without end": (b'{"doorstep":"outbox","version":' + b"9" * 9_000 + b"}", (422, "not_an_outbox")),
        "too large": (b" " * (MAX_FILE + 1), (413, "too_large")),
    }

    for name, (raw, expected) in wrong.items():
        for path in ("", "/preview"):
            assert await code_for(office, raw, path) == expected, name
    assert await stored(office) == before


async def test_what_stands_beside_the_parts_matters_to_nobody(office: Office) -> None:
    """A later app may say more; programs that pass files on put a mark before them."""
    ann = await sealer(office, "ann")
    file = {"doorstep": "outbox", "version": 1, "about": "封", "more": [1], "parts": [{**ann.part(ann.push()), "more": 1}]}

    told = await looked_at(office, "lea", b"\xef\xbb\xbf" + msgspec.json.encode(file))

    assert [each["trouble"] for each in told] == [None]


async def test_a_sealed_part_obeys_the_limits_of_a_push(office: Office) -> None:
    """More than a push may carry is kept as it is, for a person: it was sealed by one of ours."""
    ann = await sealer(office, "ann")
    many = [ann.phone.visit(office.team.doors[0], office.campaign) for _ in range(MAX_COMMANDS + 1)]

    (told,) = await handed_in(office, "cora", ann.file(*many))

    assert (told["pieces"], told["became"]) == (1, {"parked": 1})
    assert len(msgspec.json.encode(ann.push(*many))) < MAX_BODY


async def test_every_value_a_push_survives_a_file_survives(office: Office) -> None:
    ann = await sealer(office, "ann")
    door = office.team.doors[0]
    odd = [
        {"id": str(uuid4()), "n": 2**62, "type": "withdraw", "at": 2**62, "offset": 2**62},
        {**ann.phone.visit(door, office.campaign), "at": -(2**63), "offset": -(2**63)},
        {**ann.phone.visit(door, office.campaign), "note": "\0"},
        {"n": 1},
        17,
        None,
    ]

    for sent_at in (-(2**63), 0, 2**63 - 1):
        reply = await send(office, "cora", a_file(ann.part({**ann.push(), "commands": odd, "sent_at": sent_at})))
        assert reply.status_code == 200, reply.text


async def test_nothing_of_the_content_gets_into_logs_or_answers(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ann = await sealer(office, "ann")
    file = ann.file(
        {**ann.phone.visit(office.team.doors[0], office.campaign, note=SECRET), "unknown": SECRET},
        ann.phone.visit(office.team.doors[0], office.campaign, note=SECRET),
    )

    replies = [await send(office, "lea", each, path) for each in (file, json.dumps(file)[:-9].encode()) for path in ("/preview", "")]

    assert SECRET not in caplog.text + "".join(reply.text for reply in replies)
    assert SECRET not in repr(await office.rows("SELECT * FROM audit"))
