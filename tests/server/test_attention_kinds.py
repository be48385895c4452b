"""Each kind of what waits for a person: one tap settles it, its authors hear so, the door's history says it, and one tap takes it back.

WAYS is the table of server/README.md; a kind that is not in it fails the first test.
"""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, get_args

import pytest

from server.attention.schemas import Kind
from tests.server.community import Phone
from tests.server.office import Json, Office

Step = Callable[[Office, Json], Awaitable[Any]]


class Way(NamedTuple):
    """`told`: by person, the last notice they have then. `lines`: the door's history after settling and after that was taken back."""

    makes: Callable[[Office], Awaitable[Any]]
    settles: Step
    takes_back: Callable[[Office, Json, Any], Awaitable[Any]]
    told: dict[str, str]
    told_again: dict[str, str]
    lines: tuple[str, str] | None


async def two_values(office: Office) -> None:
    for name, value in (("ann", "王秀兰"), ("ben", "王秀蓝")):
        phone = office.phone(name)
        await phone.push(phone.command("correct_household", office.team.doors[0], seen=1, fields={"name": value}))


async def a_proposal(office: Office) -> None:
    ann = office.phone("ann")
    await ann.push(ann.command("close_household", office.team.doors[0], reason="demolished"))


async def parked_work(office: Office) -> None:
    ann = office.phone("ann")
    await ann.push(ann.command("park", office.team.doors[0], body='{"type":"record_visit"}'))


async def held_work(office: Office) -> None:
    ann = office.phone("ann")
    await ann.push(ann.command("void_visit", office.team.doors[0], visit_id=office.ids(), reason="还没到"))


async def a_visit_after_a_wish(office: Office) -> None:
    ann = office.phone("ann")
    await ann.push(ann.command("refuse_contact", office.team.doors[0], reason="不要再来"))
    office.clock.advance(hours=1)
    await office.visit("ben", office.team.doors[0])


async def an_overruled_value(office: Office) -> None:
    ann = office.phone("ann")
    early, late = (ann.command("correct_household", office.team.doors[0], seen=99, fields={"note": note}) for note in ("旧", "新"))
    await ann.push(late)
    await ann.push(early)


async def a_clock_in_doubt(office: Office) -> None:
    ben = office.phone("ben")
    await ben.push({**ben.visit(office.team.doors[0], office.campaign), "offset": 9_000_000, "heard": office.clock() - 1_000})


async def a_missing_number(office: Office) -> None:
    ann = office.phone("ann")
    visit = ann.visit(office.team.doors[0], office.campaign)
    await ann.push({**visit, "n": visit["n"] + 3})


async def a_silent_phone(office: Office) -> None:
    await office.phone("ann").pull(status={"unsent": 3, "oldest_at": office.clock(), "attention": 0, "persisted": True, "app": "1"})
    office.clock.advance(days=2)


async def write(office: Office, type_: str, **more: Any) -> Json:
    """A coordinator's, who sees the card as it is."""
    office.clock.advance(minutes=1)
    cora, door = office.phone("cora"), office.team.doors[0]
    seen = (await office.get("cora", f"/api/households/{door}"))["version"]
    command: Json = cora.command(type_, door, seen=seen, **more)
    assert await cora.outcomes(command) == ["applied"]
    return command


async def takes_the_other(office: Office, item: Json) -> Json:
    return await write(office, "correct_household", fields={"name": item["other"]["value"]})


async def keeps_the_door(office: Office, _: Json) -> Json:
    return await write(office, "reopen_household", reason="有人住")


async def undoes(office: Office, _: Json, command: Json) -> None:
    await write(office, "undo_correction", correction_id=command["id"])


async def dismisses(office: Office, item: Json) -> None:
    await office.post("lea", f"/api/parked/{item['id']}/dismiss", reason="重复了")


async def reopens(office: Office, item: Json, _: Any) -> None:
    await office.post("lea", f"/api/parked/{item['id']}/reopen")


async def leaves_it(office: Office, item: Json) -> None:
    await office.post("lea", "/api/attention/seen", kind=item["kind"], item_id=item["id"])


async def takes_it_up(office: Office, item: Json, _: Any) -> None:
    await office.post("lea", "/api/attention/seen", kind=item["kind"], item_id=item["id"], undo=True)


