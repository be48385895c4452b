"""A disagreement that was settled is opened again, at a desk and on phones: cards, the queue, the history, who hears of it."""

from typing import Any

import msgspec
import pytest

from server.db.driver import execute, fetch
from server.replication.sweep import sweep
from sync.merge import all_writes, decode_merge, encode_merge, with_writes
from tests.server.community import Phone
from tests.server.office import Json, Office


async def disagree(office: Office) -> tuple[Phone, Phone]:
    """Ann's name and Ben's, which is shown."""
    ann, ben = office.phone("ann"), office.phone("ben")
    for phone, name in ((ann, "王秀兰"), (ben, "王秀蓝")):
        office.clock.advance(minutes=1)
        await phone.push(phone.command("correct_household", office.team.doors[0], seen=1, fields={"name": name}))
    return ann, ben


async def card(office: Office) -> Json:
    found: Json = await office.get("cora", f"/api/households/{office.team.doors[0]}")
    return found


async def settle(office: Office, phone: Phone, name: str) -> Json:
    office.clock.advance(minutes=1)
    command = phone.command("correct_household", office.team.doors[0], seen=(await card(office))["version"], fields={"name": name})
    assert await phone.outcomes(command) == ["applied"]
    return command


async def undo(office: Office, phone: Phone, command: Json) -> list[Any]:
    office.clock.advance(minutes=1)
    reply = await phone.push(phone.command("undo_correction", command["household_id"], correction_id=command["id"]))
    return [(each["outcome"], each.get("reason")) for each in reply["receipts"]]


async def queue(office: Office) -> list[str]:
    return [item["kind"] for item in (await office.get("lea", "/api/attention"))["items"]]


@pytest.mark.parametrize("chosen", ["王秀兰", "王秀蓝"])
async def test_settling_is_taken_back_over_http_and_the_history_says_so(office: Office, chosen: str) -> None:
    ann, ben = await disagree(office)
    open_, cora = await card(office), office.phone("cora")
    command = await settle(office, cora, chosen)
    assert (await card(office))["conflicts"] == await queue(office) == []
    settled = next(line for line in (await card(office))["history"] if line.get("command_id") == command["id"])
    assert settled["can_undo"]

    assert await undo(office, cora, command) == [("applied", None)]

    again = await card(office)
    assert (again["conflicts"], again["household"]) == (open_["conflicts"], open_["household"])
    assert await queue(office) == ["conflict"]
    line = again["history"][0]
    assert (line["what"], line["field"], line["value"], line["person"]["name"]) == ("undo_correction", "name", "王秀蓝", "cora")
    (undone,) = [each for each in again["history"] if each.get("command_id") == command["id"]]
    assert (undone["became"], "can_undo" in undone) == ("taken_back", False)
    audit = await office.rows("SELECT action, subject_id FROM audit WHERE subject = 'household' ORDER BY at")
    assert [(row[0], str(row[1])) for row in audit] == [(did, str(office.team.doors[0])) for did in ("value_settled", "correction_undone")]
    for phone in (ann, ben):
        await phone.pull()
        told = [(item["what"], item.get("reason")) for item in phone.items if item["kind"] == "notice"]
        assert told[-2:] == [("settled", None), ("conflict", "again")]
        assert phone.cards[str(office.team.doors[0])]["conflicts"] == open_["conflicts"]


async def test_a_volunteer_opens_again_what_a_coordinator_settled_who_hears_of_it(office: Office) -> None:
    ann, _ = await disagree(office)
    cora = office.phone("cora")
    command = await settle(office, cora, "王秀兰")

    assert await undo(office, ann, command) == [("applied", None)]

    await cora.pull()
    assert [item["what"] for item in cora.items if item["kind"] == "notice"][-1] == "taken_back"


async def test_nobody_takes_back_what_was_written_at_a_door_that_is_not_theirs(office: Office) -> None:
    await disagree(office)
    command = await settle(office, office.phone("cora"), "王秀兰")

    assert await undo(office, office.phone("leo"), command) == [("parked", "not_yours")]
    assert (await card(office))["conflicts"] == []


