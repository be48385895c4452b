"""A building that was renamed is found by the names it had, on both databases: a roll that keeps the old one makes no second building."""

from functools import partial
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from server.areas.buildings import make_building, remove_building, rename_building
from server.areas.schemas import NewBuilding
from server.db.tables import buildings, households
from server.exchange.report import KnownAs
from tests.server.bureau import AREA, MORE, PART, Bureau, run_import


def first_building(bureau: Bureau) -> UUID:
    building: UUID | None = bureau.card("1号楼", "1单元", "301")[0].household.building_id
    assert building is not None
    return building


def rename(bureau: Bureau, building: UUID, *names: str) -> None:
    for name in names:
        bureau.clock.advance(hours=1)
        bureau.store.write_now(partial(rename_building, building_id=building, name=name, now=bureau.clock()))


def make(bureau: Bureau, name: str) -> UUID:
    area_id, building = bureau.plans(PART).area.id, bureau.new_id()
    assert area_id is not None
    bureau.store.write_now(lambda conn: make_building(conn, building, NewBuilding(area_id, name), bureau.clock()))
    return building


def test_a_roll_finds_a_building_by_its_former_name_and_says_so_before(bureau: Bureau) -> None:
    bureau.imports(PART)
    building = first_building(bureau)
    rename(bureau, building, "祥和苑1号楼", "兰苑")

    plan = bureau.plans(PART + MORE)
    again = bureau.imports(PART + MORE)

    assert plan.sample.known_as == (KnownAs("1号楼", "兰苑"),)
    assert (plan.counts.new, plan.counts.changed, plan.counts.unchanged) == (1, 0, 36)
    assert (again.new, again.unchanged, bureau.count(buildings), bureau.count(households)) == (1, 36, 1, 37)
    assert bureau.card("兰苑", "1单元", "305")[0].household.building_id == building


def test_a_building_that_a_desk_drew_is_found_however_it_is_spelled(bureau: Bureau) -> None:
    bureau.imports(PART)
    make(bureau, "8栋")
    make(bureau, "B栋")

    plan = bureau.plans("地址,户主\n8#-1-101,赖超\n8栋1单元102,叶强\nB座101,孔强\n")
    bureau.imports("地址,户主\n8#-1-101,赖超\n8栋1单元102,叶强\nB座101,孔强\n")

    assert set(plan.sample.known_as) == {KnownAs("8号楼", "8栋"), KnownAs("B座", "B栋")}
    assert bureau.count(buildings) == 3
    assert bureau.card("8栋", "1单元", "102")[0].household.name == "叶强"


def test_a_building_that_was_taken_away_is_not_found_by_another_spelling(bureau: Bureau) -> None:
    bureau.imports(PART)
    drawn = make(bureau, "8栋")
    bureau.store.write_now(partial(remove_building, building_id=drawn, now=bureau.clock()))

    assert bureau.plans("地址,户主\n8栋1单元101,赖超\n").sample.known_as == ()


def test_the_command_line_says_before_it_asks_what_a_building_is_called_here(
    bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bureau.imports(PART)
    rename(bureau, first_building(bureau), "兰苑")

    run_import(bureau, tmp_path, "--area", AREA, text=PART + MORE, answer="n")

    assert "  1号楼 is known here as 兰苑.\n" in capsys.readouterr().err


def test_doors_that_another_roll_brought_are_met_under_the_former_name(bureau: Bureau) -> None:
    bureau.imports(PART)
    rename(bureau, first_building(bureau), "兰苑")

    other = bureau.imports(PART, roll="物业名册")

    assert (other.new, other.unchanged, bureau.count(buildings), bureau.count(households)) == (0, 36, 1, 36)


def test_both_names_in_one_file_are_one_building_with_room_for_all_its_doors(bureau: Bureau) -> None:
    bureau.imports(PART)
    rename(bureau, building := first_building(bureau), "兰苑")
    entrances = "祥和-00865,祥和社区,1号楼,8单元,3,305,钱少,,2,,\n祥和-00866,祥和社区,兰苑,9单元,3,305,钱多,,2,,\n"

    report = bureau.imports(PART + entrances)

    assert (report.new, bureau.count(buildings)) == (2, 1)
    drawn = bureau.store.read_now(lambda conn: conn.execute(select(buildings.c.doc).where(buildings.c.id == building)).scalar_one())
    assert {"8单元", "9单元"} <= {each["name"] for each in msgspec.json.decode(drawn)}


def test_a_name_that_was_given_to_another_building_means_that_one(bureau: Bureau) -> None:
    bureau.imports(PART)
    rename(bureau, first_building(bureau), "兰苑")
    second = make(bureau, "1号楼")

    bureau.imports(PART + MORE)
    assert bureau.card("1号楼", "1单元", "305")[0].household.building_id == second

    rename(bureau, second, "竹苑")
    bureau.imports(PART + MORE.replace("305", "307"))
    assert bureau.card("竹苑", "1单元", "307")[0].household.building_id == second  # who had the name last


def test_a_building_that_has_its_name_again_or_was_taken_away_has_no_former_one(bureau: Bureau) -> None:
    bureau.imports(PART)
    building = first_building(bureau)
    rename(bureau, building, "兰苑", "1号楼")
    gone = make(bureau, "2号楼")
    rename(bureau, gone, "竹苑")
    bureau.store.write_now(lambda conn: remove_building(conn, gone, bureau.clock()))

    plan = bureau.plans(PART + MORE.replace("1号楼", "2号楼"))
    bureau.imports(PART + MORE.replace("1号楼", "2号楼"))

    assert plan.sample.known_as == ()
    assert bureau.card("2号楼", "1单元", "305")[0].household.building_id not in (building, gone)
