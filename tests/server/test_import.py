"""A roll comes in, comes in again, and is corrected, on both databases, beside volunteers who write too."""

import asyncio
import itertools
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Connection, Table, select

from server.db.engine import Store, open_store
from server.db.tables import areas, buildings, field_writes, households, roll_lines
from server.exchange.columns import find_columns
from server.exchange.command import add_arguments, import_roll
from server.exchange.importer import Means, run_plan
from server.exchange.lines import read_roll
from server.exchange.plan import Plan, plan_import
from server.exchange.report import Report
from server.exchange.rows import RollError, read_csv
from server.identity.memberships import give_role, make_person
from server.identity.setup import make_organization
from server.ids import uuid7
from server.replication.authors import find_authors
from server.replication.replicas import claim_replica, store_numbers
from server.replication.write import write_commands
from sync.card import decode_body
from sync.clock import EffectiveTime, Moment
from sync.protocol import AddHousehold, CardBody, CorrectHousehold, HouseholdFields
from sync.ranges import receive
from sync.world import Incoming
from tests.clock import FakeClock

ROLL = (Path(__file__).parents[2] / "server" / "demo" / "roll-xianghe.csv").read_text(encoding="utf-8")
PART = "".join(ROLL.splitlines(keepends=True)[:37])  # the 36 doors of its first building
AREA = "祥和社区"
numbers = itertools.count(1)


class Office:
    """A store with an organization, somebody who imports, and a volunteer (a coordinator's rights, for short) who writes."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store, self.clock = store, clock
        self.person, self.replica = self.new_id(), self.new_id()
        self.pause: Callable[[float], None] = lambda _: None
        store.write_now(lambda conn: make_organization(conn, "组织", "Asia/Shanghai", clock(), self.new_id, lambda size: bytes(size)))
        store.write_now(lambda conn: make_person(conn, self.person, "王秀兰", clock(), self.new_id))
        store.write_now(lambda conn: give_role(conn, self.person, "coordinator", None, clock(), self.new_id))

    def new_id(self) -> UUID:
        return uuid7(self.clock(), next(numbers).to_bytes(10, "big"))

    @property
    def means(self) -> Means:
        return Means(self.clock, self.new_id, self.pause)

    def plans(self, text: str) -> Plan:
        self.clock.advance(hours=1)
        rows = read_csv(text.encode())
        roll = read_roll(rows, find_columns(rows, {}), AREA)
        return plan_import(self.store, roll, AREA, None, self.clock())

    def imports(self, text: str) -> Report:
        return run_plan(self.store, self.plans(text), self.means)

    def writes(self, command: AddHousehold | CorrectHousehold) -> None:
        """The volunteer's phone, an hour later."""
        self.clock.advance(hours=1)
        now = self.clock()
        moment = EffectiveTime(now, str(self.replica))

        def write(conn: Connection) -> None:
            replica = claim_replica(conn, self.replica, self.person, now)
            author = find_authors(conn, [(self.person, self.replica)])[self.person, self.replica]
            incoming = Incoming(command=command, replica_id=self.replica, author=author, moment=Moment(moment, moment, False))
            write_commands(conn, [incoming], now=now, new_id=self.new_id)
            store_numbers(conn, replica, receive(replica.held, [command.n]))

        self.store.write_now(write)

    def corrects(self, body: CardBody, version: int, **fields: Any) -> None:
        fields_ = HouseholdFields(**fields)
        id_ = body.household.id
        self.writes(CorrectHousehold(id=self.new_id(), n=next(numbers), at=self.clock(), household_id=id_, seen=version, fields=fields_))

    def card(self, building: str, entrance: str, door: str) -> tuple[CardBody, int]:
        where = (buildings.c.name == building) & (households.c.entrance == entrance) & (households.c.door == door)
        stmt = select(households.c.body, households.c.version).join_from(households, buildings, buildings.c.id == households.c.building_id)
        row = self.store.read_now(lambda conn: conn.execute(stmt.where(where)).one())
        return decode_body(row.body), row.version

    def count(self, table: Table) -> int:
        return self.store.read_now(lambda conn: len(conn.execute(select(table)).all()))


@pytest.fixture
def office(database_url: str, clock: FakeClock) -> Iterator[Office]:
    store = open_store(database_url)
    yield Office(store, clock)
    asyncio.run(store.close())


def corrected(line: str, *values: tuple[str, str]) -> str:
    """The roll with one line changed."""
    for old, new in values:
        changed = line.replace(old, new)
        assert PART.count(line) == 1
    return PART.replace(line, changed)


LINE = "祥和-00005,祥和社区,1号楼,1单元,3,301,孔强艳,17158683449,3,独居老人;残疾,"


def test_a_roll_brings_its_doors_in_once(office: Office) -> None:
    first = office.imports(ROLL)
    again = office.imports(ROLL)

    assert (first.doors, first.new, first.unchanged) == (864, 864, 0)
    assert (again.new, again.changed, again.unchanged, again.flagged, again.undo_id) == (0, 0, 864, 0, None)
    assert (office.count(households), office.count(areas), office.count(buildings)) == (864, 1, 12)
    body, version = office.card("1号楼", "1单元", "301")
    assert version == 1
    assert (body.household.name, body.household.phones, body.household.needs) == ("孔强艳", ["17158683449"], ["独居老人", "残疾"])
    assert office.card("1号楼", "1单元", "201")[0].household.roll_vacant


def test_a_corrected_file_changes_just_what_was_corrected(office: Office) -> None:
    office.imports(PART)

    report = office.imports(corrected(LINE, ("孔强艳", "孔强燕")))

    assert (report.new, report.changed, report.unchanged, report.flagged) == (0, 1, 35, 0)
    body, version = office.card("1号楼", "1单元", "301")
    assert (body.household.name, version, body.conflicts) == ("孔强燕", 2, [])
    assert office.count(field_writes) == 1


