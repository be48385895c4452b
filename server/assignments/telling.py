"""Who hears of a move: the leaders of the teams that lost doors. Their volunteers see the cards leave, with the reason."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.assignments.store import Move
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


def tell_leaders(conn: Connection, move: Move, done: Mapping[tuple[UUID | None, UUID | None], int], now: int, new_id: NewId) -> None:
    """One notice for each team that lost doors and each that got them (None: nobody), to each leader but the one who moved them.

    `done`: how many doors went from which team to which.
    """
    what = "doors_moved" if move.area_id is None else "doors_left"
    lost: dict[UUID, list[tuple[UUID | None, int]]] = defaultdict(list)
    for (before, after), count in sorted(done.items(), key=lambda each: str(each[0])):
        if before is not None and before != after:
            lost[before].append((after, count))
    for team_id, slice_id, person_id in fetch(conn, LEADERS, sorted(lost)):
        if person_id == move.by_person_id:
            continue
        for after, count in lost[team_id]:
            notice = MoveNotice("notice", new_id(), now, what, count, team_id, after, move.by_person_id)
            put_item(conn, slice_id, notice.id, "notice", msgspec.json.encode(notice))
