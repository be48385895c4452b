"""What was settled lately and can be settled otherwise: left as it is, dismissed, or one of two values chosen."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection

from server.areas.naming import buildings_in
from server.attention.found import READ, Found
from server.attention.waiting import PARKED_COLUMNS, parked_found
from server.db.driver import fetch
from sync.merge import Merge, all_writes, decode_merge

LOOK_BACK_MS = 14 * 86_400_000
DISMISSED = f"""
SELECT {PARKED_COLUMNS}, settled_by, settled_at FROM parked WHERE settled_as = 'dismissed' AND settled_at > ? ORDER BY settled_at DESC LIMIT ?
"""
CHOSEN = "SELECT id, subject_id, person_id, at FROM audit WHERE action = 'value_settled' AND at > ? ORDER BY at DESC LIMIT ?"
ROOTS = "SELECT id, root_id FROM households WHERE id IN (??)"
MERGES = "SELECT id, merge FROM households WHERE id IN (??) AND is_known"


def list_dismissed(conn: Connection, now: int) -> Iterator[Found]:
    for *row, by, at in fetch(conn, DISMISSED, now - LOOK_BACK_MS, READ):
        yield msgspec.structs.replace(parked_found(row), settled=(by, at))


def list_chosen(conn: Connection, now: int) -> Iterator[Found]:
    """The settlings that still stand: whoever wrote since has the last word. Their ids are those of the corrections."""
    rows = fetch(conn, CHOSEN, now - LOOK_BACK_MS, READ)
    roots = {row[0]: row[1] or row[0] for row in fetch(conn, ROOTS, sorted({row[1] for row in rows}))}
    merges = {row[0]: decode_merge(bytes(row[1])) for row in fetch(conn, MERGES, sorted(set(roots.values())))}
    for correction, household, by, at in rows:
        door_id = roots.get(household)
        if door_id in merges:
            for key, value in _standing(merges[door_id], str(correction)):
                yield Found(
                    id=correction,
                    kind="conflict",
                    at=at,
                    person_id=by,
                    reason=key.rpartition("/")[2],
                    door_id=door_id,
                    body={"field": key.rpartition("/")[2], "value": value},
                    building_ids=buildings_in(value),
                    for_author=False,
                    settled=(by, at),
                )


def _standing(merge: Merge, correction: str) -> Iterator[tuple[str, object]]:
    """The first of its fields that stand: they are taken back together."""
    for key, held in all_writes(merge).items():
        for write in held:
            if write.command == correction and write.replaced:
                yield key, write.value
                return
