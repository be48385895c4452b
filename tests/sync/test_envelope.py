import contextlib
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import protocol
from sync.commands import (
    AddHousehold,
    AddResident,
    AnyCommand,
    CloseHousehold,
    CommentRequest,
    CorrectResident,
    LiftContact,
    Park,
    RecordVisit,
    ReopenHousehold,
    ResidentFields,
    UndoCorrection,
    VoidVisit,
    Withdraw,
)
from sync.envelope import Unreadable, kept_text, read_apart, read_command, read_pull, read_push, type_of
from sync.errors import BadEncoding, BadJson, BadRequest, SyncError, TooDeep, TooLarge, UnsupportedProtocol
from tests.sync.makers import BUILDING, a_correction, a_request, a_step, a_visit, a_wish, common, replica_of, uid

EVERY_KIND: list[AnyCommand] = [
    AddHousehold(**common(1, 1), building_id=BUILDING, entrance="1", floor=-1, door="102", phones=["138"]),
    a_correction(1, 2, fields={"name": "陈", "phones": [], "people_count": None}),
    CloseHousehold(**common(1, 3), reason="demolished"),
    ReopenHousehold(**common(1, 4), reason="有人住"),
    AddResident(**common(1, 5), fields=ResidentFields(name="程", birth_year=1940)),
    CorrectResident(**common(1, 6), resident_id=uid("res"), fields=ResidentFields(status="moved_out")),
    a_visit(1, 7, "call_back", appointment=protocol.Window(on="2025-12-01", from_="18:00", to="20:00"), answers={"q": ["a", 1]}),
    VoidVisit(**common(1, 8), visit_id=uid("vis"), reason="记错"),
    a_request(1, 9),
    a_step(uid("req"), "answered", 1, 10, "修好了"),
    CommentRequest(**common(1, 11), request_id=uid("req"), text="还没好"),
    a_wish(1, 12),
    LiftContact(**common(1, 13), ids=[uid("wish")], reason="本人要求"),
    Withdraw(**common(1, 14)),
    Park(**common(1, 15), body='{"type":"?"}'),
    UndoCorrection(**common(1, 16), correction_id=uid("cmd", 1, 1)),
]


def an_envelope(*commands: Any, **more: Any) -> dict[str, Any]:
    return {"protocol": 1, "replica": str(replica_of()), "sent_at": 1, "commands": list(commands), **more}


def as_sent(value: Any) -> bytes:
    """JSON as a phone writes it; a lone surrogate is escaped, as JSON.stringify does."""
    return json.dumps(value).encode()


def a_command(**more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(a_visit())
    return {name: value for name, value in {**plain, **more}.items() if value is not ...}


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def read_all(body: bytes) -> list[AnyCommand | Unreadable]:
    return [read_command(raw) for raw in read_push(body).commands]


def test_every_kind_of_command_is_read_as_it_was_made() -> None:
    body = msgspec.json.encode(an_envelope(*EVERY_KIND))

    assert read_all(body) == EVERY_KIND
    assert {type_of(each) for each in EVERY_KIND} == {kind.__struct_config__.tag for kind in AnyCommand.__args__}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", BadJson),
        (b"null", BadJson),
        (b"5", BadJson),
        (b"[]", BadJson),
        (b"{", BadJson),
        (b"{}{}", BadJson),
        (b'{"protocol":1,}', BadJson),
        (b'{"protocol" 1}', BadJson),
        (b'{"protocol":NaN}', BadJson),
        (b"\xff\xfe", BadEncoding),
        (b'{"protocol":"\xed\xa0\x80"}', BadEncoding),
        (b"{}", BadRequest),
        (b"[" * 100_000, TooDeep),
        (b"[" * 100_000 + b"]" * 100_000, TooDeep),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, TooDeep),
        (as_sent(an_envelope(nested(15))), TooDeep),
        (as_sent(an_envelope({"id": nested(14)}, "\ud800")), TooDeep),
        (as_sent(an_envelope(more=nested(16))), TooDeep),
        (as_sent(an_envelope(replica="x")), BadRequest),
        (as_sent({"protocol": 1, "sent_at": 1, "commands": []}), BadRequest),
        (as_sent(an_envelope(protocol="1")), BadRequest),
        (as_sent(an_envelope(protocol=2)), UnsupportedProtocol),
        (as_sent({"protocol": 2, "letters": []}), UnsupportedProtocol),
        (as_sent(an_envelope(protocol=2**70)), UnsupportedProtocol),
        (as_sent(an_envelope(sent_at=2**64)), BadRequest),
        (as_sent(an_envelope()).replace(b'"sent_at": 1', b'"sent_at": 1e999'), BadRequest),
        (as_sent(an_envelope()).replace(b"[]", b"{}"), BadRequest),
        (as_sent(an_envelope()).replace(b"[]", b"[,]"), BadJson),
        (as_sent(an_envelope("\ud800")).replace(b'"protocol"', b"'protocol'"), BadJson),
        (as_sent(an_envelope(forked_from="\ud800")), BadRequest),
        (as_sent(an_envelope(*[1] * 501)), TooLarge),
        (as_sent(an_envelope("x" * 1024 * 1024)), TooLarge),
    ],
)
def test_a_wrong_envelope_is_refused_whole(body: bytes, error: type[SyncError]) -> None:
    with pytest.raises(error) as caught:
        read_push(body)

    assert type(caught.value) is error
    assert 400 <= caught.value.status < 500


