"""The one way a line gets into the audit, and how it is read: the latest first, a page at a time."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.audit.actions import Action, Subject
from server.db.driver import execute

RECORD = """
INSERT INTO audit (id, at, person_id, action, subject, subject_id, team_id, area_id, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO NOTHING
"""


def record_action(
    conn: Connection,
    action_id: UUID,
    person_id: UUID | None,
    action: Action,
    subject: Subject,
    subject_id: UUID | None,
    *,
    now: int,
    team_id: UUID | None = None,
    area_id: UUID | None = None,
    **counts: int,
) -> None:
    """Note what somebody did, in the transaction that does it. The same `action_id` again changes nothing: inside `caller.once`
    pass its key (for a second line `uuid5(key, …)`), in a job the job's own id, else `caller.new_id()`.

    `team_id`, `area_id`: where it reached, for coordinators of a part. `counts`: numbers only (doors=12); never words about people.
    """
    encoded = msgspec.json.encode(counts, order="sorted")
    execute(conn, RECORD, action_id, now, person_id, action, subject, subject_id, team_id, area_id, encoded)
