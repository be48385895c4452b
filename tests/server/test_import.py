"""A roll comes in, comes in again, and is corrected, on both databases, beside volunteers who write too."""

from itertools import pairwise
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import delete, select

from server.areas.buildings import make_building, place_building
from server.areas.changing import make_area
from server.areas.schemas import NewBuilding
from server.db.tables import areas, buildings, field_writes, households, organization, receipts, roll_lines
from server.exchange.importer import CHUNK, run_plan
from server.exchange.plan import chunks_of
from server.exchange.rows import RollError
from server.exchange.undo import undo_import
from sync.commands import AddHousehold, Address
from tests.server.bureau import AREA, LINE, MORE, PART, ROLL, Bureau, corrected, numbers, offline, run_import


def test_a_roll_brings_its_doors_in_once(bureau: Bureau) -> None:
    first = bureau.imports(ROLL)
    again = bureau.imports(ROLL)

    assert (first.doors, first.new, first.unchanged) == (864, 864, 0)
    assert (again.new, again.changed, again.unchanged, again.flagged, again.undo_id) == (0, 0, 864, 0, None)
    assert (bureau.count(households), bureau.count(areas), bureau.count(buildings)) == (864, 1, 12)
    body, version = bureau.card("1号楼", "1单元", "301")
    assert version == 1
    assert (body.household.name, body.household.phones, body.household.needs) == ("孔强艳", ["17158683449"], ["独居老人", "残疾"])
    assert bureau.card("1号楼", "1单元", "201")[0].household.roll_vacant


def test_a_corrected_file_changes_just_what_was_corrected(bureau: Bureau) -> None:
    bureau.imports(PART)

    report = bureau.imports(corrected(LINE, ("孔强艳", "孔强燕")))

    assert (report.new, report.changed, report.unchanged, report.flagged) == (0, 1, 35, 0)
    body, version = bureau.card("1号楼", "1单元", "301")
    assert (body.household.name, version, body.conflicts) == ("孔强燕", 2, [])
    assert bureau.count(field_writes) == 2  # the first roll's value, and this one's


def test_what_a_volunteer_wrote_since_stays_and_the_files_value_is_a_conflict(bureau: Bureau) -> None:
    bureau.imports(PART)
    bureau.corrects(*bureau.card("1号楼", "1单元", "301"), name="孔艳", note="门铃坏了")

    for name in ("孔强燕", "孔燕", "孔小燕"):  # also after several corrected files
        report = bureau.imports(corrected(LINE, ("孔强艳", name)))
        assert (report.changed, report.flagged, report.unchanged) == (0, 1, 35)

    body, _ = bureau.card("1号楼", "1单元", "301")
    assert (body.household.name, body.household.note) == ("孔艳", "门铃坏了")
    assert [(each.kept, each.other) for each in body.conflicts] == [("孔艳", "孔小燕")]


def test_the_same_file_does_not_take_back_what_a_volunteer_wrote(bureau: Bureau) -> None:
    bureau.imports(PART)
    bureau.corrects(*bureau.card("1号楼", "1单元", "301"), name="孔艳")

    report = bureau.imports(PART)

    assert (report.changed, report.flagged, report.unchanged) == (0, 0, 36)
    assert bureau.card("1号楼", "1单元", "301")[0].household.name == "孔艳"


def test_other_fields_of_the_same_door_are_corrected_beside_a_volunteers(bureau: Bureau) -> None:
    bureau.imports(PART)
    bureau.corrects(*bureau.card("1号楼", "1单元", "301"), name="孔艳")

    report = bureau.imports(corrected(LINE, (",3,独居", ",4,独居")))

    assert (report.changed, report.flagged) == (1, 0)
    assert bureau.card("1号楼", "1单元", "301")[0].household.people_count == 4


def test_a_corrected_address_moves_the_door_and_makes_none(bureau: Bureau) -> None:
    bureau.imports(PART)
    door = bureau.card("1号楼", "1单元", "301")[0].household.id

    report = bureau.imports(corrected(LINE, (",3,301,", ",3,303,")))

    assert (report.new, report.changed) == (0, 1)
    assert bureau.card("1号楼", "1单元", "303")[0].household.id == door
    assert (bureau.count(households), bureau.count(roll_lines)) == (36, 36)


def test_a_settled_conflict_does_not_come_back_where_a_person_corrected_the_address_first(bureau: Bureau) -> None:
    """Also not with the file after the next: the roll knows the door under its new address from then on."""
    bureau.imports(PART)
    body, version = bureau.card("1号楼", "1单元", "301")
    address = Address(building_id=body.household.building_id, entrance="1单元", floor=3, door="309")
    bureau.corrects(body, version, address=address, name="孔强燕")
    moved = PART.replace(LINE, LINE.replace(",301,", ",309,"))

    first, again = bureau.imports(moved), bureau.imports(moved)
    other = bureau.imports(moved.replace("17158683449", "13900000000"))

    now = bureau.card("1号楼", "1单元", "309")[0]
    assert (now.household.name, now.household.phones, now.conflicts) == ("孔强燕", ["13900000000"], [])
    assert [(each.new, each.changed, each.flagged) for each in (first, again, other)] == [(0, 0, 0), (0, 0, 0), (0, 1, 0)]
    assert (again.undo_id, bureau.count(roll_lines), bureau.count(households)) == (None, 36, 36)


