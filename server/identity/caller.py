"""Who calls, and the store to answer from: sign-in happens in the same transaction as the work, so it costs no hop of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from server.db.engine import Store
from server.errors import IdTaken
from server.identity.actor import Actor
from server.identity.calls import begin_call, finish_call
from server.identity.credentials import Credentials
from server.identity.store import find_actor, touch_session
from sync.errors import AccessEnded

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Caller:
    """`read` and `write` run store functions as the signed-in person; `now` is when the request came."""

    store: Store
    credentials: Credentials
    now: int
    new_id: Callable[[], UUID]
    random_bytes: Callable[[int], bytes]
    path: str

    async def read(self, work: Callable[[Connection, Actor], T]) -> T:
        return await self.store.read(lambda conn: work(conn, self.sign_in(conn)))

    async def write(self, work: Callable[[Connection, Actor], T]) -> T:
        def run(conn: Connection) -> T:
            actor = self.sign_in(conn)
            touch_session(conn, self.credentials.token_hash, actor, self.now)
            return work(conn, actor)

        return await self.store.write(run)

    async def once(self, call_id: UUID | None, answer: type[S], work: Callable[[Connection, Actor, UUID], S]) -> S:
        """Like `write`, but the same client-made id again gets the first answer. Raises IdTaken if it stood for another call."""
        key = call_id or self.new_id()

        def run(conn: Connection, actor: Actor) -> S:
            stored = begin_call(conn, key, actor.person_id, self.path, self.now)
            if stored is not None:
                if (stored.person_id, stored.path) != (actor.person_id, self.path):
                    raise IdTaken("this id was used for another call")
                return msgspec.json.decode(stored.answer, type=answer)
            result = work(conn, actor, key)
            finish_call(conn, key, msgspec.json.encode(result))
            return result

        return await self.write(run)

    def sign_in(self, conn: Connection) -> Actor:
        """Raises Unauthorized, and AccessEnded for somebody whose access ended: they may only push and pull."""
        actor = find_actor(conn, self.credentials.token_hash, self.credentials.person_hint, self.now)
        if actor.access != "full":
            raise AccessEnded("access has ended; what is unsent may still be pushed")
        return actor


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has no sign-in yet."""

    store: Store
    address: str
    is_https: bool
    now: int
    new_id: Callable[[], UUID]
    random_bytes: Callable[[int], bytes]
