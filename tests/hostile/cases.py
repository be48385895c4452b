"""Calls made from the OpenAPI document by Schemathesis, right ones and wrong ones: none may be answered with a 5xx or a page."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode

from tests.simulator.server import Answer, Server, call_app

WHO = ["cora", "cora", "cora", "lea", "ann", "cai", "nobody we know"]
PROBLEM = {"type", "title", "status", "code", "detail"}
ENDLESS = {"/api/events"}  # answers for as long as somebody listens
EACH = 3  # right ones of an operation, and as many wrong ones
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Tally:
    cases: int = 0
    operations: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Caller:
    """Sends the cases of one operation to a store of its own, so that each seed's are the same whatever was tried before."""

    def __init__(self, server: Server, name: str, number: int, tally: Tally) -> None:
        self.server, self.name, self.tally = server, f"{name} of seed {number}", tally
        self.rng = Random(self.name)
        self.known = _known_ids(server)

    def send(self, case: Case) -> None:
        self._name_what_there_is(case)
        asked = requests.Request(**_spelled_out(case)).prepare()
        parts = urlsplit(asked.url or "")
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
        headers = {"content-type": asked.headers["Content-Type"]} if "Content-Type" in asked.headers else {}
        assert self.server.app is not None
        try:
            answer = asyncio.run(call_app(self.server.app, str(asked.method), path, body, self.rng.choice(WHO), headers))
        except Exception as error:
            self.tally.wrong.append(f"{self.name} raised {type(error).__name__}: {path} {body[:300]!r}")
            return
        self.tally.cases += 1
        self.tally.answers[str(answer.status)] += 1
        self.tally.wrong += [f"{self.name} {text}: {path} {body[:300]!r}" for text in _wrong_with(answer)]

    def _name_what_there_is(self, case: Case) -> None:
        """A made-up id finds nothing: mostly it is one of those there are."""
        for part in (case.path_parameters, case.query, case.body):
            self._name_within(part)

    def _name_within(self, part: Any) -> None:
        if isinstance(part, dict):
            for name, value in part.items():
                known = self.known.get(name.removesuffix("s"))
                if known is None or self.rng.random() < 0.2:
                    self._name_within(value)
                elif _is_id(value):
                    part[name] = self.rng.choice(known)
                elif name.endswith("_ids"):
                    part[name] = self.rng.sample(known, min(2, len(known)))


def _known_ids(server: Server) -> dict[str, list[str]]:
    of = server.of
    areas = asyncio.run(server.rows("SELECT id FROM areas"))
    found = {
        "campaign_id": [of.campaign],
        "team_id": [team.id for team in of.teams],
        "person_id": [of.people[name] for name in ("ann", "ben", "cai", "lea")],
        "building_id": of.buildings,
        "household_id": [*of.teams[0].doors, *of.spare],
        "area_id": [row[0] for row in areas],
    }
    return {name: [str(each) for each in ids] for name, ids in found.items()}


def _is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _spelled_out(case: Case) -> dict[str, Any]:
    told = case.as_transport_kwargs(base_url="http://test")
    return {name: told[name] for name in ("method", "url", "params", "json", "data", "files", "headers") if name in told}


def _wrong_with(answer: Answer) -> Iterator[str]:
    if answer.status >= 500:
        yield f"was answered {answer.status}"
    if answer.status >= 400 and (answer.media_type != "application/problem+json" or set(answer.json()) != PROBLEM):
        yield f"was answered {answer.status} with no problem but {answer.body[:100]!r}"


def try_cases(server: Server, number: int, most: int, tally: Tally) -> None:
    """At most so many right and so many wrong calls of every operation there is."""
    server.begin(number)
    assert server.app is not None
    document = asyncio.run(call_app(server.app, "GET", "/schema/openapi.json", b"", "cora")).json()
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()
        if operation.path not in ENDLESS:
            server.begin(number)
            tally.operations.add(operation.label)
            caller = Caller(server, operation.label, number, tally)
            for mode in MODES:
                _draw(operation, mode, number, most, caller)


def _draw(operation: Any, mode: GenerationMode, number: int, most: int, caller: Caller) -> None:
    @seed(number)
    @settings(max_examples=most, phases=[Phase.generate], database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def draw(case: Case) -> None:
        caller.send(case)

    with contextlib.suppress(Unsatisfiable):  # nothing can be wrong where nothing is asked for
        draw()


def try_many(folder: Path, seeds: Iterable[int], count: int) -> Tally:
    """One seed after another, until so many calls were tried. In a thread without an event loop."""
    server, tally = asyncio.run(Server.make(folder)), Tally()
    for number in seeds:
        try_cases(server, number, EACH, tally)
        if tally.cases >= count:
            break
    asyncio.run(server.close())
    return tally
