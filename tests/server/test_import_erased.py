"""A roll still holds people who were erased: it is taken without them, and their lines are named."""

from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import Connection, select

from server.areas.buildings import make_building, rename_building
from server.areas.schemas import NewBuilding
from server.db.tables import buildings, households
from server.exchange.report import Report
from server.replication.joining import join_doors, load_two
from sync.card import decode_body
from sync.commands import AddHousehold, Address
from sync.protocol import CardHousehold
from tests.server.bureau import LINE, PART, Bureau, corrected, numbers

NAME = "孔强艳"
NUMBER = "17158683449"


def erase(bureau: Bureau) -> UUID:
    stmt = select(households.c.id).join(buildings, buildings.c.id == households.c.building_id)
    stmt = stmt.where(buildings.c.name == "1号楼", households.c.entrance == "1单元", households.c.door == "301")
    door: UUID = bureau.store.read_now(lambda conn: conn.execute(stmt).scalar_one())
    return bureau.erases(door)


def home(bureau: Bureau, door: str = "301") -> CardHousehold:
    return bureau.card("1号楼", "1单元", door)[0].household


def named(bureau: Bureau, name: str) -> list[UUID]:
    stmt = select(households.c.body).where(households.c.body.is_not(None))
    cards = bureau.store.read_now(lambda conn: [decode_body(row.body) for row in conn.execute(stmt)])
    return [card.household.id for card in cards if card.household.name == name]


def renames(bureau: Bureau, building_id: UUID | None, name: str) -> None:
    assert building_id
    bureau.store.write_now(partial(rename_building, building_id=building_id, name=name, now=bureau.clock()))


def told_erased(report: Report) -> int:
    return sum(problem.reason == "erased" for problem in report.problems)


def test_a_roll_does_not_bring_erased_people_back(bureau: Bureau) -> None:
    bureau.imports(PART)
    erase(bureau)

    report = bureau.imports(PART)
    with_another_number = bureau.imports(corrected(LINE, (NUMBER, "13900000000")))

    for each in (report, with_another_number):
        assert [problem.reason for problem in each.problems if problem.reason == "erased"] == ["erased"]
        assert (each.new, each.doors) == (0, 36)
    body, _ = bureau.card("1号楼", "1单元", "301")
    assert (body.household.name, body.household.phones, body.household.needs, body.conflicts) == (None, [], [], [])


def test_who_lives_there_now_is_taken_from_the_roll(bureau: Bureau) -> None:
    bureau.imports(PART)
    erase(bureau)

    report = bureau.imports(PART.replace(LINE, LINE.replace(NAME, "新来的人").replace(NUMBER, "13900000000")))

    assert [problem.reason for problem in report.problems if problem.reason == "erased"] == []
    assert bureau.card("1号楼", "1单元", "301")[0].household.name == "新来的人"


def test_another_store_knows_none_of_them(bureau: Bureau) -> None:
    report = bureau.imports(PART)

    assert [problem for problem in report.problems if problem.reason == "erased"] == []


def test_who_lives_there_now_stays_though_their_line_has_a_number_of_the_erased(bureau: Bureau) -> None:
    bureau.imports(PART)
    erase(bureau)
    bureau.imports(PART.replace(LINE, LINE.replace(NAME, "新来的人").replace(NUMBER, "13900000000")))

    report = bureau.imports(PART.replace(LINE, LINE.replace(NAME, "新来的人")))

    assert told_erased(report) == 1
    assert (home(bureau).name, home(bureau).phones) == ("新来的人", ["13900000000"])


def test_a_line_about_the_erased_says_nothing_of_who_lives_there_now(bureau: Bureau) -> None:
    bureau.imports(PART)
    erase(bureau)
    bureau.imports(PART.replace(LINE, LINE.replace(NAME, "新来的人").replace(NUMBER, "13900000000")))

    assert told_erased(bureau.imports(PART)) == 1

    assert (home(bureau).name, home(bureau).phones) == ("新来的人", ["13900000000"])


