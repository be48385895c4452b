"""Erasing the people behind a door: no word of them is left, and its states are what they were."""

from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sync.card import encode_body
from sync.commands import Park
from sync.coverage import NOTHING
from sync.effect import coverage_change, visit_changes, work_change
from sync.erasing import erase, without_words, words_of
from sync.judge import fold, judge
from sync.merge import encode_merge
from tests.sync.histories import Phones, mixed, phones, the_door, the_world
from tests.sync.makers import DOOR, NOON, a_correction, a_door, a_visit, a_wish, a_world, common, incoming, uid
from tests.sync.test_judge import after

NEW = uid("new-door")
BY = uid("person", 90)


@given(phones(), st.randoms(use_true_random=False))
def test_erasing_leaves_no_word_and_every_state(made: Phones, rng: Random) -> None:
    door = after(mixed(made, rng))
    words = words_of(door)

    erased = erase(door, NEW, by=BY, at=NOON, version=door.version + 1)

    left = (encode_body(erased.blank.body) + encode_merge(erased.blank.merge)).decode()
    assert [word for word in words if len(word) > 1 and word in left] == []
    assert erased.blank.body.residents == erased.blank.body.requests == erased.blank.body.conflicts == []
    before = [(place.state, place.visited, place.tries, place.last_visit_at, place.gone) for place in door.placements]
    assert [(place.state, place.visited, place.tries, place.last_visit_at, place.gone) for place in erased.blank.placements] == before
    assert all(place.gone == "erased" for place in erased.gone.placements)
    assert erased.gone.id == door.id
    assert erased.blank.id == NEW


@given(phones(), st.randoms(use_true_random=False))
def test_erasing_changes_no_counter(made: Phones, rng: Random) -> None:
    door = after(mixed(made, rng))
    erased = erase(door, NEW, by=BY, at=NOON, version=door.version + 1)
    pairs = [(door, erased.gone), (None, erased.blank)]

    cells, people = coverage_change(pairs)

    assert all(counts == NOTHING for counts in (*cells.values(), *people.values()))
    assert work_change(visit_changes(pairs)) == {}


def test_a_wish_of_the_door_stays_without_its_words_and_one_of_a_resident_goes() -> None:
    resident = msgspec.convert({"id": str(uid("res")), "name": "陈桂兰"}, type=type(the_door().body.residents[0]))
    door = a_door(residents=[resident])
    wishes = [incoming(a_wish(1, 1)), incoming(a_wish(1, 2, resident_id=uid("res")))]
    door = fold(wishes, a_world(door)).doors[DOOR]

    erased = erase(door, NEW, by=BY, at=NOON, version=9)

    assert [(wish.reason, wish.resident_id) for wish in erased.blank.body.do_not_contact] == [("", None)]
    assert erased.blank.placements[0].state == "do_not_contact"


def test_every_value_a_field_has_kept_is_among_the_words() -> None:
    first = incoming(a_correction(1, fields={"name": "程家", "phones": ["13900000001"], "note": None}))
    second = incoming(a_correction(2, fields={"name": "成家"}), 2)
    door = fold([first, second], a_world(a_door(name="陈家"))).doors[DOOR]

    assert {"程家", "成家", "13900000001"} <= words_of(door)


def test_what_comes_for_an_erased_household_is_superseded_whoever_sends_it() -> None:
    world = msgspec.structs.replace(the_world(), doors={}, erased=frozenset({DOOR}))

    as_text = Park(**common(1, 9, household_id=None), body=f'{{"type":"?","household_id":"{DOOR}","note":"陈家"}}')
    rulings = [judge(incoming(command), world) for command in (a_visit(), a_correction(fields={"name": "陈家"}), a_wish(), as_text)]

    assert [(ruling.outcome, ruling.reason, ruling.records) for ruling in rulings] == [("superseded", "erased", ())] * 4


def test_a_door_that_was_parted_from_erased_people_keeps_the_wish_that_stayed_on_both_without_its_words() -> None:
    world = a_world(a_door())
    shared, own = a_wish(1, 1), a_wish(1, 2)
    door = fold([incoming(shared), incoming(own)], world).doors[DOOR]

    bare = without_words(door, {str(shared.id)}, {"elsewhere"}, 9)

    assert (bare.version, [(wish.id, wish.reason) for wish in bare.body.do_not_contact]) == (9, [(shared.id, ""), (own.id, own.reason)])
    assert [wish.reason for wish in bare.merge.wishes] == ["", own.reason]


def test_what_was_written_under_the_id_of_erased_people_goes_from_the_door_that_they_were_parted_from() -> None:
    door = fold([incoming(a_correction(1, fields={"name": "陈家"}))], a_world(a_door())).doors[DOOR]
    under_its_id = incoming(a_correction(2, fields={"name": "程家", "needs": ["送饭"]}, household_id=NEW, seen=None), 2)
    door = fold([under_its_id], a_world(door, aliases={NEW: DOOR})).doors[DOOR]
    assert "程家" in words_of(door)

    bare = without_words(door, (), {str(NEW)}, 9)

    assert (bare.body.household.name, bare.body.household.needs, bare.body.conflicts) == ("陈家", [], [])
    assert "程家" not in words_of(bare)
