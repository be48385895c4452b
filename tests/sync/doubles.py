"""Two households with a life of their own, to be joined and parted: what the tests of either share."""

from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from sync.card import Door, Placement, visits_on
from sync.clock import EffectiveTime
from sync.commands import CorrectHousehold, CorrectResident, HouseholdFields, RefuseContact
from sync.judge import fold
from sync.merge import Base, Merge, with_base
from sync.placing import settle
from sync.protocol import CardVisit
from sync.world import Incoming
from tests.sync.histories import Phones, mixed, the_door, the_world
from tests.sync.makers import NOON, OTHER_SLICE, OTHER_TEAM, a_door, a_placement, common, incoming, replica_of, uid

FOUND = uid("dooz")  # greater than DOOR
ELSEWHERE = a_placement(slice_id=OTHER_SLICE, team_id=OTHER_TEAM)
FINDER = 7
ORDERS = st.randoms(use_true_random=False)


def correction(number: int, at: int, door: UUID, *, seen: int | None, **fields: Any) -> Incoming:
    return incoming(CorrectHousehold(**common(number, 1, at, seen, door), fields=HouseholdFields(**fields)), number)


def found_door(door_id: UUID = FOUND, *, number: int = FINDER, placements: tuple[Placement, ...] | None = None, **household: Any) -> Door:
    """A door that a phone added."""
    door = a_door(id=door_id, **household)
    base = Base(EffectiveTime(NOON - 5, str(replica_of(number))), 1, 1, str(uid("person", number)), str(uid("cmd", number, 1)))
    return replace(door, merge=with_base(Merge(found=True), "", base), placements=door.placements if placements is None else placements)


def renamed(commands: list[Incoming], door_id: UUID) -> list[Incoming]:
    """The same work at another door, under other ids."""
    again = {each.command.id: UUID(int=each.command.id.int ^ 1) for each in commands}
    return [replace(each, command=_renamed(each.command, again, door_id)) for each in commands]


def _renamed(command: Any, again: dict[UUID, UUID], door_id: UUID) -> Any:
    named = {name: again.get(getattr(command, name)) for name in ("visit_id", "request_id") if hasattr(command, name)}
    return replace(
        command, id=again[command.id], n=command.n + 100, household_id=door_id, **{name: value for name, value in named.items() if value}
    )


def worked(door: Door, commands: list[Incoming]) -> Door:
    return fold(commands, the_world(door)).doors.get(door.id, settle(door))


def two_doors(made: Phones, more: Phones, rng: Random) -> tuple[Door, Door]:
    """Two households with a life of their own. The residents of the second have their own ids."""
    one = worked(the_door(), mixed(made, rng))
    other = found_door(name="程家", note="有狗")
    at_other = [each for each in renamed(mixed(more, rng), FOUND) if not isinstance(each.command, CorrectResident)]
    plain = [
        replace(each, command=replace(each.command, resident_id=None)) if isinstance(each.command, RefuseContact) else each
        for each in at_other
    ]
    return one, worked(other, plain)


def values_of(door: Door, field: str) -> list[Any]:
    """All that can be read of a field: what the card shows, and what stands beside it."""
    conflicts = [each.other for each in door.body.conflicts if each.field == field and each.resident_id is UNSET]
    return [getattr(door.body.household, field), *conflicts]


def ids(many: Any) -> set[str]:
    return {str(each.id) for each in many}


def all_visits(*doors: Door) -> dict[UUID, CardVisit]:
    """Of every visit what a card would show; of those that left a card, enough for the test."""
    shown = {each.id: each for door in doors for each in visits_on(door.body)}
    facts = {UUID(fact.id): fact for door in doors for fact in door.visits}
    made = {
        id_: CardVisit(id=id_, outcome=fact.outcome, at=fact.at_ms, by=UUID(fact.person_id), by_name="", team_id=UUID(fact.team_id), campaign_id=UUID(fact.campaign_id))
        for id_, fact in facts.items()
    }  # fmt: skip
    return made | shown
