"""What a roll's lines say of doors: what makes two of them the same door's, and what is kept where they differ. Pure."""

from collections.abc import Sequence
from typing import Any

import msgspec

from server.exchange.address import DoorAddress, floor_of_door
from server.exchange.persons import Person, add_person, key_of

MOST_OTHERS = 8  # values beside the first line's; a card shows twenty conflicts in all


class Given(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What a roll says of one door. None and empty: the cell was empty."""

    name: str | None = None
    phones: tuple[str, ...] = ()
    people_count: int | None = None
    needs: tuple[str, ...] = ()
    note: str | None = None
    roll_vacant: bool = False


class Told(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What one line says: of the household, and of whom it is about if that is not the householder."""

    given: Given
    person: Person | None = None


class Problem(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """`text`: what the line says there. `first_line`: where the same door stands first; `fields` of Given: in which the two differ."""

    line: int
    reason: str  # a stable code
    text: str | None = None
    first_line: int | None = None
    fields: tuple[str, ...] = ()


class RollDoor(msgspec.Struct, frozen=True, gc=False):
    """One door of the roll. `others`: values that later lines gave it where the first said something else; each Given is a writer's.

    `people`: who lives there beside the householder, in a roll with a line for each person. `silent`: fields of which it says nothing, though
    the roll has columns for them. `told`: what each line says, where several are about it.
    """

    line: int
    code: str | None
    address: DoorAddress
    given: Given
    others: tuple[Given, ...] = ()
    people: tuple[Person, ...] = ()
    silent: frozenset[str] = frozenset()
    told: tuple[Told, ...] = ()


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the lines below and above the header went: read = doors + joined + skipped + refused.

    In a roll with a line for each person `people` of them are further people, of `homes` doors.
    """

    read: int
    doors: int
    joined: int
    skipped: int
    refused: int
    people: int = 0
    homes: int = 0


class Roll(msgspec.Struct, frozen=True):
    doors: tuple[RollDoor, ...]
    fields: frozenset[str]  # of Given: those the roll has columns for
    account: Account
    problems: tuple[Problem, ...]
    headings: tuple[tuple[str, str], ...] = ()  # (heading, field), to remember


def line_key(address: DoorAddress) -> str:
    """What makes two lines the same door: building, entrance and number; the floor, too, where the number does not tell it."""
    return door_key(address.building, address.entrance, address.floor, address.door)


def door_key(building: str, entrance: str | None, floor: int | None, door: str) -> str:
    own = floor_of_door(door)
    is_part = floor is not None and (own is None or floor < 0 < own)  # a basement has its own 101
    return f"{building}/{entrance or ''}/{f'{floor}/' if is_part else ''}{door}"


def door_of(door: RollDoor, told: Sequence[Told]) -> RollDoor:
    """The same door with what these lines say of it."""
    first, *later = told
    people = (first.person,) if first.person else ()
    door = msgspec.structs.replace(door, given=first.given, others=(), people=people, told=tuple(told))
    for each in later:
        door = join_lines(door, each.given)
        if each.person is not None:
            door = msgspec.structs.replace(door, people=add_person(door.people, each.person)[0])
    return with_householder(door) if any(each.person for each in told) else door


def join_lines(door: RollDoor, later: Given) -> RollDoor:
    """The first line's values stand, empty ones are filled from the later, what differs is kept beside, each value once."""
    differs = differences(door.given, later)
    first, other = msgspec.structs.asdict(door.given), msgspec.structs.asdict(later)
    filled = {name: value or (other[name] if name not in differs else value) for name, value in first.items()}
    others = list(door.others)
    for name, value in differs.items():
        told = [getattr(each, name) for each in others]
        if value in told:
            continue
        place = next((place for place, had in enumerate(told) if not had), len(others))
        if place == len(others) < MOST_OTHERS:
            others.append(Given(**{name: value}))
        elif place < len(others):
            others[place] = msgspec.structs.replace(others[place], **{name: value})
    return msgspec.structs.replace(door, given=Given(**filled), others=tuple(others))


def differences(first: Given, later: Given) -> dict[str, Any]:
    """What the later line says otherwise. That somebody lives there and that nobody does are two values of one thing."""
    one, other = msgspec.structs.asdict(first), msgspec.structs.asdict(later)
    differs = {name: value for name, value in other.items() if value and one[name] and value != one[name]}
    if later.roll_vacant and not first.roll_vacant and (first.name or first.phones or first.people_count):
        differs["roll_vacant"] = True
    return differs


def with_householder(door: RollDoor) -> RollDoor:
    """Where no line says that it is the householder's it is the first person's; and who lives there is counted where no column does."""
    given, people = door.given, door.people
    same = [each for each in people if each.key == key_of(given.name, None)]  # listed once more, without saying so
    for first in same if given.name else people[:1]:
        note = "；".join(filter(None, (given.note, None if given.name else first.relation, first.note))) or None
        own = {name: getattr(given, name) or getattr(first, name) for name in ("name", "phones", "needs")}
        given = msgspec.structs.replace(given, **own, note=note)
        people = tuple(each for each in people if each is not first)
    if given.people_count is None and (given.name or people):
        given = msgspec.structs.replace(given, people_count=bool(given.name) + len(people))
    return msgspec.structs.replace(door, given=given, people=people)
