"""Decisions of an import as commands of the roll's replicas. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from server.exchange.address import DoorAddress
from server.exchange.lines import Given
from server.exchange.persons import FIELDS as PERSON_FIELDS
from server.exchange.persons import Word
from server.exchange.persons import values_of as person_values
from server.exchange.three_way import Add, Change, Decision
from sync.commands import (
    AddHousehold,
    AddResident,
    Address,
    AnyCommand,
    CorrectHousehold,
    CorrectResident,
    HouseholdFields,
    ReopenHousehold,
    ResidentFields,
    SaidClosing,
)

NewId = Callable[[], UUID]
AGAIN = "the roll lists it again"


class Beside(msgspec.Struct, frozen=True, gc=False):
    """What a further line of the file says: a command of the roll's replica for that place (1: the second line), not numbered yet."""

    place: int
    command: CorrectHousehold


class Order(msgspec.Struct, frozen=True, gc=False):
    """A decision with the household it is about and the commands that carry it out (none: nothing to write).

    `people`: what it says of residents, each with their id.
    """

    decision: Decision
    household_id: UUID
    at: int  # of the roll's first word on the door
    commands: tuple[AnyCommand, ...] = ()
    beside: tuple[Beside, ...] = ()
    people: tuple[tuple[Word, UUID], ...] = ()


def orders_for(
    decisions: Iterable[Decision], buildings: Mapping[str, UUID], *, first_n: int, read_at: int, new_id: NewId
) -> tuple[Order, ...]:
    """`buildings`: ids by name. Commands are numbered from `first_n` on."""
    numbers = count(first_n)
    return tuple(_order(decision, buildings, numbers, read_at, new_id) for decision in decisions)


def _order(decision: Decision, buildings: Mapping[str, UUID], numbers: Iterator[int], read_at: int, new_id: NewId) -> Order:
    door = decision.door
    if isinstance(decision, Add):
        command = _add(decision, buildings, next(numbers), read_at, new_id)
        household_id = command.household_id or command.id
        told = tuple(frozenset(name for name in Given.__struct_fields__ if getattr(given, name)) for given in door.others)
        people = _with_ids(decision.people, new_id)
        commands = (command, *_of_people(people, household_id, read_at, None, numbers, new_id))
        beside = tuple(_besides(door.others, told, household_id, read_at, new_id))
        return Order(decision, household_id, read_at, commands, beside, people)
    people = _with_ids(decision.people, new_id)
    if isinstance(decision, Change):
        home, at = decision.household_id, decision.at
        corrections = _corrections(decision, buildings, numbers, read_at, new_id)
        commands = (*corrections, *_of_people(people, home, at, decision.version, numbers, new_id))
        return Order(decision, home, at, commands, tuple(_besides(door.others, decision.others, home, at, new_id)), people)
    return Order(decision, decision.household_id, decision.at, people=people)


def _with_ids(words: Iterable[Word], new_id: NewId) -> tuple[tuple[Word, UUID], ...]:
    return tuple((word, word.id or new_id()) for word in words)


def _of_people(
    people: Iterable[tuple[Word, UUID]], home: UUID, at: int, version: int | None, numbers: Iterator[int], new_id: NewId
) -> Iterator[AnyCommand]:
    """Residents whom nobody has listed are added; of the others the roll says what changed, as it does of households."""
    for word, resident_id in people:
        person = word.person
        if word.id is None:
            told = {name: value for name, value in person_values(person, ("name", *PERSON_FIELDS)).items() if value}
            yield AddResident(id=resident_id, n=next(numbers), at=at, household_id=home, fields=ResidentFields(**told))
        back = {"status": None} if word.returns else {}
        for seen, values in ((None, back | person_values(person, word.fields)), (version, person_values(person, word.fills))):
            if values:
                fields = ResidentFields(**values)
                yield CorrectResident(
                    id=new_id(), n=next(numbers), at=at, seen=seen, household_id=home, resident_id=resident_id, fields=fields
                )


def _add(decision: Add, buildings: Mapping[str, UUID], n: int, read_at: int, new_id: NewId) -> AddHousehold:
    address, given = decision.door.address, decision.door.given
    return AddHousehold(
        household_id=new_id(),
        id=new_id(),
        n=n,
        at=read_at,
        building_id=buildings[address.building],
        entrance=address.entrance,
        floor=address.floor,
        door=address.door,
        name=given.name,
        phones=list(given.phones),
        people_count=given.people_count,
        note=given.note,
        needs=list(given.needs),
        roll_vacant=given.roll_vacant,
    )


def _corrections(
    change: Change, buildings: Mapping[str, UUID], numbers: Iterator[int], read_at: int, new_id: NewId
) -> Iterator[AnyCommand]:
    """The roll's word replaces its own earlier one and nobody else's, so `seen` is None. Where it fills what was empty it says so, and is
    still as old as its other words: what a phone wrote before the roll came, and brings afterwards, is the younger. An address, which
    may have to wait for a person, takes nothing else with it."""
    if (was := change.closing) is not None:
        closing = msgspec.convert(was, SaidClosing, from_attributes=True)
        yield ReopenHousehold(id=new_id(), n=next(numbers), at=read_at, household_id=change.household_id, reason=AGAIN, closing=closing)
    said, fills = (values_of(change.door.given, names) for names in (change.fields, change.fills))
    moved = {"address": address_at(change.door.address, buildings)} if change.moved else {}
    for seen, values in ((None, said), (None, moved), (change.version, fills)):
        if values:
            fields = HouseholdFields(**values)
            yield CorrectHousehold(id=new_id(), n=next(numbers), at=change.at, seen=seen, household_id=change.household_id, fields=fields)


def _besides(others: Iterable[Given], told: Iterable[Iterable[str]], household_id: UUID, at: int, new_id: NewId) -> Iterator[Beside]:
    """A further line's word is older than the first line's, so that the first stands and this one is shown beside it."""
    for place, (given, names) in enumerate(zip(others, told, strict=False), start=1):
        if values := values_of(given, names):
            fields = HouseholdFields(**values)
            made = max(at - place, 0)
            yield Beside(place, CorrectHousehold(id=new_id(), n=0, at=made, seen=None, household_id=household_id, fields=fields))


def values_of(given: Given, names: Iterable[str]) -> dict[str, Any]:
    told = {name: getattr(given, name) for name in sorted(names)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def address_at(address: DoorAddress, buildings: Mapping[str, UUID]) -> Address:
    return Address(building_id=buildings[address.building], entrance=address.entrance, floor=address.floor, door=address.door)
