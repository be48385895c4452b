"""Several phones away since the same cards return in different orders: what they made of the doors must be the same.

python -m tests.simulator.order SEED …: the returns of these seeds, plain and after faults.

Whatever befell them before, they are away at the same time and work there; the network is good again when they return. Each order begins at the
same store and the same phones, is watched and checked like any history, and cuts what they have to send into other pieces.
"""

import asyncio
import json
import shutil
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.simulator.checker import check
from tests.simulator.facts import Facts, read_facts
from tests.simulator.history import HOUR, MINUTE, History
from tests.simulator.network import NONE
from tests.simulator.people import Person
from tests.simulator.run import a_server, commit
from tests.simulator.server import Server
from tests.simulator.watch import Watch

KEPT = Path(__file__).parent / "returns.txt"  # as hostile/kept.py has them
KINDS = {"plain": False, "after_faults": True}
Json = dict[str, Any]
ADDRESS = {"address", "building_id", "entrance", "floor", "door"}
BY_ITSELF = "撤销"  # the reason of a void that no person typed
DAY_OUT = 14  # acts of all before they are away together
MOST = 60  # pushes until one has sent all there is


@dataclass
class AtDoor:
    """What was `made` of a door, by names; its ids; the commands parked there because it was not their author's; and the fields that two copies
    of one phone wrote."""

    made: Json = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    strangers: dict[str, Json] = field(default_factory=dict)
    copied: set[str] = field(default_factory=set)


Made = dict[str, AtDoor]  # by door
NOTHING = AtDoor()


class Away(History):
    """People who often find the same door, and are all away in the end."""

    def _person(self, name: str) -> Person:
        person = super()._person(name)
        person.adds_doubles, person.poison = True, 0.0
        return person

    async def leave(self, *, after_faults: bool) -> None:
        """Everybody has worked, and has a phone that has not been heard since."""
        if after_faults:
            await self._begin()
            self._plan()
            await self._drain()
        for phone in self.phones:
            phone.skew = phone.skew if after_faults else self.rng.choice([0, 0, 5 * HOUR, -30 * 24 * HOUR])
            if not after_faults or self.rng.random() < 0.5:
                await self.sync_now(phone)
        self.faults = NONE
        for person in self.people:
            for _ in range(self.rng.randint(3, 9)):
                self.clock.advance(ms=self.rng.randint(MINUTE, 40 * MINUTE))
                person.act()

    async def come_back(self, rng: Random) -> Facts:
        """One push of somebody at a time, with as much of the outbox in it as it takes, and now and then twice."""
        left = [(person, rng.choice([1, 3, 200])) for person in self.people]
        for person, _ in left:
            person.phone.begin()
            person.phone.page_bytes = None
        for _ in range(MOST * len(left)):
            if not left:
                break
            person, most = each = rng.choice(left)
            person.phone.limit = most
            if not await self._push(person, twice=rng.random() < 0.2):
                left.remove(each)
        for _ in range(2):
            await self.server.sweep()
            for phone in self.phones:
                await self.sync_now(phone)
        await check(self)
        return await read_facts(self.server)

    async def _push(self, person: Person, *, twice: bool) -> bool:
        request = person.phone.next_request()
        if request is None or not request.path.endswith("push"):
            person.phone.stage = "idle"
            return False
        self.clock.advance(ms=200)
        answer = await self._serve(person.phone, request)
        if twice:
            await self._serve(person.phone, request)
        await self._take(person.phone, request, *answer, late=False)
        return True


async def differences_of_order(server: Server, seed: int, orders: int = 3, *, after_faults: bool = False) -> list[str]:
    """Runs one return for each order, from one store. What was made of requests may differ: an event is judged by what it found."""
    history = Away(server, seed, acts=DAY_OUT)
    await history.leave(after_faults=after_faults)
    before, began_at, ids = server.path.with_suffix(".before"), server.clock.now_ms, server.ids.count
    _copy(server.path, before)
    phones = [(phone, kept(vars(phone))) for phone in history.phones]
    watch, results = history.watch, []
    for number in range(orders):
        _restore(server, before)
        server.clock.now_ms, server.ids.count = began_at, ids
        for phone, state in phones:
            vars(phone).update(kept(state))
        history.watch = as_it_was(watch, history)
        undone = {each.id for each in history.saved if each.was_withdrawn}
        results.append(made_of(await history.come_back(Random(f"order {seed} {number}")), undone))
        if history.wrong:
            return history.wrong
    return list(differences(results))


def kept(state: dict[str, Any]) -> dict[str, Any]:
    """What changes in place is copied; what belongs to all is not."""
    return {name: copy(value) if isinstance(value, list | set) else value for name, value in state.items()}


