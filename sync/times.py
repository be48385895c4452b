"""When doors were tried: what changed households change in the counters by local day and by hour of the week.

Differences of a door's visits before and after, so that a void, a join or a late arrival needs no rule of its own.
"""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

import msgspec

from sync.card import Door
from sync.coverage import VisitFact

HOURS = 168  # of a week, Monday 0:00 first
Slot = int  # below HOURS an hour of the week; else a local day, counted from 1970-01-01
Slots = Callable[[int], tuple[Slot, Slot]]  # of an instant (ms UTC): its day and its hour of the week, where the organization is
TimeKey = tuple[UUID, UUID, Slot]  # campaign, team that went there, slot
QUARTER = 900_000  # ms: no zone's clock is set forward or back within one
Row = tuple[str, str, int]  # campaign and team as facts of visits have them, and the quarter of an hour


class Tally(msgspec.Struct, frozen=True):
    """Visits that count; those that met somebody; doors that were reached (stood at) for the first time in the campaign."""

    visits: int = 0
    met: int = 0
    reached: int = 0


def time_change(pairs: Iterable[tuple[Door | None, Door]], slots: Slots) -> dict[TimeKey, Tally]:
    """Differences by (campaign, team, slot); rows without a difference are left out."""
    sums: dict[Row, list[int]] = {}
    for before, after in pairs:
        old, new = before.visits if before else (), after.visits
        if old is not new:
            _compare(sums, old, new)
    return _by_slot(sums, slots)


def _by_slot(sums: dict[Row, list[int]], slots: Slots) -> dict[TimeKey, Tally]:
    """An evening falls into a few quarters of an hour; each belongs to one day and one hour of the week."""
    found: dict[tuple[str, str, Slot], list[int]] = {}
    for (campaign, team, quarter), counts in sums.items():
        for slot in slots(quarter * QUARTER):
            row = found.setdefault((campaign, team, slot), [0, 0, 0])
            for place, count in enumerate(counts):
                row[place] += count
    return {(UUID(campaign), UUID(team), slot): Tally(*each) for (campaign, team, slot), each in found.items() if any(each)}


def _compare(sums: dict[Row, list[int]], old: Sequence[VisitFact], new: Sequence[VisitFact]) -> None:
    if new[1:] == old:  # the usual evening: one visit more, the newest
        _arrive(sums, new[0], old)
        return
    gone, come = _middle(old, new)
    for facts, sign in ((gone, -1), (come, 1)):
        for fact in facts:
            if fact.counted and not fact.voided:
                _add(sums, fact, sign, sign if fact.outcome == "met" else 0, 0)
    for campaign_id in {fact.campaign_id for fact in (*gone, *come)}:
        was, now = _first(old, campaign_id), _first(new, campaign_id)
        if was is not now:
            for first, sign in ((was, -1), (now, 1)):
                if first is not None:
                    _add(sums, first, 0, 0, sign)


def _arrive(sums: dict[Row, list[int]], fact: VisitFact, old: Sequence[VisitFact]) -> None:
    if fact.counted and not fact.voided:
        is_first = fact.outcome != "inaccessible" and _first(old, fact.campaign_id) is None
        _add(sums, fact, 1, int(fact.outcome == "met"), int(is_first))


def _middle(old: Sequence[VisitFact], new: Sequence[VisitFact]) -> tuple[Sequence[VisitFact], Sequence[VisitFact]]:
    """What lies between the visits that both begin with and those that both end with."""
    start, most = 0, min(len(old), len(new))
    while start < most and (old[start] is new[start] or old[start] == new[start]):
        start += 1
    end = 0
    while end < most - start and (old[-1 - end] is new[-1 - end] or old[-1 - end] == new[-1 - end]):
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _first(visits: Sequence[VisitFact], campaign_id: str) -> VisitFact | None:
    """The earliest that stood at the door; visits come newest first."""
    for fact in reversed(visits):
        if fact.campaign_id == campaign_id and fact.counted and not fact.voided and fact.outcome != "inaccessible":
            return fact
    return None


def _add(sums: dict[Row, list[int]], fact: VisitFact, visits: int, met: int, reached: int) -> None:
    row = (fact.campaign_id, fact.team_id, fact.at_ms // QUARTER)
    kept = sums.get(row)
    if kept is None:
        sums[row] = [visits, met, reached]
    else:
        kept[0] += visits
        kept[1] += met
        kept[2] += reached
