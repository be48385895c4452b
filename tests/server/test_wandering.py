"""Whole histories: phones of two teams, a coordinator who moves doors meanwhile, lost replies, duplicates and wrong clocks.

What must be true afterwards is computed here from the rows as they came, without the engine's rules.
"""

import json
from collections import Counter, defaultdict
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from tests.server.office import Json, Office
from tests.server.wanderer import Wanderer

WHO = ("ann", "ben", "lea", "cai", "dan")
STATES = ("do_not_contact", "met", "vacant", "refused", "call_back", "given_up", "not_home", "inaccessible", "never_tried")
STEPS = 120


class History:
    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.rng = office, Random(seed)
        self.phones = [Wanderer(office, who, self.rng) for who in WHO]
        self.moves: list[str] = []

    async def run(self) -> None:
        for phone in self.phones:
            await phone.pull()
        for _ in range(STEPS):
            self.office.clock.advance(minutes=self.rng.choice([0, 1, 30, 600]))
            await self._step()
        await self.come_home()

    async def come_home(self) -> None:
        """Every phone hands in all it has and pulls, until nothing is under way."""
        for _ in range(2):
            for phone in self.rng.sample(self.phones, k=len(self.phones)):
                await phone.push(faults=False)
                await phone.pull(faults=False)

    async def _step(self) -> None:
        phone = self.rng.choice(self.phones)
        what = self.rng.random()
        if what < 0.55:
            for _ in range(self.rng.randint(1, 4)):
                phone.work()
        elif what < 0.72:
            await phone.push()
        elif what < 0.88:
            await phone.pull()
        elif what < 0.96:
            await self.coordinate()
        else:
            phone.jump()

    async def coordinate(self) -> None:
        """Move some doors, only the unvisited or all; or take a move back; or lift a wish."""
        what = self.rng.random()
        if what < 0.2 and self.moves:
            await self.office.post("cora", "/api/assignments/undo", id=str(uuid4()), undo_id=self.rng.choice(self.moves))
        elif what < 0.4:
            await self._lift()
        else:
            doors = self.rng.sample([*self.office.team.doors, *self.office.other.doors, *self.office.of.spare], k=3)
            team = self.rng.choice([self.office.team.id, self.office.other.id])
            only = {"only_if": "unvisited"} if self.rng.random() < 0.5 else {}
            moved = await self.office.assign("cora", team, household_ids=[str(door) for door in doors], **only)
            if moved["undo_id"]:
                self.moves.append(moved["undo_id"])

    async def _lift(self) -> None:
        rows = await self.office.rows("SELECT id, household_id FROM wishes WHERE lifted_at IS NULL ORDER BY id")
        if not rows:
            return
        wish, door = self.rng.choice(rows)
        desk = self.office.phone("cora")
        assert await desk.outcomes(desk.command("lift_contact", door, ids=[str(wish)], reason="本人要求")) == ["applied"]


@pytest.mark.parametrize("seed", range(3))
async def test_after_any_history_nothing_is_lost_and_everybody_agrees(office: Office, seed: int) -> None:
    history = History(office, seed)
    await history.run()

    await every_command_has_one_receipt(history)
    await nothing_waits_any_more(history)
    await phones_hold_what_the_server_shows(history)
    await every_visit_and_wish_is_kept(history)
    await counters_equal_a_recount(history)
    await no_value_has_vanished(history)


async def every_command_has_one_receipt(history: History) -> None:
    rows = await history.office.rows("SELECT command_id, outcome FROM receipts")
    stored = {str(id_): outcome for id_, outcome in rows}
    for phone in history.phones:
        assert phone.outbox == []
        assert phone.saved.keys() == phone.receipts.keys()
        assert {id_: each["outcome"] for id_, each in phone.receipts.items()} == {id_: stored[id_] for id_ in phone.saved}
        assert {each["outcome"] for each in phone.receipts.values()} <= {"applied", "noop", "merged", "superseded", "held"}


async def nothing_waits_any_more(history: History) -> None:
    """What was held has been replayed: all it named has come."""
    assert await history.office.rows("SELECT count(*) FROM held") == [(0,)]
    assert await history.office.rows("SELECT reason, count(*) FROM parked GROUP BY reason") == []


async def phones_hold_what_the_server_shows(history: History) -> None:
    """A phone that was away and one that walks anew have the same cards, and only the team's, as the digest says."""
    rows = await history.office.rows(
        "SELECT f.household_id, s.id FROM feed f JOIN slices s ON s.id = f.slice_id WHERE f.gone_reason IS NULL"
    )
    for phone in history.phones:
        fresh = history.office.phone(phone.who)
        await fresh.pull()
        assert phone.phone.cards == fresh.cards
        for slice_id, digest in fresh.digests.items():
            held = [card for door, card in fresh.cards.items() if (door, slice_id) in {(str(a), str(b)) for a, b in rows}]
            assert digest == {"count": len(held), "sum": sum(card["tag"] for card in held) % 2**48}
        assert set(fresh.cards) <= {str(door) for door, slice_id in rows if str(slice_id) in fresh.digests}


