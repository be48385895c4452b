"""What becomes of each kind of command at a door itself: adding and closing it, its fields, its requests."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from sync.card import MAX_CLOSED_REQUESTS, MAX_EVENTS, requests_of
from sync.commands import (
    AddHousehold,
    AddResident,
    Address,
    AnyCommand,
    CloseHousehold,
    CommentRequest,
    CorrectResident,
    ReopenHousehold,
    ResidentFields,
    UndoCorrection,
)
from sync.protocol import CardRequest
from sync.world import LATE_MS, Author, Incoming, Place, TeamSpan
from tests.sync.judging import NEW_DOOR, a_new_door, by, card_after, door_after, judged, receipt, told
from tests.sync.makers import (
    BUILDING,
    CAMPAIGN,
    CREATOR,
    DAY,
    DOOR,
    NOON,
    OTHER_SLICE,
    OTHER_TEAM,
    SLICE,
    TEAM,
    a_coordinator,
    a_correction,
    a_door,
    a_request,
    a_step,
    a_visit,
    a_world,
    an_author,
    common,
    incoming,
    uid,
)

# Doors


def test_a_door_found_on_the_way_enters_the_finders_slice() -> None:
    door = judged(incoming(a_new_door(name="新户"))).doors[NEW_DOOR]

    assert (door.version, door.body.household.added_in) == (1, CAMPAIGN)
    assert [(each.slice_id, each.team_id, each.state) for each in door.placements] == [(SLICE, TEAM, "never_tried")]


def test_a_door_found_without_naming_a_campaign_counts_in_the_one_it_enters() -> None:
    world = a_world(places={BUILDING: (Place(uid("slk"), CAMPAIGN, None, 3), Place(SLICE, CAMPAIGN, TEAM, 3))})

    def found_in(author: Author, **more: Any) -> UUID | None:
        door = judged(by(author, a_new_door(campaign_id=None, **more)), world=world).doors[NEW_DOOR]
        return door.body.household.added_in

    assert found_in(an_author()) == CAMPAIGN
    assert found_in(a_coordinator(), team_id=TEAM) is None  # made at a desk, not found on the way
    assert found_in(an_author(team_id=uid("afar"))) is None


@pytest.mark.parametrize(
    ("command", "author", "world", "expected"),
    [
        (a_new_door(household_id=None), an_author(), {}, ("parked", "no_household")),
        (a_new_door(household_id=DOOR), an_author(), {}, ("parked", "household_exists")),
        (a_new_door(), an_author(), {"aliases": {NEW_DOOR: DOOR}}, ("parked", "household_exists")),
        (a_new_door(building_id=uid("bld2")), an_author(), {}, ("held", None)),
        (a_new_door(campaign_id=uid("cam2")), an_author(), {}, ("held", None)),
        (a_new_door(), an_author(team_id=None), {}, ("parked", "not_yours")),
        (a_new_door(), a_coordinator(), {}, ("applied", None)),
    ],
)
def test_who_may_add_a_door(command: AddHousehold, author: Author, world: Any, expected: Any) -> None:
    assert receipt(by(author, command), world=a_world(a_door(), **world)) == expected


def test_a_door_that_a_roll_brings_stands_with_no_team_whoever_holds_the_building() -> None:
    places = (Place(uid("slk"), CAMPAIGN, None, 3), Place(SLICE, CAMPAIGN, TEAM, 3))
    roll = an_author(is_system=True)

    door = judged(by(roll, a_new_door()), world=a_world(places={BUILDING: places})).doors[NEW_DOOR]

    assert [(place.slice_id, place.team_id) for place in door.placements] == [(uid("slk"), None)]


def test_a_door_that_would_stand_nowhere_waits_for_a_person() -> None:
    long_ago = NOON - LATE_MS - 1
    nobodys = Place(uid("slk"), CAMPAIGN, None, 3)
    running, over = ((nobodys,), (replace(nobodys, ended_at=long_ago), Place(SLICE, CAMPAIGN, TEAM, 3, ended_at=long_ago)))
    long_gone = Author(person_id=uid("gone"), name="gone", teams=(TeamSpan(TEAM, "member", 0, long_ago),))

    def receipt_of(author: Author, places: tuple[Place, ...] = over, **more: Any) -> Any:
        return receipt(replace(by(author, a_new_door()), **more), world=a_world(places={BUILDING: places}))

    assert receipt_of(long_gone) == receipt_of(an_author()) == ("parked", "not_yours")
    assert receipt_of(long_gone, vouched_by=a_coordinator()) == ("applied", None)
    assert receipt_of(a_coordinator()) == receipt_of(long_gone, running) == ("applied", None)


@pytest.mark.parametrize(("late_ms", "is_taken"), [(0, True), (LATE_MS, True), (LATE_MS + 1, False)])
@pytest.mark.parametrize("has_left", [False, True])
def test_a_door_found_for_a_team_that_has_ended_stands_there_if_it_was_in_time(late_ms: int, is_taken: bool, has_left: bool) -> None:
    """And as one that left with its area, where that has left the campaign."""
    place = Place(SLICE, CAMPAIGN, TEAM, 3, ended_at=NOON - late_ms, has_left=has_left)

    found = judged(incoming(a_new_door()), world=a_world(places={BUILDING: (place,)}))

    stands = [(each.team_id, each.gone, each.ended_at) for door in found.doors.values() for each in door.placements]
    assert stands == ([(TEAM, "left_campaign" if has_left else None, NOON - late_ms)] if is_taken else [])


def test_a_door_found_where_its_area_has_left_is_out_of_the_campaign_also_if_it_is_closed_at_once_and_opened() -> None:
    finder = replace(an_author(), is_coordinator=True)
    close = CloseHousehold(**common(1, 2, household_id=NEW_DOOR, seen=None), reason="demolished")
    reopen = ReopenHousehold(**common(1, 3, household_id=NEW_DOOR, seen=None), reason="看错了")
    place = Place(SLICE, CAMPAIGN, TEAM, 3, ended_at=NOON, has_left=True)

    for commands in ((a_new_door(), close), (a_new_door(), close, reopen)):
        found = judged(*(by(finder, each) for each in commands), world=a_world(places={BUILDING: (place,)})).doors[NEW_DOOR]
        assert [each.gone for each in found.placements] == ["left_campaign"]


def test_a_new_door_goes_to_the_team_that_is_named_if_the_finder_may_name_it() -> None:
    nobodys = Place(uid("slk"), CAMPAIGN, None, 3)
    places = (nobodys, Place(SLICE, CAMPAIGN, TEAM, 3), Place(OTHER_SLICE, CAMPAIGN, OTHER_TEAM, 3))
    world = a_world(places={BUILDING: places})

    def team(author: Author, **more: Any) -> UUID | None:
        (place,) = judged(by(author, a_new_door(**more)), world=world).doors[NEW_DOOR].placements
        return place.team_id

    both = Author(person_id=uid("both"), name="both", teams=(TeamSpan(TEAM, "member", 0, None), TeamSpan(OTHER_TEAM, "member", 0, None)))
    assert team(a_coordinator(), team_id=OTHER_TEAM) == OTHER_TEAM
    assert team(a_coordinator(), team_id=uid("gone")) is None
    assert team(an_author(), team_id=OTHER_TEAM) == TEAM
    assert team(both, team_id=OTHER_TEAM) == OTHER_TEAM
    assert team(an_author(team_id=uid("afar"))) is None


def test_a_volunteer_proposes_to_close_and_a_coordinator_closes() -> None:
    close = CloseHousehold(**common(1, 1), reason="demolished")
    again, confirm = replace(close, id=uid("again")), replace(close, id=uid("confirm"))

    assert told(incoming(close)) == [("close_proposed", None, "demolished")]
    assert door_after(incoming(close)).placements[0].gone is None
    assert receipt(incoming(close), incoming(again)) == ("noop", None)
    closed = door_after(incoming(close), by(a_coordinator(), confirm))
    assert (closed.is_closed, closed.placements[0].gone) == (True, "closed")
    assert receipt(incoming(close), by(a_coordinator(), confirm), incoming(again)) == ("noop", None)


def test_a_closing_that_stands_is_said_once_by_each_and_for_each_reason() -> None:
    """Nothing comes of it, and it is in the door's history all the same."""
    close = CloseHousehold(**common(1, 1), reason="demolished")
    more = [incoming(replace(close, id=uid("more", number)), number) for number in (1, 2)]
    more += [by(a_coordinator(), replace(close, id=uid("more", 3), reason="no_such_door"))]
    reopen = ReopenHousehold(**common(1, 2), reason="有人住")

    again, another, other_reason = judged(incoming(close), by(a_coordinator(3), replace(close, id=uid("more", 9))), *more).judged[2:]
    assert judged(incoming(close), *more[:2]).judged[1].ruling.records == ()
    lines = [each.ruling.records for each in (again, another, other_reason, judged(incoming(reopen)).judged[0])]
    assert [[(line.what, line.reason) for line in each] for each in lines] == [  # type: ignore[union-attr]
        [("close_proposed", "demolished")],
        [("close_proposed", "demolished")],
        [("closed", "no_such_door")],
        [("reopened", "有人住")],
    ]


