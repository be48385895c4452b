"""The end of an import or of an undo: how the roll's row stands from then on, and the line in the audit."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from msgspec import UNSET
from msgspec.structs import replace
from sqlalchemy import Connection

from server.audit.actions import Action
from server.audit.store import record_action
from server.exchange.report import Report
from server.exchange.schemas import UndoneBody
from server.exchange.store import area_of_import
from server.exchange.uploads import forget_data, put_upload


def end_import(conn: Connection, upload_id: UUID, person_id: UUID | None, report: Report, now: int) -> None:
    """The file and what was shown of it are forgotten: what it said stands in the cards. `person_id` None: the command line."""
    area_id = area_of_import(conn, upload_id)
    shown = replace(report, sample=UNSET)
    values = {} if area_id is None else {"area_id": area_id}  # an import that wrote nothing was none
    put_upload(conn, upload_id, state="imported", report=shown, look=b"", tally=None, beat_at=None, **values)
    forget_data(conn, upload_id)
    counts = {"doors": report.doors, "new": report.new, "changed": report.changed, "flagged": report.flagged}
    _record(conn, upload_id, person_id, "roll_imported", area_id, counts, now)


def end_undo(conn: Connection, upload_id: UUID, person_id: UUID | None, undone: UndoneBody, now: int) -> None:
    put_upload(conn, upload_id, state="undone", undone=undone, tally=None, beat_at=None)
    counts = {"doors": undone.taken_back, "left": len(undone.left), "buildings": undone.buildings}
    _record(conn, upload_id, person_id, "roll_undone", area_of_import(conn, upload_id), counts, now)


def _record(
    conn: Connection, upload_id: UUID, person_id: UUID | None, action: Action, area_id: UUID | None, counts: Mapping[str, int], now: int
) -> None:
    key = uuid5(upload_id, action)
    record_action(conn, key, person_id, action, "roll", upload_id, now=now, team_id=None, area_id=area_id, **counts)
