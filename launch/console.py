"""What is said on the terminal while things are being done."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import east_asian_width


class Stop(Exception):
    """It cannot go on. The text says what a person can do; it is printed without a traceback."""


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say that a step is under way, then how long it took."""
    live = sys.stdout.isatty()
    print(f"  … {title}", end="" if live else "\n", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        _close(live, "✗", title, began)
        raise
    _close(live, "✓", title, began)


def _close(live: bool, mark: str, title: str, began: float) -> None:
    padding = " " * (48 - sum(2 if east_asian_width(letter) in "WF" else 1 for letter in title))
    print(f"{chr(13) if live else ''}  {mark} {title}{padding} {time.monotonic() - began:6.1f} s", flush=True)


def say(text: str = "") -> None:
    print(text, flush=True)
