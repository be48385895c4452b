"""An office that keeps rolls, beside a volunteer who writes too."""

import itertools
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select

from server.db.engine import Store
from server.db.tables import buildings, households
from server.exchange.columns import find_columns
from server.exchange.command import add_arguments, import_roll
from server.exchange.importer import Means, run_plan
from server.exchange.plan import Plan, plan_import
from server.exchange.reading import read_roll
from server.exchange.report import Report
from server.exchange.rows import read_csv
from server.exchange.schemas import UndoneBody
from server.exchange.undo import undo_import
from server.households.erasing import Erasure, erase_people
from server.identity.memberships import give_role, make_person
from server.identity.setup import make_organization
from server.ids import uuid7
from server.replication.authors import find_authors
from server.replication.replicas import claim_replica, store_numbers
from server.replication.write import write_commands
from sync.card import decode_body
from sync.clock import EffectiveTime, Moment
from sync.commands import AddHousehold, AnyCommand, CorrectHousehold, HouseholdFields
from sync.protocol import CardBody
from sync.ranges import receive
from sync.world import Incoming
from tests.clock import FakeClock

ROLL = (Path(__file__).parents[2] / "server" / "demo" / "roll-xianghe.csv").read_text(encoding="utf-8")
PART = "".join(ROLL.splitlines(keepends=True)[:37])  # the 36 doors of its first building
MORE = "祥和-00865,祥和社区,1号楼,1单元,3,305,钱少,13800000000,2,,\n"  # one more door there
AREA = "祥和社区"
numbers = itertools.count(1)


class Bureau:
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

    def plans(self, text: str, roll: str | None = None) -> Plan:
        self.clock.advance(hours=1)
        rows = read_csv(text.encode())
        read = read_roll(rows, find_columns(rows, {}), AREA)
        return plan_import(self.store, read, AREA, roll, self.clock())

    def imports(self, text: str, roll: str | None = None) -> Report:
        return run_plan(self.store, self.plans(text, roll), self.means)

    def takes_back(self, report: Report) -> UndoneBody:
        self.clock.advance(hours=1)
        return undo_import(self.store, UUID(report.undo_id), self.means)

    def erases(self, household_id: UUID) -> UUID:
        """The people of a door; answers its new id."""
        erasure = Erasure(household_id, self.new_id(), self.person, self.clock())
        self.store.write_now(lambda conn: erase_people(conn, erasure, self.new_id))
        return erasure.to_id

    def writes(self, command: AnyCommand) -> None:
        """The volunteer's phone, an hour later."""
        self.clock.advance(hours=1)
        self.brings(command, self.clock())

    def brings(self, command: AnyCommand, made_at: int) -> None:
        """The volunteer's phone, which made it then, returns now."""
        now = self.clock()
        moment = EffectiveTime(made_at, str(self.replica))

        def write(conn: Connection) -> None:
            replica = claim_replica(conn, self.replica, self.person, now)
            author = find_authors(conn, [(self.person, self.replica)])[self.person, self.replica]
            incoming = Incoming(command=command, replica_id=self.replica, author=author, moment=Moment(moment, moment, False))
            write_commands(conn, [incoming], now=now, new_id=self.new_id)
            store_numbers(conn, replica, receive(replica.held, [command.n]))

        self.store.write_now(write)

    def adds(self, door: str, **fields: Any) -> UUID:
        """A door on the third floor of the building of PART, found by the volunteer."""
        building, id_ = self.card("1号楼", "1单元", "302")[0].household.building_id, self.new_id()
        place = {"household_id": id_, "building_id": building, "entrance": "1单元", "door": door}
        self.writes(AddHousehold(id=self.new_id(), n=next(numbers), at=self.clock(), **place, **fields))
        return id_

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


def offline(bureau: Bureau, door: str, **fields: Any) -> tuple[CorrectHousehold, int]:
    """What the volunteer writes an hour later at a door of that entrance, without a network; and when."""
    body, version = bureau.card("1号楼", "1单元", door)
    bureau.clock.advance(hours=1)
    values, at = HouseholdFields(**fields), bureau.clock()
    return CorrectHousehold(id=bureau.new_id(), n=next(numbers), at=at, household_id=body.household.id, seen=version, fields=values), at


def corrected(line: str, *values: tuple[str, str]) -> str:
    """The roll with one line changed."""
    assert PART.count(line) == 1
    changed = line
    for old, new in values:
        changed = changed.replace(old, new)
    return PART.replace(line, changed)


LINE = "祥和-00005,祥和社区,1号楼,1单元,3,301,孔强艳,17158683449,3,独居老人;残疾,"


def run_import(bureau: Bureau, tmp_path: Path, *options: str, text: str = PART, answer: str = "") -> int:
    file = tmp_path / "roll.csv"
    file.write_text(text, encoding="utf-8")
    parser = ArgumentParser()
    add_arguments(parser)
    return import_roll(parser.parse_args([str(file), *options]), bureau.store, bureau.means, lambda _: answer)
