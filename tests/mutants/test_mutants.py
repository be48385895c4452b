"""The measure itself: a change that matters is noticed, one that does not is not, and what decides nothing is left alone."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.equivalent import KNOWN
from tests.mutants.sites import ROOT, UNCHANGED, Mutant, files, in_random_order, mutants_of, mutated
from tests.mutants.table import Tally, table
from tests.mutants.verdicts import Verdicts

TRY = "import sys; from tests.mutants.trial import is_killed; from tests.mutants.sites import Mutant; print(is_killed(Mutant(*{0!r}), ['tests/sync/test_ranges.py']))"


def tried(mutant: Mutant) -> str:
    """In a process that has not loaded the rules."""
    return subprocess.run(
        [sys.executable, "-c", TRY.format(tuple(mutant))], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.program
def test_a_change_that_matters_is_noticed_and_none_is_not() -> None:
    negated = next(mutant for mutant in mutants_of("sync/ranges.py") if mutant.change == "negated")

    assert tried(negated) == "True"
    assert tried(negated._replace(change=UNCHANGED)) == "False"


def test_each_mutant_differs_from_the_file_in_something_that_runs() -> None:
    source = ast.dump(ast.parse((ROOT / "sync/fields.py").read_text(encoding="utf-8")))
    dumped = [ast.dump(mutated(mutant)) for mutant in mutants_of("sync/fields.py")]

    assert source not in dumped
    assert len(set(dumped)) == len(dumped) > 50


def test_the_order_is_the_seeds() -> None:
    assert in_random_order(3) == in_random_order(3) != in_random_order(4)
    assert {mutant.file for mutant in in_random_order(3)} == set(files())


def test_each_known_equivalent_still_stands_in_its_file() -> None:
    for known in KNOWN:
        lines = [line.strip() for line in (ROOT / known.file).read_text(encoding="utf-8").splitlines()]
        assert known.line in lines, known
        assert known.reason


def test_the_table_counts_what_was_noticed() -> None:
    tally = Tally(of=10)
    for killed in (True, True, True, False):
        tally.note("sync/fields.py", killed=killed)

    assert (tally.tried, tally.score) == (4, 75.0)
    assert table(tally).splitlines()[-1] == "| **all** | 3 | 1 | 75 % |"


def test_a_run_that_was_ended_goes_on_after_its_last_verdict(tmp_path: Path) -> None:
    one, other = mutants_of("sync/ranges.py")[:2]
    begun = Verdicts(tmp_path / "kept", "a commit")
    begun.note(one, killed=True)
    begun.note(other, killed=False)

    assert Verdicts(tmp_path / "kept", "a commit").known == {one: True, other: False}
    with pytest.raises(SystemExit, match="of another commit"):
        Verdicts(tmp_path / "kept", "another commit")
