"""What becomes of each kind of command: by whom, at which door, and when it waits or needs a person."""

from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from sync import protocol
from sync.card import NOBODY
from sync.commands import CloseHousehold, LiftContact, Park, VoidVisit, Withdraw
from sync.coverage import Work
from sync.effect import coverage_change, visit_changes, work_change
from sync.merge import MAX_VISITS
from sync.placing import settle
from sync.records import Lift
from sync.world import Author, Campaign, HeldSpan, TeamSpan, World
from tests.sync.judging import NEW_DOOR, RESIDENT, by, card_after, door_after, judged, receipt, told
from tests.sync.makers import (
    BUILDING,
    CAMPAIGN,
    DAY,
    DOOR,
    NOON,
    OTHER_SLICE,
    OTHER_TEAM,
    TEAM,
    a_coordinator,
    a_correction,
    a_door,
    a_moment,
    a_placement,
    a_visit,
    a_wish,
    a_world,
    an_author,
    common,
    incoming,
    replica_of,
    uid,
)

# Whose door it is


def test_a_door_nobody_knows_holds_the_command() -> None:
    ruling = judged(incoming(a_visit(household_id=NEW_DOOR))).judged[0].ruling

    assert (ruling.outcome, ruling.needs) == ("held", NEW_DOOR)


def test_a_receipt_reveals_nothing_of_a_door_that_was_never_theirs() -> None:
    stranger = an_author(7, team_id=OTHER_TEAM)
    known, unknown = judged(by(stranger, a_visit())).judged[0], judged(by(stranger, a_visit(household_id=NEW_DOOR))).judged[0]

    assert (known.receipt.outcome, known.receipt.reason) == ("parked", "not_yours")
    assert known.receipt.version is known.receipt.household_id is msgspec.UNSET
    assert unknown.receipt.version is unknown.receipt.household_id is msgspec.UNSET


def test_what_asks_for_no_right_reveals_nothing_of_the_door_that_it_names() -> None:
    withdrawn = judged(by(an_author(7, team_id=OTHER_TEAM), Withdraw(**common(7, 1)))).judged[0]
    about_erased = Park(**common(7, 2), body=f'{{"household_id":"{NEW_DOOR}"}}')
    erased = judged(incoming(about_erased), world=replace(a_world(a_door()), erased=frozenset({NEW_DOOR}))).judged[0]

    assert [(each.receipt.outcome, each.receipt.reason) for each in (withdrawn, erased)] == [
        ("noop", "withdrawn"),
        ("superseded", "erased"),
    ]
    assert {each.receipt.version for each in (withdrawn, erased)} == {msgspec.UNSET}
    assert {each.receipt.household_id for each in (withdrawn, erased)} == {msgspec.UNSET}


def moved(from_at: int, to_at: int | None) -> World:
    """The door, which OTHER_TEAM held before TEAM."""
    span = HeldSpan(CAMPAIGN, OTHER_TEAM, from_at, to_at)
    return a_world(a_door(), spans={DOOR: (span,)})


@pytest.mark.parametrize(
    ("made_at", "left_at", "until", "outcome"),
    [
        (NOON, None, NOON - DAY, "applied"),
        (NOON, None, NOON - 59 * DAY, "applied"),
        (NOON, None, NOON - 61 * DAY, "parked"),
        (NOON, NOON - 2 * DAY, NOON - DAY, "applied"),
        (NOON, NOON - 61 * DAY, NOON - DAY, "parked"),
        (NOON - 100 * DAY, None, NOON - 90 * DAY, "applied"),
        (NOON - 300 * DAY, None, NOON - 90 * DAY, "parked"),
    ],
)
def test_late_work_counts_if_the_team_held_the_door_in_the_sixty_days_before(
    made_at: int, left_at: int | None, until: int, outcome: str
) -> None:
    teams = (TeamSpan(uid("third"), "member", 0, None), TeamSpan(OTHER_TEAM, "member", 0, left_at))
    author = Author(person_id=uid("late"), name="late", teams=teams)
    world = moved(NOON - 200 * DAY, until)

    assert receipt(by(author, a_visit(at=made_at)), world=world)[0] == outcome


def test_late_work_is_credited_to_who_did_it_and_told_to_both() -> None:
    late = an_author(7, team_id=OTHER_TEAM)
    world = moved(0, NOON)

    (visit,) = card_after(by(late, a_visit()), world=world).visits

    assert (visit.team_id, visit.by, visit.late, visit.counted) == (OTHER_TEAM, late.person_id, True, True)
    assert told(by(late, a_visit()), world=world) == [("late_work", None, None), ("late_work", late.person_id, None)]


