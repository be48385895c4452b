"""What of a roll is no door's line: totals, headers that repeat, areas and estates that lines name. Pure apart from its counting."""

import re
from collections import Counter
from collections.abc import Sequence

from server.exchange.address import read_house
from server.exchange.cells import is_nothing
from server.exchange.columns import Columns
from server.exchange.numerals import plain_text
from server.exchange.rows import Row

_TOTAL = re.compile(r"^(合计|总计|共计|总数|总户数|TOTAL)")
_PART = re.compile(r"^(小计|本页小计|本页合计)")
_AREA_WORDS = re.compile(r"(社区|居委会|居民委员会|村委会|村民委员会|村)+$")
_NUMBERS = re.compile(r"\d{1,7}")


def is_total(row: Row) -> bool:
    first = next((cell for cell in row.cells if cell), "")
    return bool(first) and first[0] in "合总共小本TtＴ" and bool(_TOTAL.match(plain_text(first)) or _PART.match(plain_text(first)))


class Sections:
    """Counts lines for the totals that are written among them."""

    def __init__(self, header: tuple[str, ...], *, has_estates: bool, is_village: bool) -> None:
        self.has_estates, self.is_village = has_estates, is_village
        self._header = header
        self._lines = self._doors = self._part_lines = self._part_doors = 0

    @classmethod
    def of(cls, rows: Sequence[Row], columns: Columns, area: str) -> "Sections":
        """Estates count where lines name more than one; it is a village where most lines have nothing but a number."""
        below = rows[columns.header + 1 :]
        estates = {plain_text(name) for row in below if (name := columns.cell(row, "estate")) and not is_nothing(name)}
        header = rows[columns.header].cells if columns.header >= 0 else ()
        return cls(header, has_estates=len(estates) > 1, is_village=_is_village(below, columns, area))

    def is_header(self, row: Row) -> bool:
        """Of a further page."""
        return bool(self._header) and row.cells == self._header

    def count(self, *, is_new: bool) -> None:
        """One more line that is somebody's."""
        self._lines += 1
        self._part_lines += 1
        self._doors += is_new
        self._part_doors += is_new

    def agrees(self, row: Row) -> bool:
        """Whether a total line has the number of lines or doors above it; a part's begins behind the last part's."""
        first = next(cell for cell in row.cells if cell)
        is_part = bool(_PART.match(plain_text(first)))
        told = {int(number) for cell in row.cells for number in _NUMBERS.findall(plain_text(cell))}
        counted = {self._part_lines, self._part_doors} if is_part else {self._lines, self._doors}
        if is_part:
            self._part_lines = self._part_doors = 0
        return not told or bool(told & counted)


def _is_village(rows: Sequence[Row], columns: Columns, area: str) -> bool:
    if columns.has("building"):
        return False
    told = [text for row in rows if (text := columns.cell(row, "address") or columns.cell(row, "door")) and not is_total(row)]
    houses = [read_house(text, area) for text in told]
    return 2 * sum(house is not None and house.door.isdecimal() for house in houses) > len(told)


def only_area(rows: Sequence[Row], columns: Columns, area_name: str) -> str | None:
    """The one area whose lines are taken. None: the roll names one area only, and the person said where it belongs."""
    told = [columns.cell(row, "area") for row in rows[columns.header + 1 :]] if columns.has("area") else []
    named = Counter(area_stem(text) for text in told if text)
    if len(named) < 2:
        return None
    wanted = area_stem(area_name)
    return wanted if wanted in named else named.most_common(1)[0][0]


def area_stem(text: str) -> str:
    return _AREA_WORDS.sub("", plain_text(text))
