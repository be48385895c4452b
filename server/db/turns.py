"""How a long work leaves room to others."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def in_turn() -> AsyncIterator[None]:
    """Around one piece, mostly one transaction; then others may write for as long as it took."""
    begun = time.monotonic()
    yield
    await asyncio.sleep(time.monotonic() - begun)