async def every_visit_and_wish_is_kept(history: History) -> None:
    saved = [command for phone in history.phones for command in phone.saved.values()]
    visits = {str(row[0]) for row in await history.office.rows("SELECT id FROM visits")}
    wishes = {str(row[0]): row[1] for row in await history.office.rows("SELECT id, lifted_at FROM wishes")}

    assert visits == {each["id"] for each in saved if each["type"] == "record_visit"}
    assert wishes.keys() == {each["id"] for each in saved if each["type"] == "refuse_contact"}
    for door, body in (await bodies(history.office)).items():
        shown = {wish["id"] for wish in body["do_not_contact"]}
        assert shown == {
            each["id"] for each in saved if each["type"] == "refuse_contact" and each["household_id"] == door and wishes[each["id"]] is None
        }


async def bodies(office: Office) -> dict[str, Json]:
    return {str(door): json.loads(body) for door, body in await office.rows("SELECT id, body FROM households WHERE is_known")}


async def counters_equal_a_recount(history: History) -> None:
    office = history.office
    visits: dict[str, list[Any]] = defaultdict(list)
    for door, *visit in await office.rows("SELECT household_id, at, id, outcome FROM visits WHERE is_counted AND voided_at IS NULL"):
        visits[str(door)].append(visit)
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for door, team in await office.rows(
        "SELECT f.household_id, s.team_id FROM feed f JOIN slices s ON s.id = f.slice_id"
        " WHERE s.kind IN ('team', 'unassigned') AND f.gone_reason IS NULL"
    ):
        count_door(expected[str(team or "")], (await bodies(office))[str(door)], sorted(visits[str(door)]))
    board = await office.get("cora", f"/api/campaigns/{office.campaign}/coverage", by="team")

    for row in board["rows"]:
        counted = expected[str(row["id"]) if row["name"] else ""]
        assert {name: row[name] for name in (*STATES, "known", "visited", "tried")} == {
            name: counted[name] for name in (*STATES, "known", "visited", "tried")
        }
        assert row["base"] == row["known"] - row["do_not_contact"] - row["vacant"]
    assert sum(row["known"] for row in board["rows"]) == sum(each["known"] for each in expected.values()) == board["known"]


def count_door(counted: Counter[str], body: Json, visits: list[Any]) -> None:
    outcomes = [outcome for _, _, outcome in visits]
    visited = any(outcome != "inaccessible" for outcome in outcomes)
    counted["known"] += 1
    counted["visited"] += visited
    counted["tried"] += bool(outcomes)
    last = outcomes[-1] if outcomes else None
    if any(wish["resident_id"] is None for wish in body["do_not_contact"]):
        counted["do_not_contact"] += 1
    elif "met" in outcomes:
        counted["met"] += 1
    elif last in ("vacant", "moved") or (body["household"]["roll_vacant"] and not visited):
        counted["vacant"] += 1
    elif last in ("refused", "call_back"):
        counted[str(last)] += 1
    elif last is not None and len(outcomes) >= 3:
        counted["given_up"] += 1
    else:
        counted[last or "never_tried"] += 1


async def no_value_has_vanished(history: History) -> None:
    """A value that nobody saw before writing, and that its phone did not write over, is the field's or stands beside it."""
    writes: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for door, subject, *write in await history.office.rows(
        "SELECT household_id, subject, replica_id, n, version, seen, value, person_id, outcome FROM field_writes"
    ):
        writes[str(door), subject].append(write)
    cards = await bodies(history.office)
    for (door, subject), all_writes in writes.items():
        resident, _, field = subject.rpartition("/")
        card = cards[door]
        holder = next(each for each in card["residents"] if each["id"] == resident) if resident else card["household"]
        beside = [
            (each["other"], each["other_by"])
            for each in card["conflicts"]
            if each["field"] == field and each.get("resident_id", "") == resident
        ]
        kept_by = next(
            (each["kept_by"] for each in card["conflicts"] if each["field"] == field and each.get("resident_id", "") == resident), None
        )
        for replica, n, version, _, value, person, outcome in all_writes:
            written = json.loads(value)
            later = any(other[0] == replica and other[1] > n for other in all_writes)
            known = any(other[3] is not None and other[3] >= version and other[0] != replica and other[2] > version for other in all_writes)
            if outcome == "superseded" or later or known or holder[field] == written:
                continue
            assert (written, str(person)) in beside or str(person) == kept_by or only_one_persons(all_writes, card, field, str(person)), (
                subject,
                written,
            )


def only_one_persons(writes: list[Any], card: Json, field: str, person: str) -> bool:
    """Two phones of one person are no conflict; then nobody else's value is shown either."""
    return all(str(other[5]) == person for other in writes) and not [each for each in card["conflicts"] if each["field"] == field]
