"""Seeds that once failed: replayed first, for ever. One a line: the kind, the seed, and after # what was wrong."""

from pathlib import Path

SEEDS = Path(__file__).parent / "seeds.txt"  # of bodies and calls


def kept_seeds(kind: str, file: Path = SEEDS) -> list[int]:
    lines = [line.partition("#")[0].split() for line in file.read_text(encoding="utf-8").splitlines()]
    return [int(words[1]) for words in lines if words and words[0] == kind]


def keep_seed(kind: str, seed: int, why: str, file: Path = SEEDS) -> None:
    if seed not in kept_seeds(kind, file):
        with file.open("a", encoding="utf-8") as kept:
            kept.write(f"{kind} {seed}  # {why[:120]}\n")
