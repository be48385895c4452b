"""A door's state in a campaign, and what it adds to the counters: a pure function of visits and wishes."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
from msgspec.structs import astuple

from sync.protocol import Outcome, State
from sync.visit_log import VisitSum

HISTOGRAM = 6  # doors tried 0, 1, 2, 3, 4 and 5 or more times


class DoorState(msgspec.Struct, frozen=True, gc=False):
    """`visited`: somebody stood at the door, whatever the state. `tries`: visits not voided, of any outcome."""

    state: State
    visited: bool
    tries: int


class Counts(msgspec.Struct, frozen=True):
    """Doors. The nine states add up to `known`; percentages are taken of `base` only, so none can pass 100."""

    known: int = 0
    base: int = 0
    visited: int = 0
    base_visited: int = 0
    met: int = 0
    base_met: int = 0
    tried: int = 0
    not_home: int = 0
    refused: int = 0
    call_back: int = 0
    inaccessible: int = 0
    do_not_contact: int = 0
    vacant: int = 0
    given_up: int = 0
    never_tried: int = 0
    added_on_the_way: int = 0
    tries: tuple[int, ...] = (0,) * HISTOGRAM  # the last field


class Work(msgspec.Struct, frozen=True):
    """What a team or a person did, whoever holds the doors now."""

    visits: int = 0
    doors: int = 0


NOTHING = Counts()
_WIDTH = len(Counts.__struct_fields__) - 1 + HISTOGRAM


def state_of(visits: VisitSum, door_closed_to_visits: bool, roll_vacant: bool, max_attempts: int | None) -> DoorState:
    """The first state that fits. The latest visit is the one with the greatest (at, id), not the last to arrive."""
    used_up = max_attempts is not None and visits.tries >= max_attempts
    visited = visits.stood > 0
    state = _state(visits.latest, door_closed_to_visits, visits.met > 0, roll_vacant and not visited, used_up)
    return DoorState(state, visited, visits.tries)


def _state(latest: Outcome | None, closed_to_visits: bool, is_met: bool, said_vacant: bool, used_up: bool) -> State:
    if closed_to_visits:
        return "do_not_contact"
    if is_met:
        return "met"
    if latest in ("vacant", "moved") or said_vacant:
        return "vacant"
    if latest == "refused" or latest == "call_back":
        return latest
    if latest is None:
        return "never_tried"
    if used_up:
        return "given_up"
    return "not_home" if latest == "not_home" else "inaccessible"


def counts_of(door: DoorState, *, closed: bool, added_on_the_way: bool) -> Counts:
    """What one door adds to the counters of its team and building. A closed door adds nothing."""
    if closed:
        return NOTHING
    in_base = door.state not in ("do_not_contact", "vacant")
    is_met = door.state == "met"
    return Counts(
        known=1,
        base=int(in_base),
        visited=int(door.visited),
        base_visited=int(in_base and door.visited),
        met=int(is_met),
        base_met=int(is_met),
        tried=int(door.tries > 0),
        not_home=int(door.state == "not_home"),
        refused=int(door.state == "refused"),
        call_back=int(door.state == "call_back"),
        inaccessible=int(door.state == "inaccessible"),
        do_not_contact=int(door.state == "do_not_contact"),
        vacant=int(door.state == "vacant"),
        given_up=int(door.state == "given_up"),
        never_tried=int(door.state == "never_tried"),
        added_on_the_way=int(added_on_the_way),
        tries=_histogram(door.tries),
    )


def _histogram(tries: int) -> tuple[int, ...]:
    return tuple(int(step == min(tries, HISTOGRAM - 1)) for step in range(HISTOGRAM))


@lru_cache(maxsize=4096)
def _numbers(counts: Counts) -> tuple[int, ...]:
    """All of them in one row."""
    *numbers, tries = astuple(counts)
    return (*numbers, *tries)


def summed(parts: Iterable[tuple[Counts, int]]) -> Counts:
    """The sum of these counts, each taken so many times (negative: taken away)."""
    total = [0] * _WIDTH
    for counts, times in parts:
        total = [kept + times * more for kept, more in zip(total, _numbers(counts), strict=True)]
    fields: Any = (*total[:-HISTOGRAM], tuple(total[-HISTOGRAM:]))
    return Counts(*fields) if any(total) else NOTHING
