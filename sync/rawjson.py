"""JSON whose parts are not trusted yet: how deep it goes, and its members as the bytes that were sent."""

import json
import re
from collections.abc import Iterator

from sync.errors import BadJson

_OTHERS = bytes(code for code in range(256) if code not in b"[]{}")
_ALIKE = bytes.maketrans(b"{}", b"[]")
_SPACE = re.compile(r"[ \t\n\r]*")


def brackets_in(raw: bytes) -> int:
    """An upper bound of the depth: every opening bracket, those inside strings too. Costs next to nothing."""
    return raw.count(b"[") + raw.count(b"{")


def is_deeper_than(limit: int, raw: bytes) -> bool:
    """Exact for JSON, without recursion: each pass removes the innermost brackets. Of what is no JSON, only a guard."""
    text = raw.replace(rb"\\", b"").replace(rb"\"", b"")
    left = b"".join(text.split(b'"')[::2]).translate(_ALIKE, _OTHERS)
    for _ in range(limit):
        left = left.replace(b"[]", b"")
    return b"[]" in left or left.count(b"[") > limit


def _refuse_constant(name: str) -> object:
    raise BadJson(f"{name} is not JSON")


# Numbers stay text: Python refuses integers of more than 4,300 digits and turns 1e999 into infinity.
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=str, parse_float=str)


def members(text: str) -> dict[str, bytes]:
    """The members of one JSON object, each as sent. For what msgspec refuses whole because of a lone surrogate."""
    found: dict[str, bytes] = {}
    at = _skip(text, 0, "{")
    while not _ends(text, at, "}"):
        at = _skip(text, at, ",") if found else at
        name, at = _value(text, at)
        at = _skip(text, at, ":")
        _, end = _value(text, at)
        found[str(name)] = text[at:end].encode()
        at = _space(text, end)
    if _space(text, at + 1) != len(text):
        raise BadJson("more than one value")
    return found


def elements(text: str) -> Iterator[bytes]:
    """The elements of one JSON array, each as sent. The array has been found whole before."""
    at = _skip(text, 0, "[")
    while not _ends(text, at, "]"):
        _, end = _value(text, at)
        yield text[at:end].encode()
        at = _space(text, end)
        at = _skip(text, at, ",") if not _ends(text, at, "]") else at


def _value(text: str, at: int) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError) as error:
        raise BadJson("not JSON") from error


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _ends(text: str, at: int, closing: str) -> bool:
    return text.startswith(closing, at)


def _skip(text: str, at: int, expected: str) -> int:
    at = _space(text, at)
    if not text.startswith(expected, at):
        raise BadJson(f"expected {expected}")
    return _space(text, at + 1)
