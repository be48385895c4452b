"""An organization from nothing: its people with tokens, a campaign with teams. Used by the demo and by bench-data."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from server.campaigns.schemas import NewCampaign
from server.campaigns.store import make_campaign
from server.campaigns.teams import make_team
from server.db.driver import fetch
from server.demo.answer import Answer, Named, TeamAnswer, Tokens, VolunteerToken
from server.identity.memberships import give_role, join_team, make_person
from server.identity.setup import give_token, make_organization

NewId = Callable[[], UUID]
DAY = 86_400_000
TABLES = ("people", "campaigns", "households")


class StoreNotEmptyError(Exception):
    """Somebody's work is in this store: nothing invented is mixed into it."""


class Means(msgspec.Struct, frozen=True):
    """What founding needs from outside; the same means found the same organization."""

    now: int
    new_id: NewId
    random_bytes: Callable[[int], bytes]

    def token(self) -> str:
        return self.random_bytes(32).hex()


class Person(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    token: str


class FoundTeam(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    slice_id: UUID
    leader: Person
    volunteers: tuple[Person, ...]


class Founded(msgspec.Struct, frozen=True):
    campaign_id: UUID
    coordinator: Person
    teams: tuple[FoundTeam, ...]

    def answer(self, households: Sequence[list[UUID]], buildings: Sequence[list[Named] | None]) -> Answer:
        """`households` and `buildings` in the order of the teams."""
        told = zip(self.teams, households, buildings, strict=True)
        return Answer(
            campaign_id=self.campaign_id,
            teams=[TeamAnswer(team.id, team.name, team.slice_id, doors, named) for team, doors, named in told],
            tokens=Tokens(
                coordinator=self.coordinator.token,
                leaders={team.id: team.leader.token for team in self.teams},
                volunteers=[VolunteerToken(Named(one.id, one.name), team.id, one.token) for team in self.teams for one in team.volunteers],
            ),
        )


def refuse_if_used(conn: Connection) -> None:
    """Raises StoreNotEmptyError."""
    for table in TABLES:
        if fetch(conn, f"SELECT 1 FROM {table} LIMIT 1"):
            raise StoreNotEmptyError("This store is not empty; the demo needs one of its own.")


def found_organization(conn: Connection, name: str, time_zone: str, coordinator: str, means: Means) -> Person:
    """The organization's row and its first coordinator."""
    make_organization(conn, name, time_zone, means.now, means.new_id, means.random_bytes)
    person = make_somebody(conn, coordinator, means)
    give_role(conn, person.id, "coordinator", None, means.now, means.new_id)
    return person


def make_somebody(conn: Connection, name: str, means: Means) -> Person:
    person = Person(means.new_id(), name, means.token())
    make_person(conn, person.id, name, means.now, means.new_id)
    give_token(conn, person.id, person.token, means.now)
    return person


def found_campaign(conn: Connection, name: str, time_zone: str, days: tuple[int, int], areas: Sequence[UUID], means: Means) -> UUID:
    """A campaign from `days[0]` to `days[1]` days from now, local dates."""
    today = datetime.fromtimestamp(means.now / 1000, ZoneInfo(time_zone)).date()
    starts_on, ends_on = ((today + timedelta(days=day)).isoformat() for day in days)
    campaign_id = means.new_id()
    body = NewCampaign(name=name, starts_on=starts_on, ends_on=ends_on, max_attempts=3, area_ids=list(areas))
    make_campaign(conn, campaign_id, body, areas, means.now, means.new_id)
    return campaign_id


def found_team(
    conn: Connection, campaign_id: UUID, area_id: UUID, name: str, leader: str, volunteers: Sequence[str], means: Means
) -> FoundTeam:
    team_id = means.new_id()
    slice_id = make_team(conn, campaign_id, team_id, name, area_id, means.now, means.new_id)
    led_by = make_somebody(conn, leader, means)
    join_team(conn, led_by.id, team_id, "leader", means.now, means.new_id)
    people = tuple(make_somebody(conn, each, means) for each in volunteers)
    for person in people:
        join_team(conn, person.id, team_id, "member", means.now, means.new_id)
    return FoundTeam(team_id, name, slice_id, led_by, people)
