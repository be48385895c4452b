"""Which numbers of a replica the server holds: gaps are asked for, a number under two ids is a fork."""

from collections.abc import Iterable, Sequence

import msgspec

Range = tuple[int, int]  # inclusive


class Held(msgspec.Struct, frozen=True):
    """The numbers of one replica: `first`..`highest`, less `missing` (asked for) and `lost` (the phone has them no more)."""

    first: int = 1
    highest: int = 0
    missing: tuple[Range, ...] = ()
    lost: tuple[Range, ...] = ()

    def holds(self, n: int) -> bool:
        return self.first <= n <= self.highest and not _within(n, self.missing) and not _within(n, self.lost)


def receive(held: Held, numbers: Iterable[int]) -> Held:
    """Take numbers in; whatever is skipped on the way up is missing from then on."""
    highest, missing, lost = held.highest, list(held.missing), list(held.lost)
    for n in sorted(set(numbers)):
        if n > highest:
            if n > highest + 1 and n > held.first:
                missing.append((max(highest + 1, held.first), n - 1))
            highest = n
        elif n >= held.first:
            missing, lost = _without(missing, n), _without(lost, n)
    return Held(held.first, highest, tuple(missing), tuple(lost))


def counted(held: Held, n: int) -> Held:
    """The phone had given numbers up to `n`: those that never came are missing."""
    if n <= held.highest:
        return held
    return Held(held.first, n, (*held.missing, (max(held.highest + 1, held.first), n)), held.lost)


def lose(held: Held, ranges: Sequence[Range]) -> Held:
    """The phone no longer has these. Only what is missing can be lost; told once, it is not asked for again."""
    told = [(max(low, a), min(high, b)) for low, high in held.missing for a, b in ranges if max(low, a) <= min(high, b)]
    missing = list(held.missing)
    for low, high in told:
        missing = [part for each in missing for part in _cut(each, low, high)]
    return Held(held.first, held.highest, tuple(missing), tuple(sorted({*held.lost, *told})))


def _without(ranges: Iterable[Range], n: int) -> list[Range]:
    return [part for each in ranges for part in _cut(each, n, n)]


def _cut(each: Range, low: int, high: int) -> list[Range]:
    """What stays of a range without low..high."""
    a, b = each
    if high < a or b < low:
        return [each]
    return [(x, y) for x, y in ((a, low - 1), (high + 1, b)) if x <= y]


def _within(n: int, ranges: Iterable[Range]) -> bool:
    return any(low <= n <= high for low, high in ranges)
