"""One door is one door however an office spells its address."""

import pytest

from server.exchange.address import DoorAddress, join_address, read_address
from server.exchange.lines import line_key

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
        ("甲一号楼301", "甲1号楼", None, 3, "301"),
        ("A座1101", "A座", None, 11, "1101"),
        ("A-1101", "A座", None, 11, "1101"),
        ("Ａ栋２单元301", "A座", "2单元", 3, "301"),
        ("东区3栋1-202", "东区3号楼", "1单元", 2, "202"),
        ("东区三栋501", "东区3号楼", None, 5, "501"),
        ("幸福小区3号楼2单元501", "幸福小区3号楼", "2单元", 5, "501"),
        ("望湖阁1单元302", "望湖阁", "1单元", 3, "302"),
        ("望湖阁302", "望湖阁", None, 3, "302"),
        ("锦绣花园12-3-502", "锦绣花园12号楼", "3单元", 5, "502"),
        ("锦绣-12-3-502", "锦绣12号楼", "3单元", 5, "502"),
        ("3号楼东户", "3号楼", None, None, "东户"),
        ("3号楼2单元5层东户", "3号楼", "2单元", 5, "东户"),
        ("3号楼B101", "3号楼", None, -1, "B101"),
        ("3号楼负一层101", "3号楼", None, -1, "101"),
        ("3号楼地下室12", "3号楼", None, -1, "12"),
        ("胜利街23号院2号楼1单元301", "胜利街23号院2号楼", "1单元", 3, "301"),
        ("胜利街23号", "胜利街", None, None, "23"),
        ("3组12号", "3组", None, None, "12"),
        ("5排3号", "5排", None, None, "3"),
        ("永和村12号", "永和村", None, None, "12"),
        ("28#4-1-402", "28号楼", "4单元", 1, "402"),
        ("12号2单元301", "12号楼", "2单元", 3, "301"),
        ("3.2.501", "3号楼", "2单元", 5, "501"),
        ("3号楼2单元501-502", "3号楼", "2单元", 5, "501-502"),
        ("3号楼1单元101甲", "3号楼", "1单元", 1, "101甲"),
        ("7号楼西门201", "7号楼", "西单元", 2, "201"),
        ("南区12号楼B单元1203", "南区12号楼", "B单元", 12, "1203"),
        ("3号樓2單元5樓501室", "3号楼", "2单元", 5, "501"),
        ("12号楼3单元501（空置）", "12号楼", "3单元", 5, "501"),
        ("Building 3, Unit 2, Room 502", "3号楼", "2单元", 5, "502"),
        ("Block A 1205", "A座", None, 12, "1205"),
        ("1-1-地下1", "1号楼", "1单元", None, "地下1"),
        ("5号楼 2 301", "5号楼", "2单元", 3, "301"),
        ("5 2 301", "5号楼", "2单元", 3, "301"),
        ("5，2，301", "5号楼", "2单元", 3, "301"),
        ("5——2——301", "5号楼", "2单元", 3, "301"),
        ("5\\2\\301", "5号楼", "2单元", 3, "301"),
        ("5＃2＃301", "5号楼", "2单元", 3, "301"),
        ("5号楼2#301", "5号楼", "2单元", 3, "301"),
        ("5号2单301", "5号楼", "2单元", 3, "301"),
        ("5号楼2门洞301", "5号楼", "2单元", 3, "301"),
        ("5号楼2楼道301", "5号楼", "2单元", 3, "301"),
        ("5号楼西头301", "5号楼", "西单元", 3, "301"),
        ("第5号楼第2单元第3层301", "5号楼", "2单元", 3, "301"),
        ("廿五号楼二单元三〇一", "25号楼", "2单元", 3, "301"),
        ("5号楼11F-1101", "5号楼", None, 11, "1101"),
        ("5号楼2单元301室【租户】", "5号楼", "2单元", 3, "301"),
        ("5号楼2单元602跃层", "5号楼", "2单元", 6, "602"),
        ("5号楼2单元502、503", "5号楼", "2单元", 5, "502-503"),
        ("5号楼101-1", "5号楼", None, 1, "101-1"),
        ("5号楼101-A", "5号楼", None, 1, "101A"),
        ("3-2-5-1", "3号楼", "2单元", 5, "1"),
        ("3-2-5西", "3号楼", "2单元", 5, "西户"),
        ("3号楼2单元5楼左", "3号楼", "2单元", 5, "左户"),
        ("3座5樓A室", "3号楼", None, 5, "A"),
        ("Tower B, Flat 12C", "B座", None, 12, "12C"),
        ("3栋B1203", "3号楼", None, 12, "B1203"),
        ("3号楼1单元-1层01", "3号楼", "1单元", -1, "01"),
        ("3-1--101", "3号楼", "1单元", -1, "负101"),
        ("3号楼1层商铺3", "3号楼", None, 1, "商铺3"),
        ("3号楼2单元底商1", "3号楼", "2单元", None, "底商1"),
        ("3号楼车库12", "3号楼", None, None, "车库12"),
        ("教师公寓A302", "教师公寓A座", None, 3, "302"),
        ("1甲号楼2单元301", "1甲号楼", "2单元", 3, "301"),
        ("别墅区12栋", "别墅区", None, None, "12"),
        ("太白路155号", "太白路", None, None, "155"),
        ("太白路55-1号", "太白路", None, None, "55-1"),
        ("太白路55号附3号", "太白路", None, None, "55附3"),
        ("第三村民小组12号", "3组", None, None, "12"),
        ("3组012号", "3组", None, None, "012"),
        ("3巷12号院", "3巷", None, None, "12"),
        ("3巷12号西院", "3巷", None, None, "12西院"),
        ("地址：3号楼2单元501", "3号楼", "2单元", 5, "501"),
    ],
)
def test_named_buildings_basements_and_village_houses(
    spelled: str, building: str, entrance: str | None, floor: int | None, door: str
) -> None:
    assert read_address(spelled) == DoorAddress(building, entrance, floor, door)
    assert join_address(building, entrance or "", "" if floor is None else str(floor), door) == read_address(spelled)


