"""A card on its way: stored encoded, spliced with the feed part, tagged as written."""

import json
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sync.card import assignment_part, encode_body, held_of, splice_card, with_conflicts
from sync.judge import fold
from sync.protocol import Card, Resident
from tests.sync.makers import CAMPAIGN, DOOR, TEAM, a_correction, a_door, a_visit, a_world, an_author, incoming, uid


@given(st.integers(1, 2**60), st.integers(0, 2**48 - 1), st.none() | st.uuids(), st.integers(1, 99))
def test_a_spliced_card_is_one_card(version: int, tag: int, person: UUID | None, epoch: int) -> None:
    door = fold([incoming(a_visit())], a_world(a_door(residents=[Resident(id=uid("res"), name="“陈”\\")]))).doors[DOOR]

    entry = splice_card(encode_body(door.body), version, tag, assignment_part(CAMPAIGN, TEAM, person, epoch), "met")

    card = msgspec.json.decode(msgspec.json.encode(json.loads(entry)["card"]), type=Card)
    assert (card.version, card.tag, card.state, card.household.id) == (version, tag, "met", DOOR)
    assert msgspec.to_builtins(card.assignment) == {
        "campaign_id": str(CAMPAIGN),
        "team_id": str(TEAM),
        "person_id": person and str(person),
        "epoch": epoch,
    }
    assert [visit.outcome for visit in card.visits] == ["met"]


def test_a_door_of_nobodys_says_null() -> None:
    part = assignment_part(None, None, None, 1)

    assert json.loads(part) == {"campaign_id": None, "team_id": None, "person_id": None, "epoch": 1}


def test_a_field_of_a_subject_that_was_never_made_holds_nothing() -> None:
    assert held_of(a_door(), str(uid("nobody")), "name", None) == ()


def test_conflicts_are_bounded_latest_first_with_their_count() -> None:
    people = [Resident(id=uid("res", number), name="陈") for number in range(12)]
    fields = {"name": "程家", "note": "有狗", "people_count": 3}
    others = {"name": "成家", "note": "无狗", "people_count": 4}
    corrections = [
        incoming(a_correction(1, 1, fields=fields)),
        *(incoming(a_correction(number, 1, fields=others, at=number), number) for number in range(2, 10)),
    ]
    door = fold(corrections, a_world(a_door(residents=people))).doors[DOOR]

    assert (len(door.body.conflicts), door.body.conflict_count) == (20, 24)
    ats = [each.other_at for each in door.body.conflicts]
    assert ats == sorted(ats, reverse=True)
    assert with_conflicts(door) == door


def test_an_authors_rights_are_those_of_the_role_and_of_now() -> None:
    leader = an_author(role="leader")

    assert leader.is_in(TEAM)
    assert leader.is_in(TEAM, as_leader=True)
    assert not an_author().is_in(TEAM, as_leader=True)
    assert not leader.is_in(None)
