"""The real application in this process, without threads, over a file that each history begins from the same template."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import msgspec
from litestar import Litestar
from litestar.types import Message, Scope

from server.app import create_app, parts_of
from server.backup.command import Means
from server.db.engine import Store, open_store
from server.db.migrate import ready_schema
from server.db.refusals import StoreBusy
from server.ids import uuid7
from server.replication.sweep import START, Place, prune, sweep
from server.settings import Settings
from tests.clock import START_MS, FakeClock
from tests.server.community import Community, found
from tests.simulator.app_phone import Apps
from tests.stumbling import Stumbles, stumble

Rows = list[tuple[Any, ...]]
TRIES = 100  # until whom a database refuses now and then has been served, and until a sweep is done
MOVES_LEFT = "SELECT j.id FROM move_jobs j JOIN moves m ON m.id = j.id WHERE length(m.doc) = 0"
COUNTS_LEFT = "SELECT 1 FROM organization WHERE counted_to IS NOT NULL UNION SELECT 1 FROM campaigns WHERE changed_at IS NOT NULL"


class Inline(Executor):
    """Runs what it is given at once, in the caller's thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = _future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done


def _future() -> Any:
    """The running loop's own, which is taken as it is; any other would be told over a socket that it is done."""
    try:
        return asyncio.get_running_loop().create_future()
    except RuntimeError:
        return Future()


class Answer(msgspec.Struct, frozen=True):
    status: int
    body: bytes
    media_type: str = ""

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Ids:
    """UUIDv7s in the order they are asked for, the same in each run of a seed."""

    def __init__(self, clock: FakeClock, kind: int) -> None:
        self.clock, self.kind, self.count = clock, kind, 0

    def __call__(self) -> UUID:
        self.count += 1
        return uuid7(self.clock(), bytes([self.kind]) + self.count.to_bytes(9, "big"))


async def call_app(
    app: Litestar, method: str, path: str, body: bytes, token: str, more: Mapping[str, str] = {}, *, breaks_off: bool = False
) -> Answer:
    """One HTTP request through ASGI, with nothing between. `breaks_off`: whoever asks is gone after `body`, which is not all of it."""
    route, _, query = path.partition("?")
    told = {
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
        "host": "test",
        "content-length": str(len(body)),
        **more,
    }
    scope: Scope = {  # type: ignore[typeddict-item]
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(route),
        "raw_path": route.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
        "extensions": {},
        "state": {},
    }
    incoming: list[Message] = [{"type": "http.request", "body": body, "more_body": breaks_off}]
    status, media_type, parts, is_over = 0, "", [], asyncio.Event()

    async def receive() -> Message:
        if status and not breaks_off:
            await is_over.wait()  # whoever asked stays until all is said, also what comes piece by piece
        return incoming.pop() if incoming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal status, media_type
        if message["type"] == "http.response.start":
            status = message["status"]
            media_type = dict(message["headers"]).get(b"content-type", b"").decode()
        elif message["type"] == "http.response.body":
            parts.append(message["body"])
            if not message.get("more_body"):
                is_over.set()

    await app(scope, receive, send)  # type: ignore[arg-type]
    return Answer(status, b"".join(parts), media_type)


