"""Apps of before: what they were heard to say is still understood, and they are still answered what they can read."""

import copy
import shutil
from pathlib import Path
from typing import Any, get_args

import pytest

from server.settings import Settings
from sync.commands import AnyCommand
from sync.protocol import PROTOCOL, EndReason, GoneReason, ReceiptOutcome
from sync.version import FINGERPRINTS
from tests.clock import FakeClock
from tests.corpus.__main__ import recorded
from tests.corpus.kept import named, recordings
from tests.corpus.meaning import Meaning
from tests.corpus.replay import differences
from tests.corpus.talk import Devices, Json
from tests.server.community import Community
from tests.server.conftest import Serve

WHAT_TO_RECORD = "The wire has changed and no conversation was recorded with it: python -m tests.corpus record NAME"
KEPT = recordings()
DAY_MS = 86_400_000
DOOR = "00000000-0000-7000-8000-000000000001"
OTHER = "00000000-0000-7000-8000-000000000002"


def newest(path: str = "/api/sync/push") -> list[Json]:
    """What was said last, in pushes."""
    of_this_wire = [each for each in KEPT.values() if each.fingerprint == FINGERPRINTS[PROTOCOL]]
    assert of_this_wire, WHAT_TO_RECORD
    return [{"request": turn.request, "reply": turn.reply} for turn in of_this_wire[-1].turns if turn.path == path]


@pytest.mark.parametrize("name", KEPT)
async def test_what_an_app_of_before_said_is_still_understood_and_answered_alike(
    name: str, database_url: str, clock: FakeClock, community: Community, serve: Serve
) -> None:
    async with serve(Settings(database=database_url), clock) as app:
        devices = Devices(app, clock)
        wrong = await differences(KEPT[name], devices, named(community))
        await devices.close()

    assert wrong == []


def test_the_wire_of_now_has_been_recorded() -> None:
    assert FINGERPRINTS[PROTOCOL] in {each.fingerprint for each in KEPT.values()}, WHAT_TO_RECORD


def test_the_newest_recording_holds_every_kind_of_command_and_every_outcome() -> None:
    sent = {command["type"] for each in newest() for command in each["request"]["commands"]}
    outcomes = {receipt["outcome"] for each in newest() for receipt in each["reply"].get("receipts", [])}

    assert {kind.__struct_config__.tag for kind in get_args(AnyCommand)} - sent == set()
    assert outcomes == set(get_args(ReceiptOutcome))


def test_the_newest_recording_holds_every_way_in_which_doors_leave_a_phone() -> None:
    replies = [each["reply"] for each in newest("/api/sync/pull")]
    gone = {entry["gone"]["reason"] for reply in replies for page in reply["slices"] for entry in page["entries"] if "gone" in entry}
    ended = {each["reason"] for reply in replies for each in reply.get("ended", [])}

    assert (gone, ended) == (set(get_args(GoneReason)), set(get_args(EndReason)))
    assert {reply["access"] for reply in replies} == {"full", "wipe"}
    assert any(reply.get("erased") for reply in replies)
    assert any(set(reply["dropped"]) - {each["slice_id"] for each in reply.get("ended", [])} for reply in replies)


def test_the_newest_recording_takes_closings_back_and_goes_on_for_days() -> None:
    said = {command["id"]: command for each in newest() for command in each["request"]["commands"]}
    undone = {each["id"] for each in said.values() if said.get(each.get("correction_id"), {}).get("type") == "close_household"}
    receipts = [receipt for each in newest() for receipt in each["reply"].get("receipts", [])]
    days = {command["at"] // DAY_MS for command in said.values()}
    offline = [each for each in newest() for command in each["request"]["commands"] if each["request"]["sent_at"] > command["at"] + DAY_MS]

    assert {(each["outcome"], each.get("reason")) for each in receipts if each["id"] in undone} == {
        ("applied", None),
        ("superseded", "written_since"),
    }
    assert len(days) > 5
    assert offline


def test_what_a_newer_app_says_parks_alone() -> None:
    reasons = {receipt.get("reason") for each in newest() for receipt in each["reply"].get("receipts", [])}

    assert {"unknown_type", "unknown_field", "wrong_value"} <= reasons


async def test_a_recording_made_twice_is_the_same_to_the_byte(sqlite_template: Path, tmp_path: Path) -> None:
    stores = [shutil.copy(sqlite_template, tmp_path / f"{name}.sqlite") for name in ("one", "other")]

    one, other = [await recorded(f"sqlite:///{path}", FakeClock(), "2026-11-26") for path in stores]

    assert one == other


async def test_a_reply_that_once_meant_something_else_is_told(
    sqlite_database_url: str, clock: FakeClock, community: Community, serve: Serve
) -> None:
    recording = copy.deepcopy(list(KEPT.values())[-1])
    told = next(receipt for turn in recording.turns for receipt in turn.reply.get("receipts", []) if receipt["outcome"] == "merged")
    told["outcome"] = "applied"

    async with serve(Settings(database=sqlite_database_url), clock) as app:
        devices = Devices(app, clock)
        wrong = await differences(recording, devices, named(community))
        await devices.close()

    assert [each.split(": ")[1] for each in wrong] == ["'applied' is now 'merged'"]


CARD: Json = {
    "card": {
        "household": {"id": DOOR, "name": "赵六"},
        "version": 7,
        "tag": 5,
        "state": "met",
        "visits": [{"id": OTHER, "at": 12, "outcome": "met"}],
    }
}


@pytest.mark.parametrize(
    ("path", "value", "is_told"),
    [
        (("card", "state"), "refused", True),
        (("card", "visits", 0, "outcome"), "not_home", True),
        (("card", "visits", 0, "at"), 13, True),
        (("card", "visits", 0, "id"), "no id", True),
        (("card", "visits", 0, "id"), DOOR, False),  # ids may be any, as long as each stays one thing's
        (("card", "visits"), [], True),
        (("card", "household", "name"), None, True),
        (("card", "version"), "7", True),
        (("card", "version"), 9_000, False),
        (("card", "tag"), 6, False),
        (("card", "mood"), "good", False),
        (("card", "visits", 0, "mood"), "good", False),
    ],
)
def test_a_changed_meaning_is_told_and_growth_is_not(path: tuple[Any, ...], value: Any, is_told: bool) -> None:
    today = copy.deepcopy(CARD)
    place: Any = today
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value

    assert (Meaning({}).differences(CARD, today) != []) is is_told


def test_a_name_that_is_missing_is_told() -> None:
    today = copy.deepcopy(CARD)
    del today["card"]["household"]["name"]

    assert Meaning({}).differences(CARD, today) == [".card.household.name: is missing"]


def test_an_id_that_names_two_things_is_told() -> None:
    recorded_reply, today = [{"id": DOOR}, {"id": DOOR}], [{"id": DOOR}, {"id": OTHER}]

    assert Meaning({}).differences(recorded_reply, today) == ["[1].id: names another thing than before"]


def test_items_of_a_kind_that_came_later_are_growth() -> None:
    old, new = {"item": {"kind": "area", "name": "祥和"}}, {"item": {"kind": "weather", "name": "rain"}}

    assert Meaning({}).differences([old], [new, old]) == []
