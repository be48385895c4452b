"""The demo community, from an empty store to a busy tenth day, in one transaction: all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from server.assignments.jobs import move_whole
from server.db.driver import fetch
from server.demo import cast, scenes
from server.demo.answer import Answer
from server.demo.founding import DAY, Founded, FoundTeam, Means, Person, found_campaign, found_organization, found_team, refuse_if_used
from server.demo.phones import APP, HOUR, MINUTE, Phone, Versions, send, sendings
from server.demo.walks import Act, DemoDoor, walk_acts
from server.exchange import importer
from server.exchange.columns import find_columns
from server.exchange.grid import natural
from server.exchange.plan import chunks_of, plan_import
from server.exchange.reading import read_roll
from server.exchange.rows import read_csv
from server.replication.replicas import claim_replica, store_heard
from sync.card import decode_body
from sync.commands import RecordVisit
from sync.protocol import Status

T = TypeVar("T")
ROLL = "roll-xianghe.csv"
SEED = 17
FOUNDED_AGO = 14 * DAY
CAMPAIGN_DAYS = (2, 32)  # after the founding
DEVICES = ("HUAWEI nova 11", "Redmi Note 12", "iPhone 8", "OPPO A58", "荣耀畅玩 40", "vivo Y78", "iPhone 13", "Redmi 9A")
# When each phone was last heard, what it then had unsent, and the age of the oldest of it; the others an hour ago with nothing.
HEARD = {
    "王秀兰": (3 * MINUTE, 0, 0),
    "陈晓明": (26 * MINUTE, 0, 0),
    "赵雪": (5 * HOUR, 7, 90 * MINUTE),
    "李建国": (8 * MINUTE, 0, 0),
    "刘洋": (12 * MINUTE, 0, 0),
    "吴磊": (19 * HOUR, 3, 40 * MINUTE),
}
DOORS = """
SELECT h.id, b.name, h.entrance, h.floor, h.door, h.name, h.body, h.version FROM households h JOIN buildings b ON b.id = h.building_id
"""


@dataclass(frozen=True, slots=True)
class OneTurn:
    """The demo's one transaction, for an import that otherwise takes several."""

    conn: Connection

    def write_now(self, work: Callable[[Connection], T]) -> T:
        return work(self.conn)

    read_now = write_now


def fill_demo(conn: Connection, means: Means) -> Answer:
    """Raises StoreNotEmptyError."""
    refuse_if_used(conn)
    dice = Random(SEED)
    then = Means(means.now - FOUNDED_AGO, means.new_id, means.random_bytes)
    coordinator = found_organization(conn, cast.AREA, cast.TIME_ZONE, cast.COORDINATOR, then)
    campaign_id, teams = _found(conn, then)
    doors, versions = read_doors(conn)
    given = [[door for door in doors if door.building in team.buildings] for team in cast.TEAMS]
    for team, own in zip(teams, given, strict=True):
        move_whole(conn, campaign_id, [door.id for door in own], team.id, coordinator.id, then.now + HOUR, means.new_id)
    phones = _phones(coordinator, teams, means)
    acts = [act for team, own in zip(cast.TEAMS, given, strict=True) for act in _acts(team, own, campaign_id, means, dice)]
    for sending in sendings([act for act in acts if act.at < means.now], phones, means.now):
        send(conn, sending, phones[sending.who], versions, means.new_id)
    _hear(conn, phones, means.now)
    return Founded(campaign_id, coordinator, tuple(teams)).answer([[door.id for door in own] for own in given], [None] * len(teams))


def _found(conn: Connection, then: Means) -> tuple[UUID, list[FoundTeam]]:
    """The community from its roll, the campaign and its teams. Doors enter the campaign without a team."""
    rows = read_csv(files("server.demo").joinpath(ROLL).read_bytes())
    plan = plan_import(OneTurn(conn), read_roll(rows, find_columns(rows, {}), cast.AREA), cast.AREA, None, then.now)
    means = importer.Means(lambda: then.now, then.new_id, pause=lambda _: None)
    ready = importer.prepare(OneTurn(conn), plan, means, importer.Course(then.new_id()))
    campaign_id = found_campaign(conn, cast.CAMPAIGN, cast.TIME_ZONE, CAMPAIGN_DAYS, [ready.roll.area_id], then)
    for decisions in chunks_of(plan.to_write, importer.CHUNK, importer.sayings):
        importer.write_chunk(conn, plan, ready, decisions, means)
    teams = [found_team(conn, campaign_id, ready.roll.area_id, team.name, team.leader, team.volunteers, then) for team in cast.TEAMS]
    return campaign_id, teams


def read_doors(conn: Connection) -> tuple[list[DemoDoor], Versions]:
    """The doors by address, with the versions phones begin with."""
    doors, versions = [], {}
    for household_id, building, entrance, floor, door, name, body, version in fetch(conn, DOORS):
        home = decode_body(body).household
        doors.append(DemoDoor(household_id, building, entrance or "", floor or 0, door or "", name, tuple(home.needs), home.roll_vacant))
        versions[household_id] = version
    return sorted(doors, key=lambda door: (natural(door.building), natural(door.entrance), door.floor, natural(door.door))), Versions(
        versions
    )


def _acts(team: cast.Team, doors: Sequence[DemoDoor], campaign_id: UUID, means: Means, dice: Random) -> list[Act]:
    """Everything a team and the office did at its doors."""
    now = means.now
    visits = scenes.with_appointments(list(walk_acts(team.name, doors, campaign_id, now, dice)), now)
    met = scenes.met_doors(visits, doors)
    people = list(scenes.residents(met, means.new_id, dice))
    own_asks = cast.ASKS[cast.TEAMS.index(team) :: len(cast.TEAMS)]
    asks = list(scenes.requests(own_asks, met, now, means.new_id, dice))
    acts = [*visits, *people, *asks]
    busy = frozenset(act.household_id for act in (*people, *asks))
    if team is cast.TEAMS[0]:
        acts += scenes.wishes(met, people, now, means.new_id)
        acts += scenes.conflict(met, team.volunteers[1], busy)
        busy = frozenset(act.household_id for act in acts if act.command is not RecordVisit)
    return [*acts, *scenes.corrections(met, busy, dice)]


def _phones(coordinator: Person, teams: Sequence[FoundTeam], means: Means) -> dict[str, Phone]:
    """The coordinator's desk, and a phone for everybody in a team."""
    phones = {coordinator.name: Phone(coordinator.id, coordinator.token, means.new_id(), "desk", "desk", online=True)}
    people = [person for team in teams for person in (team.leader, *team.volunteers)]
    for person, device in zip(people, DEVICES, strict=True):
        phones[person.name] = Phone(person.id, person.token, means.new_id(), "phone", device)
    return phones


def _hear(conn: Connection, phones: Mapping[str, Phone], now: int) -> None:
    """What each phone last said of itself."""
    for who, phone in phones.items():
        ago, unsent, age = HEARD.get(who, (HOUR, 0, 0))
        claim_replica(conn, phone.replica, phone.person_id, now - FOUNDED_AGO, kind=phone.kind, device=phone.device)
        oldest_at = now - ago - age if unsent else None
        store_heard(conn, phone.replica, Status(unsent=unsent, oldest_at=oldest_at, persisted=True, app=APP), now - ago)
