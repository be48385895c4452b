"""Who knocked where and when: every team's evenings of the last ten days. Pure; the same dice make the same walks."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from server.demo.cast import NOTES, TIME_ZONE
from sync.commands import RecordVisit

ZONE = ZoneInfo(TIME_ZONE)
DOORS_AN_EVENING = 36
AGAIN_AFTER = (["not_home"], ["inaccessible"], ["call_back"])
FIRST_TRY = (("met", 50), ("not_home", 30), ("call_back", 7), ("refused", 5), ("moved", 3), ("inaccessible", 5))
AGAIN = (("met", 38), ("not_home", 48), ("call_back", 7), ("refused", 7))
EMPTY = (("vacant", 85), ("inaccessible", 15))
MINUTES = {"met": (4, 9), "call_back": (2, 3), "refused": (1, 2)}


class DemoDoor(msgspec.Struct, frozen=True):
    id: UUID
    building: str
    entrance: str
    floor: int
    door: str
    name: str | None
    needs: tuple[str, ...]
    is_vacant: bool


class Act(msgspec.Struct, frozen=True):
    """What a person did on their phone, before it has a number. `told`: what its command says beside its envelope.

    `id` where another act names what this one makes. `stale`: the phone still showed the card as it was a day before.
    """

    who: str
    at: int
    command: type
    household_id: UUID
    told: dict[str, Any]
    id: UUID | None = None
    stale: bool = False


class Walk(msgspec.Struct, frozen=True):
    """An evening of one volunteer: doors nobody has tried (`first`), or those of earlier walks that were not met."""

    days_ago: int
    who: str
    first: tuple[str, ...] = ()  # "building entrance", walked from the top floor down
    again: tuple[str, ...] = ()  # buildings
    skip: int = 0  # doors of `first` from the top that somebody walked before


WALKS: dict[str, tuple[Walk, ...]] = {
    "第一队": (
        Walk(10, "王秀兰", ("1号楼 1单元", "1号楼 2单元", "1号楼 3单元")),
        Walk(9, "陈晓明", ("2号楼 1单元", "2号楼 2单元", "2号楼 3单元")),
        Walk(8, "赵雪", ("3号楼 1单元", "3号楼 2单元", "3号楼 3单元")),
        Walk(7, "王秀兰", ("4号楼 1单元", "4号楼 2单元", "4号楼 3单元")),
        Walk(6, "陈晓明", again=("1号楼", "2号楼")),
        Walk(4, "赵雪", ("5号楼 1单元", "5号楼 2单元")),
        Walk(3, "王秀兰", again=("1号楼", "2号楼", "3号楼")),
        Walk(2, "陈晓明", again=("3号楼", "4号楼")),
        Walk(1, "王秀兰", ("6号楼 1单元",)),
        Walk(1, "赵雪", ("5号楼 3单元",)),
    ),
    "第二队": (
        Walk(10, "刘洋", ("9号楼 1单元",)),
        Walk(9, "刘洋", ("9号楼 1单元",), skip=36),
        Walk(8, "黄丽", ("9号楼 2单元",)),
        Walk(7, "黄丽", ("9号楼 2单元",), skip=36),
        Walk(5, "刘洋", again=("9号楼",)),
        Walk(4, "吴磊", ("10号楼 1单元",)),
        Walk(3, "黄丽", again=("9号楼",)),
        Walk(1, "吴磊", ("10号楼 1单元",), skip=36),
        Walk(1, "黄丽", again=("10号楼",)),
    ),
}


def walk_acts(team: str, doors: Sequence[DemoDoor], campaign_id: UUID, now: int, dice: Random) -> Iterator[Act]:
    """Every visit of a team's walks, in the order they were made."""
    tried: dict[UUID, list[str]] = {}
    for walk in WALKS[team]:
        at = start_of(walk.days_ago, now, dice)
        for door in _doors_of(walk, doors, tried):
            outcome = _outcome(door, tried.get(door.id, []), dice)
            tried.setdefault(door.id, []).append(outcome)
            at += round(60_000 * dice.uniform(*MINUTES.get(outcome, (0.7, 1.6))))
            yield visit(walk.who, at, door, campaign_id, outcome, dice)


def start_of(days_ago: int, now: int, dice: Random) -> int:
    """Evenings on working days, Saturday and Sunday mornings: when people are at home."""
    day = datetime.fromtimestamp(now / 1000, ZONE).date() - timedelta(days=days_ago)
    hour = time(18, 40) if day.weekday() < 5 else time(9, 30)
    return local_ms(day, hour) + dice.randrange(15) * 60_000 + dice.randrange(60_000)


def local_ms(day: date, hour: time) -> int:
    return int(datetime.combine(day, hour, ZONE).timestamp() * 1000)


def _doors_of(walk: Walk, doors: Sequence[DemoDoor], tried: dict[UUID, list[str]]) -> list[DemoDoor]:
    if walk.again:
        left = [door for door in doors if door.building in walk.again and tried.get(door.id, [])[-1:] in AGAIN_AFTER]
        return [door for door in left if not door.is_vacant][:DOORS_AN_EVENING]
    wanted = [door for door in doors if f"{door.building} {door.entrance}" in walk.first]
    order = sorted(wanted, key=lambda door: (walk.first.index(f"{door.building} {door.entrance}"), -door.floor, door.door))
    return order[walk.skip : walk.skip + DOORS_AN_EVENING]


def _outcome(door: DemoDoor, before: list[str], dice: Random) -> str:
    chances = EMPTY if door.is_vacant else AGAIN if before else FIRST_TRY
    return dice.choices([name for name, _ in chances], [weight for _, weight in chances])[0]


def visit(who: str, at: int, door: DemoDoor, campaign_id: UUID, outcome: str, dice: Random, **told: Any) -> Act:
    note = dice.choice(NOTES[outcome]) if dice.random() < 0.35 else None
    return Act(who, at, RecordVisit, door.id, {"campaign_id": campaign_id, "outcome": outcome, "note": note, **told})


def outcomes_of(acts: Iterable[Act]) -> dict[UUID, list[Act]]:
    """The visits of each door in their order."""
    found: dict[UUID, list[Act]] = {}
    for act in acts:
        if act.command is RecordVisit:
            found.setdefault(act.household_id, []).append(act)
    return found
