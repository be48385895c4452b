"""A list of areas as text: CSV with a heading, one area a line. Pure."""

import csv
import io
from collections.abc import Mapping, Sequence

from server.areas.tree import Line
from server.errors import BadRequest

MOST_LINES = 20_000
TITLES = 10  # lines among which the heading stands: a sheet often begins with its title
COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("code", "id", "编码", "代码", "区划代码", "编号"), "code"),
    **dict.fromkeys(("parent_code", "parent", "parent_id", "上级编码", "上级代码", "上级", "父级编码"), "parent"),
    **dict.fromkeys(("level", "级别", "层级", "类型"), "level"),
    **dict.fromkeys(("name", "名称", "区域", "名字"), "name"),
}


def read_list(text: str) -> tuple[Line, ...]:
    """The lines in their order, blank ones left out. Raises BadRequest if it is no such list."""
    rows = _rows(text)
    if not rows:
        raise BadRequest("no lines")
    at = next((place for place, (_, cells) in enumerate(rows[:TITLES]) if {"code", "name"} <= {*_heading(cells)}), None)
    if at is None:
        raise BadRequest("the heading names no code or no name")
    heading, rows = _heading(rows[at][1]), rows[at:]
    if len(rows) > MOST_LINES:
        raise BadRequest(f"more than {MOST_LINES} lines")
    return tuple(_line(number, heading, cells) for number, cells in rows[1:] if any(cell.strip() for cell in cells))


def _heading(cells: Sequence[str]) -> list[str]:
    return [COLUMNS.get(cell.strip().lower().lstrip("\ufeff"), "") for cell in cells]


def _rows(text: str) -> Sequence[tuple[int, list[str]]]:
    separator = max(",;\t", key="\n".join(text.split("\n", TITLES)[:TITLES]).count)
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=separator)
    try:
        return [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise BadRequest(f"not a list: {error}") from error


def _line(number: int, heading: Sequence[str], cells: Sequence[str]) -> Line:
    found = {name: cell.strip() for name, cell in zip(heading, cells, strict=False) if name}
    return Line(number, found.get("code", ""), found.get("parent", ""), found.get("level", "").lower(), found.get("name", ""))


def read_text(data: bytes) -> str:
    """A file as text: UTF-8, UTF-16 with its mark, or GB18030. Raises BadRequest."""
    is_utf_16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ["utf-16"] if is_utf_16 else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadRequest("not text")
