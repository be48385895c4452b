"""What was settled lately and can be settled otherwise: left as it is, dismissed, one of two values chosen, a proposed closing decided."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection

from server.areas.naming import buildings_in
from server.attention.found import READ, Found
from server.attention.sight import look, within
from server.attention.waiting import PARKED_COLUMNS, parked_found
from server.db.driver import Row, fetch
from server.identity.scope import Scope
from sync.merge import Merge, all_writes, decode_merge

LOOK_BACK_MS = 14 * 86_400_000
DISMISSED = f"""
SELECT {PARKED_COLUMNS}, settled_by, settled_at FROM parked WHERE settled_as = 'dismissed' AND settled_at > ?
    AND (settled_by = ? OR household_id IS NULL OR {{own}}) ORDER BY settled_at DESC LIMIT ?
"""
ONE = f"SELECT {PARKED_COLUMNS}, settled_by, settled_at FROM parked WHERE command_id = ? AND settled_as = 'dismissed'"
DECIDED = """
SELECT a.id, a.subject_id, a.person_id, a.at, a.action FROM audit a
WHERE a.action IN ('value_settled', 'closing_settled') AND a.at > ? AND {own} ORDER BY a.at DESC LIMIT ?
"""
ROOTS = "SELECT id, root_id FROM households WHERE id IN (??)"
MERGES = "SELECT id, merge, is_closed FROM households WHERE id IN (??) AND is_known"


def list_dismissed(conn: Connection, scope: Scope, now: int) -> Iterator[Found]:
    """By this person, or by anybody at doors that are theirs to look after."""
    me = scope.actor.person_id
    own, of_scope = within(scope, door="parked.household_id")
    for row in fetch(conn, DISMISSED.format(own=own), now - LOOK_BACK_MS, me, *of_scope, READ):
        yield replace(_dismissed(row), for_author=row[-2] == me)


def find_dismissed(conn: Connection, scope: Scope, command_id: UUID) -> Found | None:
    """None: it is not dismissed, or neither by this person nor at a door that is theirs to look after."""
    for row in fetch(conn, ONE, command_id):
        found = _dismissed(row)
        sight = look(conn, scope, [found.door_id] if found.door_id else [], ())
        if scope.everywhere or row[-2] == scope.actor.person_id or sight.sees(found.door_id):
            return found
    return None


def _dismissed(row: Row) -> Found:
    *kept, by, at = row
    return replace(parked_found(kept), settled=(by, at))


def list_decided(conn: Connection, scope: Scope, now: int) -> Iterator[Found]:
    """Values that were chosen and closings that were decided, as far as that still stands: whoever wrote since has the last word.
    Their ids are those of the commands that did it."""
    own, of_scope = within(scope, door="a.subject_id")
    rows = fetch(conn, DECIDED.format(own=own), now - LOOK_BACK_MS, *of_scope, READ)
    roots = {row[0]: row[1] or row[0] for row in fetch(conn, ROOTS, sorted({row[1] for row in rows}))}
    doors = {row[0]: (decode_merge(bytes(row[1])), bool(row[2])) for row in fetch(conn, MERGES, sorted(set(roots.values())))}
    for command, household, by, at, action in rows:
        door_id = roots.get(household)
        if door_id not in doors:
            continue
        merge, is_closed = doors[door_id]
        decided = Found(id=command, kind="conflict", at=at, person_id=by, door_id=door_id, for_author=False, settled=(by, at))
        if action == "value_settled":
            yield from (_chosen(decided, key, value) for key, value in _standing(merge, str(command)))
        elif merge.closings and (step := merge.closings[-1]).command == str(command) and step.before is not None:
            yield replace(decided, kind="close_proposed", reason=step.before.reason, body={"closed": is_closed})


def _chosen(decided: Found, key: str, value: Any) -> Found:
    field = key.rpartition("/")[2]
    return replace(decided, reason=field, body={"field": field, "value": value}, building_ids=buildings_in(value))


def _standing(merge: Merge, correction: str) -> Iterator[tuple[str, object]]:
    """The first of its fields that stand: they are taken back together."""
    for key, held in all_writes(merge).items():
        for write in held:
            if write.command == correction and write.replaced:
                yield key, write.value
                return
