"""Server processes that start in a tenth of the time: each is forked from one that has read the programs already."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

READ = ("server.cli", "server.serving")  # what `doorstep serve` reads when it starts
STEP_S = 0.02


class Program:
    """One of them, until it ends."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def is_running(self) -> bool:
        try:
            os.kill(self.pid, 0)  # whose end the parent waits for at once: no pid of an ended one is left
        except ProcessLookupError:
            return False
        return True

    async def ends(self, seconds: float, *, by: signal.Signals = signal.SIGTERM) -> None:
        """Asks it to end, or makes it, and waits. Raises TimeoutError."""
        if self.is_running():
            self.send_signal(by)
        async with asyncio.timeout(seconds):
            while self.is_running():
                await asyncio.sleep(STEP_S)


def start(main: str, arguments: Sequence[str], log: Path) -> Program:
    """`main`, a `module:function`, with these arguments in a process of its own; what it says goes into `log`."""
    parent = _parent()
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps([str(log), main, *arguments]) + "\n")
    parent.stdin.flush()
    return Program(int(parent.stdout.readline()))


@cache
def _parent() -> "subprocess.Popen[str]":
    """One for each run of tests (each worker under xdist); it ends with its standard input."""
    return subprocess.Popen([sys.executable, "-m", "tests.readied"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def main() -> None:
    for module in READ:
        import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        log, called, *arguments = json.loads(line)
        if (pid := os.fork()) == 0:
            _write_into(log)
            module, _, function = called.partition(":")
            sys.exit(getattr(import_module(module), function)(arguments))
        print(pid, flush=True)


def _write_into(log: str) -> None:
    """As a shell would start it: its own output, no input, children of its own."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written, nothing = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, written), (2, written)):
        os.dup2(source, target)


if __name__ == "__main__":
    main()
