"""An import taken back: what nobody touched since, and the rest is listed. On both databases."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Connection, select

from server.areas.changing import make_area
from server.db.tables import areas, buildings, households, imports, requests
from server.exchange.command import add_arguments, import_roll
from server.exchange.importer import Course, run_plan
from server.exchange.made import TakenBack
from server.exchange.rows import RollError
from server.exchange.undo import UndoCourse, undo_import
from sync.card import decode_body
from sync.commands import RaiseRequest
from tests.server.bureau import AREA, LINE, MORE, PART, Bureau, corrected, numbers, offline, run_import


def test_the_command_takes_an_import_back(bureau: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import(bureau, tmp_path, "--area", AREA, "--yes", "--json") == 0
    undo_id = msgspec.json.decode(capsys.readouterr().out)["undo_id"]
    bureau.corrects(*bureau.card("1号楼", "1单元", "301"), name="孔艳")

    assert undo(bureau, undo_id, "--json") == 0

    told = msgspec.json.decode(capsys.readouterr().out)
    assert (told["taken_back"], [(left["door"], left["reason"]) for left in told["left"]]) == (35, [("1号楼 1单元 301", "touched_since")])
    assert undo(bureau, undo_id) == 1
    assert "already" in capsys.readouterr().err


def undo(bureau: Bureau, undo_id: str, *options: str) -> int:
    parser = ArgumentParser()
    add_arguments(parser)
    return import_roll(parser.parse_args(["--undo", undo_id, *options]), bureau.store, bureau.means)


def test_an_undo_of_a_corrected_file_brings_back_what_the_first_had_said(bureau: Bureau) -> None:
    first = bureau.imports(PART)
    report = bureau.imports(corrected(LINE, ("孔强艳", "孔强燕")))

    undone = undo_import(bureau.store, UUID(report.undo_id), bureau.means)

    assert (undone.taken_back, undone.left) == (1, [])
    body, _ = bureau.card("1号楼", "1单元", "301")
    assert (body.household.name, body.conflicts) == ("孔强艳", [])
    assert (bureau.imports(PART).unchanged, bureau.imports(corrected(LINE, ("孔强艳", "孔强燕"))).changed) == (36, 1)
    left = undo_import(bureau.store, UUID(first.undo_id), bureau.means)
    assert (left.taken_back, [each.reason for each in left.left]) == (35, ["imported_since"])


def test_a_roll_that_was_taken_back_brings_its_doors_in_as_new_ones(bureau: Bureau) -> None:
    first = bureau.imports(PART)
    undo_import(bureau.store, UUID(first.undo_id), bureau.means)

    again = bureau.imports(PART)

    assert (again.new, again.changed, again.unchanged, again.flagged) == (36, 0, 0, 0)


def test_an_undo_gives_back_a_door_that_somebody_else_had_listed(bureau: Bureau) -> None:
    bureau.imports(PART)
    bureau.adds("305", name="钱多")
    report = bureau.imports(PART + MORE)
    assert len(bureau.card("1号楼", "1单元", "305")[0].conflicts) == 1

    undo_import(bureau.store, UUID(report.undo_id), bureau.means)

    body, _ = bureau.card("1号楼", "1单元", "305")
    assert (body.household.name, body.household.phones, body.household.people_count, body.conflicts) == ("钱多", [], None, [])
    assert body.household.closed is None


def test_an_undo_of_what_the_roll_filled_hides_nothing_of_an_offline_phone(bureau: Bureau) -> None:
    bureau.imports(PART)
    bureau.adds("305")
    word, made_at = offline(bureau, "305", name="钱多")
    report = bureau.imports(PART + MORE)
    assert bureau.takes_back(report).taken_back == 1

    bureau.brings(word, made_at)

    now = bureau.card("1号楼", "1单元", "305")[0]
    assert (now.household.name, now.conflicts) == ("钱多", [])


def test_an_undo_makes_no_conflict_where_there_was_none(bureau: Bureau) -> None:
    """A person had written what the file says, so the import wrote only the number."""
    bureau.imports(PART)
    bureau.corrects(*bureau.card("1号楼", "1单元", "301"), name="孔强燕")
    report = bureau.imports(PART.replace(LINE, LINE.replace("孔强艳", "孔强燕").replace("17158683449", "13900000000")))
    assert (report.changed, bureau.card("1号楼", "1单元", "301")[0].conflicts) == (1, [])

    bureau.takes_back(report)

    now = bureau.card("1号楼", "1单元", "301")[0]
    assert (now.household.name, now.household.phones, now.conflicts) == ("孔强燕", ["17158683449"], [])


def places(bureau: Bureau) -> tuple[list[str], list[str]]:
    """Areas, and buildings that stand."""
    standing = select(buildings.c.name).where(buildings.c.removed_at.is_(None))
    return bureau.store.read_now(
        lambda conn: (list(conn.execute(select(areas.c.name)).scalars()), list(conn.execute(standing.order_by(buildings.c.name)).scalars()))
    )


def test_an_undo_takes_back_the_area_and_the_buildings_that_the_import_made(bureau: Bureau) -> None:
    report = bureau.imports(PART)
    assert places(bureau) == ([AREA], ["1号楼"])

    undone = undo_import(bureau.store, UUID(report.undo_id), bureau.means)

    assert (undone.taken_back, undone.buildings, undone.area, undone.left_places) == (36, 1, True, [])
    assert places(bureau) == ([], [])
    assert bureau.imports(PART).new == 36
    assert places(bureau) == ([AREA], ["1号楼"])


def test_whoever_imports_or_takes_back_says_in_every_piece_that_they_are_at_it(bureau: Bureau) -> None:
    beats: list[object] = []
    silent: list[str] = []

    class Heard:
        read_now = bureau.store.read_now

        def write_now(self, work: Callable[[Connection], Any]) -> Any:
            before = len(beats)
            result = bureau.store.write_now(work)
            silent.extend(["silent"] if len(beats) == before else [])
            return result

    course = Course(bureau.new_id(), note=lambda conn, tally: beats.append(tally))
    run_plan(Heard(), bureau.plans(PART), bureau.means, course)
    imported = len(silent)
    undoing = UndoCourse(
        note=lambda conn, taken, done, doors: beats.append((taken, done, doors)), end=lambda conn, told: beats.append(told)
    )
    undone = undo_import(Heard(), course.import_id, bureau.means, undoing)

    assert (imported, len(silent) - imported) == (1, 0)  # what closes the import
    assert (beats[-2], beats[-1]) == ((TakenBack(36, 1, area=True), 36, 36), undone)


@pytest.mark.parametrize("pieces", [1, 4, 6, 7, 8])
def test_an_undo_that_is_gone_on_with_tells_what_all_its_runs_took_back(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, pieces: int
) -> None:
    """The doors go in six pieces, then the building, and then the area."""
    monkeypatch.setattr("server.exchange.undo.CHUNK", 6)
    import_id = UUID(bureau.imports(PART).undo_id)
    told: list[TakenBack] = []

    class Ends:
        """The store, until the process ends before its next piece."""

        read_now = bureau.store.read_now

        def write_now(self, work: Callable[[Connection], Any]) -> Any:
            if len(told) == pieces:
                raise KeyboardInterrupt
            return bureau.store.write_now(work)

    with pytest.raises(KeyboardInterrupt):
        undo_import(Ends(), import_id, bureau.means, UndoCourse(note=lambda conn, taken, done, doors: told.append(taken)))

    undone = undo_import(bureau.store, import_id, bureau.means, UndoCourse(begun=told[-1]))

    assert (undone.taken_back, undone.left, undone.buildings, undone.area) == (36, [], 1, True)


@pytest.mark.parametrize("is_touched", [False, True])
def test_an_undo_takes_back_both_runs_of_an_import_that_broke_off_between(bureau: Bureau, is_touched: bool) -> None:
    """The second read another file's columns, which an import over the network does not. A door at which somebody wrote between the two stays."""
    course = Course(bureau.new_id())
    run_plan(bureau.store, bureau.plans(PART.replace("备注", "其他")), bureau.means, course)
    if is_touched:
        bureau.corrects(*bureau.card("1号楼", "1单元", "301"), note="来过")
    run_plan(bureau.store, bureau.plans(PART.replace(LINE, LINE.replace("17158683449", "13900000000"))), bureau.means, course)

    undone = undo_import(bureau.store, course.import_id, bureau.means)

    still_open = select(households.c.body).where(~households.c.is_closed)
    homes = [decode_body(row.body).household for row in bureau.store.read_now(lambda conn: conn.execute(still_open).all())]
    told = [(each.door, each.note, each.phones) for each in homes]
    assert told == ([("301", "来过", ["13900000000"])] if is_touched else [])
    assert (undone.taken_back, [each.reason for each in undone.left]) == ((35, ["touched_since"]) if is_touched else (36, []))


