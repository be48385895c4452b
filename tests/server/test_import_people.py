"""Rolls with a line for each person: the householder's line gives the householder, the others live there, and nothing is flagged for that."""

from typing import Any

import pytest

from server.exchange.columns import find_columns
from server.exchange.files import Sheet
from server.exchange.lines import Account, Given, Roll
from server.exchange.look import look_at
from server.exchange.persons import Person
from server.exchange.reading import read_roll
from server.exchange.rows import read_csv
from sync.commands import CorrectResident, ResidentFields
from sync.protocol import CardBody, Resident
from tests.server.bureau import Bureau, numbers

PEOPLE = """\
地址,姓名,与户主关系,电话,特殊情况
1-1-101,赖超,户主,13800000001,
1-1-101,李红,妻,13800000002,残疾
1-1-101,赖小,子,,
1-1-102,王芳,女,,
1-1-102,王强,户主,13900000001,独居老人
1-1-103,叶强,户主,,
"""


def a_roll(text: str) -> Roll:
    rows = read_csv(text.encode())
    return read_roll(rows, find_columns(rows, {}), "祥和社区")


def shown(bureau: Bureau, door: str = "101") -> tuple[CardBody, dict[str | None, Resident]]:
    body, _ = bureau.card("1号楼", "1单元", door)
    return body, {each.name: each for each in body.residents}


def corrects(bureau: Bureau, name: str, **fields: Any) -> None:
    body, people = shown(bureau)
    _, version = bureau.card("1号楼", "1单元", "101")
    fix = CorrectResident(
        id=bureau.new_id(), n=next(numbers), at=bureau.clock(), household_id=body.household.id, seen=version,
        resident_id=people[name].id, fields=ResidentFields(**fields),
    )  # fmt: skip
    bureau.writes(fix)


def test_the_householders_line_gives_the_householder_and_the_others_live_there() -> None:
    roll = a_roll(PEOPLE)

    assert roll.account == Account(read=6, doors=3, joined=3, skipped=0, refused=0, people=3, homes=2)
    assert roll.problems == ()
    assert [door.given for door in roll.doors] == [
        Given("赖超", ("13800000001",), 3),
        Given("王强", ("13900000001",), 2, ("独居老人",)),
        Given("叶强", (), 1),
    ]
    assert [door.people for door in roll.doors] == [
        (Person("李红", "妻", ("13800000002",), ("残疾",)), Person("赖小", "子")),
        (Person("王芳", "女"),),
        (),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "地址,户主姓名,姓名,与户主关系\n1-1-101,赖超,赖超,本人\n1-1-101,赖超,李红,妻\n",
        "地址,姓名,是否户主\n1-1-101,李红,否\n1-1-101,赖超,是\n",
        "地址,姓名,是否户主\n1-1-101,赖超,√\n1-1-101,李红,\n",
        "地址,姓名,关系\n1-1-101,赖超,\n1-1-101,李红,妻\n1-1-101,赖超,户主\n",
    ],
)
def test_who_is_the_householder_is_said_in_many_ways(text: str) -> None:
    (door,) = a_roll(text).doors

    assert (door.given.name, [each.name for each in door.people if each.name != "赖超"], door.others) == ("赖超", ["李红"], ())


def test_without_a_householders_line_the_first_person_is_and_no_word_is_lost() -> None:
    (door,) = a_roll("地址,姓名,与户主关系,备注\n1-1-101,李红,妻,有狗\n1-1-101,赖小,子,\n").doors

    assert door.given == Given("李红", (), 2, (), "妻；有狗")
    assert door.people == (Person("赖小", "子"),)


def test_a_column_that_counts_people_knows_better_than_the_lines() -> None:
    roll = a_roll("地址,姓名,与户主关系,人口\n1-1-101,赖超,户主,5\n1-1-101,李红,妻,5\n")

    assert roll.doors[0].given.people_count == 5


