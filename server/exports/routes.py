"""Files and walk lists that leave the house: only what the asker's rights reach, each with a line in the audit."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK
from sqlalchemy import Connection

from server.audit.store import record_action
from server.errors import AnyRequest, BadRequest
from server.exports import csv_file, geojson, xlsx_file
from server.exports.files import Ready, csv_stream, geojson_stream, ready_export, started, xlsx_stream
from server.exports.schemas import Asked, By, Format, Kind, Noted, TypedVisits, WalkList
from server.exports.walk import read_walk_list
from server.exports.words import Language
from server.households.asking import Asked as Doors
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import need_campaign, need_team, scope_of

STREAMS = {
    "csv": (csv_stream, csv_file.MEDIA_TYPE),
    "xlsx": (xlsx_stream, xlsx_file.MEDIA_TYPE),
    "geojson": (geojson_stream, geojson.MEDIA_TYPE),
}


@get("/api/exports/{kind:str}", operation_id="export")
async def export(
    request: AnyRequest,
    kind: FromPath[Kind],
    caller: NamedDependency[Caller],
    format: FromQuery[Format] = "csv",
    language: FromQuery[Language] = "zh-Hans",
    phones: FromQuery[Literal["masked", "whole"]] = "masked",
    by: FromQuery[By] = "building",
) -> Stream:
    """Households, visits, requests or coverage as a file, of the doors that the caller answers for. Whole phones are for coordinators.

    It takes the filters of GET /api/households; coverage is narrowed by area, team and building only.
    GeoJSON holds the rows of buildings that have a place on the map.
    """
    asked = Asked(kind=kind, format=format, language=language, with_phones=phones == "whole", by=by, doors=_doors_of(request))

    def begin(conn: Connection, actor: Actor) -> Ready:
        ready = ready_export(conn, scope_of(conn, actor), asked, caller.now)
        _record(conn, caller, actor, asked, {kind: 1, "whole_phones": int(asked.with_phones), "buildings": len(ready.places)})
        return ready

    ready = await caller.write(begin)
    make, media_type = STREAMS[format]
    on = datetime.fromtimestamp(caller.now / 1000, ready.layout.zone)
    headers = {"Content-Disposition": f'attachment; filename="{kind}-{on:%Y-%m-%d}.{format}"'}
    return Stream(await started(make(caller, ready)), media_type=media_type, headers=headers)


@get("/api/campaigns/{campaign_id:uuid}/walk-list", operation_id="walk_list")
async def walk_list(
    campaign_id: FromPath[UUID],
    caller: NamedDependency[Caller],
    team_id: FromQuery[UUID | None] = None,
    building_id: FromQuery[UUID | None] = None,
    person_id: FromQuery[UUID | None] = None,
    doors: FromQuery[Literal["left", "all"]] = "left",
    purpose: FromQuery[Literal["look", "print", "type"]] = "look",
) -> WalkList:
    """Doors for paper: to look at as they will lie there, to find again while a paper list is typed in, or to print: that leaves a line."""
    asked = Asked(doors=Doors(campaign_id=campaign_id, team_id=team_id, building_id=building_id, person_id=person_id))

    def read(conn: Connection, actor: Actor) -> WalkList:
        return read_walk_list(conn, scope_of(conn, actor), asked, caller.now, only_left=doors == "left")

    def take(conn: Connection, actor: Actor) -> WalkList:
        listed = read(conn, actor)
        _record(conn, caller, actor, asked, {"walk_list": 1, "doors": listed.door_count})
        return listed

    return await (caller.write(take) if purpose == "print" else caller.read(read))


@post("/api/campaigns/{campaign_id:uuid}/typed-visits", operation_id="note_typed_visits", status_code=HTTP_200_OK)
async def typed_visits(campaign_id: FromPath[UUID], data: JSONBody[TypedVisits], caller: NamedDependency[Caller]) -> Noted:
    """Note in the audit that a paper list was typed in; called once its visits are on their way."""

    def note(conn: Connection, actor: Actor, key: UUID) -> Noted:
        scope = scope_of(conn, actor)
        need_campaign(conn, scope, campaign_id)
        need_team(scope, data.team_id)
        record_action(
            conn, key, actor.person_id, "visits_typed", "campaign", campaign_id, now=caller.now, team_id=data.team_id, visits=data.visits
        )
        return Noted(key)

    return await caller.once(data.id, Noted, note)


def _doors_of(request: AnyRequest) -> Doors:
    """The filter as it stands in the address. Raises BadRequest."""
    try:
        return msgspec.convert(dict(request.query_params), Doors, strict=False)
    except msgspec.ValidationError as error:
        raise BadRequest(str(error)) from None


def _record(conn: Connection, caller: Caller, actor: Actor, asked: Asked, counts: dict[str, int]) -> None:
    """A line for what goes out: where it reached and how much, never what it says."""
    record_action(
        conn,
        caller.new_id(),
        actor.person_id,
        "export_made",
        "export",
        None,
        now=caller.now,
        team_id=asked.doors.team_id,
        area_id=asked.doors.area_id,
        **counts,
    )


ROUTES: tuple[BaseRouteHandler, ...] = (export, walk_list, typed_visits)
