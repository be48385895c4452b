"""Nothing to do: said only of a command whose word stood already, as the commands that people saved and the order in which they came tell.

Shares no code with sync/ or server/.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from tests.simulator.facts import Facts
from tests.simulator.people import Saved
from tests.simulator.values import taken_back

COORDINATOR = "cora"
DID_SOMETHING = ("applied", "merged", "superseded", "held")
ABOUT = ("text", "rating", "to", "into_id", "due_on")  # what an event says besides its name
EMPTY = {"phones": [], "needs": [], "roll_vacant": False}


class Past:
    """What was done before a command came. `order`: the ids of all commands as they came; none where many wrote at once.
    `undone`: corrections and closings that were taken back, at whatever time. `erased`: the doors that took the place of people who were erased."""

    def __init__(self, facts: Facts, saved: Mapping[str, Saved], order: Collection[str] | None) -> None:
        self.facts, self.saved = facts, saved
        self.outcomes = {row.command_id: "held" if row.command_id in facts.judged_later else row.outcome for row in facts.receipts}
        self.undone = taken_back(facts, saved)
        self.erased = {row.household_id for row in facts.household_events if row.what == "erased"}
        self.came = {id_: number for number, id_ in enumerate(order or ())}
        self.by_kind: dict[str, list[Saved]] = {}
        for each in sorted(saved.values(), key=lambda each: self.came.get(each.id, 0)):
            if each.mark is None and self.outcomes.get(each.id) in DID_SOMETHING:
                self.by_kind.setdefault(each.type, []).append(each)

    def before(self, each: Saved, *kinds: str) -> list[Saved]:
        """Those of these kinds, the latest last. What was held may have been judged at any time since."""
        others = [other for kind in kinds for other in self.by_kind.get(kind, ()) if other.id != each.id]
        if not self.came or self.outcomes[each.id] == "held":
            return others
        at = self.came[each.id]
        return sorted((other for other in others if self.came[other.id] < at), key=lambda other: self.came[other.id])

    def said_of_closing(self, each: Saved) -> list[Saved]:
        """Before it, at its door: what came too late for another word, or after its undo, is none."""
        others = self.before(each, "close_household", "reopen_household")
        return [other for other in others if self.is_at(each, other) and self.outcomes[other.id] != "superseded"]

    def is_certain(self, each: Saved, others: Collection[Saved]) -> bool:
        """Whether the last of the others is what stood when this came."""
        is_plain = each.household is not None and not self.facts.ever_joined.get(each.household)
        return bool(self.came) and is_plain and "held" not in {self.outcomes[other.id] for other in (each, *others)}

    def first_of(self, each: Saved, part: str) -> list[Any]:
        """A part of the address that the household, or one it was ever joined with, was added with."""
        added = (row for row in self.facts.field_writes if (row.subject, row.outcome) == ("address", "added"))
        whose = {each.household, *self.facts.ever_with(each.household or "")}
        return [json.loads(row.value).get(part) for row in added if row.household_id in whose]

    def is_forgotten(self, each: Saved) -> bool:
        """Whether what had been said before may have been said at a door that its own was one with, and whose people were erased since."""
        return each.household is not None and not self.erased.isdisjoint(self.facts.ever_with(each.household))

    def is_at(self, each: Saved, other: Saved) -> bool:
        """Whether both are about one household, or two that were ever joined."""
        return other.household == each.household or other.household in self.facts.ever_with(each.household or "")


def check_noops(past: Past) -> Iterator[str]:
    for row in past.facts.receipts:
        each = past.saved.get(row.command_id)
        if row.outcome != "noop" or row.reason == "withdrawn" or each is None or each.mark is not None:
            continue
        if not past.is_forgotten(each) and not is_told_already(past, each):
            yield f"{each.type} {each.id} of {each.phone} was receipted noop, and nothing before it had said the same"


def is_told_already(past: Past, each: Saved) -> bool:
    """Visits, requests, comments, wishes and what is added are new by their ids, whatever they say."""
    rule = RULES.get(each.type)
    return rule is not None and rule(past, each)


def is_voided_already(past: Past, each: Saved) -> bool:
    """By another, or by the phone that had made the visit and could not withdraw it any more."""
    visit = each.command["visit_id"]
    made = past.saved.get(visit)
    others = [other for other in past.before(each, "void_visit") if other.command["visit_id"] == visit]
    return bool(others) or (made is not None and made.was_withdrawn)


def is_undone_already(past: Past, each: Saved) -> bool:
    correction = each.command["correction_id"]
    return any(other.command["correction_id"] == correction for other in past.before(each, "undo_correction"))


def is_lifted_already(past: Past, each: Saved) -> bool:
    ended = {wish for other in past.before(each, "lift_contact") for wish in other.command["ids"]}
    return ended.issuperset(each.command["ids"])


def is_closed_already(past: Past, each: Saved) -> bool:
    """By a coordinator; or it is proposed once more, for the same reason."""
    others = past.said_of_closing(each)
    if not past.is_certain(each, others) or not past.undone.isdisjoint(other.id for other in others):
        return any(other.type == "close_household" for other in others)
    if not others or others[-1].type != "close_household":
        return False
    same = each.person != COORDINATOR and others[-1].command["reason"] == each.command["reason"]
    return same or others[-1].person == COORDINATOR


def is_open_already(past: Past, each: Saved) -> bool:
    """Where the last word is not certain: by a reopening, or because of the doors that were ever joined one had not been closed,
    or only by what was taken back."""
    others = past.said_of_closing(each)
    if past.is_certain(each, others) and past.undone.isdisjoint(other.id for other in others):
        return not others or others[-1].type == "reopen_household"
    if not past.came or past.outcomes[each.id] == "held":
        return True  # it may have been judged before any of them
    doors = {each.household, *past.facts.ever_with(each.household or "")}
    closed = {
        other.household
        for other in others
        if other.type == "close_household" and past.outcomes[other.id] != "held" and other.id not in past.undone
    }
    return any(other.type == "reopen_household" for other in others) or not closed.issuperset(doors)


def is_so_already(past: Past, each: Saved) -> bool:
    """The request was brought there by the same event, with the same words."""
    request = each.command["request_id"]
    taken = {row.id for row in past.facts.request_events if row.is_taken}
    others = [other for other in past.before(each, "advance_request") if other.command["request_id"] == request and other.id in taken]
    last = others[-1:] if past.is_certain(each, others) else others
    return any(_event(other.command) == _event(each.command) for other in last)


def _event(command: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(command.get(name) for name in ("event", *ABOUT))


def is_written_already(past: Past, each: Saved) -> bool:
    """Every value that it gives was given before, or was there from the first."""
    return all(_stood(past, each, name, value) for name, value in each.command["fields"].items())


def _stood(past: Past, each: Saved, name: str, value: Any) -> bool:
    if name == "address":  # it is one field, whose parts may have been given by several, and be a roll's
        return all(_stood(past, each, part, of) for part, of in value.items())
    if each.type == "correct_resident":
        resident = each.command["resident_id"]
        others = [other for other in past.before(each, each.type) if other.command["resident_id"] == resident]
        added = past.saved.get(resident)
        first = [added.command["fields"].get(name, EMPTY.get(name))] if added else []
    else:
        others = [other for other in past.before(each, each.type) if past.is_at(each, other)]
        doors = [other for other in past.before(each, "add_household") if past.is_at(each, other)]
        first = [EMPTY.get(name), *(other.command.get(name, EMPTY.get(name)) for other in doors), *past.first_of(each, name)]
    said = [other.command["fields"] | other.command["fields"].get("address", {}) for other in others]
    return value in [*first, *(fields[name] for fields in said if name in fields)]


RULES: dict[str, Callable[[Past, Saved], bool]] = {
    "void_visit": is_voided_already,
    "undo_correction": is_undone_already,
    "lift_contact": is_lifted_already,
    "close_household": is_closed_already,
    "reopen_household": is_open_already,
    "advance_request": is_so_already,
    "correct_household": is_written_already,
    "correct_resident": is_written_already,
}
