"""The values that a household was added with: one line of its history holds them all, until one of them is about to be replaced."""

from typing import Any
from uuid import UUID

from sync.card import Door
from sync.fields import is_blank
from sync.merge import base_of
from sync.records import FirstValue


def first_values(door: Door, field: str, value: Any) -> tuple[FirstValue, ...]:
    """The line of its own that a field's first value gets when the field is written, or joined to another's, for the first time.

    `value`: what the card shows until then. None for what was left empty. The fields of a resident have their lines from the beginning.
    """
    base = base_of(door.merge, "")
    if base is None or field in door.merge.writes or is_blank(value):
        return ()
    first = FirstValue(
        command_id=UUID(base.command),
        subject=field,
        household_id=door.id,
        value=value,
        person_id=UUID(base.person),
        replica_id=UUID(base.at.replica),
        n=base.n,
        version=base.version,
        at=base.at.millis,
    )
    return (first,)
