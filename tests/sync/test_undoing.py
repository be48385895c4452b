"""Corrections that are taken back: what they had settled is open again, and whoever wrote since keeps the word."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from sync.card import Door
from sync.commands import CorrectResident, ResidentFields, UndoCorrection
from sync.fields import Write, every_write, take_back
from sync.joining import join, part
from sync.merge import all_writes, base_of, with_base, with_writes
from sync.protocol import Resident
from sync.world import Incoming
from tests.sync.judging import RESIDENT, card_after, door_after, judged, receipt, told
from tests.sync.makers import (
    BUILDING,
    DOOR,
    NOON,
    a_coordinator,
    a_correction,
    a_door,
    a_world,
    common,
    incoming,
    uid,
)
from tests.sync.test_judge import seen_by_everyone

OTHER = uid("other door")


def names(number: int, n: int, name: str, **own: Any) -> Incoming:
    return incoming(a_correction(number, n, fields={"name": name}, **own), number)


def undoes(correction: Incoming, number: int = 90, n: int = 9, **own: Any) -> Incoming:
    """A coordinator's, if nobody else is named."""
    author = {"author": a_coordinator(number)} if number == 90 else {}
    return incoming(UndoCorrection(**common(number, n, **own), correction_id=correction.command.id), number, **author)


def settles(name: str, seen: int = 3) -> Incoming:
    return incoming(a_correction(90, 1, fields={"name": name}, seen=seen), 90, author=a_coordinator())


TWO = (names(1, 1, "陈家", at=NOON), names(2, 1, "程家", at=NOON + 1))  # versions 2 and 3: the second is shown


def values(door: Door) -> list[tuple[Any, Any, UUID, UUID]]:
    return [(each.kept, each.other, each.kept_by, each.other_by) for each in door.body.conflicts]


def test_a_disagreement_is_as_it_was_where_its_settling_is_taken_back() -> None:
    open_ = door_after(*TWO)
    for chosen in ("程家", "陈家"):  # keep what is shown, use the other
        settled = (*TWO, settles(chosen))
        assert values(door_after(*settled)) == []

        again = door_after(*settled, undoes(settled[-1]))

        assert seen_by_everyone(again) == seen_by_everyone(open_)
        assert again.body.conflicts == open_.body.conflicts
        assert again.version == open_.version + 2


def test_both_authors_hear_that_a_disagreement_is_open_again() -> None:
    settling = settles("陈家")

    assert told(*TWO, settling, undoes(settling)) == [("conflict", uid("person", number), "again") for number in (1, 2)]


def test_whoever_wrote_what_somebody_else_takes_back_hears_of_it() -> None:
    wrote = names(1, 1, "陈家")
    taken = undoes(wrote)

    assert told(wrote, taken) == [("taken_back", uid("person", 1), None)]
    assert told(wrote, undoes(wrote, 1, 2)) == []
    assert card_after(wrote, taken).household.name is None


def test_whoever_settled_some_of_it_hears_that_it_was_taken_back_and_not_that_it_is_settled() -> None:
    unseen = names(3, 1, "成家", at=NOON + 2, seen=None)
    some = settles("陈家")
    undone = incoming(UndoCorrection(**common(91, 1), correction_id=some.command.id), 91, author=a_coordinator(91))

    assert [each for each in told(*TWO, unseen, some) if each[0] == "settled"] == [("settled", uid("person", n), None) for n in (1, 2)]
    about_it = [(what, to) for what, to, _ in told(*TWO, unseen, some, undone) if what != "conflict"]
    assert about_it == [("taken_back", uid("person", 90))]


def test_what_somebody_wrote_since_is_not_overruled_by_an_undo() -> None:
    settling = settles("陈家")
    since = names(3, 1, "成家", seen=4)
    door = door_after(*TWO, settling, since, undoes(settling))

    assert receipt(*TWO, settling, since, undoes(settling)) == ("superseded", "written_since")
    assert (door.body.household.name, values(door)) == ("成家", [])


