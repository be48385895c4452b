"""One command before its door, and what is decided about it."""

from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from sync.card import Door
from sync.commands import AnyCommand
from sync.protocol import CardRequest, ReceiptOutcome
from sync.records import Notice, Record
from sync.world import Author, Credit, Incoming, World

C = TypeVar("C", bound=AnyCommand)


class Case(msgspec.Struct, Generic[C], frozen=True, kw_only=True, gc=False):
    """A command whose door is known and whose author may work on it. `seen` is None also where an alias was named.

    `of`: that alias, whose card the author saw; "" where the door itself was named. `version` is the one that the household gets if the command changes it."""

    command: C
    incoming: Incoming
    world: World
    door: Door
    seen: int | None
    version: int
    credit: Credit
    of: str = ""

    @property
    def person_id(self) -> UUID:
        return self.incoming.author.person_id

    @property
    def is_coordinators(self) -> bool:
        return any(each.coordinates(self.door.building_id) for each in self._answerable)

    def is_led(self, team_id: UUID) -> bool:
        return any(each.is_in(team_id, as_leader=True) for each in self._answerable)

    @property
    def _answerable(self) -> tuple[Author, ...]:
        vouched_by = self.incoming.vouched_by
        return (self.incoming.author,) if vouched_by is None else (self.incoming.author, vouched_by)

    @property
    def made_at(self) -> int:
        return self.incoming.made_at

    def notice(self, what: str, to: UUID | None, reason: str | None = None) -> Notice:
        """To a person, or (None) to the coordinators of the door's area."""
        return Notice(to=to, what=what, household_id=self.door.id, command_id=self.command.id, by=self.person_id, reason=reason)


class Ruling(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`door` is the household after it, None: untouched. `needs`: the unknown thing a held command waits for.
    `made`: ids that are known from now on, for which others may be waiting. `left`: requests that the card has no room for any more."""

    outcome: ReceiptOutcome
    reason: str | None = None
    door: Door | None = None
    records: tuple[Record, ...] = ()
    notices: tuple[Notice, ...] = ()
    needs: UUID | None = None
    made: tuple[UUID, ...] = ()
    left: tuple[CardRequest, ...] = ()


def changed(case: Case[Any], door: Door, **ruling: object) -> Ruling:
    """Applied: the door as changed, under its next version."""
    return Ruling(**{"outcome": "applied", "door": replace(door, version=case.version), **ruling})  # type: ignore[arg-type]


def held(needs: UUID) -> Ruling:
    return Ruling(outcome="held", needs=needs)


def parked(reason: str) -> Ruling:
    return Ruling(outcome="parked", reason=reason)
