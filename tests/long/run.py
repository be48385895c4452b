"""Works off pieces of all kinds, each in a process of its own, until all is reached or the time is up."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.long.pieces import FIRST, KINDS, Found, Kind
from tests.long.reached import FILE, RUN_MINUTES, WHOLE, add_to_kept, read_kept, share

PIECE = (sys.executable, "-m", "tests.long.piece")
PIECE_S = 600.0  # no piece takes so long on a machine where a history takes A_HISTORY_S
A_HISTORY_S = 0.5  # on an idle one of two processors, beside another piece
LETS_GO_S = 20.0  # in which one that is interrupted ends what it had started
LOOKS_EVERY_S = 0.5
SAYS_EVERY_S = 10.0

Child = subprocess.Popen[bytes]


class Run:
    """`first`: the number of each kind's first piece. `program`: what does one, given its kind, its number and a file for what it finds."""

    def __init__(
        self,
        minutes: float | None,
        first: int,
        *,
        kinds: Sequence[Kind] = KINDS,
        program: Sequence[str] = PIECE,
        kept: Path = FILE,
        piece_s: float = PIECE_S,
        lets_go_s: float = LETS_GO_S,
    ) -> None:
        self.first, self.kinds, self.program, self.kept = first, kinds, program, kept
        self.piece_s, self.lets_go_s = piece_s, lets_go_s
        self.began = self.said = time.monotonic()
        self.end = None if minutes is None else self.began + 60 * minutes
        self.reached: dict[str, int] = {}
        self.begun: dict[str, int] = {}  # pieces
        self.took_s: dict[str, float] = {}  # of a kind's last piece
        self.slowness = 1.0  # of this machine, now: as the first piece finds it
        self.wrong: list[str] = []
        self.is_stopped = False
        self.lock = threading.Lock()

    def work(self) -> None:
        """One of those at work: a piece, then the next."""
        while (piece := self._next()) is not None:
            self._do(*piece)

    def stop(self) -> None:
        """What is under way is interrupted; what it had found by then counts."""
        self.is_stopped = True

    def _next(self) -> tuple[Kind, int] | None:
        """Of the kind that is furthest behind, if there is time for it."""
        with self.lock:
            if self.is_stopped:
                return None
            if FIRST.name not in self.begun:
                self.begun[FIRST.name] = 1
                return FIRST, 0
            kinds = [kind for kind in self.kinds if self._is_wanted(kind)]
            if not kinds:
                return None
            kind = min(kinds, key=self._part_done)
            number = self.begun.get(kind.name, 0)
            self.begun[kind.name] = number + 1
            return kind, self.first + number

    def _is_wanted(self, kind: Kind) -> bool:
        if self.end is None:
            return read_kept(self.kept).reached.get(kind.name, 0) < WHOLE * kind.target
        left_s = self.end - time.monotonic()
        return left_s > 0 and (self.took_s.get(kind.name, 0) < left_s or kind.name not in self.begun)

    def _part_done(self, kind: Kind) -> float:
        """With what its pieces under way will come to."""
        begun, done = self.begun.get(kind.name, 0), self.reached.get(kind.name, 0)
        each = done / max(begun - 1, 1) or 1
        return max(done, begun * each) / share(kind.target, RUN_MINUTES)

    def _do(self, kind: Kind, number: int) -> None:
        began = time.monotonic()
        found = self._run(kind, number)
        with self.lock:
            took_s = self.took_s[kind.name] = time.monotonic() - began
            if kind is FIRST and found.reached:
                self.slowness = max(1.0, took_s / found.reached / A_HISTORY_S)
            self.reached[kind.name] = self.reached.get(kind.name, 0) + found.reached
            add_to_kept(kind.name, found.reached, self.kept)
            self.wrong += found.wrong
            for text in found.wrong:
                print(text, flush=True)
            self._say()

    def _say(self) -> None:
        """Now and then how far it is."""
        now = time.monotonic()
        if now - self.said >= SAYS_EVERY_S:
            self.said = now
            minutes, seconds = divmod(int(now - self.began), 60)
            told = "; ".join(f"{name} {count:,}" for name, count in self.reached.items())
            print(f"{minutes:3}:{seconds:02} {told or 'the first pieces are under way'}", flush=True)

    def _run(self, kind: Kind, number: int) -> Found:
        """What a piece has found at its end, or by when it was stopped."""
        with tempfile.TemporaryDirectory() as folder:
            into = Path(folder) / "found.json"
            child = subprocess.Popen([*self.program, kind.name, str(number), str(into)], stdin=subprocess.DEVNULL, start_new_session=True)
            is_done = self._is_done_in_time(child)
            if not is_done:
                self._interrupt(child)
            end_session(child)
            found = msgspec.json.decode(into.read_bytes(), type=Found) if into.exists() else None
        if found is None and is_done:
            return Found(0, [f"{kind.name}, piece {number}, ended without a word: {child.returncode}"])
        found = found or Found()
        if is_done and kind.target and not found.reached and not found.wrong:
            found.wrong.append(f"{kind.name}, piece {number}, tried nothing")
        if not is_done and not self._is_over:
            found.wrong.append(f"{kind.name}, piece {number}, was not done after {self._most_s:.0f} s")
        return found

    @property
    def _most_s(self) -> float:
        return self.piece_s * self.slowness

    def _is_done_in_time(self, child: Child) -> bool:
        began = time.monotonic()
        while not self._is_over and time.monotonic() - began < self._most_s:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(LOOKS_EVERY_S)
                return True
            with self.lock:
                self._say()
        return False

    @property
    def _is_over(self) -> bool:
        return self.is_stopped or (self.end is not None and time.monotonic() >= self.end)

    def _interrupt(self, child: Child) -> None:
        child.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(self.lets_go_s)


def end_session(child: Child) -> None:
    """Kill it, and what it left behind: the browsers and databases it started have groups of their own, but its session."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(int(entry.name)) == child.pid:
                os.kill(int(entry.name), signal.SIGKILL)
    child.kill()
    child.wait()
