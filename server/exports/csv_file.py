"""Rows as CSV that spreadsheets open well: UTF-8 with a mark, CRLF, nothing that could be taken for a formula. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from server.exchange.formulas import guard
from server.exports.cells import Cell

MARK = "\ufeff".encode()
MEDIA_TYPE = "text/csv; charset=utf-8"


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_shown(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _shown(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guard(cell)
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell
