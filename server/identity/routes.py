"""Signing in and out, and who one is."""

from base64 import b64encode
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, UnsetType
from sqlalchemy import Connection

from server.errors import AnyRequest, Problem
from server.identity.actor import Actor
from server.identity.caller import Caller, Visitor
from server.identity.credentials import cookie_name, hash_token, is_https, names_others, new_token
from server.identity.enrol import Try, enrol, peek
from server.identity.evicted import evict
from server.identity.invitation_routes import ROUTES as INVITATIONS
from server.identity.people import find_replica, get_organization, highest_n, list_slices, roles_of
from server.identity.people_routes import ROUTES as PEOPLE
from server.identity.role_routes import ROUTES as ROLES
from server.identity.schemas import Done, EnrolBody, Enrolled, EvictedBody, Former, LogoutBody, Me, Named, Peek, PeekBody
from server.identity.seal import get_seal_key
from server.identity.sheet_routes import ROUTES as SHEETS
from server.identity.store import close_session, find_actor

COOKIE_S = 400 * 86_400  # as long as browsers keep one; the store decides when a sign-in has expired


@post("/api/enrol/peek", status_code=200, operation_id="peek")
async def peek_code(data: JSONBody[PeekBody], visitor: NamedDependency[Visitor]) -> Peek:
    """Whom a code is for. Opening a link asks this; it spends nothing."""
    attempt = Try(data.code, visitor.address, visitor.now)
    found = await visitor.store.write(lambda conn: peek(conn, attempt))
    if isinstance(found, Problem):
        raise found
    return found


@post("/api/enrol", status_code=200, operation_id="enrol")
async def enrol_replica(data: JSONBody[EnrolBody], visitor: NamedDependency[Visitor]) -> Response[Enrolled]:
    """Spend a code: the answer sets the cookie of this person on this phone."""
    attempt, token = Try(data.code, visitor.address, visitor.now), new_token(visitor.random_bytes(32))
    done = await visitor.store.write(lambda conn: enrol(conn, attempt, data, hash_token(token)))
    if isinstance(done, Problem):
        raise done
    return Response(done, cookies=[_cookie(cookie_name(done.person.id, visitor.is_https), token, visitor.is_https, COOKIE_S)])


@get("/api/me", operation_id="me")
async def me(caller: NamedDependency[Caller], replica: FromQuery[UUID | None] = None) -> Me:
    """Who is signed in, and what that person's phone follows. Also for somebody whose access has ended."""

    def read(conn: Connection) -> Me:
        actor = find_actor(conn, caller.credentials.token_hash, caller.credentials.person_hint, caller.now)
        return _me(conn, actor, replica)

    return await caller.store.read(read)


def _me(conn: Connection, actor: Actor, replica: UUID | None) -> Me:
    is_full = actor.access == "full"
    return Me(
        Named(actor.person_id, actor.name),
        get_organization(conn),
        roles_of(conn, [actor.person_id])[actor.person_id] if is_full else [],
        list_slices(conn, actor.person_id) if is_full else [],
        actor.access,
        (highest_n(conn, replica, actor.person_id) or 0) if replica else UNSET,
        _seal_key(conn, replica, actor) if replica else UNSET,
    )


def _seal_key(conn: Connection, replica: UUID, actor: Actor) -> str | UnsetType:
    """Also for a phone that enrolled before there were such keys, or lost what it had stored. None for one that was itself lost."""
    if actor.is_phone_lost or find_replica(conn, replica) not in (None, actor.person_id):
        return UNSET
    return b64encode(get_seal_key(conn, replica, actor.person_id)).decode()


@post("/api/me/evicted", status_code=200, operation_id="evicted")
async def evicted(data: JSONBody[EvictedBody], caller: NamedDependency[Caller]) -> Former:
    """The browser threw this phone's store away, which goes on as `replica`. What the server has of the former one."""
    token = caller.credentials.token_hash
    return await caller.once(data.id, Former, lambda conn, actor, _: evict(conn, token, actor, data, caller.now))


@post("/api/logout", status_code=200, operation_id="logout")
async def logout(data: JSONBody[LogoutBody], caller: NamedDependency[Caller], request: AnyRequest) -> Response[Done]:
    """End this sign-in. The browser forgets its cached answers; all it holds of this origin only if `wipe` says that nothing is unsent."""

    def end(conn: Connection) -> UUID:
        actor = find_actor(conn, caller.credentials.token_hash, caller.credentials.person_hint, caller.now)
        close_session(conn, caller.credentials.token_hash)
        return actor.person_id

    person_id = await caller.store.write(end)
    alone = data.wipe and not names_others(request.headers.get("cookie", ""), person_id)
    secure = is_https(request, request.app.state.settings.trusted_proxies)
    return Response(
        Done(data.id or person_id),
        headers={"Clear-Site-Data": '"cache", "cookies", "storage"' if alone else '"cache"'},
        cookies=[_cookie(cookie_name(person_id, secure), "", secure, 0)],
    )


def _cookie(name: str, value: str, secure: bool, max_age_s: int) -> Cookie:
    return Cookie(key=name, value=value, path="/", max_age=max_age_s, httponly=True, samesite="strict", secure=secure)


ROUTES: tuple[BaseRouteHandler, ...] = (peek_code, enrol_replica, me, evicted, logout, *PEOPLE, *ROLES, *INVITATIONS, *SHEETS)
