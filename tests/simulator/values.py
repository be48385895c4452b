"""Every value that somebody wrote and nobody who saw it replaced can still be read; a wrong clock never decided which one is shown."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from tests.simulator.facts import Facts, grouped
from tests.simulator.people import Saved
from tests.simulator.watch import Arrival

SLOW_MS = 30 * 60_000  # a push's delay, and a jump too small to be in doubt
DOUBT_MS = 4 * 60_000  # less than the engine's
ADDRESS = ("building_id", "entrance", "floor", "door")
TOOK = ("applied", "noop", "superseded", "held")
LEFT = ("not_kept", "erased")  # reasons to leave a correction as it is
FIRST = {"name": None, "phones": [], "people_count": None, "note": None, "needs": [], "roll_vacant": False}


@dataclass(frozen=True)
class Written:
    """One value of one field. `of`: the household whose `version` that is. `seen`: what its writer really saw, whatever the phone said;
    `named`: the household whose card that was.
    `is_silent`: left empty when its door was added, which is no word against anybody's.
    `arrived`: ms. `back_at`: when its household left another, which it was part of when this came; None: it was not."""

    command: str
    value: Any
    person: str
    replica: str
    n: int
    version: int
    seen: int | None
    of: str
    named: str
    is_superseded: bool = False
    is_silent: bool = False
    arrived: float = 0
    back_at: float | None = None


def check_values(facts: Facts, saved: Mapping[str, Saved], arrivals: Mapping[str, Arrival]) -> Iterator[str]:
    unknown = with_unknown_values(facts, saved)
    for (household, subject), writes in sorted(collect(facts, saved).items()):
        is_of_before = household in unknown and all(write.is_silent and write.of != household for write in writes)
        if writes and not is_of_before and facts.root.get(household) == household:
            yield from check_field(facts, household, subject, writes, saved, arrivals, may_be_unknown=household in unknown)


def with_unknown_values(facts: Facts, saved: Mapping[str, Saved]) -> set[str]:
    """What is joined, and of which one was there before the history: it may show what nobody here typed."""
    added = {each.household for each in saved.values() if each.type == "add_household"}
    joined = [(facts.root[absorbed], absorbed) for absorbed in facts.joins]
    return {root for root, absorbed in joined if not added.issuperset((root, absorbed))}


def collect(facts: Facts, saved: Mapping[str, Saved]) -> dict[tuple[str, str], list[Written]]:
    """By (household, field): what was there first, and all that was written since."""
    found: dict[tuple[str, str], list[Written]] = defaultdict(list)
    undone = taken_back(facts, saved)
    came = {row.command_id: row.arrived_at for row in facts.receipts}
    for row in facts.field_writes:
        if row.outcome == "undone" or row.command_id in undone:
            found[row.household_id, row.subject] += ()  # as if nobody had written it
            continue
        made = saved.get(row.command_id)
        of = version_of(facts, row.named_id or row.household_id, row.version)
        if row.subject == "address" and of != row.household_id:
            found[row.household_id, row.subject] += ()  # an absorbed household's address stays with it: the other's is still what it was
            continue
        seen, named = (made.seen, made.command["household_id"]) if made else (None, of)
        is_late = row.outcome == "superseded"
        value, at = json.loads(row.value), came.get(row.command_id, 0)
        back_at = facts.left_at(row.household_id, at) if row.named_id == row.household_id else None
        by = (row.person_id, row.replica_id, row.n)
        found[row.household_id, row.subject].append(
            Written(row.command_id, value, *by, row.version, seen, of, named, is_late, arrived=at, back_at=back_at)
        )
    for household in facts.doors:
        for subject in (*FIRST, "address"):
            found[household, subject] += ()
    first = grouped([row for row in facts.household_events if row.what == "added"], "household_id")
    receipts = {row.command_id: row for row in facts.receipts}
    for (household, subject), writes in found.items():
        if "/" not in subject and facts.root.get(household) == household:
            for event in first.get(household, ()):
                made, of = saved.get(event.id), event.named_id or household
                value = first_value(subject, made.command if made else {})
                is_silent = subject in FIRST and value == FIRST[subject]
                if value is not ... and (subject != "address" or of == household):
                    receipt = receipts[event.id]
                    by = (event.person_id, receipt.replica_id, receipt.n)
                    writes.append(Written(event.id, value, *by, 1, None, of, of, is_silent=is_silent))
    return found


def version_of(facts: Facts, named: str, version: int) -> str:
    """The household that what was written to `named` made this version of: what that is part of, if it was then."""
    while named in facts.joins and version >= facts.joins[named].version:
        named = facts.joins[named].survivor_id
    return named


def taken_back(facts: Facts, saved: Mapping[str, Saved]) -> set[str]:
    """The corrections that somebody took back, and the server took that."""
    waits = {row.command_id for rows in (facts.held, facts.parked) for row in rows}
    took = {row.command_id for row in facts.receipts if row.outcome in TOOK and row.reason not in LEFT} - waits
    return {each.command["correction_id"] for each in saved.values() if each.type == "undo_correction" and each.id in took}


def first_value(subject: str, command: Mapping[str, Any]) -> Any:
    """What a door's adding gave a field. Of the doors that were there before the history only some are known."""
    if subject == "address":
        return {name: command.get(name) for name in ADDRESS} if command else ...
    return command.get(subject, FIRST[subject]) if command or subject != "name" else ...


