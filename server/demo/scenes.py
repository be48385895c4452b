"""What else happened at the doors: residents, requests, appointments, a wish, and two phones that wrote the same name. Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from msgspec.structs import replace

from server.demo.cast import COORDINATOR, RELATIONS, RESIDENT_NEEDS, RESIDENT_WISH, WISH, Ask
from server.demo.walks import ZONE, Act, DemoDoor, outcomes_of
from sync.commands import AddResident, AdvanceRequest, CorrectHousehold, HouseholdFields, RaiseRequest, RefuseContact, ResidentFields
from sync.protocol import Window

NewId = Callable[[], UUID]
MINUTE = 60_000
HOUR = 60 * MINUTE
OFFICE_NEEDS = 36 * HOUR
RESIDENTS = 30
TONIGHT = (("19:00", "20:00"), ("19:30", "20:30"), ("18:30", "19:30"))


def with_appointments(visits: Sequence[Act], now: int) -> list[Act]:
    """Every "come again" names an evening: the last ones this one, the others the day after."""
    last = [act for acts in outcomes_of(visits).values() for act in acts[-1:] if act.told["outcome"] == "call_back"]
    tonight = {id(act): hours for act, hours in zip(sorted(last, key=lambda act: -act.at), TONIGHT, strict=False)}
    return [_with_appointment(act, tonight.get(id(act)), now) for act in visits]


def _with_appointment(act: Act, tonight: tuple[str, str] | None, now: int) -> Act:
    if act.told["outcome"] != "call_back":
        return act
    day = datetime.fromtimestamp((now if tonight else act.at) / 1000, ZONE).date() + timedelta(days=0 if tonight else 1)
    start, end = tonight or ("19:00", "20:00")
    return replace(act, told={**act.told, "appointment": Window(on=day.isoformat(), from_=start, to=end)})


def met_doors(visits: Sequence[Act], doors: Sequence[DemoDoor]) -> list[tuple[DemoDoor, Act]]:
    """Doors where somebody was met, with that visit, in the order of the visits."""
    by_id = {door.id: door for door in doors}
    return [(by_id[act.household_id], act) for act in visits if act.told["outcome"] == "met"]


def residents(met: Sequence[tuple[DemoDoor, Act]], new_id: NewId, dice: Random) -> Iterator[Act]:
    """The people behind some of the doors: whoever needs something first."""
    for door, met_at in sorted(met, key=lambda each: not each[0].needs)[:RESIDENTS]:
        needs = list(door.needs[:1])
        born = RESIDENT_NEEDS.get(needs[0], 1975) if needs else 1975
        fields = ResidentFields(name=door.name, birth_year=born + dice.randrange(-4, 5), relation=RELATIONS[0], needs=needs)
        yield Act(met_at.who, met_at.at + MINUTE, AddResident, door.id, {"fields": fields}, new_id())


def requests(asks: Sequence[Ask], met: Sequence[tuple[DemoDoor, Act]], now: int, new_id: NewId, dice: Random) -> Iterator[Act]:
    """One for each ask; what the office has done something about is some days old."""
    old = [each for each in met if each[1].at < now - OFFICE_NEEDS]
    new = [each for each in met if each[1].at >= now - OFFICE_NEEDS]
    worked_on, waiting = [ask for ask in asks if ask.events], [ask for ask in asks if not ask.events]
    for some, doors in ((worked_on, old), (waiting, new)):
        step = max(len(doors) // (len(some) + 1), 1)
        for ask, (door, met_at) in zip(some, doors[step - 1 :: step], strict=False):
            yield from _request(ask, door, met_at, now, new_id, dice)


def _request(ask: Ask, door: DemoDoor, met_at: Act, now: int, new_id: NewId, dice: Random) -> Iterator[Act]:
    request_id = new_id()
    told = {"category": ask.category, "text": ask.text, "urgency": ask.urgency}
    yield Act(met_at.who, met_at.at + 2 * MINUTE, RaiseRequest, door.id, told, request_id)
    at = met_at.at
    gap = min(20 * HOUR, (now - at - HOUR) // (len(ask.events) + 1))
    for event, text in ask.events:
        at += gap + dice.randrange(30) * 1000
        who = met_at.who if event == "satisfied" else COORDINATOR
        yield Act(who, at, AdvanceRequest, door.id, {"request_id": request_id, "event": event, "text": text})


def wishes(met: Sequence[tuple[DemoDoor, Act]], people: Sequence[Act], now: int, new_id: NewId) -> Iterator[Act]:
    """A household that wants no visits for half a year, and one resident who wants none."""
    review = datetime.fromtimestamp(now / 1000, ZONE).date() + timedelta(days=180)
    door, met_at = met[len(met) // 3]
    told = {"reason": WISH, "review_on": review.isoformat()}
    yield Act(met_at.who, met_at.at + 3 * MINUTE, RefuseContact, door.id, told, new_id())
    person = people[len(people) // 2]
    about = {"reason": RESIDENT_WISH, "resident_id": person.id}
    yield Act(person.who, person.at + MINUTE, RefuseContact, person.household_id, about, new_id())


def conflict(met: Sequence[tuple[DemoDoor, Act]], other: str, busy: frozenset[UUID]) -> tuple[Act, Act]:
    """Two volunteers ask at one door and write two names: the second had not seen the first one's."""
    door, met_at = next((door, act) for door, act in reversed(met) if door.name and act.who != other and door.id not in busy)
    name = door.name or ""
    first, second = name[0] + "志" + name[-1:], name[0] + "智" + name[-1:]
    return (
        Act(met_at.who, met_at.at + 2 * MINUTE, CorrectHousehold, door.id, {"fields": HouseholdFields(name=first)}),
        Act(other, met_at.at + 25 * MINUTE, CorrectHousehold, door.id, {"fields": HouseholdFields(name=second)}, stale=True),
    )


def corrections(met: Sequence[tuple[DemoDoor, Act]], busy: frozenset[UUID], dice: Random) -> Iterator[Act]:
    """Head counts and notes that were set right on the way."""
    for door, met_at in met[3::9]:
        if door.id not in busy:
            fields = HouseholdFields(
                people_count=dice.randrange(1, 6), note=dice.choice(("门铃坏了，请敲门", "家里有小狗", "老人听力不好，敲门重一点"))
            )
            yield Act(met_at.who, met_at.at + MINUTE // 2, CorrectHousehold, door.id, {"fields": fields})