def test_of_two_who_propose_the_same_each_has_a_word_of_their_own() -> None:
    first, second = (incoming(CloseHousehold(**common(number, 1), reason="demolished"), number) for number in (1, 2))
    undone = incoming(UndoCorrection(**common(1, 2), correction_id=first.command.id), 1)
    confirmed = by(a_coordinator(), CloseHousehold(**common(9, 1), reason="demolished"))

    assert told(first, second) == []
    assert receipt(first, second, undone) == ("applied", None)
    assert told(first, second, undone) == []
    again = incoming(CloseHousehold(**common(1, 3), reason="demolished"), 1)
    assert receipt(first, second, again) == ("noop", None)
    closing = door_after(first, second, undone).body.household.closed
    assert closing is not None
    assert (closing.by, closing.confirmed) == (second.author.person_id, False)
    assert [to for _, to, _ in told(first, second, confirmed)] == sorted([first.author.person_id, second.author.person_id])


def test_a_proposal_is_taken_back_by_its_author_and_a_closing_by_a_coordinator() -> None:
    close = CloseHousehold(**common(1, 1), reason="demolished")
    reopen = ReopenHousehold(**common(1, 2), reason="有人住")

    assert receipt(incoming(reopen)) == ("noop", None)
    assert receipt(incoming(close), incoming(reopen)) == ("applied", None)
    assert receipt(incoming(close), incoming(reopen, 2)) == ("parked", "not_yours")
    assert receipt(by(a_coordinator(), close), incoming(reopen)) == ("parked", "not_yours")
    opened = door_after(by(a_coordinator(), close), by(a_coordinator(), reopen))
    assert (opened.body.household.closed, opened.placements[0].gone) == (None, None)