def check_field(
    facts: Facts,
    household: str,
    subject: str,
    writes: list[Written],
    saved: Mapping[str, Saved],
    arrivals: Mapping[str, Arrival],
    *,
    may_be_unknown: bool,
) -> Iterator[str]:
    shown = value_shown(facts.cards[household], subject)
    conflicts = conflicts_shown(facts.cards[household], subject)
    open_ = [write for write in writes if not any(replaced(facts, write, other) for other in writes)]
    spoken = [write for write in open_ if not write.is_silent]
    keepers = [write for write in spoken or open_ if write.value == shown]
    where = f"{subject} of {household}"
    if not keepers:
        if may_be_unknown and subject == "name" and open_ and all(write.is_silent for write in open_):
            return  # joined with a door that was there before, and has the name of that, which is not known here
        yield f"{where} shows {shown!r}; what nobody replaced is {[write.value for write in spoken or open_]}"
        return
    people = {write.person for write in keepers}
    for write in spoken:
        if write.value == shown or write.person in people or any(replaced(facts, write, other, or_may_be=True) for other in writes):
            continue
        if (write.person, json.dumps(write.value)) not in conflicts:
            yield f"{where} shows {shown!r}; {write.value!r} by {write.person} ({write.command}) can nowhere be read"
        elif all(lost_to_clock(write, keeper, saved, arrivals) for keeper in keepers):
            yield f"{where} shows {shown!r} by a wrong clock; {write.value!r} ({write.command}) was written later"
    if not may_be_unknown and subject != "address":  # parts of one that were given singly stand with what their writers saw of the rest
        said = [write for write in writes if not write.is_silent and is_left_by_others(facts, write, writes)]
        for person, value in conflicts - {(write.person, json.dumps(write.value)) for write in said}:
            yield f"{where} shows {value} by {person} beside its value, and nobody said that, or it was replaced"


def is_left_by_others(facts: Facts, write: Written, writes: list[Written]) -> bool:
    """Whether nobody replaced it, or only its own phone did, at another of doors that became one later: then both can be read. A word that came
    behind a later one of its own phone replaced nothing any more."""
    others = [other for other in writes if not other.is_superseded and (other.replica != write.replica or other.named == write.named)]
    return not any(replaced(facts, write, other) for other in others)


def replaced(facts: Facts, write: Written, other: Written, *, or_may_be: bool = False) -> bool:
    """Whether `other` knew of `write`: saw a card with it, or is a later one of the same replica. What came while its household was part of
    another is in no card of that household before they part, and from which version on is not known."""
    if other.command == write.command:
        return False
    if other.replica == write.replica and other.n > write.n:  # unless it names a household that had not taken in the other's
        return facts.shown_from(write.version, write.named, other.named) < inf
    if write.back_at is not None and other.named == write.named:
        return or_may_be and other.seen is not None and other.arrived >= write.back_at
    return other.seen is not None and other.seen >= facts.shown_from(write.version, write.of, other.named)


def lost_to_clock(write: Written, keeper: Written, saved: Mapping[str, Saved], arrivals: Mapping[str, Arrival]) -> bool:
    """Whether the value shown is the older one by true time, and the other's clock had run evenly."""
    one, two = saved.get(write.command), saved.get(keeper.command)
    if one is None or two is None or not is_even(one, arrivals) or (two.offset is None and not is_even(two, arrivals)):
        return False
    return one.made_at > two.made_at + SLOW_MS


def is_even(made: Saved, arrivals: Mapping[str, Arrival]) -> bool:
    """Whether the clock went evenly from the phone's last reply before it was made until it arrived, as far as a server can know:
    a push that is long under way looks like a clock that was changed."""
    arrival = arrivals.get(made.id)
    if arrival is None or arrival.skew != made.skew:
        return False
    return made.offset is None or abs(arrival.delay - made.skew - made.offset) < DOUBT_MS


def value_shown(card: dict[str, Any], subject: str) -> Any:
    resident, _, field = subject.rpartition("/")
    if resident:
        return next(each for each in card["residents"] if each["id"] == resident)[field]
    home = card["household"]
    return {name: home[name] for name in ADDRESS} if field == "address" else home[field]


def conflicts_shown(card: dict[str, Any], subject: str) -> set[tuple[str, str]]:
    resident, _, field = subject.rpartition("/")
    return {
        (each["other_by"], json.dumps(each["other"]))
        for each in card["conflicts"]
        if each["field"] == field and each.get("resident_id", "") == resident
    }
