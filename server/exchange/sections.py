"""What of a roll is no door's line: totals, headers that repeat, areas and estates that lines name. Pure apart from its counting."""

import re
from collections import Counter
from collections.abc import Sequence

from server.exchange.address import read_house
from server.exchange.cells import is_nothing, plain
from server.exchange.columns import Columns
from server.exchange.numerals import plain_text
from server.exchange.rows import Row

_TOTAL = re.compile(r"^(?:(?:以上)?共计?:?(?=\d+(?:户|家|套|条|人))|合计|总计|共计|总数|总户数|总人口|总人数|户数合计|TOTAL)")
_PART = re.compile(r"^(?:本页)?(?:小计|合计|共(?=\d+(?:户|家|套|条|人)))|^[^:]{1,20}(?:小计|合计|总计)(?=:|\d|$)")
_WHOLE_PLACE = re.compile(r"^(?:社区|小区|村|全社区|全村|全部|居委会|本社区|本村)(?:合计|总计)")
_SAID_ABOVE = re.compile(r"(?:共计?|合计|总计|总户数)[^\d]{0,3}(\d{1,7})户")
_FOOTER = re.compile(r"^(?:填表|制表|审核|填报|统计|报送|负责|经办|注|说明)[^:]{0,8}:")
_SIGNING = frozenset("填制审统报负经注说")
_OF_PEOPLE = re.compile(r"(\d{1,7})(?:口人|人|口)")
_AREA_WORDS = re.compile(r"(社区|居委会|居民委员会|村委会|村民委员会|村)+$")
_NUMBERS = re.compile(r"\d{1,7}")
_SUMMING = frozenset("计共总tTＴｔ")


def is_total(row: Row) -> bool:
    return bool(_total_of(row))


def is_footer(row: Row) -> bool:
    """Who filled the list in, and what it leaves out."""
    first = next((cell for cell in row.cells if cell), "")
    return first[0] in _SIGNING and bool(_FOOTER.match(plain(first)))


def _total_of(row: Row) -> str:
    """The cell that says that this is a sum: the first, but for a running number. Empty if none does."""
    first = next((cell for cell in row.cells if cell and not cell.isdecimal()), "")
    if not first or not set(first) & _SUMMING:
        return ""
    text = plain_text(first)
    return text if _TOTAL.match(text) or _PART.match(text) else ""


class Sections:
    """Counts lines for the totals that are written among them."""

    def __init__(self, columns: Columns, *, has_estates: bool, is_village: bool) -> None:
        self.has_estates, self.is_village = has_estates, is_village
        self._columns = columns
        self._whole, self._part = _Sums(), _Sums()

    @classmethod
    def of(cls, rows: Sequence[Row], columns: Columns, area: str) -> "Sections":
        """Estates count where lines name more than one; it is a village where most lines have nothing but a number."""
        below = rows[columns.header + 1 :]
        named = below if columns.has("estate") else ()
        estates = {plain_text(name) for row in named if (name := columns.cell(row, "estate")) and not is_nothing(name)}
        return cls(columns, has_estates=len(estates) > 1, is_village=_is_village(below, columns, area))

    def is_header(self, row: Row) -> bool:
        """Of a further page."""
        return row.cells in self._columns.titles

    def count(self, people: int, *, is_new: bool) -> None:
        """One more line that is somebody's."""
        self._whole.add(people, is_new=is_new)
        self._part.add(people, is_new=is_new)

    def agrees(self, row: Row) -> bool:
        """Whether a total line has the number of lines or doors above it, and of people; a part's begins behind the last part's."""
        label = _total_of(row)
        is_part = bool(_PART.match(label)) and not (_TOTAL.match(label) or _WHOLE_PLACE.match(label))
        counted = self._part if is_part else self._whole
        agrees = counted.agree(*self._told(row, label))
        if is_part:
            self._part = _Sums()
        return agrees

    def agrees_above(self, row: Row) -> bool:
        """Whether a title has the number of doors below it, if it says one."""
        said = [int(number) for cell in row.cells for number in _SAID_ABOVE.findall(plain(cell))]
        return self._whole.agree(set(said), set())

    def _told(self, row: Row, label: str) -> tuple[set[int], set[int]]:
        """The numbers of doors and of people that a total line tells. What names the part (3号楼合计) is none."""
        people_at = self._columns.places.get("people_count", ())
        doors, people = set[int](), set[int]()
        running = next((place for place, cell in enumerate(row.cells) if cell), 0)
        for place, cell in enumerate(row.cells):
            if place == running and cell.isdecimal():
                continue  # a line's own number
            text = plain_text(cell)
            is_people = place in people_at and "户" not in text
            is_label = text == label and "计" in text
            text = text.rpartition("计")[2] if is_label else text
            people.update(map(int, (_NUMBERS if is_people else _OF_PEOPLE).findall(text)))
            doors.update(() if is_people else map(int, _NUMBERS.findall(_OF_PEOPLE.sub("", text))))
        return doors, people if people_at else set()


class _Sums:
    """Of the lines so far."""

    def __init__(self) -> None:
        self.lines = self.doors = self.people = self.people_of_doors = 0

    def add(self, people: int, *, is_new: bool) -> None:
        self.lines += 1
        self.people += people
        self.doors += is_new
        self.people_of_doors += people * is_new

    def agree(self, doors: set[int], people: set[int]) -> bool:
        counted = {self.lines, self.doors}
        if not doors:  # then a number of doors may stand in the column of people
            return not people or bool(people & (counted | {self.people, self.people_of_doors}))
        return bool(doors & counted) and (not people or bool(people & {self.people, self.people_of_doors}))


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
