"""Rolls of other communities, as their offices keep them: estates, towers with letters, villages, other languages."""

import msgspec
import pytest

from server.exchange.columns import find_columns
from server.exchange.files import Sheet
from server.exchange.lines import Account, Given, Roll, line_key
from server.exchange.look import look_at
from server.exchange.reading import read_roll
from server.exchange.rows import read_csv
from server.exchange.sandbox import AskRoll, answer_to

ESTATES = """\
2026年度幸福社区居民信息台账,,,,,,,,,,
填表人：网格员,,,,,,,,,,
序号,小区名称,楼栋号,单元号,所在层,房号,业主姓名,联系电话1,联系电话2,家庭人口数,是否空置,人员标签,备注
1,阳光花园,A座,,11,1101,赖超,13800000001,0537-2345678,3口人,否,独居老人、残疾,
2,阳光花园,A座,,-1,B12,叶强,138 0000 0002,,2,否,,车库改建
3,阳光花园,甲1,二,3,302,,,,,是,,
小计,3户,,,,,,,,,,,
序号,小区名称,楼栋号,单元号,所在层,房号,业主姓名,联系电话1,联系电话2,家庭人口数,是否空置,人员标签,备注
4,东苑,3幢,1门,1,1,孔强,无,,四,否,退役军人,
5,东苑,3幢,1门,2,1,吴强,,,1,否,从没听过的词,
6,东苑,3幢,1门,,,无门牌,,,,,,
,,,,,,,,,,,,
合计,6户,,,,,,,,,,,
"""
VILLAGE = """\
组别,户号,户主姓名,手机号,人口
一组,1,赖超,13800000001,3
一组,2号,叶强,,2
二组,1,孔强,,5
二组,东户,吴强,,1
"""
NUMBERS = "门牌号,户主\n1号,赖超\n2,叶强\n2-1,孔强\n李家村5号,吴强\n临街,周强\n"
ENGLISH = 'No.,Address,Householder,Phone,People,Tags,Notes\n1,"Building 3, Unit 2, Room 502",Li Lei,+86 13800000001,3,Elderly,Vacant since May\n2,Block A 1205,Han Mei,,1,,\n'
TAIWAN = "樓棟,單元,樓層,門牌號,戶主,聯絡電話,人口數,備註\n３棟,一單元,五樓,501室,賴超,13800000001,３,空置\n"


def a_roll(text: str, area: str) -> Roll:
    rows = read_csv(text.encode())
    return read_roll(rows, find_columns(rows, {}), area)


def keys(roll: Roll) -> list[str]:
    return [line_key(door.address) for door in roll.doors]


def test_a_community_of_two_estates_has_the_buildings_of_each() -> None:
    roll = a_roll(ESTATES, "幸福社区")

    assert roll.account == Account(read=12, doors=5, joined=0, skipped=6, refused=1)
    assert keys(roll) == [
        "阳光花园A座//1101",
        "阳光花园A座//-1/B12",
        "阳光花园甲1号楼/2单元/302",
        "东苑3号楼/1单元/1/1",
        "东苑3号楼/1单元/2/1",
    ]
    assert roll.doors[0].given == Given("赖超", ("13800000001", "0537-2345678"), 3, ("独居老人", "残疾"))
    assert [door.given.roll_vacant for door in roll.doors] == [False, False, True, False, False]
    assert roll.doors[4].given.needs == ("从没听过的词",)
    assert [(problem.line, problem.reason) for problem in roll.problems] == [(11, "unreadable_address")]


def test_a_villages_groups_are_its_buildings() -> None:
    roll = a_roll(VILLAGE, "李家村")

    assert keys(roll) == ["1组//1", "1组//2", "2组//1", "2组//东户"]
    assert {door.address.floor for door in roll.doors} == {None}


def test_a_village_without_streets_is_one_place_with_numbers() -> None:
    roll = a_roll(NUMBERS, "李家村")

    assert keys(roll) == ["李家村//1", "李家村//2", "李家村//2-1", "李家村//5"]
    assert [(problem.line, problem.text) for problem in roll.problems] == [(6, "临街")]


def test_english_titles_and_addresses() -> None:
    roll = a_roll(ENGLISH, "Bayview")

    assert keys(roll) == ["3号楼/2单元/502", "A座//1205"]
    assert roll.doors[0].given == Given("Li Lei", ("13800000001",), 3, ("Elderly",), "Vacant since May", roll_vacant=True)


def test_traditional_titles_and_full_width() -> None:
    roll = a_roll(TAIWAN, "祥和社區")

    assert keys(roll) == ["3号楼/1单元/501"]
    assert roll.doors[0].given == Given("賴超", ("13800000001",), 3, roll_vacant=True)


TWO_LINES = """\
序号,地址,人员信息,,,备注
,,户主,电话,人数,
1,3-1-301,赖超,13800000001,3,有狗
2,3-1-302,叶强,,,
"""


def test_a_header_in_two_lines_names_its_columns_by_both() -> None:
    roll = a_roll(TWO_LINES, "幸福社区")

    assert roll.account == Account(read=3, doors=2, joined=0, skipped=1, refused=0)
    assert roll.doors[0].given == Given("赖超", ("13800000001",), 3, (), "有狗")
    assert dict(roll.headings) == {
        "序号": "code",
        "地址": "address",
        "户主": "name",
        "电话": "phones",
        "人数": "people_count",
        "备注": "note",
    }


