"""Disagreements that a desk settles, and corrections and closings that people and desks take back, while others write on.

In the histories of the seeds from 16,000,000 to 16,999,999; from 16,300,000 the store is put back from copies, too, and from 16,600,000 doors are
joined and parted. What is taken back is for the checker as if nobody had written it. Shares no code with sync/ or server/.
"""

from typing import Any

from tests.simulator import pairs
from tests.simulator.disk import Json
from tests.simulator.history import History
from tests.simulator.people import Form, Person, Saved
from tests.simulator.restores import WithRestores

SEEDS = range(16_000_000, 17_000_000)
RESTORED = range(16_300_000, 16_600_000)
DOUBLES = range(16_600_000, 17_000_000)
BRANCHES = [
    "settled at the desk",
    "taken back at the desk",
    "taken back on a phone",
    "receipt superseded written_since",
    "field undone",
    "item notice taken_back",
    "door closing_undone",
    "door undo_too_late",
]
CLOSINGS = ("close_household", "reopen_household")
AT_DOOR = ("correct", "close", "reopened")  # how what can be taken back begins in a door's history


class WithUndoing(History):
    """`settled`: what the desk wrote to end a disagreement, and may think better of."""

    settled: list[Saved]

    def _person(self, name: str) -> Person:
        person = super()._person(name)
        person.adds_doubles = self.seed in DOUBLES
        return person

    def _plan(self) -> None:
        self.settled = []
        super()._plan()
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(6, 12)):
            self._plan_event(self.rng.randint(0, last), self._settle)
        for _ in range(self.rng.randint(8, 16)):
            self._plan_event(self.rng.randint(0, last), self._take_back)
        if self.seed in DOUBLES:
            for _ in range(self.rng.randint(6, 12)):
                self._plan_event(self.rng.randint(0, last), lambda: pairs.settle_something(self))

    async def _settle(self) -> None:
        """Of what two people wrote the desk takes either."""
        forms = [form for door in self.place.busy if (form := await self._read(door)) is not None]
        found = [(form, conflict) for form in forms for conflict in (form.body or {})["conflicts"]]
        if not found:
            return
        form, conflict = self.rng.choice(found)
        self.desk.glance = form
        fields = {conflict["field"]: self.rng.choice([conflict["kept"], conflict["other"]])}
        resident = conflict.get("resident_id")
        of = {"type": "correct_household"} if resident is None else {"type": "correct_resident", "resident_id": resident}
        self.desk.save({"household_id": form.household, **of, "fields": fields}, seen=self.desk.seen_of(form.household))
        self.settled.append(self.saved[-1])
        self.branches["settled at the desk"] += 1
        await self.sync(self.desk.phone)

    async def _read(self, household: str) -> Form | None:
        answer = await self.server.call("GET", f"/api/households/{household}", b"", "cora")
        if answer.status != 200:
            return None
        card: Json = answer.json()
        return Form(card["household"]["id"], card["version"], card)  # of an alias that of its root, which is written to

    async def _take_back(self) -> None:
        """What one has sent oneself; at the desk also what stands at a door, whoever wrote it."""
        person = self.rng.choice([*self.people, self.desk, self.desk, self.desk])
        if person.phone.disk.access == "wipe":
            return
        found = await self._written_at_a_door() if person is self.desk and self.rng.random() < 0.5 else self._written_by(person)
        if not found:
            return
        doubles = [each for each in found if each[1] in self.spoken.doors]  # what was joined, or may be
        closings = [each for each in found if each[2]]
        correction, household, _ = self.rng.choice((self.rng.random() < 0.4 and closings) or doubles or found)
        self.desk.glance = None
        undone = {"type": "undo_correction", "household_id": household, "correction_id": correction}
        person.save(undone, seen=None if person is self.desk else person.seen_of(household))
        self.branches["taken back at the desk" if person is self.desk else "taken back on a phone"] += 1
        self.transcript.append(f"{self.clock()} {person.name} takes {correction} back at {household}")
        if person is self.desk:
            await self.sync(person.phone)

    async def _written_at_a_door(self) -> list[tuple[str, str, bool]]:
        """Of each the household, and whether it is about the door's closing."""
        form = await self._read(self.rng.choice([*self.place.busy, *self.spoken.doors]))
        lines: list[Any] = (form.body or {})["history"] if form else []
        return [
            (line["command_id"], form.household, not line["what"].startswith("correct"))
            for line in lines
            if form and line.get("can_undo") and line["what"].startswith(AT_DOOR)
        ]

    def _written_by(self, person: Person) -> list[tuple[str, str, bool]]:
        waiting = {row.id for row in person.phone.disk.outbox.values()}
        of = self.settled if person is self.desk and self.rng.random() < 0.7 else self.saved
        sent = [each for each in of if each.phone == person.phone.name and each.id not in waiting and each.mark is None]
        found = [
            (each.id, each.household, each.type in CLOSINGS)
            for each in sent
            if (each.type.startswith("correct") or each.type in CLOSINGS) and each.household is not None
        ]
        return found[-8:]


class WithUndoingAndRestores(WithUndoing, WithRestores):
    """An undo may come back before what it took back."""
