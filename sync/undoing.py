"""Taking corrections and closings back: as if they had never been made, and what had been settled by them open again."""

import msgspec
from msgspec.structs import replace

from sync.card import Door
from sync.closings import without_step
from sync.fields import Held, take_back
from sync.merge import all_writes
from sync.values import left_empty, with_value


class Changed(msgspec.Struct, frozen=True):
    """A field, by its key, whose writes stood `before` and stand `after`."""

    key: str
    before: Held
    after: Held


class Undone(msgspec.Struct, frozen=True):
    """`changed`: the fields where something else stands now. Not `is_kept`: what it replaced somewhere is no longer kept."""

    door: Door
    changed: tuple[Changed, ...]
    is_kept: bool


def undo(door: Door, correction: str, version: int) -> Undone:
    """The door without one correction, in its next version. It is remembered: the correction may come after what took it back."""
    changed: list[Changed] = []
    is_kept = True
    for key, before in all_writes(door.merge).items():
        after = take_back(before, correction, version, left_empty(door, key))
        if after is None:
            is_kept = False
        elif after is not before:
            door = with_value(door, *_named(key), after)
            changed += [Changed(key, before, after)] if _commands(before) != _commands(after) else []
    door = without_step(door, correction)
    if changed or is_kept:
        door = replace(door, merge=replace(door.merge, undone=(*door.merge.undone, correction)))
    return Undone(door, tuple(changed), is_kept)


def undo_all(door: Door, corrections: tuple[str, ...], version: int) -> Door:
    """Without those that it does not know to be taken back."""
    for each in corrections:
        door = door if each in door.merge.undone else undo(door, each, version).door
    return door


def _commands(held: Held) -> set[str]:
    return {write.command for write in held}


def _named(key: str) -> tuple[str, str]:
    subject, _, field = key.rpartition("/")
    return subject, field
