"""Which tests reach which line of the rules: one traced run of them, kept beside the commit's other results."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import coverage

from tests.mutants.sites import ROOT, Mutant
from tests.mutants.trial import PROFILE

DATA = ROOT / ".doorstep" / "mutants.coverage"
RULES = "tests/sync"


def trace() -> float:
    """Run the tests of the rules as they are, and note what each reaches. They must pass. Seconds it took."""
    DATA.parent.mkdir(exist_ok=True)
    began = time.monotonic()
    settings = DATA.with_suffix(".ini")
    settings.write_text("[run]\ndynamic_context = test_function\nsource = sync\n", encoding="utf-8")
    run = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", f"--data-file={DATA}", "-m", "pytest"]
    subprocess.run([*run, "-q", "--no-header", "-p", "no:cacheprovider", PROFILE, RULES], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


class Covering:
    """Tests by line. A line that runs while the file is imported concerns all that reach the file."""

    def __init__(self, data: Path = DATA) -> None:
        self.data = coverage.CoverageData(str(data))
        self.data.read()

    def tests_of(self, mutant: Mutant) -> Sequence[str]:
        by_line = self.data.contexts_by_lineno(str(ROOT / mutant.file))
        at_line = {context for context in by_line.get(mutant.line, []) if context}
        if at_line:
            return sorted({_place(context) for context in at_line})
        return [RULES]


def _place(context: str) -> str:
    """`tests.sync.test_fields.test_x` as pytest names it."""
    *modules, name = context.split(".")
    return f"{'/'.join(modules)}.py::{name}"
