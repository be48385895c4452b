"""How one field of a household or a resident is merged: what the writer saw decides before what time it was."""

from collections.abc import Collection, Container, Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from sync.clock import EffectiveTime

PAST_LIMIT = 32  # replaced writes remembered by each held one; a field is rarely written five times
REPLACED_LIMIT = 8  # of them kept whole, in case the later one is taken back
NOTHING_SAID_MS = -(2**53) + 1  # when a value was written that a new household was left without: before every word about it


Shown = tuple[tuple[str, int], ...]  # by household that is part of this one now: from which version of it on its card showed a write


class Writer(msgspec.Struct, frozen=True, gc=False):
    """Who writes, as a merge knows it: which card the person saw (`of`: whose, "" for that of the household itself), and in which version."""

    replica: str
    seen: int | None
    of: str = ""


class Past(msgspec.Struct, frozen=True, array_like=True):
    """A write that was replaced: only what a write that arrives later must still know of it."""

    version: int
    at: EffectiveTime
    n: int
    value: object = None  # kept of an address only, whose parts may be given singly
    until: int | None = None  # the household version that took it back
    shown: Shown = ()
    of: str = ""


class Write(msgspec.Struct, frozen=True, array_like=True):
    """One value somebody gave a field. `version` is the household version that this write made."""

    value: object  # a JSON value
    at: EffectiveTime  # what a merge counts (Moment.merge_at), later than everything its writer saw
    n: int
    version: int
    person: str
    command: str
    past: tuple[Past, ...] = ()  # what it replaced, and what that had replaced
    replaced: "Held" = ()  # the same whole, each with its own: they stand again where it is taken back
    seen: int | None = None
    of: str = ""  # the household that was named, where it is part of this one now: `seen` is a version of that
    shown: Shown = ()

    @property
    def writer(self) -> Writer:
        return Writer(self.at.replica, self.seen, self.of)


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
    write = replace(write, seen=seen)
    writer = write.writer
    ever: list[Write | Past] = [*held, *_pasts(held)]
    if any(_is_own(old, writer) and old.n >= write.n and _stands(old) for old in ever):
        return None
    kept = tuple(old for old in held if not _is_before(old, writer))
    gone = [old for old in held if _is_before(old, writer)]
    known = _topmost(_known(held, writer))
    past = _past_of((*_pasts(gone), *map(_forgotten, gone)))
    at = EffectiveTime(_time_after(write, ever), write.at.replica)
    return (*kept, replace(write, at=at, past=past, replaced=_bounded(known)))


def put_under(held: Held, write: Write, seen: int | None) -> Held:
    """The field with a word that came in after a later one of its replica: that has replaced it, and it stands again where that is taken back."""
    write = replace(write, seen=seen)
    later = [each for each in every_write(held) if _is_own(each, write.writer) and each.n > write.n and _stands(each)]
    if not later or any(key_of(each) == key_of(write) for each in every_write(held)):
        return held
    above = min(later, key=_n)
    at = EffectiveTime(_time_after(write, (*every_write(above.replaced), *above.past)), write.at.replica)
    late = replace(write, at=at, replaced=_topmost(_known(above.replaced, write.writer)))
    return tuple(_put_under(each, key_of(above), late) for each in held)


def take_back(held: Held, command: str, version: int, first: Held = ()) -> Held | None:
    """The field as if this command had never written it: what only it had replaced stands again.

    What somebody has replaced who knew it stays replaced. `version`: the household's, without it. `first`: what stands where it replaced
    nothing that is here still. None: what it replaced is no longer kept.
    """
    taken = next((write for write in every_write(held) if write.command == command), None)
    if taken is None:
        return held
    standing = without(held, {command}) or first
    if not standing or _is_forgotten(taken, held):
        return None
    gone = replace(_forgotten(taken), until=version)
    past = _past_of((*_pasts(held), gone))  # later writers may have known any of it
    return tuple(replace(write, past=past) for write in standing)


def value_seen(held: Held, replica: str, seen: int | None) -> object:
    """What a writer had before its eyes, of a value that is an object; with no card seen, what was there first."""
    ever: list[Write | Past] = [*held, *_pasts(held)]
    writer = Writer(replica, seen)
    known = [old for old in ever if _is_before(old, writer) and not _was_taken_back(old, seen)]
    return max(known, key=_at).value if known else min(ever, key=_version).value