def test_what_a_volunteer_wrote_since_stays_and_the_files_value_is_a_conflict(office: Office) -> None:
    office.imports(PART)
    office.corrects(*office.card("1号楼", "1单元", "301"), name="孔艳", note="门铃坏了")

    for name in ("孔强燕", "孔燕", "孔小燕"):  # also after several corrected files
        report = office.imports(corrected(LINE, ("孔强艳", name)))
        assert (report.changed, report.flagged, report.unchanged) == (0, 1, 35)

    body, _ = office.card("1号楼", "1单元", "301")
    assert (body.household.name, body.household.note) == ("孔艳", "门铃坏了")
    assert [(each.kept, each.other) for each in body.conflicts] == [("孔艳", "孔小燕")]


def test_the_same_file_does_not_take_back_what_a_volunteer_wrote(office: Office) -> None:
    office.imports(PART)
    office.corrects(*office.card("1号楼", "1单元", "301"), name="孔艳")

    report = office.imports(PART)

    assert (report.changed, report.flagged, report.unchanged) == (0, 0, 36)
    assert office.card("1号楼", "1单元", "301")[0].household.name == "孔艳"


def test_other_fields_of_the_same_door_are_corrected_beside_a_volunteers(office: Office) -> None:
    office.imports(PART)
    office.corrects(*office.card("1号楼", "1单元", "301"), name="孔艳")

    report = office.imports(corrected(LINE, (",3,独居", ",4,独居")))

    assert (report.changed, report.flagged) == (1, 0)
    assert office.card("1号楼", "1单元", "301")[0].household.people_count == 4


def test_a_corrected_address_moves_the_door_and_makes_none(office: Office) -> None:
    office.imports(PART)
    door = office.card("1号楼", "1单元", "301")[0].household.id

    report = office.imports(corrected(LINE, (",3,301,", ",3,303,")))

    assert (report.new, report.changed) == (0, 1)
    assert office.card("1号楼", "1单元", "303")[0].household.id == door
    assert (office.count(households), office.count(roll_lines)) == (36, 36)


def test_a_door_that_a_phone_added_is_met_not_doubled(office: Office) -> None:
    office.imports(PART)
    building_id = office.card("1号楼", "1单元", "301")[0].household.building_id
    door_id = office.new_id()
    added = AddHousehold(
        id=office.new_id(),
        n=next(numbers),
        at=office.clock(),
        household_id=door_id,
        building_id=building_id,
        entrance="1",
        door="305室",
        name="钱多",
    )
    office.writes(added)

    line = "祥和-00865,祥和社区,1号楼,1单元,3,305,钱少,13800000000,2,,\n"
    first, again = office.imports(PART + line), office.imports(PART + line)

    assert (first.new, first.flagged, again.unchanged) == (0, 1, 37)
    body, _ = office.card("1号楼", "1", "305室")
    assert (body.household.name, body.household.phones, body.household.people_count) == ("钱多", ["13800000000"], 2)
    assert [(each.kept, each.other) for each in body.conflicts] == [("钱多", "钱少")]


def test_others_may_write_between_two_chunks_for_as_long_as_one_took(office: Office) -> None:
    pauses: list[float] = []
    office.pause = pauses.append

    office.imports(ROLL)

    assert len(pauses) == 4  # 864 doors in chunks of 250
    assert min(pauses) > 0


def test_two_imports_of_one_roll_at_a_time_do_nothing_twice(office: Office) -> None:
    office.imports(PART)
    early = office.plans(corrected(LINE, ("孔强艳", "孔强燕")))
    office.imports(corrected(LINE, ("孔强艳", "孔燕")))

    with pytest.raises(RollError) as refused:
        run_plan(office.store, early, office.means)

    assert refused.value.code == "roll_is_busy"
    assert office.card("1号楼", "1单元", "301")[0].household.name == "孔燕"


def test_a_name_that_two_areas_have_is_asked_about(office: Office) -> None:
    rows = [{"id": office.new_id(), "level": "community", "name": AREA} for _ in range(2)]
    office.store.write_now(lambda conn: conn.execute(areas.insert(), rows))

    with pytest.raises(RollError) as refused:
        office.imports(PART)

    assert refused.value.code == "several_areas"
    assert office.count(households) == 0


def run(office: Office, tmp_path: Path, *options: str, text: str = PART, answer: str = "") -> int:
    file = tmp_path / "roll.csv"
    file.write_text(text, encoding="utf-8")
    parser = ArgumentParser()
    add_arguments(parser)
    return import_roll(parser.parse_args([str(file), *options]), office.store, office.means, lambda _: answer)


def test_the_command_prints_one_json_object(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(office, tmp_path, "--area", AREA, "--yes", "--json") == 0

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


def test_a_dry_run_and_a_no_write_nothing(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(office, tmp_path, "--area", AREA, "--dry-run", "--json") == 0
    assert msgspec.json.decode(capsys.readouterr().out)["new"] == 36
    assert run(office, tmp_path, "--area", AREA, answer="n") == 1
    assert office.count(households) == 0

    assert run(office, tmp_path, "--area", AREA, answer="y") == 0
    assert office.count(households) == 36


def test_the_command_says_why_a_file_is_refused(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(office, tmp_path, "--area", AREA, "--yes", text="位置,户主\n1-1-101,赖超\n") == 1
    assert "--map 地址=address" in capsys.readouterr().err

    assert run(office, tmp_path, "--area", AREA, "--yes", "--json", "--map", "位置=address", text="位置,户主\n1-1-101,赖超\n") == 0
