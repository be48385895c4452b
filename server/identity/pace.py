"""How fast one sign-in may ask: a bucket for each device that fills again, in this process alone.

Far more than an honest phone needs, so that one gone wild does not slow the others; scripts with a token are not counted. (Tries at
codes are counted in the store, in limits.py: there a guess matters.)
"""

import msgspec

from server.errors import AnyRequest, TooManyTries
from server.identity.credentials import Credentials
from server.words import WORDS

MANY = 10_000  # buckets kept before the full ones are forgotten


class Rate(msgspec.Struct, frozen=True):
    """`size` calls at once, and another one each `every_ms`."""

    size: int
    every_ms: int


SYNC = Rate(200, 100)
SEARCH = Rate(60, 500)
UPLOAD = Rate(30, 30_000)  # each may cost a subprocess up to a minute
FILES = ("/api/rolls", "/api/outboxes", "/api/outboxes/preview")


class Pace:
    """For each bucket the instant (ms) at which it is full again: all that is needed to know what is left in it."""

    def __init__(self) -> None:
        self._full_at: dict[tuple[bytes, Rate], int] = {}

    def take(self, whose: bytes, rate: Rate, now: int) -> int:
        """Take one call out; else how long to wait, in ms. 0: it was taken."""
        empty_ms = rate.size * rate.every_ms
        full_at = min(max(self._full_at.get((whose, rate), now), now), now + empty_ms)  # a clock set back empties no bucket for longer
        wait = full_at + rate.every_ms - now - empty_ms
        if wait > 0:
            return wait
        if len(self._full_at) >= MANY:
            self._full_at = {key: at for key, at in self._full_at.items() if at > now}
        self._full_at[whose, rate] = full_at + rate.every_ms
        return 0


def keep_pace(pace: Pace, request: AnyRequest, credentials: Credentials, now: int) -> None:
    """Raises TooManyTries for a device that syncs, searches or uploads files faster than any that works."""
    rate = _rate_of(request)
    if rate is None or "authorization" in request.headers:
        return
    wait = pace.take(credentials.token_hash, rate, now)
    if wait > 0:
        raise TooManyTries("too fast", retry_after_s=-(-wait // 1000))


def _rate_of(request: AnyRequest) -> Rate | None:
    if request.url.path.startswith("/api/sync/"):
        return SYNC
    if request.method == "POST" and request.url.path in FILES:
        return UPLOAD
    return SEARCH if request.query_params.get("q") or request.headers.get(WORDS) else None
