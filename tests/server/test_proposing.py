"""Who could take how many of which doors, asked over HTTP; and the proposal confirmed as it stands."""

from uuid import UUID

from server.ids import uuid7
from tests.server.office import Json, Office
from tests.server.test_move_endings import end_team, held_by
from tests.server.test_move_jobs import done, third_team


async def proposal(office: Office, who: str = "cora", **body: object) -> Json:
    return await office.post(who, f"/api/campaigns/{office.campaign}/proposal", **body)


def by_name(told: Json) -> dict[str, Json]:
    return {each["name"]: each for each in told["takers"]}


async def able(office: Office, who: str, *words: str) -> None:
    await office.post("cora", f"/api/people/{office.of.people[who]}/abilities", words=list(words))


async def needs(office: Office, door: UUID, *words: str) -> None:
    desk = office.phone("cora")
    assert await desk.outcomes(desk.command("correct_household", door, fields={"needs": list(words)})) == ["applied"]


async def test_doors_without_a_team_are_shared_evenly_and_nothing_moves_before_it_is_confirmed(office: Office) -> None:
    told = await proposal(office, **{"from": {"team_id": None}})

    assert (told["doors"], told["unheld"], told["holders"], told["skipped"]) == (4, 4, [], {})
    assert {name: (each["chosen"], each["count"], each["left"], each["members"]) for name, each in by_name(told).items()} == {
        "第2队": (True, 4, 4, 3),  # the next building; four doors are not too many for three people
        "第1队": (False, 0, 4, 3),
    }
    assert {(await held_by(office, door))[0] for door in office.of.spare} == {None}

    both = [{"team_id": str(office.team.id)}, {"team_id": str(office.other.id)}]
    shared = await proposal(office, **{"from": {"team_id": None}, "takers": both})
    assert {name: each["count"] for name, each in by_name(shared).items()} == {"第1队": 2, "第2队": 2}
    assert shared["blocks"] == [
        {
            "building_id": str(office.of.buildings[2]),
            "building": "3号楼",
            "shares": [{"team_id": part["team_id"], "count": 2} for part in shared["parts"]],
        }
    ]

    job = await office.post("cora", f"/api/campaigns/{office.campaign}/moves", parts=shared["parts"], only_if="unvisited")
    assert (await done(office, "cora", job))["moved"] == 4
    holders = [(await held_by(office, door))[0] for door in office.of.spare]
    assert holders in ([office.team.id] * 2 + [office.other.id] * 2, [office.other.id] * 2 + [office.team.id] * 2)


async def test_teams_that_are_as_near_and_as_free_stand_in_the_order_in_which_they_were_made(office: Office) -> None:
    made = ["第十队", "第一队", "第二队"]  # which no alphabet would put so
    for number, name in enumerate(made):
        await office.post("cora", f"/api/campaigns/{office.campaign}/teams", id=str(uuid7(number, bytes(10))), name=name)

    told = await proposal(office, **{"from": {"team_id": None}})

    assert [each["name"] for each in told["takers"] if each["name"] in made] == made


async def test_numbers_changed_by_hand_are_kept_and_the_rest_is_shared_anew(office: Office) -> None:
    takers = [{"team_id": str(office.team.id), "count": 1}, {"team_id": str(office.other.id)}]

    told = await proposal(office, **{"from": {"team_id": None}, "takers": takers})

    assert {name: (each["count"], each["fair"]) for name, each in by_name(told).items()} == {"第1队": (1, 1), "第2队": (3, 3)}


async def test_where_a_person_wants_no_team_nothing_is_proposed(office: Office) -> None:
    told = await proposal(office, **{"from": {"team_id": None}, "takers": []})

    assert (told["doors"], told["parts"]) == (4, [])
    assert {name: (each["chosen"], each["count"]) for name, each in by_name(told).items()} == {"第1队": (False, 0), "第2队": (False, 0)}


async def test_the_team_that_has_the_doors_is_not_proposed_and_its_phones_are_told(office: Office) -> None:
    await office.visit("ann", office.team.doors[0], "not_home")

    told = await proposal(office, **{"from": {"team_id": str(office.team.id)}, "only_if": "unvisited"})

    assert (told["doors"], told["skipped"]) == (3, {"visited": 1})
    assert [each["person"]["name"] for each in told["holders"]] == ["ann"]
    assert {name: (each["chosen"], each["holds"], each["near"]) for name, each in by_name(told).items()} == {
        "第1队": (False, 3, "same_building"),
        "第2队": (True, 0, "next_building"),
    }


