"""Which doors have something on their card that a person must decide, so that a desk need not read every card to find them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import execute_many
from sync.card import Door

ADD = "INSERT INTO undecided (household_id) VALUES (?) ON CONFLICT (household_id) DO NOTHING"
REMOVE = "DELETE FROM undecided WHERE household_id = ?"


def is_undecided(door: Door | None) -> bool:
    """Two values of one field, or a closing that is only proposed. At a door that is closed nobody has to choose until it reopens."""
    if door is None:
        return False
    closed = door.body.household.closed
    return bool(door.body.conflicts) if closed is None else not closed.confirmed


def mark_undecided(conn: Connection, pairs: Iterable[tuple[Door | None, Door]]) -> None:
    """From doors before and after a change; most change nothing here."""
    changed: list[tuple[UUID, bool]] = [
        (door.id, is_undecided(door)) for before, door in pairs if is_undecided(before) != is_undecided(door)
    ]
    execute_many(conn, ADD, [(door_id,) for door_id, now_is in changed if now_is])
    execute_many(conn, REMOVE, [(door_id,) for door_id, now_is in changed if not now_is])
