"""Visits append: two knocks at one door both stay. A mistake is voided, never changed."""

from uuid import UUID

from msgspec import UNSET
from msgspec.structs import replace

from sync.card import with_visit, with_void
from sync.commands import RecordVisit, VoidVisit
from sync.contact import visit_after_wish
from sync.protocol import CardVisit, Void
from sync.records import Notice, Visit
from sync.records import Void as VoidRecord
from sync.rulings.case import Case, Ruling, changed, held, parked
from sync.world import typed_for


def record_visit(case: Case[RecordVisit]) -> Ruling:
    command = case.command
    campaign = case.world.campaigns.get(command.campaign_id)
    if campaign is None:
        return held(command.campaign_id)
    credit = case.credit
    author = case.incoming.author
    named = typed_for(case.incoming)
    knocker = author if named is None else case.world.people[named]
    after = visit_after_wish(case.door.merge.wishes, case.made_at, case.seen)
    visit = CardVisit(
        id=command.id,
        outcome=command.outcome,
        at=case.made_at,
        by=knocker.person_id,
        by_name=knocker.name,
        team_id=credit.team_id,
        campaign_id=command.campaign_id,
        note=command.note,
        appointment=command.appointment,
        answers=command.answers,
        after_wish=after is not None,
        late=credit.late,
        doubtful=case.incoming.moment.doubtful,
        counted=campaign.starts_at <= case.made_at < campaign.ends_at,
        typed_by=UNSET if named is None else author.person_id,
        typed_by_name=UNSET if named is None else author.name,
    )
    notices: list[Notice] = []
    if after is not None:
        notices.append(case.notice("after_wish", None, "shown" if after.shown else "not_shown"))
    if credit.late:
        notices += [case.notice("late_work", None), case.notice("late_work", knocker.person_id)]
    notices = [replace(notice, by=knocker.person_id) for notice in notices]
    reason = None if visit.counted else "outside_campaign"
    door = with_visit(case.door, visit)
    return changed(case, door, reason=reason, records=(_record(case, visit),), notices=tuple(notices), made=(command.id,))


def _record(case: Case[RecordVisit], visit: CardVisit) -> Visit:
    return Visit(
        id=visit.id,
        household_id=case.door.id,
        campaign_id=visit.campaign_id,
        team_id=visit.team_id,
        person_id=visit.by,
        replica_id=case.incoming.replica_id,
        n=case.command.n,
        outcome=visit.outcome,
        at=visit.at,
        seen=case.seen,
        note=visit.note,
        appointment=visit.appointment,
        answers=visit.answers,
        is_counted=visit.counted,
        is_late=visit.late,
        is_doubtful=visit.doubtful,
        is_after_wish=visit.after_wish,
        typed_by=None if visit.typed_by is UNSET else visit.typed_by,
    )


def void_visit(case: Case[VoidVisit]) -> Ruling:
    """By its author or whoever typed it in; a coordinator, or a leader for the own team, may void another's."""
    fact = next((each for each in case.door.visits if each.id == str(case.command.visit_id)), None)
    if fact is None:
        return held(case.command.visit_id)
    author = UUID(fact.person_id)
    is_own = str(case.person_id) in (fact.person_id, fact.typed_by)
    if not (is_own or case.is_coordinators or case.is_led(UUID(fact.team_id))):
        return parked("not_yours")
    if fact.voided:
        return Ruling(outcome="noop")
    voided = Void(reason=case.command.reason, by=case.person_id, at=case.made_at)
    record = VoidRecord(visit_id=case.command.visit_id, by=case.person_id, at=case.made_at, reason=case.command.reason)
    notices = () if is_own else (case.notice("voided", author),)
    return changed(case, with_void(case.door, case.command.visit_id, voided), records=(record,), notices=notices)
