"""Who may invite whom, and what becomes of a code: pure decisions."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

import msgspec

from server.identity.actor import Role
from server.identity.scope import Scope

REPEAT_MS = 10 * 60_000  # the same replica may repeat its enrolment for so long: its first answer may have been lost


class Rights(msgspec.Struct, frozen=True):
    """What a person has now."""

    roles: tuple[Role, ...] = ()
    team_ids: frozenset[UUID] = frozenset()
    ended: bool = False


class Invitation(msgspec.Struct, frozen=True):
    id: UUID
    person_id: UUID
    role: str
    team_id: UUID | None
    made_at: int
    expires_at: int
    used_at: int | None
    used_by_replica: UUID | None
    revoked_at: int | None


CodeProblem = Literal["code_revoked", "code_used", "code_expired"]


def reaches(scope: Scope, held: Rights) -> bool:
    """Whether somebody has at least the rights a person holds. Who can open a new sign-in for a person can act as that person."""
    if scope.everywhere:
        return True
    if any(role.area_id is None or not scope.covers(role.area_id) for role in held.roles):
        return False
    return all(scope.leads(team_id) for team_id in held.team_ids) and (bool(held.team_ids) or bool(held.roles))


def may_invite(scope: Scope, role: str, team_id: UUID | None, held: Rights | None) -> bool:
    """`held` None: somebody new. A leader invites volunteers into an own team; everything else is a coordinator's."""
    if held is not None and (held.ended or not reaches(scope, held)):
        return False
    if role == "coordinator":
        return scope.is_coordinator and team_id is None
    if team_id is None:
        return held is not None and bool(held.team_ids)  # a further phone for somebody who is in a team already
    return scope.manages(team_id) or (role == "volunteer" and team_id in scope.led)


def problem_of(invitation: Invitation, replica: UUID | None, now: int) -> CodeProblem | None:
    """Why a code cannot be used now, by this replica; None: it can."""
    if invitation.revoked_at is not None:
        return "code_revoked"
    if invitation.used_at is not None:
        is_repeat = replica is not None and replica == invitation.used_by_replica and now - invitation.used_at <= REPEAT_MS
        return None if is_repeat else "code_used"
    return "code_expired" if invitation.expires_at <= now else None


def may_report_lost(scope: Scope, team_ids: Collection[UUID], roles: Collection[Role]) -> bool:
    """Whoever leads a person may, but not of somebody with rights over areas that the reporter has not."""
    if scope.everywhere:
        return True
    covered = [role.area_id is not None and scope.covers(role.area_id) for role in roles]
    return all(covered) and (bool(covered) or any(scope.leads(team_id) for team_id in team_ids))


def may_change_member(scope: Scope, team_id: UUID, leader_ids: Collection[UUID], person_id: UUID) -> bool:
    """A team's leaders manage its volunteers; leaders are made and unmade by coordinators."""
    return scope.manages(team_id) or person_id not in leader_ids or person_id == scope.actor.person_id


def may_see_person(scope: Scope, person_id: UUID, team_ids: Collection[UUID], roles: Collection[Role]) -> bool:
    if scope.everywhere or person_id == scope.actor.person_id:
        return True
    if any(scope.leads(team_id) for team_id in team_ids):
        return True
    return any(role.area_id is not None and scope.covers(role.area_id) for role in roles)
