"""Mutated bodies through the whole application: each is refused with a code or taken into custody, and none makes it fail."""

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.hostile.mutations import Body, mutated
from tests.simulator.server import Answer, Ids, Server

BATCH = 500  # bodies of one seed, over one store
PROBLEM = {"type", "title", "status", "code", "detail"}
PEOPLE = ["ann", "ben", "cai", "lea", "cora"]


@dataclass
class Tally:
    bodies: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Batch:
    """One seed's bodies."""

    def __init__(self, server: Server, seed: int, tally: Tally) -> None:
        self.server, self.seed, self.tally, self.rng = server, seed, tally, Random(f"bodies {seed}")
        self.new_id = Ids(server.clock, 9)
        self.acknowledged: set[str] = set()
        self.made: list[str] = []  # ids that later commands may name

    async def run(self) -> None:
        self.server.begin(self.seed)
        sent: list[tuple[str, bytes]] = []
        for number in range(BATCH):
            self.server.clock.advance(seconds=1)
            if sent and self.rng.random() < 0.03:  # somebody sends once more what was sent before
                path, raw = self.rng.choice(sent)
            else:
                path, body = ("pull", self._a_pull()) if self.rng.random() < 0.2 else ("push", self._a_push())
                raw = mutated(body, self.rng)
                sent.append((path, raw))
            await self._send(number, path, raw)
        await self._look()

    def blame(self, text: str) -> None:
        self.tally.wrong.append(f"bodies of seed {self.seed}: {text}")

    async def _send(self, number: int, path: str, raw: bytes) -> None:
        self.tally.bodies += 1
        try:
            answer = await self.server.call("POST", f"/api/sync/{path}", raw, self.rng.choice(PEOPLE))
        except Exception as error:
            self.blame(f"{number}: {path} raised {type(error).__name__}: {raw[:300]!r}")
            return
        self.tally.answers[str(answer.status)] += 1
        for text in self._wrong_with(path, raw, answer):
            self.blame(f"{number}: {path} {text}: {raw[:300]!r}")

    def _wrong_with(self, path: str, raw: bytes, answer: Answer) -> Iterator[str]:
        if answer.status != 200:
            yield from self._wrong_refusal(answer)
        elif path == "push":
            reply = answer.json()
            yield from self._wrong_receipts(raw, reply)

    def _wrong_refusal(self, answer: Answer) -> Iterator[str]:
        if not 400 <= answer.status < 500:
            yield f"answered {answer.status}"
        if answer.media_type != "application/problem+json" or set(answer.json()) != PROBLEM:
            yield f"answered {answer.status} with no problem but {answer.body[:100]!r}"
        else:
            self.tally.answers[answer.json()["code"]] += 1

    def _wrong_receipts(self, raw: bytes, reply: Any) -> Iterator[str]:
        for receipt in reply["receipts"]:
            self.tally.answers[" ".join(("receipt", receipt["outcome"], receipt.get("reason", ""))).strip()] += 1
            if receipt["id"] is not None:
                self.acknowledged.add(receipt["id"])
        sent = None
        with contextlib.suppress(ValueError):  # Python's own reader is strict about other things
            sent = len(json.loads(raw)["commands"])
        if not reply["fork"] and sent is not None and sent != len(reply["receipts"]):
            yield f"{sent} commands got {len(reply['receipts'])} receipts"

    async def _look(self) -> None:
        """What was acknowledged is there, and the next honest phone meets a server that works."""
        kept = {row[0] for row in await self.server.rows("SELECT command_id FROM receipts WHERE command_id IS NOT NULL")}
        if lost := self.acknowledged - kept:
            self.blame(f"{len(lost)} acknowledged commands are nowhere: {sorted(lost)[:3]}")
        replica = str(self.new_id())
        pushed = await self._ask("push", {"replica": replica, "sent_at": self.server.clock(), "commands": [self._a_visit(1)]})
        if [receipt["outcome"] for receipt in pushed["receipts"]] != ["applied"]:
            self.blame(f"an honest visit afterwards was answered {pushed}")
        pulled = await self._ask("pull", {"replica": replica, "cursors": {}})
        if not any("card" in entry for page in pulled["slices"] for entry in page["entries"]):
            self.blame("an honest pull afterwards brought no card")

    async def _ask(self, path: str, body: Body) -> Any:
        answer = await self.server.call("POST", f"/api/sync/{path}", {"protocol": 1, **body}, "ann")
        return answer.json()

    # What is sent before it is spoilt

    def _a_push(self) -> Body:
        commands = [self._a_command(n) for n in range(1, self.rng.choice([1, 1, 2, 3]) + 1)]
        head = {"protocol": 1, "replica": str(self.new_id()), "sent_at": self.server.clock()}
        more = self.rng.choice([{}, {"status": {"unsent": 3, "app": "1"}}, {"lost": [[4, 6]]}, {"forked_from": str(self.new_id())}])
        return {**head, "commands": commands, **more}

    def _a_pull(self) -> Body:
        slices = {str(team.cards): "" for team in self.server.of.teams}
        more = self.rng.choice([{}, {"max_bytes": 1}, {"status": {"unsent": 3, "oldest_at": self.server.clock()}}])
        return {"protocol": 1, "replica": str(self.new_id()), "cursors": self.rng.choice([{}, slices]), **more}

    def _a_visit(self, n: int) -> Body:
        door = self.rng.choice(self.server.of.teams[0].doors)
        return {**self._head("record_visit", n, str(door)), "campaign_id": str(self.server.of.campaign), "outcome": "met"}

    def _head(self, type_: str, n: int, door: str) -> Body:
        return {
            "id": str(self.new_id()),
            "n": n,
            "type": type_,
            "household_id": door,
            "seen": self.rng.choice([None, 1]),
            "at": self.server.clock(),
        }

    def _a_command(self, n: int) -> Body:
        of, rng = self.server.of, self.rng
        ids = [str(self.new_id()), *self.made[-12:]]
        kinds = commands_of(str(of.campaign), str(of.buildings[0]), rng.choice(ids))
        name, more = rng.choice(kinds)
        door = rng.choice([*of.teams[0].doors, *of.teams[1].doors, *of.spare])
        made = {**self._head(name, n, ids[0] if name == "add_household" else str(door)), **more}
        self.made.append(made["id"])
        return made