def test_a_phone_that_takes_back_its_correction_overrules_nobody_whom_it_never_saw() -> None:
    before = names(7, 1, "王淑珍", at=NOON - 10)
    wrong = names(1, 1, "王淑贞", seen=2)
    since = names(2, 1, "王秀珍", at=NOON + 10, seen=3)
    meanwhile = names(2, 1, "王秀珍", at=NOON - 5, seen=2)

    for history in ([wrong, since], [meanwhile, wrong]):
        door = door_after(before, *history, undoes(wrong, 1, 2, seen=2, at=NOON + 20))
        assert (door.body.household.name, values(door)) == ("王秀珍", [])


def test_a_value_that_came_in_unseen_stands_beside_those_that_are_open_again() -> None:
    settling = settles("陈家")
    unseen = names(3, 1, "成家", at=NOON + 2, seen=None)
    beside = [("成家", "程家"), ("成家", "陈家")]

    for order in ([settling, unseen, undoes(settling)], [settling, undoes(settling), unseen]):
        door = door_after(*TWO, *order)
        assert [(kept, other) for kept, other, *_ in values(door)] == beside


def test_who_corrected_one_of_the_two_meanwhile_has_replaced_that_one() -> None:
    settling = settles("程家")
    corrects = names(3, 1, "陈老家", seen=2)  # saw only the first

    for order in ([settling, corrects, undoes(settling)], [settling, undoes(settling), corrects]):
        assert {kept for each in values(door_after(*TWO, *order)) for kept in each[:2]} == {"程家", "陈老家"}


def test_of_two_who_settled_it_both_must_take_it_back() -> None:
    one, other = settles("陈家"), incoming(a_correction(3, 1, fields={"name": "陈家"}, seen=3), 3)
    first, second = undoes(one), undoes(other, 3, 2)

    assert values(door_after(*TWO, one, other, first)) == []
    assert receipt(*TWO, one, other, first) == ("applied", None)
    assert values(door_after(*TWO, one, other, first, second)) == values(door_after(*TWO))
    assert values(door_after(*TWO, one, other, second, first)) == values(door_after(*TWO))


def test_a_settling_that_was_settled_itself_is_taken_back_in_turn() -> None:
    one = settles("陈家")
    unseen = names(3, 1, "成家", at=NOON + 2, seen=None)
    last = incoming(a_correction(90, 2, fields={"name": "陈家"}, seen=5), 90, author=a_coordinator())
    history = (*TWO, one, unseen, last)

    assert len(values(door_after(*history, undoes(last)))) == 1
    assert len(values(door_after(*history, undoes(last), undoes(one, n=10)))) == 2
    assert len(values(door_after(*history, undoes(one), undoes(last, n=10)))) == 2


def test_a_later_word_of_the_same_phone_does_not_hide_what_it_never_saw() -> None:
    settling = incoming(a_correction(3, 1, fields={"name": "陈家"}, seen=3), 3)
    draft = incoming(a_correction(3, 2, fields={"name": "成家"}, seen=None), 3)  # kept from before all of it

    after = [door_after(*TWO, settling, *rest) for rest in ([draft, undoes(settling)], [undoes(settling), draft])]

    assert seen_by_everyone(after[0]) == seen_by_everyone(after[1])
    assert len(values(after[0])) == 2


def test_taken_back_twice_is_taken_back_once() -> None:
    settling = settles("陈家")
    history = (*TWO, settling, undoes(settling))

    assert receipt(*history, undoes(settling, 1, 7)) == ("noop", None)
    assert door_after(*history, undoes(settling, 1, 7)) == door_after(*history)


def test_a_correction_that_comes_after_its_undo_is_not_taken() -> None:
    settling = settles("陈家")
    late = (*TWO, undoes(settling), settling)

    assert receipt(*TWO, undoes(settling)) == ("superseded", "written_since")
    assert receipt(*late) == ("superseded", "taken_back")
    assert values(door_after(*late)) == values(door_after(*TWO))
    assert [each.outcome for each in judged(*late).judged[-1].ruling.records] == ["superseded"]  # type: ignore[union-attr]


