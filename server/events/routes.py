"""GET /api/events: says that something changed, and nothing else. A desk then asks again for what it shows."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.response import Stream

from server.events.pulse import Pulse
from server.headers import UNCOMPRESSED
from server.identity.caller import Caller

MINUTES_10 = 600.0


@get("/api/events", operation_id="events", media_type="text/event-stream", opt={UNCOMPRESSED: True})
async def events(caller: NamedDependency[Caller], pulse: NamedDependency[Pulse]) -> Stream:
    """Server-sent events, one a second at most; the stream ends after ten minutes, so that ended access ends it too."""
    await caller.read(lambda conn, actor: None)
    return Stream(_lines(pulse), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _lines(pulse: Pulse) -> AsyncGenerator[bytes]:
    async with aclosing(pulse.listen(MINUTES_10)) as changes:
        async for at in changes:
            yield b": still here\n\n" if at is None else b'event: changed\ndata: {"at":%d}\n\n' % at


ROUTES: tuple[BaseRouteHandler, ...] = (events,)
