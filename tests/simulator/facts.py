"""Everything in a store, read with plain SQL after a history: what the checker judges by."""

import json
from collections import defaultdict
from collections.abc import Iterable
from math import inf
from types import SimpleNamespace
from typing import Any, Protocol

Row = SimpleNamespace


class Readable(Protocol):
    dialect: str

    async def rows(self, sql: str, *params: Any) -> list[tuple[Any, ...]]: ...


TABLES = {
    "organization": "time_zone",
    "people": "id, name, ended_at",
    "replicas": "id, person_id, kind, forked_from, missing, lost_at",
    "teams": "id, ended_at",
    "memberships": "team_id, person_id, to_at",
    "slices": "id, kind, campaign_id, team_id, count, sum, head, ended_at",
    "follows": "person_id, slice_id",
    "households": "id, is_known, root_id, building_id, is_closed, version, body",
    "feed": "household_id, slice_id, seq, version, tag, person_id, epoch, state, tries, is_visited, gone_reason",
    "items": "slice_id, item_id, is_removed, version, body",
    "buildings": "id, area_id",
    "campaigns": "id, starts_on, ends_on, max_attempts, ended_at",
    "visits": "id, household_id, campaign_id, team_id, person_id, outcome, at, note, is_counted, is_late, is_doubtful, is_after_wish, voided_at, "
    "typed_by",
    "wishes": "id, household_id, resident_id, reason, person_id, at, lifted_at",
    "joins": "survivor_id, absorbed_id, person_id, version, at, undone_at, undone_by",
    "field_writes": "command_id, subject, household_id, named_id, value, person_id, replica_id, n, version, outcome",
    "requests": "id, household_id, category, text, state, person_id",
    "request_events": "id, request_id, event, text, doc, is_taken, round, person_id",
    "household_events": "id, household_id, named_id, what, reason, person_id",
    "receipts": "command_id, replica_id, n, outcome, reason, version, arrived_at",
    "held": "command_id, needs_id, arrived_at",
    "parked": "command_id, reason, body, arrived_at, settled_as",
}
COUNTS = [
    "known",
    "base",
    "visited",
    "base_visited",
    "met",
    "base_met",
    "tried",
    "not_home",
    "refused",
    "call_back",
    "inaccessible",
    "do_not_contact",
    "vacant",
    "given_up",
    "never_tried",
    "added_on_the_way",
    "tries_0",
    "tries_1",
    "tries_2",
    "tries_3",
    "tries_4",
    "tries_5",
]
COUNTERS = {
    "coverage_cells": f"campaign_id, team_id, building_id, {', '.join(COUNTS)}",
    "coverage_people": f"campaign_id, team_id, person_id, {', '.join(COUNTS)}",
    "coverage_work": "campaign_id, team_id, person_id, visits, doors",
    "coverage_areas": f"campaign_id, team_id, area_id, {', '.join(COUNTS)}",
    "coverage_times": "campaign_id, team_id, slot, visits, met, reached",
}


class Facts:
    """Each table as a list of rows; `cards`: what is the same of a household everywhere, decoded."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.__dict__.update(tables)
        self.cards: dict[str, Any] = {}
        self.doors: dict[str, Row] = {}
        for row in tables["households"]:
            if row.is_known and row.root_id is None:
                self.doors[row.id] = row
                self.cards[row.id] = json.loads(row.body)
        self.joins = {row.absorbed_id: row for row in tables["joins"] if row.undone_at is None}
        self.parted = [row for row in tables["joins"] if row.undone_at is not None]
        self.once_with: dict[str, set[str]] = defaultdict(set)  # what a household was joined with before they were parted
        self.ever_joined: dict[str, set[str]] = defaultdict(set)
        self.add_parted((row.survivor_id, row.absorbed_id) for row in self.parted)
        self.add_joined((row.survivor_id, row.absorbed_id) for row in tables["joins"])
        self.judged_later = {row.command_id: row.settled_as for row in tables["parked"] if row.settled_as not in (None, "dismissed")}
        self.root = {row.id: row.root_id or row.id for row in tables["households"]}
        self.slice = {row.id: row for row in tables["slices"]}
        self.person = {row.name: row for row in tables["people"]}

    def add_joined(self, pairs: Iterable[tuple[str, str]]) -> None:
        """What was joined at any time: also in a store that a copy without it has replaced."""
        for one, other in pairs:
            self.ever_joined[one].add(other)
            self.ever_joined[other].add(one)

    def add_parted(self, pairs: Iterable[tuple[str, str]]) -> None:
        """What was joined and taken apart: also where the store says so no more, because the people of one were erased."""
        for one, other in pairs:
            self.once_with[one].add(other)
            self.once_with[other].add(one)
            self.add_joined([(one, other)])

    def shown_from(self, version: int, of: str, to: str) -> float:
        """Which version of household `to` first showed what came with `version` of household `of`; none: not yet, or never."""
        while of != to and of in self.joins:
            of, version = self.joins[of].survivor_id, self.joins[of].version
        return version if of == to else inf

    def left_at(self, household: str, at: float) -> float | None:
        """When a household left the one that it was part of then, if it has. What comes in a push is there before what is joined at its end."""
        return next((row.undone_at for row in self.parted if row.absorbed_id == household and row.at < at < row.undone_at), None)

    def ever_with(self, household: str) -> set[str]:
        """Also what those were joined with, then or still, and so on: a wish goes along from one to the next."""
        found, left = {household}, [household]
        while left:
            new = self.ever_joined[left.pop()] - found
            found |= new
            left += new
        return found - {household}

    def ever_parted(self, household: str) -> bool:
        """Whether it, or one that it was ever joined with, was taken out of another."""
        return any(self.once_with.get(each) for each in {household, *self.ever_with(household)})

    def __getattr__(self, name: str) -> list[Row]:
        raise AttributeError(name)


async def read_facts(store: Readable) -> Facts:
    tables: dict[str, list[Row]] = {}
    for name, columns in (TABLES | COUNTERS).items():
        order = " ORDER BY rowid" if name == "request_events" and store.dialect == "sqlite" else ""
        keys = columns.split(", ")
        tables[name] = [Row(**dict(zip(keys, row, strict=True))) for row in await store.rows(f"SELECT {columns} FROM {name}{order}")]
    return Facts(tables)


def grouped(rows: list[Row], *names: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(getattr(row, name) for name in names)
        found[key if len(names) > 1 else key[0]].append(row)
    return found