def seen_at_a_door(makes: Callable[[Office], Awaitable[Any]], author: str) -> Way:
    return Way(makes, leaves_it, takes_it_up, {author: "seen"}, {author: "seen_again"}, ("seen", "seen_again"))


def seen_on_a_phone(makes: Callable[[Office], Awaitable[Any]]) -> Way:
    """It is about no door, and changes nothing of anybody's work: nobody is told."""
    return Way(makes, leaves_it, takes_it_up, {}, {}, None)


BOTH = ("ann", "ben")
WAYS: dict[str, Way | None] = {
    "conflict": Way(
        two_values,
        takes_the_other,
        undoes,
        dict.fromkeys(BOTH, "settled"),
        dict.fromkeys(BOTH, "conflict"),
        ("correct_household", "undo_correction"),
    ),
    "close_proposed": Way(
        a_proposal, keeps_the_door, undoes, {"ann": "reopened"}, {"ann": "closing_undone"}, ("reopen_household", "undo_closing")
    ),
    "parked": Way(
        parked_work, dismisses, reopens, {"ann": "parked_dismissed"}, {"ann": "parked_reopened"}, ("parked_dismissed", "parked_reopened")
    ),
    "held": None,  # it waits for something else that phones bring, and comes to a person as parked work
    "superseded": seen_at_a_door(an_overruled_value, "ann"),
    "after_wish": seen_at_a_door(a_visit_after_a_wish, "ben"),
    "doubtful": seen_on_a_phone(a_clock_in_doubt),
    "missing": seen_on_a_phone(a_missing_number),
    "silent": seen_on_a_phone(a_silent_phone),
}


def test_each_kind_has_its_way() -> None:
    assert set(WAYS) == set(get_args(Kind))


async def waiting(office: Office, kind: str, where: str = "/api/attention") -> list[Json]:
    return [item for item in (await office.get("lea", where))["items"] if item["kind"] == kind]


async def last_notice(phone: Phone) -> str | None:
    await phone.pull()
    told = [item["what"] for item in phone.items if item["kind"] == "notice" and not item.get("removed")]
    return told[-1] if told else None


async def last_line(office: Office) -> str:
    line: str = (await office.get("cora", f"/api/households/{office.team.doors[0]}"))["history"][0]["what"]
    return line


@pytest.mark.parametrize("kind", [kind for kind, way in WAYS.items() if way is not None])
async def test_one_tap_settles_it_and_one_takes_it_back_and_its_authors_and_the_history_know(office: Office, kind: str) -> None:
    way = WAYS[kind]
    assert way is not None
    await way.makes(office)
    (item,) = await waiting(office, kind)
    before = {name: await last_notice(office.phone(name)) for name in BOTH}
    office.clock.advance(minutes=1)

    done = await way.settles(office, item)

    assert await waiting(office, kind) == []
    assert {name: await last_notice(office.phone(name)) for name in BOTH} == before | way.told
    listed = await waiting(office, kind, "/api/attention/settled")
    assert [each["settled"]["person"]["name"] in ("lea", "cora") for each in listed] == ([] if kind == "close_proposed" else [True])
    assert way.lines is None or await last_line(office) == way.lines[0]

    office.clock.advance(minutes=1)
    await way.takes_back(office, item, done)

    assert [each["id"] for each in await waiting(office, kind)] == [item["id"]]
    assert {name: await last_notice(office.phone(name)) for name in BOTH} == before | way.told | way.told_again
    assert await waiting(office, kind, "/api/attention/settled") == []
    assert way.lines is None or await last_line(office) == way.lines[1]


async def test_what_still_waits_for_another_phone_is_for_nobody_to_settle(office: Office) -> None:
    await held_work(office)
    (item,) = await waiting(office, "held")

    for path in (f"/api/parked/{item['id']}/apply", f"/api/parked/{item['id']}/dismiss"):
        assert (await office.refused("lea", "POST", path, {"reason": "?"} if path.endswith("dismiss") else {}))[0] == 404
    assert (await office.refused("lea", "POST", "/api/attention/seen", {"kind": "held", "item_id": item["id"]}))[0] == 400
