"""A roll at doors that are closed: it opens what an undo of any roll closed, and leaves and tells what a person closed. On both databases."""

import pytest
from sqlalchemy import select

from server.db.tables import households
from server.exchange.importer import run_plan
from server.exchange.report import Report
from sync.card import decode_body
from sync.commands import CloseHousehold, RaiseRequest, ReopenHousehold
from sync.protocol import CardHousehold
from tests.server.bureau import LINE, PART, Bureau, corrected, numbers


@pytest.fixture
def taken_back(bureau: Bureau) -> Report:
    """An import that was taken back but for one door, with which the building stands."""
    report = bureau.imports(PART)
    bureau.corrects(*bureau.card("1号楼", "1单元", "302"), note="来过")
    assert bureau.takes_back(report).taken_back == 35
    return report


def homes(bureau: Bureau) -> list[CardHousehold]:
    rows = bureau.store.read_now(lambda conn: conn.execute(select(households.c.body)).all())
    return [decode_body(row.body).household for row in rows]


def home(bureau: Bureau) -> CardHousehold:
    return bureau.card("1号楼", "1单元", "301")[0].household


def opens(bureau: Bureau) -> None:
    body, version = bureau.card("1号楼", "1单元", "301")
    door = body.household.id
    bureau.writes(ReopenHousehold(id=bureau.new_id(), n=next(numbers), at=bureau.clock(), seen=version, household_id=door, reason="在"))


def closes(bureau: Bureau) -> None:
    body, version = bureau.card("1号楼", "1单元", "301")
    door = body.household.id
    bureau.writes(
        CloseHousehold(id=bureau.new_id(), n=next(numbers), at=bureau.clock(), seen=version, household_id=door, reason="demolished")
    )


@pytest.mark.usefixtures("taken_back")
def test_doors_that_an_undo_closed_come_back_with_a_roll_of_another_name(bureau: Bureau) -> None:
    again = bureau.imports(PART, roll="新花名册")

    assert ([each.door for each in homes(bureau) if each.closed], again.doors, again.new) == ([], 36, 35)


def test_a_roll_that_lists_doors_still_opens_them_again_where_the_undo_of_another_roll_closed_them(bureau: Bureau) -> None:
    first = bureau.imports(PART)
    bureau.imports(PART, roll="新花名册")
    undone = bureau.takes_back(first)
    assert [(each.kind, each.reason) for each in undone.left_places] == [("area", "in_use")]

    again = bureau.imports(PART, roll="新花名册")

    assert ([each.door for each in homes(bureau) if each.closed], again.new) == ([], 36)
    assert bureau.takes_back(again).taken_back == 36


@pytest.mark.usefixtures("taken_back")
@pytest.mark.parametrize("roll", [None, "新花名册"])
def test_a_roll_speaks_of_the_open_door_of_two_with_one_address(bureau: Bureau, roll: str | None) -> None:
    found = bureau.adds("301", floor=3)

    bureau.imports(PART, roll=roll)

    (open_one,) = [each for each in homes(bureau) if each.door == "301" and each.entrance == "1单元" and not each.closed]
    assert (open_one.id, open_one.name) == (found, "孔强艳")


@pytest.mark.usefixtures("taken_back")
def test_an_undo_closes_no_door_that_a_person_had_opened_before_its_import(bureau: Bureau) -> None:
    opens(bureau)
    ask = RaiseRequest(
        id=bureau.new_id(),
        n=next(numbers),
        at=bureau.clock(),
        household_id=home(bureau).id,
        category="repair",
        text="漏水",
        urgency="urgent",
    )
    bureau.writes(ask)
    report = bureau.imports(corrected(LINE, ("孔强艳", "孔强燕")))

    bureau.takes_back(report)

    assert (home(bureau).name, home(bureau).closed) == ("孔强艳", None)


