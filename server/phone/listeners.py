"""One application behind several listeners in one process: plain http for this machine, https for the phones in the room."""

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Literal

import msgspec
import uvicorn

GRACE_S = 3  # for answers under way


class Listener(msgspec.Struct, frozen=True):
    """Where to listen. With `certificate` and `key` it speaks TLS."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


class _Server(uvicorn.Server):
    """A server that leaves signals to `listen`, which stops all of them together."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


def bind(listener: Listener) -> socket.socket:
    """The listener's socket. Raises OSError where the port is taken or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((listener.host, listener.port))
    except OSError:
        bound.close()
        raise
    bound.set_inheritable(True)
    return bound


def listen(app: Any, listeners: Sequence[Listener], on_stop: Callable[[], None] = lambda: None) -> None:
    """Serve `app` until SIGINT or SIGTERM. The first listener runs the application's start and end. Raises OSError as `bind` does.

    `on_stop` is called once, before answers under way are waited for: what would never end by itself can end then.
    """
    sockets = [bind(listener) for listener in listeners]
    asyncio.run(_serve_all(app, listeners, sockets, on_stop))


async def _serve_all(app: Any, listeners: Sequence[Listener], sockets: Sequence[socket.socket], on_stop: Callable[[], None]) -> None:
    servers = [_Server(_config(app, listener, "on" if place == 0 else "off")) for place, listener in enumerate(listeners)]

    def stop() -> None:
        if not servers[0].should_exit:
            on_stop()
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for kind in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(kind, stop)
    await asyncio.gather(*(_serve(server, bound, stop) for server, bound in zip(servers, sockets, strict=True)))


async def _serve(server: uvicorn.Server, bound: socket.socket, stop: Callable[[], None]) -> None:
    try:
        await server.serve([bound])
    finally:
        stop()


def _config(app: Any, listener: Listener, lifespan: Literal["on", "off"]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan=lifespan,
        proxy_headers=False,  # the application itself decides whom to believe
        server_header=False,
        access_log=False,
        log_level="warning",
        ssl_certfile=listener.certificate,
        ssl_keyfile=listener.key,
        timeout_graceful_shutdown=GRACE_S,
    )
