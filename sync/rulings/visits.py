"""Visits append: two knocks at one door both stay. A mistake is voided, never changed."""

from uuid import UUID

from sync.card import with_visit, with_void
from sync.contact import visit_after_wish
from sync.protocol import CardVisit, RecordVisit, Void, VoidVisit
from sync.records import Notice, Visit
from sync.records import Void as VoidRecord
from sync.rulings.case import Case, Ruling, changed, held, parked


def record_visit(case: Case[RecordVisit]) -> Ruling:
    command = case.command
    campaign = case.world.campaigns.get(command.campaign_id)
    if campaign is None:
        return held(command.campaign_id)
    credit = case.credit
    after = visit_after_wish(case.door.merge.wishes, case.made_at, case.seen)
    visit = CardVisit(
        id=command.id,
        outcome=command.outcome,
        at=case.made_at,
        by=case.person_id,
        by_name=case.incoming.author.name,
        team_id=credit.team_id,
        campaign_id=command.campaign_id,
        note=command.note,
        appointment=command.appointment,
        answers=command.answers,
        after_wish=after is not None,
        late=credit.late,
        doubtful=case.incoming.moment.doubtful,
        counted=campaign.starts_at <= case.made_at < campaign.ends_at,
    )
    notices: list[Notice] = []
    if after is not None:
        notices.append(case.notice("after_wish", None, "shown" if after.shown else "not_shown"))
    if credit.late:
        notices += [case.notice("late_work", None), case.notice("late_work", case.person_id)]
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
    )


def void_visit(case: Case[VoidVisit]) -> Ruling:
    """By its author; a coordinator, or a leader for the own team, may void another's."""
    fact = next((each for each in case.door.visits if each.id == str(case.command.visit_id)), None)
    if fact is None:
        return held(case.command.visit_id)
    author = UUID(fact.person_id)
    if not (author == case.person_id or case.is_coordinators or case.incoming.author.is_in(UUID(fact.team_id), as_leader=True)):
        return parked("not_yours")
    if fact.voided:
        return Ruling(outcome="noop")
    voided = Void(reason=case.command.reason, by=case.person_id, at=case.made_at)
    record = VoidRecord(visit_id=case.command.visit_id, by=case.person_id, at=case.made_at, reason=case.command.reason)
    notices = () if author == case.person_id else (case.notice("voided", author),)
    return changed(case, with_void(case.door, case.command.visit_id, voided), records=(record,), notices=notices)