async def test_an_undo_that_comes_too_late_says_so_and_changes_nothing(office: Office) -> None:
    await disagree(office)
    cora = office.phone("cora")
    command = await settle(office, cora, "王秀兰")
    lea = office.phone("lea")
    since = lea.command("correct_household", office.team.doors[0], seen=(await card(office))["version"], fields={"name": "王秀岚"})
    await lea.push(since)

    assert await undo(office, cora, command) == [("superseded", "written_since")]
    (line,) = [line for line in (await card(office))["history"] if line["what"] == "undo_correction"]
    assert (line["became"], "note" in line) == ("written_since", False)
    assert ((await card(office))["household"]["name"], await queue(office)) == ("王秀岚", [])


async def test_an_undo_of_what_is_no_longer_kept_says_so_in_the_history(office: Office) -> None:
    await disagree(office)
    cora, door = office.phone("cora"), office.team.doors[0]
    command = await settle(office, cora, "王秀兰")

    def older(conn: Any) -> None:  # as a version that kept nothing of what was replaced stored it
        merge = decode_merge(bytes(fetch(conn, "SELECT merge FROM households WHERE id = ?", door)[0][0]))
        bare = tuple(msgspec.structs.replace(write, replaced=()) for write in all_writes(merge)["name"])
        execute(conn, "UPDATE households SET merge = ? WHERE id = ?", encode_merge(with_writes(merge, "name", bare)), door)

    await office.store.write(older)

    assert await undo(office, cora, command) == [("superseded", "not_kept")]
    (line,) = [line for line in (await card(office))["history"] if line["what"] == "undo_correction"]
    assert (line["became"], "note" in line) == ("not_kept", False)


async def test_what_was_parked_by_an_older_server_opens_it_again_once_a_newer_one_reads_it(office: Office) -> None:
    """As an older server keeps it: of a type it does not know, in the bytes it came with."""
    await disagree(office)
    cora = office.phone("cora")
    command = await settle(office, cora, "王秀兰")
    undone = cora.command("undo_correction", command["household_id"], correction_id=command["id"])
    assert await cora.outcomes({**undone, "type": "unheard_of"}) == ["parked"]

    def newer(conn: Any) -> None:  # the bytes are ones that this version reads, and it has not looked at them
        execute(conn, "UPDATE parked SET body = ?", msgspec.json.encode(undone))
        execute(conn, "UPDATE organization SET read_by = ?", "older")

    await office.store.write(newer)
    office.clock.advance(minutes=5)
    await office.store.write(lambda conn: sweep(conn, office.clock(), office.ids))

    assert len((await card(office))["conflicts"]) == 1


async def joined(office: Office) -> tuple[Phone, Json, str]:
    """Ann, the correction of a door that she found, and the join of that door to the first one of her team."""
    ann, found = office.phone("ann"), office.ids()
    place = {"building_id": office.of.buildings[0], "entrance": "1", "floor": 13, "door": "1301", "campaign_id": office.campaign}
    added = ann.command("add_household", found, **place, name="王家")
    corrected = ann.command("correct_household", found, seen=1, fields={"name": "汪家"})
    await ann.push(added, corrected)
    join = await office.post("cora", "/api/pairs/join", one_id=office.team.doors[0], other_id=found)
    return ann, corrected, join["id"]


async def name_of(office: Office, household: Any) -> Any:
    return (await office.get("cora", f"/api/households/{household}"))["household"]["name"]


async def test_an_undo_under_the_id_of_a_joined_door_holds_when_they_are_parted(office: Office) -> None:
    ann, corrected, join = await joined(office)

    assert await undo(office, ann, corrected) == [("applied", None)]
    await office.post("cora", f"/api/joins/{join}/undo")

    assert (await name_of(office, corrected["household_id"]), await name_of(office, office.team.doors[0])) == ("王家", "户1")


async def test_what_was_corrected_under_the_id_of_a_joined_door_is_taken_back_where_it_stands(office: Office) -> None:
    ann, corrected, join = await joined(office)
    office.clock.advance(minutes=1)
    later = ann.command("correct_household", corrected["household_id"], fields={"note": "有狗"})
    await ann.push(later)
    await office.post("cora", f"/api/joins/{join}/undo")
    assert [(await card(office))["household"]["note"], await name_of(office, corrected["household_id"])] == [None, "汪家"]

    assert await undo(office, ann, {**later, "household_id": office.team.doors[0]}) == [("applied", None)]

    assert (await office.get("cora", f"/api/households/{corrected['household_id']}"))["household"]["note"] is None