def as_it_was(watch: Watch, history: History) -> Watch:
    fresh = Watch(history.server, history.saved)
    fresh.wrong, fresh.receipts, fresh.arrivals = list(watch.wrong), dict(watch.receipts), dict(watch.arrivals)
    fresh.tags, fresh.versions = dict(watch.tags), deepcopy(watch.versions)
    return fresh


def differences(results: list[Made]) -> Iterator[str]:
    """Of two orders, but for what depends on work that was parked in one of them only, or was done on two copies of one phone."""
    one = results[0]
    for other in results[1:]:
        moved = moved_by_strangers(one, other)
        for door in sorted({*one, *other}):
            here, there = one.get(door, NOTHING), other.get(door, NOTHING)
            if not (here.ids | there.ids) & moved:
                yield from differences_at(door, here, there)


def differences_at(door: str, here: AtDoor, there: AtDoor) -> Iterator[str]:
    free = depending_on(here.strangers.keys() ^ there.strangers.keys(), here.strangers | there.strangers)
    free |= {f"{what} {subject}" for subject in here.copied | there.copied for what in ("value of", "conflicts of")}
    if "value of roll_vacant" in free:
        free.add("state of")
    for key in sorted(key for key in {*here.made, *there.made} if here.made.get(key) != there.made.get(key)):
        if not any(key.startswith(each) for each in free):
            yield f"{key} of {door}: {here.made.get(key)} or {there.made.get(key)}"


def moved_by_strangers(one: Made, other: Made) -> set[str]:
    """Doors to which an address was given, in one of two orders only, by who never had them; with all that they are part of in either."""
    work = [({**one.get(door, NOTHING).strangers}, {**other.get(door, NOTHING).strangers}) for door in {*one, *other}]
    only = [command for here, there in work for id_, command in (here | there).items() if (id_ in here) != (id_ in there)]
    named = {command["household_id"] for command in only if command["type"] == "correct_household" and ADDRESS & command["fields"].keys()}
    return named | {id_ for at_door in (*one.values(), *other.values()) if at_door.ids & named for id_ in at_door.ids}


def depending_on(ids: Collection[str], work: Mapping[str, Json]) -> set[str]:
    """How the names begin of what a door has, or has not, by a stranger's work. A join may make it theirs, or come too late for that: then it
    waits for a person. (S-81)"""
    found: set[str] = set()
    for command in (work[id_] for id_ in ids):
        found.add(name_of_parked(command))
        found |= {f"{begin}{command['id']}" for begin in ("visit ", "mark of ", "wish ", "value of ", "conflicts of ", "request ")}
        found |= {f"visit {command[name]}" for name in ("visit_id",) if name in command}
        subject = f"{command['resident_id']}/" if command.get("resident_id") and "fields" in command else ""
        found |= {f"{what} {subject}{name}" for name in command.get("fields", ()) for what in ("value of", "conflicts of")}
        if command["type"] == "refuse_contact":
            found.add("mark of ")
        if command["type"] in ("record_visit", "void_visit", "refuse_contact", "close_household", "reopen_household"):
            found.add("state of")
        if command["type"] in ("raise_request", "advance_request", "comment_request"):
            found.add(f"request {command.get('request_id', command['id'])}")
        if command["type"] == "undo_correction":
            found |= {"value of", "conflicts of"}
    return found


def name_of_parked(command: Json) -> str:
    """What a phone made by itself as it came back, to take a visit back, has another id in each order."""
    return f"parked {'void of ' + command['visit_id'] if command.get('reason') == BY_ITSELF else command['id']}"


def _copy(source: Any, to: Any) -> None:
    here, there = sqlite3.connect(source, isolation_level=None), sqlite3.connect(to, isolation_level=None)
    here.backup(there)
    here.close()
    there.close()


def _restore(server: Server, before: Any) -> None:
    _copy(shutil.copyfile(before, before.with_suffix(".copy")), server.path)


async def what_differs(server: Server, seed: int, kind: str) -> list[str]:
    """A bug may also make a phone or the checker stumble: that counts too."""
    try:
        return await differences_of_order(server, seed, after_faults=KINDS[kind])
    except Exception as error:
        await server.close()
        return [f"{type(error).__name__}: {error}"]


def describe(seed: int, kind: str, wrong: list[str]) -> str:
    """What a developer needs to see it again."""
    lines = "\n".join(f"    {text[:1_000]}" for text in wrong[:12])
    return (
        f"order of return, {kind}, seed {seed} at commit {commit()}:\n{lines}\n    again: .venv/bin/python -m tests.simulator.order {seed}"
    )


