"""What an import would do, read from the store without writing."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.exchange.lines import Given, Roll
from server.exchange.places import Area, buildings_of, find_area
from server.exchange.report import Counts
from server.exchange.store import RollRow, find_roll, last_lines, shown_now, standing_doors
from server.exchange.three_way import Add, Change, Decision, Keep, Last, decide


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

    @property
    def to_write(self) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.decisions if not isinstance(decision, Keep) or decision.learned)


def roll_name_of(area: Area, named: str | None) -> str:
    """An area has one roll unless a person names more: a corrected file is mostly called something else."""
    return named or f"{area.name}花名册"


def plan_import(conn: Connection, roll: Roll, area_named: str, roll_named: str | None, now: int) -> Plan:
    """Raises RollError."""
    area = find_area(conn, area_named)
    name = roll_name_of(area, roll_named)
    roll_row = find_roll(conn, area.id, name) if area.id else None
    last = last_lines(conn, roll_row.id) if roll_row else {}
    buildings = {building.id: building.name for building in buildings_of(conn, area.id).values()} if area.id else {}
    decisions = decide(roll.doors, roll.fields, last, standing_doors(conn, buildings))
    return Plan(now, area, name, roll, roll_row, last, decisions, _counts(conn, decisions))


def _counts(conn: Connection, decisions: Sequence[Decision]) -> Counts:
    changes = [decision for decision in decisions if isinstance(decision, Change)]
    shown = shown_now(conn, [change.household_id for change in changes])
    flagged = sum(_is_somebodys(change, shown) for change in changes)
    new = sum(isinstance(decision, Add) for decision in decisions)
    return Counts(new, len(changes) - flagged, len(decisions) - new - len(changes), flagged)


def _is_somebodys(change: Change, shown: dict[UUID, Given]) -> bool:
    """Whether a field the file changes shows something other than the roll said: a person wrote it."""
    now = shown.get(change.household_id)
    if now is None:
        return False
    said = change.before.said.given if change.before else Given()
    return any(_differ(now, said, change.door.given, name) for name in change.fields)


def _differ(now: Given, said: Given, new: Given, name: str) -> bool:
    value = getattr(now, name)
    return value not in (getattr(said, name), getattr(new, name))


def chunks_of(decisions: Sequence[Decision], size: int) -> list[Sequence[Decision]]:
    return [decisions[start : start + size] for start in range(0, len(decisions), size)]
