"""A list of areas in whatever file an office keeps it, as the text that the list's call takes."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from sqlalchemy import Connection

from server.areas.schemas import AreaText
from server.errors import Forbidden, Unreadable
from server.exchange.jobs import RollJobs
from server.exchange.rows import MAX_BYTES, RollError, Row
from server.identity.actor import Actor
from server.identity.caller import Caller
from server.identity.scope import scope_of


@post("/api/areas/file", status_code=200, operation_id="read_area_file", request_max_body_size=MAX_BYTES)
async def read_area_file(request: Request[Any, Any, Any], caller: NamedDependency[Caller], rolls: NamedDependency[RollJobs]) -> AreaText:
    """The file itself as the body: XLSX, ODS, XLS or text. Nothing is written; its first sheet is answered as CSV, line by line."""

    def allow(conn: Connection, actor: Actor) -> None:
        if not scope_of(conn, actor).everywhere:
            raise Forbidden("for who coordinates everything")

    await caller.read(allow)
    data = await request.body()
    try:
        return AreaText(text_of(await rolls.rows(data)))
    except RollError as refused:
        raise Unreadable(refused.code, refused.detail) from refused


def text_of(rows: Sequence[Row]) -> str:
    """CSV in which each row stands on the line that it has in the file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    line = 1
    for row in rows:
        out.write("\n" * (row.line - line))
        writer.writerow([" ".join(cell.split()) for cell in row.cells])
        line = max(row.line, line) + 1
    return out.getvalue()


ROUTES: tuple[BaseRouteHandler, ...] = (read_area_file,)