def test_an_undo_lists_the_places_that_somebody_uses(bureau: Bureau) -> None:
    report = bureau.imports(PART)
    bureau.corrects(*bureau.card("1号楼", "1单元", "301"), name="孔艳")

    undone = undo_import(bureau.store, UUID(report.undo_id), bureau.means)

    assert (undone.taken_back, undone.buildings, undone.area) == (35, 0, False)
    assert [(each.kind, each.name, each.reason) for each in undone.left_places] == [
        ("building", "1号楼", "has_doors"),
        ("area", AREA, "has_doors"),
    ]


def test_an_area_stays_where_somebody_came_to_a_door_while_an_undo_took_it_away(bureau: Bureau) -> None:
    report = bureau.imports(PART)
    home = bureau.card("1号楼", "1单元", "301")[0].household.id
    ask = RaiseRequest(
        id=bureau.new_id(), n=next(numbers), at=bureau.clock(), household_id=home, category="safety", text="门锁坏了", urgency="normal"
    )

    class Meanwhile:
        """The store, to which a phone sends that right after the area has gone."""

        read_now = bureau.store.read_now

        def write_now(self, work: Callable[[Connection], Any]) -> Any:
            result = bureau.store.write_now(work)
            if bureau.count(areas) == bureau.count(requests) == 0:
                bureau.writes(ask)
            return result

    undone = undo_import(Meanwhile(), UUID(report.undo_id), bureau.means)

    assert (undone.taken_back, undone.buildings, undone.area) == (36, 1, False)
    assert [(each.kind, each.name, each.reason) for each in undone.left_places] == [("area", AREA, "in_use")]
    assert (places(bureau)[0], bureau.count(requests)) == ([AREA], 1)


