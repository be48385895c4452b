"""Questions to volunteers: notices of one who asks."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.driver import fetch
from server.replication.slices import Item, put_items

QUESTION = """
SELECT s.id, s.person_id, i.body FROM items i JOIN slices s ON s.id = i.slice_id
WHERE i.item_id = ? AND i.kind = 'notice' AND s.kind = 'notices' AND NOT i.is_removed
"""


class _Asked(msgspec.Struct):
    what: str
    by: UUID
    command_id: UUID


_asked = msgspec.json.Decoder(_Asked)


class Question(msgspec.Struct, frozen=True):
    """`slice_id`: the notices of the person whom it was put to."""

    id: UUID
    slice_id: UUID
    person_id: UUID


def find_question(conn: Connection, question_id: UUID, item_id: UUID, asker_id: UUID) -> Question | None:
    """None: nobody has it, somebody else asked, or it was about something else."""
    for slice_id, person_id, body in fetch(conn, QUESTION, question_id):
        asked = _asked.decode(bytes(body))
        if (asked.what, asked.command_id, asked.by) == ("asked", item_id, asker_id):
            return Question(question_id, slice_id, person_id)
    return None


def take_question(conn: Connection, question: Question) -> None:
    """It leaves the phone. Last in the transaction."""
    gone = msgspec.json.encode({"kind": "notice", "id": question.id, "removed": True})
    put_items(conn, question.slice_id, [Item(question.id, "notice", gone, is_removed=True)])
