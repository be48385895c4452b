"""A roll's rows as doors, with every line accounted for. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from server.exchange import cells
from server.exchange.address import DoorAddress, join_address, plain_text, read_address
from server.exchange.columns import Columns
from server.exchange.rows import Row

SHORT = 200  # characters: what the protocol takes for a name
_TOTAL = re.compile(r"^(合计|总计|共计|小计|总数|TOTAL)")
_AREA_WORDS = re.compile(r"(社区|居委会|居民委员会|村委会|村民委员会|村)+$")


class Given(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a roll says of one door. None and empty: the cell was empty. `columns` the fields the roll has at all."""

    name: str | None = None
    phones: tuple[str, ...] = ()
    people_count: int | None = None
    needs: tuple[str, ...] = ()
    note: str | None = None
    roll_vacant: bool = False


class Problem(msgspec.Struct, frozen=True):
    line: int
    reason: str  # a stable code


class RollDoor(msgspec.Struct, frozen=True):
    """One door of the roll. `others`: what later lines said of it where the first said something else."""

    line: int
    code: str | None
    address: DoorAddress
    given: Given
    others: tuple[Given, ...] = ()


class Account(msgspec.Struct, frozen=True):
    """Where the lines below and above the header went: read = doors + joined + skipped + refused."""

    read: int
    doors: int
    joined: int
    skipped: int
    refused: int


class Roll(msgspec.Struct, frozen=True):
    doors: tuple[RollDoor, ...]
    fields: frozenset[str]  # of Given: those the roll has columns for
    account: Account
    problems: tuple[Problem, ...]


class _Kept(msgspec.Struct):
    doors: dict[DoorAddress, RollDoor]
    problems: list[Problem]
    lines: Counter[str]


def read_roll(rows: Sequence[Row], columns: Columns, area_name: str) -> Roll:
    kept = _Kept({}, [], Counter())
    area = _only_area(rows, columns, area_name)
    for index, row in enumerate(rows):
        if index != columns.header:
            kept.lines[_take(row, index, columns, area, kept)] += 1
    kept.problems.extend(_wrong_total(rows, columns, kept))
    lines = kept.lines
    account = Account(len(rows) - 1, lines["doors"], lines["joined"], lines["skipped"], lines["refused"])
    return Roll(tuple(kept.doors.values()), _fields(columns), account, tuple(sorted(kept.problems, key=lambda each: each.line)))


def _take(row: Row, index: int, columns: Columns, area: str | None, kept: _Kept) -> str:
    """Put one line where it belongs and say what became of it."""
    if index < columns.header or not any(row.cells) or _is_total(row):
        return "skipped"
    if area is not None and (own := columns.cell(row, "area")) and _area(own) != area:
        kept.problems.append(Problem(row.line, "other_area"))
        return "refused"
    address = _address(row, columns)
    if address is None:
        kept.problems.append(Problem(row.line, "unreadable_address"))
        return "refused"
    given, doubts = _given(row, columns)
    kept.problems.extend(Problem(row.line, doubt) for doubt in doubts)
    known = kept.doors.get(address)
    if known is None:
        kept.doors[address] = RollDoor(row.line, columns.cell(row, "code")[:SHORT] or None, address, given)
        return "doors"
    kept.doors[address] = joined = join_lines(known, given)
    kept.problems.append(Problem(row.line, "same_door_differs" if len(joined.others) > len(known.others) else "same_door"))
    return "joined"


def join_lines(door: RollDoor, later: Given) -> RollDoor:
    """The first line's values stand, empty ones are filled from the later, what differs is kept beside."""
    first = msgspec.structs.asdict(door.given)
    other = msgspec.structs.asdict(later)
    filled = {name: value or other[name] for name, value in first.items()}
    differs = {name: value for name, value in other.items() if value and value != filled[name]}
    others = (*door.others, Given(**differs)) if differs else door.others
    return msgspec.structs.replace(door, given=Given(**filled), others=others)


def _address(row: Row, columns: Columns) -> DoorAddress | None:
    if columns.has("building") and columns.has("door"):
        return join_address(*(columns.cell(row, part) for part in ("building", "entrance", "floor", "door")))
    return read_address(columns.cell(row, "address"))


def _given(row: Row, columns: Columns) -> tuple[Given, tuple[str, ...]]:
    texts = {field: columns.cell(row, field) for field in ("name", "phones", "people_count", "needs", "note")}
    phones, phones_read = cells.read_phones(texts["phones"])
    count, count_read = cells.read_count(texts["people_count"])
    vacant = any(map(cells.says_vacant, texts.values())) or cells.mentions_vacant(texts["note"])
    given = Given(
        name=_short(cells.read_name(texts["name"])),
        phones=tuple(phone[:SHORT] for phone in phones),
        people_count=count,
        needs=tuple(need[:SHORT] for need in cells.read_needs(texts["needs"])),
        note=cells.read_note(texts["note"]),
        roll_vacant=vacant,
    )
    doubts = (("unreadable_phone", not phones_read), ("unreadable_head_count", not count_read and not vacant))
    return given, tuple(reason for reason, is_so in doubts if is_so)


def _short(text: str | None) -> str | None:
    return text[:SHORT] if text else text


def _fields(columns: Columns) -> frozenset[str]:
    own = {name for name in ("name", "phones", "people_count", "needs", "note") if columns.has(name)}
    return frozenset(own | {"roll_vacant"})


def _is_total(row: Row) -> bool:
    first = next((cell for cell in row.cells if cell), "")
    return bool(_TOTAL.match(plain_text(first)))


def _wrong_total(rows: Sequence[Row], columns: Columns, kept: _Kept) -> Iterator[Problem]:
    """A total line that counts other than the lines above it."""
    told = kept.lines["doors"] + kept.lines["joined"] + kept.lines["refused"]
    for row in rows[columns.header + 1 :]:
        numbers = [int(found) for cell in row.cells for found in re.findall(r"\d{1,7}", plain_text(cell))]
        if _is_total(row) and numbers and not {told, len(kept.doors)} & set(numbers):
            yield Problem(row.line, "total_differs")


def _only_area(rows: Sequence[Row], columns: Columns, area_name: str) -> str | None:
    """The one area whose lines are taken. None: the roll names one area only, and the person said where it belongs."""
    named = Counter(_area(columns.cell(row, "area")) for row in rows[columns.header + 1 :] if columns.cell(row, "area"))
    if len(named) < 2:
        return None
    wanted = _area(area_name)
    return wanted if wanted in named else named.most_common(1)[0][0]


def _area(text: str) -> str:
    return _AREA_WORDS.sub("", plain_text(text))
