"""Bugs planted in joins, and where doors part again."""

from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from server.replication import joining as joining_rows
from sync import effect, joining, judge
from sync.rulings.case import Case
from sync.world import Absorbed, Incoming, World
from tests.simulator.bugs import BUGS, _put, bug

BEFORE = frozenset(BUGS)


@bug
def an_absorbed_card_that_stays(stack: ExitStack) -> None:
    """The phones that had it are never told that it went into another."""
    empty = joining.emptied
    _put(stack, "sync.joining.emptied", lambda *given: replace(empty(*given), placements=()))


@bug
def visits_left_behind_by_a_join(stack: ExitStack) -> None:
    """Nobody counts what had been done at the absorbed household."""
    _put(stack, "sync.joining._marked", lambda facts, wishes: (list(facts)[:1], ()))


@bug
def a_join_by_a_person_that_no_counter_hears_of(stack: ExitStack) -> None:
    """The counters go by the survivor alone, as if the absorbed household had never been a door of its own."""
    write = joining_rows.write_doors

    def without_absorbed(*args: Any, absorbed: Any = (), **more: Any) -> None:
        with ExitStack() as within:
            if absorbed:
                _put(within, "server.replication.doors.coverage_change", lambda pairs: effect.coverage_change(list(pairs)[:1]))
            write(*args, absorbed=absorbed, **more)

    _put(stack, "server.replication.joining.write_doors", without_absorbed)


@bug
def a_join_taken_back_that_keeps_the_visits(stack: ExitStack) -> None:
    rest = {table: key for table, key in joining_rows.NAMED.items() if table != "visits"}
    store = joining_rows.store_parted

    def keeping(*args: Any, **more: Any) -> None:
        with patch("server.replication.joining.NAMED", rest):
            store(*args, **more)

    _put(stack, "server.replication.joining.store_parted", keeping)


@bug
def a_value_that_does_not_leave_with_its_household(stack: ExitStack) -> None:
    """Said under its id while it was part of another, and gone once they are parted."""
    _put(stack, "sync.joining._with_own_values", lambda door, *_: door)


@bug
def versions_compared_across_a_join(stack: ExitStack) -> None:
    """What was written to the absorbed household keeps its version of there, which says nothing here."""
    _put(stack, "sync.joining.lifted", lambda write, *_: write)


@bug
def the_card_of_an_alias_taken_for_its_roots(stack: ExitStack) -> None:
    """The same from the other side: what a phone saw of the absorbed household counts as seen of the one it is part of now."""
    _put(stack, "sync.judge.Case", lambda **given: Case(**given | {"seen": given["command"].seen, "of": ""}))


@bug
def an_alias_that_leads_nowhere(stack: ExitStack) -> None:
    """Work for a household that was joined to another waits, as for a door that nobody has found yet."""
    _put(stack, "sync.world.World.find", lambda world, household_id: world.doors.get(household_id))


@bug
def an_alias_of_an_alias_that_leads_nowhere(stack: ExitStack) -> None:
    """A household that had taken in others is joined itself: those still lead to it."""
    _put(stack, "server.replication.joining.FOLLOW_ROOT", joining_rows.FOLLOW_ROOT + " AND 1 = 0")


@bug
def work_that_forgets_under_which_name_it_came(stack: ExitStack) -> None:
    _put(stack, "server.replication.write.remember_names", lambda conn, named: None)


OF_JOINS = sorted(BUGS.keys() - BEFORE)


# Where one who found a door says that it stands elsewhere


@bug
def a_household_taken_out_at_the_version_it_went_in_with(stack: ExitStack) -> None:
    """A phone that has seen it go knows a higher one."""
    part = joining.part

    def as_it_was(root: Any, stored: Any, *more: Any, **named: Any) -> Any:
        parted = part(root, stored, *more, **named)
        return replace(parted, restored=replace(parted.restored, version=stored.version))

    for place in ("server.replication.joining.part", "sync.judge.part"):
        _put(stack, place, as_it_was)


@bug
def an_address_that_parts_nothing(stack: ExitStack) -> None:
    _put(stack, "sync.judge._given_back", lambda incoming, world: None)


@bug
def an_address_by_anybody_that_parts_doors(stack: ExitStack) -> None:
    """Also those that a person had joined."""

    def by_anybody(incoming: Incoming, world: World) -> Absorbed | None:
        command = incoming.command
        return world.absorbed.get(command.household_id) if command.household_id and judge.gives_address(command) else None

    _put(stack, "sync.judge._given_back", by_anybody)


@bug
def an_address_that_moves_the_door_it_is_part_of(stack: ExitStack) -> None:
    """Nobody is asked, and what the other was called by is gone."""
    _put(stack, "sync.judge._given_back", lambda incoming, world: None)
    _put(stack, "sync.judge.gives_address", lambda command: False)


OF_ADDRESSES = sorted(BUGS.keys() - BEFORE - {*OF_JOINS})
