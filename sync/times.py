"""When doors were tried: what changed households change in the counters by local day and by hour of the week.

Differences of a door's visits before and after, so that a void, a join or a late arrival needs no rule of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from sync.effect import VisitChange
from sync.visit_log import sum_in

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


def time_change(changes: Iterable[VisitChange], slots: Slots) -> dict[TimeKey, Tally]:
    """Differences by (campaign, team, slot); rows without a difference are left out."""
    sums: dict[Row, list[int]] = {}
    for change in changes:
        for facts, sign in ((change.gone or (), -1), (change.came, 1)):
            for fact in facts:
                if fact.counted and not fact.voided:
                    _add(sums, fact.campaign_id, fact.team_id, fact.at_ms, (sign, sign if fact.outcome == "met" else 0, 0))
        _move_first(sums, change)
    return _by_slot(sums, slots)


def shifted(changes: Sequence[VisitChange], old: Slots, new: Slots) -> dict[TimeKey, Tally]:
    """The difference that it makes to count the same visits by other slots."""
    before = {key: Tally(-each.visits, -each.met, -each.reached) for key, each in time_change(changes, old).items()}
    return {key: each for key, each in added(before, time_change(changes, new)).items() if each != Tally()}


def added(*parts: Mapping[TimeKey, Tally]) -> dict[TimeKey, Tally]:
    sums: dict[TimeKey, Tally] = {}
    for part in parts:
        for key, each in part.items():
            kept = sums.get(key, Tally())
            sums[key] = Tally(kept.visits + each.visits, kept.met + each.met, kept.reached + each.reached)
    return sums


def _move_first(sums: dict[Row, list[int]], change: VisitChange) -> None:
    for campaign_id in {fact.campaign_id for fact in (*(change.gone or ()), *change.came)}:
        was, now = sum_in(change.before, campaign_id), sum_in(change.after, campaign_id)
        for first, sign in ((was, -1), (now, 1)) if was.first_id != now.first_id else ():
            if first.first_at is not None:
                _add(sums, campaign_id, first.first_team, first.first_at, (0, 0, sign))


def _add(sums: dict[Row, list[int]], campaign_id: str, team_id: str, at_ms: int, more: tuple[int, int, int]) -> None:
    kept = sums.setdefault((campaign_id, team_id, at_ms // QUARTER), [0, 0, 0])
    for place, number in enumerate(more):
        kept[place] += number


def _by_slot(sums: dict[Row, list[int]], slots: Slots) -> dict[TimeKey, Tally]:
    """An evening falls into a few quarters of an hour; each belongs to one day and one hour of the week."""
    found: dict[tuple[str, str, Slot], list[int]] = {}
    for (campaign, team, quarter), counts in sums.items():
        for slot in slots(quarter * QUARTER):
            row = found.setdefault((campaign, team, slot), [0, 0, 0])
            for place, count in enumerate(counts):
                row[place] += count
    return {(UUID(campaign), UUID(team), slot): Tally(*each) for (campaign, team, slot), each in found.items() if any(each)}
