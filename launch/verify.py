"""The second half of ./test, inside the environment: every check and every suite, then one line of counts."""

import json
import subprocess
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from launch.browsers import ensure_browser
from launch.console import say
from launch.memory import folder_for_tests
from launch.place import KEPT, PWA, PYTHON, ROOT, VENV, environment
from launch.stamps import checksum, is_stamped, stamp
from launch.test import parse

RESULTS = KEPT / "results"
NODE = VENV / "bin" / "node"
FEWER = {"DOORSTEP_HISTORIES": "40", "DOORSTEP_BODIES": "4000", "DOORSTEP_FILES": "200", "DOORSTEP_CASES": "60"}
OF_FEW_KINDS = "--ignore-glob=tests/simulator/test_[!h]*.py"  # all but test_histories.py
EVERY = {"DOORSTEP_LOOKS": "all"}
UNSEEN = {"DOORSTEP_PICTURES": "none"}  # but of what failed
IN_LINE = ("--dist", "load", "--maxschedchunk", "4")  # as tests/conftest.py has them: the longest first, and few at once
TSC = PWA / "node_modules" / "typescript7" / "bin" / "tsc"


class Counts(NamedTuple):
    passed: int
    failed: int


class Check(NamedTuple):
    """One program to run. `report` is a file of results that it writes; without one it counts as one check, passed or failed.

    `is_long`: what it says is shown as it comes, also beside others. `reads`: all that decides what it says; what has passed is not run again
    over the same.
    """

    name: str
    command: Sequence[str | Path]
    cwd: Path = ROOT
    report: Path | None = None
    is_long: bool = False
    reads: Sequence[Path] = ()


def main(argv: Sequence[str]) -> int:
    options, began = parse(argv), time.monotonic()
    quick = options.scope == "quick"
    if not quick:
        ensure_browser()
    RESULTS.mkdir(parents=True, exist_ok=True)
    with folder_for_tests() as folder:
        env = environment() | {"TMPDIR": str(folder)} | (FEWER if quick else {}) | ({} if options.long else UNSEEN)
        told = in_turn([Check("build", [PYTHON, "-m", "launch", "build"])], env)
        if options.long:
            told += in_turn(long_checks(options.minutes), env | EVERY)
            told += in_turn([search(options.minutes, time.monotonic() - began)], env)
        else:
            app = [*app_checks(quick=quick), *([] if quick else rules_checks())]
            told += side_by_side([app, python_checks(quick=quick)], env)
            told += [] if quick else in_turn([_pytest("browser", "tests/browser", "-n", "3", "--dist", "worksteal")], env)
    total = Counts(sum(counts.passed for _, counts in told), sum(counts.failed for _, counts in told))
    if failed := [name for name, counts in told if counts.failed]:
        say(f"\nFailed: {', '.join(failed)}")
    say(f"\n{total.passed} passed, {total.failed} failed")
    return 1 if total.failed else 0


def app_checks(*, quick: bool) -> list[Check]:
    """A quick eslint looks at files that changed since the last one: what a changed type means for the others, the whole one says."""
    changed = ["--cache", "--cache-strategy", "content", "--cache-location", f"{KEPT}/eslint.json"] if quick else []
    formatted = ["--check", "--cache", "--cache-strategy", "content", "--cache-location", f"{KEPT}/prettier.json"]
    return [
        Check("tsc", [NODE, TSC, "-b"], PWA),
        Check("eslint", [NODE, "node_modules/eslint/bin/eslint.js", *changed, "."], PWA, reads=() if quick else sources_of_the_app()),
        Check("prettier", [NODE, "node_modules/prettier/bin/prettier.cjs", *formatted, "--log-level", "warn", "."], PWA),
        _vitest(),
    ]


def sources_of_the_app() -> list[Path]:
    """With what its packages and Node are made from."""
    return [ROOT / "requirements-dev.lock", *sorted(path for path in PWA.iterdir() if path.name != "node_modules")]


def rules_checks() -> list[Check]:
    """The tests of sync/, traced: each line and branch of the rules is reached (pyproject.toml says how many that is)."""
    return [
        _pytest("rules", "tests/sync", "-n", "0", runner=("coverage", "run", "-m", "pytest")),
        Check("every branch of sync/", [PYTHON, "-m", "coverage", "report"]),
    ]


def python_checks(*, quick: bool) -> list[Check]:
    left_out = (OF_FEW_KINDS, "-k", "not postgresql", "-m", "not program and not volume") if quick else ()
    examples = ["--hypothesis-profile=quick"] if quick else ["--ignore=tests/sync"]  # those are rules_checks'
    return [
        Check("ruff", [VENV / "bin" / "ruff", "check", "--quiet", "."]),
        Check("ruff format", [VENV / "bin" / "ruff", "format", "--quiet", "--check", "."]),
        Check("mypy", [VENV / "bin" / "mypy"]),
        _pytest("pytest", "tests", "--ignore=tests/browser", *left_out, *examples, "-n", "3", *IN_LINE),
    ]