def test_five_hundred_commands_are_read() -> None:
    assert len(read_push(as_sent(an_envelope(*[1] * 500))).commands) == 500


def test_sixteen_levels_are_read_and_brackets_in_text_are_none() -> None:
    note = '["' * 20 + '\\"]' * 3 + "[]{}" * 20

    read = read_all(as_sent(an_envelope(a_command(answers={"q": nested(11)}, note=note), a_command(more=nested(13)))))

    assert isinstance(read[0], RecordVisit)
    assert read[0].note == note
    assert isinstance(read[1], Unreadable)
    assert read[1].reason == "unknown_field"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (a_command(type="fly"), "unknown_type"),
        (a_command(type=...), "unknown_type"),
        (a_command(type=7), "unknown_type"),
        (a_command(mood="good"), "unknown_field"),
        (a_command(outcome="vanished"), "wrong_value"),
        (a_command(outcome=...), "wrong_value"),
        (a_command(n=0), "wrong_value"),
        (a_command(n=1.5), "wrong_value"),
        (a_command(at=True), "wrong_value"),
        (a_command(appointment={"on": "tomorrow"}), "wrong_value"),
        (a_command(at=2**63), "number_out_of_range"),
        (a_command(at=-(2**63) - 1), "number_out_of_range"),
        (a_command(seen=10**400), "number_out_of_range"),
        (a_command(answers={"q": 2**63}), "number_out_of_range"),
        (a_command(note="x" * 4001), "text_too_long"),
        (a_command(answers={"q": "x" * 4001}), "text_too_long"),
        (a_command(answers={"q": ["\0"]}), "nul"),
        (a_command(note="a\0b"), "nul"),
        (a_command(type="fly", note="a\0b"), "nul"),
        (a_command(note="a\ud800b"), "lone_surrogate"),
        (a_command(note="\udc00\ud800"), "lone_surrogate"),
        (a_command(**{"\ud800": 1}), "lone_surrogate"),
        (a_command(household_id=...), "no_household"),
        (a_command(household_id=None), "no_household"),
        (a_command(household_id="here"), "wrong_value"),
        (a_command(id=...), "no_id"),
        (a_command(id="\ud800"), "no_id"),
        (a_command(id=5, n="x"), "no_id"),
        ({}, "no_id"),
        (None, "not_an_object"),
        ([], "not_an_object"),
        ("\ud800", "not_an_object"),
        (1, "not_an_object"),
    ],
)
def test_what_is_wrong_in_one_command_spoils_no_other(command: Any, reason: str) -> None:
    before, bad, after = read_all(as_sent(an_envelope(a_command(), command, a_command())))

    assert before == after == a_visit()
    assert isinstance(bad, Unreadable)
    assert bad.reason == reason
    assert json.loads(bad.raw) == command


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"9" * 400, b"9" * 6000, b"0." + b"9" * 400 + b"e9999"])
def test_a_number_that_is_none_parks_its_command(number: bytes) -> None:
    for body in (as_sent(a_command(at=-1)).replace(b"-1", number), as_sent(a_command(answers={"q": -1})).replace(b"-1", number)):
        bad = read_command(body)

        assert isinstance(bad, Unreadable)
        assert bad.reason == "number_out_of_range"
        assert bad.id == a_visit().id


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_at_all_is_unreadable(raw: bytes) -> None:
    assert read_command(raw) == Unreadable("wrong_value", raw)


def test_a_backslash_before_u0000_is_text() -> None:
    assert read_command(as_sent(a_command(note="\\u0000"))) == a_visit(note="\\u0000")


def test_of_an_unreadable_command_everything_readable_is_told() -> None:
    bad = read_command(as_sent(a_command(type="fly", n=7)))

    assert isinstance(bad, Unreadable)
    assert (bad.id, bad.n, bad.type, bad.household_id) == (a_visit().id, 7, "fly", a_visit().household_id)


