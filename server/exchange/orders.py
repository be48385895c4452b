"""Decisions of an import as commands of the roll's replica. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from server.exchange.address import DoorAddress
from server.exchange.three_way import Add, Change, Decision
from sync.protocol import AddHousehold, Address, AnyCommand, CorrectHousehold, HouseholdFields

NewId = Callable[[], UUID]


class Order(msgspec.Struct, frozen=True):
    """A decision with the household it is about and the commands that carry it out (none: nothing to write)."""

    decision: Decision
    household_id: UUID
    at: int  # of the roll's first word on the door
    commands: tuple[AnyCommand, ...] = ()


def orders_for(
    decisions: Iterable[Decision], buildings: Mapping[str, UUID], *, first_n: int, read_at: int, new_id: NewId
) -> tuple[Order, ...]:
    """`buildings`: ids by name. Commands are numbered from `first_n` on."""
    numbers = count(first_n)
    return tuple(_order(decision, buildings, numbers, read_at, new_id) for decision in decisions)


def _order(decision: Decision, buildings: Mapping[str, UUID], numbers: Iterator[int], read_at: int, new_id: NewId) -> Order:
    if isinstance(decision, Add):
        command = _add(decision, buildings, next(numbers), read_at, new_id)
        return Order(decision, command.household_id or command.id, read_at, (command,))
    if isinstance(decision, Change):
        return Order(decision, decision.household_id, decision.at, tuple(_corrections(decision, buildings, numbers, read_at, new_id)))
    return Order(decision, decision.household_id, decision.at)


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
) -> Iterator[CorrectHousehold]:
    """The roll's word replaces its own earlier one and nobody else's, so `seen` is None, except where it fills what was empty."""
    said = _values(change, change.fields)
    if change.moved:
        said["address"] = _address(change.door.address, buildings)
    for at, seen, values in ((change.at, None, said), (read_at, change.version, _values(change, change.fills))):
        if values:
            fields = HouseholdFields(**values)
            yield CorrectHousehold(id=new_id(), n=next(numbers), at=at, seen=seen, household_id=change.household_id, fields=fields)


def _values(change: Change, names: Iterable[str]) -> dict[str, Any]:
    given = {name: getattr(change.door.given, name) for name in sorted(names)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def _address(address: DoorAddress, buildings: Mapping[str, UUID]) -> Address:
    return Address(building_id=buildings[address.building], entrance=address.entrance, floor=address.floor, door=address.door)
