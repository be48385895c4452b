"""What somebody held goes back to the team when they leave it: as a move, so that it can be seen and taken back."""

from collections.abc import Collection
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection

from server.assignments.jobs import begin
from server.assignments.schemas import AssignBody, From
from server.db.driver import fetch
from server.identity.actor import Actor
from server.identity.scope import scope_of

HELD = """
SELECT p.campaign_id, p.team_id, p.known FROM campaigns c JOIN coverage_people p ON p.campaign_id = c.id
JOIN slices s ON s.campaign_id = c.id AND s.team_id = p.team_id AND s.kind = 'team'
WHERE c.ended_at IS NULL AND s.ended_at IS NULL AND p.person_id = ? AND p.team_id IN (??) AND p.known > 0
"""


class Release(msgspec.Struct, frozen=True):
    """Moves that were ordered, to be worked off after the transaction, and how many doors they are about."""

    move_ids: tuple[UUID, ...] = ()
    doors: int = 0


def begin_release(conn: Connection, actor: Actor, person_id: UUID, team_ids: Collection[UUID], key: UUID, now: int) -> Release:
    """Order the doors of a person back to each of these teams. The same `key` orders once. Who may not move them releases none:
    they stay in the person's name, and the leader's day shows them.
    """
    scope = scope_of(conn, actor)
    reached = [team_id for team_id in team_ids if scope.leads(team_id)]
    if person_id == actor.person_id and not scope.is_coordinator:
        return Release()  # leads nobody any more when the doors would move
    rows = fetch(conn, HELD, person_id, sorted(reached)) if reached else ()
    moves = []
    for campaign_id, team_id, _ in rows:
        move_id = uuid5(key, f"{campaign_id} {team_id}")
        body = AssignBody(team_id=team_id, from_=From(team_id=team_id, person_id=person_id))
        moves.append(begin(conn, actor, campaign_id, body, move_id, now).id)
    return Release(tuple(moves), sum(row[2] for row in rows))
