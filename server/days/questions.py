"""Questions a leader may want to ask about a day's visits. Pure, from visit records alone; each is a question, never a finding.

Who knows a door's evening can answer all of them: typed in afterwards from paper, two people on one phone, a lucky Sunday.
"""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

ANSWERED = frozenset({"met", "refused", "call_back"})  # somebody opened: that takes longer than ringing
MINUTE_MS = 60_000
ANSWERS_A_MINUTE = 5  # doors where somebody opened, within one minute
DOORS_A_MINUTE = 20  # of any outcome: a floor's closed doors are rightly told at once
PACE_DOORS, PACE_MS = 10, 10 * MINUTE_MS  # so many opened doors in a row in so short a time
ALL_MET_DOORS, ALL_MET_PERCENT = 25, 97  # with four of five at home, 25 in a row happen once in 265 evenings


class Knock(msgspec.Struct, frozen=True):
    """One visit that is not voided. `at`: ms UTC as judged by the server; `is_timed`: by a clock to be trusted, not from paper."""

    household_id: UUID
    outcome: str
    at: int
    is_timed: bool = True


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """`doors` of them, from `from_at` to `to_at` (ms UTC); of all_met `of` doors tried in the day."""

    code: Literal["same_minute", "pace", "all_met"]
    doors: int
    from_at: int
    to_at: int
    of: int = 0


def questions_of(knocks: Sequence[Knock]) -> list[Question]:
    """About one person's day. The order of the knocks does not matter; the same day told later is asked the same."""
    timed = sorted((each for each in knocks if each.is_timed), key=lambda each: (each.at, each.household_id))
    asked = [_same_minute(timed) or _pace(timed), _all_met(knocks)]
    return [each for each in asked if each is not None]


def _same_minute(timed: Sequence[Knock]) -> Question | None:
    answered = _densest([each for each in timed if each.outcome in ANSWERED], MINUTE_MS)
    anything = _densest(timed, MINUTE_MS)
    if answered is not None and answered.doors >= ANSWERS_A_MINUTE:
        return answered
    return anything if anything is not None and anything.doors >= DOORS_A_MINUTE else None


def _pace(timed: Sequence[Knock]) -> Question | None:
    found = _densest([each for each in timed if each.outcome in ANSWERED], PACE_MS)
    return msgspec.structs.replace(found, code="pace") if found is not None and found.doors >= PACE_DOORS else None


def _all_met(knocks: Sequence[Knock]) -> Question | None:
    doors = {each.household_id for each in knocks}
    met = {each.household_id for each in knocks if each.outcome == "met"}
    if len(doors) < ALL_MET_DOORS or len(met) * 100 < len(doors) * ALL_MET_PERCENT:
        return None
    times = [each.at for each in knocks]
    return Question("all_met", len(met), min(times), max(times), of=len(doors))


def _densest(timed: Sequence[Knock], window_ms: int) -> Question | None:
    """The most doors in any stretch shorter than `window_ms`, the earliest of equal ones. `timed` is sorted by time."""
    best: Question | None = None
    start, inside = 0, dict[UUID, int]()
    for end, knock in enumerate(timed):
        inside[knock.household_id] = inside.get(knock.household_id, 0) + 1
        while knock.at - timed[start].at >= window_ms:
            _leave(inside, timed[start].household_id)
            start += 1
        if best is None or len(inside) > best.doors:
            best = Question("same_minute", len(inside), timed[start].at, timed[end].at)
    return best


def _leave(inside: dict[UUID, int], door: UUID) -> None:
    inside[door] -= 1
    if not inside[door]:
        del inside[door]