def test_a_version_base_lifts_every_later_version() -> None:
    base = 2**50

    judgement = judged(incoming(a_visit()), incoming(a_new_door(n=2)), world=a_world(a_door(), version_base=base))

    assert [judgement.doors[each].version for each in (DOOR, NEW_DOOR)] == [base + 1, base + 1]


# Fields


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ([a_correction(fields={"name": "程家"})], ("applied", None)),
        ([a_correction(fields={"name": "陈家"})], ("noop", None)),
        ([a_correction(fields={})], ("noop", None)),
        ([a_correction(fields={"name": "程家"}, seen=None, at=NOON - 90 * DAY)], ("merged", None)),
        ([a_correction(n=2, fields={"name": "程家"}), a_correction(n=1, fields={"name": "成家"})], ("superseded", "written_since")),
        (
            [a_correction(n=2, fields={"name": "程家"}), a_correction(n=1, fields={"name": "成家", "note": "有狗"})],
            ("merged", None),
        ),
    ],
)
def test_a_corrections_receipt_says_what_became_of_its_fields(commands: list[AnyCommand], expected: Any) -> None:
    assert receipt(*map(incoming, commands), world=a_world(a_door(name="陈家"))) == expected


def test_both_hear_of_a_conflict_and_that_it_was_settled() -> None:
    world = a_world(a_door(name="陈家"))
    first, second = incoming(a_correction(1, fields={"name": "程家"})), incoming(a_correction(2, fields={"name": "成家"}, at=NOON + 1), 2)

    assert told(first, second, world=world) == [("conflict", uid("person", 1), None)]
    settle = incoming(a_correction(3, fields={"name": "程家"}, seen=3), 3)
    assert told(first, second, settle, world=world) == [("settled", uid("person", 1), None), ("settled", uid("person", 2), None)]
    assert card_after(first, second, settle, world=world).conflicts == []


def test_a_resident_is_corrected_field_by_field() -> None:
    add = AddResident(**common(1, 1), fields=ResidentFields(name="小陈"))
    left = CorrectResident(**common(2, 1, seen=2), resident_id=add.id, fields=ResidentFields(status="moved_out"))
    unknown = replace(left, resident_id=uid("nobody"))

    residents = {each.id: each for each in card_after(incoming(add), incoming(left, 2)).residents}

    assert (residents[add.id].name, residents[add.id].status) == ("小陈", "moved_out")
    assert receipt(incoming(unknown, 2)) == ("held", None)


def test_an_address_is_one_field() -> None:
    whole = {"address": Address(building_id=BUILDING, door="501", floor=5)}
    elsewhere = a_correction(fields={"building_id": uid("bld2")})

    home = card_after(incoming(a_correction(fields=whole))).household

    assert (home.entrance, home.floor, home.door) == (None, 5, "501")
    assert receipt(incoming(elsewhere)) == ("held", None)
    moved_house = a_world(a_door(), buildings=frozenset({BUILDING, uid("bld2")}))
    assert card_after(incoming(elsewhere), world=moved_house).household.building_id == uid("bld2")


