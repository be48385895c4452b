"""python -m tests.long [--minutes N]: fresh seeds of every kind, two pieces at a time, and a table of what was reached.

Without a limit it goes on to ten times the targets; it may be stopped (Ctrl-C) and goes on, at the same commit, where it was.
"""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from tests.long.pieces import FIRST, KINDS, Found, Kind
from tests.long.reached import WHOLE, add_to_kept, read_kept, share, table, too_few

AT_ONCE = 2
PIECE_S = 600  # no piece takes so long on any machine


class Run:
    def __init__(self, minutes: float | None, first_seed: int) -> None:
        self.minutes, self.seed = minutes, first_seed
        self.end = None if minutes is None else time.monotonic() + 60 * minutes
        self.reached: dict[str, int] = {}
        self.begun: dict[str, int] = {}  # pieces
        self.took_s: dict[str, float] = {}  # of a kind's last piece
        self.wrong: list[str] = []
        self.is_stopped = False
        self.lock = threading.Lock()
        self.children: set[subprocess.Popen[bytes]] = set()

    def work(self) -> None:
        """One of those at work: a piece, then the next."""
        while (piece := self._next()) is not None:
            self.do(*piece)

    def _next(self) -> tuple[Kind, int] | None:
        """Of the kind that is furthest behind, if there is time for it."""
        with self.lock:
            if self.is_stopped:
                return None
            if FIRST.name not in self.begun:
                self.begun[FIRST.name] = 1
                return FIRST, 0
            kinds = [kind for kind in KINDS if self._is_wanted(kind)]
            if not kinds:
                return None
            kind = min(kinds, key=self._part_done)
            self.begun[kind.name] = self.begun.get(kind.name, 0) + 1
            self.seed += 1
            return kind, self.seed

    def _is_wanted(self, kind: Kind) -> bool:
        if self.end is None:
            return read_kept().reached.get(kind.name, 0) < WHOLE * kind.target
        left_s = self.end - time.monotonic()
        return left_s > 0 and (self.took_s.get(kind.name, 0) < left_s or kind.name not in self.begun)

    def _part_done(self, kind: Kind) -> float:
        """With what its pieces under way will come to."""
        begun, done = self.begun.get(kind.name, 0), self.reached.get(kind.name, 0)
        each = done / max(begun - 1, 1) or 1
        return max(done, begun * each) / share(kind.target, 40)

    def do(self, kind: Kind, seed: int) -> None:
        began = time.monotonic()
        found = self._run(kind, seed)
        with self.lock:
            if self.is_stopped:
                return
            self.took_s[kind.name] = time.monotonic() - began
            self.reached[kind.name] = self.reached.get(kind.name, 0) + found.reached
            add_to_kept(kind.name, found.reached)
            self.wrong += found.wrong
        for text in found.wrong:
            print(text, flush=True)

    def _run(self, kind: Kind, seed: int) -> Found:
        with tempfile.TemporaryDirectory() as folder:
            into = Path(folder) / "found.json"
            child = subprocess.Popen([sys.executable, "-m", "tests.long.piece", kind.name, str(seed), str(into)], stdin=subprocess.DEVNULL)
            self.children.add(child)
            try:
                child.wait(PIECE_S)
            except subprocess.TimeoutExpired:
                child.kill()
            finally:
                self.children.discard(child)
            if into.exists():
                return msgspec.json.decode(into.read_bytes(), type=Found)
            return Found(0, [f"{kind.name} of seed {seed} ended without a word: {child.returncode}"])

    def stop(self) -> None:
        self.is_stopped = True
        for child in list(self.children):
            child.terminate()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    parser.add_argument("--minutes", type=float, help="how long (default: until ten times the targets are reached)")
    parser.add_argument("--from", dest="first", type=int, default=int(time.time()) % 10_000_000, help="the first seed (default: the time)")
    options = parser.parse_args()
    run = Run(options.minutes, options.first)
    print(f"seeds from {options.first} on", flush=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        working = [pool.submit(run.work) for _ in range(AT_ONCE)]
        try:
            for each in working:
                each.result()
        except KeyboardInterrupt:
            run.stop()
    print(table(run.reached, read_kept().reached, options.minutes, len(run.wrong)))
    few = too_few(run.reached, options.minutes) if options.minutes is not None else []
    if few:
        print(f"too few, less than a tenth of this run's share: {', '.join(few)}")
    return 130 if run.is_stopped else 1 if run.wrong or few else 0


if __name__ == "__main__":
    sys.exit(main())
