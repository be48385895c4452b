"""The fields of households and residents as a card shows them, and what they become by the writes they keep."""

from collections.abc import Container
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from sync.card import Door, field_key, first_of
from sync.commands import AnyCommand, CorrectHousehold
from sync.fields import Held, value_of, without
from sync.merge import with_writes, writes_of

ADDRESS = ("building_id", "entrance", "floor", "door")


def gives_address(command: AnyCommand) -> bool:
    return bool(address_in(command))


def address_in(command: AnyCommand) -> dict[str, Any]:
    """The parts of an address that a command gives a household."""
    if not isinstance(command, CorrectHousehold):
        return {}
    given: dict[str, Any] = msgspec.to_builtins(command.fields)
    whole = {name: given["address"].get(name) for name in ADDRESS} if "address" in given else {}
    return whole | {name: given[name] for name in ADDRESS if name in given}


def shown(door: Door, subject: str, field: str) -> Any:
    """A field's value as the card shows it, as a JSON value."""
    if subject:
        return next(getattr(resident, field) for resident in door.body.residents if str(resident.id) == subject)
    household = door.body.household
    if field != "address":
        return getattr(household, field)
    return {name: str(household.building_id) if name == "building_id" else getattr(household, name) for name in ADDRESS}


def with_value(door: Door, subject: str, field: str, writes: Held) -> Door:
    """The field with these writes, and on the card the greatest of them."""
    merge = with_writes(door.merge, field_key(subject, field), writes)
    value: Any = value_of(writes).value
    if subject:
        residents = [replace(each, **{field: value}) if str(each.id) == subject else each for each in door.body.residents]
        return replace(door, merge=merge, body=replace(door.body, residents=residents))
    parts = {**value, "building_id": UUID(value["building_id"])} if field == "address" else {field: value}
    return replace(door, merge=merge, body=replace(door.body, household=replace(door.body.household, **parts)))


def left_empty(door: Door, key: str) -> Held:
    """The write that left a household's field empty when it was added; none of a resident's, or of an address, which is never empty."""
    return () if "/" in key or key == "address" else first_of(door, "", _empty(key))


def _empty(field: str) -> Any:
    return [] if field in ("phones", "needs") else False if field == "roll_vacant" else None


def without_writes(door: Door, field: str, commands: Container[str]) -> Door:
    """A household's field as if these commands had never written it; one that has no other write is empty."""
    if left := without(writes_of(door.merge, field) or (), commands):
        return with_value(door, "", field, left)
    merge = replace(door.merge, writes={key: raw for key, raw in door.merge.writes.items() if key != field})
    return replace(door, merge=merge, body=replace(door.body, household=replace(door.body.household, **{field: _empty(field)})))
