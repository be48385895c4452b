import json
from hashlib import blake2b
from pathlib import Path
from typing import Any, get_args

import msgspec

from sync import protocol, typescript
from sync.version import FINGERPRINTS, HISTORY, OLDEST_SERVED

PROTOCOL_TS = Path(__file__).parents[2] / "pwa" / "src" / "protocol.ts"
WIRE = [protocol.Push, protocol.Pull, protocol.PushReply, protocol.PullReply, protocol.Card, *get_args(protocol.AnyCommand)]

WHAT_TO_BUMP = """The wire has changed. If it only grew (a new command type, an optional field of a reply), put this fingerprint
into sync/version.py and a line into SPEC.md. If an old phone or server would misread it, make it a new command type, or
raise protocol.PROTOCOL with a line in sync/version.py HISTORY. Then: python -m sync.typescript > pwa/src/protocol.ts"""


def without_words(schema: Any) -> Any:
    """A schema without what only people read, so that a better docstring is no change of the wire."""
    if isinstance(schema, dict):
        return {name: without_words(value) for name, value in schema.items() if name not in ("description", "title")}
    return [without_words(each) for each in schema] if isinstance(schema, list) else schema


def fingerprint() -> str:
    _, components = msgspec.json.schema_components(WIRE)
    text = json.dumps(without_words(components), sort_keys=True)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def test_the_wire_is_the_one_its_version_names() -> None:
    assert FINGERPRINTS[protocol.PROTOCOL] == fingerprint(), WHAT_TO_BUMP


def test_every_version_has_a_line_of_history_and_is_served_or_older() -> None:
    assert list(HISTORY) == list(range(1, protocol.PROTOCOL + 1))
    assert FINGERPRINTS.keys() == HISTORY.keys()
    assert OLDEST_SERVED in HISTORY


def test_the_apps_types_are_current() -> None:
    assert PROTOCOL_TS.read_text(encoding="utf-8") == typescript.declarations(), WHAT_TO_BUMP


def test_a_better_docstring_is_no_change_of_the_wire() -> None:
    said = {"title": "Push", "type": "object", "properties": {"n": {"description": "counter", "type": "integer"}}}

    assert without_words([said]) == [{"type": "object", "properties": {"n": {"type": "integer"}}}]
