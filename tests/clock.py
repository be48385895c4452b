"""A clock that only a test moves."""

START_MS = 1_767_580_000_000  # 2026-01-05 in the morning, China time


class FakeClock:
    """Called, it tells the ms since the Unix epoch, UTC; it stands still until `advance`."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0, ms: int = 0) -> None:
        self.now_ms += ms + round(1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days))))
