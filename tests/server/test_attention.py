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


async def test_what_somebody_in_two_teams_left_waiting_at_a_door_is_shown_to_the_leader_of_that_door(office: Office) -> None:
    await office.post("cora", f"/api/teams/{office.other.id}/members", person_id=office.of.people["ben"], role="member")
    phone = office.phone("ben")
    parked = f'{{"type":"record_visit","household_id":"{office.other.doors[0]}","note":"门后的事"}}'
    held = phone.command("void_visit", office.other.doors[0], visit_id=office.ids(), reason="还没到的事")
    unknown = phone.visit(office.ids(), office.campaign, note="没人认识的门")

    outcomes = await phone.outcomes(phone.command("park", office.other.doors[0], body=parked), held, unknown)

    assert outcomes == ["parked", "held", "held"]
    texts = {who: (await office.ask(who, "GET", "/api/attention")).text for who in ("lea", "leo", "cora")}
    shown = {who: [said in text for said in ("门后的事", "还没到的事", "没人认识的门")] for who, text in texts.items()}
    assert shown == {"lea": [False, False, True], "leo": [True, True, True], "cora": [True, True, True]}
