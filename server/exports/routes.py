"""Files and walk lists that leave the house: only what the asker's rights reach, each with a line in the audit."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream
from sqlalchemy import Connection

from server.exports import csv_file, xlsx_file
from server.exports.files import Ready, csv_stream, ready_export, started, xlsx_stream
from server.exports.schemas import Asked, By, Kind, WalkList
from server.exports.walk import read_walk_list
from server.exports.words import Language
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import scope_of
from sync.protocol import State

Tries = Annotated[int | None, QueryParameter(ge=0, le=1000)]
StateQuery = Annotated[State | None, QueryParameter(name="state")]
STREAMS = {"csv": (csv_stream, csv_file.MEDIA_TYPE), "xlsx": (xlsx_stream, xlsx_file.MEDIA_TYPE)}


@get("/api/exports/{kind:str}", operation_id="export")
async def export(
    kind: FromPath[Kind],
    caller: NamedDependency[Caller],
    format: FromQuery[Literal["csv", "xlsx"]] = "csv",
    language: FromQuery[Language] = "zh-Hans",
    phones: FromQuery[Literal["masked", "whole"]] = "masked",
    by: FromQuery[By] = "building",
    campaign_id: FromQuery[UUID | None] = None,
    area_id: FromQuery[UUID | None] = None,
    team_id: FromQuery[UUID | None] = None,
    building_id: FromQuery[UUID | None] = None,
    person_id: FromQuery[UUID | None] = None,
    door_state: StateQuery = None,
    tries: Tries = None,
    unvisited: FromQuery[bool] = False,
    unassigned: FromQuery[bool] = False,
) -> Stream:
    """Households, visits, requests or coverage as a file, of the doors that the caller answers for. Whole phones are for coordinators."""
    asked = Asked(
        kind=kind,
        format=format,
        language=language,
        with_phones=phones == "whole",
        by=by,
        campaign_id=campaign_id,
        area_id=area_id,
        team_id=team_id,
        building_id=building_id,
        person_id=person_id,
        state=door_state,
        tries=tries,
        unvisited=unvisited,
        unassigned=unassigned,
    )

    def begin(conn: Connection, actor: Actor) -> Ready:
        return ready_export(conn, scope_of(conn, actor), asked)

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
    purpose: FromQuery[Literal["print", "type"]] = "type",
) -> WalkList:
    """Doors for paper: to print, or to find again while a paper list is typed in."""
    asked = Asked(campaign_id=campaign_id, team_id=team_id, building_id=building_id, person_id=person_id)

    def read(conn: Connection, actor: Actor) -> WalkList:
        return read_walk_list(conn, scope_of(conn, actor), asked, caller.now, only_left=doors == "left")

    return await caller.write(read)


ROUTES: tuple[BaseRouteHandler, ...] = (export, walk_list)
