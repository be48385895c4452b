"""What changed households change in the counters: differences of what each door added before and adds now.

Leaves only: (campaign, team, building), (campaign, team, person given the door), and work by (campaign, team, person).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from sync.card import Door, Placement
from sync.coverage import Counts, DoorState, Work, counts_of, minus, plus, work_of
from sync.placing import NOBODY, facts_of

Key = tuple[UUID, UUID, UUID]
_Share = tuple[Key, DoorState, bool]  # a counter's row, and what a door adds to it

_EMPTY = Counts()


def coverage_change(pairs: Iterable[tuple[Door | None, Door]]) -> tuple[dict[Key, Counts], dict[Key, Counts]]:
    """Differences for the cells and for the people who were given doors; rows without a difference are left out."""
    cells: Counter[tuple[_Share, int]] = Counter()
    people: Counter[tuple[_Share, int]] = Counter()
    for before, after in pairs:
        for door, sign in ((before, -1), (after, 1)):
            for place in door.placements if door else ():
                if place.is_assignment and place.gone is None and door is not None:
                    _add(cells, people, door, place, sign)
    return _sums(cells), _sums(people)


def _add(cells: Counter[tuple[_Share, int]], people: Counter[tuple[_Share, int]], door: Door, place: Placement, sign: int) -> None:
    campaign, team = place.campaign_id or NOBODY, place.team_id or NOBODY
    state = DoorState(place.state, place.visited, place.tries)
    found = door.body.household.added_in is not None and door.body.household.added_in == place.campaign_id
    cells[((campaign, team, door.building_id), state, found), sign] += 1
    if place.person_id is not None:
        people[((campaign, team, place.person_id), state, found), sign] += 1


def _sums(shares: Counter[tuple[_Share, int]]) -> dict[Key, Counts]:
    sums: dict[Key, Counts] = {}
    for ((key, state, found), sign), times in shares.items():
        net = times - shares[(key, state, found), -sign]
        if net <= 0:
            continue
        counts = counts_of(state, closed=False, added_on_the_way=found)
        for _ in range(net):
            sums[key] = plus(sums.get(key, _EMPTY), counts) if sign > 0 else minus(sums.get(key, _EMPTY), counts)
    return {key: counts for key, counts in sorted(sums.items()) if counts != _EMPTY}


def work_change(pairs: Iterable[tuple[Door | None, Door]]) -> dict[Key, Work]:
    """Differences of what was done, by (campaign, team, person) and, under person NOBODY, by team."""
    sums: dict[Key, Work] = {}
    for before, after in pairs:
        if before is not None and before.visits == after.visits:
            continue
        for door, sign in ((before, -1), (after, 1)):
            for key, work in _work(door).items():
                old = sums.get(key, Work())
                sums[key] = Work(old.visits + sign * work.visits, old.doors + sign * work.doors)
    return {key: work for key, work in sorted(sums.items()) if work != Work()}


def _work(door: Door | None) -> Mapping[Key, Work]:
    done: dict[Key, Work] = {}
    if door is None:
        return done
    for campaign in {visit.campaign_id for visit in door.visits}:
        by_team: dict[Key, int] = {}
        for (team, person), work in work_of(facts_of(v for v in door.visits if v.campaign_id == campaign)).items():
            done[campaign, UUID(team), UUID(person)] = work
            key = (campaign, UUID(team), NOBODY)
            by_team[key] = by_team.get(key, 0) + work.visits
        done |= {key: Work(visits, 1) for key, visits in by_team.items()}
    return done
