"""What a run found out so far, in a file, so that a run which was ended is gone on with. It holds as long as the rules and their tests stay."""

import json
import subprocess
from pathlib import Path

from tests.mutants.sites import ROOT, Mutant

WHAT_COUNTS = ("sync/*.py", "tests/sync", "tests/vectors", "tests/mutants/*.py")


def commit() -> str:
    """The last that changed the rules, their tests, or what is changed in them."""
    told = subprocess.run(
        ["git", "log", "-1", "--format=%h", "--abbrev=10", "--", *WHAT_COUNTS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return told.stdout.strip()


class Verdicts:
    """`known`: of each mutant that was tried, whether it was noticed. Without a path nothing is kept."""

    def __init__(self, path: Path | None = None, of: str = "") -> None:
        self.path = path
        self.known: dict[Mutant, bool] = {}
        if path is None:
            return
        if not path.exists():
            path.write_text(f"{of}\n", encoding="utf-8")
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        if first != of:
            raise SystemExit(f"{path} is of {first}, and these sources are of {of}")
        for line in lines:
            *mutant, killed = json.loads(line)
            self.known[Mutant(*mutant)] = killed

    def note(self, mutant: Mutant, *, killed: bool) -> None:
        self.known[mutant] = killed
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as kept:
                kept.write(json.dumps([*mutant, killed]) + "\n")
