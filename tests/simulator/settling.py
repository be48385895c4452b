"""What becomes of what people ask for, told in full; and parked work that a desk or a leader settles while its authors go on.

In the histories of the seeds from 17,000,000 to 17,999,999. Shares no code with sync/ or server/.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.simulator.disk import Json
from tests.simulator.history import History
from tests.simulator.people import Form, Person

SEEDS = range(17_000_000, 18_000_000)
BRANCHES = [
    *("parked applied", "parked applied elsewhere", "parked dismissed", "dismissal taken back", "settled in vain", "settled by a leader"),
    *(
        "left as it is",
        "looked at again",
        "asked back",
        "question taken back",
        "item notice parked_applied",
        "item notice parked_dismissed",
    ),
    *("item notice asked", "item notice seen", "receipt superseded earlier_round", "receipt superseded not_from_here"),
    *("event merged taken", "event assigned taken", "event not_satisfied taken", "event satisfied taken", "round 3"),
]
VOUCHED = ("not_yours", "lost_phone", "access_ended")  # what a coordinator of everything lends
AT_A_DOOR = "SELECT 1 FROM parked p JOIN households h ON h.id = p.household_id AND h.is_known WHERE p.command_id = ?"
SIGNS = ("superseded", "after_wish", "doubtful")


@dataclass
class Deed:
    """What somebody last made of a piece of parked work. `outcome`: none while it waits again."""

    outcome: str | None
    by: str
    reason: str | None = None


class WithSettling(History):
    """`deeds`: by parked command. `questions`: those asked, with what they were asked about. `looked`: what was left as it is."""

    deeds: dict[str, Deed]
    questions: list[tuple[str, Json]]
    looked: list[Json]
    notes: Counter[str]  # lines that must stand in the histories of doors

    def _person(self, name: str) -> Person:
        person = super()._person(name)
        person.tells_more = True
        person.poison = max(person.poison, 0.02)
        return person

    def _plan(self) -> None:
        self.deeds, self.questions, self.looked, self.notes = {}, [], [], Counter()
        self.desk.tells_more = True
        super()._plan()
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(10, 18)):
            self._plan_event(self.rng.randint(0, last), self._settle)
        for _ in range(self.rng.randint(6, 12)):
            self._plan_event(self.rng.randint(0, last), self._answer_for_the_office)

    async def run(self) -> "WithSettling":
        await super().run()
        self.watch.wrong += await self._wrong()
        return self

    # What a person at a desk does

    async def _settle(self) -> None:
        by = "cora" if self.rng.random() < 0.8 else "lea"
        items = await self._listed(by)
        parked = [each for each in items if each["kind"] == "parked"]
        signs = [each for each in items if each["kind"] in SIGNS]
        dismissed = [id_ for id_, deed in self.deeds.items() if deed.outcome == "dismissed" and deed.by == by]
        ways = [(0.5, self._settle_parked, parked), (0.15, self._leave_or_look_again, [*signs, *self.looked])]
        ways += [(0.2, self._ask_or_take_back, [each for each in items if each.get("authors")]), (0.15, self._take_up_again, dismissed)]
        able = [way for way in ways if way[2]]
        if able:
            _, act, of = self.rng.choices(able, [way[0] for way in able])[0]
            await act(by, self.rng.choice(of))

    async def _listed(self, by: str) -> list[Json]:
        answer = await self.server.call("GET", "/api/attention", b"", by)
        if answer.status in (401, 403) and by == "lea":  # whose access has ended, or who leads no team any more
            return []
        if answer.status != 200:
            self.watch.blame(f"/api/attention answered {answer.status}: {answer.body[:200]!r}")
            return []
        found: list[Json] = answer.json()["items"]
        return found

    async def _settle_parked(self, by: str, item: Json) -> None:
        if item.get("can_apply") and self.rng.random() < 0.7:
            await self._apply(by, item)
        else:
            reason = self.rng.choice(["重复", "不是这家"])
            is_known = await self.server.rows(AT_A_DOOR, item["id"])
            answer = await self._post(f"/api/parked/{item['id']}/dismiss", {"reason": reason}, by)
            if self._went(answer, "parked dismissed", by):
                self.deeds[item["id"]] = Deed("dismissed", by, reason)
                self.notes["parked_dismissed"] += len(is_known)

    async def _apply(self, by: str, item: Json) -> None:
        """Where it was meant, or at a door that the settler names."""
        elsewhere = self.rng.choice(self.place.busy) if self.rng.random() < 0.4 else None
        asked = {} if elsewhere is None else {"household_id": elsewhere}
        status, told = await self._post(f"/api/parked/{item['id']}/apply", asked, by)
        if status == 409 and told["code"] != "settled":
            self.branches["settled in vain"] += 1
            if by == "cora" and told["code"] in VOUCHED:
                self.watch.blame(f"a coordinator applied {item['id']}, and it is parked again as {told['code']}")
        elif self._went((status, told), "parked applied" if elsewhere is None else "parked applied elsewhere", by):
            self.deeds[item["id"]] = Deed(told["outcome"], by)
            became = "applied" if told["outcome"] == "merged" else told["outcome"]
            self.notes[f"parked_{became}"] += "household_id" in told
            made = next((each for each in self.saved if each.id == item["id"]), None)
            if made is not None and elsewhere is not None and made.type != "add_household":
                made.household, made.seen, made.was_rehomed = elsewhere, None, True

    async def _take_up_again(self, by: str, parked: str) -> None:
        if self._went(await self._post(f"/api/parked/{parked}/reopen", {}, by), "dismissal taken back", by):
            self.deeds[parked] = Deed(None, by)

    async def _leave_or_look_again(self, by: str, item: Json) -> None:
        is_undone = item in self.looked
        asked = {"kind": item["kind"], "item_id": item["id"], "undo": is_undone}
        if self._went(await self._post("/api/attention/seen", asked, by), "looked at again" if is_undone else "left as it is", by):
            if is_undone:
                self.looked.remove(item)
            else:
                self.looked.append(item)

    async def _ask_or_take_back(self, by: str, item: Json) -> None:
        mine = [each for each in self.questions if each[1]["by"] == by]
        if mine and self.rng.random() < 0.4:
            question, about = self.rng.choice(mine)
            asked = {"question_id": question, "kind": about["kind"], "item_id": about["id"]}
            if self._went(await self._post("/api/attention/ask/undo", asked, by), "question taken back", by):
                self.questions.remove((question, about))
            return
        question = self.new_id()
        asked = {"id": question, "kind": item["kind"], "item_id": item["id"], "text": "您记得吗？"}
        if self._went(await self._post("/api/attention/ask", asked, by), "asked back", by):
            self.questions.append((question, {"kind": item["kind"], "id": item["id"], "by": by}))

    async def _post(self, path: str, body: Json, by: str) -> tuple[int, Json]:
        """Perhaps twice, as after a lost reply."""
        asked = {"id": self.new_id(), **body}
        first = await self.server.call("POST", path, asked, by)
        self.transcript.append(f"{self.clock()} {by} {path} {first.status}")
        if self.rng.random() < 0.3 and await self.server.call("POST", path, asked, by) != first:
            self.watch.blame(f"{path} with one id was answered in two ways")
        return first.status, first.json()

    def _went(self, answer: tuple[int, Json], what: str, by: str) -> bool:
        """What a desk has just shown can be settled; a leader's team may have gone since, and a mark may have been taken."""
        status, told = answer
        if status == 200:
            self.branches[what] += 1
            self.branches["settled by a leader"] += by == "lea"
        elif status not in (401, 403, 404, 409):
            self.watch.blame(f"{what} by {by} was answered {status}: {told}")
        return status == 200

    async def _answer_for_the_office(self) -> None:
        """A department's step, at the desk, of what was read just now."""
        spoken = [door for door, _ in self.spoken.requests]
        if not spoken:
            return
        door = self.rng.choice(spoken)
        answer = await self.server.call("GET", f"/api/households/{door}", b"", "cora")
        if answer.status != 200:
            return
        card = answer.json()
        self.desk.glance = Form(door, card["version"], card)
        self.desk.glance = Form(door, self.desk.seen_of(door), card)
        step = self.desk._advance(self.desk.glance)
        if step is not None:
            self.desk.save({"household_id": door, **step}, seen=self.desk.glance.seen)
            await self.sync(self.desk.phone)

    # The checker

    async def _wrong(self) -> list[str]:
        names = {row[0]: row[1] for row in await self.server.rows("SELECT id, name FROM people")}
        kept = await self.server.rows("SELECT command_id, settled_as, settled_by, settled_reason FROM parked")
        found = list(self._wrong_of_deeds({row[0]: Deed(row[1], names.get(row[2], ""), row[3]) for row in kept}))
        said = Counter(row[0] for row in await self.server.rows("SELECT what FROM household_events"))
        found += [f"{count} doors should say {what}, {said[what]} do" for what, count in self.notes.items() if said[what] != count]
        asked = {row[0] for row in await self.server.rows("SELECT item_id FROM items WHERE NOT is_removed")}
        found += [f"the question {each} has gone" for each, _ in self.questions if each not in asked]
        return found

    def _wrong_of_deeds(self, kept: Mapping[str, Deed]) -> Iterator[str]:
        """Parked work is as the last person left it, and nothing else is settled."""
        for id_ in self.deeds.keys() - kept.keys():
            yield f"the parked {id_}, which was settled, is kept no more"
        for id_, row in kept.items():
            deed = self.deeds.get(id_)
            if row.outcome is None or deed is None or deed.outcome is None:
                if (row.outcome is None) != (deed is None or deed.outcome is None):
                    yield f"the parked {id_} is settled as {row}; somebody made of it {deed}"
            elif row != deed:
                yield f"the parked {id_} is settled as {row}; somebody made of it {deed}"