def value_of(held: Held) -> Write:
    """The write whose value the field has now. `held` is never empty once a field was written.

    Where households were joined it may hold several words of one replica: its last is its word, made no earlier than the others. (S-42)
    """
    if len(held) == 1:
        return held[0]
    words = [write for write in held if not says_nothing(write)] or held
    latest = max(words, key=_at)
    return max((write for write in words if write.at.replica == latest.at.replica), key=_n)


def conflicts_of(held: Held, listed: Collection[str] = ()) -> tuple[Conflict, ...]:
    """Every held value that differs from the field's own and is another person's, or was said of another of two that were `listed`, the latest
    first."""
    if len(held) < 2:
        return ()
    kept = value_of(held)
    others = sorted((old for old in held if differs(old, kept, listed)), key=_at, reverse=True)
    return tuple(Conflict(kept, other) for other in others)


def every_write(held: Held) -> Iterator[Write]:
    """Those that stand, and whole under each what it replaced."""
    for write in held:
        yield write
        yield from every_write(write.replaced)


def key_of(write: Write) -> tuple[str, int]:
    return (write.at.replica, write.n)


def without(held: Held, commands: Container[str]) -> Held:
    """The field as if these had never written it: what only they had replaced stands again."""
    kept, loose = _apart(held, commands)
    return _topmost((*kept, *loose))


def forgetting(held: Held, household: str, keys: Container[tuple[str, int]]) -> Held:
    """Of what was replaced nothing that a household had, or of these keys, is remembered any more: it has left this one."""

    def is_left(old: Past) -> bool:
        return household not in dict(old.shown) and (old.at.replica, old.n) not in keys

    return tuple(replace(write, past=tuple(old for old in write.past if is_left(old))) for write in held)


def differs(other: Write, kept: Write, listed: Collection[str]) -> bool:
    """Whether `other` is another person's and another value. What one person, or a roll, said of two that a roll or a desk had listed (`listed`: their
    ids) is said of two families."""
    is_anothers = other.person != kept.person or (other.of != kept.of and other.of in listed and kept.of in listed)
    return is_anothers and not says_nothing(other) and not same_value(other.value, kept.value)


def is_blank(value: object) -> bool:
    """Left empty when a household was added: no word of anybody."""
    return value is None or value is False or value in ("", [])


def says_nothing(write: Write | Past) -> bool:
    """Whether it is only what a household was added without."""
    return write.at.millis == NOTHING_SAID_MS


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


def _n(write: Write) -> int:
    return write.n


def _version(write: Write | Past) -> int:
    return write.version


def lifted(write: Write, version: int, household: str) -> Write:
    """Versions of two households are two sequences: what was written to `household` counts as shown from the join on, and keeps the version
    that it has there for those who saw only that card."""
    past = tuple(
        replace(
            old,
            version=version,
            until=None if old.until is None else version,
            shown=_with_shown(old, household),
            of=old.of or household,
        )
        for old in write.past
    )
    replaced = tuple(lifted(old, version, household) for old in write.replaced)
    of = write.of or household
    return replace(write, version=version, past=past, replaced=replaced, of=of, shown=_with_shown(write, household))


def given_back(write: Write, household: str) -> Write:
    """The other way, where a household goes its own way again: what its card showed before counts by the versions that it had there."""
    past = tuple(replace(old, version=version_in(household, old.version, old.shown), of=of_itself(old, household)) for old in write.past)
    replaced = tuple(given_back(old, household) for old in write.replaced)
    version = version_in(household, write.version, write.shown)
    return replace(write, version=version, past=past, replaced=replaced, of=of_itself(write, household))


def of_itself(old: Write | Past, household: str) -> str:
    """Under which other id it was written, seen from a household; empty: under its own."""
    return "" if old.of == household else old.of


def version_in(household: str, version: int, shown: Shown) -> int:
    """Of what has this version: the one from which on that household's card showed it, if that ever did."""
    return dict(shown).get(household, version)


def _with_shown(old: Write | Past, household: str) -> Shown:
    return ((household, old.version), *old.shown)


def _is_before(old: Write | Past, writer: Writer) -> bool:
    """Whether a writer knew `old`: it is its replica's own, or the card it looked at showed it."""
    if _is_own(old, writer):
        return True
    version = dict(old.shown).get(writer.of) if writer.of else old.version
    return writer.seen is not None and version is not None and version <= writer.seen


def _is_own(old: Write | Past, writer: Writer) -> bool:
    """Whether it is the replica's own word about the household that it names: of two that are one it may not have known that."""
    return old.at.replica == writer.replica and (old.of == writer.of or writer.of in dict(old.shown))


