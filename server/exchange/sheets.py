"""A spreadsheet's bytes (XLSX, ODS, old XLS) as rows of text. Formulas are not computed and macros never run: what a cell shows is read."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from server.exchange.rows import MAX_COLUMNS, Limits, RollError, Row, row_of, take_rows

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = ("xl/workbook.xml", "content.xml")  # of XLSX and of ODS
MACROS = ("vbaproject.bin", "script-lc.xml", "script-lb.xml")
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
OLE_LOCKED = "EncryptedPackage".encode("utf-16-le")
MANIFEST = "META-INF/manifest.xml"
NO_MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
MOST_ENTRIES = 1_000
CHUNK = 1 << 16
MOST_MERGED = 2_000  # lines of one merged cell
Merged = tuple[tuple[int, int], tuple[int, int]]


def is_sheet(data: bytes) -> bool:
    return data.startswith((ZIP, OLE))


def read_sheets(data: bytes, limits: Limits) -> dict[str, tuple[Row, ...]]:
    """The visible sheets by name, in their order, each with every line down to its last one. Raises RollError."""
    _refuse_archive(data, limits) if data.startswith(ZIP) else _refuse_old(data)
    try:
        book = CalamineWorkbook.from_filelike(_complete(data))
        shown = [(index, each.name) for index, each in enumerate(book.sheets_metadata) if _is_shown(each.typ, each.visible)]
        return {name: _rows_of(book.get_sheet_by_index(index), limits) for index, name in shown}
    except PasswordError as error:
        raise RollError("locked_file", "The file has a password. Save it without one.") from error
    except (CalamineError, ValueError, OSError) as error:
        raise RollError("broken_file", "The spreadsheet cannot be read. Open it, save it again as XLSX or CSV, and import that.") from error


def _complete(data: bytes) -> io.BytesIO:
    """An ODS needs a list of its files to be known for one; some programs write none."""
    stream = io.BytesIO(data)
    if data.startswith(ZIP):
        with zipfile.ZipFile(stream, "a") as archive:
            if "content.xml" in archive.namelist() and MANIFEST not in archive.namelist():
                archive.writestr(MANIFEST, NO_MANIFEST)
    stream.seek(0)
    return stream


def _is_shown(kind: SheetTypeEnum, visible: SheetVisibleEnum) -> bool:
    return kind == SheetTypeEnum.WorkSheet and visible == SheetVisibleEnum.Visible


def _rows_of(sheet: CalamineSheet, limits: Limits) -> tuple[Row, ...]:
    lines = _lines_in(sheet)
    if lines > limits.rows:
        raise RollError("too_many_rows", f"The sheet has {lines:,} lines; at most {limits.rows:,} are read. Split it.")
    if sheet.width > MAX_COLUMNS:
        raise RollError("too_many_columns", f"The sheet has {sheet.width:,} columns; at most {MAX_COLUMNS} are read.")
    return take_rows(_numbered(sheet), limits)


def _lines_in(sheet: CalamineSheet) -> int:
    return sheet.end[0] + 1 if sheet.end is not None else 0


def _numbered(sheet: CalamineSheet) -> Iterator[Row]:
    """Every line from the first on. A cell that reaches over several lines says the same for each, as a person reads it."""
    first = (sheet.start or (0, 0))[1]
    below = {(line, left - first): top for (top, left), (bottom, _) in _merged(sheet) for line in range(top + 1, bottom + 1)}
    lines: dict[int, list[str]] = {}
    kept = set(below.values())
    for line, cells in enumerate(sheet.iter_rows()):
        texts = [_text(cell) for cell in cells]
        for place in range(len(texts)) if below else ():
            if not texts[place] and (line, place) in below:
                texts[place] = lines[below[line, place]][place]
        if line in kept:
            lines[line] = texts
        yield row_of(line + 1, texts if any(texts) else [])


def _merged(sheet: CalamineSheet) -> Iterator[Merged]:
    """Areas of more than one line, within the sheet's own lines."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top < bottom < _lines_in(sheet) and bottom - top <= MOST_MERGED:
            yield (top, left), (bottom, right)


def _text(cell: object) -> str:
    """What a cell shows: 3 for 3.0, dates as 2026-01-31."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e17 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def _refuse_old(data: bytes) -> None:
    """An OLE file: an old XLS, which is read, or one with macros or a password, which is not."""
    if OLE_LOCKED in data:
        raise RollError("locked_file", "The file has a password. Save it without one.")
    if OLE_MACROS in data:
        raise RollError("macro_file", "The file holds macros. Save it as XLSX or CSV and import that.")


def _refuse_archive(data: bytes, limits: Limits) -> None:
    """Unpacks to nowhere, counting: an archive may lie about its size. Raises RollError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_entries(archive.infolist(), limits)
            _unpack(archive, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise RollError("broken_file", "The file is damaged: it is an archive that cannot be unpacked.") from error
    except RuntimeError as error:  # zipfile's word for an entry with a password
        raise RollError("locked_file", "The file has a password. Save it without one.") from error


def _refuse_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > limits.unpacked:
        raise _too_much(limits)
    if any(name.endswith(MACROS) for name in names):
        raise RollError("macro_file", "The file holds macros. Save it as XLSX or CSV and import that.")
    if not any(name in WORKBOOKS for name in names):
        raise RollError("not_a_roll", "This is an archive or a document, no spreadsheet. Rolls are read as CSV, XLSX and ODS.")


def _unpack(archive: zipfile.ZipFile, limits: Limits) -> None:
    left = limits.unpacked
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            while part := stream.read(CHUNK):
                left -= len(part)
                if left < 0:
                    raise _too_much(limits)


def _too_much(limits: Limits) -> RollError:
    return RollError(
        "unpacks_too_large", f"Unpacked, the file is larger than {limits.unpacked // (1024 * 1024)} MiB. Keep only the roll in it."
    )
