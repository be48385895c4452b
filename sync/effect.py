"""What changed households change in the counters: differences of what each door added before and adds now.

By (campaign, team, building), (campaign, team, person given the door), and work by (campaign, team, person). Days and hours: times.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from uuid import UUID

import msgspec
from msgspec import Raw

from sync.card import NOBODY, Door, Placement
from sync.coverage import NOTHING, Counts, DoorState, Work, counts_of, summed
from sync.merge import Merge
from sync.protocol import State
from sync.visit_log import EMPTY, VisitFact, VisitSum, arrived, facts_in, sum_in

Key = tuple[UUID, UUID, UUID]
Share = tuple[State, bool, int, bool]  # what a door adds: its state, visited, tries, found on the way
Shares = dict[tuple[int, int, int], tuple[Key, dict[Share, int]]]

Row = tuple[str, str, str]  # the same as texts, as facts of visits have them

_NOBODY = str(NOBODY)


def coverage_change(pairs: Iterable[tuple[Door | None, Door]]) -> tuple[dict[Key, Counts], dict[Key, Counts]]:
    """Differences for the cells and for the people who were given doors; rows without a difference are left out."""
    cells: Shares = {}
    people: Shares = {}
    for before, after in pairs:
        for door, sign in ((before, -1), (after, 1)):
            for place in door.placements if door else ():
                if place.is_assignment and place.gone is None and door is not None:
                    _add(cells, people, door, place, sign)
    return sums_of(cells), sums_of(people)


def _add(cells: Shares, people: Shares, door: Door, place: Placement, sign: int) -> None:
    found = door.body.household.added_in
    share = (place.state, place.visited, place.tries, found is not None and found == place.campaign_id)
    row = (place.campaign_id or NOBODY, place.team_id or NOBODY, door.building_id)
    add_share(cells, row, share, sign)
    if place.person_id is not None:
        add_share(people, (row[0], row[1], place.person_id), share, sign)


def add_share(shares: Shares, row: Key, share: Share, sign: int) -> None:
    """One door more (or less) that adds `share` to a counter's row."""
    numbers = (row[0].int, row[1].int, row[2].int)  # a UUID's own hash is slow
    kept = shares.get(numbers)
    if kept is None:
        kept = shares[numbers] = (row, {})
    kept[1][share] = kept[1].get(share, 0) + sign


def sums_of(shares: Shares) -> dict[Key, Counts]:
    """The difference of each row, added up once for each kind of door."""
    sums = {row: summed((_counts_of(share), times) for share, times in kinds.items() if times) for row, kinds in shares.values()}
    return {row: counts for row, counts in sums.items() if counts != NOTHING}


@lru_cache(maxsize=4096)
def _counts_of(share: Share) -> Counts:
    state, visited, tries, found = share
    return counts_of(DoorState(state, visited, tries), closed=False, added_on_the_way=found)


class VisitChange(msgspec.Struct, frozen=True, gc=False):
    """What happened to the visits of one door: `came` on top of `log`; or all of `gone` was replaced by all of `came`."""

    door_id: UUID
    log: Raw
    before: tuple[VisitSum, ...]
    after: tuple[VisitSum, ...]
    came: tuple[VisitFact, ...]
    gone: tuple[VisitFact, ...] | None = None


def visit_changes(pairs: Iterable[tuple[Door | None, Door]]) -> list[VisitChange]:
    """Of the doors whose visits are others than before."""
    changes = []
    for before, after in pairs:
        log, sums = (before.merge.visits, before.merge.sums) if before else (EMPTY, ())
        if log is not after.merge.visits:
            came = arrived(log, after.merge.visits)
            whole = (after.visits, facts_in(log)) if came is None else (came, None)
            changes.append(VisitChange(after.id, log, sums, after.merge.sums, *whole))
    return changes


def all_visits(door_id: UUID, merge: Merge) -> VisitChange:
    """As if all visits of a door came now."""
    return VisitChange(door_id, EMPTY, (), merge.sums, facts_in(merge.visits)[::-1])


def work_change(changes: Iterable[VisitChange]) -> dict[Key, Work]:
    """Differences of what was done, by (campaign, team, person) and, under person NOBODY, by team."""
    totals: dict[Row, tuple[int, int]] = {}
    for change in changes:
        for row, (visits, doors) in _added(change) if change.gone is None else _replaced(change.gone, change.came):
            kept = totals.get(row, (0, 0))
            totals[row] = (kept[0] + visits, kept[1] + doors)
    return {(UUID(c), UUID(t), UUID(p)): Work(*both) for (c, t, p), both in totals.items() if both != (0, 0)}


def _added(change: VisitChange) -> Iterator[tuple[Row, tuple[int, int]]]:
    """The work of visits that came; a door that somebody had worked at before is not one more."""
    for place, visit in enumerate(change.came):
        if visit.counted and not visit.voided:
            team = [each for each in change.came[:place] if _is_same_work(each, visit)] if place else []
            is_teams_first = not team and not sum_in(change.before, visit.campaign_id).times(visit.team_id)
            yield (visit.campaign_id, visit.team_id, _NOBODY), (1, int(is_teams_first))
            is_first = is_teams_first or (not _has(visit.person_id, team) and not _has_worked(visit, change.log))
            yield (visit.campaign_id, visit.team_id, visit.person_id), (1, int(is_first))


def _has_worked(visit: VisitFact, log: Raw) -> bool:
    if visit.person_id.encode() not in bytes(log):  # the usual answer, without reading the log
        return False
    return _has(visit.person_id, [each for each in facts_in(log) if _is_same_work(each, visit)])


def _has(person_id: str, visits: Iterable[VisitFact]) -> bool:
    return any(each.person_id == person_id for each in visits)


def _is_same_work(one: VisitFact, other: VisitFact) -> bool:
    return one.team_id == other.team_id and one.campaign_id == other.campaign_id and one.counted and not one.voided


def _replaced(old: Sequence[VisitFact], new: Sequence[VisitFact]) -> Iterator[tuple[Row, tuple[int, int]]]:
    for visits, sign in ((old, -1), (new, 1)):
        for row, times in _work(visits).items():
            yield row, (sign * times, sign)


def _work(visits: Iterable[VisitFact]) -> dict[Row, int]:
    """One door's visits by who made them; the door counts once for each."""
    done: dict[Row, int] = {}
    for visit in visits:
        if visit.counted and not visit.voided:
            for person in (visit.person_id, _NOBODY):
                row = (visit.campaign_id, visit.team_id, person)
                done[row] = done.get(row, 0) + 1
    return done
