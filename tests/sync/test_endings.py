"""What has ended: a campaign's or a team's slice that nobody follows any more, and the work that comes in for it late."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from sync.card import Door
from sync.commands import AddHousehold, AnyCommand
from sync.judge import fold
from sync.world import LATE_MS, Author, Place, TeamSpan, World
from tests.sync.makers import (
    BUILDING,
    CAMPAIGN,
    DAY,
    NOON,
    SLICE,
    TEAM,
    a_door,
    a_moment,
    a_placement,
    a_visit,
    a_world,
    an_author,
    common,
    incoming,
    replica_of,
    uid,
)

NEW_DOOR = uid("new")
NEXT = uid("cam2")


def outcome_of(author: Author, command: AnyCommand, world: World) -> tuple[str, str | None]:
    (judged,) = fold([incoming(command, author=author)], world).judged
    return judged.ruling.outcome, judged.ruling.reason


@pytest.mark.parametrize(("after", "outcome"), [(-DAY, "applied"), (0, "applied"), (LATE_MS, "applied"), (LATE_MS + 1, "parked")])
def test_work_at_an_ended_slice_counts_for_sixty_days(after: int, outcome: str) -> None:
    ended_at = NOON - 90 * DAY
    door = a_door(placements=[a_placement(ended_at=ended_at)])

    assert outcome_of(an_author(), a_visit(at=ended_at + after), a_world(door))[0] == outcome


def test_a_team_that_goes_on_elsewhere_holds_its_doors_of_an_ended_campaign_no_longer() -> None:
    door = a_door(
        placements=[a_placement(ended_at=NOON - 61 * DAY), a_placement(slice_id=uid("slk"), campaign_id=NEXT, team_id=uid("third"))]
    )

    assert outcome_of(an_author(), a_visit(), a_world(door)) == ("parked", "not_yours")


def a_find(n: int = 1, at: int = NOON, **more: UUID | None) -> AddHousehold:
    named = {"campaign_id": CAMPAIGN, "team_id": TEAM, **more}
    return AddHousehold(**common(1, n, at=at, household_id=NEW_DOOR), building_id=BUILDING, entrance="1", floor=9, door="901", **named)


def placed(author: Author, command: AddHousehold, *places: Place) -> list[tuple[UUID, UUID | None]]:
    """(campaign, team) of each row of the new door."""
    moment = a_moment(command.at, replica=replica_of())
    door: Door = fold([incoming(command, author=author, moment=moment)], a_world(places={BUILDING: places})).doors[NEW_DOOR]
    return [(place.campaign_id or NEXT, place.team_id) for place in door.placements]


def test_a_new_door_of_an_ended_campaign_or_team_enters_its_slice() -> None:
    ended = Place(SLICE, CAMPAIGN, TEAM, 3, NOON - DAY)
    over = (ended, Place(uid("slj"), CAMPAIGN, None, 3, NOON - DAY), Place(uid("slk"), NEXT, None, 3))  # a campaign, and the next
    team_over = (ended, Place(uid("slj"), CAMPAIGN, None, 3))
    left = Author(person_id=uid("left"), name="left", teams=(TeamSpan(TEAM, "member", 0, NOON - DAY),))

    assert sorted(placed(an_author(), a_find(), *over)) == sorted([(CAMPAIGN, TEAM), (NEXT, None)])
    assert placed(left, a_find(), *team_over) == [(CAMPAIGN, TEAM)]
    long_ago = replace(left, teams=(TeamSpan(TEAM, "member", 0, NOON - LATE_MS - 1),))
    assert placed(long_ago, a_find(), *team_over) == [(CAMPAIGN, None)]
    assert placed(an_author(), a_find(campaign_id=None), *over) == [(NEXT, None)]
    assert placed(an_author(team_id=uid("afar")), a_find(), *over) == [(NEXT, None)]


def test_the_finder_goes_on_at_the_door_for_the_team_it_was_found_for() -> None:
    left = Author(person_id=uid("left"), name="left", teams=(TeamSpan(TEAM, "member", 0, NOON - DAY),))
    world = a_world(places={BUILDING: (Place(SLICE, CAMPAIGN, TEAM, 3, NOON - DAY),)})
    visit = replace(a_visit(n=2), household_id=NEW_DOOR)
    stranger = replace(left, person_id=uid("other"))
    other = replace(visit, id=uid("other"), n=3)

    found = fold([incoming(a_find(), author=left), incoming(visit, author=left), incoming(other, author=stranger)], world)

    assert [each.ruling.outcome for each in found.judged] == ["applied", "applied", "parked"]
    assert found.doors[NEW_DOOR].visits[0].team_id == str(TEAM)
