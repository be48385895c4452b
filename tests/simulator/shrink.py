"""Makes a history that failed shorter: planned events are left out for as long as it still fails in the same way."""

import re
import time

from tests.simulator.kinds import history_of
from tests.simulator.run import describe, keep_seed, what_is_wrong
from tests.simulator.server import Server

LONGEST_S = 30.0


async def shrink(server: Server, seed: int, wrong: list[str], longest_s: float = LONGEST_S) -> tuple[set[int], list[str]]:
    """The planned events that are not needed, and what is wrong without them."""
    history, end = history_of(server, seed), time.monotonic() + longest_s
    await what_is_wrong(server, history)
    left, size = list(range(history.planned)), history.planned // 2
    without: set[int] = set()
    while size and time.monotonic() < end:
        start = 0
        while start < len(left) and time.monotonic() < end:
            tried = without | set(left[start : start + size])
            found = await what_is_wrong(server, history_of(server, seed, tried))
            if found and kind_of(found[0]) == kind_of(wrong[0]):
                without, wrong, left = tried, found, [number for number in left if number not in tried]
            else:
                start += size
        size //= 2
    return without, wrong


async def told_and_kept(server: Server, seed: int, wrong: list[str]) -> str:
    """Keep a seed that failed, and say how to see the shortest form of its history."""
    keep_seed(seed, wrong[0])
    without, shorter = await shrink(server, seed, wrong)
    return describe(seed, shorter, without)


def kind_of(text: str) -> str:
    """What is said, without the ids, numbers and names in it."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|^[^:]*: ", "", text)[:40]
