"""Rows as an XLSX file that goes out while it is made: its parts are compressed one after another, and nothing waits for the last row.

What a workbook is beside its rows stands in xlsx_parts.py and is written last, because only then it is known how many sheets there are.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from server.exchange.formulas import guard
from server.exports.cells import Cell
from server.exports.xlsx_parts import AT_STYLE, HEAD_STYLE, SHEET, column_name, parts_of, sheet_end, sheet_start, text

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # of one sheet, below the headings; what is more goes on in another
FIRST_DAY = datetime(1899, 12, 30)  # day 0 of a sheet's dates


class XlsxFile:
    """Bytes as they come: `begin`, `write` for some rows at a time, `end`. Sheets have a line of headings that stays in view."""

    def __init__(self, name: str, headings: Sequence[str], columns: Sequence[str], most_rows: int = MOST_ROWS) -> None:
        self._name, self._headings, self._columns, self._most = name, headings, columns, most_rows
        self._letters = [column_name(place) for place in range(len(headings))]
        self._out = _Out()
        self._zip = _Archive(self._out, "w", ZIP_DEFLATED)
        self._part: IO[bytes] | None = None
        self._sheets: list[int] = []  # rows of each, the headings too

    def begin(self) -> bytes:
        self._next_sheet()
        return self._out.taken()

    def write(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        for row in rows:
            if self._sheets[-1] > self._most:
                self._next_sheet()
            self._put(row, None)
        return self._out.taken()

    def end(self) -> bytes:
        self._end_sheet()
        for name, part in parts_of(self._name, self._sheets, self._letters[-1]).items():
            self._zip.writestr(name, part)
        self._zip.close()
        return self._out.taken()

    def _next_sheet(self) -> None:
        self._end_sheet()
        self._sheets.append(0)
        self._part = self._zip.open(SHEET.format(len(self._sheets)), "w")
        self._part.write(sheet_start(self._columns, self._headings, is_first=len(self._sheets) == 1).encode())
        self._put(self._headings, HEAD_STYLE)

    def _end_sheet(self) -> None:
        if self._part is not None:
            self._part.write(sheet_end(self._letters[-1], self._sheets[-1]).encode())
            self._part.close()

    def _put(self, row: Sequence[Cell], style: int | None) -> None:
        self._sheets[-1] += 1
        number = self._sheets[-1]
        cells = (_cell(f"{letter}{number}", cell, style) for letter, cell in zip(self._letters, row, strict=True) if cell is not None)
        assert self._part is not None, "begun"
        self._part.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())


class _Archive(ZipFile):
    """One that is thrown away half written, where nobody waits for the rest, needs no end: there is no file to be closed."""

    def __del__(self) -> None:
        """ZipFile would close itself here, and complain that a part is still being written."""


class _Out:
    """Takes what the archive writes until somebody fetches it. It cannot be wound back, and the archive knows how to do without."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes, /) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nor is anything open."""

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _cell(place: str, cell: str | float | datetime, style: int | None) -> str:
    """Text is written as text whatever it looks like: a door 0101 keeps its nought."""
    if isinstance(cell, str):
        styled = "" if style is None else f' s="{style}"'
        said = text(guard(cell))
        kept = ' xml:space="preserve"' if re.search(r"^\s|\s$|\n", cell) else ""
        return f'<c r="{place}"{styled} t="inlineStr"><is><t{kept}>{said}</t></is></c>'
    if isinstance(cell, datetime):
        return f'<c r="{place}" s="{AT_STYLE}"><v>{(cell - FIRST_DAY) / timedelta(days=1):.15g}</v></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'
