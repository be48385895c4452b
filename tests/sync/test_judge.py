"""Properties of the fold: whatever phones hand in, in whatever order and pieces."""

from random import Random
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.card import MAX_CONFLICTS, NOBODY, Door, decode_body, encode_body, requests_of
from sync.commands import AddResident, AdvanceRequest, CommentRequest, RaiseRequest, RecordVisit, RefuseContact
from sync.coverage import NOTHING, Counts, counts_of, state_of, summed
from sync.effect import coverage_change, visit_changes, work_change
from sync.fields import says_nothing
from sync.judge import Judgement, fold
from sync.merge import MAX_VISITS, all_writes, decode_merge, encode_merge
from sync.placing import settle
from sync.protocol import CardBody
from sync.visit_log import added_up, sum_in
from sync.world import Incoming
from tests.sync.histories import Phones, mixed, phones, the_door, the_world
from tests.sync.makers import BUILDING, CAMPAIGN, DOOR, TEAM

orders = st.randoms(use_true_random=False)
OUTCOMES = {"applied", "noop", "merged", "superseded", "held", "parked"}


def after(commands: list[Incoming], door: Door | None = None) -> Door:
    return fold(commands, the_world(door)).doors.get(DOOR, settle(door or the_door()))


def in_pieces(commands: list[Incoming], rng: Random) -> Door:
    """The door after several batches, read back from what is stored between them."""
    door, rest = the_door(), list(commands)
    while rest:
        count = rng.randint(1, len(rest))
        door, rest = after(rest[:count], stored(door)), rest[count:]
    return settle(door)


def stored(door: Door) -> Door:
    """The door as the next transaction reads it."""
    return replace(door, body=decode_body(encode_body(door.body)), merge=decode_merge(encode_merge(door.merge)))


def card_of(door: Door) -> CardBody:
    return msgspec.json.decode(encode_body(door.body), type=CardBody)


def plain(value: Any) -> Any:
    return msgspec.to_builtins(value)


def everything(door: Door) -> Any:
    return [door.version, plain(card_of(door)), msgspec.json.decode(msgspec.json.encode(door.merge)), plain(door.placements)]


def by_id(many: Any) -> Any:
    return sorted(plain(many), key=lambda each: each["id"])


def seen_by_everyone(door: Door) -> Any:
    """What must not depend on the order in which phones return."""
    return {
        "merged": sorted((key, sorted(str(write.at) for write in held)) for key, held in all_writes(door.merge).items()),
        "household": {**plain(door.body.household), "closed": None},
        "residents": by_id(door.body.residents),
        "visits": [plain(card_of(door).visits), plain(door.visits)],
        "wishes": by_id(door.body.do_not_contact),
        "conflicts": sorted(plain(door.body.conflicts), key=str),
        "requests": [(each["id"], sorted(event["id"] for event in each["events"])) for each in by_id(requests_of(door.body))],
        "states": [(place.state, place.visited, place.tries, place.last_visit_at) for place in door.placements],
    }


@given(phones(), orders, orders)
def test_a_door_is_the_same_whatever_order_phones_return_in(made: Phones, one: Random, other: Random) -> None:
    assert seen_by_everyone(after(mixed(made, one))) == seen_by_everyone(after(mixed(made, other)))


@given(phones(), orders)
def test_a_door_is_the_same_in_whatever_pieces_work_arrives(made: Phones, rng: Random) -> None:
    commands = mixed(made, rng)

    whole, pieces = after(commands), in_pieces(commands, rng)

    assert everything(pieces) == everything(whole)


@given(phones(), orders)
def test_every_command_gets_one_receipt_that_carries_no_value(made: Phones, rng: Random) -> None:
    commands = mixed(made, rng)
    judgement = fold(commands, the_world())

    assert [each.receipt.id for each in judgement.judged] == [each.command.id for each in commands]
    assert {each.receipt.outcome for each in judgement.judged} <= OUTCOMES
    assert all(plain(each.receipt).keys() <= {"id", "outcome", "reason", "version", "household_id"} for each in judgement.judged)


@given(phones(), orders)
def test_versions_only_rise_and_each_change_has_its_own(made: Phones, rng: Random) -> None:
    judgement = fold(mixed(made, rng), the_world())
    versions = [each.ruling.door.version for each in judgement.judged if each.ruling.door is not None]

    assert versions == list(range(2, len(versions) + 2))
    assert [each.reached.version for each in judgement.judged if each.reached] == sorted(
        each.reached.version for each in judgement.judged if each.reached
    )


