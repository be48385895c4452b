"""The shared vectors, as Python judges them. The app runs the same files (pwa/src/sync/vectors.test.ts)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import asdict, replace

from sync.card import Door, decode_body, encode_body, fact_of
from sync.clock import EffectiveTime, Moment, effective_at
from sync.commands import AnyCommand
from sync.contact import (
    Wish,
    Wishes,
    hidden_residents,
    in_force,
    is_closed_to_visits,
    lift_contact,
    refuse_contact,
    visit_after_wish,
)
from sync.coverage import state_of
from sync.fields import Held, Write, conflicts_of, value_of, write_field
from sync.judge import fold
from sync.protocol import CardBody, CardWish
from sync.requests import LEGAL, MAKES, RequestFold, Step, advance, raise_request
from sync.visit_log import VisitFact, added_up, sum_in
from tests.sync.makers import DOOR, a_door, a_world, an_author, incoming, merge_with

VECTORS = Path(__file__).parents[1] / "vectors"


def clock(given: Any) -> Any:
    moment = effective_at(
        given["at"],
        own_offset_ms=given["own_offset"],
        push_offset_ms=given["push_offset"],
        heard_ms=given["heard"],
        arrival_ms=given["arrival"],
        replica="A",
    )
    return {"at": moment.at.millis, "merge_at": moment.merge_at.millis, "doubtful": moment.doubtful}


def coverage(given: Any) -> Any:
    visits = [VisitFact(each["outcome"], each["at"], each["id"], each["voided"], each["counted"]) for each in given["visits"]]
    return asdict(state_of(sum_in(added_up(visits), ""), given["door_closed_to_visits"], given["roll_vacant"], given["max_attempts"]))


def fields(given: Any) -> Any:
    held: Held = ()
    superseded = []
    for each in given:
        at = EffectiveTime(each["at"], each["replica"])
        write = Write(each["value"], at, each["n"], each["version"], each["person"], f"{each['replica']}{each['n']}")
        after = write_field(held, write, each["seen"])
        if after is None:
            superseded.append(each["version"])
        held = held if after is None else after
    return {
        "value": value_of(held).value,
        "kept": [write.value for write in held],
        "conflicts": [[pair.kept.value, pair.other.value] for pair in conflicts_of(held)],
        "superseded": superseded,
    }


def request_steps(given: Any) -> Any:
    return MAKES[given["event"]] if given["state"] in LEGAL[given["event"]] else None


def requests(given: Any) -> Any:
    fold, taken = raise_request(), []
    for each in given:
        at = EffectiveTime(each["at"], each["replica"])
        moment = Moment(at, at, each["doubtful"])
        step = Step(each["event"], each["seen"], moment, each["n"], each["version"], each["content"])
        fold, one = advance(fold, step)
        taken.append(one.outcome if one.reason is None else f"{one.outcome} {one.reason}")
    return {"state": fold.state, "round": fold.round, "taken": taken}


def wishes(given: Any) -> Any:
    held: Wishes = ()
    for step in given["steps"]:
        if "lift" in step:
            held = lift_contact(held, step["lift"], "lift")
        else:
            wish = step["refuse"]
            held = refuse_contact(held, Wish(wish["id"], wish["version"], "", wish["at"], "", None, wish["resident_id"]))
    after = None if given["visit_at"] is None else visit_after_wish(held, given["visit_at"], given["seen"])
    return {
        "in_force": [wish.id for wish in in_force(held)],
        "closed_to_visits": is_closed_to_visits(held),
        "hidden": sorted(hidden_residents(held)),
        "after_wish": after and asdict(after),
    }


def pending(given: Any) -> Any:
    """The server's side: a card with the same work judged, by its author, as soon as it was made."""
    card = msgspec.convert(given["card"], CardBody)
    author = replace(an_author(role="leader"), person_id=UUID(given["author"]["person_id"]), name=given["author"]["person_name"])
    people = {UUID(id_): replace(an_author(), person_id=UUID(id_), name=name) for id_, name in given["author"].get("people", {}).items()}
    commands = [msgspec.convert(each, AnyCommand) for each in given["commands"]]
    made = [incoming(command, author=author) for command in commands]
    door = fold(made, a_world(door_of(card), people=people)).doors.get(DOOR, door_of(card))
    return json.loads(encode_body(door.body))


def door_of(card: CardBody) -> Door:
    """A household whose card this could be."""
    made = a_door(version=9)
    bases = {str(each.id): made.merge.bases[""] for each in card.residents}
    merge = replace(
        made.merge,
        bases={**made.merge.bases, **bases},
        **{name: getattr(merge_with(map(fact_of, card.visits)), name) for name in ("visits", "sums", "shown_at")},
        requests={str(each.id): Raw(msgspec.json.encode(RequestFold(state=each.state, round=each.round))) for each in card.requests},
        wishes=tuple(wish_of(each) for each in card.do_not_contact),
        request_total=card.request_count,
    )
    return replace(made, body=decode_body(msgspec.json.encode(card)), merge=merge)


def wish_of(wish: CardWish) -> Wish:
    resident = str(wish.resident_id) if wish.resident_id else None
    return Wish(str(wish.id), 9, wish.reason, wish.at, str(wish.by), wish.review_on, resident)


RULES: list[Callable[[Any], Any]] = [clock, coverage, fields, request_steps, requests, wishes, pending]
CASES = [
    pytest.param(rule, each["input"], each["expected"], id=f"{rule.__name__}: {each['name']}")
    for rule in RULES
    for each in json.loads((VECTORS / f"{rule.__name__}.json").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("rule", "given", "expected"), CASES)
def test_the_rules_do_what_the_vectors_say(rule: Callable[[Any], Any], given: Any, expected: Any) -> None:
    found = rule(given)

    assert json.dumps(found, sort_keys=True) == json.dumps(expected, sort_keys=True)
