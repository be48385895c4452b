"""A roll still holds people who were erased: it is taken without them, and their lines are named."""

from uuid import UUID

from sqlalchemy import select

from server.db.tables import buildings, households
from tests.server.bureau import LINE, PART, Bureau, corrected

NAME = "孔强艳"


def erase(bureau: Bureau) -> UUID:
    stmt = select(households.c.id).join(buildings, buildings.c.id == households.c.building_id)
    stmt = stmt.where(buildings.c.name == "1号楼", households.c.entrance == "1单元", households.c.door == "301")
    door: UUID = bureau.store.read_now(lambda conn: conn.execute(stmt).scalar_one())
    return bureau.erases(door)


def test_a_roll_does_not_bring_erased_people_back(bureau: Bureau) -> None:
    bureau.imports(PART)
    erase(bureau)

    report = bureau.imports(PART)
    with_another_number = bureau.imports(corrected(LINE, ("17158683449", "13900000000")))

    for each in (report, with_another_number):
        assert [problem.reason for problem in each.problems if problem.reason == "erased"] == ["erased"]
        assert (each.new, each.doors) == (0, 36)
    body, _ = bureau.card("1号楼", "1单元", "301")
    assert (body.household.name, body.household.phones, body.household.needs, body.conflicts) == (None, [], [], [])


def test_who_lives_there_now_is_taken_from_the_roll(bureau: Bureau) -> None:
    bureau.imports(PART)
    erase(bureau)

    report = bureau.imports(PART.replace(LINE, LINE.replace(NAME, "新来的人").replace("17158683449", "13900000000")))

    assert [problem.reason for problem in report.problems if problem.reason == "erased"] == []
    assert bureau.card("1号楼", "1单元", "301")[0].household.name == "新来的人"


def test_another_store_knows_none_of_them(bureau: Bureau) -> None:
    report = bureau.imports(PART)

    assert [problem for problem in report.problems if problem.reason == "erased"] == []
