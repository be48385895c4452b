"""An import writes only what changed between two files, and knows a door by its address."""

from uuid import UUID, uuid4

from msgspec.structs import replace

from server.exchange.address import DoorAddress
from server.exchange.lines import Given, RollDoor, line_key
from server.exchange.three_way import Add, Change, Decision, Keep, Last, Standing, decide, here_of, said_now

FIELDS = frozenset(Given.__struct_fields__)
HERE = DoorAddress("1号楼", "1单元", 3, "301")
OTHER = DoorAddress("1号楼", "1单元", 3, "303")
HOUSEHOLD = UUID(int=7)


def a_door(
    name: str | None = "孔强艳", *, address: DoorAddress = HERE, code: str | None = "祥和-00005", note: str | None = None
) -> RollDoor:
    return RollDoor(6, code, address, Given(name=name, note=note))


def a_last(door: RollDoor) -> Last:
    return Last(HOUSEHOLD, said_now(door, FIELDS, None), 1_000, UUID(int=1), door.code)


def decided(*doors: RollDoor, last: Last | None = None, standing: Standing | None = None, fields: frozenset[str] = FIELDS) -> Decision:
    lasts = {} if last is None else {line_key(last.said.address): last}
    return decide(doors, fields, lasts, here_of([] if standing is None else [(line_key(HERE), standing)]))[0]


def test_a_door_nobody_listed_is_added() -> None:
    assert decided(a_door()) == Add(a_door())


def test_the_same_line_again_writes_nothing() -> None:
    assert decided(a_door(), last=a_last(a_door())) == Keep(a_door(), HOUSEHOLD, 1_000, learned=False, before=a_last(a_door()))


def test_only_what_the_file_changed_is_written_at_the_time_of_its_first_word() -> None:
    before, now = a_door("孔强艳", note="有狗"), a_door("孔强燕", note="有狗")

    decision = decided(now, last=a_last(before))

    assert decision == Change(now, HOUSEHOLD, 1_000, frozenset({"name"}), before=a_last(before))


def test_a_cell_that_was_emptied_is_a_change_and_a_missing_column_is_none() -> None:
    last = a_last(a_door(note="有狗"))

    assert isinstance(decided(a_door(note=None), last=last), Change)
    assert isinstance(decided(a_door(note=None), last=last, fields=FIELDS - {"note"}), Keep)


def test_a_missing_column_is_remembered_as_said_before() -> None:
    last = a_last(a_door(note="有狗"))

    assert said_now(a_door(), FIELDS - {"note"}, last).given.note == "有狗"


def test_the_same_number_at_a_new_address_corrects_the_address() -> None:
    decision = decided(a_door(address=OTHER), last=a_last(a_door()))

    assert decision == Change(a_door(address=OTHER), HOUSEHOLD, 1_000, frozenset(), before=a_last(a_door()), moved=True)


def test_running_numbers_that_slipped_move_no_door() -> None:
    still_there = a_door(code="祥和-00006")
    slipped = a_door("新住户", address=OTHER, code="祥和-00005")

    assert decide([slipped, still_there], FIELDS, {line_key(HERE): a_last(a_door())}, here_of([])) == (
        Add(slipped),
        Keep(still_there, HOUSEHOLD, 1_000, learned=False, before=a_last(a_door())),
    )


def test_a_door_somebody_else_listed_is_filled_and_what_they_wrote_is_the_younger() -> None:
    standing = Standing(HOUSEHOLD, made_at=5_000, version=3, shown=Given(name="孔强燕"))

    decision = decided(a_door("孔强艳", note="有狗"), standing=standing)

    assert decision == Change(a_door("孔强艳", note="有狗"), HOUSEHOLD, 4_999, frozenset({"name"}), fills=frozenset({"note"}), version=3)


def test_a_roll_learns_a_door_that_says_the_same_already() -> None:
    standing = Standing(uuid4(), made_at=5_000, version=3, shown=Given(name="孔强艳", note="有狗"))

    assert decided(a_door(), standing=standing) == Keep(a_door(), standing.household_id, 4_999, learned=True)


def test_a_corrected_floor_is_an_address_corrected() -> None:
    decision = decided(a_door(address=replace(HERE, floor=4)), last=a_last(a_door()))

    assert isinstance(decision, Change)
    assert decision.moved


def test_a_further_line_that_says_nothing_is_nothing_to_write_at_a_door_that_somebody_else_listed() -> None:
    door = replace(a_door(), others=(Given(),))
    there = Standing(HOUSEHOLD, 1_000, 3, door.given)

    assert decided(door, standing=there) == Keep(door, HOUSEHOLD, 999, learned=True)
