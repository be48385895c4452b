"""What waits for a person is shown to those who answer for it, and to nobody else."""

from tests.server.office import Office


async def test_what_somebody_left_waiting_in_their_new_team_is_not_shown_to_the_leader_of_the_old_one(office: Office) -> None:
    ben = str(office.of.people["ben"])
    await office.post("cora", f"/api/teams/{office.team.id}/members/{ben}/end")
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=ben, role="member")
    phone = office.phone("ben")
    body = f'{{"type":"record_visit","household_id":"{office.other.doors[0]}","note":"只给新的队"}}'

    assert await phone.outcomes(phone.command("park", office.other.doors[0], body=body)) == ["parked"]

    shown = {who: "只给新的队" in (await office.ask(who, "GET", "/api/attention")).text for who in ("lea", "leo", "cora")}
    assert shown == {"lea": False, "leo": True, "cora": True}