def commands_of(campaign: str, building: str, named: str) -> list[tuple[str, Body]]:
    """Each kind, whole, with what an honest phone puts into it. `named`: the visit, request, resident or wish they are about."""
    return [
        ("record_visit", {"campaign_id": campaign, "outcome": "met", "note": "聊了暖气", "answers": {"q": ["a", 1, None]}}),
        ("record_visit", {"campaign_id": campaign, "outcome": "call_back", "appointment": {"on": "2026-01-09", "from": "18:00"}}),
        ("correct_household", {"fields": {"name": "程家", "phones": ["138"], "people_count": 3, "door": "102", "floor": 1}}),
        ("correct_household", {"fields": {"address": {"building_id": building, "door": "9"}, "roll_vacant": True, "note": "有狗"}}),
        ("add_household", {"building_id": building, "door": "909", "campaign_id": campaign, "needs": ["高龄"]}),
        ("close_household", {"reason": "demolished"}),
        ("reopen_household", {"reason": "有人住"}),
        ("add_resident", {"fields": {"name": "小陈", "birth_year": 1940, "relation": "女儿"}}),
        ("correct_resident", {"resident_id": named, "fields": {"status": "moved_out"}}),
        ("undo_correction", {"correction_id": named}),
        ("void_visit", {"visit_id": named, "reason": "记错"}),
        ("raise_request", {"category": "facilities", "text": "灯坏了", "urgency": "soon", "attachments": []}),
        ("advance_request", {"request_id": named, "event": "answered", "text": "修好了", "rating": 5, "due_on": "2026-02-01"}),
        ("comment_request", {"request_id": named, "text": "还没好"}),
        ("refuse_contact", {"reason": "请勿打扰", "review_on": "2026-12-01"}),
        ("lift_contact", {"ids": [named], "reason": "本人要求"}),
        ("withdraw", {}),
        ("park", {"body": "{"}),
    ]


async def try_bodies(server: Server, seed: int, tally: Tally) -> None:
    """One batch. A batch may leave the application half broken: the next begins with a fresh one after anything wrong."""
    before = len(tally.wrong)
    await Batch(server, seed, tally).run()
    if len(tally.wrong) > before:
        await server.close()


def report(tally: Tally) -> str:
    told = ", ".join(f"{name} {count}" for name, count in sorted(tally.answers.items()))
    return f"{tally.bodies} bodies: {told}"
