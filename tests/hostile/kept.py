"""Seeds of bodies and calls that once failed: replayed first, for ever. One a line: the kind, the seed, and after # what was wrong."""

from pathlib import Path

SEEDS = Path(__file__).parent / "seeds.txt"


def kept_seeds(kind: str) -> list[int]:
    lines = [line.partition("#")[0].split() for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    return [int(words[1]) for words in lines if words and words[0] == kind]


def keep_seed(kind: str, seed: int, why: str) -> None:
    if seed not in kept_seeds(kind):
        with SEEDS.open("a", encoding="utf-8") as file:
            file.write(f"{kind} {seed}  # {why[:120]}\n")
