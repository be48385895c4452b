"""The counters of coverage, counted again from visits, wishes and cards, in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulator.facts import COUNTS, Facts, Row, grouped

NOBODY = "00000000-0000-0000-0000-000000000000"


def check_counters(facts: Facts) -> Iterator[str]:
    yield from check_dates(facts)
    cells: dict[Any, Counter[str]] = defaultdict(Counter)
    people: dict[Any, Counter[str]] = defaultdict(Counter)
    areas: dict[Any, Counter[str]] = defaultdict(Counter)
    area_of = {row.id: row.area_id for row in facts.buildings}
    most = {row.id: row.max_attempts for row in facts.campaigns}
    visits, wishes = grouped(facts.visits, "household_id"), grouped(facts.wishes, "household_id")
    for row in facts.feed:
        place = facts.slice[row.slice_id]
        if place.kind not in ("team", "unassigned") or row.gone_reason is not None:
            continue
        told = [v for v in visits[row.household_id] if v.campaign_id == place.campaign_id and v.is_counted and v.voided_at is None]
        if row.household_id not in facts.cards:
            yield f"{row.household_id} has a place with {place.kind} {row.slice_id}, and is no door of its own"
            continue
        door = facts.cards[row.household_id]["household"]
        state, visited = state_of(told, standing(facts, row.household_id, wishes), door, most[place.campaign_id])
        if (state, visited, len(told)) != (row.state, bool(row.is_visited), row.tries):
            found = (row.state, bool(row.is_visited), row.tries)
            yield f"{row.household_id} is {found} in the feed, its visits make {(state, visited, len(told))}"
        counts = counts_of(state, visited, len(told), door["added_in"] == place.campaign_id)
        building_id = facts.doors[row.household_id].building_id
        cells[place.campaign_id, place.team_id or NOBODY, building_id] += counts
        areas[place.campaign_id, place.team_id or NOBODY, area_of[building_id]] += counts
        if row.person_id is not None:
            people[place.campaign_id, place.team_id or NOBODY, row.person_id] += counts
    yield from compare("coverage_cells", facts.coverage_cells, "building_id", cells, COUNTS)
    yield from compare("coverage_areas", facts.coverage_areas, "area_id", areas, COUNTS)
    yield from compare("coverage_people", facts.coverage_people, "person_id", people, COUNTS)
    yield from compare("coverage_work", facts.coverage_work, "person_id", work_of(facts), ["visits", "doors"])
    yield from compare("coverage_times", facts.coverage_times, "slot", times_of(facts), ["visits", "met", "reached"])


def zone_of(facts: Facts) -> ZoneInfo:
    """The community's: every local day is a day there."""
    return ZoneInfo(facts.organization[0].time_zone)


def check_dates(facts: Facts) -> Iterator[str]:
    """A visit counts if it was made on one of the campaign's days, by the calendar of the place."""
    dates, zone = {row.id: (row.starts_on, row.ends_on) for row in facts.campaigns}, zone_of(facts)
    for visit in facts.visits:
        first, last = dates[visit.campaign_id]
        on = datetime.fromtimestamp(visit.at / 1000, zone).date().isoformat()
        if bool(visit.is_counted) != (first <= on <= last):
            yield f"visit {visit.id} of {on} counts: {bool(visit.is_counted)}"


def standing(facts: Facts, household: str, wishes: dict[str, list[Row]]) -> list[Row]:
    """The wishes at a door; of one that was part of another household, or took one in that had been, also those of that time, which stay on
    both, each until it is lifted there."""
    shown = {each["id"] for each in facts.cards[household]["do_not_contact"]} if facts.ever_parted(household) else set()
    others = [wish for other in sorted(facts.ever_with(household)) for wish in wishes[other] if wish.id in shown]
    return [Row(**{**vars(wish), "lifted_at": None}) if wish.id in shown else wish for wish in [*wishes[household], *others]]


def state_of(told: list[Row], wishes: list[Row], door: dict[str, Any], most: int | None) -> tuple[str, bool]:
    outcomes = [visit.outcome for visit in sorted(told, key=lambda visit: (visit.at, visit.id))]
    visited = any(outcome != "inaccessible" for outcome in outcomes)
    last = outcomes[-1] if outcomes else None
    if any(wish.resident_id is None and wish.lifted_at is None for wish in wishes):
        return "do_not_contact", visited
    if "met" in outcomes:
        return "met", visited
    if last in ("vacant", "moved") or (door["roll_vacant"] and not visited):
        return "vacant", visited
    if last in ("refused", "call_back"):
        return last, visited
    if last is not None and most is not None and len(outcomes) >= most:
        return "given_up", visited
    return last or "never_tried", visited


def counts_of(state: str, visited: bool, tries: int, is_found: bool) -> Counter[str]:
    counts = Counter({"known": 1, state: 1, f"tries_{min(tries, 5)}": 1})
    base = state not in ("do_not_contact", "vacant")
    more = {"base": base, "visited": visited, "base_visited": base and visited, "base_met": state == "met"}
    more |= {"tried": tries > 0, "added_on_the_way": is_found}
    counts.update({name: int(value) for name, value in more.items()})
    return counts


def work_of(facts: Facts) -> dict[Any, Counter[str]]:
    work: dict[Any, Counter[str]] = defaultdict(Counter)
    doors: dict[Any, set[str]] = defaultdict(set)
    for visit in facts.visits:
        if visit.is_counted and visit.voided_at is None:
            for person in (visit.person_id, NOBODY):
                key = (visit.campaign_id, visit.team_id or NOBODY, person)
                work[key]["visits"] += 1
                doors[key].add(visit.household_id)
    for key, seen in doors.items():
        work[key]["doors"] = len(seen)
    return work


def times_of(facts: Facts) -> dict[Any, Counter[str]]:
    """By local day, counted from 1970-01-01, and by hour of the week."""
    times: dict[Any, Counter[str]] = defaultdict(Counter)
    reached, zone = set(), zone_of(facts)
    for visit in sorted(facts.visits, key=lambda visit: (visit.at, visit.id)):
        if visit.is_counted and visit.voided_at is None:
            door = (visit.campaign_id, facts.root[visit.household_id])
            is_first = visit.outcome != "inaccessible" and door not in reached
            reached |= {door} if is_first else set()
            local = datetime.fromtimestamp(visit.at / 1000, zone)
            for slot in ((local.date() - date(1970, 1, 1)).days, local.weekday() * 24 + local.hour):
                counts = Counter({"visits": 1, "met": int(visit.outcome == "met"), "reached": int(is_first)})
                times[visit.campaign_id, visit.team_id or NOBODY, slot] += counts
    return times


def compare(table: str, rows: list[Row], last: str, counted: dict[Any, Counter[str]], names: list[str]) -> Iterator[str]:
    stored = {(row.campaign_id, row.team_id, getattr(row, last)): row for row in rows}
    for key in stored.keys() | counted.keys():
        for name in names:
            has, should = getattr(stored[key], name) if key in stored else 0, counted[key][name] if key in counted else 0
            if has != should:
                yield f"{table} {key} has {name} {has}, recounted {should}"
