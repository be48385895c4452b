"""python -m tests.mutants [--sample N] [--minutes N] [--seed N] [--file PART] [--jobs N] [--keep FILE] [--write]: how many wrong versions of the rules the tests notice.

Tries mutants of sync/ in an order drawn from the seed, as many at a time as there are jobs, until the sample, the minutes or the mutants are used up. Ends with 1 where the
share that was noticed is below `--least`, if so many were tried that it says something. With `--keep`, each verdict is put into a file, and a run that
was ended goes on after the last of them.
"""

import argparse
import importlib
import os
import sys
import time
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path

from tests.mutants.covering import DATA, RULES, Covering, trace
from tests.mutants.equivalent import is_equivalent
from tests.mutants.sites import UNCHANGED, Mutant, in_random_order
from tests.mutants.table import Tally, keep_table, table
from tests.mutants.trial import begin, is_killed, is_noticed
from tests.mutants.verdicts import Verdicts, commit

LOADED_ONCE = (
    *("pytest", "hypothesis", "hypothesis.strategies", "msgspec", "sqlalchemy", "sqlalchemy.ext.asyncio", "litestar", "asyncpg"),
    *("httpx", "alembic"),
)
TOLD_EVERY = 100
SAYS_SOMETHING = 20  # mutants: the share of fewer is chance


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, help="how many mutants (default: all)")
    parser.add_argument("--minutes", type=float, help="how long at most, after the traced run")
    parser.add_argument("--seed", type=int, default=1, help="the order in which mutants are tried")
    parser.add_argument("--file", default="", help="only of files whose path contains this")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("--least", type=float, default=0.0, help="the share, in per cent, below which this fails")
    parser.add_argument("--keep", type=Path, help="a file that keeps each verdict, to go on from")
    parser.add_argument("--write", action="store_true", help="put the table into tests/mutants/README.md")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = parse(argv)
    verdicts = Verdicts(options.keep, commit())
    if not (verdicts.known and DATA.exists()):
        print(f"the tests of the rules, traced: {trace():.0f} s", flush=True)
    load_once()
    if not verdicts.known and any(
        is_killed(Mutant(file, 1, 0, UNCHANGED), [RULES]) for file in ("sync/fields.py", "sync/rulings/visits.py")
    ):
        print("the unchanged rules fail here too: nothing was measured")
        return 2
    wanted = [mutant for mutant in in_random_order(options.seed) if options.file in mutant.file and not is_equivalent(mutant)]
    tally = Tally(of=len(wanted))
    for mutant, killed in verdicts.known.items():
        tally.note(mutant.file, killed=killed)
    left = [mutant for mutant in wanted[: options.sample] if mutant not in verdicts.known]
    try:
        try_all(left, tally, verdicts, None if options.minutes is None else 60 * options.minutes, options.jobs)
    except KeyboardInterrupt:
        print("stopped")
    print(table(tally))
    if options.write:
        keep_table(tally, options.seed, commit())
    if tally.tried < SAYS_SOMETHING:
        return 1 if tally.tried == 0 and options.minutes is None else 0
    return 1 if tally.score < options.least else 0


def load_once() -> None:
    """What each child would load otherwise, before the forks: also pytest's plugins."""
    for name in LOADED_ONCE:
        importlib.import_module(name)
    for plugin in entry_points(group="pytest11"):
        plugin.load()


def try_all(mutants: Sequence[Mutant], tally: Tally, verdicts: Verdicts, limit_s: float | None, jobs: int) -> None:
    covering, began = Covering(), time.monotonic()
    on_trial: dict[int, Mutant] = {}

    def hear() -> None:
        child, status = os.wait()
        mutant, killed = on_trial.pop(child), is_noticed(status)
        tally.note(mutant.file, killed=killed)
        verdicts.note(mutant, killed=killed)
        if not killed:
            print(f"survived: {mutant.file}:{mutant.line} {mutant.change} (node {mutant.node})", flush=True)
        if tally.tried % TOLD_EVERY == 0:
            print(f"{tally.tried} of {tally.of} tried, {tally.score:.0f} % noticed", flush=True)

    for mutant in mutants:
        if limit_s is not None and time.monotonic() - began > limit_s:
            break
        if len(on_trial) == jobs:
            hear()
        on_trial[begin(mutant, covering.tests_of(mutant))] = mutant
    while on_trial:
        hear()


if __name__ == "__main__":
    sys.exit(main())
