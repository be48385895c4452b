"""One door is one door however an office spells its address."""

import pytest

from server.exchange.address import DoorAddress, join_address, read_address

ONE_DOOR = DoorAddress("12号楼", "3单元", 5, "501")


@pytest.mark.parametrize(
    "spelled",
    [
        "12号楼3单元501",
        "12栋3单元501室",
        "12幢3门501号",
        "12#楼3-501",
        "12＃3单元501",
        "１２－３－５０１",
        "十二号楼三单元501室",
        "12号楼 3 单元 501",
        "12-3-501",
        "12#3-5-501",
        "12号楼3单元5层501室",
    ],
)
def test_one_door_in_many_spellings(spelled: str) -> None:
    assert read_address(spelled) == ONE_DOOR


@pytest.mark.parametrize(
    ("spelled", "building", "entrance", "floor", "door"),
    [
        ("甲1号楼2单元301", "甲1号楼", "2单元", 3, "301"),
        ("A座1101", "A座", None, 11, "1101"),
        ("东区3栋1-202", "东区3号楼", "1单元", 2, "202"),
        ("3号楼B101", "3号楼", None, -1, "B101"),
        ("永和村12号", "永和村", None, None, "12"),
        ("28#4-1-402", "28号楼", "4单元", 1, "402"),
    ],
)
def test_named_buildings_basements_and_village_houses(
    spelled: str, building: str, entrance: str | None, floor: int | None, door: str
) -> None:
    assert read_address(spelled) == DoorAddress(building, entrance, floor, door)


def test_columns_of_their_own_say_the_same() -> None:
    assert join_address("12栋", "3", "5", "501室") == ONE_DOOR
    assert join_address("十二号楼", "三单元", "", "501") == ONE_DOOR


@pytest.mark.parametrize("text", ["", "合计", "不详", "9" * 4_000, "号楼" * 2_000])
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_address(text) is None


def test_a_floor_no_building_has_is_unknown() -> None:
    assert join_address("1", "1", "999", "101") == DoorAddress("1号楼", "1单元", None, "101")
