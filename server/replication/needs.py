"""Which households need what, beside their cards, so that a desk can look doors up by it without reading cards."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection

from server.db.driver import execute_many
from sync.card import Door

ADD = "INSERT INTO household_needs (need, household_id) VALUES (?, ?) ON CONFLICT (need, household_id) DO NOTHING"
REMOVE = "DELETE FROM household_needs WHERE need = ? AND household_id = ?"


def needs_of(door: Door | None) -> frozenset[str]:
    """The household's words and those of everybody in it."""
    if door is None:
        return frozenset()
    return frozenset(door.body.household.needs).union(*(each.needs for each in door.body.residents))


def note_needs(conn: Connection, pairs: Iterable[tuple[Door | None, Door]]) -> None:
    """From doors before and after a change; most change nothing here."""
    added: list[tuple[str, UUID]] = []
    gone: list[tuple[str, UUID]] = []
    for before, door in pairs:
        if before is not None and before.body.household is door.body.household and before.body.residents is door.body.residents:
            continue
        had, has = needs_of(before), needs_of(door)
        added += [(need, door.id) for need in sorted(has - had)]
        gone += [(need, door.id) for need in sorted(had - has)]
    execute_many(conn, ADD, added)
    execute_many(conn, REMOVE, gone)