def test_who_left_a_team_that_still_holds_the_door_is_not_late() -> None:
    left = Author(person_id=uid("left"), name="left", teams=(TeamSpan(TEAM, "member", 0, NOON - DAY),))
    world = a_world(a_door(), spans={DOOR: (HeldSpan(CAMPAIGN, TEAM, 0, None),)})

    (visit,) = card_after(by(left, a_visit()), world=world).visits

    assert (visit.team_id, visit.late) == (TEAM, False)
    assert told(by(left, a_visit()), world=world) == []


def test_a_card_granted_to_a_person_counts_as_holding_the_door() -> None:
    granted = a_placement(slice_id=OTHER_SLICE, kind="person", team_id=None, person_id=uid("person", 7))
    world = a_world(a_door(placements=[a_placement(), granted]))

    assert receipt(by(an_author(7, team_id=None), a_visit()), world=world) == ("applied", None)


@pytest.mark.parametrize("holder", [TEAM, OTHER_TEAM, None])
def test_work_in_a_campaign_in_which_another_team_has_the_door_is_late(holder: UUID | None) -> None:
    """Though its author's team has it in another, which may have ended."""
    following = a_placement(slice_id=OTHER_SLICE, campaign_id=uid("cam2"), team_id=holder, kind="unassigned" if holder is None else "team")
    own = a_placement(ended_at=NOON - 1)
    campaigns = {id_: Campaign(id_, 0, NOON + DAY, None) for id_ in (CAMPAIGN, uid("cam2"))}
    world = replace(a_world(a_door(placements=[own, following])), campaigns=campaigns)

    in_following = card_after(incoming(a_visit(campaign_id=uid("cam2"))), world=world).visits[0]
    in_own = card_after(incoming(a_visit()), world=world).visits[0]

    assert (in_following.team_id, in_following.late) == (TEAM, holder == OTHER_TEAM)
    assert (in_own.team_id, in_own.late) == (TEAM, False)


def test_a_coordinator_writes_in_their_own_buildings_only() -> None:
    here = a_coordinator()
    elsewhere = replace(here, covers=frozenset({uid("bld2")}))

    assert receipt(by(here, a_correction(fields={"name": "程家"}))) == ("applied", None)
    assert receipt(by(elsewhere, a_correction(fields={"name": "程家"}))) == ("parked", "not_yours")


def test_work_made_before_access_ended_is_judged_and_after_it_parked() -> None:
    """A minute more or less cannot be told: by so much a push on a slow network dates what was done just before."""
    ended = replace(an_author(), ended_at=NOON - 60_000)

    assert receipt(by(ended, a_visit(at=NOON - 1))) == ("applied", None)
    assert receipt(by(ended, a_visit(at=NOON))) == ("parked", "access_ended")
    assert receipt(by(replace(an_author(), is_phone_lost=True), a_visit())) == ("parked", "lost_phone")


def test_rights_that_ended_with_access_count_for_what_was_made_before_and_give_nobody_else_any_after() -> None:
    ended = an_author(90, team_id=None, ended_at=NOON)
    ended = replace(ended, until_end=replace(ended, is_coordinator=True))
    leader = an_author(2, role="leader")

    assert receipt(by(ended, a_correction(at=NOON, fields={"name": "程家"}))) == ("applied", None)
    assert receipt(by(ended, a_correction(at=NOON + 60_000, fields={"name": "程家"}))) == ("parked", "access_ended")
    for made_at, confirmed in ((NOON, True), (NOON + 60_000, False)):  # of what came after, who settles it may only propose
        command = CloseHousehold(**common(1, 1, household_id=DOOR, seen=None, at=made_at), reason="demolished")
        closed = door_after(replace(by(ended, command), vouched_by=leader)).body.household.closed
        assert closed is not None
        assert closed.confirmed is confirmed


def test_an_alias_reaches_its_root_and_its_seen_says_nothing_of_that() -> None:
    world = replace(a_world(a_door(name="陈家")), aliases={NEW_DOOR: DOOR})
    correction = a_correction(fields={"name": "程家"}, household_id=NEW_DOOR, seen=99)

    judgement = judged(incoming(correction), world=world)

    assert judgement.judged[0].receipt.household_id == DOOR
    assert [each.other for each in judgement.doors[DOOR].body.conflicts] == ["陈家"]


