"""How far somebody's rights reach: areas with what lies below them, and teams."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.areas.store import ancestors, subtree
from server.db.driver import fetch
from server.errors import Forbidden, NotFound
from server.identity.actor import Actor


class Scope(msgspec.Struct, frozen=True):
    """`area_ids`: all the areas coordinated, below them too. `managed`: the teams of those areas. `led` and `own`: teams now."""

    actor: Actor
    everywhere: bool
    area_ids: frozenset[UUID]
    managed: frozenset[UUID]
    led: frozenset[UUID]
    own: frozenset[UUID]

    @property
    def is_coordinator(self) -> bool:
        return self.everywhere or bool(self.area_ids)

    def manages(self, team_id: UUID) -> bool:
        return self.everywhere or team_id in self.managed

    def leads(self, team_id: UUID) -> bool:
        """As its leader, or from above."""
        return self.manages(team_id) or team_id in self.led

    def sees(self, team_id: UUID) -> bool:
        return self.leads(team_id) or team_id in self.own

    def covers(self, area_id: UUID) -> bool:
        return self.everywhere or area_id in self.area_ids


def scope_of(conn: Connection, actor: Actor) -> Scope:
    areas = frozenset[UUID]() if actor.everywhere else subtree(conn, actor.area_ids)
    rows = fetch(conn, "SELECT id FROM teams WHERE area_id IN (??)", list(areas)) if areas else ()
    return Scope(actor, actor.everywhere, areas, frozenset(row[0] for row in rows), actor.led_team_ids, actor.team_ids)


def need_coordinator(scope: Scope) -> None:
    if not scope.is_coordinator:
        raise Forbidden("for coordinators")


def need_leader(scope: Scope) -> None:
    if not scope.is_coordinator and not scope.led:
        raise Forbidden("for leaders and coordinators")


def need_team(scope: Scope, team_id: UUID) -> None:
    """Somebody else's team is answered as one that does not exist; an own one that is led by others as forbidden."""
    if not scope.sees(team_id):
        raise NotFound("no such team")
    if not scope.leads(team_id):
        raise Forbidden("for the team's leaders")


def campaigns_in(conn: Connection, scope: Scope) -> frozenset[UUID] | None:
    """The campaigns that reach into this person's areas or are done by an own team; None: all."""
    if scope.everywhere:
        return None
    own = fetch(conn, "SELECT DISTINCT campaign_id FROM slices WHERE kind = 'team' AND team_id IN (??)", list(scope.own | scope.managed))
    reach = scope.area_ids | ancestors(conn, scope.actor.area_ids)
    in_areas = fetch(conn, "SELECT campaign_id FROM campaign_areas WHERE area_id IN (??)", list(reach)) if reach else ()
    return frozenset(row[0] for row in (*own, *in_areas))


def need_campaign(conn: Connection, scope: Scope, campaign_id: UUID) -> None:
    seen = campaigns_in(conn, scope)
    known = fetch(conn, "SELECT 1 FROM campaigns WHERE id = ?", campaign_id)
    if not known or (seen is not None and campaign_id not in seen):
        raise NotFound("no such campaign")
