"""A leader's day, put together from what the store tells."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.days.appointments import Agreement
from server.days.questions import Knock, questions_of
from server.days.schemas import AppointmentBody, MemberDay, Phones, TeamDay
from server.days.store import (
    Place,
    day_of,
    held_by,
    members_of,
    name_of_team,
    names_of,
    open_agreements,
    phones_of,
    places_of,
    team_counts,
    today,
    untouched,
    visits_on,
    zone_of,
)
from server.db.driver import Row
from server.identity.schemas import Named

SILENT = Phones()


class Told(msgspec.Struct, frozen=True):
    """What a member's line is made of, by person."""

    members: Mapping[UUID, tuple[str, str]]
    names: Mapping[UUID, str]
    held: Mapping[UUID, tuple[int, int]]
    visits: Mapping[UUID, Sequence[Knock]]
    phones: Mapping[UUID, Phones]
    agreed: Mapping[UUID, int]


def read_day(conn: Connection, campaign_id: UUID, team_id: UUID, on: date | None, now: int) -> TeamDay:
    """`on` None: today where the organization is."""
    zone = zone_of(conn)
    day = day_of(zone, on or today(zone, now))
    known, visited, waiting = team_counts(conn, campaign_id, team_id)
    held, members = held_by(conn, campaign_id, team_id), members_of(conn, team_id)
    knocks = _by_person(visits_on(conn, campaign_id, team_id, day))
    agreements = open_agreements(conn, campaign_id, team_id, day, zone)
    places = places_of(conn, campaign_id, team_id, [each.household_id for each in agreements])
    people = members.keys() | held.keys() | knocks.keys()
    names = names_of(conn, people | {place.person_id for place in places.values() if place.person_id} | {a.person_id for a in agreements})
    appointments = [_appointment(each, places[each.household_id], names) for each in agreements if each.household_id in places]
    agreed: dict[UUID, int] = defaultdict(int)
    for each in appointments:
        agreed[each.person.id] += 1
    told = Told(members, names, held, knocks, phones_of(conn, members.keys(), now), agreed)
    lines = sorted((_member(person, told) for person in people), key=lambda line: (line.role is None, line.person.name, line.person.id))
    everything = [knock for each in knocks.values() for knock in each]
    return TeamDay(
        team=Named(team_id, name_of_team(conn, team_id)),
        on=day.on.isoformat(),
        as_of=now,
        tried=len({knock.household_id for knock in everything}),
        met=_met(everything),
        known=known,
        left=known - visited,
        unheld=known - sum(each[0] for each in held.values()),
        unheld_left=known - visited - sum(each[0] - each[1] for each in held.values()),
        untouched=untouched(conn, campaign_id, team_id, waiting, zone, now),
        members=lines,
        appointments=appointments,
    )


def _by_person(rows: Sequence[Row]) -> dict[UUID, list[Knock]]:
    found: dict[UUID, list[Knock]] = defaultdict(list)
    for person_id, household_id, outcome, at, is_untimed in rows:
        found[person_id].append(Knock(household_id, outcome, at, not is_untimed))
    return found


def _member(person: UUID, told: Told) -> MemberDay:
    knocks = told.visits.get(person, ())
    known, visited = told.held.get(person, (0, 0))
    return MemberDay(
        person=Named(person, told.names.get(person, "")),
        role=told.members[person][1] if person in told.members else None,
        held=known,
        left=known - visited,
        tried=len({knock.household_id for knock in knocks}),
        met=_met(knocks),
        visits=len(knocks),
        last_visit_at=max((knock.at for knock in knocks), default=None),
        phones=told.phones.get(person, SILENT),
        appointments=told.agreed.get(person, 0),
        questions=questions_of(knocks),
    )


def _met(knocks: Sequence[Knock]) -> int:
    return len({knock.household_id for knock in knocks if knock.outcome == "met"})


def _appointment(agreed: Agreement, place: Place, names: Mapping[UUID, str]) -> AppointmentBody:
    person = place.person_id or agreed.person_id
    hours = agreed.window
    return AppointmentBody(
        agreed.household_id,
        place.building,
        place.entrance,
        place.floor,
        place.door,
        Named(person, names.get(person, "")),
        hours.from_ if hours else None,
        hours.to if hours else None,
    )
