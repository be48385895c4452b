"""Python's search for cycles among values, where nobody should wait for it."""

import gc


def calm_collector() -> None:
    """What is loaded stays; a push makes some thousand short-lived values, and looking for cycles among them cost it a quarter."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
