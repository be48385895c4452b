"""A phone that is often away: it keeps an outbox, loses replies, sends twice, and works from the cards it has."""

from random import Random
from typing import Any
from uuid import UUID

from tests.server.community import Phone
from tests.server.office import Json, Office

OUTCOMES = ["met", "not_home", "call_back", "refused", "moved", "vacant", "inaccessible"]
FIELDS: dict[str, list[Any]] = {
    "name": ["陈家", "程家", None],
    "note": ["有狗", "晚上在家", None],
    "phones": [[], ["138"], ["138", "139"]],
    "people_count": [1, 2, None],
    "roll_vacant": [True, False],
}


class Wanderer:
    """`skew`: the phone's clock less the server's, ms; it may jump."""

    def __init__(self, office: Office, who: str, rng: Random) -> None:
        self.office, self.who, self.rng = office, who, rng
        self.phone: Phone = office.phone(who)
        self.outbox: list[Json] = []
        self.saved: dict[str, Json] = {}
        self.receipts: dict[str, Json] = {}
        self.heard: int | None = None
        self.skew = rng.choice([0, 0, 5_000, -400_000, 40 * 86_400_000])
        self.offset = -self.skew
        self.known: set[str] = set()

    def work(self) -> None:
        """Save one command, on a door that is or was on the phone."""
        self.known |= self.phone.cards.keys()
        if not self.known:
            return
        door = self.rng.choice(sorted(self.known)[:: self.rng.choice([1, 4])])  # some doors see most of the work
        kinds = [self._visit, self._correct, self._step, self._void, self._ask, self._resident, self._wish, self._close, self._find]
        command = self.rng.choices(kinds, weights=[6, 6, 3, 2, 1, 1, 1, 1, 1])[0](door)
        if command is not None:
            self.outbox.append(command)
            self.saved[command["id"]] = command

    def _command(self, type_: str, door: str, /, **fields: Any) -> Json:
        made = self.phone.command(type_, UUID(door), seen=self._seen(door), **fields)
        made["at"] += self.skew
        return {**made, "offset": self.offset, **({} if self.heard is None else {"heard": self.heard})}

    def _seen(self, door: str) -> int | None:
        """What the shown values came from: the least that unsent work had seen, else the card."""
        card = self.phone.cards.get(door)
        own = [each["seen"] for each in self.outbox if each["household_id"] == door]
        if card is None or None in own:
            return None
        return int(min([card["version"], *own]))

    def _visit(self, door: str) -> Json:
        """A leader also types in what the team brings on paper."""
        is_typed = self.who == "lea" and self.rng.random() < 0.3
        knocker = {"for_person": self.office.of.people[self.rng.choice(["ann", "ben"])]} if is_typed else {}
        return self._command("record_visit", door, campaign_id=self.office.campaign, outcome=self.rng.choice(OUTCOMES), **knocker)

    def _correct(self, door: str) -> Json:
        names = self.rng.sample(sorted(FIELDS), k=self.rng.randint(1, 2))
        return self._command("correct_household", door, fields={name: self.rng.choice(FIELDS[name]) for name in names})

    def _void(self, door: str) -> Json | None:
        own = [each["id"] for each in self.saved.values() if each["type"] == "record_visit" and each["household_id"] == door]
        return self._command("void_visit", door, visit_id=self.rng.choice(own), reason="记错") if own else None

    def _wish(self, door: str) -> Json | None:
        return self._command("refuse_contact", door, reason="请勿打扰") if self.rng.random() < 0.4 else None

    def _ask(self, door: str) -> Json:
        return self._command("raise_request", door, category="facilities", text="楼道灯坏了")

    def _step(self, door: str) -> Json | None:
        requests = self.phone.cards.get(door, {}).get("requests", [])
        event = self.rng.choice(["triaged", "answered", "satisfied", "not_satisfied", "reopened", "withdrawn"])
        return self._command("advance_request", door, request_id=self.rng.choice(requests)["id"], event=event) if requests else None

    def _resident(self, door: str) -> Json:
        residents = self.phone.cards.get(door, {}).get("residents", [])
        if residents and self.rng.random() < 0.5:
            return self._command(
                "correct_resident", door, resident_id=self.rng.choice(residents)["id"], fields={"phone": self.rng.choice("12")}
            )
        return self._command("add_resident", door, fields={"name": "小陈"})

    def _close(self, door: str) -> Json | None:
        return self._command("close_household", door, reason="demolished") if self.rng.random() < 0.5 else None

    def _find(self, door: str) -> Json:
        """A door nobody had listed, beside this one. It can be worked on before the server knows it."""
        found = self.office.ids()
        self.known.add(str(found))
        building = self.phone.cards[door]["household"]["building_id"] if door in self.phone.cards else str(self.office.of.buildings[0])
        command = self._command("add_household", str(found), building_id=building, door=str(found)[-4:], campaign_id=self.office.campaign)
        return {**command, "seen": None}

    async def push(self, *, faults: bool = True) -> None:
        """Send some of the outbox; the reply may be lost, what was sent may arrive twice, or before what was sent earlier."""
        if not self.outbox:
            return
        first = self.rng.randrange(len(self.outbox)) if faults and self.rng.random() < 0.2 else 0
        batch = self.outbox[first : self.rng.randint(first + 1, len(self.outbox))] if faults else list(self.outbox)
        now = self.office.clock()
        reply = await self.phone.push(*batch, sent_at=now + self.skew)
        if faults and self.rng.random() < 0.2:
            again = await self.phone.push(*batch, sent_at=now + self.skew)
            assert again["receipts"] == reply["receipts"]
        if faults and self.rng.random() < 0.25:
            return
        self._settle(batch, reply)

    def _settle(self, batch: list[Json], reply: Json) -> None:
        assert not reply["fork"]
        assert [each["id"] for each in reply["receipts"]] == [each["id"] for each in batch]
        for receipt in reply["receipts"]:
            assert self.receipts.setdefault(receipt["id"], receipt) == receipt
        self.outbox = [each for each in self.outbox if each["id"] not in self.receipts]
        self._hear(reply)

    async def pull(self, *, faults: bool = True) -> None:
        more: Json = {"max_bytes": self.rng.choice([1, 900, 5_000])} if faults and self.rng.random() < 0.5 else {}
        self._hear(await self.phone.pull(**more))

    def _hear(self, reply: Json) -> None:
        self.heard = reply["server_time"]
        self.offset = -self.skew

    def jump(self) -> None:
        """The person sets the phone's clock."""
        self.skew = self.rng.choice([0, 60_000, -3_600_000, 30 * 86_400_000, -30 * 86_400_000])