def test_a_roll_finds_a_building_that_was_put_in_another_area(bureau: Bureau) -> None:
    bureau.imports(PART)
    building = bureau.card("1号楼", "1单元", "301")[0].household.building_id
    elsewhere = bureau.new_id()
    bureau.store.write_now(lambda conn: make_area(conn, elsewhere, None, "community", "如意社区", None, 0))
    bureau.store.write_now(lambda conn: place_building(conn, building, elsewhere, bureau.clock()))
    added = AddHousehold(
        id=bureau.new_id(), n=next(numbers), at=bureau.clock(), household_id=bureau.new_id(), building_id=building, entrance="1单元",
        door="306", name="钱多",
    )  # fmt: skip
    bureau.writes(added)

    new = "祥和-00865,祥和社区,1号楼,1单元,3,305,钱少,13800000000,2,,\n祥和-00866,祥和社区,1号楼,1单元,3,306,钱多,,,,\n"
    again = bureau.imports(PART + new)

    assert (again.new, again.unchanged, bureau.count(buildings), bureau.count(households)) == (1, 37, 1, 38)
    assert bureau.card("1号楼", "1单元", "305")[0].household.building_id == building
    moved = bureau.imports((PART + new).replace(",3,305,", ",3,307,"))
    undo_import(bureau.store, UUID(moved.undo_id), bureau.means)
    assert bureau.card("1号楼", "1单元", "305")[0].household.building_id == building


def test_a_building_of_the_roll_elsewhere_gives_way_to_one_of_that_name_in_the_area(bureau: Bureau) -> None:
    bureau.imports(PART)
    first = bureau.card("1号楼", "1单元", "301")[0].household.building_id
    elsewhere = bureau.new_id()
    bureau.store.write_now(lambda conn: make_area(conn, elsewhere, None, "community", "如意社区", None, 0))
    bureau.store.write_now(lambda conn: place_building(conn, first, elsewhere, bureau.clock()))
    area_id = bureau.plans(PART).area.id
    second = bureau.new_id()
    assert area_id is not None
    bureau.store.write_now(lambda conn: make_building(conn, second, NewBuilding(area_id, "1号楼"), bureau.clock()))

    bureau.imports(PART + "祥和-00865,祥和社区,1号楼,1单元,3,305,钱少,13800000000,2,,\n")

    assert bureau.card("1号楼", "1单元", "305")[0].household.building_id == second


def test_a_door_that_a_phone_added_is_met_not_doubled(bureau: Bureau) -> None:
    bureau.imports(PART)
    building_id = bureau.card("1号楼", "1单元", "301")[0].household.building_id
    door_id = bureau.new_id()
    added = AddHousehold(
        id=bureau.new_id(),
        n=next(numbers),
        at=bureau.clock(),
        household_id=door_id,
        building_id=building_id,
        entrance="1",
        door="305室",
        name="钱多",
    )
    bureau.writes(added)

    first, again = bureau.imports(PART + MORE), bureau.imports(PART + MORE)

    assert (first.new, first.flagged, again.unchanged) == (0, 1, 37)
    body, _ = bureau.card("1号楼", "1", "305室")
    assert (body.household.name, body.household.phones, body.household.people_count) == ("钱多", ["13800000000"], 2)
    assert [(each.kept, each.other) for each in body.conflicts] == [("钱多", "钱少")]


def test_what_an_offline_phone_wrote_before_a_roll_filled_the_field_stays(bureau: Bureau) -> None:
    bureau.imports(PART)
    bureau.adds("305")
    word, made_at = offline(bureau, "305", name="钱多")
    bureau.imports(PART + MORE)

    bureau.brings(word, made_at)

    body, _ = bureau.card("1号楼", "1单元", "305")
    assert (body.household.name, [each.other for each in body.conflicts]) == ("钱多", ["钱少"])


def test_a_push_waits_for_at_most_one_chunk(bureau: Bureau) -> None:
    """Whoever waits gets in at every pause; between two pauses no more than a chunk is written."""
    bureau.imports(PART)
    body, version = bureau.card("1号楼", "1单元", "301")
    receipts_then: list[int] = []

    def push(_: float) -> None:
        receipts_then.append(bureau.count(receipts))
        bureau.corrects(body, version, note=f"{len(receipts_then)}")

    bureau.pause = push
    bureau.imports(ROLL)

    assert len(receipts_then) == 1 + chunks(828)  # further buildings, then doors
    assert max(later - earlier - 1 for earlier, later in pairwise(receipts_then)) == CHUNK
    assert bureau.card("1号楼", "1单元", "301")[0].household.note == f"{len(receipts_then)}"


def test_others_may_write_between_two_chunks_for_as_long_as_one_took(bureau: Bureau) -> None:
    pauses: list[float] = []
    bureau.pause = pauses.append

    bureau.imports(ROLL)

    assert len(pauses) == 1 + chunks(864)  # the buildings, then doors
    assert min(pauses) > 0


