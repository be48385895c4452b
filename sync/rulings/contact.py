"""Wishes not to be contacted grow on phones; a coordinator lifts the ones that are named."""

from uuid import UUID

from sync.card import Door, with_after_wish, with_wishes
from sync.commands import LiftContact, RefuseContact
from sync.contact import Wish, lift_contact, refuse_contact, unknown_wishes
from sync.records import AfterWish, Lift
from sync.records import Wish as WishRecord
from sync.rulings.case import Case, Ruling, changed, held, parked


def refuse(case: Case[RefuseContact]) -> Ruling:
    command = case.command
    resident = command.resident_id
    if resident is not None and all(each.id != resident for each in case.door.body.residents):
        return held(resident)
    wish = Wish(
        id=str(command.id),
        version=case.version,
        reason=command.reason,
        at_ms=case.made_at,
        by=str(case.person_id),
        review_on=command.review_on,
        resident_id=str(resident) if resident else None,
        seen=case.seen or 0,
    )
    record = WishRecord(
        id=command.id,
        household_id=case.door.id,
        resident_id=resident,
        reason=command.reason,
        review_on=command.review_on,
        person_id=case.person_id,
        at=case.made_at,
    )
    door = with_wishes(case.door, refuse_contact(case.door.merge.wishes, wish))
    after = () if resident else _visits_after(door, case.made_at)
    return changed(
        case,
        _marked(door, after),
        records=(record, *(AfterWish(visit_id=each) for each in after)),
        notices=tuple(case.notice("after_wish", None, "not_shown") for _ in after),
        made=(command.id,),
    )


def _visits_after(door: Door, made_at: int) -> tuple[UUID, ...]:
    """Visits made after a wish that only comes in now: the phone that recorded it returned later than the visitor's."""
    return tuple(UUID(visit.id) for visit in door.visits if visit.at_ms >= made_at and not visit.after_wish)


def _marked(door: Door, ids: tuple[UUID, ...]) -> Door:
    for visit_id in ids:
        door = with_after_wish(door, visit_id)
    return door


def lift(case: Case[LiftContact]) -> Ruling:
    if not case.is_coordinators:
        return parked("not_yours")
    ids = [str(each) for each in case.command.ids]
    unknown = unknown_wishes(case.door.merge.wishes, ids)
    if unknown:
        return held(UUID(unknown[0]))
    wishes = lift_contact(case.door.merge.wishes, ids, str(case.command.id))
    if wishes == case.door.merge.wishes:
        return Ruling(outcome="noop")
    ended = sorted(wish.id for wish in wishes if wish.lifted == str(case.command.id))
    records = tuple(_told(case, UUID(each)) for each in ended)
    return changed(case, with_wishes(case.door, wishes), records=records)


def _told(case: Case[LiftContact], wish_id: UUID) -> Lift:
    command, door = case.command, case.door
    return Lift(id=command.id, household_id=door.id, wish_id=wish_id, by=case.person_id, at=case.made_at, reason=command.reason)
