"""Mutants that no test can notice, each with the reason. They are found by what their line says, so that they outlast moved lines."""

from functools import cache
from typing import NamedTuple

from tests.mutants.sites import ROOT, Mutant


class Equivalent(NamedTuple):
    file: str
    line: str  # as it stands there
    change: str
    reason: str


SETTLED = "a new placement is settled, by what the household's visits say, before anybody reads it"
KNOWN = (
    Equivalent("sync/placing.py", 'state="never_tried",', "other text", SETTLED),
    Equivalent("sync/placing.py", "tries=0,", "one more", SETTLED),
    Equivalent("sync/placing.py", "visited=False,", "other truth", SETTLED),
)


def line_of(mutant: Mutant) -> str:
    return _lines(mutant.file)[mutant.line - 1].strip()


@cache
def _lines(file: str) -> list[str]:
    return (ROOT / file).read_text(encoding="utf-8").splitlines()


def is_equivalent(mutant: Mutant) -> bool:
    return any((known.file, known.line, known.change) == (mutant.file, line_of(mutant), mutant.change) for known in KNOWN)
