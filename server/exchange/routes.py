"""Rolls over HTTP: send a file, say what it holds, look at what it would do, bring it in, take it back. For coordinators."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec.structs import replace
from sqlalchemy import Connection

from server.audit.store import record_action
from server.errors import NotFound, Unfit, Unreadable
from server.exchange.columns import columns_of
from server.exchange.jobs import RollJobs
from server.exchange.maps import remembered_maps
from server.exchange.places import find_area
from server.exchange.rows import MAX_BYTES, RollError
from server.exchange.sandbox import AskLook
from server.exchange.schemas import JobBody, PreviewBody, RollBody, RollList, UploadReply
from server.exchange.store import find_import
from server.exchange.telling import body_of, lines_of, upload_reply
from server.exchange.uploads import (
    RUNNING,
    Choice,
    Upload,
    can_go_on,
    forget_data,
    get_upload,
    insert_upload,
    is_area_busy,
    list_uploads,
    put_upload,
)
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import Scope, need_coordinator, scope_of

LIMIT = 200
NO_HEADER_LINE = 0
FileName = Annotated[str, QueryParameter(min_length=1, max_length=200)]
CallId = Annotated[UUID | None, QueryParameter()]


@post("/api/rolls", status_code=200, operation_id="upload_roll", request_max_body_size=MAX_BYTES)
async def upload(
    request: Request[Any, Any, Any], caller: NamedDependency[Caller], rolls: NamedDependency[RollJobs], name: FileName, id: CallId = None
) -> UploadReply:
    """The file itself as the body. Answers what its columns seem to hold; nothing is written of its doors."""

    def begin(conn: Connection, actor: Actor) -> dict[str, str]:
        need_coordinator(scope_of(conn, actor))
        return remembered_maps(conn)

    remembered = await caller.read(begin)
    data = await request.body()
    try:
        look = await rolls.look(data, AskLook(remembered))
    except RollError as refused:
        raise Unreadable(refused.code, refused.detail) from refused

    def keep(conn: Connection, actor: Actor, key: UUID) -> UploadReply:
        insert_upload(conn, key, actor.person_id, name, data, look, caller.now)
        record_action(conn, key, actor.person_id, "roll_uploaded", "roll", key, now=caller.now, lines=look.lines)
        return upload_reply(key, name, len(data), look)

    return await caller.once(id, UploadReply, keep)


@get("/api/rolls", operation_id="list_rolls")
async def rolls_(caller: NamedDependency[Caller]) -> RollList:
    """The last ones, the latest first: those of the own areas, and the own of which no area was chosen yet."""

    def read(conn: Connection, actor: Actor) -> RollList:
        scope = scope_of(conn, actor)
        need_coordinator(scope)
        return RollList(lines_of(conn, [each for each in list_uploads(conn, LIMIT) if _sees(scope, each)]))

    return await caller.read(read)


@get("/api/rolls/{roll_id:uuid}", operation_id="get_roll")
async def roll(roll_id: FromPath[UUID], caller: NamedDependency[Caller]) -> RollBody:
    """One, with its job's progress and, when it is done, its report."""
    return await caller.read(lambda conn, actor: body_of(conn, _need(conn, scope_of(conn, actor), roll_id)))


@post("/api/rolls/{roll_id:uuid}/preview", status_code=200, operation_id="preview_roll")
async def preview(
    roll_id: FromPath[UUID], data: JSONBody[PreviewBody], caller: NamedDependency[Caller], rolls: NamedDependency[RollJobs]
) -> RollBody:
    """Begin to look what the roll would do to an area's doors; nothing is written of them. Once some of it is in, it goes on as it was
    chosen, or is taken back: of what one import writes to two areas, or reads in two ways, an undo would find a part."""

    def begin(conn: Connection, actor: Actor, _: UUID) -> RollBody:
        scope = scope_of(conn, actor)
        found = _need(conn, scope, roll_id, lock=True)
        if found.state in RUNNING or found.look is None:
            raise Unfit("roll_is_busy")
        if found.state in ("imported", "undone"):
            raise Unfit("roll_not_ready")
        if find_import(conn, roll_id) is not None:
            raise Unfit("roll_has_begun")
        choice, area_id = _choose(conn, scope, found, data)
        begun = {"state": "previewing", "problem": None, "report": None, "done": 0, "doors": 0, "beat_at": None}
        put_upload(conn, roll_id, **begun, choice=choice, area_id=area_id, person_id=actor.person_id)
        return body_of(conn, _need(conn, scope, roll_id))

    return await _start(caller, rolls, roll_id, data.id, begin)