def test_a_word_that_comes_in_after_a_later_one_of_its_phone_stands_again_where_that_is_taken_back() -> None:
    """After a restore a phone sends what waits, then what the store has lost."""
    first, last = names(1, 1, "陈家"), names(1, 2, "程家")
    undone = undoes(last, 1, 3)

    assert card_after(last, first).household.name == "程家"
    assert receipt(last, first) == ("superseded", "written_since")
    for history in ((first, last, undone), (last, first, undone), (last, undone, first)):
        assert card_after(*history).household.name == "陈家"


def test_a_word_that_comes_late_stands_again_beside_what_its_writer_never_saw() -> None:
    first, last, settled = names(1, 1, "陈家"), names(1, 2, "程家"), settles("刘家", seen=2)

    late = door_after(last, settled, first, undoes(last, 1, 3))

    assert [(kept, other) for kept, other, _, _ in values(late)] == [("刘家", "陈家")]


def test_a_correction_is_taken_back_in_each_of_its_fields() -> None:
    both = incoming(a_correction(1, 1, fields={"name": "陈家", "note": "有狗"}))
    since = names(2, 1, "程家", seen=2)
    card = card_after(both, since, undoes(both))

    assert (card.household.name, card.household.note) == ("程家", None)
    lines = judged(both, since, undoes(both)).judged[-1].ruling.records
    assert [(each.subject, each.value, each.outcome) for each in lines] == [("note", None, "undone")]  # type: ignore[union-attr]


def test_a_residents_field_is_taken_back_alike() -> None:
    wrote = incoming(CorrectResident(**common(1, 1), resident_id=RESIDENT, fields=ResidentFields(name="程桂兰")))

    assert card_after(wrote).residents == [Resident(id=RESIDENT, name="程桂兰")]
    assert card_after(wrote, undoes(wrote)).residents == [Resident(id=RESIDENT, name="陈桂兰")]


def test_an_address_is_taken_back_whole() -> None:
    moved = incoming(a_correction(1, 1, fields={"door": "302", "floor": 4}))
    home = card_after(moved, undoes(moved)).household

    assert (home.building_id, home.entrance, home.floor, home.door) == (BUILDING, "1", 3, "301")


def test_parts_of_an_address_are_joined_with_what_their_writer_saw_also_where_that_was_taken_back() -> None:
    moved = incoming(a_correction(1, 1, fields={"door": "302"}, at=NOON + 5))
    saw_it = incoming(a_correction(2, 1, fields={"floor": 4}, seen=2), 2)
    saw_it_taken_back = incoming(a_correction(2, 1, fields={"floor": 4}, seen=3), 2)

    assert card_after(moved, undoes(moved), saw_it).household.door == "302"
    assert card_after(moved, undoes(moved), saw_it_taken_back).household.door == "301"


def test_what_is_no_longer_kept_is_not_taken_back() -> None:
    wrote = names(1, 1, "陈家")
    door = door_after(wrote)
    before = tuple(replace(write, replaced=()) for write in all_writes(door.merge)["name"])  # as an older version stored it
    older = a_world(replace(door, merge=with_writes(door.merge, "name", before)))

    assert receipt(undoes(wrote), world=older) == ("superseded", "not_kept")
    undone = judged(undoes(wrote), world=older)
    assert undone.doors == {}
    assert [line.reason for line in undone.judged[0].ruling.records] == ["not_kept"]  # type: ignore[union-attr]


def test_of_two_fields_the_one_that_is_kept_is_taken_back() -> None:
    both = incoming(a_correction(1, 1, fields={"name": "陈家", "note": "有狗"}))
    door = door_after(both)
    before = tuple(replace(write, replaced=()) for write in all_writes(door.merge)["name"])
    older = a_world(replace(door, merge=with_writes(door.merge, "name", before)))

    assert receipt(undoes(both), world=older) == ("applied", None)
    assert card_after(undoes(both), world=older).household.name == "陈家"
    assert card_after(undoes(both), world=older).household.note is None


def test_a_write_beside_which_nothing_stood_leaves_nothing_to_stand() -> None:
    alone: Write = all_writes(door_after(names(1, 1, "陈家")).merge)["name"][0]

    assert take_back((replace(alone, past=(), replaced=()),), alone.command, 9) is None


