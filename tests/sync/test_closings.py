"""What was said of a closing is taken back: the proposal waits again, or the door is closed, or open, as it was."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from sync.card import Door
from sync.closings import KEPT, step_of
from sync.commands import AddResident, CloseHousehold, ReopenHousehold, ResidentFields, SaidClosing, UndoCorrection
from sync.joining import join, part
from sync.judge import fold
from sync.protocol import Closing
from sync.world import Incoming
from tests.sync.judging import by, door_after, judged, receipt, told
from tests.sync.makers import (
    DOOR,
    NOON,
    a_coordinator,
    a_correction,
    a_door,
    a_request,
    a_visit,
    a_wish,
    a_world,
    an_author,
    common,
    incoming,
    uid,
)

PROPOSED = incoming(CloseHousehold(**common(1, 1), reason="demolished"))
KEEPS = by(a_coordinator(), ReopenHousehold(**common(90, 1), reason="有人住"))
CLOSES = by(a_coordinator(), CloseHousehold(**common(90, 2), reason="demolished"))


def undoes(what: Incoming, number: int = 90, n: int = 9) -> Incoming:
    author = {"author": a_coordinator(number)} if number >= 90 else {}
    return incoming(UndoCorrection(**common(number, n), correction_id=what.command.id), number, **author)


def closing(door: Door) -> Closing | None:
    return door.body.household.closed


@pytest.mark.parametrize("settling", [KEEPS, CLOSES], ids=["kept", "closed"])
def test_a_proposal_that_was_settled_waits_again_where_that_is_taken_back(settling: Incoming) -> None:
    again = door_after(PROPOSED, settling, undoes(settling))

    assert closing(again) == closing(door_after(PROPOSED))
    assert again.placements[0].gone is None
    assert receipt(PROPOSED, settling, undoes(settling), undoes(settling, n=10)) == ("noop", None)


def test_whoever_proposed_a_closing_hears_what_became_of_it_and_that_it_waits_again() -> None:
    volunteer = uid("person", 1)

    assert told(PROPOSED, KEEPS) == [("reopened", volunteer, "有人住")]
    assert told(PROPOSED, CLOSES) == [("closed", volunteer, "demolished")]
    assert told(PROPOSED, KEEPS, undoes(KEEPS)) == [("closing_undone", volunteer, None)]
    assert told(PROPOSED, KEEPS, undoes(KEEPS, 91)) == [("closing_undone", each, None) for each in sorted([volunteer, uid("person", 90)])]


def test_an_undo_overrules_nobody_who_said_otherwise_since() -> None:
    history = (PROPOSED, KEEPS, CLOSES, undoes(KEEPS))

    assert receipt(*history) == ("superseded", "written_since")
    assert door_after(*history).is_closed
    assert closing(door_after(*history, undoes(CLOSES, n=10))) == closing(door_after(PROPOSED))


SHOWN = SaidClosing(reason="demolished", by=uid("person", 1), confirmed=False)
DECISIONS = [
    by(a_coordinator(), ReopenHousehold(**common(90, 3), reason="有人住", closing=SHOWN)),
    by(a_coordinator(), CloseHousehold(**common(90, 3), reason="demolished", closing=SHOWN)),
]


@pytest.mark.parametrize("decides", DECISIONS, ids=["kept", "closed"])
def test_a_decision_of_a_closing_overrules_nobody_whose_word_was_not_shown(decides: Incoming) -> None:
    withdrawn = incoming(ReopenHousehold(**common(1, 2), reason="看错了"))
    otherwise = incoming(CloseHousehold(**common(2, 1), reason="no_such_door"), 2)
    closed = incoming(CloseHousehold(**common(91, 1), reason="demolished"), 91, author=a_coordinator(91))
    is_kept = decides is DECISIONS[0]

    for since in (otherwise, closed if is_kept else withdrawn):
        before = (PROPOSED, since)
        ruling = judged(*before, decides).judged[-1].ruling
        assert (ruling.outcome, ruling.reason, ruling.notices) == ("superseded", "written_since", ())
        assert [line.what for line in ruling.records] == ["reopened_too_late" if is_kept else "closed_too_late"]  # type: ignore[union-attr]
        assert closing(door_after(*before, decides)) == closing(door_after(*before))


@pytest.mark.parametrize("decides", DECISIONS, ids=["kept", "closed"])
def test_a_decision_of_what_still_stands_or_of_any_is_taken(decides: Incoming) -> None:
    """Also again after it was taken back. What it would only repeat is nothing to do; what a volunteer says is taken as it comes."""
    command = replace(decides.command, closing=None)
    own = incoming(replace(command, id=uid("command", 1000)), 1)
    otherwise = incoming(CloseHousehold(**common(1, 2), reason="no_such_door"))

    assert receipt(PROPOSED, decides) == receipt(PROPOSED, KEEPS, undoes(KEEPS), decides) == ("applied", None)
    assert receipt(PROPOSED, otherwise, replace(decides, command=command)) == ("applied", None)
    assert receipt(PROPOSED, KEEPS if decides is DECISIONS[0] else CLOSES, decides) == ("noop", None)
    named = replace(own.command, closing=replace(SHOWN, confirmed=True))
    assert receipt(PROPOSED, otherwise, replace(own, command=named)) == ("applied", None)


def test_who_takes_back_a_closing_leaves_what_others_had_said() -> None:
    alike = incoming(CloseHousehold(**common(2, 1), reason="demolished"), 2)
    otherwise = incoming(CloseHousehold(**common(2, 1), reason="no_such_door"), 2)
    after_all = incoming(CloseHousehold(**common(91, 1), reason="demolished"), 91, author=a_coordinator(91))

    for mine in (alike, otherwise):
        assert closing(door_after(PROPOSED, mine, undoes(mine, 2))) == closing(door_after(PROPOSED))
    assert closing(door_after(CLOSES, after_all, undoes(after_all, 91))) == closing(door_after(CLOSES))


def test_what_comes_after_its_undo_is_not_taken() -> None:
    assert receipt(PROPOSED, undoes(KEEPS), KEEPS) == ("superseded", "taken_back")
    assert closing(door_after(PROPOSED, undoes(KEEPS), KEEPS)) == closing(door_after(PROPOSED))


def test_a_volunteer_takes_back_what_they_said_themselves_and_nothing_of_a_coordinators() -> None:
    own = incoming(ReopenHousehold(**common(1, 2), reason="有人住"))

    assert closing(door_after(PROPOSED, own, undoes(own, 1))) == closing(door_after(PROPOSED))
    assert closing(door_after(PROPOSED, undoes(PROPOSED, 1))) is None
    assert receipt(PROPOSED, undoes(PROPOSED, 2)) == ("parked", "not_yours")
    assert receipt(PROPOSED, KEEPS, undoes(KEEPS, 1)) == ("parked", "not_yours")
    assert receipt(PROPOSED, CLOSES, undoes(PROPOSED, 1)) == ("parked", "not_yours")


def test_a_door_remembers_the_last_of_what_was_said() -> None:
    said: list[Incoming] = []
    for n in range(KEPT):
        said += [
            incoming(CloseHousehold(**common(1, 2 * n + 1), reason="demolished")),
            incoming(ReopenHousehold(**common(1, 2 * n + 2), reason="")),
        ]

    door = door_after(*said)

    assert step_of(door, str(said[-1].command.id)) is not None
    assert receipt(*said, undoes(said[0])) == ("superseded", "written_since")


@pytest.mark.parametrize("is_absorbed", [False, True])
def test_a_closing_that_a_joined_door_has_from_either_is_taken_back_there(is_absorbed: bool) -> None:
    other: dict[str, Any] = {"id": uid("other door")}
    proposed = door_after(PROPOSED)
    bare = replace(a_door(), **other)
    survivor, absorbed = (replace(bare, id=DOOR), replace(proposed, **other)) if is_absorbed else (proposed, bare)
    joined = join(survivor, absorbed).survivor

    assert closing(joined) == closing(proposed)
    assert step_of(joined, str(PROPOSED.command.id)) is not None
    restored = part(joined, absorbed, {}).restored
    assert (closing(restored) is None) != is_absorbed
    assert isinstance(restored.id, UUID)


@pytest.mark.parametrize("order", [*permutations(["join", "part", "says", "else"], 4)], ids="-".join)
def test_a_closing_is_its_households_whether_it_comes_before_the_join_or_after_the_parting(order: tuple[str, ...]) -> None:
    """Of two doors one is proposed to be closed, and later closed by somebody else who knows it by its own id."""
    if order.index("part") < order.index("join"):
        return
    other = uid("other door")
    said = {
        "says": incoming(CloseHousehold(**common(1, 1, household_id=other), reason="demolished")),
        "else": by(a_coordinator(), CloseHousehold(**common(90, 2, household_id=other), reason="no_such_door")),
    }
    world = a_world(a_door(), a_door(id=other))
    absorbed = world.doors[other]
    for what in order:
        doors = world.doors
        if what == "join":
            absorbed = doors[other]
            world = a_world(join(doors[DOOR], absorbed).survivor, aliases={other: DOOR})
        elif what == "part":
            parted = part(doors[DOOR], absorbed, {})
            world = a_world(parted.survivor, parted.restored)
        else:
            world = replace(world, doors={**doors, **fold([said[what]], world).doors})

    apart = fold([said[each] for each in order if each in said], a_world(a_door(), a_door(id=other))).doors[other]
    assert (closing(world.doors[DOOR]), closing(world.doors[other])) == (None, closing(apart))
    assert [step.command for step in world.doors[other].merge.closings] == [step.command for step in apart.merge.closings]
    assert world.doors[DOOR].merge.closings == ()


def test_what_was_said_of_a_door_before_it_took_another_in_is_taken_back_there_afterwards() -> None:
    own = incoming(ReopenHousehold(**common(1, 2), reason="有人住"))
    opened, shut = door_after(PROPOSED, own), replace(door_after(CLOSES), id=uid("other door"))

    joined = join(opened, shut).survivor
    left = part(joined, shut, {}).survivor

    assert joined.is_closed
    assert [closing(left), left.merge.closings] == [None, opened.merge.closings]


ROLL = uid("roll")
CLOSED_BY_UNDO = Closing(reason="no_such_door", by=ROLL, at=NOON, confirmed=True)
AT_CLOSED = a_world(a_door(closed=CLOSED_BY_UNDO), rolls=frozenset({ROLL}))
DONE = (
    a_visit(),
    a_request(),
    a_wish(),
    a_correction(fields={"note": "有狗"}),
    AddResident(**common(1, 1), fields=ResidentFields(name="李红")),
)


@pytest.mark.parametrize("command", DONE, ids=lambda each: type(each).__name__)
def test_what_a_person_does_at_a_door_that_the_undo_of_an_import_closed_opens_it(command: Any) -> None:
    what = incoming(command)
    judgement = judged(what, world=AT_CLOSED)

    again = judgement.doors[DOOR]
    assert (closing(again), again.placements[0].gone) == (None, None)
    line = judgement.judged[0].ruling.records[-1]
    assert (line.what, line.person_id) == ("reopened", what.author.person_id)  # type: ignore[union-attr]
    assert closing(door_after(what, undoes(what), world=AT_CLOSED)) is None
    is_line = UndoCorrection(**common(90, 9), correction_id=line.id)  # type: ignore[union-attr]
    assert closing(door_after(what, by(a_coordinator(), is_line), world=AT_CLOSED)) == CLOSED_BY_UNDO


OPENS = incoming(a_correction(fields={"name": "李红"}))


def test_a_person_takes_their_own_correction_back_that_opened_the_door() -> None:
    assert receipt(OPENS, undoes(OPENS, 1, 2), world=AT_CLOSED) == ("applied", None)


def test_taking_back_the_correction_that_opened_a_door_hides_nobody_elses_work() -> None:
    asked, came = incoming(a_request(2, 1), 2), incoming(a_visit(2, 2), 2)

    door = door_after(OPENS, asked, came, undoes(OPENS), world=AT_CLOSED)

    assert (door.body.household.name, closing(door)) == (None, None)


def test_a_correction_that_opened_a_door_is_taken_back_as_any_other() -> None:
    """Also where it was closed and opened since; and what stood beside it is no conflict any more."""
    shut = by(a_coordinator(), CloseHousehold(**common(90, 1), reason="demolished"))
    opened = by(a_coordinator(), ReopenHousehold(**common(90, 2), reason="有人住"))
    other = incoming(a_correction(2, 1, fields={"name": "王芳"}), 2)

    ruling = judged(OPENS, shut, opened, undoes(OPENS), world=AT_CLOSED).judged[-1].ruling
    assert (ruling.outcome, ruling.reason) == ("applied", None)
    assert door_after(OPENS, other, world=AT_CLOSED).body.conflict_count == 1
    assert door_after(OPENS, other, undoes(OPENS), world=AT_CLOSED).body.conflict_count == 0


@pytest.mark.parametrize("is_coordinators", [False, True])
@pytest.mark.parametrize("reason", ["demolished", "no_such_door"])
def test_what_a_person_says_of_a_closing_replaces_that_of_the_undo_of_an_import(reason: str, is_coordinators: bool) -> None:
    said = CloseHousehold(**common(90 if is_coordinators else 1, 1), reason=reason)
    what = by(a_coordinator(), said) if is_coordinators else incoming(said)

    judgement = judged(what, world=AT_CLOSED)

    again = closing(judgement.doors[DOOR])
    assert again is not None
    assert (again.reason, again.by, again.confirmed) == (reason, what.author.person_id, is_coordinators)
    assert judgement.judged[0].ruling.outcome == "applied"
    assert closing(door_after(what, undoes(what, 90 if is_coordinators else 1), world=AT_CLOSED)) is None


def test_what_else_comes_to_a_door_that_is_closed_leaves_it_closed() -> None:
    roll = replace(an_author(), person_id=ROLL, is_system=True)
    closes_too = CloseHousehold(**common(1, 1), reason="demolished")

    for world, what in (
        (AT_CLOSED, incoming(closes_too, author=roll)),
        (replace(AT_CLOSED, rolls=frozenset()), incoming(closes_too)),
        (AT_CLOSED, incoming(a_correction(fields={"note": "有狗"}), author=roll)),
        (replace(AT_CLOSED, rolls=frozenset()), incoming(a_visit())),  # a person closed it
    ):
        assert closing(judged(what, world=world).doors.get(DOOR, AT_CLOSED.doors[DOOR])) == CLOSED_BY_UNDO
    later = incoming(a_correction(n=2, fields={"note": "有狗"}))
    too_late = incoming(a_correction(n=1, fields={"note": "有猫"}))
    opened = door_after(later, world=AT_CLOSED)
    shut = a_world(replace(opened, body=replace(opened.body, household=replace(opened.body.household, closed=CLOSED_BY_UNDO))))
    assert closing(judged(too_late, world=replace(shut, rolls=AT_CLOSED.rolls)).doors.get(DOOR, shut.doors[DOOR])) == CLOSED_BY_UNDO
