"""What an import would do, read from the store without writing, some doors at a time so that nobody waits for it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from server.exchange.closings import opened_by_rolls
from server.exchange.elsewhere import EVERYWHERE, NOT_ASKED, Reach, Whereabouts, whereabouts
from server.exchange.forgotten import without_erased
from server.exchange.lines import Given, Problem, Roll
from server.exchange.places import Area, Building, buildings_for, find_area, meant_by
from server.exchange.report import Counts, KnownAs, Sample
from server.exchange.sample import sample_of
from server.exchange.store import RollRow, decode_lines, decode_standing, erased_lines, find_roll, lines_after, shown_now, standing_rows
from server.exchange.three_way import Add, Change, Decision, Here, Keep, Last, Standing, brings_in, decide, here_of
from server.exchange.turns import Turns

BUILDINGS_A_READ = 20
T = TypeVar("T")


class Plan(msgspec.Struct, frozen=True):
    """`roll_row` is None for a roll that was never imported; `last` is what it said, by door. `read_at`: when the store was read."""

    read_at: int
    area: Area
    roll_name: str
    roll: Roll
    roll_row: RollRow | None
    last: dict[str, Last]
    decisions: tuple[Decision, ...]
    counts: Counts  # flagged: as it looks now
    sample: Sample

    @property
    def to_write(self) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.decisions if not isinstance(decision, Keep) or decision.learned)


def roll_name_of(area: Area, named: str | None) -> str:
    """An area has one roll unless a person names more: a corrected file is mostly called something else."""
    return named or f"{area.name}花名册"


def plan_import(
    turns: Turns,
    roll: Roll,
    area_named: str,
    roll_named: str | None,
    now: int,
    parent_id: UUID | None = None,
    reach: Reach = EVERYWHERE,
) -> Plan:
    """Raises RollError. Lines whose doors lie beyond `reach` are left out, each with a problem."""

    def places(conn: Connection) -> tuple[Area, RollRow | None, dict[str, Building]]:
        area = find_area(conn, area_named)
        if area.id is None:
            return Area(None, area.name, parent_id), None, {}
        roll_row = find_roll(conn, area.id, roll_name_of(area, roll_named))
        return area, roll_row, buildings_for(conn, area.id, roll_row.id if roll_row else None)

    area, roll_row, buildings = turns.read_now(places)
    roll = without_erased(roll, *turns.read_now(erased_lines), meant_by(buildings))
    last = _last_of(turns, roll_row)
    decisions = decide(roll.doors, roll.fields, last, _here(turns, _names_of(buildings)))
    where = _whereabouts(turns, decisions, buildings, reach)
    roll, decisions = _within(roll, decisions, where, reach.written)
    changes = [decision for decision in decisions if isinstance(decision, Change)]
    shown: dict[UUID, Given] = {}
    for some in chunks_of(changes, 500):
        shown |= turns.read_now(partial(shown_now, household_ids=[change.household_id for change in some]))
    flagged = frozenset(change.household_id for change in changes if is_somebodys(change, shown))
    counts = _counts(decisions, flagged)
    told = [decision for decision in decisions if _lies_within(decision, where, reach.told)]
    roll = _with_closed(roll, told)
    sample = replace(sample_of(told, flagged, shown), known_as=_known_as(told, buildings))
    return Plan(now, area, roll_name_of(area, roll_named), roll, roll_row, last, decisions, counts, sample)


def _names_of(buildings: Mapping[str, Building]) -> dict[UUID, list[str]]:
    """All the names that mean a building, by its id; also of one that was taken away, which stands again with its doors when a roll names it."""
    names: dict[UUID, list[str]] = {}
    for name, building_id in meant_by(buildings).items():
        names.setdefault(building_id, []).append(name)
    return names


def _with_closed(roll: Roll, told: Iterable[Decision]) -> Roll:
    """With a problem at each line whose door a person closed."""
    closed = (Problem(each.door.line, "closed") for each in told if isinstance(each, Keep) and each.is_closed)
    return replace(roll, problems=(*roll.problems, *closed))


def _whereabouts(turns: Turns, decisions: Sequence[Decision], buildings: Mapping[str, Building], reach: Reach) -> Whereabouts:
    if reach == EVERYWHERE:
        return NOT_ASKED
    doors = [decision.household_id for decision in decisions if not isinstance(decision, Add)]
    return whereabouts(turns, doors, {name: building.id for name, building in buildings.items()})


def _lies_within(decision: Decision, where: Whereabouts, areas: frozenset[UUID] | None) -> bool:
    household_id = None if isinstance(decision, Add) else decision.household_id
    return where.is_within(areas, household_id, [decision.door.address.building])


def _within(
    roll: Roll, decisions: Sequence[Decision], where: Whereabouts, areas: frozenset[UUID] | None
) -> tuple[Roll, tuple[Decision, ...]]:
    """Without the lines whose doors lie in other areas: each is refused with a problem that tells nothing but where it stands."""
    kept = tuple(decision for decision in decisions if _lies_within(decision, where, areas))
    doors = tuple(decision.door for decision in kept)
    lines = {door.line for door in doors}
    problems = tuple(Problem(door.line, "elsewhere") for door in roll.doors if door.line not in lines)
    account = replace(roll.account, doors=roll.account.doors - len(problems), refused=roll.account.refused + len(problems))
    return replace(roll, doors=doors, account=account, problems=(*roll.problems, *problems)), kept


def _known_as(told: Iterable[Decision], buildings: Mapping[str, Building]) -> tuple[KnownAs, ...]:
    """The buildings that the file calls by a name they had before, as the file has them."""
    said = dict.fromkeys(decision.door.address.building for decision in told)
    return tuple(KnownAs(name, buildings[name].name) for name in said if name in buildings and buildings[name].name != name)


def _last_of(turns: Turns, roll_row: RollRow | None) -> dict[str, Last]:
    """What the roll said of every door; decoded here, where nobody waits."""
    last: dict[str, Last] = {}
    after = ""
    while roll_row is not None:
        rows = turns.read_now(partial(lines_after, roll_id=roll_row.id, after=after))
        if not rows:
            break
        after = rows[-1][0]
        last |= decode_lines(rows)
    return last


def _here(turns: Turns, buildings: Mapping[UUID, Sequence[str]]) -> Here:
    standing: list[tuple[str, Standing]] = []
    opens: set[UUID] = set()
    for some in chunks_of(list(buildings), BUILDINGS_A_READ):
        found = decode_standing(turns.read_now(partial(standing_rows, buildings=some)), buildings)
        if closed := [each for _, each in found if each.closed is not None]:
            opens |= turns.read_now(partial(opened_by_rolls, closed=closed))
        standing += found
    return here_of(standing, frozenset(opens))


def _counts(decisions: Sequence[Decision], somebodys: frozenset[UUID]) -> Counts:
    changes = [decision for decision in decisions if isinstance(decision, Change) and decision.closing is None]
    flagged = sum(change.household_id in somebodys for change in changes)
    new = [decision for decision in decisions if brings_in(decision)]
    doubled = sum(bool(decision.door.others) for decision in new)
    return Counts(len(new), len(changes) - flagged, len(decisions) - len(new) - len(changes), flagged + doubled)


def is_somebodys(change: Change, shown: Mapping[UUID, Given]) -> bool:
    """Whether a field the file changes shows something other than the roll said: a person wrote it. Or two lines of the file differ."""
    now = shown.get(change.household_id)
    if now is None:
        return False
    said = change.before.said.given if change.before else Given()
    return (
        bool(change.others)
        or any(word.clashes for word in change.people)
        or any(_differ(now, said, change.door.given, name) for name in change.fields)
    )


def _differ(now: Given, said: Given, new: Given, name: str) -> bool:
    value = getattr(now, name)
    return value not in (getattr(said, name), getattr(new, name))


def chunks_of(things: Iterable[T], most: int, weigh: Callable[[T], int] = lambda _: 1) -> Iterator[Sequence[T]]:
    """In their order, each chunk of at most so much weight, or of one thing."""
    chunk: list[T] = []
    weight = 0
    for thing in things:
        own = weigh(thing)
        if chunk and weight + own > most:
            yield chunk
            chunk, weight = [], 0
        chunk.append(thing)
        weight += own
    if chunk:
        yield chunk
