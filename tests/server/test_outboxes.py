"""Unsent work that comes as a sealed file: it counts as if its phone had sent it, once, whenever that phone comes back."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.server.community import Phone
from tests.server.office import Office
from tests.server.sealing import Sealer, a_file, handed_in, looked_at, sealer


async def visits_at(office: Office, door: UUID) -> list[tuple[str, str]]:
    card = await office.get("cora", f"/api/households/{door}")
    return [(visit["by_name"], visit["outcome"]) for visit in card["visits"]]


async def test_a_file_says_whose_it_is_and_what_it_holds_before_anything_is_written(office: Office) -> None:
    ann = await sealer(office, "ann")
    first = ann.phone.visit(office.team.doors[0], office.campaign)
    await ann.phone.push(first)
    second = ann.phone.visit(office.team.doors[1], office.campaign)
    office.clock.advance(days=1)
    file = ann.file(first, second, ann.phone.visit(office.team.doors[2], office.campaign))

    (told,) = await looked_at(office, "lea", file)

    assert told["person"] == {"id": ann.person, "name": "ann"}
    assert (told["trouble"], told["pieces"], told["here"], told["became"]) == (None, 3, 1, {})
    assert [day["pieces"] for day in told["days"]] == [2, 1]
    assert await visits_at(office, office.team.doors[1]) == []


async def test_what_is_handed_in_counts_as_if_its_phone_had_sent_it(office: Office) -> None:
    ann = await sealer(office, "ann")
    door, other = office.team.doors[0], office.other.doors[0]
    visit, stray = ann.phone.visit(door, office.campaign, "met"), ann.phone.visit(other, office.campaign)
    waits = ann.phone.visit(uuid4(), office.campaign)
    undone = ann.phone.command("withdraw", None)

    (told,) = await handed_in(office, "cora", ann.file(visit, stray, waits, undone))

    assert told["became"] == {"applied": 1, "parked": 1, "held": 1, "noop": 1}
    assert (told["pieces"], told["here"]) == (4, 0)
    assert await visits_at(office, door) == [("ann", "met")]
    board = await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="person")
    assert {row["name"]: row["work"]["visits"] for row in board["rows"]}["ann"] == 1
    parked = [item for item in (await office.get("cora", "/api/attention"))["items"] if item["kind"] == "parked"]
    assert [(item["id"], item["person"]["name"], item["reason"]) for item in parked] == [(stray["id"], "ann", "not_yours")]


async def test_a_file_handed_in_again_changes_nothing(office: Office) -> None:
    ann = await sealer(office, "ann")
    file = ann.file(*(ann.phone.visit(door, office.campaign) for door in office.team.doors[:3]))
    await handed_in(office, "cora", file)
    before = await everything(office)

    again = await handed_in(office, "lea", file)

    assert [(each["pieces"], each["here"], each["became"]) for each in again] == [(3, 3, {})]
    assert await everything(office) == before


async def everything(office: Office) -> list[object]:
    names = ("visits", "receipts", "parked", "held", "audit", "replicas", "coverage_cells", "coverage_people", "households", "feed")
    return [sorted(map(repr, await office.rows(f"SELECT * FROM {name}"))) for name in names]


async def test_the_same_call_to_hand_in_is_answered_the_same(office: Office) -> None:
    ann, call = await sealer(office, "ann"), str(office.ids())
    file = ann.file(ann.phone.visit(office.team.doors[0], office.campaign))

    first = await handed_in(office, "cora", file, id=call)

    assert await handed_in(office, "cora", file, id=call) == first
    assert first[0]["became"] == {"applied": 1}


async def test_a_phone_that_comes_back_gets_its_receipts_and_nothing_is_doubled(office: Office) -> None:
    ann = await sealer(office, "ann")
    visits = [ann.phone.visit(door, office.campaign) for door in office.team.doors[:2]]
    await handed_in(office, "lea", ann.file(*visits))
    later = ann.phone.visit(office.team.doors[2], office.campaign)

    reply = await ann.phone.push(*visits, later)

    assert [receipt["outcome"] for receipt in reply["receipts"]] == ["applied"] * 3
    assert (reply["fork"], reply["missing"]) == (False, [])
    assert [len(await visits_at(office, door)) for door in office.team.doors[:3]] == [1, 1, 1]


async def test_whatever_comes_first_each_piece_counts_once(office: Office) -> None:
    ann = await sealer(office, "ann")
    one, two, three = [ann.phone.visit(door, office.campaign) for door in office.team.doors[:3]]
    early = ann.file(one, two)
    await ann.phone.push(one)
    await handed_in(office, "lea", ann.file(two, three))
    await handed_in(office, "lea", early)

    assert (await ann.phone.push(one, two, three))["fork"] is False

    assert [len(await visits_at(office, door)) for door in office.team.doors[:3]] == [1, 1, 1]
    assert await office.rows("SELECT highest_n, missing FROM replicas WHERE id = ?", ann.phone.replica) == [(3, b"[]")]


async def test_handed_in_by_two_at_once_while_the_phone_pushes_each_piece_counts_once(office: Office) -> None:
    ann, doors = await sealer(office, "ann"), office.team.doors
    await ann.phone.push()
    visits = [ann.phone.visit(doors[number % len(doors)], office.campaign, "not_home") for number in range(40)]
    file = ann.file(*visits)

    two, other, pushed = await asyncio.gather(handed_in(office, "lea", file), handed_in(office, "cora", file), ann.phone.push(*visits))

    assert (pushed["fork"], [each["outcome"] for each in pushed["receipts"]]) == (False, ["applied"] * 40)
    assert await office.rows("SELECT COUNT(*) FROM visits WHERE person_id = ?", office.of.people["ann"]) == [(40,)]
    taken = sum(sum(phone["became"].values()) for phone in (*two, *other))
    lines = await office.rows("SELECT counts FROM audit WHERE action = 'work_handed_in'")
    assert (taken, len(lines)) in ((40, 1), (0, 0))  # whoever was first took all, or the phone did


async def test_what_was_undone_after_the_file_was_saved_is_taken_back_by_the_phone(office: Office) -> None:
    ann = await sealer(office, "ann")
    visit = ann.phone.visit(office.team.doors[0], office.campaign)
    await handed_in(office, "lea", ann.file(visit))

    undone = {"id": visit["id"], "n": visit["n"], "type": "withdraw", "at": visit["at"]}

    assert [each["outcome"] for each in (await ann.phone.push(undone))["receipts"]] == ["applied"]  # so the phone voids it (S-32)


async def test_handing_in_does_not_make_a_silent_phone_a_heard_one(office: Office) -> None:
    ann = await sealer(office, "ann")
    await ann.phone.pull(status={"unsent": 1, "oldest_at": office.clock(), "attention": 0, "persisted": True, "app": "1"})
    columns = "SELECT last_seen_at, unsent, unsent_at, app, wipe_asked_at FROM replicas WHERE id = ?"
    heard = await office.rows(columns, ann.phone.replica)
    office.clock.advance(days=2)

    await handed_in(office, "lea", ann.file(ann.phone.visit(office.team.doors[0], office.campaign)))

    assert await office.rows(columns, ann.phone.replica) == heard


async def test_a_clock_that_ran_ahead_does_not_win_by_a_file(office: Office) -> None:
    """It went ahead while nobody heard the phone, and the file was days on its way: nothing tells that it did."""
    ann, ben, door = await sealer(office, "ann"), office.phone("ben"), office.team.doors[0]
    await ben.pull()
    told = {"seen": ben.card(door)["version"], "heard": office.clock(), "offset": 0}
    office.clock.advance(hours=1)
    ahead = {**ann.phone.command("correct_household", door, fields={"note": "ann"}, **told), "at": office.clock() + 2 * 86_400_000}
    office.clock.advance(hours=1)
    await ben.push(ben.command("correct_household", door, fields={"note": "ben"}, **told))
    office.clock.advance(days=4)

    (taken,) = await handed_in(office, "lea", ann.file(ahead))

    card = await office.get("cora", f"/api/households/{door}")
    assert taken["became"] == {"merged": 1}
    assert card["household"]["note"] == "ben"
    assert [(each["kept"], each["other"]) for each in card["conflicts"]] == [("ben", "ann")]


async def test_a_silent_phone_says_when_its_work_was_handed_in(office: Office) -> None:
    """Else somebody goes after it in vain."""
    ann = await sealer(office, "ann")
    await ann.phone.pull(status={"unsent": 1, "oldest_at": office.clock(), "attention": 0, "persisted": True, "app": "1"})
    office.clock.advance(days=2)
    told = [[item["body"]["handed_in_at"] for item in (await office.get("lea", "/api/attention"))["items"]]]

    await handed_in(office, "lea", ann.file(ann.phone.visit(office.team.doors[0], office.campaign)))

    told.append([item["body"]["handed_in_at"] for item in (await office.get("lea", "/api/attention"))["items"] if item["kind"] == "silent"])
    assert told == [[None], [office.clock()]]


async def test_the_audit_names_who_handed_it_in_and_nothing_of_the_content(office: Office) -> None:
    ann = await sealer(office, "ann")
    visit = ann.phone.visit(office.team.doors[0], office.campaign, note="楼道灯坏了")

    await handed_in(office, "lea", ann.file(visit))

    rows = await office.rows("SELECT person_id, subject, subject_id, counts FROM audit WHERE action = 'work_handed_in'")
    assert rows == [(office.of.people["lea"], "replica", ann.phone.replica, b'{"held":0,"parked":0,"pieces":1}')]


async def test_a_large_outbox_comes_in_parts_and_two_people_of_one_phone_in_one_file(office: Office) -> None:
    ann, ben = await sealer(office, "ann"), await sealer(office, "ben")
    door = office.team.doors[0]
    parts = [ann.part(ann.push(*(ann.phone.visit(door, office.campaign, "not_home") for _ in range(3)))) for _ in range(2)]
    file = a_file(*parts, ben.part(ben.push(ben.phone.visit(door, office.campaign))))

    told = await handed_in(office, "lea", file)

    assert [(each["person"]["name"], each["pieces"], each["became"]) for each in told] == [
        ("ann", 6, {"applied": 6}),
        ("ben", 1, {"applied": 1}),
    ]


async def test_a_phone_that_forked_is_handed_in_under_a_name_of_its_own(office: Office) -> None:
    """Two phones write as one replica: a copied profile."""
    ann = await sealer(office, "ann")
    twin = Phone(office.app, "ann", office.clock, office.ids, replica=ann.phone.replica)
    file = ann.file(*(ann.phone.visit(door, office.campaign, "not_home") for door in office.team.doors[:2]))
    await twin.push(twin.visit(office.team.doors[2], office.campaign))

    (told,) = await handed_in(office, "lea", file)
    (again,) = await handed_in(office, "lea", file)

    assert (told["became"], again["here"]) == ({"applied": 2}, 2)
    assert [len(await visits_at(office, door)) for door in office.team.doors[:3]] == [1, 1, 1]
    assert await office.rows("SELECT missing FROM replicas WHERE forked_from = ?", ann.phone.replica) == [(b"[]",)]


async def forked(office: Office, sent: int) -> Sealer:
    """Ann's phone, under whose name a copy of it has sent so many visits."""
    copy, door = office.phone("ann"), office.team.doors[0]
    await copy.push(*(copy.visit(door, office.campaign, "not_home") for _ in range(sent)))
    return await sealer(office, "ann", Phone(office.app, "ann", office.clock, office.ids, replica=copy.replica))