# Requests


def test_a_request_keeps_what_was_not_taken_in_its_timeline() -> None:
    ask = incoming(a_request())
    answer = incoming(a_step(ask.command.id, "answered", text="已修"))
    late = incoming(a_step(ask.command.id, "assigned", 2, 1), 2)

    (request,) = card_after(ask, answer, late).requests

    assert request.state == "answered"
    assert [(event.event, event.taken) for event in request.events] == [("answered", True), ("assigned", False)]
    assert receipt(ask, answer, late) == ("superseded", "not_from_here")
    assert receipt(ask, answer, incoming(a_step(ask.command.id, "answered", 2, 1, text="已修"), 2)) == ("noop", None)


def test_a_comment_attaches_whatever_the_state() -> None:
    ask = incoming(a_request())
    over = incoming(a_step(ask.command.id, "merged"))
    say = incoming(CommentRequest(**common(2, 1, seen=None), request_id=ask.command.id, text="还没好"), 2)

    (request,) = card_after(ask, over, say).requests

    assert (request.state, request.event_count) == ("merged", 2)


def test_a_request_nobody_knows_holds_what_names_it() -> None:
    say = CommentRequest(**common(2, 1), request_id=uid("req"), text="?")

    assert receipt(incoming(a_step(uid("req"), "answered"))) == ("held", None)
    assert receipt(incoming(say)) == ("held", None)


def test_a_card_shows_open_requests_the_last_closed_ones_and_their_last_events() -> None:
    commands: list[Incoming] = []
    for number in range(1, MAX_CLOSED_REQUESTS + 5):
        ask = incoming(a_request(n=2 * number, at=NOON + number))
        commands += [ask, incoming(a_step(ask.command.id, "withdrawn", n=2 * number + 1))]
    ask = incoming(a_request(n=100))
    say = [incoming(CommentRequest(**common(1, n), request_id=ask.command.id, text="?")) for n in range(101, 140)]

    card = card_after(*commands, ask, *say)

    assert [request.state for request in card.requests] == ["raised", *["withdrawn"] * MAX_CLOSED_REQUESTS]
    assert card.request_count == MAX_CLOSED_REQUESTS + 5
    assert (len(card.requests[0].events), card.requests[0].event_count) == (MAX_EVENTS, 39)


def test_an_event_of_a_request_that_left_the_card_finds_it() -> None:
    asks = [incoming(a_request(n=n, at=NOON + n)) for n in range(1, MAX_CLOSED_REQUESTS + 2)]
    ends = [incoming(a_step(ask.command.id, "withdrawn", n=20 + n)) for n, ask in enumerate(asks)]
    door = door_after(*asks, *ends)
    (left,) = {ask.command.id for ask in asks} - {request.id for request in requests_of(door.body)}
    old = CardRequest(
        id=left, category="facilities", text="?", urgency="normal", state="withdrawn", round=1, raised_by=CREATOR, raised_at=NOON
    )
    reopen = incoming(a_step(left, "reopened", n=50, seen=door.version))

    card = card_after(reopen, world=a_world(door, old_requests={left: old}))

    assert (card.requests[0].id, card.requests[0].state, card.requests[0].round) == (left, "reopened", 2)


def test_a_request_that_leaves_the_card_in_a_batch_is_found_by_what_comes_after_it() -> None:
    first = incoming(a_request(n=1, at=NOON))
    over: list[Incoming] = []
    for n in range(2, 2 * MAX_CLOSED_REQUESTS + 4, 2):
        ask = incoming(a_request(n=n, at=NOON + n))
        over += [ask, incoming(a_step(ask.command.id, "withdrawn", n=n + 1))]
    say = CommentRequest(**common(1, 51), request_id=first.command.id, text="?")
    end, again = (incoming(a_step(first.command.id, event, n=n)) for n, event in ((50, "withdrawn"), (52, "reopened")))

    before = judged(first, *over, end, incoming(say))
    after = judged(again, world=a_world(before.doors[DOOR], old_requests=before.old_requests))

    whole = judged(first, *over, end, incoming(say), again)
    assert {each.ruling.outcome for each in whole.judged} == {"applied"}
    assert first.command.id not in {each.id for each in requests_of(before.doors[DOOR].body)}
    shown = requests_of(whole.doors[DOOR].body)[0]
    assert (shown.id, shown.state, shown.round) == (first.command.id, "reopened", 2)
    assert ([each.event for each in shown.events], shown.event_count) == (["withdrawn", "comment", "reopened"], 3)
    assert requests_of(after.doors[DOOR].body) == requests_of(whole.doors[DOOR].body)
