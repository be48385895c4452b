"""What a file's columns seem to hold, before a person says so: by heading, by what was said of it before, then by the cells. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

import msgspec

from server.exchange import cells
from server.exchange.address import read_address
from server.exchange.columns import HEADER_WITHIN, NO_HEADER, Columns, header_at, header_of
from server.exchange.files import Sheet
from server.exchange.persons import is_householder, is_relation
from server.exchange.rows import RollError, Row

SAMPLES = 3
LOOKED_AT = 200  # rows
SURE = 0.8  # of the filled cells
LONGEST_SAMPLE = 80  # characters
KNOWN_CELLS = 8_192  # of which it is remembered what they look like: each of the first lines is tried as the header of the same ones
MOST_SHEETS = 50  # that are looked at beside the one that seems to be the roll
MOST_TITLED = 50  # columns, and
MOST_TITLED_SHEETS = 5  # sheets, of which it is told what each of the first lines would say as their header


class Column(msgspec.Struct, frozen=True):
    """`field`: None where nothing is proposed."""

    index: int
    title: str
    samples: tuple[str, ...]
    field: str | None


class Header(msgspec.Struct, frozen=True):
    """One of the first lines, with what the columns seem to hold if it is the header. `line` 0: there is none."""

    line: int
    columns: tuple[Column, ...]


class Look(msgspec.Struct, frozen=True):
    """`header_line` in the file, from 1; None: the first line is a door's already. `lines` of the sheet in all. `others`: further sheets."""

    columns: tuple[Column, ...]
    header_line: int | None
    encoding: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    lines: int
    others: tuple["Look", ...] = ()
    headers: tuple[Header, ...] = ()


def look_at(sheets: Sequence[Sheet], remembered: Mapping[str, str], wanted: str | None = None) -> Look:
    """Raises RollError for a file in which nothing is written."""
    sheet, found = choose_sheet(sheets, remembered, wanted)
    filled = [each for each in sheets if each is not sheet and any(any(row.cells) for row in each.rows)]
    others = tuple(_look(each, _columns(each.rows, remembered), remembered) for each in filled[:MOST_SHEETS])
    if len(others) >= MOST_TITLED_SHEETS:
        others = tuple(msgspec.structs.replace(each, headers=()) for each in others)
    return msgspec.structs.replace(_look(sheet, found, remembered), others=others)


def _look(sheet: Sheet, found: Columns, known: Mapping[str, str]) -> Look:
    rows = sheet.rows
    width = max((len(row.cells) for row in rows), default=0)
    headers = tuple(_headers(rows, known, width)) if width <= MOST_TITLED else ()
    line = rows[found.header].line if found.header != NO_HEADER else None
    return Look(_told(rows, found, width), line, sheet.encoding, sheet.name, sheet.names, len(rows), headers=headers)


def _headers(rows: Sequence[Row], known: Mapping[str, str], width: int) -> Iterator[Header]:
    yield Header(0, _told(rows, _with_cells(rows, Columns(NO_HEADER, {})), width))
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        if any(row.cells):
            yield Header(row.line, _told(rows, _with_cells(rows, header_at(rows, index, known)), width))


def _told(rows: Sequence[Row], found: Columns, width: int) -> tuple[Column, ...]:
    below = [row for row in islice(rows, found.header + 1, found.header + 1 + LOOKED_AT) if any(row.cells)]
    fields = {place: field for field, places in found.places.items() for place in places}
    return tuple(_column(index, found.title_of(index), below, fields) for index in range(width))


def choose_sheet(sheets: Sequence[Sheet], known: Mapping[str, str], wanted: str | None) -> tuple[Sheet, Columns]:
    """The sheet of that name, or the one whose header says most, with its columns as they seem. Raises RollError."""
    named = [sheet for sheet in sheets if wanted is None or sheet.name == wanted]
    found = [(sheet, _columns(sheet.rows, known)) for sheet in named if any(any(row.cells) for row in sheet.rows)]
    if not found:
        raise RollError("empty_file", "Nothing is written in this file.")
    return max(found, key=lambda each: (each[1].tells_doors, len(each[1].places)))


def _columns(rows: Sequence[Row], known: Mapping[str, str]) -> Columns:
    """With what the cells tell where the headings tell nothing."""
    named = header_of(rows, known)
    if named is None:
        header = _first_title(rows)
        named = Columns(header, {}, (rows[header].cells,) if header != NO_HEADER else ())
    return _with_cells(rows, named)


def _with_cells(rows: Sequence[Row], named: Columns) -> Columns:
    header, places = named.header, dict(named.places)
    taken = {place for each in places.values() for place in each}
    below = list(islice((row for row in islice(rows, header + 1, None) if any(row.cells)), LOOKED_AT))
    for index in range(max((len(row.cells) for row in below), default=0)):
        told = [row.cells[index] for row in below if index < len(row.cells) and row.cells[index]]
        field = None if index in taken or not told else _field_of(told, places, is_titled=header != NO_HEADER)
        if field is not None:
            places[field] = (index,)
    return Columns(header, places, named.titles)


def _first_title(rows: Sequence[Row]) -> int:
    """The first row of several cells is a header unless it reads like a door already."""
    for index, row in enumerate(rows[:LOOKED_AT]):
        if sum(map(bool, row.cells)) > 1 or (any(row.cells) and max(len(each.cells) for each in rows) == 1):
            return NO_HEADER if any(cell and read_address(cell) for cell in row.cells) else index
    return NO_HEADER


def _field_of(told: Sequence[str], taken: Mapping[str, object], *, is_titled: bool) -> str | None:
    for field, is_one in _LOOKS.items():
        unclear = field == "name" and is_titled  # a titled column of names may be anybody's
        unclear = unclear or (field == "relation" and not any(map(is_householder, told)))  # who lives there besides, of some doors
        if field not in taken and not unclear and sum(map(is_one, told)) >= SURE * len(told):
            return field
    return None


@lru_cache(maxsize=KNOWN_CELLS)
def _is_phone(text: str) -> bool:
    """Ids, too, have so many digits, but between letters."""
    numbers, understood = cells.read_phones(text)
    return understood and bool(numbers) and not any(sign.isascii() and sign.isalpha() for sign in text)


@lru_cache(maxsize=KNOWN_CELLS)
def _is_place(text: str) -> bool:
    return not _is_phone(text) and len(text) > 2 and read_address(text) is not None


def _is_name(text: str) -> bool:
    return 2 <= len(text) <= 4 and all("\u4e00" <= sign <= "\u9fff" for sign in text)


_LOOKS: Mapping[str, Callable[[str], bool]] = {"phones": _is_phone, "relation": is_relation, "address": _is_place, "name": _is_name}


def _column(index: int, title: str, rows: Sequence[Row], fields: Mapping[int, str]) -> Column:
    told = (row.cells[index] for row in rows if index < len(row.cells) and row.cells[index])
    samples = tuple(dict.fromkeys(cell[:LONGEST_SAMPLE] for cell, _ in zip(told, range(10 * SAMPLES), strict=False)))[:SAMPLES]
    return Column(index, title, samples, fields.get(index))
