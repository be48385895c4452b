"""Parked work read and judged again: what it says, where it goes, and whose rights count."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from sync.commands import AddHousehold, AnyCommand, LiftContact, Park, RecordVisit, RefuseContact
from sync.envelope import Unreadable
from sync.judge import judge
from sync.parked import may_apply, read_parked
from sync.world import Author, Credit, TeamSpan, vouched_credit
from tests.sync.makers import (
    CAMPAIGN,
    DOOR,
    NOON,
    OTHER_SLICE,
    TEAM,
    a_coordinator,
    a_door,
    a_placement,
    a_visit,
    a_wish,
    a_world,
    an_author,
    common,
    incoming,
    uid,
)

OTHER_TEAM, OTHER_DOOR = uid("team", 2), uid("door", 2)
STRANGER = an_author(1, team_id=OTHER_TEAM)


def ruled(command: AnyCommand, settler: Author | None, **author: Any) -> tuple[str, str | None]:
    stranger = msgspec.structs.replace(STRANGER, **author)
    ruling = judge(incoming(command, author=stranger, vouched_by=settler, is_retry=True), a_world(a_door()))
    return ruling.outcome, ruling.reason


def a_lift() -> LiftContact:
    return LiftContact(**common(1, 2), ids=[uid("cmd", 1, 1)], reason="又愿意了")


@pytest.mark.parametrize(
    ("settler", "outcome"),
    [
        (None, "parked"),
        (an_author(7, role="member"), "parked"),
        (an_author(7, role="leader"), "applied"),
        (an_author(7, role="leader", team_id=OTHER_TEAM), "parked"),
        (a_coordinator(), "applied"),
    ],
)
def test_a_settler_lends_only_rights_that_are_theirs(settler: Author | None, outcome: str) -> None:
    assert ruled(a_visit(), settler)[0] == outcome


def test_a_leader_lifts_no_wish_by_vouching_for_it() -> None:
    assert ruled(a_lift(), an_author(7, role="leader")) == ("parked", "not_yours")
    assert ruled(a_lift(), a_coordinator())[0] == "held"  # the wish itself has not come


@pytest.mark.parametrize("why", [{"is_phone_lost": True}, {"ended_at": 0}])
def test_what_was_parked_whole_is_judged_once_somebody_vouches_for_it(why: dict[str, Any]) -> None:
    mine = {"teams": an_author(1).teams, **why}

    assert ruled(a_visit(), None, **mine)[0] == "parked"
    assert ruled(a_visit(), an_author(7, role="leader"), **mine)[0] == "applied"


def test_the_visit_counts_for_the_team_that_holds_the_door() -> None:
    ruling = judge(incoming(a_visit(), author=STRANGER, vouched_by=a_coordinator()), a_world(a_door()))

    assert ruling.door is not None
    assert [(visit.person_id, visit.team_id) for visit in ruling.door.visits] == [(str(STRANGER.person_id), str(TEAM))]


def kept(command: AnyCommand, **other: Any) -> bytes:
    return msgspec.json.encode({**msgspec.to_builtins(command), **other})


def test_text_in_a_park_is_read_under_the_id_it_is_kept_by() -> None:
    park = Park(**common(1, 5), body=kept(a_visit(1, 5)).decode())

    found = read_parked(msgspec.json.encode(park), park.id, 5)

    assert isinstance(found, RecordVisit)
    assert (found.id, found.n) == (park.id, 5)


@pytest.mark.parametrize("text", ["?", "[]", '{"type":"park","id":"00000000-0000-0000-0000-000000000001","n":1,"at":1,"body":"?"}'])
def test_a_park_in_a_park_and_nonsense_are_never_applied(text: str) -> None:
    park = Park(**common(1, 5), body=text)

    assert not may_apply(read_parked(msgspec.json.encode(park), park.id, 5))


def test_at_another_household_nothing_was_seen() -> None:
    visit = a_visit(seen=9)

    at_home = read_parked(kept(visit), visit.id, 1, DOOR)
    elsewhere = read_parked(kept(visit), visit.id, 1, OTHER_DOOR)

    assert not isinstance(at_home, Unreadable)
    assert not isinstance(elsewhere, Unreadable)
    assert [(each.household_id, each.seen) for each in (at_home, elsewhere)] == [(DOOR, 9), (OTHER_DOOR, None)]


def test_what_named_no_household_is_given_one() -> None:
    wish = a_wish()
    body = kept(wish, household_id=None)

    lost, found = read_parked(body, wish.id, 1), read_parked(body, wish.id, 1, OTHER_DOOR)

    assert isinstance(lost, Unreadable)
    assert isinstance(found, RefuseContact)
    assert found.household_id == OTHER_DOOR


def test_a_new_door_stays_the_one_it_is() -> None:
    add = AddHousehold(**common(1, 1), building_id=uid("building"), entrance=None, floor=None, door="1")

    found = read_parked(kept(add), add.id, 1, OTHER_DOOR)

    assert isinstance(found, AddHousehold)
    assert found.household_id == DOOR


def test_an_id_that_was_anothers_is_replaced_by_the_one_it_is_kept_by() -> None:
    own = UUID(int=5)

    found = read_parked(kept(a_visit()), own, 3)

    assert not isinstance(found, Unreadable)
    assert (found.id, found.n) == (own, 3)


def test_nobody_vouches_for_a_knock_by_somebody_unknown() -> None:
    typed = a_visit(for_person=uid("person", 77))

    assert ruled(typed, a_coordinator()) == ("parked", "not_yours")


def test_what_a_leader_of_both_teams_of_a_door_vouches_for_counts_for_the_one_in_the_visits_campaign() -> None:
    other = uid("campaign", 2)
    leader = replace(an_author(7), teams=tuple(TeamSpan(team_id, "leader", 0, None) for team_id in (TEAM, OTHER_TEAM)))
    door = a_door(placements=(a_placement(), a_placement(slice_id=OTHER_SLICE, campaign_id=other, team_id=OTHER_TEAM)))

    credits = {campaign: vouched_credit(leader, door, NOON, campaign) for campaign in (CAMPAIGN, other)}

    assert credits == {CAMPAIGN: Credit(TEAM, late=False), other: Credit(OTHER_TEAM, late=False)}
