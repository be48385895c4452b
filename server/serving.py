"""How the application is put behind its listeners: one process, or several over PostgreSQL."""

import asyncio
import os
import sys
from pathlib import Path

import msgspec
import uvicorn
import uvloop
from litestar import Litestar

from server.app import create_app, give_pulse
from server.collector import calm_collector
from server.phone.listeners import GRACE_S, Listener, listen
from server.settings import Settings, parse_proxies

HANDED_ON = "DOORSTEP_SETTINGS"  # how a parent process tells its workers
TURN_S = 0.0005


class Listening(msgspec.Struct, frozen=True):
    """Where to listen. A certificate makes `port` speak TLS, unless `https_port` does."""

    host: str
    port: int
    https_host: str
    https_port: int | None
    certificate: Path | None
    key: Path | None
    workers: int

    @property
    def listeners(self) -> list[Listener]:
        if self.https_port is None:
            return [Listener(self.host, self.port, self.certificate, self.key)]
        return [Listener(self.host, self.port), Listener(self.https_host, self.https_port, self.certificate, self.key)]

    @property
    def origin(self) -> str:
        """How somebody at this machine names the server."""
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else self.host
        return f"{'https' if self.https_port is None and self.certificate else 'http'}://{host}:{self.port}"


def serve(settings: Settings, listening: Listening) -> None:
    """Until SIGINT or SIGTERM. Raises OSError where a port is taken. No access log: addresses of people are not kept."""
    if listening.workers > 1:
        _serve_many(settings, listening)
        return
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    app = create_app(settings)
    calm_collector()
    shorten_turns()
    listen(app, listening.listeners, on_stop=lambda: give_pulse(app.state).end())


def shorten_turns() -> None:
    """Over SQLite a push lets go of the interpreter at each statement, and would wait 5 ms each time for it while another thread counts."""
    sys.setswitchinterval(TURN_S)


def _serve_many(settings: Settings, listening: Listening) -> None:
    proxies = [str(network) for network in settings.trusted_proxies]
    os.environ[HANDED_ON] = msgspec.json.encode({"database": settings.database, "proxies": proxies}).decode()
    first = listening.listeners[0]
    uvicorn.run(
        "server.serving:make_worker",
        factory=True,
        host=first.host,
        port=first.port,
        workers=listening.workers,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_S,
        ssl_certfile=first.certificate,
        ssl_keyfile=first.key,
    )


def make_worker() -> Litestar:
    """What each of several processes serves."""
    told = msgspec.json.decode(os.environ[HANDED_ON])
    calm_collector()
    shorten_turns()
    return create_app(Settings(database=told["database"], trusted_proxies=parse_proxies(told["proxies"])))
