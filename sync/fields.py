"""How one field of a household or a resident is merged: what the writer saw decides before what time it was."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from sync.clock import EffectiveTime

PAST_LIMIT = 32  # replaced writes remembered by each held one; a field is rarely written five times


class Past(msgspec.Struct, frozen=True, array_like=True):
    """A write that was replaced: only what a write that arrives later must still know of it."""

    version: int
    at: EffectiveTime
    n: int
    value: object = None  # kept of an address only, whose parts may be given singly


class Write(msgspec.Struct, frozen=True, array_like=True):
    """One value somebody gave a field. `version` is the household version that this write made."""

    value: object  # a JSON value
    at: EffectiveTime  # what a merge counts (Moment.merge_at), later than everything its writer saw
    n: int
    version: int
    person: str
    command: str
    past: tuple[Past, ...] = ()  # what it replaced, and what that had replaced


Held = tuple[Write, ...]


class Conflict(msgspec.Struct, frozen=True):
    """A value that is not shown, beside the one that is. Both stay readable until somebody settles them."""

    kept: Write
    other: Write


def write_field(held: Held, write: Write, seen: int | None) -> Held | None:
    """The writes a field keeps: the last of each replica that no later writer has seen. The greatest is its value.

    None: superseded, because its replica has already written this field with this n or a later one.
    A write counts as later than all it saw and all its replica wrote before, also where somebody else has replaced
    that in the meantime: otherwise the value would depend on which of two replacing phones returned first.
    """
    replica = write.at.replica
    ever: list[Write | Past] = [*held, *_pasts(held)]
    if any(old.at.replica == replica and old.n >= write.n for old in ever):
        return None
    millis = max((old.at.millis + 1 for old in ever if _is_before(old, replica, seen)), default=0)
    at = EffectiveTime(max(write.at.millis, millis), replica)
    kept = tuple(old for old in held if not _is_before(old, replica, seen))
    gone = [old for old in held if _is_before(old, replica, seen)]
    return (*kept, replace(write, at=at, past=_past_of(gone)))


def value_seen(held: Held, replica: str, seen: int | None) -> object:
    """What a writer had before its eyes, of a value that is an object; with no card seen, what was there first."""
    ever: list[Write | Past] = [*held, *_pasts(held)]
    known = [old for old in ever if _is_before(old, replica, seen)]
    return max(known, key=_at).value if known else min(ever, key=_version).value


def value_of(held: Held) -> Write:
    """The write whose value the field has now. `held` is never empty once a field was written."""
    return held[0] if len(held) == 1 else max(_last_words(held), key=_at)


def conflicts_of(held: Held) -> tuple[Conflict, ...]:
    """Every held value that differs from the field's own and is another person's, the latest first."""
    if len(held) < 2:
        return ()
    kept = value_of(held)
    others = sorted((old for old in held if differs(old, kept)), key=_at, reverse=True)
    return tuple(Conflict(kept, other) for other in others)


def _last_words(held: Held) -> Iterator[Write]:
    """Where households were joined a field may hold two writes of one replica: the later one may be its value, and both can be read. (S-42)"""
    last: dict[str, int] = {}
    for write in held:
        last[write.at.replica] = max(write.n, last.get(write.at.replica, write.n))
    return (write for write in held if write.n == last[write.at.replica])


def differs(other: Write, kept: Write) -> bool:
    """Whether `other` is another person's and another value."""
    return other.person != kept.person and not same_value(other.value, kept.value)


def same_value(one: object, other: object) -> bool:
    """Equality of JSON values. Python would call True equal to 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_value, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(value, other[key]) for key, value in one.items())
    return one == other


def _at(write: Write | Past) -> EffectiveTime:
    return write.at


def _version(write: Write | Past) -> int:
    return write.version


def _is_before(old: Write | Past, replica: str, seen: int | None) -> bool:
    """Whether a writer knew `old`: it is its replica's own, or the card it looked at showed it."""
    return (seen is not None and old.version <= seen) or old.at.replica == replica


def _pasts(writes: Sequence[Write]) -> Iterator[Past]:
    for write in writes:
        yield from write.past


def _past_of(gone: Sequence[Write]) -> tuple[Past, ...]:
    """What a write replaces, by version, without what can no longer decide anything."""
    replaced = {(past.at.replica, past.n): past for past in (*_pasts(gone), *map(_forgotten, gone))}
    last: dict[str, int] = {}
    for replica, n in replaced:
        last[replica] = max(n, last.get(replica, n))
    kept: list[Past] = []
    highest = EffectiveTime(-1, "")
    for past in sorted(replaced.values(), key=lambda past: (past.version, past.n)):
        if past.at > highest or last[past.at.replica] == past.n:
            kept.append(past)
        highest = max(highest, past.at)
    return tuple(kept[-PAST_LIMIT:])


def _forgotten(write: Write) -> Past:
    return Past(write.version, write.at, write.n, write.value if isinstance(write.value, dict) else None)