def test_somebody_who_is_listed_twice_is_told_and_the_first_line_stands() -> None:
    roll = a_roll("地址,姓名,关系,电话\n1-1-101,赖超,户主,\n1-1-101,李红,妻,13800000002\n1-1-101,李红,妻,13800000003\n")

    assert roll.doors[0].people == (Person("李红", "妻", ("13800000002",)),)
    assert [(each.line, each.reason, each.fields) for each in roll.problems] == [(4, "same_door_differs", ("phones",))]


def test_two_householders_of_one_door_are_two_values_of_one_thing() -> None:
    roll = a_roll("地址,姓名,关系\n1-1-101,赖超,户主\n1-1-101,叶强,户主\n")

    assert [each.reason for each in roll.problems] == ["same_door_differs"]
    assert roll.doors[0].others == (Given(name="叶强"),)


def test_more_people_than_a_door_has_are_refused_by_line() -> None:
    roll = a_roll("地址,姓名,关系\n" + "".join(f"1-1-101,人{n},租客\n" for n in range(103)))

    assert roll.account == Account(read=103, doors=1, joined=99, skipped=0, refused=3, people=99, homes=1)
    assert {each.reason for each in roll.problems} == {"too_many_people"}


def test_a_list_of_persons_without_such_a_column_is_called_so() -> None:
    roll = a_roll("地址,姓名\n" + "".join(f"1-1-10{n},{who}\n" for n in range(4) for who in ("赖", "叶")))

    assert (roll.problems[0].line, roll.problems[0].reason) == (1, "list_of_people")


def test_a_column_of_relations_is_known_by_its_cells() -> None:
    look = look_at([Sheet(read_csv("地址,姓名,甲\n1-1-101,赖超,户主\n1-1-101,李红,妻\n1-1-101,赖小,长子\n".encode()))], {})

    assert [column.field for column in look.columns] == ["address", "name", "relation"]


def test_people_come_in_unflagged_and_a_second_import_finds_nothing(bureau: Bureau) -> None:
    first, again = bureau.imports(PEOPLE), bureau.imports(PEOPLE)

    assert (first.new, first.flagged, first.problems) == (3, 0, ())
    assert (again.new, again.changed, again.unchanged, again.flagged, again.undo_id) == (0, 0, 3, 0, None)
    body, people = shown(bureau)
    assert (body.household.name, body.household.people_count, body.conflicts) == ("赖超", 3, [])
    assert (people["李红"].relation, people["李红"].phone, people["李红"].needs) == ("妻", "13800000002", ["残疾"])
    assert set(people) == {"李红", "赖小"}


def test_of_people_only_what_changed_between_the_files_is_written(bureau: Bureau) -> None:
    bureau.imports(PEOPLE)
    corrects(bureau, "李红", phone="13700000000", note="轮椅")

    same = bureau.imports(PEOPLE)
    other = bureau.imports(
        PEOPLE.replace("李红,妻,13800000002", "李红,妻,13800000009").replace("赖小,子,,", "赖小,长子,,") + "1-1-101,赖大,父,,\n"
    )

    body, people = shown(bureau)
    assert same.undo_id is None
    assert (other.changed, other.flagged, other.unchanged) == (0, 1, 2)
    assert (people["李红"].phone, people["李红"].note, people["赖小"].relation) == ("13700000000", "轮椅", "长子")
    assert [(each.field, each.resident_id, each.kept, each.other) for each in body.conflicts] == [
        ("phone", people["李红"].id, "13700000000", "13800000009")
    ]
    assert people["赖大"].relation == "父"


def test_who_left_the_file_stays_and_a_file_without_phones_says_nothing_of_them(bureau: Bureau) -> None:
    bureau.imports(PEOPLE)

    report = bureau.imports(
        "地址,姓名,与户主关系\n1-1-101,赖超,户主\n1-1-101,李红,妻\n1-1-101,赖小,子\n1-1-102,王强,户主\n1-1-103,叶强,户主\n"
    )

    assert [each.name for each in shown(bureau, "102")[0].residents] == ["王芳"]
    assert shown(bureau)[1]["李红"].phone == "13800000002"
    assert report.flagged == 0


