"""Visits typed in from paper: whose they are, who may type them in, and that who typed stays readable."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from sync.card import Door, encode_body
from sync.commands import AnyCommand, VoidVisit
from sync.effect import visit_changes, work_change
from sync.judge import Judged, fold
from sync.protocol import CardBody, CardVisit
from sync.records import Visit
from sync.world import Author, HeldSpan, TeamSpan, World
from tests.sync.makers import (
    BUILDING,
    CAMPAIGN,
    DAY,
    DOOR,
    NOON,
    OTHER_TEAM,
    TEAM,
    a_coordinator,
    a_door,
    a_placement,
    a_visit,
    a_world,
    an_author,
    common,
    incoming,
    uid,
)

KNOCKER = an_author(1)
STRANGER = an_author(8, team_id=OTHER_TEAM)
NO_TEAM = an_author(9, team_id=None)


def left(days_ago: int, role: str = "member") -> tuple[TeamSpan, ...]:
    return (TeamSpan(TEAM, role, 0, NOON - days_ago * DAY),)


def a_paper_world(door: Door | None = None, *, knocker: Author = KNOCKER, **more: Any) -> World:
    people = {each.person_id: each for each in (knocker, STRANGER, NO_TEAM)}
    return a_world(door or a_door(), people=people, **more)


def typed(author: Author, *more: AnyCommand, world: World | None = None, of: UUID = KNOCKER.person_id, at: int = NOON) -> Judged:
    """The last of these commands, after the author typed in a visit."""
    commands = (a_visit(90, for_person=of, at=at), *more)
    return fold([incoming(each, 90, author=author) for each in commands], world or a_paper_world()).judged[-1]


def visit_on(one: Judged) -> CardVisit:
    assert one.ruling.door is not None
    return msgspec.json.decode(encode_body(one.ruling.door.body), type=CardBody).visits[0]


def test_a_visit_typed_in_for_somebody_is_theirs_and_says_who_typed_it() -> None:
    office = a_coordinator()

    one = typed(office)

    visit, (record,) = visit_on(one), one.ruling.records
    assert (visit.by, visit.by_name, visit.team_id) == (KNOCKER.person_id, KNOCKER.name, TEAM)
    assert (visit.typed_by, visit.typed_by_name) == (office.person_id, office.name)
    assert isinstance(record, Visit)
    assert (record.person_id, record.typed_by) == (KNOCKER.person_id, office.person_id)
    assert one.ruling.door is not None
    work = work_change(visit_changes([(a_door(), one.ruling.door)]))
    assert (CAMPAIGN, TEAM, KNOCKER.person_id) in work
    assert (CAMPAIGN, TEAM, office.person_id) not in work


@pytest.mark.parametrize(
    ("author", "knocker", "outcome"),
    [
        (a_coordinator(), KNOCKER, "applied"),
        (an_author(90, team_id=None, is_coordinator=True, covers=frozenset({BUILDING})), KNOCKER, "applied"),
        (an_author(90, team_id=None, is_coordinator=True, covers=frozenset({uid("elsewhere")})), KNOCKER, "parked"),
        (an_author(90, role="leader"), KNOCKER, "applied"),
        (an_author(90), KNOCKER, "parked"),
        (an_author(90, team_id=OTHER_TEAM, role="leader"), KNOCKER, "parked"),
        (an_author(90, teams=left(59, "leader")), KNOCKER, "applied"),
        (an_author(90, teams=left(61, "leader")), KNOCKER, "parked"),
        (a_coordinator(), STRANGER, "parked"),
        (a_coordinator(), NO_TEAM, "parked"),
        (a_coordinator(), an_author(77), "parked"),
        (a_coordinator(), an_author(1, teams=left(59)), "applied"),
        (a_coordinator(), an_author(1, teams=left(61)), "parked"),
    ],
)
def test_who_may_type_in_a_visit_and_for_whom(author: Author, knocker: Author, outcome: str) -> None:
    known = knocker if knocker.person_id == KNOCKER.person_id else KNOCKER

    one = typed(author, world=a_paper_world(knocker=known), of=knocker.person_id)

    assert one.ruling.outcome == outcome
    assert one.ruling.reason == (None if outcome == "applied" else "not_yours")


@pytest.mark.parametrize("author", [a_coordinator(), an_author(90, role="leader")])
def test_who_names_themselves_names_nobody(author: Author) -> None:
    visit = visit_on(typed(author, of=author.person_id))

    assert (visit.by, visit.typed_by) == (author.person_id, msgspec.UNSET)


def test_a_sheet_typed_in_after_its_doors_were_moved_counts_for_who_knocked() -> None:
    door = a_door(placements=[a_placement(team_id=OTHER_TEAM)])
    world = a_paper_world(door, spans={DOOR: (HeldSpan(CAMPAIGN, TEAM, NOON - 9 * DAY, NOON - DAY),)})

    one = typed(a_coordinator(), world=world)

    visit = visit_on(one)
    assert (visit.team_id, visit.late, visit.by) == (TEAM, True, KNOCKER.person_id)
    assert [(each.what, each.to, each.by) for each in one.ruling.notices] == [
        ("late_work", None, KNOCKER.person_id),
        ("late_work", KNOCKER.person_id, KNOCKER.person_id),
    ]


def test_who_left_before_the_team_got_the_door_may_still_have_knocked_there_for_it() -> None:
    world = a_paper_world(knocker=an_author(1, teams=left(3)), spans={DOOR: (HeldSpan(CAMPAIGN, TEAM, NOON - DAY, None),)})

    assert visit_on(typed(an_author(90, role="leader"), world=world)).team_id == TEAM


def test_a_typed_in_visit_is_voided_by_who_typed_it_without_telling_who_knocked() -> None:
    void = VoidVisit(**common(90, 2), visit_id=a_visit(90).id, reason="记错")

    one = typed(an_author(90, role="leader"), void)
    by_knocker = fold(
        [incoming(a_visit(90, for_person=KNOCKER.person_id), 90, author=a_coordinator()), incoming(void, 1, author=KNOCKER)],
        a_paper_world(),
    ).judged[-1]

    assert (one.ruling.outcome, one.ruling.notices) == ("applied", ())
    assert (by_knocker.ruling.outcome, by_knocker.ruling.notices) == ("applied", ())


def test_what_else_came_with_it_does_not_say_for_whom_a_coordinator_worked() -> None:
    """A coordinator who also knocks: their own visit is the holder's, whether earlier holders were read for another command or not."""
    both = an_author(90, team_id=OTHER_TEAM, is_coordinator=True)
    spans = {DOOR: (HeldSpan(CAMPAIGN, OTHER_TEAM, NOON - 9 * DAY, NOON - DAY),)}

    alone, with_others = (
        fold([incoming(a_visit(90), 90, author=both)], world).judged[0] for world in (a_paper_world(), a_paper_world(spans=spans))
    )

    assert visit_on(alone).team_id == visit_on(with_others).team_id == TEAM