# Visits


def test_a_visit_outside_the_campaigns_dates_is_kept_and_not_counted() -> None:
    command = incoming(a_visit(at=NOON - 11 * DAY))

    door = door_after(command)

    assert receipt(command) == ("applied", "outside_campaign")
    assert (door.placements[0].state, door.body.visit_count) == ("never_tried", 1)


def test_a_visit_of_a_campaign_nobody_knows_waits() -> None:
    ruling = judged(incoming(a_visit(campaign_id=uid("cam2")))).judged[0].ruling

    assert (ruling.outcome, ruling.needs) == ("held", uid("cam2"))


def test_two_campaigns_at_one_door_are_counted_apart() -> None:
    other = uid("cam2")
    place = a_placement(slice_id=OTHER_SLICE, campaign_id=other, team_id=OTHER_TEAM)
    campaign = Campaign(other, NOON - DAY, NOON + DAY, None)
    world = a_world(a_door(placements=[a_placement(), place]))
    world = replace(world, campaigns={**world.campaigns, other: campaign})

    states = {each.campaign_id: each.state for each in door_after(incoming(a_visit(outcome="refused")), world=world).placements}

    assert states == {CAMPAIGN: "refused", other: "never_tried"}


@pytest.mark.parametrize(
    ("author", "outcome"),
    [
        (an_author(1), "applied"),
        (an_author(2), "parked"),
        (an_author(3, role="leader"), "applied"),
        (an_author(4, team_id=OTHER_TEAM, role="leader"), "parked"),
        (a_coordinator(), "applied"),
    ],
)
def test_a_visit_is_voided_by_its_author_a_leader_of_its_team_or_a_coordinator(author: Author, outcome: str) -> None:
    void = VoidVisit(**common(5, 9), visit_id=a_visit().id, reason="记错")

    assert receipt(incoming(a_visit()), by(author, void)) == (outcome, "not_yours" if outcome == "parked" else None)


def test_a_voided_visit_stays_on_the_card_and_its_author_is_told() -> None:
    leader = an_author(3, role="leader")
    void = VoidVisit(**common(3, 1), visit_id=a_visit().id, reason="记错")

    card = card_after(incoming(a_visit()), by(leader, void))

    assert card.visits[0].voided == protocol.Void(reason="记错", by=leader.person_id, at=NOON)
    assert card.visit_count == 0
    assert told(incoming(a_visit()), by(leader, void)) == [("voided", uid("person", 1), None)]
    assert receipt(incoming(a_visit()), by(leader, void), by(leader, replace(void, id=uid("again")))) == ("noop", None)


def test_a_void_of_a_visit_that_has_not_come_waits_for_it() -> None:
    ruling = judged(incoming(VoidVisit(**common(1, 2), visit_id=a_visit().id, reason="记错"))).judged[0].ruling

    assert (ruling.outcome, ruling.needs) == ("held", a_visit().id)


def test_a_card_shows_the_last_twenty_visits_and_counts_all() -> None:
    visits = [incoming(a_visit(n=n, outcome="not_home", at=NOON + n)) for n in range(1, 31)]
    void = incoming(VoidVisit(**common(1, 40), visit_id=visits[0].command.id, reason="记错"))
    older = incoming(a_visit(2, outcome="met", at=NOON - 1), 2)

    card, door = card_after(*visits, void, older), door_after(*visits, void, older)

    assert [visit.at for visit in card.visits] == [NOON + n for n in range(30, 30 - MAX_VISITS, -1)]
    assert (card.visit_count, door.placements[0].tries, door.placements[0].last_visit_at) == (30, 30, NOON + 30)


# Wishes


@pytest.mark.parametrize("first", ["visit", "wish"])
def test_a_visit_after_a_wish_is_kept_and_told_whichever_phone_returns_first(first: str) -> None:
    visit, wish = incoming(a_visit(2, at=NOON + 1), 2), incoming(a_wish(1, at=NOON))
    order = [visit, wish] if first == "visit" else [wish, visit]

    card = card_after(*order)

    assert card.visits[0].after_wish
    assert told(*order) == [("after_wish", None, "not_shown")]
    assert door_after(*order).placements[0].state == "do_not_contact"