@pytest.mark.parametrize("named", [NAME, ""])
@pytest.mark.parametrize("is_first", [False, True])
def test_a_further_line_about_the_erased_brings_back_nothing_that_was_said_of_them(bureau: Bureau, named: str, is_first: bool) -> None:
    """A line that names them and comes first is the householder's: then nothing is taken of anybody."""
    bureau.imports(PART)
    erase(bureau)
    theirs = LINE.replace(NAME, named) + "卧床\n"
    lines = [theirs, LINE.replace(NAME, "新来的人").replace(NUMBER, "13900000000").replace("独居老人;残疾", "") + "\n"]

    report = bureau.imports(PART.replace(LINE + "\n", "".join(lines if is_first else lines[::-1])))

    now, _ = bureau.card("1号楼", "1单元", "301")
    assert (now.household.note, now.household.needs, now.conflicts, told_erased(report)) == (None, [], [], 1)
    assert (now.household.name, now.household.phones) == ((None, []) if is_first and named else ("新来的人", ["13900000000"]))


def test_a_roll_brings_nobody_back_whose_building_was_renamed(bureau: Bureau) -> None:
    bureau.imports(PART)
    there = home(bureau)
    renames(bureau, there.building_id, "兰苑")
    bureau.erases(there.id)

    report = bureau.imports(PART)

    assert (named(bureau, NAME), told_erased(report)) == ([], 1)


def test_a_roll_brings_nobody_back_whose_building_is_renamed_afterwards(bureau: Bureau) -> None:
    bureau.imports(PART)
    building_id = home(bureau).building_id
    erase(bureau)
    renames(bureau, building_id, "兰苑")

    report = bureau.imports(PART.replace(",1号楼,", ",兰苑,"))

    assert (named(bureau, NAME), told_erased(report)) == ([], 1)


def test_a_roll_brings_nobody_back_in_a_building_that_a_desk_drew(bureau: Bureau) -> None:
    bureau.imports(PART)
    area_id = bureau.plans(PART).area.id
    assert area_id
    bureau.store.write_now(lambda conn: make_building(conn, bureau.new_id(), NewBuilding(area_id, "8栋"), bureau.clock()))
    text = "地址,户主\n8#-1-101,欧阳某\n"
    bureau.imports(text)
    bureau.erases(*named(bureau, "欧阳某"))

    report = bureau.imports(text)

    assert (named(bureau, "欧阳某"), told_erased(report)) == ([], 1)


def test_a_roll_brings_nobody_back_whose_address_was_corrected(bureau: Bureau) -> None:
    bureau.imports(PART)
    body, version = bureau.card("1号楼", "1单元", "301")
    there = body.household
    bureau.corrects(body, version, address=Address(building_id=there.building_id, entrance=there.entrance, floor=there.floor, door="309"))
    bureau.erases(there.id)

    report = bureau.imports(PART)

    assert (named(bureau, NAME), told_erased(report)) == ([], 1)


def test_a_roll_brings_nobody_back_to_a_door_that_a_person_spelled_otherwise(bureau: Bureau) -> None:
    bureau.imports(PART)
    id_, building_id = bureau.new_id(), home(bureau).building_id
    found = AddHousehold(
        id=bureau.new_id(),
        n=next(numbers),
        at=bureau.clock(),
        household_id=id_,
        building_id=building_id,
        entrance="1单元",
        floor=3,
        door="305室",
    )
    bureau.writes(found)
    text = PART + "祥和-00865,祥和社区,1号楼,1单元,3,305,钱少,13800000000,2,,\n"
    bureau.imports(text)
    assert named(bureau, "钱少") == [id_]
    bureau.erases(id_)

    report = bureau.imports(text)

    assert (named(bureau, "钱少"), told_erased(report)) == ([], 1)


def test_a_roll_brings_nobody_back_whose_door_was_part_of_the_erased_one(bureau: Bureau) -> None:
    bureau.imports(PART)
    one, other = home(bureau), home(bureau, "302")
    assert other.name

    def join(conn: Connection) -> None:
        doors = load_two(conn, one.id, other.id)
        join_doors(conn, *doors, now=bureau.clock(), new_id=bureau.new_id, told_by=bureau.person, by=bureau.person)

    bureau.store.write_now(join)
    bureau.erases(one.id)

    report = bureau.imports(PART)

    assert (named(bureau, NAME), named(bureau, other.name), told_erased(report)) == ([], [], 2)
