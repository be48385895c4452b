"""Which row of a roll is its header and what each column holds. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from server.exchange.cells import plain, read_vacancy, ticked
from server.exchange.formulas import unguard
from server.exchange.headings import ALSO, ASKED, FIELDS, INSIDE, LIVED_IN, PERSONS, SEVERAL, SYNONYMS, TICKED, UNLIVED, WHOLE
from server.exchange.rows import RollError, Row

HEADER_WITHIN = 20  # lines
NO_HEADER = -1
LONGEST_HEADING = 20  # characters: what is longer is a title or a value
_VALUE = re.compile(r"\d(?:单元|号楼|栋|幢|楼|室|门)")  # a door's address, no title
_BY_WORD = {word: field for field, words in SYNONYMS.items() for word in words}


class Columns(msgspec.Struct, frozen=True):
    """`header` is the index of the header among the rows (-1: the first row is a door's already); `places` each field's columns."""

    header: int
    places: Mapping[str, tuple[int, ...]]
    titles: tuple[tuple[str, ...], ...] = ()  # the header's cells; of one in two lines those of both, the upper first

    def cell(self, row: Row, field: str) -> str:
        """What the row has there, of several columns one after the other; empty if the roll has no such column or the row is short."""
        places = self.places.get(field)
        if places is None:
            return ""
        cells = row.cells
        if len(places) == 1:
            return unguard(cells[places[0]]) if places[0] < len(cells) else ""
        told = [unguard(cells[place]) for place in places if place < len(cells) and cells[place]]
        return SEVERAL.get(field, "").join(told)

    def needs(self, row: Row) -> str:
        """What the row says of them; a tick in a column of its own (是否低保: 是) is that column's title."""
        places = (place for place in sorted(self.places.get("needs", ())) if place < len(row.cells) and row.cells[place])
        told = (ticked(tick_of(self.title_of(place)), unguard(row.cells[place])) for place in places)
        return SEVERAL["needs"].join(word for word in told if word)

    def vacancy(self, row: Row) -> tuple[bool, str | None]:
        """Whether the column about it says that nobody lives there, and what else stands in it."""
        if not self.has("vacant"):
            return False, None
        return read_vacancy(self.cell(row, "vacant"), asks_lived_in=asks_lived_in(self.title_of(self.places["vacant"][0])))

    def title_of(self, place: int) -> str:
        """Of a header in two lines the lower, or where it is blank the upper."""
        return next((cells[place] for cells in reversed(self.titles) if place < len(cells) and cells[place]), "")

    def has(self, field: str) -> bool:
        return field in self.places

    @property
    def tells_doors(self) -> bool:
        return self.has("address") or self.has("door")


def find_columns(
    rows: Sequence[Row], named: Mapping[str, str], remembered: Mapping[str, str] | None = None, line: int | None = None
) -> Columns:
    """The header is at that line of the file, or the row among the first that names the most fields. Raises RollError.

    `named` is a person's own {heading: field} for this roll, `remembered` what was said of such headings before.
    """
    wanted = {heading_of(heading): field for heading, field in named.items()}
    known = {**(remembered or {}), **wanted}
    best = header_of(rows, known) if line is None else header_at(rows, index_of(rows, line), known)
    if best is None or not best.tells_doors:
        raise RollError("no_header", _advice(rows))
    told = {heading_of(cell) for cells in best.titles for cell in cells}
    missing = [heading for heading in named if heading_of(heading) not in told]
    if missing:
        raise RollError("no_such_column", f"No column is called {', '.join(missing)}.")
    return best


def header_of(rows: Sequence[Row], known: Mapping[str, str]) -> Columns | None:
    """The most telling of the first rows; None if none names any field. `known`: {heading as `heading_of` gives it: field}.

    A row with titles of which somebody said before what they mean goes before one whose titles are only understood.
    """
    candidates = [header_at(rows, index, known) for index in range(min(len(rows), HEADER_WITHIN))]
    return max((each for each in candidates if each.places), key=lambda each: _telling(each, known), default=None)


def header_at(rows: Sequence[Row], index: int, known: Mapping[str, str]) -> Columns:
    """That row as the header, with the row above it if they say more together."""
    return max(_headers_at(rows, index, known), key=lambda each: _telling(each, known))


def index_of(rows: Sequence[Row], line: int) -> int:
    """Of a line of the file. Raises RollError."""
    found = next((index for index, row in enumerate(rows) if row.line == line), None)
    if found is None:
        raise RollError("no_such_line", f"The file has no line {line}.")
    return found


def _telling(columns: Columns, known: Mapping[str, str]) -> tuple[bool, int, int]:
    said = {heading_of(cell) for cells in columns.titles for cell in cells if cell}
    return columns.tells_doors, len(said & set(known)), len(columns.places)


def _headers_at(rows: Sequence[Row], index: int, known: Mapping[str, str]) -> Iterator[Columns]:
    """This row as the header, and together with the row above it: groups of columns are named over their own titles."""
    cells = rows[index].cells
    yield Columns(index, places_in(rows[index], known), (cells,))
    titles = titles_at(rows, index)
    if len(titles) > 1 and any(cells):
        both = Columns(index, {}, titles)
        merged = tuple(map(both.title_of, range(max(map(len, titles)))))
        yield msgspec.structs.replace(both, places=places_in(Row(rows[index].line, merged), known))


def titles_at(rows: Sequence[Row], header: int) -> tuple[tuple[str, ...], ...]:
    """The cells of a header, below those of the line above it if that names several columns, too; nothing without a header."""
    if header == NO_HEADER:
        return ()
    above = rows[header - 1].cells if header else ()
    return (above, rows[header].cells) if sum(map(bool, above)) > 1 else (rows[header].cells,)


def places_in(row: Row, known: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """The fields that a header names, by what a person said, by synonyms, and where these leave a field open by words in longer headings."""
    headings = [heading_of(cell) if len(cell) <= LONGEST_HEADING else "" for cell in row.cells]
    words = {**_BY_WORD, **known}
    places = _exact(headings, words)
    for place, heading in enumerate(headings):
        field = None if heading in words or not heading else _inside(heading)
        if field is not None and (field not in places or field == "needs"):
            places[field] = (*places.get(field, ()), place)
    if "relation" in places and (
        own := tuple(place for place, heading in enumerate(headings) if heading in PERSONS and heading not in known)
    ):
        places["name"] = own[:1]  # a line for each person: 户主姓名 beside 姓名 says the same on all of a door's lines
    places.pop("ignore", None)
    return places


def _exact(headings: Iterable[str], words: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    places: dict[str, tuple[int, ...]] = {}
    for place, heading in enumerate(headings):
        field = words.get(heading) or words.get(heading.rstrip("0123456789"))
        if field is not None and (field not in places or field in SEVERAL):
            places[field] = (*places.get(field, ()), place)
    return places


def _inside(heading: str) -> str | None:
    if _VALUE.search(heading):
        return None
    if WHOLE.search(heading):
        return "address"
    return "needs" if TICKED.search(heading) else next((field for word, field in INSIDE if word in heading), None)


def columns_of(header: int, fields: Mapping[int, str], titles: tuple[tuple[str, ...], ...] = ()) -> Columns:
    """As a person mapped them: {column: field}. Raises RollError for a map that names no door."""
    places: dict[str, tuple[int, ...]] = {}
    for place, field in sorted(fields.items()):
        if field not in FIELDS and field != "ignore":
            raise RollError("wrong_map", f"{field} is no field: {', '.join(FIELDS)}.")
        if field != "ignore":
            places[field] = (*places.get(field, ()), place)
    columns = Columns(header, places, titles)
    if not columns.tells_doors:
        raise RollError("no_door_column", "Say which column holds the address, or the building and the door.")
    return columns


@lru_cache(maxsize=256)
def tick_of(title: str) -> str:
    """What a tick below this title means; empty where it says nothing of anybody (特殊情况)."""
    heading = heading_of(title)
    return ASKED.sub("", heading) if ASKED.match(heading) or TICKED.search(heading) else ""


@lru_cache(maxsize=256)
def asks_lived_in(title: str) -> bool:
    heading = heading_of(title)
    return bool(LIVED_IN.search(heading)) and not UNLIVED.search(heading)


def heading_of(text: str) -> str:
    """A heading without blanks, marks and what stands in brackets: `楼栋（号）` is 楼栋."""
    bare = re.sub(r"\s", "", plain(text).lower()).partition("(")[0]
    return bare.strip("*:：#").translate(ALSO)


def _advice(rows: Sequence[Row]) -> str:
    seen = next((row.cells for row in rows if sum(map(bool, row.cells)) > 1), rows[0].cells if rows else ())
    shown = "、".join(cell for cell in seen if cell)[:200] or "nothing"
    return (
        "No header was found that names a door: an address column, or columns for building and door."
        f" Name yours with --map, e.g. --map 地址=address. The first full line says: {shown}"
    )