def made_of(facts: Facts, undone: Collection[str] = ()) -> Made:
    """Visits, wishes, values, conflicts, joins and what was asked, by door, without versions and times of arrival.

    `undone`: what was taken back before its phone knew it sent. Where another copy of the phone sends it, it is voided, or never there. (S-32)
    """
    made: Made = defaultdict(AtDoor)
    for household, card in facts.cards.items():
        at_door = made[household]
        at_door.ids = frozenset({household, *card["household"]["aliases"]})
        at_door.made |= shown_on(card, undone)
    free = teams_free_to_take(facts)
    for row in facts.feed:
        shown = (row.state, row.tries) if row.gone_reason is None else row.gone_reason
        where = row.slice_id
        if where in free[row.household_id]:
            if row.gone_reason is not None:
                continue
            where = "whichever of its finders' teams"
        made[facts.root[row.household_id]].made[f"state of {row.household_id} in {where}"] = shown
    asked = {row.id: made[facts.root[row.household_id]].made for row in facts.requests}
    for row in facts.requests:
        asked[row.id][f"request {row.id}"] = (row.category, row.text, row.person_id)
    for row in facts.request_events:  # of two who say the same the first is kept
        asked[row.request_id][f"request {row.request_id}: {row.event} {row.text}"] = True
    for row in facts.parked:
        command = json.loads(bytes(row.body))
        at_door = made[facts.root.get(command.get("household_id") or "", "")]
        at_door.made[name_of_parked({"id": row.command_id, **command})] = row.reason
        if row.reason == "not_yours":
            at_door.strangers[row.command_id] = command
    for household, subject in written_by_copies(facts):
        made[household].copied.add(subject)
    return made


def teams_free_to_take(facts: Facts) -> defaultdict[str, set[str]]:
    """By door that stood with nobody until people of two teams had found it too: the slices of their teams. It went with whose phone returned
    first. (S-105)"""
    slices = {row.id: row for row in facts.slices}
    stood_with_nobody = {
        (row.household_id, slices[row.slice_id].campaign_id)
        for row in facts.feed
        if row.gone_reason == "reassigned" and slices[row.slice_id].kind == "unassigned"
    }
    free: defaultdict[str, set[str]] = defaultdict(set)
    for door, campaign in stood_with_nobody:
        merged = [slices[row.slice_id] for row in facts.feed if row.gone_reason == "merged" and facts.root[row.household_id] == door]
        finders = {each.id for each in merged if each.kind == "team" and each.campaign_id == campaign}
        free[door] |= finders if len(finders) > 1 else set()
    return free


def shown_on(card: Json, undone: Collection[str]) -> Json:
    """Each thing by a name of its own."""
    made = {f"value of {name}": value for name, value in card["household"].items() if name != "closed"}
    made |= {f"value of {each['id']}/{name}": value for each in card["residents"] for name, value in each.items()}
    for each in card["visits"]:
        if each["voided"] is None or each["id"] not in undone:
            made[f"visit {each['id']}"] = (each["outcome"], each["voided"] is not None)
            made[f"mark of {each['id']}"] = each["after_wish"]
    made |= {f"wish {each['id']}": True for each in card["do_not_contact"]}
    for each in card["conflicts"]:
        subject = f"{each['resident_id']}/{each['field']}" if each.get("resident_id") else each["field"]
        values = made.setdefault(f"conflicts of {subject}", [])
        values.append(json.dumps([each["kept"], each["kept_by"], each["other"], each["other_by"]]))
        values.sort()
    return made


def written_by_copies(facts: Facts) -> Iterator[tuple[str, str]]:
    """Values that a phone gave before and after it went on under another name: which of its copies does is for who returns first. (S-50)"""
    before = {row.id: row.forked_from for row in facts.replicas}
    first = {row.command_id: row.replica_id for row in facts.receipts}
    added = [(facts.root[row.household_id], first.get(row.id)) for row in facts.household_events if row.what == "added"]
    names: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in facts.field_writes:
        household = facts.root[row.household_id]
        for replica in (row.replica_id, *(each for at, each in added if at == household and each is not None)):
            names[household, row.subject, first_name(replica, before)].add(replica)
    return ((household, subject) for (household, subject, _), found in names.items() if len(found) > 1)


def first_name(replica: str, before: Mapping[str, str | None]) -> str:
    while (former := before.get(replica)) is not None:
        replica = former
    return replica


async def main(seeds: list[int]) -> int:
    failed = 0
    async with a_server() as server:
        for seed in seeds:
            for kind in KINDS:
                wrong = await what_differs(server, seed, kind)
                failed += bool(wrong)
                print(describe(seed, kind, wrong) if wrong else f"{kind} {seed}: nothing wrong", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(asyncio.run(main([int(each) for each in sys.argv[1:]])))