def test_columns_of_their_own_say_the_same() -> None:
    assert join_address("12栋", "3", "5", "501室") == ONE_DOOR
    assert join_address("十二号楼", "三单元", "", "501") == ONE_DOOR


@pytest.mark.parametrize(
    "text",
    ["", "合计", "不详", "2026-03-12", "302室", "西单元301", "填表人：张三", "3号楼后2排后3", "1-12-3-502", "9" * 4_000, "号楼" * 2_000],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_address(text) is None


def test_a_floor_no_building_has_is_unknown() -> None:
    assert join_address("1", "1", "999", "101") == DoorAddress("1号楼", "1单元", None, "101")


@pytest.mark.parametrize(
    ("spelled", "area", "address"),
    [
        ("祥和小区3号楼2单元501室", "祥和社区", DoorAddress("3号楼", "2单元", 5, "501")),
        ("山东省济宁市任城区观音阁街道祥和社区3号楼2-501", "祥和社区", DoorAddress("3号楼", "2单元", 5, "501")),
        ("李家村3组12号", "李家村", DoorAddress("李家村3组", None, None, "12")),
        ("李家村12号", "李家村", DoorAddress("李家村", None, None, "12")),
        ("李家村12号院", "李家村", DoorAddress("李家村", None, None, "12")),
        ("永宁社区第二网格2号楼3单元202", "永宁社区", DoorAddress("2号楼", "3单元", 2, "202")),
    ],
)
def test_what_only_names_the_area_is_left_out(spelled: str, area: str, address: DoorAddress) -> None:
    assert read_address(spelled, area) == address


@pytest.mark.parametrize(
    ("cells", "address"),
    [
        (("3号楼2单元", "", "", "501"), DoorAddress("3号楼", "2单元", 5, "501")),
        (("3", "", "", "2-501"), DoorAddress("3号楼", "2单元", 5, "501")),
        (("3", "", "", "3-2-501"), DoorAddress("3号楼", "2单元", 5, "501")),
        (("3", "1", "-1", "12"), DoorAddress("3号楼", "1单元", -1, "12")),
        (("3", "1", "负一层", "B12"), DoorAddress("3号楼", "1单元", -1, "B12")),
        (("3", "1", "3/6", "301"), DoorAddress("3号楼", "1单元", 3, "301")),
        (("3", "", "5", "东户"), DoorAddress("3号楼", None, 5, "东户")),
        (("5组", "", "", "12号"), DoorAddress("5组", None, None, "12")),
        (("望湖阁", "1", "", "1"), DoorAddress("望湖阁", "1单元", None, "1")),
        (("3.0", "2.0", "5.0", "501.0"), DoorAddress("3号楼", "2单元", 5, "501")),
        (("第一村民小组", "", "", "155号"), DoorAddress("1组", None, None, "155")),
        (("李家村", "", "", "2-1"), DoorAddress("李家村", None, None, "2-1")),
        (("乙", "1", "", "301"), DoorAddress("乙座", "1单元", 3, "301")),
        (("5-1", "", "", "101"), DoorAddress("5号楼", "1单元", 1, "101")),
        (("5栋-1", "", "", "101"), DoorAddress("5号楼", "1单元", 1, "101")),
        (("5-1", "2", "", "101"), DoorAddress("5-1号楼", "2单元", 1, "101")),
        (("3", "2单", "3", "302"), DoorAddress("3号楼", "2单元", 3, "302")),
        (("3", "无", "", "302"), DoorAddress("3号楼", None, 3, "302")),
        (("3", "2", "", "3-302"), DoorAddress("3号楼", "2单元", 3, "302")),
        (("3", "2", "1-2层", "102"), DoorAddress("3号楼", "2单元", 1, "102")),
        (("李家巷", "", "", "5号院"), DoorAddress("李家巷", None, None, "5")),
    ],
)
def test_columns_that_say_more_than_their_titles(cells: tuple[str, str, str, str], address: DoorAddress) -> None:
    assert join_address(*cells) == address


def test_doors_numbered_anew_on_each_floor_are_doors_of_their_own() -> None:
    doors = [DoorAddress("3号楼", "1单元", floor, door) for floor, door in ((1, "1"), (2, "1"), (-1, "101"), (1, "101"))]

    assert len(set(map(line_key, doors))) == 4
    assert line_key(DoorAddress("3号楼", "1单元", 5, "501")) == line_key(DoorAddress("3号楼", "1单元", None, "501"))
