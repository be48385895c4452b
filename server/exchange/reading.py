"""A roll's rows as doors, with every line accounted for. Pure."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from server.exchange import cells
from server.exchange.address import DoorAddress, join_address, read_address, read_house
from server.exchange.columns import Columns
from server.exchange.headings import SEVERAL
from server.exchange.lines import Account, Given, Problem, Roll, RollDoor, Told, differences, join_lines, line_key, with_householder
from server.exchange.numerals import plain_text
from server.exchange.persons import MOST as MOST_PERSONS
from server.exchange.persons import Person, add_person, is_householder
from server.exchange.rows import Row
from server.exchange.sections import Sections, area_stem, is_footer, is_total, only_area

SHORT = 200  # characters: what the protocol takes for a name
SHOWN = 80  # characters of a cell in a problem


class _Reading(msgspec.Struct):
    columns: Columns
    area: str
    only: str | None  # the one area whose lines are taken
    sections: Sections
    doors: dict[str, RollDoor]
    told: dict[str, list[Told]]  # by door, as `doors`
    problems: list[Problem]
    lines: Counter[str]


def read_roll(rows: Sequence[Row], columns: Columns, area_name: str) -> Roll:
    only = only_area(rows, columns, area_name)
    reading = _Reading(columns, area_name, only, Sections.of(rows, columns, area_name), {}, {}, [], Counter())
    for index, row in enumerate(rows):
        if index != columns.header:
            reading.lines[_take(row, index, reading)] += 1
    reading.problems.extend(_differs(row) for row in rows[: max(columns.header, 0)] if not reading.sections.agrees_above(row))
    lines = reading.lines
    read = len(rows) - (columns.header >= 0)
    doors = _with_householders(tuple(_with_lines(door, reading.told[key]) for key, door in reading.doors.items()))
    further = [len(door.people) for door in doors if door.people]
    account = Account(read, lines["doors"], lines["joined"], lines["skipped"], lines["refused"], sum(further), len(further))
    hint = [Problem(rows[max(columns.header, 0)].line, "list_of_people")] if _lists_people(columns, doors) else []
    problems = (*hint, *sorted(reading.problems, key=lambda each: each.line))
    return Roll(doors, _fields(columns, doors), account, problems, _headings(columns))


def _take(row: Row, index: int, reading: _Reading) -> str:
    """Put one line where it belongs and say what became of it."""
    columns, sections = reading.columns, reading.sections
    if is_total(row):
        if index > columns.header and not sections.agrees(row):
            reading.problems.append(_differs(row))
        return "skipped"
    if index < columns.header or not any(row.cells) or sections.is_header(row) or is_footer(row):
        return "skipped"
    own = columns.cell(row, "area")
    if reading.only is not None and own and area_stem(own) != reading.only:
        return _refuse(row, "other_area", own, reading)
    address = _address(row, reading)
    if address is None:
        return _refuse(row, "unreadable_address", _written(row, columns), reading)
    return _place(row, address, reading)


def _differs(row: Row) -> Problem:
    return Problem(row.line, "total_differs", " ".join(filter(None, row.cells))[:SHOWN])


def _refuse(row: Row, reason: str, text: str, reading: _Reading) -> str:
    people, _ = cells.read_count(reading.columns.cell(row, "people_count"))
    reading.sections.count(people or 0, is_new=False)
    reading.problems.append(Problem(row.line, reason, text[:SHOWN] or None))
    return "refused"


def _place(row: Row, address: DoorAddress, reading: _Reading) -> str:
    given, doubts = _given(row, reading.columns)
    key = line_key(address)
    known = reading.doors.get(key)
    person = _further_person(row, reading.columns, given)
    if person is not None and known is not None and len(known.people) >= MOST_PERSONS:
        return _refuse(row, "too_many_people", _written(row, reading.columns), reading)
    reading.problems.extend(Problem(row.line, reason, text[:SHOWN]) for reason, text in doubts)
    reading.sections.count(given.people_count or 0, is_new=known is None)
    if person is not None:  # of the door itself such a line says how many live there, or that nobody does
        given = Given(people_count=given.people_count, roll_vacant=given.roll_vacant)
    reading.told.setdefault(key, []).append(Told(given, person))
    if known is None:
        code = reading.columns.cell(row, "code")[:SHORT] or None
        reading.doors[key] = RollDoor(row.line, code, address, given, people=(person,) if person else ())
        return "doors"
    differs: Sequence[str] = tuple(differences(known.given, given))
    door = join_lines(known, given)
    is_new = False
    if person is not None:
        people, of_person = add_person(door.people, person)
        door, is_new, differs = msgspec.structs.replace(door, people=people), of_person is None, (*differs, *(of_person or ()))
    is_new = is_new or (bool(given.name) and known.given.name is None and bool(known.people))  # the householder, below the others
    reading.doors[key] = door
    if differs or not is_new:
        reason = "same_door_differs" if differs else "same_door"
        written = _written(row, reading.columns)[:SHOWN]
        reading.problems.append(Problem(row.line, reason, written, first_line=known.line, fields=tuple(differs)))
    return "joined"


def _further_person(row: Row, columns: Columns, given: Given) -> Person | None:
    """Whom a line is about if not the householder. None also in a roll with a line a door."""
    if not columns.has("relation"):
        return None
    relation = columns.cell(row, "relation")
    said = None if cells.says_no(relation) else _short(cells.read_note(relation))
    if is_householder(relation) or (given.name is None and said is None):
        return None
    further = "；".join(filter(None, ("、".join(given.phones[1:]), given.note))) or None  # a resident has one number
    return Person(given.name, said, given.phones[:1], given.needs, further)


def _with_lines(door: RollDoor, told: Sequence[Told]) -> RollDoor:
    return msgspec.structs.replace(door, told=tuple(told)) if len(told) > 1 else door


def _with_householders(doors: tuple[RollDoor, ...]) -> tuple[RollDoor, ...]:
    return tuple(map(with_householder, doors)) if any(door.people for door in doors) else doors


def _lists_people(columns: Columns, doors: Sequence[RollDoor]) -> bool:
    """Whether it looks like a roll with a line for each person, of which no column says who is the householder."""
    named = sum(any(other.name for other in door.others) for door in doors)
    return not columns.has("relation") and named >= 3 and 4 * named >= len(doors)


def _address(row: Row, reading: _Reading) -> DoorAddress | None:
    columns, area = reading.columns, reading.area
    building, door = columns.cell(row, "building"), columns.cell(row, "door")
    estate = columns.cell(row, "estate") if reading.sections.has_estates else ""
    address = join_address(building, columns.cell(row, "entrance"), columns.cell(row, "floor"), door) if columns.has("door") else None
    whole = columns.cell(row, "address") or ("" if columns.has("building") else door)
    if address is None and whole:
        house = read_house(whole, area) if reading.sections.is_village else None
        address = house or read_address(whole, area)
    return _in_estate(address, estate)


def _in_estate(address: DoorAddress | None, estate: str) -> DoorAddress | None:
    name = plain_text(estate)
    if address is None or not name or address.building.startswith(name):
        return address
    return msgspec.structs.replace(address, building=f"{name}{address.building}")


def _written(row: Row, columns: Columns) -> str:
    parts = (columns.cell(row, part) for part in ("address", "building", "entrance", "floor", "door"))
    return " ".join(part for part in parts if part) or " ".join(cell for cell in row.cells if cell)


def _given(row: Row, columns: Columns) -> tuple[Given, tuple[tuple[str, str], ...]]:
    texts = {field: columns.cell(row, field) for field in ("name", "phones", "people_count", "note")}
    texts["needs"] = columns.needs(row) if columns.has("needs") else ""
    phones, phones_read = cells.read_phones(texts["phones"])
    count, count_read = cells.read_count(texts["people_count"])
    noted = not columns.has("vacant") and cells.mentions_vacant(texts["note"])  # a column about it knows better than a note that begins so
    told, beside = columns.vacancy(row)
    vacant = told or noted or any(map(cells.says_vacant, texts.values())) or _is_aside(row, columns)
    given = Given(
        name=_short(cells.read_name(texts["name"])),
        phones=tuple(phone[:SHORT] for phone in phones),
        people_count=count,
        needs=tuple(need[:SHORT] for need in cells.read_needs(texts["needs"])),
        note=SEVERAL["note"].join(filter(None, (cells.read_note(texts["note"]), beside))) or None,
        roll_vacant=vacant,
    )
    doubts = (("phones", "unreadable_phone", not phones_read), ("people_count", "unreadable_head_count", not count_read and not vacant))
    return given, tuple((reason, texts[field]) for field, reason, is_so in doubts if is_so)


def _is_aside(row: Row, columns: Columns) -> bool:
    """Vacant, in brackets behind the address."""
    return cells.aside_says_vacant(columns.cell(row, "address")) or cells.aside_says_vacant(columns.cell(row, "door"))


def _short(text: str | None) -> str | None:
    return text[:SHORT] if text else text


def _fields(columns: Columns, doors: Sequence[RollDoor]) -> frozenset[str]:
    """Those with a column, and those that another column spoke of."""
    own = {name for name in ("name", "phones", "people_count", "needs", "note") if columns.has(name)}
    beside = {"note"} if any(door.given.note for door in doors) else set()
    counted = {"people_count"} if any(door.people for door in doors) else set()
    return frozenset(own | beside | counted | {"roll_vacant"})


def _headings(columns: Columns) -> tuple[tuple[str, str], ...]:
    return tuple((title, field) for field, places in columns.places.items() for place in places if (title := columns.title_of(place)))
