"""People behind a door who are erased while phones still hold and send words about them. Shares no code with sync/ or server/.

Whatever is typed for a household has a word in it that is typed for no other. Once its people are erased no reply, no phone and no byte
of the store holds that word, and everything else is as it would be without.
"""

import json
from collections.abc import Iterable
from functools import partial
from typing import Any

from tests.simulator import pairs
from tests.simulator.disk import Json, Request
from tests.simulator.history import History
from tests.simulator.people import Person
from tests.simulator.phone import Phone

SEEDS = range(8_000_000, 9_000_000)
DOUBLES = range(8_800_000, 9_000_000)  # here doors are joined and parted, too
BRANCHES = [
    "people erased",
    "people erased with an alias",
    "gone erased",
    "receipt superseded erased",
    "what was sent forgotten",
    "asked and heard that it was erased",
]
LABEL = "SELECT b.name, h.entrance, h.door FROM households h JOIN buildings b ON b.id = h.building_id WHERE h.id = ?"
WHOLE = "SELECT id FROM households WHERE is_known AND root_id IS NULL AND body IS NOT NULL ORDER BY id"
PARTED = "SELECT survivor_id FROM joins WHERE undone_at IS NOT NULL UNION SELECT absorbed_id FROM joins WHERE undone_at IS NOT NULL"
DOUBLES_BRANCHES = ["people erased who had been parted from others", "people erased with an alias"]
TYPED = ("name", "note", "reason", "text")  # where a person types what they like