def test_an_undo_takes_people_back_too(bureau: Bureau) -> None:
    bureau.imports("地址,姓名,与户主关系,电话\n1-1-101,赖超,户主,13800000001\n1-1-101,李红,妻,13800000002\n")
    more = bureau.imports("地址,姓名,与户主关系,电话\n1-1-101,赖超,户主,13800000001\n1-1-101,李红,妻,13800000003\n1-1-101,赖小,子,\n")

    taken = bureau.takes_back(more)

    _, people = shown(bureau)
    assert (taken.taken_back, taken.left) == (1, [])
    assert (people["李红"].phone, people["李红"].status, people["赖小"].status) == ("13800000002", None, "mistake")

    again = bureau.imports("地址,姓名,与户主关系,电话\n1-1-101,赖超,户主,13800000001\n1-1-101,李红,妻,13800000003\n1-1-101,赖小,子,\n")

    body, people = shown(bureau)
    assert (again.changed, again.flagged, body.conflicts) == (1, 0, [])
    assert (people["李红"].phone, people["赖小"].status, len(body.residents)) == ("13800000003", None, 2)


def test_people_whom_somebody_else_listed_are_met_not_doubled(bureau: Bureau) -> None:
    bureau.imports(PEOPLE, roll="另一本")
    corrects(bureau, "李红", phone=None)

    report = bureau.imports(PEOPLE.replace("赖小,子", "赖小,长子"))

    body, people = shown(bureau)
    assert (report.new, len(body.residents), len(people)) == (0, 2, 2)
    assert [(each.field, each.kept, each.other) for each in body.conflicts] == [("relation", "子", "长子")]
    assert people["李红"].phone == "13800000002"

    bureau.takes_back(report)

    body, people = shown(bureau)
    assert (body.conflicts, people["李红"].phone, people["赖小"].relation, people["赖小"].status) == ([], None, "子", None)


def test_a_door_that_was_taken_back_comes_in_again_with_its_people_once(bureau: Bureau) -> None:
    bureau.takes_back(bureau.imports(PEOPLE))

    again = bureau.imports(PEOPLE)

    body, people = shown(bureau)
    assert (again.new, again.flagged, body.household.closed, len(body.residents)) == (3, 0, None, 2)
    assert people["李红"].status is None


def test_erased_people_of_such_a_roll_do_not_come_back(bureau: Bureau) -> None:
    bureau.imports(PEOPLE)
    bureau.erases(shown(bureau)[0].household.id)

    report = bureau.imports(PEOPLE)

    body, _ = shown(bureau)
    assert [each.reason for each in report.problems] == ["erased"]
    assert (body.household.name, body.residents) == (None, [])


def test_who_is_listed_with_one_of_the_erased_is_taken_from_the_roll(bureau: Bureau) -> None:
    bureau.imports(PEOPLE)
    bureau.erases(shown(bureau)[0].household.id)

    report = bureau.imports(PEOPLE.replace("赖超,户主,13800000001", "新人,户主,").replace("赖小", "小新"))

    body, people = shown(bureau)
    assert [each.reason for each in report.problems] == ["erased"]
    assert (body.household.name, list(people)) == ("新人", ["小新"])


def test_a_line_without_a_name_is_about_whoever_has_its_number(bureau: Bureau) -> None:
    bureau.imports(PEOPLE)
    bureau.erases(shown(bureau)[0].household.id)
    further = "1-1-101,,妻,13700000000,\n1-1-101,,妻,13800000002,残疾\n"

    bureau.imports(
        PEOPLE.replace("赖超,户主,13800000001", "新人,户主,").replace("赖小", "小新").replace("1-1-101,李红,妻,13800000002,残疾\n", further)
    )

    body, people = shown(bureau)
    told = {name: (each.relation, each.phone, each.needs) for name, each in people.items()}
    assert told == {None: ("妻", "13700000000", []), "小新": ("子", None, [])}
    assert (body.household.name, body.household.people_count) == ("新人", 3)
