"""The time of day, as the server asks for it."""

import time
from collections.abc import Callable

Clock = Callable[[], int]


def wall_clock() -> int:
    """ms since the Unix epoch, UTC."""
    return time.time_ns() // 1_000_000