def test_a_wrong_status_does_not_hold_up_the_work() -> None:
    push = read_push(as_sent(an_envelope(a_command(), status={"unsent": -1, "app": "\ud800"})))

    assert push.status is None
    assert len(push.commands) == 1
    assert read_pull(as_sent(an_envelope(status={"unsent": "many"}))).status is None


def test_a_command_that_cannot_be_read_leaves_a_right_status_as_it_is() -> None:
    push = read_push(as_sent(an_envelope("\ud800", status={"unsent": 7})))

    assert push.status == protocol.Status(unsent=7)


def test_the_order_of_the_envelopes_members_means_nothing() -> None:
    body = {"commands": [a_command(), "\ud800"], "lost": [[1, 2]], **an_envelope(), "x": 1}
    del body["commands"]
    turned = {"commands": [a_command(), "\ud800"], **body}

    assert [type(each) for each in read_all(as_sent(turned))] == [RecordVisit, Unreadable]
    assert read_push(as_sent(turned)).lost == [(1, 2)]


def test_custody_keeps_text_that_every_database_takes() -> None:
    assert kept_text(b'{"a":"\\u0000\0\xff"}') == '{"a":"\\u0000\\u0000\\xff"}'


def test_pull_is_read_alike() -> None:
    pull = read_pull(as_sent({"protocol": 1, "replica": str(replica_of()), "cursors": {str(uid("sli")): "c"}}))

    assert pull.cursors == {uid("sli"): "c"}
    with pytest.raises(BadRequest):
        read_pull(as_sent({"protocol": 1, "replica": str(replica_of()), "cursors": {"x": "c"}}))


PIECES = ["[", "]", "{", "}", '"', "\\", ",", ":", "\\u0000", "\\ud800", "1e999", "9" * 30, "null", "\x00", "\x7f", "é", "-", "true"]


@given(
    st.integers(0, len(EVERY_KIND) - 1),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), st.sampled_from(PIECES) | st.text(max_size=3)), min_size=1, max_size=4),
)
def test_a_mutated_body_raises_nothing_but_a_sync_error(kind: int, cuts: list[tuple[float, int, str]]) -> None:
    text = msgspec.json.encode(an_envelope(EVERY_KIND[kind], a_visit(1, 2), status={"unsent": 1})).decode()
    for where, length, piece in cuts:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + length :]

    for read in (read_push, read_pull, pushed_apart):
        never_worse(read, text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=60))
def test_any_bytes_raise_nothing_but_a_sync_error(body: bytes) -> None:
    never_worse(read_push, body)
    for read in (read_push, pushed_apart):
        never_worse(read, b'{"protocol":1,"replica":"' + str(replica_of()).encode() + b'","sent_at":1,"commands":[' + body + b"]}")


def pushed_apart(body: bytes) -> protocol.Push:
    return read_apart(body)[0]


def test_what_is_nested_too_deep_spoils_itself_alone_where_commands_are_read_apart() -> None:
    made = msgspec.json.encode(a_visit(1, 1))
    deep = made.replace(b"{", b'{"deep":' + b"[" * 20 + b"]" * 20 + b",", 1)
    body = msgspec.json.encode(an_envelope(a_visit(1, 1), a_visit(1, 2))).replace(made, deep)
    with pytest.raises(TooDeep):
        read_push(body)

    push, commands = read_apart(body)

    assert [type(each) for each in commands] == [Unreadable, RecordVisit]
    assert bytes(push.commands[0]) == deep
    assert commands[0].id == a_visit(1, 1).id


def test_read_apart_too_a_push_has_its_limit_and_its_protocol() -> None:
    with pytest.raises(TooLarge):
        read_apart(as_sent(an_envelope(*[1] * (protocol.MAX_COMMANDS + 1))))
    with pytest.raises(UnsupportedProtocol):
        read_apart(as_sent({**an_envelope(), "protocol": 2}))


def never_worse(read: Callable[[bytes], Any], body: bytes) -> None:
    call = None
    with contextlib.suppress(SyncError):
        call = read(body)
    for raw in call.commands if isinstance(call, protocol.Push) else []:
        command = read_command(raw)
        assert "\0" not in kept_text(bytes(raw))
        if not isinstance(command, Unreadable):
            assert isinstance(command.id, UUID)
            assert read_command(msgspec.json.encode(command)) == command


def test_reading_seventy_commands_costs_under_two_milliseconds() -> None:
    body = msgspec.json.encode(an_envelope(*(a_visit(1, n, note="老人在家") for n in range(1, 71))))

    took = []
    for _ in range(20):
        begin = time.perf_counter()
        read_all(body)
        took.append(time.perf_counter() - begin)

    assert min(took) < 0.002
