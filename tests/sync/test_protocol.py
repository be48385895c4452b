import json
import runpy
from hashlib import blake2b
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from msgspec import Meta
from msgspec.structs import fields

from sync import protocol, typescript
from sync.version import FINGERPRINTS, HISTORY, OLDEST_SERVED

PROTOCOL_TS = Path(__file__).parents[2] / "pwa" / "src" / "protocol.ts"
LIMITS = ("gt", "ge", "lt", "le", "min_length", "max_length", "pattern")

WHAT_TO_BUMP = """The wire has changed. If it only grew (a new command type, an optional field of a reply), put this fingerprint
into sync/version.py and a line into SPEC.md. If an old phone or server would misread it, make it a new command type, or
raise protocol.PROTOCOL with a line in sync/version.py HISTORY. Then: python -m sync.typescript > pwa/src/protocol.ts
and, so that apps of this wire are understood for ever: python -m tests.corpus record NAME"""


def described(hint: Any) -> Any:
    """A type as JSON, the same in every Python, and without what only people read."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        limits = [f"{name}={getattr(meta, name)}" for meta in args[1:] for name in LIMITS if getattr(meta, name) is not None]
        return [described(args[0]), *limits]
    if origin in (Union, UnionType):
        return sorted((described(part) for part in args), key=json.dumps)
    if origin is Literal:
        return list(args)
    if origin is not None:
        return [origin.__name__, *(described(part) for part in args)]
    return getattr(hint, "__name__", str(hint))


def described_struct(kind: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(kind, vars(protocol), include_extras=True)
    config = kind.__struct_config__
    return {
        "tag": config.tag,
        "strict": config.forbid_unknown_fields,
        "fields": {field.encode_name: [described(hints[field.name]), field.required] for field in fields(kind)},
    }


def fingerprint() -> str:
    wire = {kind.__name__: described_struct(kind) for kind in typescript.structs()}
    return blake2b(json.dumps(wire, sort_keys=True).encode(), digest_size=8).hexdigest()


def test_the_wire_is_the_one_its_version_names() -> None:
    assert FINGERPRINTS[protocol.PROTOCOL] == fingerprint(), WHAT_TO_BUMP


def test_every_version_has_a_line_of_history_and_is_served_or_older() -> None:
    assert list(HISTORY) == list(range(1, protocol.PROTOCOL + 1))
    assert FINGERPRINTS.keys() == HISTORY.keys()
    assert OLDEST_SERVED in HISTORY


def test_the_apps_types_are_current() -> None:
    assert PROTOCOL_TS.read_text(encoding="utf-8") == typescript.declarations(), WHAT_TO_BUMP


def test_the_generator_prints_what_it_declares(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.warns(RuntimeWarning, match="found in sys.modules"):
        runpy.run_module("sync.typescript", run_name="__main__")

    assert capsys.readouterr().out == typescript.declarations()


def test_a_limit_is_part_of_the_wire_and_a_description_is_not() -> None:
    plain, limited = Annotated[str, Meta(description="a name")], Annotated[str, Meta(max_length=200)]

    assert described(plain) == ["str"]
    assert described(limited) == ["str", "max_length=200"]
