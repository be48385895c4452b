"""When something happened, as far as the server believes a phone's clock."""

import msgspec

DOUBT_MS = 5 * 60_000  # two measured offsets further apart than this mean that the clock was changed in between
ON_ITS_WAY_MS = 60_000  # as long as a phone waits for an answer: a slow push dates its work later by as much as it was on its way


class EffectiveTime(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A corrected instant. Field order is sort order."""

    millis: int  # ms since the Unix epoch, UTC
    replica: str  # breaks ties, so that no two writers are ever equal


class Moment(msgspec.Struct, frozen=True, gc=False):
    """When a command was made: the best guess, what a merge may count, and whether the two may differ."""

    at: EffectiveTime
    merge_at: EffectiveTime
    doubtful: bool


def effective_at(
    at_ms: int,
    *,
    own_offset_ms: int | None,
    push_offset_ms: int | None,
    heard_ms: int | None,
    arrival_ms: int,
    replica: str,
) -> Moment:
    """Correct a phone's reading by the offset measured at this push, within [heard, arrival]. Never refuses.

    `own_offset_ms` is the offset the phone knew when the person acted; without one no time is in doubt.
    A doubtful time (the clock was changed since, or changed and changed back) counts in a merge as `heard` (the earliest it can be), so
    that a wrong clock never wins. So does one of work that was handed in as a file: no push measured its clock (`push_offset_ms` None),
    and what it was made by is the own offset.
    """
    earliest = min(max(heard_ms or 0, 0), arrival_ms)
    read = at_ms + (push_offset_ms if push_offset_ms is not None else own_offset_ms or 0)
    at = EffectiveTime(min(max(read, earliest), arrival_ms), replica)
    is_later = read > arrival_ms + DOUBT_MS  # than it can be
    if push_offset_ms is None:
        return Moment(at, EffectiveTime(earliest, replica), is_later or read < earliest - DOUBT_MS)
    doubtful = own_offset_ms is not None and (is_later or abs(push_offset_ms - own_offset_ms) > DOUBT_MS)
    return Moment(at, EffectiveTime(earliest, replica) if doubtful else at, doubtful)