def chunks(doors: int) -> int:
    return -(-doors // CHUNK)


def test_a_chunk_holds_fewer_doors_where_more_people_live() -> None:
    assert list(chunks_of([1, 3, 3, 5, 1], 4, lambda each: each)) == [[1, 3], [3], [5], [1]]
    assert list(chunks_of("abcde", 2)) == [["a", "b"], ["c", "d"], ["e"]]


def test_others_may_write_between_some_buildings_and_the_next(bureau: Bureau) -> None:
    """Where they are made, where they grow, and where an undo takes them away."""
    roll = "地址,户主\n" + "".join(f"{number}号楼1单元101,孔强\n" for number in range(1, 121))
    stood: list[int] = []
    standing = select(buildings.c.id, buildings.c.version).where(buildings.c.removed_at.is_(None))
    bureau.pause = lambda _: stood.append(sum(row.version for row in bureau.store.read_now(lambda conn: conn.execute(standing).all())))

    first = bureau.imports(roll)
    second = bureau.imports(roll.replace("101,", "1501,"))
    bureau.takes_back(second)
    bureau.takes_back(first)

    doors = chunks(120)
    assert stood[: 3 + doors] == [50, 100, 120, *[120] * doors]
    assert stood[3 + doors : -6 - doors] == [170, 220, 240, *[240] * doors * 2]  # and those doors go
    assert stood[-6 - doors :] == [*[240] * doors, *range(200, -1, -40)]


def test_two_imports_of_one_roll_at_a_time_do_nothing_twice(bureau: Bureau) -> None:
    bureau.imports(PART)
    early = bureau.plans(corrected(LINE, ("孔强艳", "孔强燕")))
    bureau.imports(corrected(LINE, ("孔强艳", "孔燕")))

    with pytest.raises(RollError) as refused:
        run_plan(bureau.store, early, bureau.means)

    assert refused.value.code == "roll_is_busy"
    assert bureau.card("1号楼", "1单元", "301")[0].household.name == "孔燕"


def test_a_name_that_two_areas_have_is_asked_about(bureau: Bureau) -> None:
    rows = [{"id": bureau.new_id(), "level": "community", "name": AREA} for _ in range(2)]
    bureau.store.write_now(lambda conn: conn.execute(areas.insert(), rows))

    with pytest.raises(RollError) as refused:
        bureau.imports(PART)

    assert refused.value.code == "several_areas"
    assert bureau.count(households) == 0


def test_the_command_prints_one_json_object(bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", "--json") == 0

    told = msgspec.json.decode(capsys.readouterr().out)
    assert told.pop("undo_id")
    assert told == {
        "doors": 36,
        "new": 36,
        "changed": 0,
        "unchanged": 0,
        "flagged": 0,
        "lines": {"read": 36, "doors": 36, "joined": 0, "skipped": 0, "refused": 0},
        "problems": [],
    }


def test_a_roll_may_come_in_before_the_store_was_ever_served(bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bureau.store.write_now(lambda conn: conn.execute(delete(organization)))

    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", "--json") == 0
    assert msgspec.json.decode(capsys.readouterr().out)["new"] == 36


def test_a_dry_run_and_a_no_write_nothing(bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import(bureau, tmp_path, "--area", AREA, "--dry-run", "--json") == 0
    assert msgspec.json.decode(capsys.readouterr().out)["new"] == 36
    assert run_import(bureau, tmp_path, "--area", AREA, answer="n") == 1
    assert bureau.count(households) == 0

    assert run_import(bureau, tmp_path, "--area", AREA, answer="y") == 0
    assert bureau.count(households) == 36


def test_the_command_says_why_a_file_is_refused(bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", text="位置,户主\n1-1-101,赖超\n") == 1
    assert "--map 地址=address" in capsys.readouterr().err

    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", "--json", "--map", "位置=address", text="位置,户主\n1-1-101,赖超\n") == 0


def test_what_a_column_holds_is_said_once(bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "位置,户主\n1-1-101,赖超\n"
    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", "--map", "位置=address", text=text) == 0

    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", "--json", text=text + "1-1-102,叶强\n") == 0

    told = capsys.readouterr().out.splitlines()[-1]
    assert msgspec.json.decode(told)["new"] == 1


def test_nothing_is_written_of_a_file_that_is_refused(bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", text="\xff\xd8\xff 照片") == 1
    assert run_import(bureau, tmp_path, "--yes") == 1

    assert "--area" in capsys.readouterr().err
    assert (bureau.count(areas), bureau.count(households)) == (0, 0)


def test_the_command_is_told_which_line_has_the_headings(bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "地址,姓名,电话\n住处,是谁,打给谁\n1-1-101,赖超,13800000001\n"
    named = ("--map", "住处=address", "--map", "是谁=name")

    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", "--header", "2", *named, text=text) == 0
    assert bureau.card("1号楼", "1单元", "101")[0].household.name == "赖超"
    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", "--header", "9", *named, text=text) == 1
    assert "no_such_line" in capsys.readouterr().err