class WithErasures(History):
    """`erased`: ids whose people are, and since when. `of_several`: doors that took the place of joined ones. `once_with`: what they had been
    one with, or those with others. `words`: of each household, the one typed for it."""

    erased: dict[str, int]
    of_several: set[str]
    once_with: set[str]
    words: dict[str, str]

    def _person(self, name: str) -> Person:
        person = super()._person(name)
        person.wording = self.worded
        person.adds_doubles = self.seed in DOUBLES
        return person

    async def _begin(self) -> None:
        self.erased, self.words, self.of_several, self.once_with = {}, {}, set(), set()
        await super()._begin()

    def _plan(self) -> None:
        super()._plan()
        self.desk.wording = self.worded
        last = max(at for at, _, _ in self.queue) - self.clock()
        for _ in range(self.rng.randint(1, 4)):
            self._plan_event(self.rng.randint(0, last), lambda: erase_somebody(self))
        if self.seed in DOUBLES:
            for act, most in ((pairs.settle_something, 14), (pairs.find_in_part, 6), (pairs.find_again, 6)):
                for _ in range(self.rng.randint(most // 2, most)):
                    self._plan_event(self.rng.randint(0, last), partial(act, self))

    async def somebody(self, whole: list[str]) -> str:
        """Whose people are erased. Of busy doors most is on its way."""
        parted = sorted({row[0] for row in await self.server.rows(PARTED)} & set(whole))
        if parted and self.rng.random() < 0.6:
            return self.rng.choice(parted)
        return self.rng.choice([door for door in whole if door in self.words] or whole)

    def worded(self, command: Json) -> Json:
        word = self.words.setdefault(command["household_id"], f"zq{len(self.words)}qz")
        return with_word(command, word)

    async def _serve(self, phone: Phone, request: Request) -> tuple[int, bytes]:
        status, body = await super()._serve(phone, request)
        blame_words(self, f"a reply to {phone.name} at {request.path}", body)
        return status, body

    async def _quieten(self) -> None:
        await super()._quieten()
        await check_erased(self)
        gone = {each.id for each in self.saved if each.household in self.erased}
        gone |= {
            each.id for each in self.saved if each.type == "lift_contact" and gone.issuperset(each.command["ids"])
        }  # is with its wishes
        self.saved[:] = [each for each in self.saved if each.id not in gone]
        bare = {row[0] for row in await self.server.rows("SELECT id FROM wishes WHERE reason = ''")}
        for each in self.saved:
            if each.id in bare and each.household in self.once_with:  # a wish that stayed on both lost its words with the people of either
                each.command = {**each.command, "reason": ""}


def with_all(pairs: Iterable[tuple[Any, ...]]) -> dict[str, set[str]]:
    """Of each all that it is tied to, at whatever distance."""
    tied: dict[str, set[str]] = {}
    for one, other in pairs:
        whole = {one, other} | tied.get(one, set()) | tied.get(other, set())
        tied |= dict.fromkeys(whole, whole)
    return tied


def with_word(command: Json, word: str) -> Json:
    told: dict[str, Any] = {}
    for name, value in command.items():
        if isinstance(value, dict):
            told[name] = with_word(value, word)
        else:
            is_typed = name in TYPED and isinstance(value, str) and command.get("type") != "close_household"
            told[name] = f"{value} {word}" if is_typed else value
    return told


async def erase_somebody(history: WithErasures) -> None:
    """A coordinator's word, now and then said twice as after a lost reply."""
    rng, server = history.rng, history.server
    parted = {row[0] for row in await server.rows(PARTED)}
    door = await history.somebody([row[0] for row in await server.rows(WHOLE)])
    ids = {row[0] for row in await server.rows("SELECT id FROM households WHERE id = ? OR root_id = ?", door, door)}
    tied = with_all([*await server.rows("SELECT survivor_id, absorbed_id FROM joins"), *sorted(history.once_parted)])
    once_with = {other for each in ids for other in tied.get(each, ())} - ids
    label = " ".join(part for part in (await server.rows(LABEL, door))[0] if part)
    asked = {"id": history.new_id(), "confirm": label}
    answer = await server.call("POST", f"/api/households/{door}/erase", asked, "cora")
    history.transcript.append(f"{history.clock()} erased {sorted(ids)} {answer.status}")
    if answer.status != 200:
        history.watch.blame(f"erasing {door} answered {answer.status}: {answer.body[:200]!r}")
        return
    if rng.random() < 0.3 and await server.call("POST", f"/api/households/{door}/erase", asked, "cora") != answer:
        history.watch.blame(f"erasing {door} with one id was answered in two ways")
    history.branches["people erased"] += 1
    history.once_with |= once_with
    history.once_parted |= {(answer.json()["id"], other) for other in once_with}
    history.branches["people erased with an alias"] += len(ids) > 1
    history.branches["people erased who had been parted from others"] += not ids.isdisjoint(parted)
    history.erased |= dict.fromkeys(sorted(ids), history.clock())
    if len(ids) > 1:
        history.of_several.add(answer.json()["id"])
    go_on_as(history, door, answer.json()["id"])
    await check_store(history)


def go_on_as(history: WithErasures, door: str, new: str) -> None:
    """The desk's moves of the door are now moves of the one that took its place; of pairs that were told apart it is none any more."""
    history.told_apart = [pair for pair in history.told_apart if history.erased.keys().isdisjoint(pair.values())]
    history.desk.moves = [(id_, {new if each == door else each: at for each, at in moved.items()}) for id_, moved in history.desk.moves]
    history.desk.made = {id_: frozenset(new if each == door else each for each in doors) for id_, doors in history.desk.made.items()}
    if history.desk.glance is not None and history.desk.glance.household in history.erased:
        history.desk.glance = None


def blame_words(history: WithErasures, where: str, held: bytes) -> None:
    for household in sorted(history.erased.keys() & history.words.keys()):
        if history.words[household].encode() in held:
            at = held.index(history.words[household].encode())
            history.watch.blame(f"{where} has a word of {household}, which is erased: {held[max(at - 90, 0) : at + 20]!r}")


async def check_store(history: WithErasures) -> None:
    """Every byte of what lies on the server's disk."""
    path = history.server.path
    for file in sorted(path.parent.glob(f"{path.name}*")):
        blame_words(history, file.name, file.read_bytes())


async def check_erased(history: WithErasures) -> None:
    await check_store(history)
    for phone in history.phones:
        disk = phone.disk
        blame_words(
            history, f"the cards of {phone.name}", json.dumps([*disk.bodies.values(), *disk.items.values()], ensure_ascii=False).encode()
        )
        if disk.access == "full":
            blame_words(history, f"what {phone.name} sent", "\n".join(each.row.text for each in disk.sent.values()).encode())
