"""POST /api/sync/push and /api/sync/pull. They read their own bodies: what is wrong inside one command must not spoil the rest."""

from functools import partial
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_200_OK
from sqlalchemy import Connection

from server.bodies import read_body
from server.identity.credentials import Credentials, credentials_of
from server.identity.pace import keep_pace
from server.identity.store import find_actor, touch_session
from server.replication.custody import into_custody
from server.replication.pull import Pulled, read_pull
from server.replication.push import Batch, read_batch, take_custody
from server.replication.replicas import claim_replica, store_heard, store_wipe
from sync import envelope
from sync.protocol import Pull, PushReply

AnyRequest = Request[Any, Any, Any]


def _credentials(request: AnyRequest) -> Credentials:
    """Within the pace that sync may have. The hottest calls take their parts from the state: two that are given cost a group of tasks each time."""
    credentials = credentials_of(request)
    keep_pace(request.app.state.pace, request, credentials, request.app.state.clock())
    return credentials


async def _body(request: AnyRequest) -> bytes:
    """Raises HTTPException 415 for a compressed body (it might be a bomb), BadRequest for one that broke off on its way."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HTTPException(status_code=415, detail="compressed bodies are not read")
    return await read_body(request.receive)


@post("/api/sync/push", status_code=HTTP_200_OK)
async def push(request: AnyRequest) -> Response[bytes]:
    """Take custody of a replica's commands, with one receipt for each, in the order sent."""
    state, credentials = request.app.state, _credentials(request)
    raw = await _body(request)
    batch = read_batch(envelope.read_push(raw), state.clock())
    reply = await into_custody(state.store, partial(_push, batch=batch, credentials=credentials, request=request))
    return Response(msgspec.json.encode(reply), media_type=MediaType.JSON)


def _push(conn: Connection, *, batch: Batch, credentials: Credentials, request: AnyRequest, singly: bool) -> PushReply:
    actor = find_actor(conn, credentials.token_hash, credentials.person_hint, batch.arrived_at)
    touch_session(conn, credentials.token_hash, actor, batch.arrived_at)
    return take_custody(conn, batch, actor, request.app.state.new_id, singly=singly)


@post("/api/sync/pull", status_code=HTTP_200_OK)
async def pull(request: AnyRequest) -> Response[bytes]:
    """Cards and items since the cursors; a slice without news is left out."""
    store, credentials = request.app.state.store, _credentials(request)
    asked = envelope.read_pull(await _body(request))
    now: int = request.app.state.clock()

    def read(conn: Connection) -> Pulled:
        return read_pull(conn, asked, find_actor(conn, credentials.token_hash, credentials.person_hint, now), now)

    pulled: Pulled = await store.read(read)
    if pulled.is_news:
        await store.write(lambda conn: _heard(conn, asked, credentials, now, is_wipe=pulled.is_wipe))
    return Response(pulled.body, media_type=MediaType.JSON)


def _heard(conn: Connection, asked: Pull, credentials: Credentials, now: int, *, is_wipe: bool) -> None:
    """A replica not seen before is this person's from now on."""
    actor = find_actor(conn, credentials.token_hash, credentials.person_hint, now)
    replica = claim_replica(conn, asked.replica, actor.person_id, now, signed_in_as=actor.replica_id)
    store_heard(conn, asked.replica, asked.status, now)
    if is_wipe:
        store_wipe(conn, replica, asked.status, now)
    touch_session(conn, credentials.token_hash, actor, now)
