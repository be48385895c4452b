"""Makers of what the rules work on, with everything defaulted that a test does not care about."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from sync import protocol
from sync.card import Door, Placement, StoredBody
from sync.clock import EffectiveTime, Moment, effective_at
from sync.commands import AdvanceRequest, AnyCommand, CorrectHousehold, HouseholdFields, RaiseRequest, RecordVisit, RefuseContact
from sync.merge import MAX_VISITS, Base, Merge
from sync.protocol import CardHousehold, Resident
from sync.visit_log import VisitFact, added_up, log_of, with_fact, with_more
from sync.world import Author, Campaign, Incoming, Place, TeamSpan, World

DAY = 86_400_000
NOON = 1_764_050_400_000  # 2025-11-25 06:00 UTC


def uid(*parts: int | str) -> UUID:
    """The same UUID for the same words, greater for greater numbers."""
    text = "".join(f"{part:06x}" if isinstance(part, int) else part.encode().hex() for part in parts)
    return UUID(hex=text.ljust(32, "0")[:32])


CAMPAIGN, TEAM, OTHER_TEAM, BUILDING, DOOR = uid("cam"), uid("team"), uid("tean"), uid("bld"), uid("door")
SLICE, OTHER_SLICE, OFFICE = uid("sli"), uid("slj"), uid("office")
CREATOR = uid("creator")


def an_author(number: int = 1, *, team_id: UUID | None = TEAM, role: str = "member", **more: Any) -> Author:
    spans = () if team_id is None else (TeamSpan(team_id, role, 0, None),)
    return Author(person_id=uid("person", number), name=f"person {number}", **{"teams": spans, **more})


def a_coordinator(number: int = 90) -> Author:
    return an_author(number, team_id=None, is_coordinator=True)


def replica_of(number: int = 1) -> UUID:
    return uid("rep", number)


def a_placement(**more: Any) -> Placement:
    return replace(
        Placement(
            slice_id=SLICE,
            kind="team",
            campaign_id=CAMPAIGN,
            team_id=TEAM,
            person_id=None,
            epoch=1,
            state="never_tried",
            tries=0,
            visited=False,
            last_visit_at=None,
            tag=0,
        ),
        **more,
    )


def a_door(
    *, version: int = 1, residents: Iterable[Resident] = (), placements: Iterable[Placement] | None = None, **household: Any
) -> Door:
    """A household of a roll, held by TEAM, that nobody has been to."""
    body = StoredBody(
        household=CardHousehold(**{"id": DOOR, "building_id": BUILDING, "entrance": "1", "floor": 3, "door": "301", **household}),
        residents=list(residents),
    )
    base = Base(EffectiveTime(NOON - 30 * DAY, str(OFFICE)), 1, 1, str(CREATOR), str(uid("import")))
    bases = dict.fromkeys(("", *(str(each.id) for each in body.residents)), Raw(msgspec.json.encode(base)))
    held = (a_placement(),) if placements is None else tuple(placements)
    return Door(body.household.id, version, body, Merge(bases=bases), held)


def merge_with(visits: Iterable[VisitFact]) -> Merge:
    """What the rules remember of a household with these visits."""
    facts = sorted(visits, key=lambda each: (each.at_ms, each.id), reverse=True)
    return Merge(visits=log_of(facts), sums=added_up(facts), shown_at=tuple(each.at_ms for each in facts[:MAX_VISITS]))


def with_more_visits(door: Door, facts: Iterable[VisitFact]) -> Door:
    """The same household after these came, one after another."""
    merge = door.merge
    for fact in facts:
        merge = replace(merge, visits=with_fact(merge.visits, fact), sums=with_more(merge.sums, fact))
    return replace(door, merge=merge)


def a_world(*doors: Door, **more: Any) -> World:
    campaign = Campaign(CAMPAIGN, NOON - 10 * DAY, NOON + 10 * DAY, 3)
    place = Place(SLICE, CAMPAIGN, TEAM, 3)
    return World(
        **{
            "arrival_ms": NOON + DAY,
            "doors": {door.id: door for door in doors},
            "buildings": frozenset({BUILDING}),
            "campaigns": {CAMPAIGN: campaign},
            "places": {BUILDING: (place,)},
            **more,
        }
    )


def a_moment(at: int = NOON, *, replica: UUID | None = None, doubtful: bool = False, heard: int = 0) -> Moment:
    moment = effective_at(
        at,
        own_offset_ms=6 * 60_000 if doubtful else 0,
        push_offset_ms=0,
        heard_ms=heard,
        arrival_ms=NOON + 30 * DAY,
        replica=str(replica or replica_of()),
    )
    assert moment.doubtful == doubtful
    return moment


def incoming(command: AnyCommand, number: int = 1, **more: Any) -> Incoming:
    """A command of person `number`'s one phone."""
    made = {
        "command": command,
        "replica_id": replica_of(number),
        "author": an_author(number),
        "moment": a_moment(command.at, replica=replica_of(number)),
    }
    return Incoming(**{**made, **more})


def common(number: int, n: int, at: int = NOON, seen: int | None = 1, household_id: UUID | None = DOOR) -> dict[str, Any]:
    """What every command carries; its id tells whose it is and which."""
    return {"id": uid("cmd", number, n), "n": n, "at": at, "seen": seen, "household_id": household_id}


def a_visit(number: int = 1, n: int = 1, outcome: protocol.Outcome = "met", **more: Any) -> RecordVisit:
    own = {name: more.pop(name) for name in ("at", "seen", "household_id") if name in more}
    return RecordVisit(**common(number, n, **own), **{"campaign_id": CAMPAIGN, "outcome": outcome, **more})


def a_correction(number: int = 1, n: int = 1, *, fields: Mapping[str, Any], **own: Any) -> CorrectHousehold:
    return CorrectHousehold(**common(number, n, **own), fields=HouseholdFields(**fields))


def a_wish(number: int = 1, n: int = 1, *, resident_id: UUID | None = None, **own: Any) -> RefuseContact:
    return RefuseContact(**common(number, n, **own), reason="请勿打扰", resident_id=resident_id)


def a_request(number: int = 1, n: int = 1, **own: Any) -> RaiseRequest:
    return RaiseRequest(**common(number, n, **own), category="facilities", text="楼道灯坏了")


def a_step(
    request_id: UUID, event: protocol.RequestEvent, number: int = 1, n: int = 2, text: str | None = None, **own: Any
) -> AdvanceRequest:
    return AdvanceRequest(**common(number, n, **own), request_id=request_id, event=event, text=text)
