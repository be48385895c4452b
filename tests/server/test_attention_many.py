"""Thousands of things that wait for others hide nothing of a leader's."""

from uuid import UUID

from sqlalchemy import Connection

from server.attention.found import READ
from server.db.driver import execute_many
from tests.server.office import Office

PARKED = "INSERT INTO parked (command_id, person_id, household_id, reason, body, arrived_at) VALUES (?, ?, ?, 'unknown_type', ?, ?)"
DOOR = "INSERT INTO households (id, is_known, is_closed, version, building_id, body) VALUES (?, ?, ?, 1, ?, ?)"
UNDECIDED = "INSERT INTO undecided (household_id) VALUES (?)"


async def a_proposal_and_parked_work_of_anns(office: Office) -> str:
    ann, door = office.phone("ann"), office.team.doors[0]
    park = ann.command("park", door, body="?")
    await ann.push(park, ann.command("close_household", door, reason="demolished"))
    office.clock.advance(minutes=1)
    return str(park["id"])


async def wait_for_others(office: Office, door: UUID | None) -> None:
    """As many things as are looked at, later than what there is."""
    cai, at, building = office.of.people["cai"], office.clock(), office.of.buildings[0]

    def insert(conn: Connection) -> None:
        doors = [office.ids() for _ in range(READ)]
        execute_many(conn, PARKED, [(office.ids(), cai, door, b"?", at) for _ in range(READ)])
        execute_many(conn, DOOR, [(each, True, False, building, b"") for each in doors])
        execute_many(conn, UNDECIDED, [(each,) for each in doors])

    await office.store.write(insert)


async def test_what_waits_for_others_hides_nothing_of_a_leaders(office: Office) -> None:
    parked = await a_proposal_and_parked_work_of_anns(office)
    await wait_for_others(office, office.other.doors[0])

    listed = await office.get("lea", "/api/attention")

    assert ([item["kind"] for item in listed["items"]], listed["more"]) == (["parked", "close_proposed"], [])
    assert (await office.post("lea", f"/api/parked/{parked}/dismiss", reason="?"))["outcome"] == "dismissed"


async def test_where_rights_cannot_be_told_before_reading_the_list_says_that_there_may_be_more(office: Office) -> None:
    parked = await a_proposal_and_parked_work_of_anns(office)
    await wait_for_others(office, None)

    listed = await office.get("lea", "/api/attention")

    assert ([item["kind"] for item in listed["items"]], listed["more"]) == (["close_proposed"], ["parked"])
    assert (await office.post("lea", f"/api/parked/{parked}/dismiss", reason="?"))["outcome"] == "dismissed"
