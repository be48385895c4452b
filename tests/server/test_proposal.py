"""Sharing out: every chosen door is proposed once, shares are even, neighbours stay together, and nothing goes to a team that ended."""

from itertools import groupby
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.assignments.proposal import DOORS_A_PERSON, GRAINS, Door, Grain, Share, Taker, choose_takers, fair_counts, propose

WORDS = ("手语", "英语", "腿脚不便")
words = st.frozensets(st.sampled_from(WORDS), max_size=2)


def a_door(number: int, building: int = 1, entrance: str = "1", floor: int = 1, **more: object) -> Door:
    place = (f"{building:03}", entrance, floor, f"{number:06}")
    return Door(UUID(int=number), UUID(int=9_000 + building), place, **more)  # type: ignore[arg-type]


def a_taker(number: int, members: int = 4, **more: object) -> Taker:
    return Taker(UUID(int=number), members, **more)  # type: ignore[arg-type]


@st.composite
def towers(draw: st.DrawFn) -> list[Door]:
    """Doors of some buildings with entrances and floors of different sizes."""
    doors: list[Door] = []
    for building in range(draw(st.integers(1, 4))):
        for entrance in range(draw(st.integers(1, 3))):
            for floor in range(draw(st.integers(1, 4))):
                for _ in range(draw(st.integers(1, 4))):
                    doors.append(a_door(len(doors) + 1, building, str(entrance), floor, needs=draw(words)))
    return doors


takers = st.integers(1, 6).flatmap(
    lambda count: st.tuples(
        *(
            st.builds(
                Taker,
                id=st.just(UUID(int=number)),
                members=st.integers(0, 6),
                left=st.integers(0, 60),
                at=st.lists(st.integers(0, 5).map(lambda building: f"{building:03}"), max_size=2, unique=True).map(tuple),
                can=words,
                has_ended=st.booleans(),
            )
            for number in range(1, count + 1)
        )
    )
)
grains = st.sampled_from(("auto", *GRAINS))


def given_to(shares: list[Share]) -> dict[UUID, list[UUID]]:
    return {share.taker_id: list(share.doors) for share in shares}


@given(towers(), takers, grains, st.booleans(), st.booleans(), st.randoms())
def test_every_chosen_door_is_proposed_once_whatever_order_they_come_in(doors, those, grain, by_need, by_met, rng) -> None:  # type: ignore[no-untyped-def]
    shares = propose(doors, those, grain=grain, by_need=by_need, by_met=by_met)
    again = propose(rng.sample(doors, k=len(doors)), those, grain=grain, by_need=by_need, by_met=by_met)

    proposed = [door for share in shares for door in share.doors]
    assert sorted(proposed) == (sorted(door.id for door in doors) if any(not taker.has_ended for taker in those) else [])
    assert given_to(again) == given_to(shares)


@given(towers(), takers, grains, st.booleans())
def test_nothing_is_proposed_to_a_team_that_has_ended(doors: list[Door], those: tuple[Taker, ...], grain: Grain, by_need: bool) -> None:
    ended = {taker.id for taker in those if taker.has_ended}

    assert ended.isdisjoint(share.taker_id for share in propose(doors, those, grain=grain, by_need=by_need))


@given(st.integers(0, 400), takers)
def test_the_fair_counts_leave_nobody_more_than_one_door_behind(doors: int, those: tuple[Taker, ...]) -> None:
    counts = fair_counts(doors, those)
    working = [taker for taker in those if taker.members > 0] or list(those)

    assert sum(counts.values()) == doors
    for one in those:
        for other in working:
            has = (one.left + counts[one.id]) / max(1, one.members)
            could = (other.left + counts[other.id] + 1) / max(1, other.members)
            assert counts[one.id] == 0 or has <= could


@given(towers(), takers, st.sampled_from(GRAINS))
def test_shares_are_even_within_one_block_of_what_stays_together(doors: list[Door], those: tuple[Taker, ...], grain: Grain) -> None:
    working = [taker for taker in those if not taker.has_ended]
    depth = GRAINS.index(grain) + 1
    largest = max(len(list(block)) for _, block in groupby(sorted(door.place for door in doors), key=lambda place: place[:depth]))

    shares = given_to(propose(doors, those, grain=grain))

    fair = fair_counts(len(doors), working)
    assert all(abs(len(shares[taker.id]) - fair[taker.id]) <= largest for taker in working)


