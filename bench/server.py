"""A real server in a process of its own, asked over HTTP."""

import gzip
import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from bench.process import cpu_s, peak_mib, tree_cpu_s

START_S = 30.0


class Server(msgspec.Struct):
    """`database_pid`: PostgreSQL's first process; None where the database is in the server's own."""

    port: int
    pid: int
    database_pid: int | None

    def cpu_s(self) -> float:
        """Of the server and, where it has processes of its own, the database."""
        return cpu_s(self.pid) + (tree_cpu_s(self.database_pid) if self.database_pid else 0.0)

    def peak_mib(self) -> float:
        return peak_mib(self.pid)


class Reply(msgspec.Struct):
    size: int  # bytes on the wire
    body: bytes  # unpacked

    def told(self) -> Any:
        return msgspec.json.decode(self.body)


class Client:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def post(self, path: str, token: str, body: bytes, *, packed: bool = False) -> Reply:
        return self._ask("POST", path, token, body, packed)

    def get(self, path: str, token: str) -> Reply:
        return self._ask("GET", path, token, None, packed=False)

    def _ask(self, method: str, path: str, token: str, body: bytes | None, packed: bool) -> Reply:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        headers["Accept-Encoding"] = "gzip" if packed else "identity"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        text = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {text[:300]!r}")
        return Reply(len(raw), text)


@contextmanager
def running_server(url: str, port: int, database_pid: int | None) -> Iterator[Server]:
    """`doorstep serve` on this store, until the block ends."""
    process = subprocess.Popen([sys.executable, "-m", "server.cli", "serve", "--database", url, "--port", str(port)])
    try:
        _wait(port)
        yield Server(port, process.pid, database_pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/ready")
            connection.getresponse().read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def doorstep(*arguments: str) -> str:
    """What a command of the command line prints."""
    done = subprocess.run([sys.executable, "-m", "server.cli", *arguments], capture_output=True, text=True, check=True)
    return done.stdout
