"""What a household was added with gets lines of its own before anybody replaces it: once, and only where there was something."""

from typing import Any

from msgspec.structs import replace

from sync.card import Door
from sync.commands import AddResident, AnyCommand, CorrectResident, ResidentFields
from sync.joining import join
from sync.judge import Judgement
from sync.merge import Merge
from sync.records import FieldWrite, FirstValue
from tests.sync.doubles import FOUND, found_door
from tests.sync.judging import NEW_DOOR, RESIDENT, a_new_door, by, judged
from tests.sync.makers import (
    BUILDING,
    CREATOR,
    NOON,
    OFFICE,
    a_coordinator,
    a_correction,
    a_door,
    a_world,
    common,
    incoming,
    replica_of,
    uid,
)


def firsts(judgement: Judgement) -> list[tuple[str, Any]]:
    records = [record for each in judgement.judged for record in each.ruling.records]
    return [(record.subject, record.value) for record in records if isinstance(record, FirstValue)]


def corrected(*commands: AnyCommand, door: Door | None = None) -> list[tuple[str, Any]]:
    return firsts(judged(*[incoming(each) for each in commands], world=a_world(door or a_door(name="陈家", phones=["13900000001"]))))


def test_the_first_correction_of_a_field_leaves_what_it_was_added_with() -> None:
    ruling = judged(incoming(a_correction(fields={"name": "程家"})), world=a_world(a_door(name="陈家"))).judged[0].ruling

    (first,) = [record for record in ruling.records if isinstance(record, FirstValue)]
    assert (first.subject, first.value, first.household_id) == ("name", "陈家", a_door().id)
    assert (first.command_id, first.person_id, first.replica_id) == (uid("import"), CREATOR, OFFICE)
    assert (first.n, first.version) == (1, 1)
    assert [record.value for record in ruling.records if isinstance(record, FieldWrite)] == ["程家"]


def test_each_field_says_its_first_value_once() -> None:
    one, two = a_correction(fields={"name": "程家"}), a_correction(n=2, fields={"name": "成家", "phones": []})

    assert corrected(one, two) == [("name", "陈家"), ("phones", ["13900000001"])]


def test_of_two_phones_that_correct_a_field_only_the_first_to_return_says_it() -> None:
    assert corrected(a_correction(1, fields={"name": "程家"}), a_correction(2, fields={"name": "成家"})) == [("name", "陈家")]
    assert corrected(a_correction(1, fields={"name": "程家"}, seen=None), a_correction(2, fields={"name": "成家"})) == [("name", "陈家")]


def test_what_was_left_empty_says_nothing() -> None:
    given = {"name": "程家", "phones": ["1"], "people_count": 3, "note": "有狗", "needs": ["独居老人"], "roll_vacant": True}

    assert corrected(a_correction(fields=given), door=a_door()) == []
    assert corrected(a_correction(fields=given), door=a_door(people_count=0, roll_vacant=True)) == [
        ("people_count", 0),
        ("roll_vacant", True),
    ]


def test_an_address_is_left_whole() -> None:
    address = {"building_id": str(BUILDING), "entrance": "1", "floor": 3, "door": "301"}

    assert corrected(a_correction(fields={"door": "302"}), a_correction(n=2, fields={"floor": 4})) == [("address", address)]


def test_a_correction_that_changes_nothing_leaves_it_and_one_that_is_superseded_does_not() -> None:
    finder = a_coordinator(1)
    same = by(finder, a_correction(n=2, fields={"name": "陈家"}))
    adding = by(finder, a_new_door(n=5, name="陈家"))
    late = by(finder, a_correction(n=4, household_id=NEW_DOOR, fields={"name": "程家"}))

    assert firsts(judged(same, world=a_world(a_door(name="陈家")))) == [("name", "陈家")]
    assert firsts(judged(adding, world=a_world())) == []
    added = judged(adding, world=a_world()).doors[NEW_DOOR]
    assert firsts(judged(late, world=a_world(added))) == []


def test_what_a_phone_added_is_the_finders() -> None:
    adding, correcting = a_new_door(name="陈家"), a_correction(n=2, household_id=NEW_DOOR, fields={"name": "程家"})

    (*_, last) = judged(incoming(adding), incoming(correcting)).judged
    (first,) = [record for record in last.ruling.records if isinstance(record, FirstValue)]

    assert (first.command_id, first.person_id, first.replica_id) == (adding.id, uid("person", 1), replica_of())


def test_a_resident_has_its_lines_from_the_beginning() -> None:
    fields = ResidentFields(name="陈桂兰")
    adding = AddResident(**{**common(1, 1), "id": RESIDENT}, fields=fields)
    correcting = CorrectResident(**common(1, 2), resident_id=RESIDENT, fields=ResidentFields(name="陈桂芳"))

    judgement = judged(incoming(adding), incoming(correcting), world=a_world(a_door()))

    written = [record for each in judgement.judged for record in each.ruling.records if isinstance(record, FieldWrite)]
    assert [(record.command_id, record.value) for record in written] == [(RESIDENT, "陈桂兰"), (correcting.id, "陈桂芳")]
    assert firsts(judgement) == []


def test_a_door_without_a_beginning_has_nothing_to_say() -> None:
    assert corrected(a_correction(fields={"name": "程家"}), door=replace(a_door(name="陈家"), merge=Merge())) == []


def test_a_join_leaves_what_both_were_added_with_where_they_meet() -> None:
    one, other = a_door(name="陈家", note="门铃坏了"), found_door(name="程家", people_count=2)

    joined = join(one, other)

    said = {(first.household_id, first.subject, first.value) for first in joined.firsts}
    assert said == {(one.id, "name", "陈家"), (FOUND, "name", "程家"), (FOUND, "people_count", 2)}
    later = a_correction(n=9, at=NOON + 9, seen=joined.survivor.version, fields={"name": "成家", "note": "", "people_count": 3})
    assert corrected(later, door=joined.survivor) == [("note", "门铃坏了")]


def test_that_nobody_lives_there_is_a_word_in_a_join() -> None:
    card = join(a_door(people_count=2), found_door(people_count=0)).survivor.body

    assert {card.household.people_count, *(each.other for each in card.conflicts)} == {0, 2}


def test_a_join_does_not_say_again_what_a_correction_has_said() -> None:
    one = judged(incoming(a_correction(fields={"name": "成家"})), world=a_world(a_door(name="陈家"))).doors[a_door().id]

    assert [(first.household_id, first.value) for first in join(one, found_door(name="程家")).firsts] == [(FOUND, "程家")]
