"""An organization with teams of equal size. Every team has a community of its own with rows of 36 doors."""

from collections.abc import Sequence
from itertools import islice
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert

from server.campaigns.reference import refresh_team
from server.db.engine import Store
from server.db.tables import areas, people
from server.demo.answer import Answer, Named
from server.demo.founding import Founded, FoundTeam, Means, found_campaign, found_organization, found_team, refuse_if_used
from server.exchange.address import DoorAddress
from server.exchange.places import by_building, ensure_buildings
from server.replication.jobs import write_own
from server.replication.replicas import claim_replica
from sync.commands import AddHousehold

TIME_ZONE = "Asia/Shanghai"
CHUNK = 500
ENTRANCES, FLOORS, DOORS = 3, 6, 2
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = ("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀兰", "霞", "平")


class Size(msgspec.Struct, frozen=True):
    """`households` and `volunteers` are for each team."""

    teams: int
    households: int
    volunteers: int


class Job(msgspec.Struct, frozen=True):
    """Who adds the doors: a system person with a replica of its own."""

    person_id: UUID
    replica_id: UUID


class Filled(msgspec.Struct, frozen=True):
    founded: Founded
    job: Job
    buildings: tuple[list[Named], ...]  # of each team


def fill_bench(store: Store, size: Size, means: Means) -> Answer:
    """Doors in transactions of CHUNK. Raises StoreNotEmptyError."""
    filled = store.write_now(lambda conn: found(conn, size, means))
    households = [add_doors(store, filled, place, 0, size.households, means) for place in range(size.teams)]
    return filled.founded.answer(households, list(filled.buildings))


def found(conn: Connection, size: Size, means: Means) -> Filled:
    """Everything but the doors."""
    refuse_if_used(conn)
    coordinator = found_organization(conn, "压力测试", TIME_ZONE, "协调员", means)
    top = _area(conn, None, "street", "测试街道", means)
    campaign_id = found_campaign(conn, "压力测试走访", TIME_ZONE, (-30, 60), [top], means)
    teams, buildings = [], []
    for number in range(1, size.teams + 1):
        area_id = _area(conn, top, "community", f"第{number}社区", means)
        team = found_team(conn, campaign_id, area_id, f"第{number}队", f"队长{number}", _volunteers(number, size.volunteers), means)
        places = ensure_buildings(conn, area_id, by_building(_addresses(size.households)), means.new_id, {})
        named = [Named(each.id, each.name) for each in places.named.values()]
        refresh_team(conn, team.id, campaign_id, [building.id for building in named])
        teams.append(team)
        buildings.append(named)
    job = Job(means.new_id(), means.new_id())
    conn.execute(insert(people).values(id=job.person_id, name="压力测试数据", is_system=True, made_at=means.now))
    claim_replica(conn, job.replica_id, job.person_id, means.now, kind="job")
    return Filled(Founded(campaign_id, coordinator, tuple(teams)), job, tuple(buildings))


def _area(conn: Connection, parent_id: UUID | None, level: str, name: str, means: Means) -> UUID:
    area_id = means.new_id()
    conn.execute(insert(areas).values(id=area_id, parent_id=parent_id, code=None, level=level, name=name))
    return area_id


def _volunteers(team: int, count: int) -> list[str]:
    return [f"志愿者{team}-{number}" for number in range(1, count + 1)]


def _addresses(households: int) -> list[DoorAddress]:
    """The first doors of rows with three entrances, six floors and two doors a floor; one row at least, whole."""
    a_row = ENTRANCES * FLOORS * DOORS
    rows = max(-(-households // a_row), 1)
    return [
        DoorAddress(f"{row}号楼", f"{entrance}单元", floor, f"{floor}0{door}")
        for row in range(1, rows + 1)
        for entrance in range(1, ENTRANCES + 1)
        for floor in range(1, FLOORS + 1)
        for door in range(1, DOORS + 1)
    ]


def add_doors(store: Store, filled: Filled, place: int, start: int, end: int, means: Means) -> list[UUID]:
    """A team's doors from one number to another, straight into its slice; its buildings were made with room for them."""
    ids = {building.name: building.id for building in filled.buildings[place]}
    addresses = _addresses(end)[start:end]
    made: list[UUID] = []
    for first in range(0, len(addresses), CHUNK):
        part = list(islice(addresses, first, first + CHUNK))
        made += _write(store, filled, filled.founded.teams[place], part, ids, means)
    return made


def _write(store: Store, filled: Filled, team: FoundTeam, part: Sequence[DoorAddress], ids: dict[str, UUID], means: Means) -> list[UUID]:
    return store.write_now(lambda conn: write_doors(conn, filled, team, part, ids, means))


def write_doors(
    conn: Connection, filled: Filled, team: FoundTeam, part: Sequence[DoorAddress], ids: dict[str, UUID], means: Means
) -> list[UUID]:
    job, now = filled.job, means.now
    replica = claim_replica(conn, job.replica_id, job.person_id, now)
    first = replica.held.highest + 1
    commands = [
        _add(address, ids[address.building], n, filled.founded.campaign_id, team.id, means) for n, address in enumerate(part, first)
    ]
    write_own(conn, replica, commands, now=now, new_id=means.new_id)
    return [command.household_id for command in commands if command.household_id is not None]


def _add(address: DoorAddress, building_id: UUID, n: int, campaign_id: UUID, team_id: UUID, means: Means) -> AddHousehold:
    return AddHousehold(
        household_id=means.new_id(),
        id=means.new_id(),
        n=n,
        at=means.now,
        building_id=building_id,
        entrance=address.entrance,
        floor=address.floor,
        door=address.door,
        campaign_id=campaign_id,
        team_id=team_id,
        name=FAMILY[n % len(FAMILY)] + GIVEN[n // len(FAMILY) % len(GIVEN)],
        phones=[f"1{3_000_000_000 + n:010d}"],
        people_count=n % 5 + 1,
    )
