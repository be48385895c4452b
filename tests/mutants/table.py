"""What became of the mutants, by file, and where the last whole table is kept."""

import re
from datetime import UTC, datetime
from pathlib import Path

KEPT = Path(__file__).with_name("README.md")
BETWEEN = re.compile(r"(<!-- table -->\n).*?(<!-- end -->)", re.DOTALL)


class Tally:
    """`of`: how many mutants there are."""

    def __init__(self, of: int) -> None:
        self.of = of
        self.killed: dict[str, int] = {}
        self.survived: dict[str, int] = {}

    def note(self, file: str, *, killed: bool) -> None:
        counts = self.killed if killed else self.survived
        counts[file] = counts.get(file, 0) + 1

    @property
    def tried(self) -> int:
        return sum(self.killed.values()) + sum(self.survived.values())

    @property
    def score(self) -> float:
        return per_cent(sum(self.killed.values()), sum(self.survived.values()))


def per_cent(killed: int, survived: int) -> float:
    return 100 * killed / max(killed + survived, 1)


def table(tally: Tally) -> str:
    rows = ["| file | killed | survived | score |", "| --- | ---: | ---: | ---: |"]
    for file in sorted({*tally.killed, *tally.survived}):
        rows.append(_row(f"`{file}`", tally.killed.get(file, 0), tally.survived.get(file, 0)))
    rows.append(_row("**all**", sum(tally.killed.values()), sum(tally.survived.values())))
    return "\n".join(rows)


def _row(name: str, killed: int, survived: int) -> str:
    return f"| {name} | {killed} | {survived} | {per_cent(killed, survived):.0f} % |"


def keep_table(tally: Tally, seed: int, commit: str) -> None:
    """Put it, with its date and commit, where the README has the last one."""
    today = datetime.now(UTC).date().isoformat()
    drawn = f"all {tally.of} mutants" if tally.tried == tally.of else f"{tally.tried} of {tally.of} mutants, drawn with seed {seed}"
    told = f"{today}, {commit}: {drawn}.\n\n{table(tally)}\n"
    text = KEPT.read_text(encoding="utf-8")
    KEPT.write_text(BETWEEN.sub(lambda found: f"{found[1]}{told}{found[2]}", text), encoding="utf-8")
