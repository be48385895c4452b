"""Doors added, closed and opened again, and the people behind them."""

from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from sync.card import Door, StoredBody, field_key
from sync.closings import is_alike, said_alike, stands_by_others, step_of, with_step
from sync.commands import AddHousehold, AddResident, CloseHousehold, ReopenHousehold, UndoCorrection
from sync.merge import Base, ClosingStep, Merge, with_base
from sync.placing import placements_of_new
from sync.protocol import CardHousehold, Closing, Resident
from sync.records import DoorEvent, Notice
from sync.rulings.case import Case, Ruling, changed, held, parked
from sync.rulings.fields import field_record, undo_correction
from sync.undoing import undo
from sync.world import Incoming, World

FIELDS = ("name", "phones", "people_count", "note", "needs", "roll_vacant")


def add_household(incoming: Incoming, command: AddHousehold, world: World, version: int) -> Ruling:
    """A new door. One that is already known under this id is another's: a person looks at it."""
    if command.household_id is None:
        return parked("no_household")
    if command.household_id in world.doors or command.household_id in world.aliases:
        return parked("household_exists")
    if command.building_id not in world.buildings:
        return held(command.building_id)
    if command.campaign_id is not None and command.campaign_id not in world.campaigns:
        return held(command.campaign_id)
    if not _may_add(incoming, command, world):
        return parked("not_yours")
    author = incoming.author
    body = StoredBody(household=_household(incoming, command, command.household_id))
    base = _base(incoming, command.id, version)
    merge = with_base(Merge(found=not author.coordinates(command.building_id)), "", base)
    door = Door(command.household_id, version, body, merge, ())
    return Ruling(outcome="applied", door=door, records=_first_writes(incoming, command, door), made=(command.household_id, command.id))


def _may_add(incoming: Incoming, command: AddHousehold, world: World) -> bool:
    """One who coordinates there, or a finder whose door stands somewhere: a door that stands nowhere is seen by nobody."""
    author = incoming.author
    if author.coordinates(command.building_id) or incoming.vouched_by:
        return True
    return bool(author.teams) and bool(placements_of_new(incoming, command, world))


def _household(incoming: Incoming, command: AddHousehold, household_id: UUID) -> CardHousehold:
    return CardHousehold(
        id=household_id,
        building_id=command.building_id,
        entrance=command.entrance,
        floor=command.floor,
        door=command.door,
        added_in=None if incoming.author.is_system else command.campaign_id,
        **{name: getattr(command, name) for name in FIELDS},
    )


def _base(incoming: Incoming, command_id: UUID, version: int) -> Base:
    return Base(incoming.moment.merge_at, incoming.command.n, version, str(incoming.author.person_id), str(command_id))


def _first_writes(incoming: Incoming, command: AddHousehold, door: Door) -> tuple[DoorEvent]:
    """One line of history holds all the first values: the command names them."""
    made = DoorEvent(
        id=command.id,
        household_id=door.id,
        what="added",
        reason=None,
        person_id=incoming.author.person_id,
        at=incoming.made_at,
    )
    return (made,)


def add_resident(case: Case[AddResident]) -> Ruling:
    values: dict[str, Any] = msgspec.to_builtins(case.command.fields)
    subject = str(case.command.id)
    resident = Resident(id=case.command.id, **values)
    merge = with_base(case.door.merge, subject, _base(case.incoming, case.command.id, case.version))
    body = replace(case.door.body, residents=[*case.door.body.residents, resident])
    records = tuple(field_record(case, field_key(subject, name), value, "applied") for name, value in values.items())
    return changed(case, replace(case.door, body=body, merge=merge), records=records, made=(case.command.id,))


def close_household(case: Case[CloseHousehold]) -> Ruling:
    """A coordinator's closes the door, and whoever proposed it hears so; anybody else's proposes it and tells the coordinators.

    Of two who propose the same each has a word of their own, which stands also where the other takes theirs back. What a person says replaces
    what the undo of an import did: that closed the door for no reason of its own.
    """
    stands = case.door.body.household.closed
    is_rolls = stands is not None and stands.by in case.world.rolls and not case.incoming.author.is_system
    was = None if is_rolls else stands
    confirmed = case.is_coordinators
    is_told = was is not None and was.reason == case.command.reason
    is_theirs = is_told and case.person_id in said_alike(case.door)
    if was is not None and (was.confirmed or (not confirmed and is_theirs)):
        return _nothing(case, None if is_theirs else "closed" if confirmed else "close_proposed")
    if _is_outdated(case, stands):
        return _too_late(case, "closed_too_late")
    if is_rolls:
        case = replace(case, door=_opened(case, case.door))
    closing = Closing(reason=case.command.reason, by=case.person_id, at=case.made_at, confirmed=confirmed)
    proposed = () if is_told else (case.notice("close_proposed", None, case.command.reason),)
    return _step(case, closing, "closed" if confirmed else "close_proposed", _told(case, "closed") if confirmed else proposed)


