"""Makes bodies that no phone of ours would send out of ones that it would."""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

Body = dict[str, Any]

PIECES = [
    *("[", "]", "{", "}", '"', "\\", ",", ":", "-", "e", ".", "\\u0000", "\\ud800", "\\uD83D\\uDE00", "1e999", "NaN", "-0", "01"),
    *("9" * 30, "null", "true", "\x00", "\x7f", "é", "𠮷", "\ufeff", "[" * 40, '{"a":' * 20, '"n":1,', '"id":null,', '"protocol":2,'),
]
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 1e308, 2**53, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**40),
    *(
        "",
        "\x00",
        "\ud800",
        "x" * 4_001,
        "x" * 40_000,
        "2026-02-30",
        "25:00",
        "Infinity",
        "00000000-0000-0000-0000-000000000000",
        "é" * 201,
    ),
    *([], {}, [[]], [None], {"a": 1}, {"": ""}, {"\ud800": 1}, [1] * 600),
]


def mutated(body: Body, rng: Random) -> bytes:
    """`body` with one to three things wrong with it, mostly inside its commands; now and then nothing is, or all of it."""
    value: Any = copy.deepcopy(body)
    for _ in range(rng.choice([0, 1, 1, 2])):
        value = _in_a_command(value, rng) if rng.random() < 0.7 else rng.choice(IN_VALUES)(value, rng)
    raw = json.dumps(value, ensure_ascii=rng.random() < 0.7).encode("utf-8", "surrogatepass")
    for _ in range(rng.choice([0, 0, 0, 0, 1, 1, 2])):
        raw = rng.choice(IN_BYTES)(raw, rng)
    return raw


def _in_a_command(value: Any, rng: Random) -> Any:
    commands = value.get("commands") if isinstance(value, dict) else None
    if not isinstance(commands, list) or not commands:
        return rng.choice(IN_VALUES)(value, rng)
    place = rng.randrange(len(commands))
    changed = rng.choice(IN_VALUES)(commands[place], rng)
    return {**value, "commands": [*commands[:place], changed, *commands[place + 1 :]]}


def _swap_value(value: Any, rng: Random) -> Any:
    return _at_a_place(value, rng, lambda _: copy.deepcopy(rng.choice(VALUES)))


def _nest(value: Any, rng: Random) -> Any:
    def deeper(inner: Any) -> Any:
        for _ in range(rng.choice([1, 11, 12, 13, 14, 15, 16, 17, 200])):
            inner = [inner] if rng.random() < 0.5 else {"a": inner}
        return inner

    return _at_a_place(value, rng, deeper)


def _repeat(value: Any, rng: Random) -> Any:
    """A list's elements again and again; of another value a list is made."""
    times = rng.choice([2, 2, 3, 501])
    return _at_a_place(value, rng, lambda each: each * times if isinstance(each, list) else [each] * min(times, 40))


def _rename(value: Any, rng: Random) -> Any:
    def with_a_new_name(each: Any) -> Any:
        if not isinstance(each, dict) or not each:
            return each
        old = rng.choice(sorted(each))
        new = rng.choice(["", old.upper(), old + "s", "mood", "\ud800", "x" * 300, "constructor"])
        return {new if name == old else name: inner for name, inner in each.items()}

    return _at_a_place(value, rng, with_a_new_name)


def _leave_out(value: Any, rng: Random) -> Any:
    def without_one(each: Any) -> Any:
        if isinstance(each, dict) and each:
            left_out = rng.choice(sorted(each))
            return {name: inner for name, inner in each.items() if name != left_out}
        return each[1:] if isinstance(each, list) else each

    return _at_a_place(value, rng, without_one)


def _at_a_place(value: Any, rng: Random, change: Callable[[Any], Any]) -> Any:
    """`value` with a part of it changed, chosen by chance on the way down."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        name = rng.choice(sorted(value))
        return {**value, name: _at_a_place(value[name], rng, change)}
    if isinstance(value, list) and value and rng.random() < 0.85:
        place = rng.randrange(len(value))
        return [*value[:place], _at_a_place(value[place], rng, change), *value[place + 1 :]]
    return change(value)


def _splice(raw: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + rng.choice(PIECES).encode() + raw[at + rng.choice([0, 0, 1, 5, 40]) :]


def _flip(raw: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(raw) + 1)
    new = rng.randbytes(rng.choice([1, 4])) if rng.random() < 0.3 else bytes([rng.randrange(128)])
    return raw[:at] + new + raw[at + 1 :]


def _cut(raw: bytes, rng: Random) -> bytes:
    return raw[: rng.randrange(len(raw) + 1)]


def _double(raw: bytes, rng: Random) -> bytes:
    """A stretch of it twice: members of the same name, brackets that do not close."""
    start = rng.randrange(len(raw) + 1)
    end = start + rng.choice([1, 10, 80, 400])
    return raw[:end] + raw[start:]


def _enclose(raw: bytes, rng: Random) -> bytes:
    before, after = rng.choice(
        [(b"[", b"]"), (b"\xef\xbb\xbf", b""), (b"", raw), (b" \n", b"\t"), (b'{"commands":[],', raw[1:]), (b"", b"\0")]
    )
    return before + raw + after


def _recode(raw: bytes, rng: Random) -> bytes:
    return raw.decode("utf-8", "replace").encode(rng.choice(["utf-16", "gb18030", "utf-32"]))


IN_VALUES = [_swap_value, _swap_value, _swap_value, _nest, _repeat, _rename, _leave_out]
IN_BYTES = [*[_splice] * 6, *[_flip] * 4, _cut, _cut, _double, _double, _enclose, _recode]
