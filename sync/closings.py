"""What closings and reopenings of a door replaced, so that each of them can be taken back."""

from msgspec.structs import replace

from sync.card import Door
from sync.merge import ClosingStep
from sync.protocol import Closing

KEPT = 8  # steps that a door remembers


def with_closing(door: Door, closing: Closing | None) -> Door:
    return replace(door, body=replace(door.body, household=replace(door.body.household, closed=closing)))


def with_step(door: Door, closing: Closing | None, command: str, person: str) -> Door:
    """The door as somebody's word leaves it, which remembers what stood before."""
    step = ClosingStep(command, person, door.body.household.closed)
    return replace(with_closing(door, closing), merge=replace(door.merge, closings=(*door.merge.closings, step)[-KEPT:]))


def step_of(door: Door, command: str) -> ClosingStep | None:
    return next((step for step in door.merge.closings if step.command == command), None)


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
