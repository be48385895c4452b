"""Who may move which doors: pure decisions."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from server.assignments.schemas import AssignBody
from server.assignments.store import Held
from server.errors import BadRequest, Forbidden, NotFound
from server.identity.scope import Scope


def check_move(scope: Scope, body: AssignBody) -> None:
    """Raises Problem for a move that is none, or that is not this person's to make."""
    if (body.household_ids is None) == (body.from_ is None):
        raise BadRequest("either household_ids or from")
    if body.person_id is not None and body.team_id is None:
        raise BadRequest("a door is given to a person of a team")
    named = {body.team_id, body.from_.team_id if body.from_ else None} - {None}
    if any(team_id is not None and not scope.sees(team_id) for team_id in named):
        raise NotFound("no such team")
    if scope.is_coordinator and (body.team_id is None or scope.manages(body.team_id)):
        return
    if body.team_id is None or body.team_id not in scope.led:
        raise Forbidden("doors are moved between teams by coordinators")
    if body.from_ is not None and body.from_.team_id != body.team_id:
        raise Forbidden("a leader gives out doors of the own team")


def may_move(scope: Scope, body: AssignBody, door: Held) -> bool:
    """A coordinator moves the doors of the own areas, a leader those the own team holds. Others do not exist for them."""
    if scope.covers(door.area_id) and (body.team_id is None or scope.manages(body.team_id)):
        return True
    return door.team_id is not None and door.team_id == body.team_id and door.team_id in scope.led


def epochs_of(held: Mapping[UUID, Held], doors: Sequence[UUID]) -> dict[UUID, int]:
    return {door: held[door].epoch for door in doors if door in held}