@given(towers(), takers, st.sampled_from(GRAINS[:3]))
def test_what_is_to_stay_together_goes_to_one_team(doors: list[Door], those: tuple[Taker, ...], grain: Grain) -> None:
    depth = GRAINS.index(grain) + 1
    place_of = {door.id: door.place[:depth] for door in doors}

    shares = propose(doors, those, grain=grain)

    holders: dict[object, set[UUID]] = {}
    for share in shares:
        for door in share.doors:
            holders.setdefault(place_of[door], set()).add(share.taker_id)
    assert all(len(teams) == 1 for teams in holders.values())


@given(towers(), takers)
def test_each_run_is_of_neighbours(doors: list[Door], those: tuple[Taker, ...]) -> None:
    at = {door.id: number for number, door in enumerate(sorted(doors, key=lambda door: door.place))}

    for share in propose(doors, those):
        steps = sorted(at[door] for door in share.doors)
        assert steps == list(range(steps[0], steps[0] + len(steps))) if steps else True


@given(towers(), takers)
def test_a_door_with_a_need_goes_to_somebody_who_can_if_there_is_anybody(doors: list[Door], those: tuple[Taker, ...]) -> None:
    can = {taker.id: taker.can for taker in those if not taker.has_ended}
    needs = {door.id: door.needs for door in doors}

    for share in propose(doors, those, by_need=True):
        for door in share.doors:
            somebody = any(needs[door] & each for each in can.values())
            assert not somebody or needs[door] & can[share.taker_id]


@given(towers(), st.lists(st.integers(0, 30), min_size=1, max_size=4), st.booleans())
def test_numbers_said_by_a_person_are_kept_exactly_as_far_as_there_are_doors(doors: list[Door], said: list[int], by_need: bool) -> None:
    those = [a_taker(number, count=count, can=frozenset(WORDS)) for number, count in enumerate(said, start=1)]

    shares = given_to(propose(doors, those, by_need=by_need))

    left = len(doors)
    for taker, count in zip(those, said, strict=True):
        assert len(shares[taker.id]) == min(count, left)
        left -= len(shares[taker.id])


def test_two_teams_of_equal_size_get_an_entrance_each() -> None:
    doors = [a_door(number, entrance=str(number % 2), floor=number // 4) for number in range(1, 49)]

    shares = propose(doors, [a_taker(1), a_taker(2)])

    assert [len(share.doors) for share in shares] == [24, 24]
    entrance = {door.id: door.place[1] for door in doors}
    assert [{entrance[door] for door in share.doors} for share in shares] == [{"0"}, {"1"}]


def test_one_entrance_for_three_teams_is_cut_between_floors() -> None:
    doors = [a_door(number, floor=number // 4) for number in range(48)]

    shares = propose(doors, [a_taker(number) for number in (1, 2, 3)])

    floors = {door.id: door.place[2] for door in doors}
    assert [sorted({floors[door] for door in share.doors}) for share in shares] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


def test_who_has_more_left_gets_less_and_who_has_more_people_gets_more() -> None:
    doors = [a_door(number) for number in range(1, 125)]

    shares = propose(doors, [a_taker(1, members=4, left=38), a_taker(2, members=5, left=17)], grain="door")

    assert [len(share.doors) for share in shares] == [42, 82]  # 80 to walk for four people, 99 for five


def test_each_team_gets_what_is_nearest_to_its_own_doors() -> None:
    doors = [a_door(number, building=3 if number <= 20 else 10) for number in range(1, 41)]

    shares = propose(doors, [a_taker(1, at=("011",)), a_taker(2, at=("002", "003"))])

    assert [{int(door) <= 20 for door in share.doors} for share in shares] == [{False}, {True}]


def test_whoever_met_a_household_before_gets_it_again_up_to_a_fair_share() -> None:
    doors = [a_door(number, met_by=frozenset({UUID(int=2)})) if number in (1, 2) else a_door(number) for number in range(1, 11)]

    shares = given_to(propose(doors, [a_taker(1), a_taker(2)], by_met=True))

    assert {UUID(int=1), UUID(int=2)} <= set(shares[UUID(int=2)])
    assert len(shares[UUID(int=2)]) == 5


def test_the_nearest_teams_are_proposed_until_nobody_gets_too_many() -> None:
    near = {UUID(int=1): 1, UUID(int=2): 3, UUID(int=3): 3, UUID(int=4): 3}
    those = [a_taker(1), a_taker(2, left=40), a_taker(3, left=10), a_taker(4, members=0)]

    assert choose_takers(4 * DOORS_A_PERSON, those, near) == [UUID(int=3)]
    assert choose_takers(4 * DOORS_A_PERSON + 1, those, near) == [UUID(int=3), UUID(int=2)]
    assert choose_takers(1000, those, near) == [UUID(int=3), UUID(int=2), UUID(int=1)]
