"""Bodies that no handler should see: too large, compressed, not UTF-8, nested too deep, or with a NUL that PostgreSQL refuses.

The sync endpoint reads its own bodies (it parks what is wrong inside one command), so its paths pass through here untouched.
"""

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send, WebSocketReceiveMessage

from server.errors import BadRequest
from server.exchange.rows import MAX_BYTES as MAX_FILE
from sync.protocol import MAX_BODY, MAX_NESTING
from sync.sealed import MAX_FILE as MAX_OUTBOX

SYNC = "/api/sync/"
FILES = {
    "/api/rolls": MAX_FILE,
    "/api/areas/file": MAX_FILE,
    "/api/outboxes": MAX_OUTBOX,
    "/api/outboxes/preview": MAX_OUTBOX,
}  # bodies that are files, bytes at most; read by what knows them: rolls in a process of its own


def guard_bodies(app: ASGIApp) -> ASGIApp:
    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:  # there are none; the router refuses them
            await app(scope, receive, send)
            return
        check_address(scope["raw_path"], scope["query_string"])
        if scope["method"] in ("GET", "HEAD", "OPTIONS") or scope["path"].startswith(SYNC):
            await app(scope, receive, send)
            return
        if any(name == b"content-encoding" and value != b"identity" for name, value in scope["headers"]):
            raise HTTPException(status_code=415, detail="compressed bodies are not read")
        most = FILES.get(scope["path"], MAX_BODY)
        body = await read_body(receive, most)
        if most == MAX_BODY:
            check_body(body)
        await app(scope, _replay(body, receive), send)

    return guarded


def check_address(path: bytes, query: bytes) -> None:
    """Raises BadRequest for what no text of ours contains."""
    lowered = query.lower()
    if b"%00" in path or b"%00" in lowered or b"\0" in path or b"\0" in query:
        raise BadRequest("NUL in the address")


async def read_body(receive: Receive, most: int = MAX_BODY) -> bytes:
    """Raises HTTPException 413 once more than `most` bytes have come."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise BadRequest("the body broke off")
        parts.append(message["body"])
        size += len(message["body"])
        if size > most:
            raise HTTPException(status_code=413, detail=f"more than {most} bytes")
        if not message["more_body"]:
            return b"".join(parts)


def check_body(body: bytes) -> None:
    """Raises BadRequest. Brackets inside texts count too: no honest body of this API comes near the limit."""
    try:
        body.decode()
    except UnicodeDecodeError:
        raise BadRequest("not UTF-8") from None
    if b"\0" in body or b"\\u0000" in body:
        raise BadRequest("NUL in the body")
    if nesting_of(body) > MAX_NESTING:
        raise BadRequest(f"nested past {MAX_NESTING}")


def nesting_of(body: bytes) -> int:
    """How deep arrays and objects are nested, texts left out."""
    if body.count(b"[") + body.count(b"{") <= MAX_NESTING:
        return 0
    depth = deepest = 0
    in_text = escaped = False
    for byte in body:
        if in_text:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_text = False
        elif byte == 0x22:
            in_text = True
        elif byte in (0x5B, 0x7B):
            depth += 1
            deepest = max(deepest, depth)
        elif byte in (0x5D, 0x7D):
            depth -= 1
    return deepest


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more; after it whatever else comes (a disconnect)."""
    waiting: list[HTTPReceiveMessage] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> HTTPReceiveMessage | WebSocketReceiveMessage:
        return waiting.pop() if waiting else await receive()

    return again
