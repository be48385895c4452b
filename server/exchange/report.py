"""What an import answers: the counts of doors, the account of lines, and each problem with its line."""

import msgspec

from server.exchange.lines import Account, Problem, Roll


class Counts(msgspec.Struct, frozen=True):
    """Doors of the file. `flagged`: the file's value stands beside another on the card, a person's or that of another of its lines.

    Of doors that were there before, a flagged one counts neither as changed nor as unchanged; a new one counts as new as well.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    flagged: int = 0


class SampleDoor(msgspec.Struct, frozen=True):
    """`door` as one reads it: 12号楼 3单元 501."""

    line: int
    door: str
    name: str | None


class SampleChange(msgspec.Struct, frozen=True):
    """One field of one door, values as texts. `from_`: what it shows now; of a flagged one that stays."""

    line: int
    door: str
    field: str
    from_: str = msgspec.field(name="from")
    to: str = ""


class KnownAs(msgspec.Struct, frozen=True):
    """A building that the file calls by a name it had before, and its name now."""

    said: str
    name: str


class Sample(msgspec.Struct, frozen=True):
    """Some of each kind, to look at before it is written; and the buildings that are called something else now."""

    new: tuple[SampleDoor, ...] = ()
    changed: tuple[SampleChange, ...] = ()
    flagged: tuple[SampleChange, ...] = ()
    known_as: tuple[KnownAs, ...] = ()


class Report(msgspec.Struct, frozen=True, omit_defaults=False):
    """`doors`: distinct doors in the file. `undo_id` is None if nothing was written."""

    doors: int
    new: int
    changed: int
    unchanged: int
    flagged: int
    lines: Account
    problems: tuple[Problem, ...]
    undo_id: str | None = None
    sample: Sample | msgspec.UnsetType | None = msgspec.UNSET


def report_of(
    roll: Roll, counts: Counts, undo_id: str | None = None, problems: tuple[Problem, ...] = (), sample: Sample | None = None
) -> Report:
    listed = tuple(sorted((*roll.problems, *problems), key=lambda problem: problem.line))
    told = (len(roll.doors), counts.new, counts.changed, counts.unchanged, counts.flagged, roll.account, listed, undo_id)
    return Report(*told, msgspec.UNSET if sample is None else sample)
