"""Whatever file somebody has, as rows of text: CSV in the encodings of offices, XLSX, ODS, XLS. Runs in a process with limits."""

import re

import msgspec

from server.exchange.rows import Limits, RollError, Row, decode, read_text
from server.exchange.sheets import is_sheet, read_sheets

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"%PDF")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|meta|table|style|\?xml)\b", re.IGNORECASE)  # what some programs call .xls
MEDIA = (b"ftyp", b"WEBP")  # HEIC and MP4 name their kind from the fifth byte on, WEBP from the ninth


class Sheet(msgspec.Struct, frozen=True):
    """`encoding` of a text file, `name` of a workbook's sheet and `names` of all its visible ones; the others have none."""

    rows: tuple[Row, ...]
    encoding: str | None = None
    name: str | None = None
    names: tuple[str, ...] = ()


def read_file(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The sheets of a file, of a text file the one. Raises RollError."""
    if len(data) > limits.size:
        raise RollError("file_too_large", f"The file has {len(data):,} bytes; at most {limits.size:,} are read.")
    if not data.strip(b"\0 \r\n\t"):
        raise RollError("empty_file", "The file is empty.")
    if is_sheet(data):
        sheets = read_sheets(data, limits)
        return tuple(Sheet(rows, None, name, tuple(sheets)) for name, rows in sheets.items())
    if data.startswith(PICTURES) or data[4:8] == MEDIA[0] or data[8:12] == MEDIA[1]:
        raise RollError("picture", "This is a picture or a scan, not a table. Rolls are read as CSV, XLSX and ODS.")
    text, encoding = decode(data)
    if _MARKUP.match(text):
        raise RollError(
            "not_a_roll",
            "This is a web page or XML under another name. Open it in a spreadsheet program, save it as XLSX, and import that.",
        )
    return (Sheet(read_text(text, limits), encoding),)
