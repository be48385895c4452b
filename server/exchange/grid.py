"""The picture of a building: its entrances, their floors and how many doors a floor has. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from server.exchange.address import DoorAddress


class Entrance(msgspec.Struct, frozen=True):
    """`floors` from the lowest up; a village's doors have none. `doors_per_floor`: of the floor that has most."""

    name: str
    floors: tuple[int, ...]
    doors_per_floor: int


def grow(entrances: Sequence[Entrance], addresses: Iterable[DoorAddress]) -> tuple[Entrance, ...]:
    """The picture with room for these doors, too. It never shrinks: somebody may have drawn it before the doors were known."""
    doors = Counter((address.entrance or "", address.floor) for address in addresses)
    known = {entrance.name: entrance for entrance in entrances}
    names = sorted({*known, *(name for name, _ in doors)}, key=natural)
    return tuple(
        _grown(known.get(name, Entrance(name, (), 0)), {floor: n for (own, floor), n in doors.items() if own == name}) for name in names
    )


def _grown(entrance: Entrance, doors: dict[int | None, int]) -> Entrance:
    floors = sorted({*entrance.floors, *(floor for floor in doors if floor is not None)})
    widest = max((count for floor, count in doors.items() if floor is not None), default=0)
    return Entrance(entrance.name, tuple(floors), max(entrance.doors_per_floor, widest))


def kind_of(addresses: Iterable[DoorAddress]) -> str:
    """A hamlet has houses without floors, a row few floors, a tower more than seven."""
    floors = [address.floor for address in addresses if address.floor is not None]
    if not floors:
        return "hamlet"
    return "tower" if max(floors) > 7 else "row"


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts 9号楼 before 10号楼."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
