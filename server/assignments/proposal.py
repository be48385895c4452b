"""Who could take how many of some doors, and which: pure rules of sharing out.

Doors are walked past in the order of buildings, entrances, floors and doors, and cut into one run for each taker, so that a team gets
neighbours. How long a run is follows from what each person of a team would have left; where it is cut, from what is to stay together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heapreplace
from statistics import median
from typing import Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

Grain = Literal["auto", "building", "entrance", "floor", "door"]
GRAINS: tuple[Grain, ...] = ("building", "entrance", "floor", "door")
SLACK = 0.12  # of a share: so far may a cut be from where it would be even, if an entrance or floor stays whole by it
DOORS_A_PERSON = 20  # more than these on top of what somebody has left, and one more team is proposed
MOST_PROPOSED = 5


class Door(Struct, frozen=True):
    """`place`: sorts in the order one walks: (building, entrance, floor, door). `needs`: words. `met_by`: takers whose people met here."""

    id: UUID
    building_id: UUID
    place: tuple[str, str, int, str]
    needs: frozenset[str] = frozenset()
    met_by: frozenset[UUID] = frozenset()


class Taker(Struct, frozen=True):
    """A team that may get doors. `left`: unvisited doors it has. `at`: where it has doors, as places of buildings on the same walk.

    `can`: what somebody in it can, in the words of needs. `count`: how many it is to get, said by a person; None: what is fair.
    """

    id: UUID
    members: int
    left: int = 0
    at: tuple[str, ...] = ()
    can: frozenset[str] = frozenset()
    has_ended: bool = False
    count: int | None = None


class Share(Struct, frozen=True):
    taker_id: UUID
    doors: tuple[UUID, ...]


def propose(
    doors: Iterable[Door], takers: Sequence[Taker], *, grain: Grain = "auto", by_need: bool = False, by_met: bool = False
) -> list[Share]:
    """Every door once, to takers that have not ended; to no one what is over when a person has said all the numbers.

    `by_need`: doors with a need go first, to takers who can. `by_met`: then to those who met somebody there, up to what is fair.
    """
    walk = sorted(doors, key=lambda door: (door.place, door.id))
    able = [taker for taker in takers if not taker.has_ended]
    if not able:
        return []
    pinned = _pin(walk, able, by_need=by_need, by_met=by_met)
    fixed = {door_id for ids in pinned.values() for door_id in ids}
    rest = [door for door in walk if door.id not in fixed]
    heavier = [_with_pins(taker, len(pinned[taker.id])) for taker in able]
    along = sorted(heavier, key=_anchor_on(rest))
    counts = fair_counts(len(rest), along)
    exact = any(taker.count is not None for taker in able)
    ends = _ends(rest, [counts[taker.id] for taker in along], "door" if exact else grain)
    runs = {taker.id: rest[start:end] for taker, start, end in zip(along, [0, *ends], ends, strict=False)}
    return [Share(taker.id, (*pinned[taker.id], *(door.id for door in runs[taker.id]))) for taker in able]


def fair_counts(doors: int, takers: Sequence[Taker]) -> dict[UUID, int]:
    """How many each gets: the said numbers, and of the rest always one more to whoever has least for each person."""
    counts: dict[UUID, int] = {}
    for taker in takers:
        if taker.count is not None:
            counts[taker.id] = min(taker.count, doors - sum(counts.values()))
    open_ = [taker for taker in takers if taker.count is None]
    counts |= {taker.id: 0 for taker in open_}
    if any(taker.members > 0 for taker in open_):
        open_ = [taker for taker in open_ if taker.members > 0]
    heap = [(_load(taker, 1), number) for number, taker in enumerate(open_)]
    heapify(heap)
    for _ in range(doors - sum(counts.values()) if heap else 0):
        _, number = heap[0]
        taker = open_[number]
        counts[taker.id] += 1
        heapreplace(heap, (_load(taker, counts[taker.id] + 1), number))
    return counts


def _load(taker: Taker, more: int) -> float:
    return (taker.left + more) / max(1, taker.members)


def _pin(walk: Sequence[Door], takers: Sequence[Taker], *, by_need: bool, by_met: bool) -> dict[UUID, list[UUID]]:
    """Doors that go to somebody for a reason of their own."""
    pinned: dict[UUID, list[UUID]] = defaultdict(list)
    fair = fair_counts(len(walk), takers)

    def lightest(fit: Iterable[Taker]) -> Taker | None:
        free = [taker for taker in fit if taker.count is None or len(pinned[taker.id]) < fair[taker.id]]
        return min(free, key=lambda taker: _load(taker, len(pinned[taker.id]) + 1), default=None)

    for door in walk:
        able = [taker for taker in takers if door.needs & taker.can] if by_need and door.needs else []
        if not able and by_met and door.met_by:
            able = [taker for taker in takers if taker.id in door.met_by and len(pinned[taker.id]) < fair[taker.id]]
        chosen = lightest(able)
        if chosen is not None:
            pinned[chosen.id].append(door.id)
    return pinned


def _with_pins(taker: Taker, pins: int) -> Taker:
    count = None if taker.count is None else taker.count - pins
    return replace(taker, left=taker.left + pins, count=count)


def _anchor_on(walk: Sequence[Door]) -> "_Anchor":
    return _Anchor({place: number for number, place in enumerate(dict.fromkeys(door.place[0] for door in walk))})


class _Anchor:
    """Where on the walk a taker is at home: nearest to its own doors. Whoever is at home nowhere comes last."""

    def __init__(self, stops: Mapping[str, int]) -> None:
        self._stops = sorted(stops)

    def __call__(self, taker: Taker) -> tuple[int, float, UUID]:
        if not taker.at or not self._stops:
            return (1, 0.0, taker.id)
        return (0, median(self._rank(place) for place in taker.at), taker.id)

    def _rank(self, place: str) -> float:
        """Between the stops before and after it, on a half."""
        before = sum(stop < place for stop in self._stops)
        return before if place in self._stops else before - 0.5


def _ends(walk: Sequence[Door], counts: Sequence[int], grain: Grain) -> list[int]:
    """Where each run ends: the border of what stays together that is nearest to the even cut."""
    borders = {each: _borders(walk, each) for each in GRAINS}
    share = len(walk) / max(1, sum(count > 0 for count in counts))
    ends: list[int] = []
    even = 0
    for count in counts:
        even += count
        end = _cut(borders, even, grain, share * SLACK)
        ends.append(max(end, ends[-1] if ends else 0))
    return ends


def _borders(walk: Sequence[Door], grain: Grain) -> list[int]:
    """The places of the walk, 0 and its end included, at which something of this size ends."""
    depth = GRAINS.index(grain) + 1
    keys = [door.id if grain == "door" else door.place[:depth] for door in walk]
    return [0, *(at for at in range(1, len(keys)) if keys[at] != keys[at - 1]), *([len(keys)] if keys else [])]


def _cut(borders: Mapping[Grain, Sequence[int]], even: int, grain: Grain, slack: float) -> int:
    if grain != "auto":
        return _nearest(borders[grain], even)
    for coarse in GRAINS:
        border = _nearest(borders[coarse], even)
        if abs(border - even) <= slack:
            return border
    return even


def _nearest(borders: Sequence[int], at: int) -> int:
    return min(borders, key=lambda border: (abs(border - at), border))


def choose_takers(doors: int, candidates: Sequence[Taker], near: Mapping[UUID, int]) -> list[UUID]:
    """The teams to propose: nearest first, of those the ones with least to do, until nobody would get too many. `near`: higher is nearer."""
    ready = [taker for taker in candidates if not taker.has_ended and taker.members > 0]
    ready.sort(key=lambda taker: (-near.get(taker.id, 0), _load(taker, 0), taker.id))
    chosen: list[Taker] = []
    for taker in ready[:MOST_PROPOSED]:
        chosen.append(taker)
        if doors <= DOORS_A_PERSON * sum(each.members for each in chosen):
            break
    return [taker.id for taker in chosen]
