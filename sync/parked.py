"""Work in custody that a person or a newer version looks at again: what it says, and where it is to go."""

import re
from typing import TypeGuard
from uuid import UUID

import msgspec
from msgspec.structs import replace

from sync.commands import AddHousehold, AnyCommand, Park, Withdraw
from sync.envelope import Unreadable, read_command

AN_ID = re.compile(r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
# Reasons that lie in what this version could read of it. A newer one tries these again before a person sees them.
UNREAD = (
    *("unknown_type", "unknown_field", "wrong_value", "text_too_long", "number_out_of_range"),
    *("nul", "lone_surrogate", "no_household", "not_an_object"),
)


def ids_in(text: str) -> frozenset[UUID]:
    """All that work in custody names, whatever each is the id of."""
    return frozenset(UUID(found) for found in AN_ID.findall(text))


def read_parked(body: bytes, command_id: UUID, n: int | None, household_id: UUID | None = None) -> AnyCommand | Unreadable:
    """The command that kept bytes hold, under the id and the number they are kept by. One sent as text is taken out of its `park`.

    `household_id`: where a person says that it belongs. What its author saw was another one's card.
    """
    found = read_command(body)
    if isinstance(found, Park):
        found = read_command(found.body.encode("utf-8", "backslashreplace"))
    if isinstance(found, Unreadable) and found.reason == "no_household" and household_id is not None:
        found = read_command(msgspec.json.encode({**msgspec.json.decode(found.raw), "household_id": household_id}))
    if isinstance(found, Unreadable):
        return found
    found = replace(found, id=command_id, n=n or found.n)
    if household_id in (None, found.household_id) or isinstance(found, AddHousehold):
        return found
    return replace(found, household_id=household_id, seen=None)


def may_apply(command: AnyCommand | Unreadable) -> TypeGuard[AnyCommand]:
    """Whether it can be judged at all: text in a `park` may hold another one, and a withdrawal does nothing."""
    return not isinstance(command, Unreadable | Park | Withdraw)
