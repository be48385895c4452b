"""Every error leaves as problem+json (RFC 9457) with a stable code, made here and nowhere else.

Problem                   (what a whole call of the API can meet; sync/errors.py has those of the sync endpoint)
├── BadRequest            400 bad_request
├── Unauthorized          401 unauthorized
├── Forbidden             403 forbidden
├── CrossSite             403 cross_site: a cookie came with a request that the app did not make
├── NotFound              404 not_found: also for what exists but is not this person's to see
├── UnknownCode           404 unknown_code
├── IdTaken               409 id_taken: the client-made id was used for something else
├── Unfit                 409 area_loop, area_in_use, campaign_keeps_areas, name_taken, team_name_taken, zone_unconfirmed, zone_changing, still_counting, roll_is_busy, roll_not_ready, roll_has_begun: it does not fit what is there
├── Ended                 409 team_ended, campaign_ended: doors go there no more
├── DoorsMoving           409 doors_moving: another move has some of these doors in its hands
├── MoveTooLarge          413 move_too_large: more doors than one move takes; nothing was moved
├── Unreadable            422 what a file that was sent is, or lacks: the codes of exchange/README.md
├── LastCoordinator       409 last_coordinator: somebody must be left who coordinates everything
├── Gone                  410 code_used, code_expired, code_revoked
├── TooManyTries          429 too_many_tries, with Retry-After
└── NotReady              503 not_ready

StoreBusy and StoreFull (db/refusals.py) are 503 busy and store_full, with Retry-After.
"""

import logging
import traceback
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from server.db.refusals import StoreBusy, StoreFull
from server.headers import API_HEADERS
from sync.errors import SyncError

log = logging.getLogger("doorstep")
PROBLEM_JSON = "application/problem+json"
CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_tries",
    503: "busy",
}


class Problem(Exception):
    """Expected, and the whole call's. `detail` is for a developer: never a name, an address or a note."""

    status = 400
    code = "bad_request"

    def __init__(self, detail: str = "", *, retry_after_s: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after_s = retry_after_s


class BadRequest(Problem):
    pass


class Unauthorized(Problem):
    status = 401
    code = "unauthorized"


class Forbidden(Problem):
    status = 403
    code = "forbidden"


class CrossSite(Problem):
    status = 403
    code = "cross_site"


class NotFound(Problem):
    status = 404
    code = "not_found"


class UnknownCode(Problem):
    status = 404
    code = "unknown_code"


class IdTaken(Problem):
    status = 409
    code = "id_taken"


class Coded(Problem):
    """Problems of one status that a code tells apart."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail)
        self.code = code


class Unfit(Coded):
    status = 409


class Ended(Coded):
    status = 409


class NotTwoHouseholds(Problem):
    status = 409
    code = "not_two_households"


class DoorsMoving(Problem):
    status = 409
    code = "doors_moving"


class MoveTooLarge(Problem):
    status = 413
    code = "move_too_large"


class Unreadable(Coded):
    """Well sent, but not to be used as it is; `detail` says how, for whoever sent it."""

    status = 422


class LastCoordinator(Problem):
    status = 409
    code = "last_coordinator"


class Gone(Coded):
    status = 410


class TooManyTries(Problem):
    status = 429
    code = "too_many_tries"


class NotReady(Problem):
    status = 503
    code = "not_ready"


class ProblemBody(msgspec.Struct, frozen=True):
    """The body of every error."""

    type: str
    title: str
    status: int
    code: str
    detail: str


def problem_body(status: int, code: str, detail: str = "") -> ProblemBody:
    return ProblemBody(f"urn:doorstep:{code}", HTTPStatus(status).phrase, status, code, detail)


def problem_response(status: int, code: str, detail: str = "", retry_after_s: int | None = None) -> Response[bytes]:
    headers = dict(API_HEADERS)
    if retry_after_s is not None:
        headers["Retry-After"] = str(retry_after_s)
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    body = msgspec.json.encode(problem_body(status, code, detail))
    return Response(body, status_code=status, headers=headers, media_type=PROBLEM_JSON)


def missing_as_problem(response: Response[Any]) -> Response[Any]:
    """For a router whose own answer to an unknown path is a page."""
    return problem_response(404, "not_found", "no such path") if response.status_code == HTTPStatus.NOT_FOUND else response


AnyRequest = Request[Any, Any, Any]


def on_problem(_: AnyRequest, error: Problem) -> Response[bytes]:
    return problem_response(error.status, error.code, error.detail, error.retry_after_s)


def on_sync_error(_: AnyRequest, error: SyncError) -> Response[bytes]:
    return problem_response(error.status, error.code, error.detail)


def on_http_exception(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What Litestar found: a body of the wrong shape, an unknown path, a method the path does not have."""
    status = error.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE:
        return on_bug(request, error)
    return problem_response(status, CODES.get(status, "bad_request"), _detail(error))


def _detail(error: HTTPException) -> str:
    """msgspec's messages name the place and the kind of what is wrong, never the value."""
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        return "; ".join(f"{part.get('key', '')}: {part.get('message', '')}".lstrip(": ") for part in error.extra)
    return str(error.detail)


def on_too_deep(_: AnyRequest, error: RecursionError) -> Response[bytes]:
    return problem_response(400, "bad_request", "nested too deep")


def on_busy(_: AnyRequest, error: StoreBusy) -> Response[bytes]:
    return problem_response(503, "busy", "the store is busy", retry_after_s=2)


def on_full(_: AnyRequest, error: StoreFull) -> Response[bytes]:
    """503, not 507: phones then keep their work as it is, and come again."""
    log.error("%s", error)
    return problem_response(503, "store_full", str(error), retry_after_s=30)


def on_bug(request: AnyRequest, error: Exception) -> Response[bytes]:
    """The frames and the kind are logged; the message is not, for it may quote somebody's data."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    cause = error.__cause__ or error
    log.error("%s in %s %s\n%s", type(cause).__name__, request.method, _route_of(request), frames)
    return problem_response(500, "internal", "")


def _route_of(request: AnyRequest) -> str:
    return str(request.scope.get("path_template", "")) or "?"


HANDLERS: ExceptionHandlersMap = {
    Problem: on_problem,
    SyncError: on_sync_error,
    HTTPException: on_http_exception,
    RecursionError: on_too_deep,
    StoreBusy: on_busy,
    StoreFull: on_full,
    Exception: on_bug,
}
