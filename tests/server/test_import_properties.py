"""Whatever a roll says: every line is accounted for, and saying it twice writes nothing the second time."""

from uuid import UUID, uuid5

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import asdict

from server.exchange.columns import find_columns
from server.exchange.files import Sheet
from server.exchange.lines import Given, Roll, line_key
from server.exchange.look import look_at
from server.exchange.reading import read_roll
from server.exchange.rows import Row
from server.exchange.sections import is_total
from server.exchange.three_way import Add, Change, Decision, Keep, Last, Standing, decide, here_of, laid_under, said_now, standing_key

HEADER = ("序号", "地址", "户主", "电话", "人口", "标签", "备注")
PLACES = (
    "1-1-101",
    "1栋1单元101室",
    "一号楼一单元101",
    "A座1101",
    "甲1号楼301",
    "东区3栋1-202",
    "3号楼-1层5",
    "永和村12号",
    "12号",
    "",
    "不详",
    "张三家",
)
CELLS = {
    "code": ("", "1", "2", "3"),
    "address": PLACES,
    "name": ("", "赖超", "叶强", "无", "空置", "合计"),
    "phones": ("", "无", "13800000000", "138-0000-0000/13900000000", "待查"),
    "people": ("", "3", "三口", "４", "若干"),
    "needs": ("", "高龄", "残疾;高龄", "没听过的词"),
    "note": ("", "有狗", "空置，钥匙在物业"),
}
lines = st.tuples(*map(st.sampled_from, CELLS.values()))
others = st.sampled_from(((), ("",) * 7, ("合计", "9户"), ("小计", "2"), HEADER, ("永宁社区花名册",)))
bodies = st.lists(st.one_of(lines, lines, lines, others), max_size=12)


def a_roll(*bodies: list[tuple[str, ...]], area: str = "永和村") -> Roll:
    rows = tuple(Row(line, cells) for line, cells in enumerate((HEADER, *(cells for body in bodies for cells in body)), start=1))
    return read_roll(rows, find_columns(rows, {}), area)


@given(bodies)
def test_every_line_is_accounted_for(body: list[tuple[str, ...]]) -> None:
    roll = a_roll(body)

    account = roll.account
    assert account.read == len(body) == account.doors + account.joined + account.skipped + account.refused
    assert account.doors == len(roll.doors) == len({line_key(door.address) for door in roll.doors})
    told = [problem.reason for problem in roll.problems]
    assert account.refused == told.count("unreadable_address") + told.count("other_area")
    assert account.joined == told.count("same_door") + told.count("same_door_differs")
    assert account.skipped >= sum(not any(cells) or is_total(Row(1, cells)) for cells in body)


def _alone(cells: tuple[str, ...]) -> Given:
    """What a line gives its door. How an address is read depends on the whole roll (a village's lines); what is given does not."""
    (door,) = a_roll([(cells[0], "1-1-101", *cells[2:])]).doors
    return door.given


@given(bodies)
@example([("", "1-1-101", *[""] * 5)] * 5 + [("", "永和村12号", *[""] * 5), ("", "12号", "", "", "", "", "有狗")])
def test_no_value_of_a_doubled_door_is_lost(body: list[tuple[str, ...]]) -> None:
    roll = a_roll(body)

    for door in roll.doors:
        lines = [door.line, *(problem.line for problem in roll.problems if problem.first_line == door.line)]
        said = [_alone(body[line - 2]) for line in lines]
        for name in Given.__struct_fields__[:-1]:
            kept = {getattr(each, name) for each in (door.given, *door.others)}
            assert {getattr(each, name) for each in said if getattr(each, name)} <= kept
            first = next((getattr(each, name) for each in said if getattr(each, name)), getattr(Given(), name))
            assert getattr(door.given, name) == first


class Store:
    """What imports leave behind, as far as decisions look at it."""

    def __init__(self) -> None:
        self.last: dict[str, Last] = {}
        self.standing: dict[str, Standing] = {}
        self.number = 0

    def imports(self, roll: Roll) -> tuple[Decision, ...]:
        self.number += 1
        decisions = decide(roll.doors, roll.fields, self.last, here_of(self.standing.items()))
        for decision in decisions:
            self._write(decision, roll)
        return decisions

    def _write(self, decision: Decision, roll: Roll) -> None:
        door = decision.door
        key = line_key(door.address)
        household_id = uuid5(UUID(int=1), key) if isinstance(decision, Add) else decision.household_id
        before = decision.before if isinstance(decision, Change) else self.last.get(key)
        said = said_now(door, roll.fields, before)
        if before is not None:
            self.last.pop(line_key(before.said.address), None)
        under = laid_under(before) if before else None
        self.last[key] = Last(household_id, said, 1_000, UUID(int=self.number), code=door.code, version=self.number, under=under)
        place = standing_key(door.address.building, door.address.entrance, door.address.floor, door.address.door)
        self.standing = {where: each for where, each in self.standing.items() if each.household_id != household_id}
        self.standing[place] = Standing(household_id, 1_000, self.number, Given(**asdict(said.given)))


@given(bodies, bodies)
def test_the_same_file_again_writes_nothing_also_after_another(first: list[tuple[str, ...]], second: list[tuple[str, ...]]) -> None:
    store = Store()
    store.imports(a_roll(first))
    for body in (first, second, second):
        decisions = store.imports(a_roll(body))

    assert [decision for decision in decisions if not isinstance(decision, Keep) or decision.learned] == []


@given(bodies, bodies)
def test_no_two_lines_of_a_file_reach_one_household(first: list[tuple[str, ...]], second: list[tuple[str, ...]]) -> None:
    store = Store()
    store.imports(a_roll(first))
    store.imports(a_roll(second))

    households = [each.household_id for each in store.last.values()]
    assert len(households) == len(set(households))


def test_of_two_new_lines_with_one_number_none_is_taken_for_the_old_door() -> None:
    store = Store()
    store.imports(a_roll([("1", "1-1-101", "赖超")]))

    decisions = store.imports(a_roll([("1", "2-1-101", "叶强"), ("1", "3-1-101", "孔强")]))

    assert [type(decision) for decision in decisions] == [Add, Add]


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=12))
def test_a_look_at_anything_is_an_answer(cells: list[list[str]]) -> None:
    rows = tuple(Row(line, tuple(texts)) for line, texts in enumerate(cells, start=1))
    if any(any(row.cells) for row in rows):
        told = look_at((Sheet(rows, "utf-8"),), {})
        assert len(told.columns) == max(len(row.cells) for row in rows)


def test_ids_are_no_phone_numbers_although_they_have_as_many_digits() -> None:
    ids = ["019b8bfa-5f00-7bce-85c3-fad69db43f2a", "019b8bfa-5f00-7abc-8def-abcdefabcdef", "019b8bfa-5f00-7d1e-9fae-c0ffeec0ffee"]
    rows = [Row(1, ("识别", "地址"))] + [Row(line, (id_, f"5号楼1单元{line}01")) for line, id_ in enumerate(ids, 2)]

    told = look_at((Sheet(rows, "utf-8"),), {})

    assert [column.field for column in told.columns] == [None, "address"]