@post("/api/rolls/{roll_id:uuid}/import", status_code=200, operation_id="import_roll")
async def import_(
    roll_id: FromPath[UUID], data: JSONBody[JobBody], caller: NamedDependency[Caller], rolls: NamedDependency[RollJobs]
) -> RollBody:
    """Begin to bring it in as it was previewed. One roll of an area at a time."""

    def begin(conn: Connection, actor: Actor, _: UUID) -> RollBody:
        scope = scope_of(conn, actor)
        found = _need(conn, scope, roll_id, lock=True)
        if found.state != "previewed" and not can_go_on(conn, found):
            raise Unfit("roll_is_busy" if found.state in RUNNING else "roll_not_ready")
        if found.area_id is not None and is_area_busy(conn, found.area_id, roll_id):
            raise Unfit("roll_is_busy")
        put_upload(conn, roll_id, state="importing", problem=None, beat_at=None, person_id=actor.person_id)
        return body_of(conn, _need(conn, scope, roll_id))

    return await _start(caller, rolls, roll_id, data.id, begin)


@post("/api/rolls/{roll_id:uuid}/undo", status_code=200, operation_id="undo_roll")
async def undo(
    roll_id: FromPath[UUID], data: JSONBody[JobBody], caller: NamedDependency[Caller], rolls: NamedDependency[RollJobs]
) -> RollBody:
    """Begin to take back what nobody touched since; `report.undone` then lists the rest."""

    def begin(conn: Connection, actor: Actor, _: UUID) -> RollBody:
        scope = scope_of(conn, actor)
        found = _need(conn, scope, roll_id, lock=True)
        if found.state not in ("imported", "failed") or find_import(conn, roll_id) is None:  # one that broke off may have written some
            raise Unfit("roll_is_busy" if found.state in RUNNING else "roll_not_ready")
        if found.area_id is not None and is_area_busy(conn, found.area_id, roll_id):
            raise Unfit("roll_is_busy")
        report = replace(found.report, undo_id=str(roll_id)) if found.report else None  # it can only be taken back from now on
        put_upload(conn, roll_id, state="undoing", problem=None, report=report, done=0, beat_at=None, person_id=actor.person_id)
        forget_data(conn, roll_id)
        return body_of(conn, _need(conn, scope, roll_id))

    return await _start(caller, rolls, roll_id, data.id, begin)


async def _start(caller: Caller, rolls: RollJobs, roll_id: UUID, call_id: UUID | None, begin: Any) -> RollBody:
    told: RollBody = await caller.once(call_id, RollBody, begin)
    rolls.start(roll_id)  # of a call that is only repeated the job is done or another's, and nothing happens
    return told


def _sees(scope: Scope, upload: Upload) -> bool:
    """Who sent it, until somebody has said where its doors belong; from then on who coordinates that area, or the one it will be made in."""
    if upload.area_id is None and upload.choice is None:
        return scope.everywhere or upload.person_id == scope.actor.person_id
    within = upload.area_id or (upload.choice.parent_id if upload.choice else None)
    return scope.everywhere if within is None else scope.covers(within)


def _need(conn: Connection, scope: Scope, roll_id: UUID, *, lock: bool = False) -> Upload:
    need_coordinator(scope)
    found = get_upload(conn, roll_id, lock=lock)
    if found is None or not _sees(scope, found):
        raise NotFound("no such roll")
    return found


def _choose(conn: Connection, scope: Scope, found: Upload, body: PreviewBody) -> tuple[Choice, UUID | None]:
    """Somebody else's area is answered as one that does not exist; only who coordinates everything makes one at the top."""
    looks = (found.look, *found.look.others) if found.look else ()
    look = next((each for each in looks if each.sheet == body.sheet), found.look)
    header = body.header_line if body.header_line is not None else look.header_line if look else None
    sheet = body.sheet or (look.sheet if look else None)
    try:
        columns_of(0, body.map)
        named = str(body.area_id) if body.area_id is not None else body.area_name
        if not named:
            raise RollError("no_such_area", "Say which area the doors belong to.")
        area = find_area(conn, named)
    except RollError as refused:
        raise Unreadable(refused.code, refused.detail if scope.everywhere else "") from refused  # it may name others' areas
    within = area.id or body.parent_id
    if not scope.everywhere and (within is None or not scope.covers(within)):
        raise NotFound("no such area")
    choice = Choice(str(area.id or area.name), body.map, body.parent_id, body.roll_name, sheet, header or NO_HEADER_LINE)
    return choice, area.id


ROUTES: tuple[BaseRouteHandler, ...] = (upload, rolls_, roll, preview, import_, undo)
