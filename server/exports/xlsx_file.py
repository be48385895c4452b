"""Rows as an XLSX file: each goes to a temporary file when it is complete, so memory does not grow with their number."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from server.exchange.formulas import guard
from server.exports.cells import Cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # below the headings
WIDTHS = {"note": 40, "text": 40, "last_event": 30, "phones": 24, "needs": 24, "area": 16, "at": 17, "last_visit_at": 17, "appointment": 20}
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class TooManyRowsError(Exception):
    """A sheet holds no more."""


class XlsxFile:
    """One sheet with a line of headings that stays in view. `folder` takes the temporary files; it is the caller's to remove."""

    def __init__(self, folder: Path, sheet: str, headings: Sequence[str], columns: Sequence[str]) -> None:
        self.path = folder / "export.xlsx"
        self._book = Workbook(str(self.path), {**OPTIONS, "tmpdir": str(folder)})
        self._sheet = self._book.add_worksheet(sheet)
        self._at = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._row = 0
        self._width = len(headings)
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, WIDTHS.get(column, 12))
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, headings, self._book.add_format({"bold": True, "bg_color": "#E4EFE9", "bottom": 1}))

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Raises TooManyRowsError."""
        for row in rows:
            self._row += 1
            if self._row > MOST_ROWS:
                raise TooManyRowsError
            for place, cell in enumerate(row):
                self._write(place, cell)

    def _write(self, place: int, cell: Cell) -> None:
        """Text is written as text whatever it looks like: a door 0101 keeps its nought."""
        if isinstance(cell, str):
            self._sheet.write_string(self._row, place, guard(cell))
        elif isinstance(cell, datetime):
            self._sheet.write_datetime(self._row, place, cell, self._at)
        elif cell is not None:
            self._sheet.write_number(self._row, place, cell)

    def close(self) -> Path:
        """The finished file."""
        self._sheet.autofilter(0, 0, max(self._row, 1), self._width - 1)
        self._book.close()
        return self.path