@pytest.mark.parametrize(
    ("pieces", "sent"),
    [("two files", 8), ("two files", 2), ("two parts", 8), ("two parts", 2), ("each of two files a half", 8)],
)
async def test_the_last_word_of_a_phone_that_forked_stands_in_whatever_pieces_its_work_comes(
    office: Office, pieces: str, sent: int
) -> None:
    ann, doors = await forked(office, sent), office.team.doors
    heard, seen = office.clock(), {door: (await office.get("lea", f"/api/households/{door}"))["version"] for door in doors}
    office.clock.advance(hours=1)

    def named(name: str) -> list[dict[str, Any]]:
        made = [ann.phone.command("correct_household", door, seen=seen[door], fields={"name": name}) for door in doors]
        return [{**each, "heard": heard, "offset": 0} for each in made]

    first, second = named("甲"), named("乙")
    if pieces == "two parts":
        await handed_in(office, "lea", a_file(ann.part(ann.push(*first)), ann.part(ann.push(*second))))
    else:
        await handed_in(office, "lea", ann.file(*first))
        office.clock.advance(minutes=1)
        await handed_in(office, "lea", ann.file(*([] if pieces == "each of two files a half" else first), *second))

    cards = [await office.get("lea", f"/api/households/{door}") for door in doors]
    assert [(card["household"]["name"], card.get("conflicts", [])) for card in cards] == [("乙", [])] * 4
    assert await office.rows("SELECT missing FROM replicas WHERE forked_from = ?", ann.phone.replica) == [(b"[]",)]


async def test_a_file_of_a_phone_that_forked_is_no_further_phone_on_any_board(office: Office) -> None:
    ann = await forked(office, 1)

    async def boards() -> list[object]:
        teams = (await office.get("lea", f"/api/campaigns/{office.campaign}/teams"))["teams"]
        listed, person = await office.get("lea", "/api/phones"), await office.get("cora", f"/api/people/{ann.person}")
        return [teams[0]["phones"], listed["phones"], person["phones"]]

    before = await boards()
    for _ in range(3):
        ann.phone.n = 0  # three copies of it, and each did something else
        await handed_in(office, "lea", ann.file(ann.phone.visit(office.team.doors[0], office.campaign)))

    assert await boards() == before