def long_checks(minutes: float | None) -> list[Check]:
    """What a plain run does less of. Mutants are tried for a tenth of the minutes at most."""
    limit = [] if minutes is None else ["--minutes", f"{minutes / 10:.2f}"]
    return [
        _pytest("looks", "tests/browser/test_looks.py", "-n", "2"),
        Check("mutants", [PYTHON, "-m", "tests.mutants", "--sample", "40", "--jobs", "2", "--least", "85", *limit], is_long=True),
        Check("bench", [PYTHON, "-m", "bench", "--quick"]),
    ]


def search(minutes: float | None, spent_s: float) -> Check:
    """Fresh seeds for what is left of the minutes, which is at least a half; without a limit until all is reached."""
    limit = [] if minutes is None else ["--minutes", f"{max(minutes - spent_s / 60, minutes / 2):.2f}"]
    return Check("search", [PYTHON, "-m", "tests.long", *limit])


def in_turn(checks: Iterable[Check], env: dict[str, str], *, at_end: bool = False) -> list[tuple[str, Counts]]:
    return [(check.name, run(check, env, at_end=at_end and not check.is_long)) for check in checks]


def side_by_side(lanes: Sequence[Sequence[Check]], env: dict[str, str]) -> list[tuple[str, Counts]]:
    """The lanes at once, each lane's checks in turn: most of them keep only one processor busy. Each says all when it ends, but a long one."""
    with ThreadPoolExecutor(len(lanes)) as pool:
        return list(chain.from_iterable(pool.map(lambda lane: in_turn(lane, env, at_end=True), lanes)))


def _vitest() -> Check:
    report = RESULTS / "vitest.json"
    command = [str(NODE), "node_modules/vitest/vitest.mjs", "run", "--reporter=dot", "--reporter=json", f"--outputFile.json={report}"]
    return Check("vitest", command, PWA, report)


def _pytest(name: str, *arguments: str, runner: Sequence[str] = ("pytest",)) -> Check:
    report = RESULTS / f"{name}.xml"
    return Check(name, [PYTHON, "-m", *runner, "-q", "--no-header", f"--junitxml={report}", *arguments], ROOT, report, is_long=True)


def run(check: Check, env: dict[str, str], *, at_end: bool = False) -> Counts:
    """Run it with its output on the terminal, as it comes or, for one of several at once, all at its end."""
    title = f"\n── {check.name}"
    read = checksum(check.reads, *map(str, check.command)) if check.reads else ""
    if read and is_stamped(f"passed: {check.name}", read):
        say(f"{title}\n✓ {check.name}: 1 passed, as before: nothing that it reads has changed since")
        return Counts(1, 0)
    if not at_end:
        say(title)
    if check.report is not None:
        check.report.unlink(missing_ok=True)
    began = time.monotonic()
    stdout, stderr = (subprocess.PIPE, subprocess.STDOUT) if at_end else (None, None)
    done = subprocess.run(check.command, cwd=check.cwd, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
    counts = _counts(check, done.returncode)
    if read and not counts.failed:
        stamp(f"passed: {check.name}", read)
    mark = "✗" if counts.failed else "✓"
    told = f"{title}\n{done.stdout.decode(errors='replace')}" if at_end else ""
    say(f"{told}{mark} {check.name}: {counts.passed} passed, {counts.failed} failed in {time.monotonic() - began:.1f} s")
    return counts


def _counts(check: Check, returncode: int) -> Counts:
    """What the report says; a program that failed without saying why counts as one failure."""
    if check.report is None:
        return Counts(int(returncode == 0), int(returncode != 0))
    read = _of_pytest if check.report.suffix == ".xml" else _of_vitest
    counts = read(check.report) if check.report.exists() else Counts(0, 0)
    if counts.failed == 0 and (returncode != 0 or counts.passed == 0):
        return Counts(counts.passed, 1)
    return counts


def _of_pytest(report: Path) -> Counts:
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    passed = failed = 0
    for suite in suites:
        wrong = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        failed += wrong
        passed += int(suite.get("tests", 0)) - wrong - int(suite.get("skipped", 0))
    return Counts(passed, failed)


def _of_vitest(report: Path) -> Counts:
    told = json.loads(report.read_text(encoding="utf-8"))
    return Counts(told["numPassedTests"], told["numFailedTests"] + told.get("numRuntimeErrorTestSuites", 0))
