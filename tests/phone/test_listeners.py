"""One application on http and https at once, in one process."""

import asyncio
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from server.phone.certificates import keep_authority, keep_certificate
from server.phone.listeners import Listener, bind
from tests.postgres import free_port

PROGRAM = """
import sys
from pathlib import Path
from server.phone.listeners import Listener, listen

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            print(message["type"], flush=True)
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["scheme"].encode()})

plain, tls, certificate, key = sys.argv[1:]
listen(app, [Listener("127.0.0.1", int(plain)), Listener("127.0.0.1", int(tls), Path(certificate), Path(key))], lambda: print("stop", flush=True))
"""


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int, subprocess.Popen[str]]]:
    authority = keep_authority(tmp_path, datetime.now(UTC))
    served = keep_certificate(tmp_path, authority, ["127.0.0.1"], datetime.now(UTC))
    plain, tls = free_port(), free_port()
    arguments = [str(plain), str(tls), str(served.certificate), str(served.key)]
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, env=os.environ)
    yield plain, tls, process
    process.kill()
    process.wait()


async def when_up(client: httpx.AsyncClient, address: str) -> str:
    for _ in range(200):
        try:
            return (await client.get(address)).text
        except httpx.ConnectError:
            await asyncio.sleep(0.05)
    raise AssertionError(f"nothing answers at {address}")


async def test_both_listeners_serve_one_application_and_end_together(ports: tuple[int, int, subprocess.Popen[str]], tmp_path: Path) -> None:
    plain, tls, process = ports
    trusting = ssl.create_default_context(cafile=tmp_path / "ca.pem")

    async with httpx.AsyncClient(verify=trusting) as client:
        assert await when_up(client, f"http://127.0.0.1:{plain}") == "http"
        assert await when_up(client, f"https://127.0.0.1:{tls}") == "https"

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    assert process.stdout is not None
    assert process.stdout.read().split() == ["lifespan.startup", "stop", "lifespan.shutdown"]


def test_a_taken_port_is_known_before_anything_is_served() -> None:
    held = bind(Listener("127.0.0.1", 0))
    held.listen()

    with pytest.raises(OSError, match="in use"):
        bind(Listener("127.0.0.1", held.getsockname()[1]))
    held.close()
