"""What stores hold in the rules' own form, byte for byte: a newer version reads what an older one wrote."""

import msgspec
import pytest

from sync import errors
from sync.clock import EffectiveTime
from sync.fields import Past, Write
from sync.merge import Base, ClosingStep, Merge
from sync.parked import UNREAD
from sync.protocol import Status
from sync.requests import Mark
from sync.visit_log import VisitFact, VisitSum

AT = EffectiveTime(1000, "r")

STORED: list[tuple[msgspec.Struct, bytes]] = [
    (AT, b'[1000,"r"]'),
    (Mark(version=3, millis=1000, replica="r", n=2, person="p"), b'[3,1000,"r",2,"p",[]]'),
    (Base(at=AT, n=2, version=3, person="p", command="c"), b'[[1000,"r"],2,3,"p","c",[]]'),
    (Merge(closings=(ClosingStep("c", "p", None),)), b'{"closings":[["c","p",null,""]]}'),
    (Past(version=3, at=AT, n=2), b'[3,[1000,"r"],2,null,null,[],""]'),
    (
        Write(value="v", at=AT, n=2, version=3, person="p", command="c", past=(Past(version=1, at=AT, n=1),)),
        b'["v",[1000,"r"],2,3,"p","c",[[1,[1000,"r"],1,null,null,[],""]],[],null,"",[]]',
    ),
    (VisitFact("met", 1000, "v"), b'["met",1000,"v",false,true,"","","",false,""]'),
    (VisitSum("k", teams=(("t", 2),)), b'["k",null,0,0,0,null,0,"",null,"","",[["t",2]]]'),
]


@pytest.mark.parametrize(("value", "stored"), STORED)
def test_what_merging_remembers_keeps_its_form(value: msgspec.Struct, stored: bytes) -> None:
    assert msgspec.json.encode(value) == stored
    assert msgspec.json.decode(stored, type=type(value)) == value


def test_a_write_that_was_stored_before_corrections_could_be_taken_back_is_read() -> None:
    write = Write(value="v", at=AT, n=2, version=3, person="p", command="c", past=(Past(version=1, at=AT, n=1),))

    assert msgspec.json.decode(b'["v",[1000,"r"],2,3,"p","c",[[1,[1000,"r"],1,null]]]', type=Write) == write


def test_where_a_round_began_is_read_as_it_was_stored_before_it_said_whose_that_was() -> None:
    assert msgspec.json.decode(b'[3,1000,"r",2]', type=Mark) == Mark(version=3, millis=1000, replica="r", n=2)


def test_every_error_has_the_status_and_the_code_that_clients_know() -> None:
    kinds = [errors.BadRequest, errors.BadEncoding, errors.BadJson, errors.TooDeep, errors.UnsupportedProtocol]
    kinds += [errors.OtherPerson, errors.AccessEnded, errors.TooLarge]

    assert [(kind.status, kind.code) for kind in kinds] == [
        (400, "bad_request"),
        (400, "bad_encoding"),
        (400, "bad_json"),
        (400, "too_deep"),
        (400, "unsupported_protocol"),
        (403, "other_person"),
        (403, "access_ended"),
        (413, "too_large"),
    ]


def test_a_newer_version_tries_again_what_could_not_be_read() -> None:
    of_one_command = {"unknown_type", "unknown_field", "wrong_value", "text_too_long", "number_out_of_range"}

    assert set(UNREAD) == {*of_one_command, "nul", "lone_surrogate", "no_household", "not_an_object"}


def test_a_phone_that_says_nothing_of_itself_has_nothing_unsent() -> None:
    assert msgspec.json.decode(b"{}", type=Status) == Status(unsent=0, attention=0)
