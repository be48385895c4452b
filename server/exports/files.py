"""An export as a stream of bytes: read a few buildings at a time, written as they come."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from server.areas.points import Point, points_of
from server.campaigns.categories import CATEGORIES, CampaignDoc
from server.coverage.schemas import Row
from server.db.driver import fetch
from server.errors import BadRequest, Unfit
from server.exports import geojson
from server.exports.cells import Cell
from server.exports.coverage import cells_of, coverage_rows
from server.exports.csv_file import MARK, csv_bytes
from server.exports.reach import Place, Reach, places_in, reach_of
from server.exports.schemas import Asked
from server.exports.store import Page, chunks_of, read_page
from server.exports.tables import COLUMNS, Layout, rows_of
from server.exports.words import words_of
from server.exports.xlsx_file import XlsxFile
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import Scope, need_coordinator

_campaign_doc = msgspec.json.Decoder(CampaignDoc)


class Ready(msgspec.Struct, frozen=True):
    """What is going out. `rows`: those of coverage, which are few; of the other kinds `places` are read one after another."""

    reach: Reach
    layout: Layout
    places: Sequence[Place]
    rows: Sequence[Row]
    points: Mapping[UUID, Point]


def ready_export(conn: Connection, scope: Scope, asked: Asked, now: int) -> Ready:
    """Whether it may go out, and how far it reaches. Raises Forbidden, NotFound."""
    if asked.with_phones:
        need_coordinator(scope)
    reach = reach_of(conn, scope, asked, now)
    layout = Layout(
        asked, words_of(asked.language), _zone(conn), _categories(conn, reach, asked), None if scope.everywhere else scope.area_ids
    )
    rows = coverage_rows(conn, reach) if asked.kind == "coverage" else ()
    places = places_in(conn, reach) if asked.kind != "coverage" else ()
    if asked.format != "geojson":
        return Ready(reach, layout, places, rows, {})
    if asked.kind == "coverage" and asked.by != "building":
        raise BadRequest("only buildings have a place on the map")
    points = points_of(conn, [each.id for each in (*places, *rows)])
    if not points:
        raise Unfit("no_places", "no building has a place on the map yet")
    return Ready(reach, layout, [place for place in places if place.id in points], rows, points)


def _zone(conn: Connection) -> ZoneInfo:
    rows = fetch(conn, "SELECT time_zone FROM organization")
    return ZoneInfo(rows[0][0] if rows else "Asia/Shanghai")


def _categories(conn: Connection, reach: Reach, asked: Asked) -> dict[str, str]:
    rows = fetch(conn, "SELECT doc FROM campaigns WHERE id = ?", reach.campaign_id) if reach.campaign_id else ()
    known = _campaign_doc.decode(bytes(rows[0][0])).categories if rows else CATEGORIES
    return {category.code: category.names.get(asked.language, category.code) for category in known}


async def csv_stream(caller: Caller, ready: Ready) -> AsyncGenerator[bytes]:
    """The file as it is read. What fails on the way breaks the stream off, so nobody takes a part for the whole."""
    yield MARK + csv_bytes([ready.layout.headings])
    async for rows in _rows(caller, ready):
        yield await asyncio.to_thread(csv_bytes, rows)


async def geojson_stream(caller: Caller, ready: Ready) -> AsyncGenerator[bytes]:
    """The rows of buildings that have a place on the map."""
    yield geojson.HEAD
    is_first = True
    async for page in _pages(caller, ready):
        features = await asyncio.to_thread(geojson.features_of, page, ready.layout, ready.points)
        if features:
            yield (b"" if is_first else geojson.BETWEEN) + geojson.BETWEEN.join(features)
            is_first = False
    yield geojson.BETWEEN.join(geojson.coverage_features(ready.rows, ready.layout, ready.points)) + geojson.TAIL


async def xlsx_stream(caller: Caller, ready: Ready) -> AsyncGenerator[bytes]:
    """The workbook as it is read, as csv_stream."""
    kind = ready.layout.asked.kind
    file = XlsxFile(ready.layout.words.sheets[kind], ready.layout.headings, COLUMNS[kind])
    yield file.begin()
    async for rows in _rows(caller, ready):
        if block := await asyncio.to_thread(file.write, rows):
            yield block
    yield await asyncio.to_thread(file.end)


async def started(stream: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """The stream with its first bytes made: what is refused by then is still answered as a problem."""
    first = await anext(stream)

    async def whole() -> AsyncGenerator[bytes]:
        async with aclosing(stream) as rest:
            yield first
            async for block in rest:
                yield block

    return whole()


async def _rows(caller: Caller, ready: Ready) -> AsyncGenerator[Sequence[Sequence[Cell]]]:
    if ready.rows:
        yield [list(cells_of(row, ready.layout)) for row in ready.rows]
    async for page in _pages(caller, ready):
        yield await asyncio.to_thread(_listed, page, ready.layout)


def _listed(page: Page, layout: Layout) -> Sequence[Sequence[Cell]]:
    return list(rows_of(page, layout))


async def _pages(caller: Caller, ready: Ready) -> AsyncGenerator[Page]:
    """Some hundred doors at a time. Each reading signs in anew, so access that ends while a file is made ends the file."""
    for places in chunks_of(ready.places):
        yield await caller.read(partial(_page, reach=ready.reach, places=places))


def _page(conn: Connection, _: Actor, reach: Reach, places: Sequence[Place]) -> Page:
    return read_page(conn, reach, places)