def test_a_building_that_an_undo_took_away_stands_again_with_its_doors(bureau: Bureau) -> None:
    area_id = bureau.new_id()
    bureau.store.write_now(lambda conn: make_area(conn, area_id, None, "community", AREA, None, 0))
    first = bureau.imports(PART)
    before = bureau.card("1号楼", "1单元", "301")[0].household

    undone = undo_import(bureau.store, UUID(first.undo_id), bureau.means)

    assert (undone.buildings, undone.area, undone.left_places) == (1, False, [])
    assert places(bureau) == ([AREA], [])
    again = bureau.imports(PART)
    after = bureau.card("1号楼", "1单元", "301")[0].household
    assert (again.new, after.id, after.building_id, after.closed) == (36, before.id, before.building_id, None)
    assert undo_import(bureau.store, UUID(again.undo_id), bureau.means).buildings == 1
    assert places(bureau) == ([AREA], [])


def test_buildings_that_were_there_before_an_import_stay(bureau: Bureau) -> None:
    bureau.imports(PART)
    report = bureau.imports(corrected(LINE, ("孔强艳", "孔强燕")))

    undone = undo_import(bureau.store, UUID(report.undo_id), bureau.means)

    assert (undone.taken_back, undone.buildings, undone.area, undone.left_places) == (1, 0, False, [])
    assert places(bureau) == ([AREA], ["1号楼"])


@pytest.mark.parametrize("is_added", [True, False])
def test_an_import_that_broke_off_goes_on_only_where_no_other_of_its_roll_came_since(bureau: Bureau, is_added: bool) -> None:
    """What the other said stays where the first is taken back: its undo would not know its own words at the door from the other's."""
    bureau.imports(PART)
    if not is_added:
        bureau.adds("305", name="钱多")
    course = Course(bureau.new_id())
    run_plan(bureau.store, bureau.plans(PART + MORE), bureau.means, course)
    bureau.imports(PART + MORE.replace("钱少", "钱中"))

    with pytest.raises(RollError) as refused:
        run_plan(bureau.store, bureau.plans(PART + MORE), bureau.means, course)
    undone = undo_import(bureau.store, course.import_id, bureau.means)

    home = bureau.card("1号楼", "1单元", "305")[0]
    assert (refused.value.code, [(each.door, each.reason) for each in undone.left]) == (
        "roll_is_busy",
        [("1号楼 1单元 305", "imported_since")],
    )
    assert "钱中" in (home.household.name, *(each.other for each in home.conflicts))


def test_an_import_that_had_begun_can_be_taken_back_also_where_nothing_was_left_to_write(bureau: Bureau) -> None:
    """Somebody wrote what it would have written. As long as it stands, its area is in use."""
    bureau.imports(PART)
    course, text = Course(bureau.new_id()), corrected(LINE, ("孔强艳", "孔强燕"))

    class Ends:
        """The store, until the process ends before the first doors."""

        read_now = bureau.store.read_now

        def write_now(self, work: Callable[[Connection], Any]) -> Any:
            if bureau.count(imports) == 2:
                raise KeyboardInterrupt
            return bureau.store.write_now(work)

    with pytest.raises(KeyboardInterrupt):
        run_plan(Ends(), bureau.plans(text), bureau.means, course)
    bureau.corrects(*bureau.card("1号楼", "1单元", "301"), name="孔强燕")

    report = run_plan(bureau.store, bureau.plans(text), bureau.means, course)

    assert (report.unchanged, report.undo_id) == (36, str(course.import_id))
    assert bureau.takes_back(report).taken_back == 0
