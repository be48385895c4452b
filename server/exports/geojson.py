"""Rows as GeoJSON (RFC 7946), each at the point of its building. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from server.areas.points import Point
from server.coverage.schemas import Row
from server.exports.cells import Cell
from server.exports.coverage import cells_of
from server.exports.store import Page
from server.exports.tables import COLUMNS, Layout, rows_of

MEDIA_TYPE = "application/geo+json"
HEAD, BETWEEN, TAIL = b'{"type":"FeatureCollection","features":[\n', b",\n", b"\n]}\n"


def features_of(page: Page, layout: Layout, points: Mapping[UUID, Point]) -> list[bytes]:
    """One for each row of a building that has a point; rows of others are left out."""
    here = sorted({door.place.id for door in page.doors} & points.keys())
    parts = ((points[each], replace(page, doors=[door for door in page.doors if door.place.id == each])) for each in here)
    return [_feature(point, row, layout) for point, part in parts for row in rows_of(part, layout)]


def coverage_features(rows: Iterable[Row], layout: Layout, points: Mapping[UUID, Point]) -> Iterator[bytes]:
    """Of rows by building."""
    return (_feature(points[row.id], list(cells_of(row, layout)), layout) for row in rows if row.id in points)


def _feature(point: Point, row: Sequence[Cell], layout: Layout) -> bytes:
    """Properties are called as the columns are in code, the same in every language; phones as in the other files."""
    names = ("masked_phones" if name == "phones" and not layout.asked.with_phones else name for name in COLUMNS[layout.asked.kind])
    told: dict[str, Any] = {name: _told(cell) for name, cell in zip(names, row, strict=True) if cell is not None}
    geometry = {"type": "Point", "coordinates": point}
    return msgspec.json.encode({"type": "Feature", "geometry": geometry, "properties": told})


def _told(cell: Cell) -> Any:
    return f"{cell:%Y-%m-%dT%H:%M}" if isinstance(cell, datetime) else cell
