"""Rolls that were sent: the file until it is in, and how far its job is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, insert, or_, select, update

from server.db.driver import fetch
from server.db.roll_tables import imports, roll_files, roll_uploads
from server.exchange.importer import Tally
from server.exchange.look import Look
from server.exchange.made import TakenBack
from server.exchange.report import Report
from server.exchange.schemas import UndoneBody
from server.exchange.store import is_overtaken

KEPT_MS = 7 * 86_400_000  # a file that nobody brought in is forgotten then
LEASE_MS = 90_000  # a job that no process has worked at for so long is taken over
HAS_FILE = "SELECT 1 FROM roll_files WHERE upload_id = ?"
RUNNING = ("previewing", "importing", "undoing")
_uploads, _files = roll_uploads.c, roll_files.c


class Choice(msgspec.Struct, frozen=True):
    """Where a person said the doors belong, and what the columns hold. `area`: an id as text, or a name."""

    area: str
    fields: Mapping[int, str]
    parent_id: UUID | None = None
    roll_name: str | None = None
    sheet: str | None = None
    header_line: int | None = None


class Upload(msgspec.Struct, frozen=True):
    """Without the file's bytes. `tally`, `taken`: what the import, or the undo, has done so far."""

    id: UUID
    person_id: UUID | None
    name: str
    size: int
    look: Look | None
    area_id: UUID | None
    choice: Choice | None
    state: str
    done: int
    doors: int
    tally: Tally
    taken: TakenBack
    problem: str | None
    report: Report | None
    undone: UndoneBody | None
    made_at: int


_COLUMNS = [column for column in roll_uploads.c if column.name != "beat_at"]
_look, _choice = msgspec.json.Decoder(Look), msgspec.json.Decoder(Choice)
_report, _undone = msgspec.json.Decoder(Report), msgspec.json.Decoder(UndoneBody)
_tally, _taken = msgspec.json.Decoder(Tally), msgspec.json.Decoder(TakenBack)  # of the one column, each without what the other job counted


def _upload(row: Any) -> Upload:
    return Upload(
        id=row.id,
        person_id=row.person_id,
        name=row.name,
        size=row.size,
        look=_look.decode(row.look) if row.look else None,
        area_id=row.area_id,
        choice=_choice.decode(row.choice) if row.choice else None,
        state=row.state,
        done=row.done,
        doors=row.doors,
        tally=_tally.decode(row.tally) if row.tally else Tally(),
        taken=_taken.decode(row.tally) if row.tally else TakenBack(),
        problem=row.problem,
        report=_report.decode(row.report) if row.report else None,
        undone=_undone.decode(row.undone) if row.undone else None,
        made_at=row.made_at,
    )


def insert_upload(conn: Connection, upload_id: UUID, person_id: UUID, name: str, data: bytes, look: Look, now: int) -> None:
    """And forget old files that nobody brought in."""
    forget_waiting(conn, now - KEPT_MS)
    values = {"id": upload_id, "person_id": person_id, "name": name, "size": len(data)}
    conn.execute(insert(roll_uploads).values(**values, look=msgspec.json.encode(look), state="read", made_at=now))
    conn.execute(insert(roll_files).values(upload_id=upload_id, data=data))


def forget_waiting(conn: Connection, before: int) -> None:
    """Rolls from before that of which nothing was brought in, with their files: whoever still wants one brings it again. Of an import that has
    begun only the file goes: it can still be taken back."""
    waits = _uploads.state.in_(("read", "previewed", "failed")) & (_uploads.done == 0) & (_uploads.made_at < before)
    conn.execute(delete(roll_files).where(_files.upload_id.in_(select(_uploads.id).where(waits))))
    conn.execute(delete(roll_uploads).where(waits, _uploads.id.not_in(select(imports.c.id))))


def insert_imported(conn: Connection, import_id: UUID, name: str, size: int, report: Report, now: int) -> None:
    """An import of the command line, which has no upload."""
    values = {"id": import_id, "name": name, "size": size, "look": b""}
    conn.execute(insert(roll_uploads).values(**values, state="imported", report=msgspec.json.encode(report), made_at=now))


def get_upload(conn: Connection, upload_id: UUID, *, lock: bool = False) -> Upload | None:
    stmt = select(*_COLUMNS).where(_uploads.id == upload_id)
    row = conn.execute(stmt.with_for_update() if lock else stmt).one_or_none()
    return _upload(row) if row else None


def data_of(conn: Connection, upload_id: UUID) -> bytes:
    """The file; empty if it was forgotten."""
    return conn.scalar(select(_files.data).where(_files.upload_id == upload_id)) or b""


def can_go_on(conn: Connection, upload: Upload) -> bool:
    """Whether what broke off may be imported further: nobody has begun to take it back, its file is there, and no later import of its roll has
    begun, of whose words an undo would take back some, too."""
    waits = upload.state == "failed" and upload.report is not None and upload.report.undo_id is None
    return waits and bool(fetch(conn, HAS_FILE, upload.id)) and not is_overtaken(conn, upload.id)


def forget_data(conn: Connection, upload_id: UUID) -> None:
    conn.execute(delete(roll_files).where(_files.upload_id == upload_id))


def list_uploads(conn: Connection, limit: int) -> list[Upload]:
    """The latest first, all of the organization's."""
    return [_upload(row) for row in conn.execute(select(*_COLUMNS).order_by(_uploads.made_at.desc(), _uploads.id).limit(limit))]


def put_upload(conn: Connection, upload_id: UUID, **values: Any) -> None:
    """Columns by name; Structs are stored as JSON."""
    told = {name: msgspec.json.encode(value) if isinstance(value, msgspec.Struct) else value for name, value in values.items()}
    conn.execute(update(roll_uploads).where(_uploads.id == upload_id).values(**told))


def claim_job(conn: Connection, upload_id: UUID, now: int) -> Upload | None:
    """The upload, if it has a job to do at which no other process works."""
    free = or_(_uploads.beat_at.is_(None), _uploads.beat_at < now - LEASE_MS)
    stmt = update(roll_uploads).where(_uploads.id == upload_id, _uploads.state.in_(RUNNING), free).values(beat_at=now)
    return get_upload(conn, upload_id) if conn.execute(stmt).rowcount else None


def left_jobs(conn: Connection, now: int) -> list[UUID]:
    """Jobs that a process left behind."""
    free = or_(_uploads.beat_at.is_(None), _uploads.beat_at < now - LEASE_MS)
    return list(conn.execute(select(_uploads.id).where(_uploads.state.in_(RUNNING), free)).scalars())


def is_area_busy(conn: Connection, area_id: UUID, but: UUID) -> bool:
    """Whether another roll of the area is just being written."""
    sql = "SELECT 1 FROM roll_uploads WHERE area_id = ? AND id <> ? AND state IN ('importing', 'undoing')"
    return bool(fetch(conn, sql, area_id, but))
