"""Who hears of a move: the leaders of the teams that lost doors. Their volunteers see the cards leave, with the reason."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.assignments.store import Move, MovedDoor
from server.db.driver import fetch
from server.replication.slices import NewId, put_item

LEADERS = """
SELECT m.team_id, s.id, m.person_id FROM memberships m JOIN slices s ON s.person_id = m.person_id AND s.kind = 'notices'
WHERE m.role = 'leader' AND m.to_at IS NULL AND m.team_id IN (??) ORDER BY s.id
"""


class MoveNotice(msgspec.Struct, frozen=True):
    kind: str
    id: UUID
    at: int
    what: str
    count: int
    from_team_id: UUID
    team_id: UUID | None
    by: UUID


def tell_leaders(conn: Connection, move: Move, done: Sequence[MovedDoor], now: int, new_id: NewId) -> None:
    """One notice for each team that lost doors, to each of its leaders but the one who moved them."""
    lost = Counter(door.from_team_id for door in done if door.from_team_id not in (None, move.team_id))
    teams = sorted(team for team in lost if team is not None)
    for team_id, slice_id, person_id in fetch(conn, LEADERS, teams):
        if person_id != move.by_person_id:
            notice = MoveNotice("notice", new_id(), now, "doors_moved", lost[team_id], team_id, move.team_id, move.by_person_id)
            put_item(conn, slice_id, notice.id, "notice", msgspec.json.encode(notice))