def test_an_undo_goes_where_its_correction_stands() -> None:
    """It was made under the id of a door that was joined then, and has been parted since."""
    wrote = names(1, 1, "陈家")
    here, there = door_after(wrote), another_door()

    undone = judged(undoes(wrote, household_id=OTHER), world=a_world(here, there, corrected={wrote.command.id: DOOR}))

    assert undone.doors.keys() == {DOOR}
    assert undone.judged[0].receipt.household_id == DOOR
    assert undone.doors[DOOR].body.household.name is None


def test_an_undo_that_comes_too_late_leaves_a_line() -> None:
    wrote, since = names(1, 1, "陈家"), names(2, 1, "程家", seen=2)
    (line,) = judged(wrote, since, undoes(wrote)).judged[-1].ruling.records

    assert (line.what, line.household_id, line.reason) == ("undo_too_late", DOOR, "written_since")  # type: ignore[union-attr]


# Doors that were joined


def another_door(**household: Any) -> Door:
    """Of another line of the roll."""
    door = a_door(id=OTHER, door="302", **household)
    base = base_of(door.merge, "")
    assert base is not None
    return replace(door, merge=with_base(door.merge, "", replace(base, n=2, command=str(uid("import", 2)))))


def two_doors(*corrections: Incoming) -> tuple[Door, Door]:
    """The door, and another one with `corrections` made there."""
    absorbed = another_door(name="王家")
    there = judged(*corrections, world=a_world(absorbed)).doors.get(OTHER, absorbed)
    return a_door(name="陈家"), there


def at_other(number: int, n: int, name: str, **own: Any) -> Incoming:
    return names(number, n, name, household_id=OTHER, **own)


def test_what_was_written_at_a_joined_door_is_taken_back_at_what_they_became() -> None:
    wrote = at_other(1, 1, "汪家")
    survivor, absorbed = two_doors(wrote)
    joined = join(survivor, absorbed).survivor

    door = judged(undoes(wrote, household_id=OTHER), world=a_world(joined, aliases={OTHER: DOOR})).doors[DOOR]

    assert {str(each.value) for each in all_writes(door.merge)["name"]} == {"陈家", "王家"}


def test_an_undo_at_a_joined_door_outlives_their_parting() -> None:
    wrote = at_other(1, 1, "汪家")
    survivor, absorbed = two_doors(wrote)
    joined = join(survivor, absorbed).survivor
    undone = judged(undoes(wrote), world=a_world(joined)).doors[DOOR]

    parted = part(undone, absorbed, {})

    assert parted.restored.body.household.name == "王家"
    assert parted.survivor.body.household.name == "陈家"
    assert judged(undoes(wrote, n=10), world=a_world(parted.survivor)).judged[0].ruling.outcome == "noop"


def test_nothing_of_a_parted_door_comes_back_where_its_settling_is_taken_back() -> None:
    survivor, absorbed = two_doors(at_other(1, 1, "汪家"))
    joined = join(survivor, absorbed).survivor
    settling = settles("陈家", seen=joined.version)
    settled = judged(settling, world=a_world(joined)).doors[DOOR]
    left = part(settled, absorbed, {}).survivor
    assert "汪家" not in {write.value for write in every_write(all_writes(left.merge)["name"])}

    door = judged(undoes(settling), world=a_world(left)).doors[DOOR]

    assert (door.body.household.name, values(door)) == ("陈家", [])


def test_what_was_undone_before_the_join_is_known_after_it() -> None:
    wrote = at_other(1, 1, "汪家")
    survivor, absorbed = two_doors(wrote, undoes(wrote, household_id=OTHER))
    joined = join(survivor, absorbed).survivor

    assert receipt(undoes(wrote, n=10), world=a_world(joined)) == ("noop", None)


def test_a_value_left_empty_and_taken_back_to_is_no_word_against_the_other_doors() -> None:
    wrote = incoming(a_correction(1, 1, fields={"note": "有狗"}))
    survivor = judged(wrote, undoes(wrote), world=a_world(a_door())).doors[DOOR]

    joined = join(survivor, another_door(note="两条狗")).survivor

    assert (joined.body.household.note, values(joined)) == ("两条狗", [])
