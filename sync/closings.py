"""What closings and reopenings of a door replaced, so that each of them can be taken back."""

from collections.abc import Container
from itertools import takewhile
from uuid import UUID

from msgspec.structs import replace

from sync.card import Door
from sync.commands import SaidClosing
from sync.merge import ClosingStep
from sync.protocol import Closing

KEPT = 8  # steps that a door remembers


def with_closing(door: Door, closing: Closing | None) -> Door:
    return replace(door, body=replace(door.body, household=replace(door.body.household, closed=closing)))


def with_step(door: Door, closing: Closing | None, command: str, person: str, of: str = "") -> Door:
    """The door as somebody's word leaves it, which remembers what stood before. `of`: the household that was named, where it is part of it."""
    step = ClosingStep(command, person, door.body.household.closed, of)
    return replace(with_closing(door, closing), merge=replace(door.merge, closings=(*door.merge.closings, step)[-KEPT:]))


def step_of(door: Door, command: str) -> ClosingStep | None:
    return next((step for step in door.merge.closings if step.command == command), None)


def said_alike(door: Door) -> list[UUID]:
    """Whoever said what stands of its closing, each with a word of their own."""
    stands = door.body.household.closed
    words = (stands, *(step.before for step in reversed(door.merge.closings)))
    alike = takewhile(lambda each: each is not None and stands is not None and is_alike(each, stands), words)
    return sorted({each.by for each in alike if each is not None})


def is_alike(one: Closing, other: Closing | SaidClosing) -> bool:
    """Whether they close the door, or propose it, for the same reason, whoever said so."""
    return (one.reason, one.confirmed) == (other.reason, other.confirmed)


def stands_by_others(door: Door, step: ClosingStep) -> bool:
    """Whether all that was said after it says the same."""
    stands = door.body.household.closed
    later = door.merge.closings[door.merge.closings.index(step) + 1 :]
    return bool(later) and stands is not None and all(each.before is not None and is_alike(each.before, stands) for each in later)


def without_step(door: Door, command: str) -> Door:
    """As if nobody had made it: what it replaced stands again, or is what the next one replaced."""
    step = step_of(door, command)
    if step is None:
        return door
    steps = door.merge.closings
    place = steps.index(step)
    later = tuple(replace(each, before=step.before) if i == 0 else each for i, each in enumerate(steps[place + 1 :]))
    rest = replace(door, merge=replace(door.merge, closings=(*steps[:place], *later)))
    return rest if later else with_closing(rest, step.before)


def lifted_steps(survivor: Door, absorbed: Door) -> tuple[ClosingStep, ...]:
    """Of two that become one, where the first was open and the other is not: what was said of either."""
    others = tuple(replace(step, of=step.of or str(absorbed.id)) for step in absorbed.merge.closings)
    return (*survivor.merge.closings, *others)[-KEPT:]


def steps_under(door: Door, names: Container[str]) -> list[tuple[ClosingStep, Closing | None]]:
    """What was said of a door under these ids of others, each with what stood after it."""
    steps = door.merge.closings
    after = [*(step.before for step in steps[1:]), door.body.household.closed]
    return [(step, stands) for step, stands in zip(steps, after, strict=True) if step.of in names] if steps else []


def without_steps(door: Door, names: Container[str]) -> Door:
    """As if nobody had said anything of it under these ids."""
    for step, _ in steps_under(door, names):
        door = without_step(door, step.command)
    return door


def with_own_steps(door: Door, root: Door, names: Container[str]) -> Door:
    """A household that leaves another, with what was said of it under its ids while it was part of that."""
    for step, stands in steps_under(root, names):
        if step_of(door, step.command) is None:
            door = with_step(door, stands, step.command, step.person, "" if step.of == str(door.id) else step.of)
    return door
