"""Pairs that a coordinator joins or tells apart, and joins taken back, at the desk; and where everything must stand then. Shares no code with sync/ or server/."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tests.simulator.disk import Json
from tests.simulator.facts import Facts
from tests.simulator.people import Saved

if TYPE_CHECKING:
    from tests.simulator.history import History

SEEDS = range(2_000_000, 3_000_000)  # histories of these seeds have them, and endings; what the others found stays as it was
ADDRESSES = range(10_000_000, 11_000_000)  # here people also often correct the address of a door that somebody found
ADDRESS_BRANCHES = ["parted by an address", "receipt parked joined", "join by itself taken back", "item notice joined"]
BRANCHES = ["pair joined", "pair dismissed", "pair to be looked at again", "join taken back", "join by itself taken back"]


def missing_branches(reached: Mapping[str, int]) -> list[str]:
    return [name for name in BRANCHES if not reached.get(name)]


FOUND = """
SELECT h.building_id, h.entrance, h.floor, h.door FROM households h
WHERE h.is_known AND h.root_id IS NULL AND h.added_in IS NOT NULL ORDER BY h.id
"""


async def settle_something(history: "History") -> None:
    """Whatever the lists of the desk show: a pair is joined, told apart or to be looked at again, or a join is taken back."""
    pairs = (await _list(history, "/api/pairs", "pairs"))[:6]
    joins = [each for each in await _list(history, "/api/joins", "joins") if each["undone_at"] is None]
    dice = history.rng.random()
    if dice < 0.45 and joins:
        join = history.rng.choice(joins)
        await _post(history, f"/api/joins/{join['id']}/undo", {}, "join taken back" if join["by"] else "join by itself taken back")
    elif dice < 0.55 and history.told_apart:
        await _post(history, "/api/pairs/dismiss", {**history.told_apart.pop(), "undo": True}, "pair to be looked at again")
    elif pairs:
        await _settle(history, history.rng.choice(pairs))


async def join_something(history: "History") -> None:
    """Of the pairs that the desk shows."""
    if pairs := await _list(history, "/api/pairs", "pairs"):
        await _post(history, "/api/pairs/join", _both(history.rng.choice(pairs)), "pair joined")


def _both(pair: Json) -> Json:
    return {"one_id": pair["one"]["household"]["id"], "other_id": pair["other"]["household"]["id"]}


async def _settle(history: "History", pair: Json) -> None:
    both = _both(pair)
    if history.rng.random() < 0.25:
        await _post(history, "/api/pairs/dismiss", both, "pair dismissed")
        history.told_apart.append(both)
    else:
        await _post(history, "/api/pairs/join", both, "pair joined")


async def _list(history: "History", path: str, name: str) -> list[Any]:
    answer = await history.server.call("GET", path, b"", "cora")
    if answer.status != 200:
        history.watch.blame(f"{path} answered {answer.status}: {answer.body[:200]!r}")
        return []
    found: list[Any] = answer.json()[name]
    return found


async def _post(history: "History", path: str, body: Json, what: str) -> None:
    """Perhaps twice, as after a lost reply."""
    asked = {"id": history.new_id(), **body}
    first = await history.server.call("POST", path, asked, "cora")
    history.branches[what] += 1
    history.transcript.append(f"{history.clock.now_ms} {what} {first.status}")
    if first.status != 200:
        history.watch.blame(f"{path} answered {first.status}: {first.body[:200]!r}")
    if history.rng.random() < 0.3 and await history.server.call("POST", path, asked, "cora") != first:
        history.watch.blame(f"{path} with one id was answered in two ways")


async def find_again(history: "History") -> None:
    """Somebody adds a door that a phone had added."""
    found = await history.server.rows(FOUND)
    person = history.rng.choice(history.people)
    if not found or not person.phone.disk.slices or person.phone.disk.access == "wipe":
        return
    address = dict(zip(("building_id", "entrance", "floor", "door"), history.rng.choice(found), strict=True))
    household = history.new_id()
    made = {"type": "add_household", "household_id": household, "campaign_id": history.place.campaign, "name": "孙九", **address}
    person.save(made, seen=None)
    if person.corrects_addresses:
        person.found.append(household)
    await history.sync(person.phone)


def check_places(facts: Facts, saved: Mapping[str, Saved]) -> Iterator[str]:
    """What was sent to a household stands at what that household is part of now, be it joined or parted since."""
    for row in [*facts.visits, *facts.requests, *facts.wishes]:
        made = saved.get(row.id)
        if made is None or made.household is None:
            continue
        stands, belongs = facts.root.get(row.household_id), facts.root.get(made.household)
        if stands != belongs:
            yield f"{made.type} {row.id} for {made.household} stands at {stands}; that household is part of {belongs}"
        if row.household_id != stands:
            yield f"{made.type} {row.id} stands at {row.household_id}, which is part of {stands}"