def test_a_wish_is_lifted_by_a_coordinator_who_names_it() -> None:
    wish = incoming(a_wish())
    lift = LiftContact(**common(90, 1), ids=[wish.command.id], reason="本人要求")
    unknown = LiftContact(**common(90, 2), ids=[wish.command.id, uid("other")], reason="本人要求")

    assert receipt(wish, incoming(lift)) == ("parked", "not_yours")
    assert receipt(wish, by(an_author(2, role="leader"), lift)) == ("parked", "not_yours")
    assert receipt(wish, by(a_coordinator(), lift)) == ("applied", None)
    assert receipt(wish, by(a_coordinator(), unknown)) == ("held", None)
    assert receipt(wish, by(a_coordinator(), lift), by(a_coordinator(), replace(lift, id=uid("again")))) == ("noop", None)
    assert card_after(wish, by(a_coordinator(), lift)).do_not_contact == []
    (record,) = judged(wish, by(a_coordinator(), lift)).judged[-1].ruling.records
    assert (type(record), record.wish_id, record.by, record.reason) == (Lift, wish.command.id, a_coordinator().person_id, "本人要求")  # type: ignore[union-attr]


def test_a_residents_wish_names_a_resident_of_the_door() -> None:
    assert receipt(incoming(a_wish(resident_id=uid("nobody")))) == ("held", None)
    card = card_after(incoming(a_wish(resident_id=RESIDENT)))
    assert [wish.resident_id for wish in card.do_not_contact] == [RESIDENT]


# Who was given a door


def test_the_counts_of_who_was_given_a_door_change_with_it() -> None:
    world = a_world(a_door(placements=[a_placement(person_id=uid("given")), a_placement(slice_id=OTHER_SLICE, kind="person")]))
    before = settle(world.doors[DOOR])

    cells, people = coverage_change([(before, door_after(incoming(a_visit()), world=world))])

    assert people.keys() == {(CAMPAIGN, TEAM, uid("given"))}
    assert (people[CAMPAIGN, TEAM, uid("given")].met, cells[CAMPAIGN, TEAM, BUILDING].met) == (1, 1)


def test_a_visit_that_changes_no_state_changes_no_counts_but_the_work() -> None:
    first = door_after(incoming(a_visit()))
    second = door_after(incoming(a_visit(n=2)), world=a_world(first))

    cells, _ = coverage_change([(first, replace(second, placements=first.placements))])
    work = work_change(visit_changes([(first, second), (second, second)]))

    assert cells == {}
    assert work == {(CAMPAIGN, TEAM, person): Work(1, 0) for person in (uid("person", 1), NOBODY)}


def test_a_voided_visit_takes_its_work_away() -> None:
    first = door_after(incoming(a_visit()))
    void = VoidVisit(**common(1, 2), visit_id=a_visit().id, reason="记错")
    voided = door_after(incoming(void), world=a_world(first))

    assert work_change(visit_changes([(first, voided)])) == {
        (CAMPAIGN, TEAM, person): Work(-1, -1) for person in (uid("person", 1), NOBODY)
    }


# What is no work on a door


def test_a_withdrawal_holds_its_number_and_a_park_waits_for_a_person() -> None:
    assert receipt(incoming(Withdraw(**common(1, 1)))) == ("noop", "withdrawn")
    assert receipt(incoming(Park(**common(1, 1), body="{"))) == ("parked", "failed_on_phone")


def test_a_command_without_a_household_is_parked() -> None:
    assert receipt(incoming(replace(a_visit(), household_id=None))) == ("parked", "no_household")
    assert a_world(a_door()).find(None) is None


def test_a_doubtful_clock_is_said_on_the_visit() -> None:
    command = incoming(a_visit(), moment=a_moment(NOON, replica=replica_of(), doubtful=True))

    assert card_after(command).visits[0].doubtful


def test_a_coordinators_visit_counts_for_the_team_that_holds_the_door() -> None:
    by_office = incoming(a_visit(), 90, author=a_coordinator())

    (visit,) = card_after(by_office).visits

    assert (visit.team_id, visit.by) == (TEAM, a_coordinator().person_id)


def test_a_coordinators_visit_at_a_door_without_a_team_is_no_teams() -> None:
    door = a_door(placements=[a_placement(kind="unassigned", team_id=None)])

    (visit,) = card_after(incoming(a_visit(), 90, author=a_coordinator()), world=a_world(door)).visits

    assert visit.team_id is None
