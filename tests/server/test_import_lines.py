"""Every line of a roll is accounted for, and its cells mean what an office means by them."""

from pathlib import Path

import pytest

from server.exchange import cells
from server.exchange.columns import find_columns
from server.exchange.lines import Account, Given, Roll
from server.exchange.reading import read_roll
from server.exchange.rows import RollError, read_csv

ROLLS = Path(__file__).parents[1] / "rolls"
DEMO = Path(__file__).parents[2] / "server" / "demo"


def a_roll(text: str, area: str = "祥和社区", **named: str) -> Roll:
    rows = read_csv(text.encode())
    return read_roll(rows, find_columns(rows, named), area)


def test_a_roll_in_good_order_has_a_door_a_line() -> None:
    roll = a_roll((DEMO / "roll-xianghe.csv").read_text(encoding="utf-8"))

    assert roll.account == Account(read=864, doors=864, joined=0, skipped=0, refused=0)
    assert roll.problems == ()
    assert roll.doors[4].given == Given(name="孔强艳", phones=("17158683449",), people_count=3, needs=("独居老人", "残疾"))
    assert roll.doors[2].given == Given(roll_vacant=True)


def test_a_roll_as_offices_keep_it_loses_no_line() -> None:
    roll = a_roll((ROLLS / "roll-yongning-messy.csv").read_text(encoding="utf-8"))

    assert roll.account == Account(read=451, doors=432, joined=12, skipped=7, refused=0)
    assert sum(bool(door.others) for door in roll.doors) == 7
    assert [problem.line for problem in roll.problems if problem.reason == "total_differs"] == [452]


def test_of_two_lines_for_one_door_the_first_stands_and_is_filled() -> None:
    roll = a_roll("地址,户主,电话,备注\n1-1-101,赖超,,\n1栋1单元101,叶强,13800000000,有狗\n")

    assert roll.doors[0].given == Given(name="赖超", phones=("13800000000",), note="有狗")
    assert roll.doors[0].others == (Given(name="叶强"),)
    assert [(problem.line, problem.reason) for problem in roll.problems] == [(3, "same_door_differs")]


def test_a_line_nobody_can_place_is_refused_with_its_reason() -> None:
    roll = a_roll("楼栋,门牌,户主\n1号楼,101,赖超\n,102,叶强\n1号楼,,孔强\n")

    assert roll.account == Account(read=3, doors=1, joined=0, skipped=0, refused=2)
    assert {(problem.line, problem.reason) for problem in roll.problems} == {(3, "unreadable_address"), (4, "unreadable_address")}


def test_of_a_roll_of_several_communities_only_the_wanted_one_is_taken() -> None:
    text = "社区,楼栋,门牌\n祥和社区,1号楼,101\n永宁社区,1号楼,101\n祥和,1号楼,102\n"

    assert a_roll(text, "祥和社区居民委员会").account == Account(read=3, doors=2, joined=0, skipped=0, refused=1)


def test_a_column_of_another_name_can_be_mapped() -> None:
    with pytest.raises(RollError) as refused:
        a_roll("位置,户主\n1-1-101,赖超\n")

    assert refused.value.code == "no_header"
    assert len(a_roll("位置,户主\n1-1-101,赖超\n", 位置="address").doors) == 1


def test_a_mapped_column_that_is_not_there_is_said() -> None:
    with pytest.raises(RollError) as refused:
        a_roll("地址,户主\n1-1-101,赖超\n", 位置="address")

    assert refused.value.code == "no_such_column"


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("无", ()),
        ("+86 17009710804", ("17009710804",)),
        ("017009710804", ("17009710804",)),
        ("0170-0971 0804", ("17009710804",)),
        ("158-7873-7959", ("15878737959",)),
        ("17201921837/17043332656", ("17201921837", "17043332656")),
        ("13800000000 13900000000", ("13800000000", "13900000000")),
        ("0537-2345678", ("0537-2345678",)),
    ],
)
def test_phones_lose_their_decoration(cell: str, numbers: tuple[str, ...]) -> None:
    assert cells.read_phones(cell) == (numbers, True)


@pytest.mark.parametrize(("cell", "count"), [("3", 3), ("４", 4), ("三口", 3), ("2人", 2), ("十二", 12), ("二十", 20), ("", None)])
def test_head_counts_in_figures_and_words(cell: str, count: int | None) -> None:
    assert cells.read_count(cell) == (count, True)


@pytest.mark.parametrize("cell", ["独居老人;残疾", "独居老人、残疾", "独居老人 残疾", "独居老人+残疾", "独居老人，残疾；独居老人"])
def test_needs_are_parted_however_they_are_joined(cell: str) -> None:
    assert cells.read_needs(cell) == ("独居老人", "残疾")


def test_needs_of_several_words_stay_whole() -> None:
    assert cells.read_needs("Lives alone; From Xi'an") == ("Lives alone", "From Xi'an")


def test_what_is_no_number_is_told_and_left_out() -> None:
    roll = a_roll("楼栋,门牌,电话,人口数\n1号楼,101,待查,若干\n")

    assert roll.doors[0].given.people_count is None
    assert {problem.reason for problem in roll.problems} == {"unreadable_phone", "unreadable_head_count"}
