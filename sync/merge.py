"""What merging remembers of a household beside its card. Most commands touch little of it, so its parts stay encoded until they are asked for."""

from typing import TypeVar

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from sync.clock import EffectiveTime
from sync.contact import Wishes
from sync.fields import Held, Shown
from sync.protocol import Closing
from sync.requests import RequestFold
from sync.visit_log import EMPTY, VisitSum, added_up, facts_in

MAX_VISITS = 20  # that a card shows
T = TypeVar("T")


class Base(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The write that made a household or a resident: the first of each of its fields, kept once for all of them."""

    at: EffectiveTime
    n: int
    version: int
    person: str
    command: str
    shown: Shown = ()


class ClosingStep(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A closing, the proposal of one, or a reopening: whose, what it replaced (None: an open door), and of which household it was said
    that is part of this one now ("": of this)."""

    command: str
    person: str
    before: Closing | None
    of: str = ""


class Merge(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """`bases` (each a Base) by subject ("" the household, else a resident's id); `writes` (each a Held) by field ("name", or
    "<resident id>/name"), only where somebody wrote since; `requests` (each a RequestFold) by request id. `found`: a phone added it on the
    way, no roll or desk. `named`: what was made under another id since that was joined to this one, and under which. `undone`: the
    corrections and closings that were taken back, also those that have not come yet. `closings`: the last of them, which can be. `listed`:
    of what is part of a door that a roll or a desk had listed those that one had listed, too."""

    bases: dict[str, Raw] = {}
    writes: dict[str, Raw] = {}
    wishes: Wishes = ()
    requests: dict[str, Raw] = {}
    visits: Raw = EMPTY  # the log of all of them; a card shows the newest MAX_VISITS
    sums: tuple[VisitSum, ...] = ()  # of the log, by campaign
    shown_at: tuple[int, ...] = ()  # when the visits that the card shows were made, ms UTC
    request_total: int = 0
    found: bool = False
    named: dict[str, str] = {}
    undone: tuple[str, ...] = ()
    closings: tuple[ClosingStep, ...] = ()
    listed: tuple[str, ...] = ()


_encode = msgspec.json.Encoder().encode
_merge = msgspec.json.Decoder(Merge)
_base = msgspec.json.Decoder(Base)
_held = msgspec.json.Decoder(Held)
_fold = msgspec.json.Decoder(RequestFold)


def base_of(merge: Merge, subject: str) -> Base | None:
    return _part(merge.bases, subject, _base)


def listed_in(merge: Merge) -> tuple[str, ...]:
    """Of a door that is several ones that a roll or a desk had listed each, as writes name it: "" for itself."""
    return ("", *merge.listed) if merge.listed else ()


def writes_of(merge: Merge, key: str) -> Held | None:
    return _part(merge.writes, key, _held)


def all_writes(merge: Merge) -> dict[str, Held]:
    return {key: _held.decode(raw) for key, raw in merge.writes.items()}


def all_bases(merge: Merge) -> dict[str, Base]:
    return {subject: _base.decode(raw) for subject, raw in merge.bases.items()}


def all_folds(merge: Merge) -> dict[str, RequestFold]:
    return {request_id: _fold.decode(raw) for request_id, raw in merge.requests.items()}


def fold_of(merge: Merge, request_id: str) -> RequestFold | None:
    return _part(merge.requests, request_id, _fold)


def _part(parts: dict[str, Raw], key: str, decoder: msgspec.json.Decoder[T]) -> T | None:
    raw = parts.get(key)
    return None if raw is None else decoder.decode(raw)


def with_base(merge: Merge, subject: str, base: Base) -> Merge:
    return replace(merge, bases={**merge.bases, subject: Raw(_encode(base))})


def with_writes(merge: Merge, key: str, held: Held) -> Merge:
    return replace(merge, writes={**merge.writes, key: Raw(_encode(held))})


def with_fold(merge: Merge, request_id: str, fold: RequestFold) -> Merge:
    return replace(merge, requests={**merge.requests, request_id: Raw(_encode(fold))})


def encode_merge(merge: Merge) -> bytes:
    """As it is stored: JSON without the log of visits, a line feed (which JSON has only escaped), and the log as it is."""
    if merge.visits == EMPTY:
        return _encode(merge)
    return b"%b\n%b" % (_encode(replace(merge, visits=EMPTY)), bytes(merge.visits))


def decode_merge(stored: bytes) -> Merge:
    """One written before sums were kept gets them here, and keeps them from its next change on."""
    head, _, log = stored.partition(b"\n")
    found = _merge.decode(head)
    if log:
        found = replace(found, visits=Raw(log))
    if found.sums or found.visits == EMPTY:
        return found
    facts = facts_in(found.visits)
    return replace(found, sums=added_up(facts), shown_at=tuple(fact.at_ms for fact in facts[:MAX_VISITS]))