@given(phones(), orders)
def test_nothing_handed_in_is_lost(made: Phones, rng: Random) -> None:
    commands = mixed(made, rng)
    judgement = fold(commands, the_world())
    door = judgement.doors.get(DOOR, the_door())
    taken = {each.incoming.command.id: each.ruling.outcome for each in judgement.judged}

    def ids(kind: type) -> set[Any]:
        return {each.command.id for each in commands if isinstance(each.command, kind)}

    assert ids(RecordVisit) == {UUID(visit.id) for visit in door.visits}
    assert ids(RefuseContact) == {wish.id for wish in door.body.do_not_contact}
    assert ids(AddResident) <= {resident.id for resident in door.body.residents}
    assert ids(RaiseRequest) == {request.id for request in requests_of(door.body)}
    steps = {event.id for request in requests_of(door.body) for event in request.events}
    assert steps == {each for each in ids(AdvanceRequest) if taken[each] != "noop"} | ids(CommentRequest)
    assert set(taken.values()) <= {"applied", "noop", "merged", "superseded"}


@given(phones(), orders)
def test_both_values_of_every_unsettled_difference_can_be_read(made: Phones, rng: Random) -> None:
    door = after(mixed(made, rng))
    shown = {(each.field, str(each.resident_id or ""), str(each.other)) for each in door.body.conflicts}

    for key, held in all_writes(door.merge).items():
        subject, _, field = key.rpartition("/")
        now = max(held, key=lambda write: write.at)
        for write in held:
            if write.value != now.value and write.person != now.person and not says_nothing(write):
                assert (field, subject, str(write.value)) in shown


@given(phones(), orders)
def test_a_card_is_bounded(made: Phones, rng: Random) -> None:
    door = after(mixed(made, rng))
    card = card_of(door)

    assert [str(visit.id) for visit in card.visits] == [visit.id for visit in door.visits[:MAX_VISITS]]
    assert [visit.at for visit in card.visits] == list(door.merge.shown_at)
    assert set(door.merge.sums) == set(added_up(door.visits))
    assert len(card.conflicts) == min(card.conflict_count, MAX_CONFLICTS)
    assert card.visit_count == sum(not visit.voided for visit in door.visits)
    assert all(each.event_count >= len(each.events) for each in card.requests)


@given(phones(), orders)
def test_counters_changed_by_differences_equal_a_recount(made: Phones, rng: Random) -> None:
    commands = mixed(made, rng)
    before = settle(the_door())
    counted = {(CAMPAIGN, TEAM, BUILDING): share(before)}
    worked: dict[Any, tuple[int, int]] = {}
    door, rest = before, commands
    while rest:
        count = rng.randint(1, len(rest))
        judgement: Judgement = fold(rest[:count], the_world(door))
        rest = rest[count:]
        changed = judgement.doors.get(DOOR, door)
        cells, _ = coverage_change([(door, changed)])
        for key, difference in cells.items():
            counted[key] = summed([(counted.get(key, NOTHING), 1), (difference, 1)])
        for key, more in work_change(visit_changes([(door, changed)])).items():
            visits, doors = worked.get(key, (0, 0))
            worked[key] = (visits + more.visits, doors + more.doors)
        door = changed

    assert {key: counts for key, counts in counted.items() if counts != NOTHING} == {
        (CAMPAIGN, door_team(door), door.building_id): share(door)
    }
    assert {key: each for key, each in worked.items() if each != (0, 0)} == work_of(door)


def work_of(door: Door) -> dict[Any, tuple[int, int]]:
    """Counted by hand: each told visit once for its person and once for its team, the door once for each."""
    told = [visit for visit in door.visits if visit.counted and not visit.voided]
    rows = [(CAMPAIGN, UUID(visit.team_id), who) for visit in told for who in (UUID(visit.person_id), NOBODY)]
    return {row: (rows.count(row), 1) for row in set(rows)}


def share(door: Door) -> Counts:
    place = door.placements[0]
    told = state_of(
        sum_in(added_up(door.visits), str(CAMPAIGN)), door.is_closed_to_visits, door.body.household.roll_vacant, place.max_attempts
    )
    return counts_of(told, closed=door.is_closed, added_on_the_way=False)


def door_team(door: Door) -> Any:
    return door.placements[0].team_id