class Server:
    """`begin` gives it a fresh store; `restart` a fresh process, as far as one process can."""

    dialect = "sqlite"

    def __init__(self, folder: Path, of: Community) -> None:
        self.clock, self.of = FakeClock(), of
        self.path = folder / "history.sqlite"
        self.template = sqlite3.connect(folder / "template.sqlite")
        self.ids, self.chance = Ids(self.clock, 1), Random(0)
        self._reader: sqlite3.Connection | None = None
        self._routes: Litestar | None = None
        self.app: Litestar | None = None  # none while the process is away
        self.apps = Apps()  # where the app itself is some of the phones
        self.stumbles: Stumbles | None = None  # when the database refuses

    @classmethod
    async def make(cls, folder: Path) -> "Server":
        return cls(folder, await _make_template(folder / "template.sqlite", FakeClock()))

    def begin(self, seed: int) -> None:
        self.clock.now_ms = START_MS + 3_600_000
        self.apps.begin()
        self.ids, self.chance = Ids(self.clock, 1), Random(f"server {seed}")
        self._journal.write_bytes(b"")  # else what a restore says names the folder of this run
        target = sqlite3.connect(self.path, isolation_level=None)
        self.template.backup(target)
        target.execute("PRAGMA journal_mode=WAL")
        target.close()
        if self.app is None:
            self.start()

    def start(self) -> None:
        """Everything that belongs to a process is made anew; the routes, which know nothing, are put together once."""
        settings = Settings(database=f"sqlite:///{self.path}")
        given: dict[str, Any] = {
            "clock": self.clock,
            "new_id": lambda: self.ids(),
            "random_bytes": lambda count: self.chance.randbytes(count),
            "executor": Inline(),
        }
        if self._routes is None:
            self._routes = create_app(settings, **given)
        else:
            self._routes.state.update(parts_of(settings, **given))
        self.app = self._routes
        if self.stumbles is not None:
            stumble(self.app.state.store, self.stumbles)

    async def restart(self) -> None:
        await self.close()
        self.start()

    async def close(self) -> None:
        if self.app is not None:
            await self.app.state.store.close()
            self.app = None

    @property
    def _journal(self) -> Path:
        return self.path.with_name(f"{self.path.name}.desk-journal")

    async def restore(self, work: Callable[[Path, Means], str]) -> str:
        """The server is stopped, the store put back, the server started. What that said."""
        await self.close()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        told = await asyncio.to_thread(work, self.path, Means(self.clock(), self.ids, self._journal))
        self.start()
        return told

    async def call(self, method: str, path: str, body: bytes | Mapping[str, Any], token: str) -> Answer:
        assert self.app is not None
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        answer = await call_app(self.app, method, path, raw, token)
        for _ in range(TRIES if self._may_refuse and not path.startswith("/api/sync/") else 0):
            if answer.status != 503:
                break
            answer = await call_app(self.app, method, path, raw, token)  # who asks at a desk is told to try again, and does
        await self._settle()
        return answer

    async def _settle(self) -> None:
        """What was begun in the background is done in the same moment of virtual time, also what broke off because the database refused."""
        assert self.app is not None
        state = self.app.state
        await state.mover.settle()
        await state.recounts.settle()
        for _ in range(TRIES if self.stumbles is not None else 0):
            if not await self._go_on():
                return
            await state.mover.settle()
            await state.recounts.settle()
        assert self.stumbles is None, f"what was begun in the background is not done after {TRIES} goes"

    async def _go_on(self) -> bool:
        """With what broke off, as a server does after a while. False: nothing did."""
        assert self.app is not None
        moves, counts = await self.rows(MOVES_LEFT), await self.rows(COUNTS_LEFT)
        for (move_id,) in moves:
            self.app.state.mover.start(UUID(move_id))
        if counts:
            self.app.state.recounts.start()
        return bool(moves or counts)

    async def call_cut(self, path: str, body: bytes, token: str, *, is_closed: bool) -> Answer:
        """A call of which no more than `body` arrives. `is_closed`: it ends there as if it were all; else whoever asked is gone."""
        assert self.app is not None
        return await call_app(self.app, "POST", path, body, token, breaks_off=not is_closed)

    async def sweep(self) -> None:
        """What the server does by itself each minute: also what was to be counted anew when its last process ended, or a copy was put back."""
        assert self.app is not None
        self.app.state.recounts.start()
        await self._settle()
        with self._giving_up():  # then at its next turn
            await sweep_all(self.app.state.store, self.clock, self.ids)

    @property
    def _may_refuse(self) -> bool:
        return self.stumbles is not None and self.stumbles.is_asked

    def _giving_up(self) -> AbstractContextManager[None]:
        """What the database was asked to refuse may be given up, and nothing else."""
        return suppress(StoreBusy) if self._may_refuse else nullcontext()

    async def prune(self) -> None:
        """What the server does by itself each day."""
        assert self.app is not None
        with self._giving_up():
            await self.app.state.store.write(lambda conn: prune(conn, self.clock()))

    async def rows(self, sql: str, *params: Any) -> Rows:
        """For the checker: past the application, with ids as text."""
        if self._reader is None:
            self._reader = sqlite3.connect(self.path, isolation_level=None)
        given = [UUID(each).bytes if _is_id(each) else each for each in params]
        return [
            tuple([_text(value) if type(value) is bytes else value for value in row]) for row in self._reader.execute(sql, given).fetchall()
        ]


async def sweep_all(store: Store, clock: Callable[[], int], new_id: Callable[[], UUID]) -> None:
    """A turn of the sweep. AssertionError: it says for ever that there is more, and a server would do nothing else."""
    after: Place | None = START
    for _ in range(TRIES):
        after = await store.write(lambda conn, place=after: sweep(conn, clock(), new_id, place))
        if after is None:
            return
    raise AssertionError(f"after {TRIES} goes the sweep says still that there is more")


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36 and value.count("-") == 4


@lru_cache(maxsize=4096)
def _text(value: bytes) -> str | bytes:
    """Of an id; the same ones are read again and again."""
    return str(UUID(bytes=value)) if len(value) == 16 else value


async def _make_template(path: Path, clock: FakeClock) -> Community:
    """The community of the tests; its first leader belongs to the other team too, so that one phone holds two slices."""
    url = f"sqlite:///{path}"
    store = open_store(url, executor=Inline())
    ready_schema(store)
    community = await found(store, clock)
    await store.close()
    app = create_app(Settings(database=url), clock=clock, new_id=Ids(clock, 2), random_bytes=Random(0).randbytes, executor=Inline())
    second = {"id": str(Ids(clock, 3)()), "person_id": str(community.people["lea"]), "role": "member"}
    joined = await call_app(app, "POST", f"/api/teams/{community.teams[1].id}/members", msgspec.json.encode(second), "cora")
    assert joined.status == 200, joined.body
    await app.state.store.close()
    return community
