"""What changed households change in the counters: differences of what each door added before and adds now.

Leaves only: (campaign, team, building), (campaign, team, person given the door), and work by (campaign, team, person).
"""

from collections.abc import Iterable
from uuid import UUID

from sync.card import NOBODY, Door, Placement
from sync.coverage import NOTHING, Counts, DoorState, VisitFact, Work, counts_of, plus, scaled
from sync.protocol import State

Key = tuple[UUID, UUID, UUID]
Share = tuple[State, bool, int, bool]  # what a door adds: its state, visited, tries, found on the way
Shares = dict[tuple[int, int, int], tuple[Key, dict[Share, int]]]

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
    sums = {}
    for row, kinds in shares.values():
        total = NOTHING
        for (state, visited, tries, found), times in kinds.items():
            counts = counts_of(DoorState(state, visited, tries), closed=False, added_on_the_way=found)
            total = plus(total, scaled(counts, times)) if times else total
        if total != NOTHING:
            sums[row] = total
    return sums


def work_change(pairs: Iterable[tuple[Door | None, Door]]) -> dict[Key, Work]:
    """Differences of what was done, by (campaign, team, person) and, under person NOBODY, by team."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for before, after in pairs:
        if before is None or before.visits is not after.visits:
            for visits, sign in ((before.visits if before else (), -1), (after.visits, 1)):
                for row, times in _work(visits).items():
                    old = sums.get(row, (0, 0))
                    sums[row] = (old[0] + sign * times, old[1] + sign)
    return {(UUID(c), UUID(t), UUID(p)): Work(*both) for (c, t, p), both in sums.items() if both != (0, 0)}


def _work(visits: Iterable[VisitFact]) -> dict[tuple[str, str, str], int]:
    """One door's visits by who made them; the door counts once for each."""
    done: dict[tuple[str, str, str], int] = {}
    for visit in visits:
        if visit.counted and not visit.voided:
            for person in (visit.person_id, _NOBODY):
                row = (visit.campaign_id, visit.team_id, person)
                done[row] = done.get(row, 0) + 1
    return done