def test_a_line_that_the_file_does_not_have_is_no_header() -> None:
    for ask in (AskRoll("幸福社区", header_line=9), AskRoll("幸福社区", fields={0: "address"}, header_line=9)):
        assert msgspec.to_builtins(answer_to(ask, "地址\n3-1-301\n".encode()))["code"] == "no_such_line"


def test_a_list_of_addresses_has_no_header_among_them() -> None:
    look = look_at([Sheet(read_csv("3-1-301\n3-1-302\n5号楼2单元502\n".encode()))], {})

    assert (look.header_line, [column.field for column in look.columns]) == (None, ["address"])


def test_whole_numbers_of_other_programs_are_whole() -> None:
    roll = a_roll("楼栋,单元,房号,电话,人数\n3.0,1.0,301.0,13800000001.0,3.0\n", "幸福社区")

    assert keys(roll) == ["3号楼/1单元/301"]
    assert roll.doors[0].given == Given(None, ("13800000001",), 3)


def test_sums_and_signatures_are_no_doors_wherever_they_stand() -> None:
    doors = "3-1-301,赖,3\n3-1-302,叶,2\n"
    sums = "共2户,,\n以上共2户5人,,\n3号楼小计,2户,5人\n,合 计,2\n7,总计,2户\n户数合计,2,\n合计,,5\n总人口,,5\n"
    roll = a_roll(f"幸福社区（共2户）,,\n地址,户主,人口\n{doors}{sums}填表人：张3,,\n注：空置户未计入,,\n", "幸福社区")

    assert roll.account == Account(read=13, doors=2, joined=0, skipped=11, refused=0)
    assert roll.problems == ()


@pytest.mark.parametrize(
    "line",
    ["共3户,,", "以上共2户6人,,", "3号楼小计,3户,", ",合计,3", "3,总计,3户", "户数合计,3,", "合计,,6", "3号楼合计：3户,,", "社区合计,3,"],
)
def test_a_sum_that_disagrees_is_listed_wherever_it_stands(line: str) -> None:
    roll = a_roll(f"地址,户主,人口\n3-1-301,赖,3\n3-1-302,叶,2\n{line}\n", "幸福社区")

    assert [(problem.line, problem.reason) for problem in roll.problems] == [(4, "total_differs")]


def test_people_are_summed_only_where_the_roll_counts_them() -> None:
    assert a_roll("地址,户主\n3-1-301,赖\n以上共1户4人,\n", "幸福社区").problems == ()


def test_a_title_that_says_another_number_is_listed() -> None:
    roll = a_roll("幸福社区（共3户）,\n地址,户主\n3-1-301,赖\n", "幸福社区")

    assert [(problem.line, problem.reason) for problem in roll.problems] == [(1, "total_differs")]


@pytest.mark.parametrize("cells", ["3-1-301（空置）,,", "3-1-301【空】,,", "3-1-301,无人,", "3-1-301,,常年无人居住"])
def test_that_nobody_lives_there_is_read_wherever_it_is_said(cells: str) -> None:
    roll = a_roll(f"地址,户主,备注\n{cells}\n", "幸福社区")

    assert [(door.address.door, door.given.roll_vacant, door.given.name) for door in roll.doors] == [("301", True, None)]


def test_a_column_about_it_knows_better_than_a_note_that_begins_so() -> None:
    roll = a_roll("地址,居住状态,备注\n1-1-101,自住,空置，钥匙在物业\n1-1-102,空置,\n1-1-103,,空置\n", "幸福社区")

    assert [door.given.roll_vacant for door in roll.doors] == [False, True, True]


@pytest.mark.parametrize(
    ("title", "lived", "empty"),
    [
        ("是否入住", "是", "否"),
        ("是否有人居住", "√", "×"),
        ("入住情况", "已入住", "未入住"),
        ("居住情况", "自住", "无人居住"),
        ("是否空置", "否", "是"),
        ("是否无人居住", "否", "是"),
        ("房屋状态", "正常", "空户"),
        ("是否居住", "", "没人住"),
        ("居住狀態", "居住", "無人居住"),
    ],
)
def test_a_column_is_read_by_what_its_title_asks(title: str, lived: str, empty: str) -> None:
    roll = a_roll(f"地址,{title}\n1-1-101,{lived}\n1-1-102,{empty}\n", "幸福社区")

    assert [door.given for door in roll.doors] == [Given(), Given(roll_vacant=True)]


def test_what_else_is_said_of_how_a_door_is_lived_in_stays_as_text() -> None:
    roll = a_roll("地址,居住情况,备注\n1-1-101,出租,有狗\n1-1-102,周末回来,\n1-1-103,自住,\n", "幸福社区")

    assert [door.given for door in roll.doors] == [Given(note="有狗；出租"), Given(note="周末回来"), Given()]


def test_one_column_for_all_of_an_address_and_columns_of_ticks() -> None:
    text = "序,楼号-单元-房号,产权人,固话,是否独居老人,是否低保,特殊人群\n1,3-1-301,赖,0537-2345678,是,否,高龄\n2,3-1-302,叶,,√,1,\n"
    roll = a_roll(text, "幸福社区")

    assert keys(roll) == ["3号楼/1单元/301", "3号楼/1单元/302"]
    assert roll.doors[0].given == Given("赖", ("0537-2345678",), None, ("独居老人", "高龄"))
    assert roll.doors[1].given.needs == ("独居老人", "低保")
