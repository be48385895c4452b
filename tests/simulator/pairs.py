"""Pairs that a coordinator joins or tells apart, and joins taken back, at the desk; and where everything must stand then. Shares no code with sync/ or server/."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.simulator.disk import Json
from tests.simulator.facts import Facts
from tests.simulator.people import Saved
from tests.simulator.values import SLOW_MS, is_even
from tests.simulator.watch import Arrival

if TYPE_CHECKING:
    from tests.simulator.history import History

SEEDS = range(2_000_000, 3_000_000)  # histories of these seeds have them, and endings; what the others found stays as it was
ADDRESSES = range(10_000_000, 11_000_000)  # here people also often correct the address of a door that somebody found
TAKEN_BACK = range(10_500_000, 11_000_000)  # and take such a correction back
ADDRESS_BRANCHES = ["parted by an address", "receipt parked joined", "join by itself taken back", "item notice joined"]
BRANCHES = [
    "pair joined",
    "pair dismissed",
    "pair to be looked at again",
    "join taken back",
    "join by itself taken back",
    "three values of one field",
    "joined with what it had taken in",
]


FOUND = """
SELECT h.building_id, h.entrance, h.floor, h.door FROM households h
WHERE h.is_known AND h.root_id IS NULL AND h.added_in IS NOT NULL ORDER BY h.id
"""

NUMBERED = """
SELECT h.building_id, h.entrance, h.floor, h.door, h.id FROM households h
WHERE h.is_known AND h.root_id IS NULL AND h.entrance IS NOT NULL AND h.door IS NOT NULL ORDER BY h.id
"""
JOINED = "SELECT absorbed_id FROM joins WHERE undone_at IS NULL ORDER BY absorbed_id"
PART_OF_ANOTHER = "SELECT 1 FROM households WHERE id IN (?, ?) AND root_id IS NOT NULL"
PLACE = ("building_id", "entrance", "floor", "door")


async def settle_something(history: "History") -> None:
    """Whatever the lists of the desk show: a pair is joined, told apart or to be looked at again, or a join is taken back."""
    pairs = (await _list(history, "/api/pairs", "pairs"))[:6]
    joins = [each for each in await _list(history, "/api/joins", "joins") if each["undone_at"] is None]
    dice = history.rng.random()
    if dice < 0.3 and joins:
        join = history.rng.choice(joins)
        await _post(history, f"/api/joins/{join['id']}/undo", {}, "join taken back" if join["by"] else "join by itself taken back")
    elif dice < 0.4 and history.told_apart:
        both = history.told_apart.pop()
        if not await history.server.rows(PART_OF_ANOTHER, *map(UUID, both.values())):
            await _post(history, "/api/pairs/dismiss", {**both, "undo": True}, "pair to be looked at again")
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
    if found := await history.server.rows(FOUND):
        await _add(history, history.rng.choice(found))


async def find_in_part(history: "History") -> None:
    """Somebody adds a door that is there, without its entrance: a person must say whether they are one. Much happens at both."""
    there = [row for row in await history.server.rows(NUMBERED) if row[4] in history.place.busy]
    if there:
        building, _, floor, door, _ = history.rng.choice(there)
        await _add(history, (building, None, floor, door))


async def correct_joined(history: "History") -> None:
    """A door that has become part of another stands elsewhere, says mostly who had found it."""
    joined = {row[0] for row in await history.server.rows(JOINED)}
    found = [(person, door) for person in history.people for door in person.found if door in joined]
    if not found:
        return
    person, door = history.rng.choice(found)
    if history.rng.random() < 0.2:
        person = history.rng.choice(history.people)
    if person.phone.disk.access != "wipe":
        person.save({"household_id": door, **person.moved_away()}, seen=person.seen_of(door))
        await history.sync(person.phone)


async def take_address_back(history: "History") -> None:
    """A correction of where a found door stands that its author has sent: mostly of one that is part of another now."""
    joined = {row[0] for row in await history.server.rows(JOINED)}
    found = {door for person in history.people for door in person.found}
    sent = [
        (person, each)
        for person in history.people
        for each in history.saved
        if each.household in found and is_move(each) and each.phone == person.phone.name
        if all(row.id != each.id for row in person.phone.disk.outbox.values()) and person.phone.disk.access != "wipe"
    ]
    if not sent:
        return
    person, move = history.rng.choice([each for each in sent if each[1].household in joined] or sent)
    undo = {"type": "undo_correction", "household_id": move.household, "correction_id": move.id}
    person.save(undo, seen=person.seen_of(move.household or ""))
    history.branches["address taken back"] += 1
    await history.sync(person.phone)


def is_move(made: Saved) -> bool:
    return made.type == "correct_household" and made.mark is None and bool(made.command["fields"].keys() & {*PLACE})


async def _add(history: "History", where: tuple[Any, ...]) -> None:
    person = history.rng.choice(history.people)
    if not person.phone.disk.slices or person.phone.disk.access == "wipe":
        return
    address = dict(zip(PLACE, where[:4], strict=True))
    household = history.new_id()
    made = {"type": "add_household", "household_id": household, "campaign_id": history.place.campaign, "name": "孙九", **address}
    person.save(made, seen=None)
    person.found.append(household)
    person.spoken.doors.append(household)
    history.place.busy.append(household)
    await history.sync(person.phone)


def check_places(facts: Facts, saved: Mapping[str, Saved]) -> Iterator[str]:
    """What was sent to a household stands at what that household is part of now, be it joined or parted since. A resident's values are the resident's."""
    written = [(row.command_id, row.household_id) for row in facts.field_writes if "/" not in row.subject and row.outcome != "undone"]
    for id_, household in [*((row.id, row.household_id) for row in (*facts.visits, *facts.requests, *facts.wishes)), *written]:
        made = saved.get(id_)
        if made is None or made.household is None:
            continue
        stands, belongs = facts.root.get(household), facts.root.get(made.household)
        if stands != belongs:
            yield f"{made.type} {id_} for {made.household} stands at {stands}; that household is part of {belongs}"
        if household != stands:
            yield f"{made.type} {id_} stands at {household}, which is part of {stands}"


def check_parted(facts: Facts, saved: Mapping[str, Saved], arrivals: Mapping[str, Arrival]) -> Iterator[str]:
    """Who says of one of two doors that became one by themselves that it stands elsewhere parts them, or takes back that it stands there; of
    two that a person joined only who found it, and surely after that: anything else waits for a person."""
    reasons = {row.command_id: row.reason for row in facts.parked}
    finders = {each.household: each.person for each in saved.values() if each.type == "add_household"}
    moves = [each for each in saved.values() if is_move(each)]
    undos = [(each, saved.get(each.command["correction_id"])) for each in saved.values() if each.type == "undo_correction"]
    backs = [(undo, move) for undo, move in undos if move is not None and is_move(move)]
    names = {row.id: row.name for row in facts.people}
    rows = [*facts.joins.values(), *facts.parted]
    told = {frozenset((row.survivor_id, row.absorbed_id)) for row in rows}
    forgotten = {one for one, others in facts.once_with.items() if any({one, other} not in told for other in others)}  # with erased people
    decided = forgotten | {row.absorbed_id for row in rows if row.person_id is not None}
    taken = {(move.household, each.person) for each, move in [*zip(moves, moves, strict=True), *backs] if each.id not in reasons}
    for row in facts.parted:
        if names[row.undone_by] != "cora" and not taken & {(each, names[row.undone_by]) for each in (row.absorbed_id, row.survivor_id)}:
            yield f"{row.absorbed_id} was taken out of {row.survivor_id} as by {names[row.undone_by]}, of whom nothing of the kind was taken"
    for each, move in [*zip(moves, moves, strict=True), *backs]:
        is_late = any(row.absorbed_id == move.household and row.person_id and row.at >= each.made_at - SLOW_MS for row in rows)
        is_known = not is_late and move.household not in forgotten and each.id in arrivals and is_even(each, arrivals)
        if reasons.get(each.id) == "joined" and finders.get(move.household) == each.person and is_known:
            yield f"another address of {move.household}, by {each.person}, who had found it, was parked"
        if reasons.get(each.id) == "joined" and move.household not in decided:
            yield f"another address of {move.household}, which no person had joined, was parked"
    for each in moves:
        join, arrival = facts.joins.get(each.household or ""), arrivals.get(each.id)
        is_taken = each.id not in reasons and not each.was_withdrawn
        if join is not None and is_taken and arrival is not None and arrival.at > join.at:
            yield f"another address of {each.household} reached {join.survivor_id}, which it is part of"
    for move in {move.id: move for _, move in backs}.values():
        join, came = facts.joins.get(move.household or ""), arrivals.get(move.id)
        went = [arrivals[undo.id].at for undo, one in backs if one is move and undo.id in arrivals and undo.id not in reasons]
        is_only = [each for each in moves if each.household == move.household and each.id not in reasons] == [move]
        if join is not None and join.person_id is None and came is not None and went and is_only and came.at <= join.at < min(went):
            yield f"{move.household} is part of {join.survivor_id}, and nobody says any more that it stands there"