def _pasts(writes: Sequence[Write]) -> Iterator[Past]:
    for write in writes:
        yield from write.past


def _stands(old: Write | Past) -> bool:
    """Whether it was a word of somebody, and nobody took it back."""
    return not says_nothing(old) and not (isinstance(old, Past) and old.until is not None)


def _time_after(write: Write, ever: Iterable[Write | Past]) -> int:
    """When it was made as a merge counts, in ms: later than all of these that its writer knew then."""
    known = (old for old in ever if _is_before(old, write.writer) and not (_is_own(old, write.writer) and old.n > write.n))
    return max([write.at.millis, *(old.at.millis + 1 for old in known)])


def _was_taken_back(old: Write | Past, seen: int | None) -> bool:
    """Whether a writer saw the field without it again."""
    return isinstance(old, Past) and old.until is not None and seen is not None and old.until <= seen


def _past_of(replaced: Iterable[Past]) -> tuple[Past, ...]:
    """What a write replaces, by version, without what can no longer decide anything."""
    distinct = {(past.at.replica, past.n): past for past in replaced}
    last: dict[tuple[str, str], int] = {}
    for past in distinct.values():
        last[past.at.replica, past.of] = max(past.n, last.get((past.at.replica, past.of), past.n))
    kept: list[Past] = []
    highest = EffectiveTime(-1, "")
    for past in sorted(distinct.values(), key=lambda past: (past.version, past.n)):
        if past.shown or past.at > highest or last[past.at.replica, past.of] == past.n:
            kept.append(past)
        highest = max(highest, past.at)
    return tuple(kept[-PAST_LIMIT:])


def _forgotten(write: Write) -> Past:
    value = write.value if isinstance(write.value, dict) else None
    return Past(write.version, write.at, write.n, value, shown=write.shown, of=write.of)


def _is_forgotten(write: Write, held: Held) -> bool:
    """Whether it replaced something of which only that is remembered."""
    whole = {key_of(each) for each in every_write(held)}
    return not write.replaced and any(past.until is None and (past.at.replica, past.n) not in whole for past in write.past)


def _known(held: Held, writer: Writer) -> Iterator[Write]:
    """The uppermost that a writer knew, of these and of what each of them had replaced."""
    for write in held:
        if _is_before(write, writer):
            yield write
        else:
            yield from _known(write.replaced, writer)


def _put_under(write: Write, above: tuple[str, int], late: Write) -> Write:
    """The write, or what it replaced, with a word under the one of this key that came before it."""
    is_it = key_of(write) == above
    under = _topmost((*write.replaced, late)) if is_it else tuple(_put_under(old, above, late) for old in write.replaced)
    return write if under == write.replaced else replace(write, replaced=_bounded(under))


def _topmost(writes: Iterable[Write]) -> Held:
    """Each once, and none that another of them replaced."""
    distinct: dict[tuple[str, int], Write] = {}
    for write in writes:
        distinct.setdefault(key_of(write), write)
    under = {key_of(old) for write in distinct.values() for old in every_write(write.replaced)}
    return tuple(write for key, write in distinct.items() if key not in under)


def _only(held: Held, keys: Container[tuple[str, int]]) -> Held:
    """The writes of these keys, also of what each replaced."""
    return tuple(replace(write, replaced=_only(write.replaced, keys)) for write in held if key_of(write) in keys)


def _bounded(replaced: Held) -> Held:
    """Those nearest to what stands, of each level the latest; without their pasts, which the write above them has."""
    keys: set[tuple[str, int]] = set()
    level = list(replaced)
    while level and len(keys) < REPLACED_LIMIT:
        latest = sorted(level, key=_at, reverse=True)[: REPLACED_LIMIT - len(keys)]
        keys |= {key_of(write) for write in latest}
        level = [old for write in latest for old in write.replaced]
    return tuple(replace(write, past=()) for write in _only(replaced, keys))


def _apart(writes: Held, commands: Container[str]) -> tuple[list[Write], list[Write]]:
    """These without those of the commands, and what comes out from under them: all that no later writer knew."""
    kept: list[Write] = []
    loose: list[Write] = []
    for write in writes:
        under, out = _apart(write.replaced, commands)
        if write.command in commands:
            loose += (*under, *out)
            continue
        known = [old for old in out if _is_before(old, write.writer)]
        kept.append(replace(write, replaced=_topmost((*under, *known))))
        loose += [old for old in out if old not in known]
    return kept, loose
