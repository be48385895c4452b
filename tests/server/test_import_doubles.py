"""Two lines for one door make one household, with what differs beside it as conflicts."""

from uuid import UUID

from server.db.tables import undecided
from server.exchange.undo import undo_import
from tests.server.bureau import Bureau

DOUBLED = "地址,户主,电话,备注\n1-1-101,赖超,,\n1栋1单元101,叶强,13800000000,\n1-1-101,孔强,,有狗\n1-1-101,叶强,,\n"


def test_each_differing_value_of_a_doubled_door_stands_beside_the_first(bureau: Bureau) -> None:
    report, again = bureau.imports(DOUBLED), bureau.imports(DOUBLED)

    assert (report.new, report.flagged, again.unchanged, again.flagged) == (1, 1, 1, 0)
    body, _ = bureau.card("1号楼", "1单元", "101")
    assert (body.household.name, body.household.phones, body.household.note) == ("赖超", ["13800000000"], "有狗")
    assert {(each.kept, each.other) for each in body.conflicts} == {("赖超", "叶强"), ("赖超", "孔强")}


def test_a_settled_doubling_stays_settled_when_the_file_comes_again(bureau: Bureau) -> None:
    bureau.imports(DOUBLED)
    bureau.corrects(*bureau.card("1号楼", "1单元", "101"), name="叶强")

    report = bureau.imports(DOUBLED)

    assert (report.unchanged, report.flagged) == (1, 0)
    assert (bureau.card("1号楼", "1单元", "101")[0].household.name, bureau.card("1号楼", "1单元", "101")[0].conflicts) == ("叶强", [])


def test_a_doubling_is_flagged_to_be_decided(bureau: Bureau) -> None:
    bureau.imports(DOUBLED)

    assert bureau.count(undecided) == 1


def test_nothing_waits_at_a_door_whose_import_was_taken_back(bureau: Bureau) -> None:
    report = bureau.imports(DOUBLED)

    undo_import(bureau.store, UUID(report.undo_id), bureau.means)

    assert bureau.count(undecided) == 0