async def test_a_door_goes_to_a_team_that_can_what_it_needs_and_to_whoever_met_somebody_there(office: Office) -> None:
    signing, met = office.of.spare[0], office.of.spare[1]
    await needs(office, signing, "手语")
    await able(office, "cai", "手语")
    await office.assign("cora", office.team.id, household_ids=[str(met)])
    await office.visit("ann", met)
    await office.assign("cora", None, household_ids=[str(met)])
    both = [{"team_id": str(office.team.id)}, {"team_id": str(office.other.id)}]

    told = await proposal(office, **{"from": {"team_id": None}, "takers": both, "by": ["need", "met"]})

    assert told["needs"] == {"手语": 1}
    assert (by_name(told)["第2队"]["can"], by_name(told)["第1队"]["met"]) == (["手语"], 1)
    gets = {part["team_id"]: part["household_ids"] for part in told["parts"]}
    assert str(signing) in gets[str(office.other.id)]
    assert str(met) in gets[str(office.team.id)]


async def test_a_need_that_is_gone_is_found_no_more(office: Office) -> None:
    await needs(office, office.of.spare[0], "手语", "英语")
    await needs(office, office.of.spare[0], "英语")

    async def found(need: str) -> int:
        return int((await proposal(office, **{"from": {"need": need}}))["doors"])

    assert [await found("手语"), await found("英语")] == [0, 1]


async def test_filters_choose_by_silence_of_whoever_has_the_door(office: Office) -> None:
    await office.assign("lea", office.team.id, household_ids=[str(office.team.doors[0])], person_id=str(office.of.people["ann"]))
    for who in ("ann", "ben", "cai"):
        await office.phone(who).push()
    office.clock.advance(hours=3)
    await office.phone("ben").push()

    told = await proposal(office, **{"from": {"silent": True}, "takers": [{"team_id": str(await third_team(office))}]})

    doors = {door for part in told["parts"] for door in part["household_ids"]}
    assert doors == {str(door) for door in (office.team.doors[0], *office.other.doors)}  # ann is silent, and all of the other team


async def test_a_team_that_has_ended_is_not_among_the_takers(office: Office) -> None:
    await end_team(office, office.other.id)
    path = f"/api/campaigns/{office.campaign}/proposal"

    assert set(by_name(await proposal(office, **{"from": {"team_id": None}}))) == {"第1队"}
    asked = {"from": {"team_id": None}, "takers": [{"team_id": str(office.other.id)}]}
    assert await office.refused("cora", "POST", path, asked) == (404, "not_found")


async def test_a_proposal_that_asks_for_nothing_is_refused(office: Office) -> None:
    path = f"/api/campaigns/{office.campaign}/proposal"

    assert await office.refused("cora", "POST", path, {}) == (400, "bad_request")
    assert await office.refused("cora", "POST", path, {"from": {}}) == (400, "bad_request")
    assert await office.refused("lea", "POST", path, {"from": {"team_id": str(office.team.id)}}) == (403, "forbidden")


async def test_doors_of_another_area_do_not_exist_for_an_areas_coordinator(office: Office) -> None:
    await office.hire("area", await office.area())
    await office.hire("elsewhere", await office.make_area("远方社区"))
    await third_team(office)

    assert (await proposal(office, "area", **{"from": {"team_id": None}}))["doors"] == 4
    path = f"/api/campaigns/{office.campaign}/proposal"
    assert await office.refused("elsewhere", "POST", path, {"from": {"team_id": None}}) == (404, "not_found")


async def test_what_somebody_can_is_said_whole_and_seen_by_their_leaders_alone(office: Office) -> None:
    await able(office, "cai", "手语", "英语")
    await able(office, "ann", "手语")
    await able(office, "cai", " 英语 ")

    async def known(who: str) -> set[tuple[str, str]]:
        return {(each["person"]["name"], each["word"]) for each in (await office.get(who, "/api/abilities"))["abilities"]}

    assert await known("cora") == {("ann", "手语"), ("cai", "英语")}
    assert await known("lea") == {("ann", "手语")}
    path = f"/api/people/{office.of.people['cai']}/abilities"
    assert await office.refused("lea", "POST", path, {"words": []}) == (404, "not_found")
