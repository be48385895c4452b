"""Several phones away since the same cards return in different orders: what they made of the doors must be the same."""

import json
import shutil
import sqlite3
from itertools import permutations
from random import Random
from typing import Any

from tests.simulator.facts import Facts, read_facts
from tests.simulator.history import HOUR, MINUTE, History
from tests.simulator.server import Server

Made = dict[str, Any]


async def differences_of_order(server: Server, seed: int, orders: int = 3) -> list[str]:
    """Runs one day apart for each order, from one store. Requests may differ: an event is judged by what it found."""
    history = History(server, seed)
    for phone in history.phones:
        phone.skew = history.rng.choice([0, 0, 5 * HOUR, -30 * 24 * HOUR])
        await history.sync_now(phone)
    for person in history.people:
        for _ in range(history.rng.randint(3, 9)):
            server.clock.advance(ms=history.rng.randint(MINUTE, 40 * MINUTE))
            person.act()
    before, began_at, ids = server.path.with_suffix(".before"), server.clock.now_ms, server.ids.count
    _copy(server, before)
    ways = list(permutations(history.people))
    results: list[Made] = []
    for order in Random(seed).sample(ways, orders):
        _restore(server, before)
        server.clock.now_ms, server.ids.count = began_at, ids
        for person in order:
            phone = person.phone
            kept, phone.stage = phone.disk, "push"
            while (request := phone.next_request()) is not None and request.path.endswith("push"):
                server.clock.advance(ms=200)
                await history._take(phone, request, *await history._serve(phone, request), late=False)
            phone.disk, phone.stage, phone.since_strict = kept, "idle", [kept]
        await server.sweep()
        history.watch.receipts.clear()
        results.append(made_of(await read_facts(server)))
    return [f"{key}: {results[0].get(key)} or {other.get(key)}" for other in results[1:] for key in _differing(results[0], other)]


def _differing(one: Made, other: Made) -> list[str]:
    return sorted(key for key in {*one, *other} if one.get(key) != other.get(key))


def _copy(server: Server, to: Any) -> None:
    source, target = sqlite3.connect(server.path), sqlite3.connect(to)
    source.backup(target)
    source.close()
    target.close()


def _restore(server: Server, before: Any) -> None:
    shutil.copyfile(before, before.with_suffix(".copy"))
    source, target = sqlite3.connect(before.with_suffix(".copy")), sqlite3.connect(server.path, isolation_level=None)
    source.backup(target)
    source.close()
    target.close()


def made_of(facts: Facts) -> Made:
    """Visits, wishes, values and conflicts of every door, without versions and times of arrival."""
    made: Made = {}
    for household, card in facts.cards.items():
        home = {name: value for name, value in card["household"].items() if name != "closed"}
        made[f"fields of {household}"] = json.dumps(home, sort_keys=True)
        made[f"residents of {household}"] = sorted(json.dumps(each, sort_keys=True) for each in card["residents"])
        made[f"visits of {household}"] = sorted(
            (each["id"], each["outcome"], each["voided"] is not None, each["after_wish"]) for each in card["visits"]
        )
        made[f"wishes of {household}"] = sorted(each["id"] for each in card["do_not_contact"])
        made[f"conflicts of {household}"] = sorted(
            json.dumps([each["field"], each["kept"], each["kept_by"], each["other"], each["other_by"]]) for each in card["conflicts"]
        )
    for row in facts.feed:
        made[f"state of {row.household_id} in {row.slice_id}"] = (row.state, row.tries, row.gone_reason)
    return made
