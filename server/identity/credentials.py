"""What a request shows of who sends it: read from its headers alone, without the store."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request

from server.errors import CrossSite, Unauthorized
from server.settings import Network, is_trusted

COOKIE = "doorstep-"
SECURE_COOKIE = "__Host-doorstep-"  # a browser takes it over https only, for the whole origin and nobody else's
PERSON_HEADER = "doorstep-person"
CLIENT_HEADER = "doorstep-client"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Credentials(msgspec.Struct, frozen=True):
    """`token_hash` is what the store knows of `token`; `person_hint` whom the browser says it acts for."""

    token: str
    token_hash: bytes
    person_hint: UUID | None


def hash_token(token: str) -> bytes:
    return sha256(token.encode()).digest()


def credentials_of(request: Request[Any, Any, Any]) -> Credentials:
    """Of the bearer token, or else of the cookie whose person the request names.

    Raises Unauthorized without either, CrossSite for a cookie on a change that our own app did not ask for.
    """
    headers = request.headers
    scheme, _, token = headers.get("authorization", "").partition(" ")
    hint = _hint(headers.get(PERSON_HEADER))
    if scheme.lower() == "bearer" and token:
        return Credentials(token, hash_token(token), hint)
    proxies = request.app.state.settings.trusted_proxies
    token = _cookie_of(headers.get("cookie", ""), hint, is_https(request, proxies))
    if request.method not in SAFE_METHODS:
        refuse_other_sites(headers, _origins(request, proxies))
        if CLIENT_HEADER not in headers:
            raise CrossSite("a change by cookie needs the header Doorstep-Client")
    return Credentials(token, hash_token(token), hint)


def refuse_other_sites(headers: Mapping[str, str], origins: frozenset[str]) -> None:
    """A browser says where a request comes from; what says nothing is let pass only by the callers that use no cookie."""
    site = headers.get("sec-fetch-site")
    if site is None and headers.get("origin") in origins:
        return
    if site not in ("same-origin", "none"):
        raise CrossSite("this change was not asked for by the app")


def is_https(request: Request[Any, Any, Any], proxies: tuple[Network, ...]) -> bool:
    """Own TLS, or a proxy's that the settings trust."""
    if request.scope["scheme"] == "https":
        return True
    return _is_proxied(request, proxies) and _last(request.headers.get("x-forwarded-proto")) == "https"


def client_address(request: Request[Any, Any, Any], proxies: tuple[Network, ...]) -> str:
    """Where the request comes from: behind trusted proxies the nearest address that is not one of them."""
    client = request.scope.get("client")
    address = client[0] if client else ""
    for part in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        if not is_trusted(address, proxies):
            break
        address = part.strip() or address
    return address


def _is_proxied(request: Request[Any, Any, Any], proxies: tuple[Network, ...]) -> bool:
    client = request.scope.get("client")
    return is_trusted(client[0] if client else None, proxies)


def _origins(request: Request[Any, Any, Any], proxies: tuple[Network, ...]) -> frozenset[str]:
    scheme = "https" if is_https(request, proxies) else "http"
    hosts = {request.headers.get("host", "")}
    if _is_proxied(request, proxies):
        hosts.add(_last(request.headers.get("x-forwarded-host")))
    return frozenset(f"{scheme}://{host}" for host in hosts if host)


def _last(value: str | None) -> str:
    return (value or "").rpartition(",")[2].strip()


def _hint(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise Unauthorized("Doorstep-Person is not an id") from None


def _cookie_of(header: str, hint: UUID | None, secure: bool) -> str:
    """The token of the named person's cookie; without a name, of the only one there is."""
    prefix = SECURE_COOKIE if secure else COOKIE
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    tokens = {name[len(prefix) :]: value for name, _, value in pairs if name.startswith(prefix)}
    if hint is not None:
        tokens = {name: value for name, value in tokens.items() if name == str(hint)}
    if len(tokens) != 1:
        raise Unauthorized("no sign-in" if not tokens else "several people have a sign-in here: name one in Doorstep-Person")
    return next(iter(tokens.values()))


def new_token(chance: bytes) -> str:
    """A token of 32 random bytes."""
    return urlsafe_b64encode(chance).rstrip(b"=").decode()


def cookie_name(person_id: UUID, secure: bool) -> str:
    return f"{SECURE_COOKIE if secure else COOKIE}{person_id}"


def names_others(header: str, person_id: UUID) -> bool:
    """Whether a browser also holds the sign-in of somebody else."""
    names = (pair.strip().partition("=")[0].removeprefix("__Host-") for pair in header.split(";"))
    return any(name.startswith(COOKIE) and name != f"{COOKIE}{person_id}" for name in names)
