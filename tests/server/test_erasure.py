"""People are erased for good: from cards, histories, custody and reports, from phones, and again after a restore."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.db.driver import execute
from server.db.engine import open_store
from server.db.tables import metadata
from server.exchange.store import LINES_OF
from server.households.erasing import Erasure, erase_people
from server.replication.erasing import WHOLE
from server.replication.sweep import keep_sweeping, sweep_through
from tests.server.office import Office
from tests.server.test_backup import cli, path_of

NAME, PHONE, NOTE, FRIEND = "欧阳慕容婉清", "13911237784", "腿脚不便要慢慢等她开门", "司徒独孤望舒"
WORDS = (NAME, PHONE, NOTE, FRIEND, "漏雨漏到床头了", "只有她女儿知道的事", "别来了我不想见人")


async def lived_in(office: Office) -> tuple[Any, UUID]:
    """A door with all that is ever kept of people: values, a resident, a visit, a request, a wish, held and parked work, notices."""
    ann, ben, door = office.phone("ann"), office.phone("ben"), office.team.doors[0]
    await ann.push(ann.command("correct_household", door, seen=99, fields={"name": NAME, "phones": [PHONE], "note": NOTE}))
    await ann.push(ann.command("correct_household", door, seen=99, fields={"note": NOTE + "了"}))
    await ben.push(ben.command("correct_household", door, seen=1, fields={"name": NAME + "二"}))
    await ann.push(ann.command("add_resident", door, fields={"name": FRIEND, "phone": PHONE}))
    await ann.push(ann.visit(door, office.campaign, note=NOTE, appointment={"on": "2026-01-20", "from": "10:00", "to": "11:00"}))
    await ann.push(ann.command("raise_request", door, category="facilities", text="漏雨漏到床头了", urgency="normal"))
    await ann.push(ann.command("refuse_contact", door, reason="别来了我不想见人"))
    await ann.push(ann.command("void_visit", door, visit_id=office.ids(), reason="只有她女儿知道的事"))
    await ann.push({**ann.command("correct_household", door, fields={"name": NAME}), "smell": FRIEND})
    text = f'{{"type":"record_visit","household_id":"{door}","note":"{NOTE}"}}'
    await ann.push(ann.command("park", None, body=text))
    parked = (await office.get("cora", "/api/attention"))["items"]
    asked = next(item for item in parked if item["kind"] == "conflict")
    await office.post("cora", "/api/attention/ask", kind="conflict", item_id=asked["id"], text=f"是{NAME}吗")
    return ann, door


async def erase(office: Office, door: UUID, who: str = "cora") -> UUID:
    return UUID((await office.post(who, f"/api/households/{door}/erase", confirm="1号楼 1 101"))["id"])


async def everything(office: Office) -> str:
    """Every value in every table, as text."""
    found = []
    for table in metadata.tables:
        rows = await office.rows(f"SELECT * FROM {table}")
        for row in rows:
            found += [bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value) for value in row]
    return "\n".join(found)


async def test_no_word_of_an_erased_person_is_left_in_any_table(office: Office) -> None:
    _, door = await lived_in(office)
    before = await everything(office)
    assert [word for word in WORDS if word not in before] == []

    await erase(office, door)

    left = await everything(office)
    assert [word for word in WORDS if word in left] == []


@pytest.mark.parametrize("kept_where", [True, False], ids=["now", "by a version of before"])
@pytest.mark.parametrize("kind", ["correct_household", "void_visit", "reopen_household", "advance_request"])
async def test_what_a_person_applied_at_a_door_that_it_did_not_name_is_erased_with_its_people(
    office: Office, kind: str, kept_where: bool
) -> None:
    """Whatever became of it there: nothing, if that stood there already."""
    ann, door = office.phone("ann"), office.team.doors[0]
    visit, request = ann.visit(door, office.campaign), ann.command("raise_request", door, category="facilities", text="漏水")
    answered = {"request_id": request["id"], "event": "answered", "text": NOTE}
    there = [visit, request, ann.command("advance_request", door, **answered), ann.command("close_household", door, reason="demolished")]
    await ann.push(*there, ann.command("correct_household", door, seen=99, fields={"name": NAME}))
    said: dict[str, Any] = {
        "correct_household": {"fields": {"name": NAME}},
        "void_visit": {"visit_id": visit["id"], "reason": NOTE},
        "reopen_household": {"reason": NOTE},
        "advance_request": answered,
    }
    late = ann.command(kind, uuid4(), **said[kind])
    assert await ann.outcomes(late) == ["held"]
    office.clock.advance(days=6)
    await sweep_through(office.store, office.clock, office.ids)
    await office.post("lea", f"/api/parked/{late['id']}/apply", household_id=str(door))
    if not kept_where:
        await office.store.write(lambda conn: execute(conn, "UPDATE parked SET household_id = ?", uuid4()))

    await erase(office, door)

    left = await everything(office)
    assert [word for word in (NAME, NOTE) if word in left] == []


async def test_what_was_settled_of_others_in_the_same_moment_is_not_erased(office: Office) -> None:
    ann = office.phone("ann")
    await ann.pull()
    await office.post("lea", f"/api/replicas/{ann.replica}/lost")
    works = [ann.visit(door, office.campaign) for door in office.team.doors[:2] * 2]
    assert await ann.outcomes(*works) == ["parked"] * 4
    for each in works[:2]:
        await office.post("cora", f"/api/parked/{each['id']}/dismiss", reason="x")
    for each in works[2:]:
        await office.post("cora", f"/api/parked/{each['id']}/apply")

    await erase(office, office.team.doors[0])

    assert {row[0] for row in await office.rows("SELECT command_id FROM parked")} == {UUID(works[1]["id"]), UUID(works[3]["id"])}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_byte_of_an_erased_person_is_left_in_the_file(office: Office, sqlite_database_url: str) -> None:
    ann, door = await lived_in(office)
    for turn in range(40):  # bodies that grow and shrink leave old pages behind
        notes = [(each, f"{NOTE}{turn}" * (1 + turn * 7 % 60)) for each in (door, office.team.doors[1])]
        await ann.push(*(ann.command("correct_household", each, seen=999, fields={"note": note}) for each, note in notes[: 1 + turn % 2]))
    await ann.push(ann.command("correct_household", office.team.doors[1], seen=999, fields={"note": None}))
    await office.post("cora", f"/api/households/{office.team.doors[1]}/erase", confirm="1号楼 1 201")
    file = path_of(sqlite_database_url)

    await erase(office, door)

    raw = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert [word for word in WORDS if word.encode() in raw] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_next_start_scrubs_what_a_process_that_ended_had_erased(office: Office, sqlite_database_url: str) -> None:
    _, door = await lived_in(office)
    erasure, file = Erasure(door, office.ids(), office.of.people["cora"], office.clock()), path_of(sqlite_database_url)

    def left() -> list[str]:
        raw = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
        return [word for word in WORDS if word.encode() in raw]

    await office.store.write(lambda conn: erase_people(conn, erasure, office.ids) and None)
    assert left() != []
    starting = asyncio.create_task(keep_sweeping(office.store, office.clock, office.ids))
    async with asyncio.timeout(20):
        while left():
            await asyncio.sleep(0)

    starting.cancel()
    assert left() == []


async def test_the_door_stays_blank_under_a_new_id_with_its_states_and_counts(office: Office) -> None:
    _, door = await lived_in(office)
    await office.visit("ben", office.team.doors[1], "not_home")
    path = f"/api/campaigns/{office.campaign}/coverage?by=person"
    before = await office.get("cora", path), (await office.get("cora", "/api/households", words="101"))["households"]

    new = await erase(office, door)

    card = await office.get("cora", f"/api/households/{new}")
    assert (card["state"], card["household"]["name"], card["residents"], card["requests"]) == ("do_not_contact", None, [], [])
    assert [(visit["outcome"], visit["note"], visit["appointment"]) for visit in card["visits"]] == [("met", None, None)]
    assert card["holders"][0]["team_id"] == str(office.team.id)
    after = await office.get("cora", path), (await office.get("cora", "/api/households", words="101"))["households"]
    assert after[0] == before[0]
    same = ("state", "tries", "team_id", "last_visit_at", "door")
    assert sorted(str([row[name] for name in same]) for row in after[1]) == sorted(str([row[name] for name in same]) for row in before[1])
    assert await office.refused("cora", "GET", f"/api/households/{door}") == (404, "not_found")
    assert {line["what"] for line in card["history"]} == {"erase_household", "record_visit", "refuse_contact"}


async def test_phones_lose_the_card_and_hear_that_it_was_erased(office: Office) -> None:
    _, door = await lived_in(office)
    ben = office.phone("ben")
    await ben.pull()

    new = await erase(office, door)
    await ben.pull()

    assert [(gone["household_id"], gone["reason"]) for gone in ben.gone] == [(str(door), "erased")]
    assert str(door) not in ben.cards
    assert ben.card(new)["household"]["name"] is None
    assert ben.digests[str(office.team.cards)]["count"] == len(ben.cards)
    told = [item for item in ben.items if item["kind"] == "notice"]
    assert {item["id"] for item in told if "what" in item} <= {item["id"] for item in told if item.get("removed")}


async def test_a_phone_that_names_what_it_keeps_hears_whose_people_were_erased(office: Office) -> None:
    ann, door = await lived_in(office)
    alias, other, unknown = office.team.doors[1], office.team.doors[2], office.ids()
    await office.post("cora", "/api/pairs/join", one_id=str(door), other_id=str(alias))
    kept = [str(each) for each in (door, alias, other, unknown)]
    assert "erased" not in await ann.pull(kept=kept)

    await erase(office, door)

    assert (await ann.pull(kept=kept))["erased"] == sorted([str(door), str(alias)])
    assert "erased" not in await ann.pull()


async def test_what_comes_later_for_the_old_id_is_superseded_and_not_kept(office: Office) -> None:
    ann, door = await lived_in(office)
    await erase(office, door)

    correction = ann.command("correct_household", door, fields={"name": NAME})
    unreadable = {**ann.command("correct_household", door, fields={"name": NAME}), "smell": FRIEND}
    visit = ann.visit(door, office.campaign, note=NOTE)
    as_text = ann.command("park", None, body=f'{{"type":"record_visit","household_id":"{door}","note":"{NOTE}"}}')
    reply = await ann.push(correction, unreadable, visit, as_text)

    assert [(receipt["outcome"], receipt["reason"]) for receipt in reply["receipts"]] == [("superseded", "erased")] * 4
    left = await everything(office)
    assert [word for word in WORDS if word in left] == []


async def test_only_a_coordinator_who_types_the_door_erases(office: Office) -> None:
    door = office.team.doors[0]
    path, typed = f"/api/households/{door}/erase", {"confirm": "1号楼 1 101"}

    assert await office.refused("cora", "POST", path, {"confirm": "1号楼 1 201"}) == (409, "another_door")
    assert await office.refused("lea", "POST", path, typed) == (403, "forbidden")
    await office.hire("far", await office.make_area("别处"))
    assert await office.refused("far", "POST", path, typed) == (404, "not_found")
    assert await office.rows("SELECT count(*) FROM erased") == [(0,)]


async def test_an_erased_household_that_others_were_joined_to_takes_all_their_ids_along(office: Office) -> None:
    ann, door = await lived_in(office)
    other = office.team.doors[1]
    await ann.push(ann.command("correct_household", other, seen=99, fields={"note": FRIEND}))
    await office.post("cora", "/api/pairs/join", one_id=str(door), other_id=str(other))

    await erase(office, door)

    left = await everything(office)
    assert [word for word in WORDS if word in left] == []
    assert await ann.outcomes(ann.visit(other, office.campaign)) == ["superseded"]


@pytest.mark.parametrize("is_lifted", [False, True], ids=["in force on both", "lifted on the one that is erased"])
async def test_the_words_of_a_wish_that_stayed_on_two_doors_go_with_either_and_the_other_keeps_the_wish(
    office: Office, is_lifted: bool
) -> None:
    _, door = await lived_in(office)
    other = office.team.doors[1]
    join = await office.post("cora", "/api/pairs/join", one_id=str(door), other_id=str(other))
    await office.post("cora", f"/api/joins/{join['id']}/undo")
    (wish,) = (await office.get("cora", f"/api/households/{other}"))["do_not_contact"]
    if is_lifted:
        cora = office.phone("cora")
        assert await cora.outcomes(cora.command("lift_contact", door, ids=[wish["id"]], reason="家人同意")) == ["applied"]

    await erase(office, door)

    left = await everything(office)
    assert [word for word in WORDS if word in left] == []
    card = await office.get("cora", f"/api/households/{other}")
    assert ([each["id"] for each in card["do_not_contact"]], card["state"]) == ([wish["id"]], "do_not_contact")
    assert [line["what"] for line in card["history"] if line.get("command_id") == wish["id"]] == ["refuse_contact"]


async def test_what_was_said_of_the_erased_while_their_door_was_part_of_another_goes_with_them(office: Office) -> None:
    ann, (root, absorbed) = office.phone("ann"), sorted(office.team.doors[:2])
    join = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(absorbed))
    await ann.push(ann.command("correct_household", absorbed, fields={"name": NAME, "note": NOTE}))
    await office.post("cora", f"/api/joins/{join['id']}/undo")
    assert (await office.get("cora", f"/api/households/{absorbed}"))["household"]["note"] == NOTE

    await office.post("cora", f"/api/households/{absorbed}/erase", confirm="1号楼 1 201")

    assert [word for word in (NAME, NOTE) if word in await everything(office)] == []
    await ann.pull()
    assert (ann.card(root)["household"]["note"], ann.card(root)["conflicts"]) == (None, [])


async def test_a_word_about_the_erased_that_came_too_late_while_their_door_was_part_of_another_goes_with_them(office: Office) -> None:
    ann, (root, absorbed) = office.phone("ann"), sorted(office.team.doors[:2])
    join = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(absorbed))
    early, late = (ann.command("correct_household", absorbed, fields={"note": note}) for note in (NOTE, "不在"))
    assert (await ann.outcomes(late), await ann.outcomes(early)) == (["applied"], ["superseded"])
    await office.post("cora", f"/api/joins/{join['id']}/undo")

    await office.post("cora", f"/api/households/{absorbed}/erase", confirm="1号楼 1 201")

    assert NOTE not in await everything(office)


async def test_nothing_of_the_erased_is_kept_with_a_door_that_was_joined_on_while_they_were_part_of_it(office: Office) -> None:
    ann, (root, middle, door) = office.phone("ann"), sorted(office.team.doors[:3])
    wish = ann.command("refuse_contact", door, reason=NOTE)
    came = ann.command("add_resident", door, fields={"name": FRIEND})
    visit = ann.visit(door, office.campaign, "met", note=NOTE)
    await ann.push(ann.command("correct_household", door, fields={"name": NAME, "note": NOTE}), wish, came, visit)
    inner = await office.post("cora", "/api/pairs/join", one_id=str(middle), other_id=str(door))
    await ann.push(ann.command("correct_household", door, fields={"phones": [PHONE]}))
    outer = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(middle))
    await office.post("cora", f"/api/joins/{inner['id']}/undo")

    await office.post("cora", f"/api/households/{door}/erase", confirm="1号楼 1 301")

    assert [word for word in (NAME, NOTE, FRIEND, PHONE) if word in await everything(office)] == []
    await office.post("cora", f"/api/joins/{outer['id']}/undo")
    card = await office.get("cora", f"/api/households/{middle}")
    assert (card["household"]["name"], card["household"]["aliases"], card["residents"], card["visits"]) == ("户2", [], [], [])
    assert [each["id"] for each in card["do_not_contact"]] == [wish["id"]]


async def test_the_words_of_a_shared_wish_go_also_from_the_kept_card_of_a_door_that_was_joined_on(office: Office) -> None:
    ann, (root, middle, door) = office.phone("ann"), sorted(office.team.doors[:3])
    await ann.push(ann.command("refuse_contact", door, reason=NOTE))
    inner = await office.post("cora", "/api/pairs/join", one_id=str(middle), other_id=str(door))
    await office.post("cora", f"/api/joins/{inner['id']}/undo")
    outer = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(middle))

    await office.post("cora", f"/api/households/{door}/erase", confirm="1号楼 1 301")

    assert NOTE not in await everything(office)
    await office.post("cora", f"/api/joins/{outer['id']}/undo")
    card = await office.get("cora", f"/api/households/{middle}")
    assert [each["reason"] for each in card["do_not_contact"]] == [""]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_restore_erases_again(office: Office, sqlite_database_url: str, tmp_path: Path) -> None:
    ann, door = await lived_in(office)
    assert await cli("backup", str(tmp_path / "copy"), "--database", sqlite_database_url) == 0
    new = await erase(office, door)
    unknown = uuid4()
    await office.store.close()
    await office.app.state.store.close()

    assert await cli("restore", str(tmp_path / "copy"), "--database", sqlite_database_url) == 0

    file = path_of(sqlite_database_url)
    raw = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*") if ".before-" not in each.name)
    assert [word for word in WORDS if word.encode() in raw] == []
    office.app.state.store = office.store = open_store(sqlite_database_url)
    assert (await office.get("cora", f"/api/households/{new}"))["household"]["name"] is None
    assert await ann.outcomes(ann.command("correct_household", door, fields={"name": NAME})) == ["superseded"]
    assert await ann.outcomes(ann.visit(unknown, office.campaign)) == ["held"]
    again = await office.post("cora", f"/api/households/{office.team.doors[1]}/erase", confirm="1号楼 1 201")
    assert again["copies"] == 1
    await office.store.close()


@pytest.mark.parametrize("under_root", [True, False])
async def test_a_word_that_an_undo_let_stand_again_goes_with_the_erased_whose_it_was(office: Office, under_root: bool) -> None:
    """Under whichever of the ids that were one it was taken back; and what the other had said of itself stays."""
    ann, (root, absorbed) = office.phone("ann"), sorted(office.team.doors[:2])
    own, later_own = (ann.command("correct_household", root, seen=1, fields={"needs": [need]}) for need in ("轮椅", "拐杖"))
    await ann.push(own)
    join = await office.post("cora", "/api/pairs/join", one_id=str(root), other_id=str(absorbed))
    said, later = (ann.command("correct_household", absorbed, fields={"note": note}) for note in (NOTE, "出院"))
    assert await ann.outcomes(later_own, said, later) == ["applied"] * 3
    one, other = (root, absorbed) if under_root else (absorbed, root)
    undos = [ann.command("undo_correction", door, correction_id=each["id"]) for door, each in ((one, later), (other, later_own))]
    assert await ann.outcomes(*undos) == ["applied"] * 2
    await office.post("cora", f"/api/joins/{join['id']}/undo")

    await office.post("cora", f"/api/households/{absorbed}/erase", confirm="1号楼 1 201")

    told = await everything(office)
    assert [word for word in (NOTE, "出院", "轮椅", "拐杖") if word in told] == ["轮椅", "拐杖"]
    undone = "SELECT household_id FROM field_writes WHERE outcome = 'undone' AND value IS NOT NULL"
    assert await office.rows(undone) == [(root,)]


@pytest.mark.parametrize("sql", [LINES_OF, *(f"DELETE FROM {table} WHERE household_id IN (??)" for table in WHOLE)])
def test_what_goes_with_the_erased_is_found_by_their_household(sqlite_database_url: str, sql: str) -> None:
    """In the transaction that erases, while others wait to write."""
    store = open_store(sqlite_database_url)

    plan = store.read_now(lambda conn: conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql.replace('(??)', '(?, ?)')}", (b"", b"")).all())

    asyncio.run(store.close())
    assert [row[-1] for row in plan if row[-1].startswith("SCAN")] == []