def reopen_household(case: Case[ReopenHousehold]) -> Ruling:
    """Whoever proposed a closing may take it back; a closed door is opened by a coordinator, who also says of a proposed one that it stays."""
    was = case.door.body.household.closed
    if was is None:
        return _nothing(case, "reopened")
    if not case.is_coordinators and (was.confirmed or was.by != case.person_id):
        return parked("not_yours")
    if _is_outdated(case, was):
        return _too_late(case, "reopened_too_late")
    return _step(case, None, "reopened", _told(case, "reopened"))


def opened_by_work(case: Case[Any], ruling: Ruling) -> Ruling:
    """A door that the undo of an import closed is open again once a person does something there. Had it come before, the undo had left the door."""
    closed = case.door.body.household.closed
    is_rolls = closed is not None and closed.by in case.world.rolls
    if not is_rolls or ruling.door is None or ruling.outcome == "superseded" or case.incoming.author.is_system:
        return ruling
    line = replace(_event(case, "reopened", None), id=_opening_of(case))
    return replace(ruling, door=_opened(case, ruling.door), records=(*ruling.records, line))


def _opened(case: Case[Any], door: Door) -> Door:
    """By a word of its own, so that whoever takes the command back leaves the door open."""
    return with_step(door, None, str(_opening_of(case)), str(case.person_id), case.of)


def _opening_of(case: Case[Any]) -> UUID:
    return uuid5(case.command.id, "reopened")


def _is_outdated(case: Case[CloseHousehold] | Case[ReopenHousehold], was: Closing | None) -> bool:
    """A coordinator decides of what was said, and somebody has said otherwise since: their word stands. Whoever names none means any,
    and who decides of a proposal decides of whoever proposed the same."""
    meant = case.command.closing
    if meant is None or not case.is_coordinators:
        return False
    return was is None or not is_alike(was, meant) or (was.confirmed and was.by != meant.by)


def _too_late(case: Case[CloseHousehold] | Case[ReopenHousehold], what: str) -> Ruling:
    return Ruling(outcome="superseded", reason="written_since", records=(_event(case, what, case.command.reason),))


def _nothing(case: Case[CloseHousehold] | Case[ReopenHousehold], what: str | None) -> Ruling:
    """What is so already. Who says it too, or for another reason, is in the door's history all the same."""
    return Ruling(outcome="noop", records=() if what is None else (_event(case, what, case.command.reason),))


def _step(case: Case[CloseHousehold] | Case[ReopenHousehold], closing: Closing | None, what: str, notices: tuple[Notice, ...]) -> Ruling:
    event = _event(case, what, case.command.reason)
    if str(case.command.id) in case.door.merge.undone:
        return Ruling(outcome="superseded", reason="taken_back", records=(event,))
    door = with_step(case.door, closing, str(case.command.id), str(case.person_id), case.of)
    return changed(case, door, records=(event,), notices=notices)


def _told(case: Case[CloseHousehold] | Case[ReopenHousehold], what: str) -> tuple[Notice, ...]:
    """Whoever had closed the door, or proposed it, hears what became of that from another person."""
    return tuple(case.notice(what, person, case.command.reason) for person in said_alike(case.door) if person != case.person_id)


def take_back(case: Case[UndoCorrection]) -> Ruling:
    """What it names is a closing or a reopening of the door, or a correction of its fields."""
    step = step_of(case.door, str(case.command.correction_id))
    return undo_correction(case) if step is None else _undo_closing(case, step)


def _undo_closing(case: Case[UndoCorrection], step: ClosingStep) -> Ruling:
    """What a closing or a reopening replaced stands again, unless somebody has said otherwise since. Theirs who may say what stands then."""
    undone = undo(case.door, step.command, case.version).door
    was, stands = case.door.body.household.closed, undone.body.household.closed
    is_own = step.person == str(case.person_id) and not any(each is not None and each.confirmed for each in (was, stands))
    if not (case.is_coordinators or is_own):
        return parked("not_yours")
    by_others = stands_by_others(case.door, step)
    if step != case.door.merge.closings[-1] and not by_others:
        too_late = _event(case, "undo_too_late", "written_since")
        return changed(case, undone, outcome="superseded", reason="written_since", records=(too_late,))
    told = {UUID(step.person), *(() if stands is None or by_others else (stands.by,))} - {case.person_id}
    notices = tuple(case.notice("closing_undone", person) for person in sorted(told))
    return changed(case, undone, records=(_event(case, "closing_undone", None),), notices=notices)


def _event(case: Case[Any], what: str, reason: str | None) -> DoorEvent:
    return DoorEvent(id=case.command.id, household_id=case.door.id, what=what, reason=reason, person_id=case.person_id, at=case.made_at)
