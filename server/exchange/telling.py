"""Stored rolls as the wire has them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from server.db.tables import areas, people
from server.exchange.look import Look
from server.exchange.report import Report
from server.exchange.schemas import Progress, ReportBody, RollBody, RollLine, SheetBody, UndoneBody, UploadReply
from server.exchange.store import find_import
from server.exchange.uploads import RUNNING, Upload, can_go_on
from server.identity.schemas import Named


def upload_reply(upload_id: UUID, name: str, size: int, look: Look) -> UploadReply:
    columns, sheets = list(look.columns), list(look.sheets)
    others = [SheetBody(each.sheet, list(each.columns), each.header_line, each.lines, list(each.headers)) for each in look.others]
    return UploadReply(
        upload_id, name, size, columns, look.header_line, look.encoding, look.sheet, sheets, look.lines, others, list(look.headers)
    )


def body_of(conn: Connection, upload: Upload) -> RollBody:
    names = _names(conn, [upload])
    has_begun = upload.state == "failed" and find_import(conn, upload.id) is not None
    undo_id = upload.id if has_begun and not can_go_on(conn, upload) else None
    return RollBody(
        id=upload.id,
        name=upload.name,
        bytes=upload.size,
        state=upload.state,
        made_at=upload.made_at,
        area=names.get(upload.area_id),
        area_name=upload.choice.area if upload.choice and upload.area_id is None else None,
        by=names.get(upload.person_id),
        progress=Progress(upload.done, upload.doors) if upload.state in RUNNING else None,
        problem=upload.problem,
        report=_report_body(upload.report, upload.undone, undo_id) if upload.report else None,
        upload=upload_reply(upload.id, upload.name, upload.size, upload.look) if upload.look else None,
        map=dict(upload.choice.fields) if upload.choice else None,
        sheet=upload.choice.sheet if upload.choice else None,
        header_line=upload.choice.header_line if upload.choice else None,
        has_begun=has_begun,
    )


def _report_body(report: Report, undone: UndoneBody | None, undo_id: UUID | None) -> ReportBody:
    """`undo_id`: of what broke off and can only be taken back."""
    return ReportBody(
        doors=report.doors,
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
        flagged=report.flagged,
        lines=report.lines,
        problems=list(report.problems),
        undo_id=UUID(report.undo_id) if report.undo_id else undo_id,
        sample=None if report.sample is msgspec.UNSET else report.sample,
        undone=undone,
    )


def lines_of(conn: Connection, uploads: Sequence[Upload]) -> list[RollLine]:
    names = _names(conn, uploads)
    return [_line(upload, names) for upload in uploads]


def _line(upload: Upload, names: Mapping[Any, Named]) -> RollLine:
    told = upload.report
    counts = (told.doors, told.new, told.changed, told.unchanged, told.flagged) if told else (None,) * 5
    undone = (upload.undone.taken_back, len(upload.undone.left)) if upload.undone else ()
    own = (upload.id, upload.name, upload.state, upload.made_at, names.get(upload.area_id), names.get(upload.person_id), upload.problem)
    return RollLine(*own, *counts, *undone)


def _names(conn: Connection, uploads: Sequence[Upload]) -> Mapping[Any, Named]:
    """Of their areas and people, by id."""
    found: dict[Any, Named] = {}
    for table, ids in ((areas, {each.area_id for each in uploads}), (people, {each.person_id for each in uploads})):
        stmt = select(table.c.id, table.c.name).where(table.c.id.in_([each for each in ids if each is not None]))
        found |= {row.id: Named(row.id, row.name) for row in conn.execute(stmt)}
    return found
