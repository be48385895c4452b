"""A coordinator's desk: reads online, moves doors and takes moves back, and writes households through a replica of its own."""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.simulator.disk import Json
from tests.simulator.endings import over
from tests.simulator.people import Form, Person

if TYPE_CHECKING:
    from tests.simulator.history import History

HELD = """
SELECT f.household_id, s.team_id, f.person_id, f.epoch, h.is_closed FROM feed f JOIN slices s ON s.id = f.slice_id
JOIN households h ON h.id = f.household_id
WHERE s.kind IN ('team', 'unassigned') AND (f.gone_reason IS NULL OR f.gone_reason = 'closed')
"""
VISITED = "SELECT DISTINCT household_id FROM visits WHERE voided_at IS NULL AND outcome <> 'inaccessible' AND is_counted"
MEMBERS = "SELECT team_id, person_id FROM memberships WHERE to_at IS NULL"
Held = dict[str, tuple[str | None, str | None, int, bool]]  # team, person, epoch, closed


class Desk(Person):
    """`moves`: those made here, with where each door was before and its epoch after. `made`: all doors of each. `unclear`: of each, those
    of which a restore may have made it the last move again, because it lacks a join, or waits for the door."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.glance: Form | None = None
        self.moves: list[tuple[str, dict[str, tuple[str | None, str | None, int]]]] = []
        self.made: dict[str, frozenset[str]] = {}
        self.unclear: dict[str, set[str]] = defaultdict(set)

    async def work(self, history: "History") -> None:
        dice = self.rng.random()
        if dice < 0.35:
            await self.move(history, [])
        elif dice < 0.50 and self.moves:
            await self._undo_move(history)
        else:
            await self._look(history)
            if self.glance is not None:
                self._fill(self.glance)

    def _open(self) -> Form | None:
        return self.glance

    def seen_of(self, household: str) -> int | None:
        """Read online just now; with work of this desk still waiting, what that work saw."""
        waiting = [row.seen for row in self.phone.disk.outbox.values() if row.household == household]
        if waiting:
            return None if None in waiting else min(seen for seen in waiting if seen is not None)
        return self.glance.seen if self.glance is not None else None

    async def _look(self, history: "History") -> None:
        of = history.server.of
        doors = [str(door) for door in [*of.teams[0].doors, *of.teams[1].doors, *of.spare]] + self.spoken.doors
        household = self.rng.choice(self.place.busy if self.rng.random() < 0.6 else doors)
        if self.spoken.wishes and self.rng.random() < 0.3:
            household = self.rng.choice(self.spoken.wishes)
        answer = await history.server.call("GET", f"/api/households/{household}", b"", "cora")
        self.glance = None
        if answer.status == 200:
            card = answer.json()
            root = card["household"]["id"]  # of an alias the card of what it is part of is answered, and that is what is written to
            self.glance = Form(root, card["version"], card)
            self.glance = Form(root, self.seen_of(root), card)
        elif answer.status != 404:
            history.watch.blame(f"GET /api/households answered {answer.status}")

    def choose(self, form: Form) -> Json | None:
        if form.body and len(form.body["do_not_contact"]) > 1 and self.rng.random() < 0.7:
            return self._lift(form)
        kinds: dict[Callable[[Form], Json | None], int] = {
            self._close: 4,
            self._reopen: 5,
            self._lift: 6,
            self._correct: 4,
            self._advance: 6,
            self._void: 2,
            self._visit: 1,
        }
        return self.rng.choices(list(kinds), list(kinds.values()))[0](form)

    def _close(self, form: Form) -> Json:
        """Of what is proposed mostly as the screen does it: for that reason, and naming what it shows."""
        said = form.body and form.body["household"]["closed"]
        if not said or said["confirmed"] or self.rng.random() < 0.3:
            return super()._close(form)
        return {"type": "close_household", "reason": said["reason"], "closing": meant(said)}

    def _reopen(self, form: Form) -> Json | None:
        made = super()._reopen(form)
        if made is None or form.body is None or self.rng.random() < 0.3:
            return made
        return {**made, "closing": meant(form.body["household"]["closed"])}

    def _lift(self, form: Form) -> Json | None:
        wishes = [wish["id"] for wish in form.body["do_not_contact"]] if form.body else []
        if not wishes:
            return None
        named = self.rng.sample(wishes, self.rng.randint(1, len(wishes)))
        return {"type": "lift_contact", "ids": named, "reason": "家人同意"}

    # Moves: each answer is compared with what the rule says of the doors as they stood

    async def move(self, history: "History", chosen: list[str]) -> None:
        """Of the chosen doors, or of some of all."""
        of = history.server.of
        before = await held(history)
        doors = self.rng.sample(sorted(before), min(len(before), self.rng.randint(1, 4)))
        if self.rng.random() < 0.5:
            doors = sorted({*doors[:2], self.rng.choice(self.place.busy)} & before.keys())
        doors = chosen or doors
        team = self.rng.choice([str(of.teams[0].id), str(of.teams[1].id), None])
        person = str(of.people[self.rng.choice(["ann", "ben"])]) if team == str(of.teams[0].id) and self.rng.random() < 0.4 else None
        only = self.rng.random() < 0.4
        visited = {row[0] for row in await history.server.rows(VISITED)}
        asked = {"id": self.new_id(), "household_ids": doors, "team_id": team, "person_id": person}
        path = f"/api/campaigns/{of.campaign}/assignments"
        gone = await over(history)
        ended = str(of.campaign) in gone or team in gone
        reply = await self._post(history, path, asked | ({"only_if": "unvisited"} if only else {}), ended=ended)
        if reply is None:
            return
        expected = dict(before)
        for door in doors:
            was_team, was_person, epoch, closed = before[door]
            if not closed and not (only and door in visited) and (was_team, was_person) != (team, person):
                expected[door] = (team, person, epoch + 1, closed)
        moved = {door: (*before[door][:2], expected[door][2]) for door in doors if expected[door] != before[door]}
        await self._compare(history, expected, reply["moved"], len(moved), f"a move to {team}, only unvisited: {only}")
        self.moves.append((asked["id"], moved))
        self.made[asked["id"]] = frozenset(moved)
        for unclear in self.unclear.values():
            unclear -= moved.keys()
        history.branches.update(f"move skipped {each['reason']}" for each in reply["skipped"])

    async def _undo_move(self, history: "History") -> None:
        move_id, moved = self.rng.choice(self.moves)
        before = await held(history)
        asked = {"id": self.new_id(), "undo_id": move_id}
        gone = await over(history)
        reply = await self._post(history, "/api/assignments/undo", asked, ended=str(history.server.of.campaign) in gone)
        if reply is None:
            return
        members, expected = set(await history.server.rows(MEMBERS)), dict(before)
        for door, (team, person, epoch) in moved.items():
            place = (team, person if (team, person) in members else None)
            if door in before and before[door][2:] == (epoch, False) and team not in gone and before[door][:2] != place:
                expected[door] = (*place, epoch + 1, False)
        after = await held(history)
        unclear = {door: before[door][2] for door in self.unclear[move_id] & before.keys() & after.keys() if not before[door][3]}
        expected |= {door: after[door] for door, epoch in unclear.items() if after[door][2:] == (epoch + 1, False)}
        back = [door for door in before if expected[door] != before[door]]
        await self._compare(history, expected, reply["moved"], len(back), "a move taken back")
        history.branches["move taken back"] += bool(back)
        history.branches["move taken back too late"] += len(back) < len(moved)

    async def _post(self, history: "History", path: str, asked: Json, *, ended: bool) -> Json | None:
        """Perhaps twice, as after a lost reply: the same id is answered the same. `ended`: what it names has, so it is refused."""
        first = await history.server.call("POST", path, asked, "cora")
        if self.rng.random() < 0.3:
            again = await history.server.call("POST", path, asked, "cora")
            if again != first:
                history.watch.blame(f"{path} with one id was answered {first} and {again}")
        if ended:
            history.branches["move refused: it has ended"] += 1
            if first.status != 409 or first.json()["code"] not in ("team_ended", "campaign_ended"):
                history.watch.blame(f"{path} to what has ended answered {first.status}: {first.body[:200]!r}")
            return None
        if first.status != 200 and not (first.status == 404 and asked.get("person_id")):
            history.watch.blame(f"{path} answered {first.status}: {first.body[:200]!r}")
        return first.json() if first.status == 200 else None

    async def _compare(self, history: "History", expected: Held, told: int, moved: int, what: str) -> None:
        if history.is_concurrent:  # doors were added and visited in between
            return
        after = await held(history)
        if after != expected:
            differs = {door: (expected.get(door), after.get(door)) for door in {*after, *expected} if after.get(door) != expected.get(door)}
            history.watch.blame(f"{what}: (expected, found) {differs}")
        if told != moved:
            history.watch.blame(f"{what}: says {told} doors, moved {moved}")


def meant(closed: Json) -> Json:
    """What a decision of a closing names of it."""
    return {name: closed[name] for name in ("reason", "by", "confirmed")}


async def held(history: "History") -> Held:
    return {row[0]: (row[1], row[2], row[3], bool(row[4])) for row in await history.server.rows(HELD)}