@pytest.mark.usefixtures("taken_back")
@pytest.mark.parametrize("is_planned", [False, True])
def test_an_import_opens_no_door_that_a_person_closed_after_an_undo(bureau: Bureau, is_planned: bool) -> None:
    plan = bureau.plans(PART)
    opens(bureau)
    closes(bureau)

    report = run_plan(bureau.store, plan if is_planned else bureau.plans(PART), bureau.means)

    closed = home(bureau).closed
    assert closed is not None
    assert (closed.reason, report.new) == ("demolished", 34)


@pytest.mark.usefixtures("taken_back")
def test_an_undo_leaves_a_door_open_that_a_person_opened_while_it_was_imported(bureau: Bureau) -> None:
    plan = bureau.plans(PART)
    opens(bureau)
    report = run_plan(bureau.store, plan, bureau.means)

    bureau.takes_back(report)

    assert (report.new, home(bureau).closed) == (34, None)


def test_a_line_at_a_door_that_a_person_closed_is_told_and_not_written(bureau: Bureau) -> None:
    bureau.imports(PART)
    closes(bureau)

    told = [bureau.imports(corrected(LINE, ("孔强艳", "孔强燕")), roll) for roll in (None, "新花名册")]

    assert [(each.changed, each.flagged, each.unchanged) for each in told] == [(0, 0, 36)] * 2
    assert [[(problem.line, problem.reason) for problem in each.problems] for each in told] == [[(6, "closed")]] * 2
    assert home(bureau).name == "孔强艳"
    opens(bureau)
    assert bureau.imports(corrected(LINE, ("孔强艳", "孔强燕"))).changed == 1


@pytest.mark.usefixtures("taken_back")
@pytest.mark.parametrize(("is_opened_by_hand", "is_kept_between"), [(True, True), (False, True), (False, False)])
def test_a_door_that_was_opened_after_an_undo_is_known_by_its_number_again(
    bureau: Bureau, is_opened_by_hand: bool, is_kept_between: bool
) -> None:
    """Also where an import of the same file came in between, which finds nothing to write there."""
    door = home(bureau).id
    if is_opened_by_hand:
        opens(bureau)
    else:
        bureau.corrects(*bureau.card("1号楼", "1单元", "301"), note="有人")
    if is_kept_between:
        bureau.imports(PART)

    again = bureau.imports(corrected(LINE, ("3,301", "3,309")))

    assert (bureau.card("1号楼", "1单元", "309")[0].household.id, len(homes(bureau))) == (door, 36)
    assert again.new == (0 if is_kept_between else 34)


@pytest.mark.parametrize("roll", [None, "新花名册"])
def test_a_door_that_a_person_closed_before_an_undo_did_stays_closed_where_a_roll_lists_it(bureau: Bureau, roll: str | None) -> None:
    """Their phone had no network before the undo came."""
    report = bureau.imports(PART)
    bureau.corrects(*bureau.card("1号楼", "1单元", "302"), note="来过")
    body, version = bureau.card("1号楼", "1单元", "301")
    made_at, door = bureau.clock(), body.household.id
    close = CloseHousehold(id=bureau.new_id(), n=next(numbers), at=made_at, seen=version, household_id=door, reason="demolished")
    bureau.takes_back(report)
    bureau.brings(close, made_at)

    again = bureau.imports(PART, roll)

    closed = home(bureau).closed
    assert closed is not None
    assert (closed.reason, [(each.line, each.reason) for each in again.problems]) == ("demolished", [(6, "closed")])


@pytest.mark.parametrize(("now", "shown"), [(("李四", "13800000000"), ("李四", ["13800000000"])), (("", ""), (None, []))])
@pytest.mark.usefixtures("taken_back")
def test_what_an_undo_took_back_is_not_shown_where_another_roll_opens_the_door(
    bureau: Bureau, now: tuple[str, str], shown: tuple[str | None, list[str]]
) -> None:
    name, phone = now

    bureau.imports(corrected(LINE, ("孔强艳", name), ("17158683449", phone)), roll="新花名册")

    card = bureau.card("1号楼", "1单元", "301")[0]
    assert (card.household.closed, card.household.name, card.household.phones, card.conflicts) == (None, *shown, [])
