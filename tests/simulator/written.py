"""Every value that somebody typed stands in the history of its field, as theirs, and every word as it was said. Shares no code with sync/ or server/.

What was typed is taken from the commands as people saved them: a server that never wrote a value down has no row that could miss.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.simulator.disk import Json
from tests.simulator.facts import Facts, Row, grouped
from tests.simulator.people import Saved

ADDRESS = ("building_id", "entrance", "floor", "door")
AS_WRITTEN: dict[str, Callable[[set[str]], bool]] = {  # what a receipt says of the outcomes of its fields
    "applied": lambda outcomes: "applied" in outcomes and "merged" not in outcomes,
    "noop": lambda outcomes: outcomes <= {"noop", "superseded"} and "noop" in outcomes,
    "merged": lambda outcomes: bool(outcomes & {"merged", "superseded"}),
    "superseded": lambda outcomes: outcomes == {"superseded"},
}

SAID = {  # by kind of command: the table of its rows, and what they must say as the command does
    "record_visit": ("visits", ("outcome", "campaign_id", "note")),
    "raise_request": ("requests", ("category", "text")),
    "advance_request": ("request_events", ("request_id", "event", "text")),
    "comment_request": ("request_events", ("request_id", "text")),
    "refuse_contact": ("wishes", ("reason", "resident_id")),
    "close_household": ("household_events", ("reason",)),
    "reopen_household": ("household_events", ("reason",)),
}
SAID_WITH_A_STEP = ("rating", "to", "into_id", "due_on")
SHOWN = {"visits": ("outcome", "campaign_id", "note"), "requests": ("category", "text"), "do_not_contact": ("reason", "resident_id")}


def check_said(facts: Facts, saved: Mapping[str, Saved]) -> Iterator[str]:
    """What the store and the cards say is what the person said who is named there."""
    rows = {table: {row.id: row for row in getattr(facts, table)} for table, _ in SAID.values()}
    for each in saved.values():
        table, names = SAID.get(each.type, ("visits", ()))
        row = rows[table].get(each.id)
        if not names or row is None or each.mark is not None:
            continue
        author = row.person_id if table == "visits" else facts.person[each.person].id  # of visits `paper.py` knows whose they are
        if row.person_id != author or any(getattr(row, name) != each.command.get(name) for name in names):
            yield f"{each.type} {each.id} of {each.phone} said {each.command}, the store says {vars(row)}"
        if each.type == "advance_request" and _with_a_step(each) != json.loads(row.doc or "{}"):
            yield f"{each.id} of {each.phone} said {_with_a_step(each)} with its step, the store says {row.doc!r}"
    for household, card in facts.cards.items():
        for kind, names in SHOWN.items():
            for shown in card[kind]:
                made = saved.get(shown["id"])
                if made is not None and any(shown[name] != made.command.get(name) for name in names):
                    yield f"the card of {household} shows {shown} of {kind}, said was {made.command}"


def _with_a_step(each: Saved) -> Json:
    return {name: each.command[name] for name in SAID_WITH_A_STEP if name in each.command}


def check_written(facts: Facts, saved: Mapping[str, Saved]) -> Iterator[str]:
    yield from check_said(facts, saved)
    receipts = {row.command_id: row for row in facts.receipts}
    away = {row.command_id for row in [*facts.held, *facts.parked]}
    rows = grouped(facts.field_writes, "command_id")
    for each in saved.values():
        receipt, is_value = receipts.get(each.id), each.type in ("correct_household", "correct_resident", "add_resident")
        if not is_value or each.mark is not None or receipt is None or receipt.outcome == "parked" or each.id in away:
            continue
        for text in differences(facts, each, receipt, rows[each.id]):
            yield f"{each.type} {each.id} of {each.phone}, receipted {receipt.outcome}: {text}"


def differences(facts: Facts, each: Saved, receipt: Row, rows: list[Row]) -> Iterator[str]:
    typed, written = typed_in(each), {row.subject: row for row in rows}
    for subject in typed.keys() - written.keys():
        yield f"{subject} {typed[subject]!r} was written nowhere"
    for subject in written.keys() - typed.keys():
        yield f"nobody typed its {subject}"
    for subject in typed.keys() & written.keys():
        row, value = written[subject], json.loads(bytes(written[subject].value))
        if not is_of(typed[subject], value, subject):
            yield f"{subject} was written as {value!r}, typed was {typed[subject]!r}"
        if (row.person_id, row.replica_id, row.n) != (facts.person[each.person].id, receipt.replica_id, receipt.n):
            yield f"{subject} was written as number {row.n} of {row.replica_id}, by {row.person_id}"
    outcomes = {row.outcome for row in rows}
    if receipt.outcome in AS_WRITTEN and not AS_WRITTEN[receipt.outcome](outcomes):
        yield f"its fields were {outcomes}"


def typed_in(each: Saved) -> dict[str, Any]:
    """By field as histories name it. An address is one field, of which some parts may be given."""
    fields: dict[str, Any] = each.command["fields"]
    if each.type != "correct_household":
        return {f"{each.command.get('resident_id', each.id)}/{name}": value for name, value in fields.items()}
    parts = {name: value for name, value in fields.items() if name in ADDRESS}
    rest = {name: value for name, value in fields.items() if name not in ADDRESS}
    return rest | ({"address": parts} if parts else {})


def is_of(typed: Any, written: Any, subject: str) -> bool:
    return typed.items() <= written.items() if subject == "address" else typed == written and type(typed) is type(written)
