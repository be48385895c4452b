"""The frame of a sealed file: read whole, or refused with its reason and no other exception."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import FileCutOff, NotAnOutbox, OtherFileVersion, TooLarge
from sync.sealed import LABEL, MAX_FILE, bound_to, read_file

IDS = {"organization": "01a00000-0000-7000-8000-000000000001", "person": "01a00000-0000-7000-8000-000000000002"} | {
    "replica": "01a00000-0000-7000-8000-000000000003"
}
PART = {**IDS, "nonce": "bm5ubm5ubm5ubm5u", "sealed": "c2VhbGVkc2VhbGVkc2VhbGVk"}


def a_file(*parts: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"doorstep": "outbox", "version": 1, "parts": list(parts)} | more, separators=(",", ":")).encode()


@pytest.mark.parametrize("raw", [a_file(PART), b"\xef\xbb\xbf" + a_file(PART), a_file({**PART, "colour": "red"}, made_by="a later app")])
def test_a_file_is_read_with_what_stands_beside(raw: bytes) -> None:
    part = read_file(raw).parts[0]

    assert (part.nonce, part.sealed) == (b"n" * 12, b"sealedsealedsealed")
    assert bound_to(part).decode().split("\n") == [LABEL, *IDS.values()]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", NotAnOutbox),
        (b'{"a":1}', NotAnOutbox),
        (b"\xff\xfe", NotAnOutbox),
        (b"[" * 100_000, NotAnOutbox),
        (a_file(), NotAnOutbox),
        (a_file({**PART, "nonce": "AAAA"}), NotAnOutbox),
        (a_file(PART)[:-20], FileCutOff),
        (a_file(PART, version=2), OtherFileVersion),
        (a_file({"shape": "of a later version"}, version=2), OtherFileVersion),
        (b" " * (MAX_FILE + 1), TooLarge),
    ],
)
def test_what_is_not_such_a_file_is_refused_with_its_reason(raw: bytes, why: type[Exception]) -> None:
    with pytest.raises(why):
        read_file(raw)


def test_a_file_of_eight_mebibytes_and_one_of_64_parts_are_read_and_no_larger_one() -> None:
    filled = a_file(PART).ljust(8 * 1024 * 1024)

    assert (MAX_FILE, len(read_file(filled).parts)) == (len(filled), 1)
    assert len(read_file(a_file(*[PART] * 64)).parts) == 64
    with pytest.raises(NotAnOutbox):
        read_file(a_file(*[PART] * 65))


@given(place=st.integers(0, len(a_file(PART)) - 1), byte=st.integers(0, 255), end=st.integers(1, len(a_file(PART))))
def test_no_spoilt_file_raises_anything_else(place: int, byte: int, end: int) -> None:
    spoilt = bytearray(a_file(PART))
    spoilt[place] = byte
    try:
        read_file(bytes(spoilt[:end]))
    except (NotAnOutbox, FileCutOff, OtherFileVersion):
        return
