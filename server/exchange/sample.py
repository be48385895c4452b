"""Some doors of each kind, for a person to look at before anything is written. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from uuid import UUID

from server.exchange.address import DoorAddress
from server.exchange.lines import Given
from server.exchange.persons import Person
from server.exchange.persons import spoken as spoken_people
from server.exchange.report import Sample, SampleChange, SampleDoor
from server.exchange.three_way import Add, Change, Decision

SHOWN = 30
ADDRESS = "address"


def sample_of(decisions: Sequence[Decision], flagged: frozenset[UUID], shown: Mapping[UUID, Given]) -> Sample:
    """`flagged`: households where a person's value stays; `shown` what those that change show now."""
    new = [each for each in decisions if isinstance(each, Add)]
    changes = [each for each in decisions if isinstance(each, Change)]
    return Sample(
        tuple(SampleDoor(each.door.line, spoken(each.door.address), _who(each)) for each in new[:SHOWN]),
        tuple(islice(_changed((each for each in changes if each.household_id not in flagged), shown), SHOWN)),
        tuple(islice(_flagged(decisions, flagged, shown), SHOWN)),
    )


def _changed(changes: Iterator[Change], shown: Mapping[UUID, Given]) -> Iterator[SampleChange]:
    for change in changes:
        door = spoken(change.door.address)
        if change.moved and change.before is not None:
            yield SampleChange(change.door.line, door, ADDRESS, spoken(change.before.said.address), door)
        now = shown.get(change.household_id, Given())
        for name in sorted(change.fields | change.fills):
            yield SampleChange(change.door.line, door, name, _told(getattr(now, name)), _told(getattr(change.door.given, name)))
        yield from _people(change)


def _who(add: Add) -> str | None:
    return "、".join(filter(None, (add.door.given.name, *spoken_people(add.door.people)))) or None


def _people(change: Change) -> Iterator[SampleChange]:
    said = {each.id: each.said for each in change.before.said.people} if change.before else {}
    for word in change.people:
        if word.says_something:
            before = said.get(word.id, Person()) if word.id else Person()
            yield SampleChange(change.door.line, spoken(change.door.address), "person", _all_of(before), _all_of(word.person))


def _all_of(person: Person) -> str:
    return " ".join(filter(None, (*spoken_people((person,)), *person.phones, *person.needs, person.note)))


def _flagged(decisions: Sequence[Decision], flagged: frozenset[UUID], shown: Mapping[UUID, Given]) -> Iterator[SampleChange]:
    for each in decisions:
        door, line = spoken(each.door.address), each.door.line
        if isinstance(each, Change) and each.household_id in flagged:
            now = shown.get(each.household_id, Given())
            yield from (
                SampleChange(line, door, name, _told(getattr(now, name)), _told(getattr(each.door.given, name)))
                for name in sorted(each.fields)
                if getattr(now, name) != getattr(each.door.given, name)
            )
            yield from _people(each)
        if isinstance(each, Add) or (isinstance(each, Change) and each.others):
            for other in each.door.others:
                for name in Given.__struct_fields__:
                    if value := getattr(other, name):
                        yield SampleChange(line, door, name, _told(getattr(each.door.given, name)), _told(value))


def spoken(address: DoorAddress) -> str:
    floor = f"{address.floor}层" if address.floor is not None and not any(map(str.isdigit, address.door)) else None
    return " ".join(part for part in (address.building, address.entrance, floor, address.door) if part)


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, (tuple, list)):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
