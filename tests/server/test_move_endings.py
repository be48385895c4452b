"""Moves meet teams, campaigns, people and rights that have ended: clear words, and nothing half done."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, update

from server.assignments.jobs import begin, begin_undo
from server.assignments.mover import Mover
from server.assignments.orders import DOORS_A_TRANSACTION
from server.assignments.schemas import AssignBody, MoveReply
from server.db import tables as t
from server.db.engine import Store, T, Work
from server.identity.caller import Caller
from server.identity.credentials import Credentials, hash_token
from server.replication.moves import move_doors
from tests.server.office import Json, Office

LARGE = DOORS_A_TRANSACTION + 10


async def end_team(office: Office, team_id: UUID) -> None:
    """As its coordinator ends it: its slices are dropped, its doors stay until somebody moves them."""

    def work(conn: Connection) -> None:
        conn.execute(update(t.teams).where(t.teams.c.id == team_id).values(ended_at=office.clock()))
        conn.execute(update(t.slices).where(t.slices.c.team_id == team_id).values(ended_at=office.clock()))

    await office.store.write(work)


async def end_campaign(office: Office) -> None:
    def work(conn: Connection) -> None:
        conn.execute(update(t.campaigns).where(t.campaigns.c.id == office.campaign).values(ended_at=office.clock()))
        conn.execute(update(t.slices).where(t.slices.c.campaign_id == office.campaign).values(ended_at=office.clock()))

    await office.store.write(work)


async def held_by(office: Office, door: UUID) -> tuple[UUID | None, UUID | None]:
    """(team, person) of a door now."""
    found = (await office.get("cora", f"/api/households/{door}", campaign_id=office.campaign))["assignment"]
    team, person = (found["team_id"] and UUID(found["team_id"]), found["person_id"] and UUID(found["person_id"]))
    return team, person


@dataclass
class Meanwhile(Store):
    """A store at which something else happens after the first so many writes."""

    store: Store
    writes: int
    work: Work[None]
    dialect: str = "any"

    async def write(self, work: Work[T]) -> T:
        result = await self.store.write(work)
        self.writes -= 1
        if self.writes == 0:
            await self.store.write(self.work)
        return result

    async def read(self, work: Work[T]) -> T:
        return await self.store.read(work)

    def write_now(self, work: Work[T]) -> T:
        return self.store.write_now(work)

    def read_now(self, work: Work[T]) -> T:
        return self.store.read_now(work)

    async def scrub(self) -> None:
        await self.store.scrub()

    async def close(self) -> None:
        await self.store.close()


def caller(office: Office, who: str, store: Store) -> Caller:
    return Caller(store, Credentials(who, hash_token(who), None), office.clock(), office.ids, bytes, "/test")


async def move(office: Office, who: str, store: Store) -> MoveReply:
    """Everything the team has goes to the other one."""
    body, move_id = AssignBody(team_id=office.other.id, household_ids=office.team.doors), office.ids()
    await caller(office, who, store).write(lambda conn, actor: begin(conn, actor, office.campaign, body, move_id, office.clock()))
    return await Mover(store, office.clock, office.ids).run(move_id)


async def undo(office: Office, who: str, store: Store, undo_id: str) -> MoveReply:
    move_id = office.ids()
    await caller(office, who, store).write(lambda conn, actor: begin_undo(conn, actor, UUID(undo_id), move_id, office.clock()))
    return await Mover(store, office.clock, office.ids).run(move_id)


async def test_a_move_to_a_team_that_has_ended_is_refused_and_nothing_moves(office: Office) -> None:
    await end_team(office, office.other.id)
    path = f"/api/campaigns/{office.campaign}/assignments"
    body: Json = {"team_id": str(office.other.id), "from": {"team_id": str(office.team.id)}}

    assert await office.refused("cora", "POST", path, body) == (409, "team_ended")
    assert await office.refused("cora", "POST", path, {**body, "dry_run": True}) == (409, "team_ended")
    assert await office.rows("SELECT 1 FROM moves") == []
    assert await held_by(office, office.team.doors[0]) == (office.team.id, None)


async def test_a_move_in_a_campaign_that_has_ended_is_refused_and_nothing_moves(office: Office) -> None:
    moved = await office.assign("cora", office.other.id, household_ids=[str(office.team.doors[0])])
    await end_campaign(office)
    path = f"/api/campaigns/{office.campaign}/assignments"
    body: Json = {"team_id": str(office.other.id), "from": {"team_id": str(office.team.id)}}

    assert await office.refused("cora", "POST", path, body) == (409, "campaign_ended")
    assert await office.refused("cora", "POST", path, {**body, "team_id": None}) == (409, "campaign_ended")
    undo = {"undo_id": moved["undo_id"]}
    assert await office.refused("cora", "POST", "/api/assignments/undo", undo) == (409, "campaign_ended")
    assert await office.rows("SELECT COUNT(*) FROM moves") == [(1,)]


@pytest.mark.parametrize("doors", [LARGE])
async def test_a_team_that_ends_in_the_middle_of_a_move_keeps_what_it_got_and_gets_no_more(office: Office) -> None:
    def ends(conn: Connection) -> None:
        conn.execute(update(t.slices).where(t.slices.c.team_id == office.other.id).values(ended_at=office.clock()))

    store = Meanwhile(office.store, 2, ends)  # the job is begun, the first doors go

    reply = await move(office, "cora", store)

    assert (reply.moved, {each.reason for each in reply.skipped}, len(reply.skipped)) == (DOORS_A_TRANSACTION, {"team_ended"}, 10)
    undone = await office.post("cora", "/api/assignments/undo", undo_id=reply.undo_id)
    assert undone["moved"] == DOORS_A_TRANSACTION


async def test_undoing_leaves_doors_where_they_are_if_the_team_that_had_them_ended(office: Office) -> None:
    moved = await office.assign("cora", office.other.id, household_ids=[str(door) for door in office.team.doors])
    await end_team(office, office.team.id)

    undone = await office.post("cora", "/api/assignments/undo", undo_id=moved["undo_id"])

    assert (undone["moved"], {each["reason"] for each in undone["skipped"]}) == (0, {"team_ended"})
    assert await held_by(office, office.team.doors[0]) == (office.other.id, None)


@pytest.mark.parametrize("leaving", ["/api/teams/{team}/members/{ann}/end", "/api/people/{ann}/end"])
async def test_undoing_gives_a_door_to_the_whole_team_if_the_one_who_had_it_left(office: Office, leaving: str) -> None:
    ann, door = office.of.people["ann"], office.team.doors[0]
    await office.assign("lea", office.team.id, household_ids=[str(door)], person_id=str(ann))
    moved = await office.assign("cora", office.other.id, household_ids=[str(each) for each in office.team.doors])
    await office.post("cora", leaving.format(team=office.team.id, ann=ann))

    undone = await office.post("cora", "/api/assignments/undo", undo_id=moved["undo_id"])

    assert (undone["moved"], undone["skipped"], undone["without_person"]) == (4, [], 1)
    assert await held_by(office, door) == (office.team.id, None)


async def test_undoing_moves_no_door_of_one_who_left_that_the_whole_team_has_already(office: Office) -> None:
    ann, door = office.of.people["ann"], office.team.doors[0]
    await office.assign("lea", office.team.id, household_ids=[str(door)], person_id=str(ann))
    moved = await office.assign("lea", office.team.id, household_ids=[str(door)])
    await office.post("cora", f"/api/teams/{office.team.id}/members/{ann}/end")

    undone = await office.post("cora", "/api/assignments/undo", undo_id=moved["undo_id"])

    assert (undone["moved"], [each["reason"] for each in undone["skipped"]]) == (0, ["already_there"])
    assert await held_by(office, door) == (office.team.id, None)


@pytest.mark.parametrize("doors", [LARGE])
async def test_a_large_undo_asks_for_rights_again_at_each_step(office: Office) -> None:
    far = await office.hire("far", await office.area())
    moved = await office.assign("far", office.other.id, household_ids=[str(door) for door in office.team.doors])

    def dismissed(conn: Connection) -> None:
        conn.execute(update(t.roles).where(t.roles.c.person_id == far).values(to_at=office.clock()))

    store = Meanwhile(office.store, 2, dismissed)
    undone = await undo(office, "far", store, moved["undo_id"])

    assert (undone.moved, {each.reason for each in undone.skipped}, len(undone.skipped)) == (DOORS_A_TRANSACTION, {"not_allowed"}, 10)
    again = await office.post("cora", "/api/assignments/undo", id=str(uuid4()), undo_id=moved["undo_id"])
    assert again["moved"] == 10


@pytest.mark.parametrize("doors", [LARGE])
async def test_a_large_move_whose_mover_lost_the_right_stops_is_told_and_can_be_taken_back(office: Office) -> None:
    far = await office.hire("far", await office.area())

    def ended(conn: Connection) -> None:
        conn.execute(update(t.people).where(t.people.c.id == far).values(ended_at=office.clock()))

    store = Meanwhile(office.store, 2, ended)
    reply = await move(office, "far", store)

    assert (reply.moved, {each.reason for each in reply.skipped}) == (DOORS_A_TRANSACTION, {"not_allowed"})
    listed = (await office.get("cora", f"/api/campaigns/{office.campaign}/moves"))["moves"]
    assert [(each["moved"], each["skipped"]) for each in listed] == [(DOORS_A_TRANSACTION, 10)]
    assert (await office.post("cora", "/api/assignments/undo", undo_id=reply.undo_id))["moved"] == DOORS_A_TRANSACTION


@pytest.mark.parametrize("doors", [LARGE])
async def test_doors_that_somebody_else_moves_meanwhile_stay_there_and_the_second_is_told(office: Office) -> None:
    last = sorted(office.team.doors)[-10:]

    def other(conn: Connection) -> None:
        move_doors(conn, office.campaign, last, None, None, only_unvisited=False, now=office.clock(), move_id=office.ids())

    reply = await move(office, "cora", Meanwhile(office.store, 1, other))  # between the order and its doors

    assert (reply.moved, {each.reason for each in reply.skipped}) == (DOORS_A_TRANSACTION, {"moved_since"})
    assert await held_by(office, last[-1]) == (None, None)
