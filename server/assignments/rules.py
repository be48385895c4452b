"""Who may move which doors: pure decisions."""

from uuid import UUID

from msgspec import UNSET

from server.assignments.schemas import MOST_DOORS, AssignBody, From, MovesBody, PartBody
from server.assignments.store import Held, Move
from server.errors import BadRequest, Forbidden, MoveTooLarge, NotFound
from server.identity.scope import Scope


def check_move(scope: Scope, body: AssignBody) -> None:
    """Raises Problem for a move that is none, or that is not this person's to make."""
    if (body.household_ids is None) == (body.from_ is None):
        raise BadRequest("either household_ids or from")
    if body.from_ is not None:
        check_filter(scope, body.from_)
    check_target(scope, body.team_id, body.person_id)
    is_leader_only = not (scope.is_coordinator and (body.team_id is None or scope.manages(body.team_id)))
    if is_leader_only and body.from_ is not None and body.from_.team_id != body.team_id:
        raise Forbidden("a leader gives out doors of the own team")


def check_filter(scope: Scope, chosen: From) -> None:
    """Raises Problem for a filter that says nothing, or that names somebody else's team or area."""
    if chosen == From():
        raise BadRequest("a filter says at least one thing of the doors")
    if chosen.team_id is not UNSET and chosen.team_id is not None and not scope.sees(chosen.team_id):
        raise NotFound("no such team")
    if chosen.area_id is not None and not scope.covers(chosen.area_id):
        raise NotFound("no such area")


def check_target(scope: Scope, team_id: UUID | None, person_id: UUID | None) -> None:
    """Whom doors may be given to: a coordinator the teams of the own areas or nobody, a leader the own team."""
    if person_id is not None and team_id is None:
        raise BadRequest("a door is given to a person of a team")
    if team_id is not None and not scope.sees(team_id):
        raise NotFound("no such team")
    if scope.is_coordinator and (team_id is None or scope.manages(team_id)):
        return
    if team_id is None or team_id not in scope.led:
        raise Forbidden("doors are moved between teams by coordinators")


def check_size(doors: int) -> None:
    """Raises MoveTooLarge."""
    if doors > MOST_DOORS:
        raise MoveTooLarge(f"{doors} doors; one move takes {MOST_DOORS}")


def check_parts(scope: Scope, body: MovesBody) -> None:
    """Raises Problem for a move to several that names a door twice, counts wrongly, or is not this person's to make."""
    doors = [door for part in body.parts for door in part.household_ids]
    check_size(len(doors))
    if not doors or len(set(doors)) != len(doors):
        raise BadRequest("each door once, and at least one")
    if any(part.epochs is not None and len(part.epochs) != len(part.household_ids) for part in body.parts):
        raise BadRequest("an epoch for each door, or none")
    for part in body.parts:
        check_target(scope, part.team_id, part.person_id)


def may_move(scope: Scope, team_id: UUID | None, door: Held) -> bool:
    """A coordinator moves the doors of the own areas, a leader those the own team holds. Others do not exist for them."""
    if scope.covers(door.area_id) and (team_id is None or scope.manages(team_id)):
        return True
    return door.team_id is not None and door.team_id == team_id and door.team_id in scope.led


def may_undo(scope: Scope, move: Move) -> bool:
    """Whoever may still make such a move; a leader only the own ones."""
    if scope.everywhere:
        return True
    is_own = move.by_person_id == scope.actor.person_id
    if move.team_id is None:
        return is_own and scope.is_coordinator
    return scope.manages(move.team_id) or (is_own and move.team_id in scope.led)


def may_see(scope: Scope, move: Move) -> bool:
    """Whoever made it or may take it back, and the leaders of the team that got the doors."""
    return move.by_person_id == scope.actor.person_id or may_undo(scope, move) or (move.team_id is not None and scope.leads(move.team_id))


def may_give_back(scope: Scope, door: Held) -> bool:
    """A coordinator the doors of the own areas, a leader those that the own team holds now."""
    return scope.covers(door.area_id) or door.team_id in scope.led


def order_parts(parts: list[PartBody]) -> list[PartBody]:
    """The same order every time, so that two moves of the same doors meet them in the same one."""
    return sorted(parts, key=lambda part: (str(part.team_id), str(part.person_id)))
