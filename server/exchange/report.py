"""What an import answers: the counts of doors, the account of lines, and each problem with its line."""

import msgspec

from server.exchange.lines import Account, Problem, Roll


class Counts(msgspec.Struct, frozen=True):
    """Doors of the file. `flagged`: the file's value stands beside one that a person wrote; such a door is not `changed`."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    flagged: int = 0


class Report(msgspec.Struct, frozen=True):
    """`doors`: distinct doors in the file. `undo_id` is None if nothing was written."""

    doors: int
    new: int
    changed: int
    unchanged: int
    flagged: int
    lines: Account
    problems: tuple[Problem, ...]
    undo_id: str | None = None


def report_of(roll: Roll, counts: Counts, undo_id: str | None = None, problems: tuple[Problem, ...] = ()) -> Report:
    listed = tuple(sorted((*roll.problems, *problems), key=lambda problem: problem.line))
    return Report(len(roll.doors), counts.new, counts.changed, counts.unchanged, counts.flagged, roll.account, listed, undo_id)