async def settled(office: Office, who: str = "lea") -> list[tuple[str, str]]:
    """What was settled lately, by whom."""
    items = (await office.get(who, "/api/attention/settled"))["items"]
    return [(item["kind"], item["settled"]["person"]["name"]) for item in items]


async def test_what_was_settled_lately_is_listed_until_it_is_settled_otherwise(office: Office) -> None:
    await disagree(office)
    cora, lea, ben = office.phone("cora"), office.phone("lea"), office.phone("ben")
    command = await settle(office, cora, "王秀兰")
    parked = ben.command("park", office.team.doors[1], body="{}")
    doubtful = ben.visit(office.team.doors[1], office.campaign, heard=office.clock(), offset=3 * 3_600_000)
    await ben.push(parked, doubtful)
    office.clock.advance(minutes=1)
    await office.post("lea", f"/api/parked/{parked['id']}/dismiss", reason="按错了")
    office.clock.advance(minutes=1)
    await office.post("lea", "/api/attention/seen", kind="doubtful", item_id=str(ben.replica))

    assert await settled(office) == [("doubtful", "lea"), ("parked", "lea"), ("conflict", "cora")]
    assert await settled(office, "cora") == [("doubtful", "lea"), ("parked", "lea"), ("conflict", "cora")]
    assert await settled(office, "leo") == []
    (chosen,) = [item for item in (await office.get("lea", "/api/attention/settled"))["items"] if item["kind"] == "conflict"]
    assert (chosen["id"], chosen["body"]) == (command["id"], {"field": "name", "value": "王秀兰"})

    await office.post("lea", "/api/attention/seen", kind="doubtful", item_id=str(ben.replica), undo=True)
    await office.post("lea", f"/api/parked/{parked['id']}/reopen")
    await undo(office, lea, command)

    assert await settled(office) == []
    assert sorted(await queue(office)) == ["conflict", "doubtful", "parked"]


async def test_a_choice_that_somebody_has_overruled_since_is_not_listed(office: Office) -> None:
    await disagree(office)
    await settle(office, office.phone("cora"), "王秀兰")
    ann, seen = office.phone("ann"), (await card(office))["version"]
    await ann.push(ann.command("correct_household", office.team.doors[0], seen=seen, fields={"name": "王秀岚"}))

    assert await settled(office) == []


async def test_a_choice_that_stands_is_listed_for_a_fortnight(office: Office) -> None:
    await disagree(office)
    await settle(office, office.phone("cora"), "王秀兰")
    office.clock.advance(hours=24 * 13)
    assert await settled(office) == [("conflict", "cora")]

    office.clock.advance(hours=24 * 2)

    assert await settled(office) == []


async def test_pairs_that_were_told_apart_are_listed_and_can_be_looked_at_again(office: Office) -> None:
    ann, found = office.phone("ann"), office.ids()
    home = (await card(office))["household"]
    place = {"building_id": home["building_id"], "entrance": None, "floor": home["floor"], "door": home["door"]}
    await ann.push(ann.command("add_household", found, **place, campaign_id=office.campaign))
    (pair,) = (await office.get("cora", "/api/pairs"))["pairs"]
    both = {"one_id": pair["one"]["household"]["id"], "other_id": pair["other"]["household"]["id"]}

    office.clock.advance(minutes=1)
    await office.post("cora", "/api/pairs/dismiss", **both)
    assert (await office.get("cora", "/api/pairs"))["pairs"] == []
    assert (await office.get("cora", "/api/pairs", told_apart=True))["pairs"] == [pair]
    office.clock.advance(minutes=1)
    await office.post("cora", "/api/pairs/dismiss", **both, undo=True)

    assert (await office.get("cora", "/api/pairs"))["pairs"] == [pair]
    assert (await office.get("cora", "/api/pairs", told_apart=True))["pairs"] == []
    said = {pair[side]["household"]["id"]: pair[side]["household"] for side in ("one", "other")}
    for each, another in (both.values(), reversed(both.values())):
        lines = [(line["what"], line["value"]) for line in (await office.get("cora", f"/api/households/{each}"))["history"]]
        stands = " ".join(part for part in (said[another]["entrance"], said[another]["door"]) if part)
        assert lines[:2] == [("looked_again", stands), ("told_apart", stands)]
