"""Custody first: what is sent gets one receipt each, whatever it is, and sending it twice changes nothing."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import Connection

from server.db.driver import fetch
from server.db.engine import ATTEMPTS, Store
from server.identity.store import find_person
from server.replication.push import read_batch, take_custody
from server.settings import Settings
from sync import envelope
from sync.card import MAX_CLOSED_REQUESTS, MAX_EVENTS
from sync.protocol import PushReply
from tests.clock import FakeClock
from tests.server.community import Community, Ids, Phone
from tests.server.conftest import Serve
from tests.stumbling import At, stumble


class World:
    def __init__(self, app: Litestar, store: Store, community: Community, clock: FakeClock) -> None:
        self.app, self.store, self.of, self.clock, self.ids = app, store, community, clock, Ids(clock, 1_000_000)
        self.door, self.other_door = community.teams[0].doors[0], community.teams[1].doors[0]

    def phone(self, person: str, **more: Any) -> Phone:
        return Phone(self.app, person, self.clock, self.ids, **more)

    async def rows(self, sql: str, *params: Any) -> list[Any]:
        return await self.store.read(lambda conn: [tuple(row) for row in fetch(conn, sql, *params)])


@pytest.fixture
async def world(database_url: str, clock: FakeClock, store: Store, community: Community, serve: Serve) -> AsyncIterator[World]:
    async with serve(Settings(database=database_url), clock) as app:
        yield World(app, store, community, clock)


async def test_a_visit_reaches_the_card_of_everyone_in_the_team(world: World) -> None:
    ann, ben = world.phone("ann"), world.phone("ben")
    await ben.pull()

    reply = await ann.push(ann.visit(world.door, world.of.campaign, note="聊了暖气"))
    await ben.pull()

    assert reply["receipts"][0]["outcome"] == "applied"
    assert reply["receipts"][0]["household_id"] == str(world.door)
    card = ben.card(world.door)
    assert (card["state"], card["visit_count"], card["visits"][0]["note"]) == ("met", 1, "聊了暖气")
    assert card["version"] == reply["receipts"][0]["version"]


async def test_a_push_sent_twice_stores_one_visit_and_answers_the_same(world: World) -> None:
    ann = world.phone("ann")
    visit = ann.visit(world.door, world.of.campaign)

    first, again = await ann.push(visit), await ann.push(visit)

    assert again["receipts"] == first["receipts"]
    assert await world.rows("SELECT count(*) FROM visits") == [(1,)]


async def test_the_first_pull_brings_the_teams_doors_and_an_idle_one_brings_nothing(world: World) -> None:
    ann = world.phone("ann")

    first, idle = await ann.pull(), await ann.pull()

    assert set(ann.cards) == {str(door) for door in world.of.teams[0].doors}
    assert [page["reset"] for page in first["slices"]] == [True] * len(first["slices"])
    assert idle["slices"] == []
    digest = ann.digests[str(world.of.teams[0].cards)]
    assert digest == {"count": len(ann.cards), "sum": sum(card["tag"] for card in ann.cards.values()) % 2**48}


async def test_small_pages_bring_the_same_cards(world: World) -> None:
    ann = world.phone("ann")

    await ann.pull(max_bytes=1)

    assert set(ann.cards) == {str(door) for door in world.of.teams[0].doors}


async def test_different_fields_both_win_and_the_same_field_keeps_both_values(world: World) -> None:
    ann, ben = world.phone("ann"), world.phone("ben")
    await ann.pull()
    seen = ann.card(world.door)["version"]
    first = ann.command("correct_household", world.door, seen=seen, fields={"name": "赵六", "people_count": 3})
    world.clock.advance(minutes=1)
    second = ben.command("correct_household", world.door, seen=seen, fields={"name": "赵亮", "note": "三楼"})

    assert await ben.outcomes(second) == ["applied"]
    assert await ann.outcomes(first) == ["merged"]
    await ann.pull()

    card = ann.card(world.door)
    assert (card["household"]["name"], card["household"]["people_count"], card["household"]["note"]) == ("赵亮", 3, "三楼")
    assert [(each["kept"], each["other"]) for each in card["conflicts"]] == [("赵亮", "赵六")]


async def test_work_at_a_door_that_never_was_the_teams_waits_for_a_person(world: World) -> None:
    ann = world.phone("ann")

    reply = await ann.push(ann.visit(world.other_door, world.of.campaign))

    assert reply["receipts"] == [{"id": reply["receipts"][0]["id"], "outcome": "parked", "reason": "not_yours"}]
    assert await world.rows("SELECT reason FROM parked") == [("not_yours",)]


async def test_a_visit_sent_before_its_door_waits_and_is_judged_when_the_door_comes(world: World) -> None:
    ann = world.phone("ann")
    new = uuid4()
    add = ann.command("add_household", new, building_id=world.of.buildings[0], entrance="1", floor=9, door="901")
    visit = ann.visit(new, world.of.campaign, "refused")

    assert await ann.outcomes(visit) == ["held"]
    assert await ann.outcomes(add) == ["applied"]
    await ann.pull()

    assert ann.card(new)["state"] == "refused"
    assert await world.rows("SELECT count(*) FROM held") == [(0,)]
    assert "held_applied" in [item.get("what") for item in ann.items]


async def test_what_names_work_that_still_waits_is_judged_with_it(world: World) -> None:
    ann = world.phone("ann")
    new = uuid4()
    add = ann.command("add_household", new, building_id=world.of.buildings[0], door="901")
    visit = ann.visit(new, world.of.campaign)
    void = ann.command("void_visit", new, visit_id=visit["id"], reason="记错")

    assert await ann.outcomes(visit) == ["held"]
    assert await ann.outcomes(add, void) == ["applied", "applied"]
    await ann.pull()

    assert await world.rows("SELECT count(*) FROM held") == [(0,)]
    assert (ann.card(new)["state"], ann.card(new)["visit_count"]) == ("never_tried", 0)


async def test_what_waits_is_written_in_the_order_in_which_it_is_judged(world: World) -> None:
    """A step of a request that waits for its door is judged before one that then waits for the request: the last one makes its state."""
    ann, lea, new = world.phone("ann"), world.phone("lea"), uuid4()
    raised = ann.command("raise_request", new, category="facilities", text="灯坏了")
    too_early = ann.command("advance_request", new, request_id=raised["id"], event="not_satisfied")
    assert await ann.outcomes(raised, too_early) == ["held", "held"]

    add = lea.command("add_household", new, building_id=world.of.buildings[0], door="901")
    await lea.outcomes(add, lea.command("advance_request", new, request_id=raised["id"], event="answered"))

    assert await world.rows("SELECT state FROM requests") == [("answered",)]


def others_than_fit(phone: Phone, door: UUID) -> list[dict[str, Any]]:
    """As many later requests that are over as a card shows, and one more."""
    over = []
    for _ in range(MAX_CLOSED_REQUESTS + 1):
        phone.clock.advance(minutes=1)
        over.append(raised(phone, door))
        over.append(phone.command("advance_request", door, request_id=over[-1]["id"], event="withdrawn"))
    return over


def raised(phone: Phone, door: UUID) -> dict[str, Any]:
    return phone.command("raise_request", door, category="facilities", text="灯坏了")


async def test_what_is_said_of_a_request_in_the_push_in_which_it_leaves_the_card_is_taken_in_its_order(world: World) -> None:
    ann, door = world.phone("ann"), world.door
    first = raised(ann, door)
    steps = [ann.command("advance_request", door, request_id=first["id"], event=event) for event in ("withdrawn", "reopened", "triaged")]
    others = others_than_fit(ann, door)
    later = [ann.command("advance_request", door, request_id=first["id"], event=event) for event in ("withdrawn", "reopened")]
    comment = ann.command("comment_request", door, request_id=first["id"], text="还在等")

    await ann.push(first, *steps, *others, *later, comment)
    await ann.outcomes(ann.command("advance_request", door, request_id=first["id"], event="triaged"))
    await ann.pull()

    shown = next(each for each in ann.card(door)["requests"] if each["id"] == first["id"])
    assert [each["event"] for each in shown["events"]] == [
        "withdrawn",
        "reopened",
        "triaged",
        "withdrawn",
        "reopened",
        "comment",
        "triaged",
    ]
    assert (shown["state"], shown["round"], shown["event_count"]) == ("triaged", 3, 7)
    assert await world.rows("SELECT state FROM requests WHERE id = ?", UUID(first["id"])) == [("triaged",)]


async def test_what_waited_for_a_request_finds_it_where_it_came_and_left_the_card_in_one_push(world: World) -> None:
    ann, lea, door = world.phone("ann"), world.phone("lea"), world.door
    first = raised(ann, door)
    waiting = lea.command("comment_request", door, request_id=first["id"], text="还在等")
    assert await lea.outcomes(waiting) == ["held"]

    gone = ann.command("advance_request", door, request_id=first["id"], event="withdrawn")
    await ann.push(first, gone, *others_than_fit(ann, door))

    assert await world.rows("SELECT count(*) FROM held") == [(0,)]
    assert await world.rows("SELECT event FROM request_events WHERE request_id = ? ORDER BY event", UUID(first["id"])) == [
        ("comment",),
        ("withdrawn",),
    ]


async def test_a_request_that_comes_back_to_its_card_is_as_if_it_had_never_left(world: World) -> None:
    ann, door = world.phone("ann"), world.door
    first = raised(ann, door)
    say = [ann.command("comment_request", door, request_id=first["id"], text=f"第{number}次") for number in range(MAX_EVENTS)]
    told: list[dict[str, Any]] = [
        {"event": "assigned", "to": "物业", "due_on": "2026-12-01"},
        {"event": "answered", "text": "修好了"},
        {"event": "satisfied", "rating": 4},
        {"event": "triaged"},  # kept, not taken
        {"event": "reopened"},
        {"event": "withdrawn"},
    ]
    await ann.push(first, *say, *(ann.command("advance_request", door, request_id=first["id"], **each) for each in told))
    await ann.pull()
    (before,) = ann.card(door)["requests"]
    await ann.push(*others_than_fit(ann, door))
    await ann.pull()
    assert first["id"] not in {each["id"] for each in ann.card(door)["requests"]}

    comment = ann.command("comment_request", door, request_id=first["id"], text="又坏了")
    again = ann.command("advance_request", door, request_id=first["id"], event="reopened")
    assert await ann.outcomes(comment) == ["applied"]
    assert await ann.outcomes(again) == ["applied"]
    await ann.pull()

    after = next(each for each in ann.card(door)["requests"] if each["id"] == first["id"])
    assert after["events"][:-2] == before["events"][2:]
    assert [each["id"] for each in after["events"][-2:]] == [comment["id"], again["id"]]
    assert (after["event_count"], after["round"], after["state"]) == (before["event_count"] + 2, 3, "reopened")
    same = before.keys() - {"events", "event_count", "round", "state"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


async def test_one_bad_command_never_blocks_the_rest(world: World) -> None:
    ann = world.phone("ann")
    good, unknown_type, unknown_field = (ann.visit(world.door, world.of.campaign) for _ in range(3))
    unknown_type["type"], unknown_field["colour"] = "paint_door", "red"
    last = ann.command("refuse_contact", world.door, reason="不想被打扰")

    assert await ann.outcomes(unknown_type, good, unknown_field, last) == ["parked", "applied", "parked", "applied"]


async def test_a_number_under_two_ids_is_a_fork_and_judges_nothing(world: World) -> None:
    ann = world.phone("ann")
    await ann.push(ann.visit(world.door, world.of.campaign))
    ann.n = 0
    clone = ann.visit(world.door, world.of.campaign, "refused")

    reply = await ann.push(clone)

    assert (reply["fork"], reply["receipts"]) == (True, [])
    successor = world.phone("ann")
    clone["n"] = 7
    went_on = await successor.push(clone, forked_from=ann.replica)
    assert (went_on["fork"], went_on["missing"], went_on["receipts"][0]["outcome"]) == (False, [], "applied")


async def test_numbers_that_never_came_are_asked_for_until_they_come_or_are_lost(world: World) -> None:
    ann = world.phone("ann")
    one, two, three, four = (ann.visit(world.door, world.of.campaign, "not_home") for _ in range(4))

    assert (await ann.push(four))["missing"] == [[1, 3]]
    assert (await ann.push(two))["missing"] == [[1, 1], [3, 3]]
    assert (await ann.push(lost=[[3, 3]]))["missing"] == [[1, 1]]
    assert (await ann.push(one))["missing"] == []
    assert await ann.outcomes(three) == ["applied"]


async def test_a_replica_is_one_persons_for_ever(world: World) -> None:
    ann = world.phone("ann")
    await ann.push(ann.visit(world.door, world.of.campaign))
    thief = world.phone("ben", replica=ann.replica)

    answer = await thief.post("/api/sync/push", {"protocol": 1, "replica": str(ann.replica), "sent_at": 1, "commands": []})

    assert (answer.status_code, answer.json()["code"]) == (403, "other_person")


async def test_a_command_under_another_persons_id_is_parked_and_loses_nothing(world: World) -> None:
    ann, cai = world.phone("ann"), world.phone("cai")
    mine = ann.visit(world.door, world.of.campaign)
    await ann.push(mine)
    theirs = cai.visit(world.other_door, world.of.campaign)
    theirs["id"] = mine["id"]

    reply = await cai.push(theirs)

    assert reply["receipts"] == [{"id": mine["id"], "outcome": "parked", "reason": "id_taken"}]
    assert (await cai.push(theirs))["receipts"] == reply["receipts"]
    assert await world.rows("SELECT count(*) FROM parked") == [(1,)]


async def test_a_visit_is_voided_by_its_author_and_leaves_the_counts(world: World) -> None:
    ann, ben = world.phone("ann"), world.phone("ben")
    visit = ann.visit(world.door, world.of.campaign)
    await ann.push(visit)

    assert await ben.outcomes(ben.command("void_visit", world.door, visit_id=visit["id"], reason="?")) == ["parked"]
    assert await ann.outcomes(ann.command("void_visit", world.door, visit_id=visit["id"], reason="按错了")) == ["applied"]
    await ann.pull()

    assert (ann.card(world.door)["state"], ann.card(world.door)["visit_count"]) == ("never_tried", 0)
    counted = await world.rows("SELECT sum(known), sum(met), sum(visited), sum(never_tried) FROM coverage_cells")
    assert [tuple(int(each) for each in row) for row in counted] == [(12, 0, 0, 12)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"protocol":1,"replica":"\xff"}',
        b'{"protocol":1e999}',
        b'{"protocol":2,"replica":"01890a5d-ac96-774b-bcce-b302099a8057","sent_at":1,"commands":[]}',
        b'{"protocol":1,"sent_at":1,"commands":[]}',
    ],
)
async def test_an_unreadable_body_is_refused_and_stores_nothing(world: World, body: bytes) -> None:
    answer = await world.phone("ann").post("/api/sync/push", body)

    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"]
    assert await world.rows("SELECT count(*) FROM receipts WHERE replica_id IN (SELECT id FROM replicas WHERE kind = 'phone')") == [(0,)]


@pytest.mark.parametrize(
    "spoil",
    [
        b'"note":"a\\u0000b"',
        b'"note":"\\ud800"',
        b'"note":9223372036854775808',
        b'"note":1e999',
        b'"n":9223372036854775808',
        b'"note":"' + b"x" * 4001 + b'"',
        b'"seen":-99999999999999999999',
    ],
)
async def test_what_is_wrong_in_one_command_parks_that_command_alone(world: World, spoil: bytes) -> None:
    ann = world.phone("ann")
    good = msgspec.json.encode(ann.visit(world.door, world.of.campaign))
    bad = msgspec.json.encode(ann.visit(world.door, world.of.campaign))[:-1] + b"," + spoil + b"}"
    head = b'{"protocol":1,"replica":"%b","sent_at":%d,"commands":[' % (str(ann.replica).encode(), world.clock())

    answer = await ann.post("/api/sync/push", head + bad + b"," + good + b"]}")

    assert answer.status_code == 200, answer.text
    assert [receipt["outcome"] for receipt in answer.json()["receipts"]] == ["parked", "applied"]
    again = await ann.post("/api/sync/push", head + bad + b"," + good + b"]}")
    assert again.json()["receipts"] == answer.json()["receipts"]


async def test_500_commands_are_taken_and_501_are_too_many(world: World) -> None:
    ann = world.phone("ann")
    commands = [ann.visit(world.door, world.of.campaign, "not_home") for _ in range(501)]

    answer = await ann.post("/api/sync/push", {"protocol": 1, "replica": str(ann.replica), "sent_at": world.clock(), "commands": commands})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert set(await ann.outcomes(*commands[:500])) == {"applied"}
    await ann.pull()
    assert (len(ann.card(world.door)["visits"]), ann.card(world.door)["visit_count"]) == (20, 500)


async def test_a_command_that_met_others_writing_is_not_taken_for_one_that_no_store_takes(world: World) -> None:
    """Where a batch is written command by command, what is refused may be parked. This passes, so all is done again."""
    stumble(world.app.state.store, At("INSERT INTO receipts", often=ATTEMPTS - 1))
    ann = world.phone("ann")
    body = {"protocol": 1, "replica": str(ann.replica), "sent_at": world.clock(), "commands": [ann.visit(world.door, world.of.campaign)]}
    batch = read_batch(envelope.read_push(msgspec.json.encode(body)), world.clock())

    def take(conn: Connection) -> PushReply:
        actor = find_person(conn, world.of.people["ann"], world.clock())
        assert actor is not None
        return take_custody(conn, batch, actor, world.ids, singly=True)

    reply: PushReply = await world.app.state.store.write(take)

    assert [each.outcome for each in reply.receipts] == ["applied"]
    assert await world.rows("SELECT count(*) FROM parked") == [(0,)]
