"""How far the long run is: in this run, and at this commit in all of its runs."""

import hashlib
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from launch.place import KEPT, ROOT
from tests.long.pieces import KINDS
from tests.simulator.run import commit

FILE = KEPT / "long.json"
RUN_MINUTES = 40  # what a kind's target is the measure of
LEAST = 10  # what reached less than its share's tenth is too few
JUDGED_MINUTES = 20  # a shorter run names what was too few, but a piece or two of a kind may be all its time
ROOMS = ("sync", "server", "pwa", "tests")  # what a history is made of
NUMBERS = 10_000_000
WHOLE = 10  # without a limit it goes on to ten times the targets


class Kept(msgspec.Struct):
    """What earlier runs at a commit have reached, by kind."""

    commit: str
    reached: dict[str, int] = {}


def read_kept(file: Path = FILE) -> Kept:
    """Another commit's figures are not this one's: it begins anew."""
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        kept = Kept(commit())
    return kept if kept.commit == commit() else Kept(commit())


def first_piece(file: Path = FILE, code: Path = ROOT) -> int:
    """Of a run. Every change of the code brings fresh seeds, the same ones wherever it is tried first, so that what failed there fails
    again; who goes on at a commit, or has no git, gets others by the time.
    """
    own = None if read_kept(file).reached else _own_number(code)
    return int(time.time()) % NUMBERS if own is None else own


def _own_number(code: Path) -> int | None:
    """Of this code as it is committed, whatever is said about it."""
    try:
        told = subprocess.run(["git", "ls-tree", "-r", "HEAD", *ROOMS], capture_output=True, check=True, cwd=code).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    files = [line for line in told.splitlines() if not line.endswith(b".md")]
    return int.from_bytes(hashlib.sha256(b"\n".join(files)).digest()) % NUMBERS


def add_to_kept(name: str, count: int, file: Path = FILE) -> None:
    kept = read_kept(file)
    kept.reached[name] = kept.reached.get(name, 0) + count
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode(kept))


def share(target: int, minutes: float) -> float:
    return target * minutes / RUN_MINUTES


def too_few(reached: Mapping[str, int], minutes: float) -> list[str]:
    """The kinds of which a run of so many minutes reached less than a tenth of its share."""
    return [kind.name for kind in KINDS if reached.get(kind.name, 0) < share(kind.target, minutes) / LEAST]


def table(reached: Mapping[str, int], kept: Mapping[str, int], minutes: float | None, wrong: int) -> str:
    measure = f"of {minutes:g} min" if minutes is not None else "in all"
    lines = [f"{'':<22}{'reached':>10}{measure:>14}{'':>8}{'at this commit':>18}"]
    for kind in KINDS:
        goal = share(kind.target, minutes) if minutes is not None else WHOLE * kind.target
        done, all_told = reached.get(kind.name, 0), kept.get(kind.name, 0)
        part = (done if minutes is not None else all_told) / goal
        lines.append(f"{kind.name:<22}{done:>10,}{goal:>14,.0f}{part:>8.0%}{all_told:>18,}")
    lines.append(f"{wrong} violations; commit {commit()}, {time.strftime('%Y-%m-%d %H:%M')}")
    return "\n".join(lines)
